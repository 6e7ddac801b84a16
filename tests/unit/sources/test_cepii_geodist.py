"""CEPII GeoDist: codes of its own, missing distances, two file forms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from world_files import assert_same_table, committed, read_again, recognised_by

from braingain.sources.cepii_geodist.importer import read

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
