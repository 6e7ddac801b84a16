"""Contracts over every source: a sound card, an importer where there are files, figures that pass our own check."""

from __future__ import annotations

import csv
import gzip
import io
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.evidence.building import source_rows
from braingain.evidence.schema import check_columns, check_row
from braingain.foundation.cards import package_folder
from braingain.foundation.errors import BraingainError
from braingain.sources.build import build, csv_bytes, files_by_hash, main, read_source
from braingain.sources.contract import COLUMNS, Source, evidence_rows
from braingain.sources.registry import all_sources, find_source, importer_of

SOURCES = tuple(all_sources())
SHIPPED = tuple(name for name in SOURCES if all_sources()[name].ships)
HOME = Path(str(package_folder("sources")))


def committed(name: str) -> list[dict[str, str]] | None:
    plain, packed = HOME / name / "observations.csv", HOME / name / "observations.csv.gz"
    if plain.is_file():
        return list(csv.DictReader(io.StringIO(plain.read_text("utf-8"), newline="")))
    if packed.is_file():
        return list(csv.DictReader(io.StringIO(gzip.decompress(packed.read_bytes()).decode(), newline="")))
    return None


def test_there_are_sources() -> None:
    assert {"oecd_workforce_migration", "oecd_remuneration", "oecd_graduates", "seed_paper"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_with_files_has_an_importer(name: str) -> None:
    if all_sources()[name].files:
        importer = importer_of(name)
        assert importer is not None
        assert importer.recognises("anything", b"no file of any publisher\n") is False


IMPORTERS = tuple(name for name in SOURCES if importer_of(name) is not None)


@given(head=st.binary(max_size=300), name=st.sampled_from(IMPORTERS), file=st.text(max_size=20))
def test_no_importer_stumbles_over_a_file_of_others(head: bytes, name: str, file: str) -> None:
    importer = importer_of(name)
    assert importer is not None
    assert importer.recognises(file, head) in (True, False)


@pytest.mark.parametrize("name", SOURCES)
def test_only_sources_that_ship_have_figures(name: str) -> None:
    figures = {path.name for path in (HOME / name).iterdir() if path.name.endswith((".csv.gz", ".parquet"))}
    figures |= {"observations.csv"} & {path.name for path in (HOME / name).iterdir()}
    if all_sources()[name].ships:
        tables = {f"{table}.{all_sources()[name].table_format}" for table in all_sources()[name].tables}
        assert tables <= figures
        assert figures
    else:
        assert not figures


@pytest.mark.parametrize("name", SHIPPED)
def test_committed_figures_pass_the_check_that_users_files_must_pass(name: str) -> None:
    rows = committed(name)
    if rows is None:
        assert all_sources()[name].tables
        return
    known = {row["source"] for row in source_rows(Path("nowhere"))}
    assert rows
    assert tuple(rows[0]) == COLUMNS
    assert not list(check_columns(list(rows[0])))
    assert {row["source"] for row in rows} <= known
    for row in rows[:: max(1, len(rows) // 1500)]:
        clean, problems = check_row(row)
        assert not problems, f"{row}: {problems[0].line()}"
        value = float(row["value"]) if row["value"] else math.nan
        assert clean["value"] == value or math.isnan(value)


def test_no_publisher_s_file_lies_in_the_package() -> None:
    hashes = {file.sha256 for source in all_sources().values() for file in source.files}
    assert hashes
    assert not hashes & set(files_by_hash(HOME))


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(BraingainError, match="did you mean oecd_graduates"):
        find_source("oecd_graduate")


def test_a_card_with_a_wrong_hash_or_id_is_refused() -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        Source.model_validate({**all_sources()["seed_paper"].model_dump(), "files": [{"name": "x", "sha256": "12"}]})
    with pytest.raises(ValueError, match="small letters"):
        Source.model_validate({**all_sources()["seed_paper"].model_dump(), "id": "../x"})


def test_rows_that_do_not_fit_the_schema_are_a_programming_error() -> None:
    with pytest.raises(KeyError, match="valeu"):
        evidence_rows(pd.DataFrame({"valeu": [1.0], "year": [2018]}), "x")


def test_numbers_are_written_so_that_they_read_back_the_same() -> None:
    numbers = [0.1, 1 / 3, 1e-9, 52.0, 1234567.0, math.nan, -0.5]
    text = csv_bytes(pd.DataFrame({"value": numbers})).decode()
    assert text.splitlines()[1:] == ["0.1", repr(1 / 3), "1e-09", "52", "1234567", '""', "-0.5"]


def test_build_names_every_missing_file_and_writes_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "files"
    empty.mkdir()
    with pytest.raises(BraingainError) as caught:
        build(empty, tmp_path / "out", ("oecd_graduates",))
    assert len(caught.value.problems) == 2
    assert not (tmp_path / "out").exists()
    assert main([]) == 2
    assert main([str(empty), "oecd_graduates"]) == 1


@pytest.mark.real_files
@pytest.mark.parametrize("name", [name for name in SHIPPED if all_sources()[name].files])
def test_committed_figures_are_what_the_importers_give(name: str, real_files: Path, hashes: dict[str, Path]) -> None:
    source = all_sources()[name]
    read = read_source(source, hashes)
    rows = committed(name)
    assert (read.observations is None) == (rows is None)
    if read.observations is not None:
        fresh = list(csv.DictReader(io.StringIO(csv_bytes(read.observations).decode(), newline="")))
        assert fresh == rows
    assert set(read.tables) >= set(source.tables)
    for table in source.tables:
        path = HOME / name / f"{table}.{source.table_format}"
        if source.table_format == "parquet":
            pd.testing.assert_frame_equal(
                pd.read_parquet(path), read.tables[table].reset_index(drop=True), check_dtype=False
            )
        else:
            assert gzip.decompress(path.read_bytes()) == csv_bytes(read.tables[table])


@pytest.fixture(scope="module")
def hashes(real_files: Path) -> dict[str, Path]:
    return files_by_hash(real_files)
