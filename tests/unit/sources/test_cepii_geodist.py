"""CEPII GeoDist: codes of its own, missing distances, two file forms."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from world_files import assert_same_table, committed, read_again, recognised_by

from braingain.foundation.errors import BraingainError
from braingain.sources.cepii_geodist import importer
from braingain.sources.cepii_geodist.importer import read, recognises
from braingain.sources.workbooks import Sheet

SOURCE = "cepii_geodist"


@pytest.mark.real_files
def test_the_committed_table_is_what_the_importer_gives(real_files: Path):
    found = read_again(real_files, SOURCE)
    assert_same_table(found, SOURCE, "geodist")
    mapped = "codes mapped: ANT to CUW, PAL to PSE, ROM to ROU, TMP to TLS, YUG to SRB, ZAR to COD"
    assert found.messages == (mapped, "2215 pairs without distw")


@pytest.mark.real_files
def test_both_forms_of_the_file_are_taken_and_agree(real_files: Path):
    folder = real_files / "cepii-geodist"
    assert recognised_by(folder / "dist_cepii.dta") == [SOURCE]
    assert recognised_by(folder / "dist_cepii.zip") == [SOURCE]
    assert recognised_by(folder / "geo_cepii.xls") == []
    excel = read({"dist_cepii.zip": (folder / "dist_cepii.zip").read_bytes()}).tables["geodist"]
    stata = read_again(real_files, SOURCE).tables["geodist"]
    assert excel["distw"].isna().sum() == 2215  # "." in Excel, NaN in Stata
    pd.testing.assert_frame_equal(excel, stata, rtol=1e-6)


def test_every_pair_once_and_no_code_of_cepiis_own():
    table = committed(SOURCE, "geodist")
    assert len(table) == 224 * 224
    assert not table.duplicated(["origin", "destination"]).any()
    codes = set(table["origin"])
    assert codes == set(table["destination"])
    assert not codes & {"ROM", "ZAR", "PAL", "TMP", "YUG", "ANT"}
    assert {"ROU", "COD", "PSE", "TLS", "SRB", "CUW"} <= codes
    assert table["distw"].isna().sum() == 2215
    assert table["dist"].notna().all()


def test_ties_are_0_or_1_and_known_ones_hold():
    table = committed(SOURCE, "geodist").set_index(["origin", "destination"])
    ties = table[["contig", "comlang_off", "comlang_ethno", "colony"]]
    assert set(np.unique(ties.to_numpy())) == {0, 1}
    assert ties.loc["GHA", "GBR"].tolist() == [0, 1, 1, 1]
    assert ties.loc["GHA", "CIV"].tolist() == [1, 0, 0, 0]
    assert ties.loc["COD", "FRA"]["comlang_off"] == 1
    assert abs(table.loc[("GHA", "GBR"), "distw"] - 5141.1) < 0.1


COLUMNS = ("iso_o", "iso_d", "contig", "comlang_off", "comlang_ethno", "colony", "dist", "distw")
PAIRS = [
    ("GHA", "GBR", 0, 1, 1, 1, 5099.5, 5141.1),
    ("GBR", "GHA", 0, 1, 1, 1, 5099.5, 5141.1),
    ("ROM", "GBR", 0, 0, 0, 0, 2091.0, np.nan),
]


def stata(*pairs: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(list(pairs), columns=list(COLUMNS)).to_stata(out, write_index=False, version=114)
    return out.getvalue()


def problems(name: str, content: bytes) -> list[str]:
    with pytest.raises(BraingainError) as raised:
        read({name: content})
    return [problem.line() for problem in raised.value.problems]


def test_a_small_file_and_its_zip_are_read():
    plain = stata(*PAIRS)
    assert recognises("dist_cepii.dta", plain)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("readme.txt", "nothing")
        book.writestr("dist_cepii.dta", plain)
    for name, content in (("dist_cepii.dta", plain), ("dist_cepii.zip", packed.getvalue())):
        table = read({name: content}).tables["geodist"]
        assert table["origin"].tolist() == ["GBR", "GHA", "ROU"] and table["distw"].isna().tolist() == [
            False,
            False,
            True,
        ]


def test_every_mistake_is_named_by_row_and_column_at_once():
    wrong = [
        ("GHA", "XXX", 0, 1, 1, 1, 1.0, 1.0),
        ("GHA", "CIV", 2, 0, 0, 0, -1.0, 1.0),
        ("GHA", "GBR", 0, 1, 1, 0.5, 5099.5, 5141.1),
    ]
    said = problems("dist_cepii.dta", stata(*PAIRS, *wrong))
    do = "; check the file, or fetch it again"
    assert sorted(said) == [
        f'dist_cepii.dta, row 4, column iso_d: "XXX" is no code of a country{do}',
        f'dist_cepii.dta, row 5, column contig: "2" is more than 1{do}',
        f'dist_cepii.dta, row 5, column dist: "-1.0" is negative{do}',
        f'dist_cepii.dta, row 6, column colony: "0.5" is not a whole number{do}',
        f"dist_cepii.dta, row 6, column iso_d: GHA GBR stands in row 1 already{do}",
    ]


def test_a_missing_column_and_a_file_that_breaks_off_are_said():
    out = io.BytesIO()
    pd.DataFrame(PAIRS, columns=list(COLUMNS)).drop(columns="colony").to_stata(out, write_index=False, version=114)
    assert problems("dist_cepii.dta", out.getvalue()) == [
        "dist_cepii.dta, row 1, column colony: is missing; fetch it again"
    ]
    whole = stata(*PAIRS)
    for cut in (whole[: len(whole) // 2], whole[:-3]):
        (said,) = problems("dist_cepii.dta", cut)
        assert said.startswith("dist_cepii.dta: the file breaks off or is damaged (")
    (said,) = problems("dist_cepii.zip", b"PK\x03\x04dist_cepii")
    assert said.startswith("dist_cepii.zip: the file breaks off or is damaged (BadZipFile")


@pytest.mark.real_files
def test_a_figure_of_the_workbook_that_is_none_is_named_by_sheet_and_row(
    real_files: Path, monkeypatch: pytest.MonkeyPatch
):
    """The workbook as it is, with two cells changed after it was opened: nothing here writes its old form."""
    content = (real_files / "cepii-geodist" / "dist_cepii.zip").read_bytes()
    opened = importer.old_sheet

    def changed(workbook: bytes) -> Sheet:
        found = opened(workbook)
        header = found.rows[0]
        found.rows[6][header.index("distw")], found.rows[7][header.index("contig")] = "far", 7
        return found

    monkeypatch.setattr(importer, "old_sheet", changed)
    said = problems("dist_cepii.zip", content)
    assert len(said) == 2
    assert 'row 7, column distw: "far" is not a number' in said[0] and ", sheet " in said[0]
    assert 'row 8, column contig: "7" is more than 1' in said[1]
