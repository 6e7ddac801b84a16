"""Results on disk: whole or not at all, taken up again block by block, never over another run's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from braingain.analysis.corridors import Corridor
from braingain.analysis.runs import Key, joined
from braingain.analysis.storage import BlockFolder, refuse_others, runs_of, write_run
from braingain.foundation.errors import BraingainError

YEARS = [2018, 2019]


def block(first: float) -> dict[str, object]:
    values = first + np.arange(6.0).reshape(2, 3)
    return {
        "baselines": {"": {"series": {Key("workers"): values, Key("workers", sex="female"): values / 2}}},
        "packages": {'a/b "c"': {"series": {Key("workers"): values + 1}, "costs": {"outlay": {"donor": values}}}},
        "conservation": values[0],
    }


def test_blocks_come_back_as_they_were_kept(tmp_path: Path) -> None:
    folder = BlockFolder(tmp_path, "0" * 64)
    assert folder.load(0) is None
    folder.save(0, block(1.0))
    again = folder.load(0)
    assert again is not None
    whole = joined([again, block(10.0)])
    assert np.array_equal(
        whole["baselines"][""]["series"][Key("workers", "female")][:, :3],
        block(1.0)["baselines"][""]["series"][Key("workers", "female")],
    )  # type: ignore[index]
    assert whole["conservation"].shape == (6,)
    assert BlockFolder(tmp_path, "1" * 64).load(0) is None, "blocks of other inputs"
    (folder.folder / "00001.npz").write_bytes(b"cut off")
    assert folder.load(1) is None
    folder.clear()
    assert list(tmp_path.iterdir()) == []


def test_results_are_one_long_table_and_the_manifest_vouches(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "out"
    moved = np.array([[1.0, 2.0], [3.0, 4.0]])
    corridors = [
        Corridor("baseline", "GHA", end, "doctor", "female", "reported", [(2018, 2018), (2019, 2019)], moved)
        for end in ("GBR", "USA")
    ]
    write_run(out, block(1.0), YEARS, "[scenario]\n", {"inputs_hash": "x", "hash": "y"}, corridors)
    names = ["flows.parquet", "manifest.json", "results.parquet", "scenario.toml"]
    assert sorted(file.name for file in out.iterdir()) == names
    flows = pq.read_table(out / "flows.parquet").to_pandas()
    assert list(flows.columns) == [
        *("run", "origin", "destination", "cadre", "sex", "start_stock"),
        *("year", "year_to", "draw", "value"),
    ]
    one = flows[(flows["destination"] == "USA") & (flows["year"] == 2019)]
    assert one["value"].tolist() == [3.0, 4.0] and one["draw"].tolist() == [0, 1] and len(flows) == 8
    table = pq.read_table(out / "results.parquet").to_pandas()
    assert list(table.columns) == ["run", "outcome", "sex", "place", "year", "draw", "value"]
    assert len(table) == 3 * 6
    row = table[(table["run"] == 'a/b "c"') & (table["year"] == 2019) & (table["draw"] == 2)]
    assert row["value"].tolist() == [7.0]
    assert [name for name, _ in runs_of(block(1.0))] == ["baseline", 'a/b "c"']


def test_another_runs_results_are_not_overwritten(tmp_path: Path) -> None:
    refuse_others(tmp_path, "mine", force=False)
    (tmp_path / "manifest.json").write_text(json.dumps({"inputs_hash": "theirs"}))
    with pytest.raises(BraingainError, match="another run"):
        refuse_others(tmp_path, "mine", force=False)
    refuse_others(tmp_path, "theirs", force=False)
    refuse_others(tmp_path, "mine", force=True)


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BraingainError, match="cannot be written"):
        write_run(tmp_path / "file", block(1.0), YEARS, "", {}, [])


@pytest.mark.parametrize("inside", ["", "below"])
def test_a_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path, inside: str) -> None:
    (tmp_path / "a-file").write_text("mine", encoding="utf-8")
    with pytest.raises(BraingainError, match="cannot be written"):
        refuse_others(tmp_path / "a-file" / inside, "hash", force=True)
    assert (tmp_path / "a-file").read_text(encoding="utf-8") == "mine"
