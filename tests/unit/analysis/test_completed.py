"""All pairs of origins and destinations: the numbers that baselines start from, each with its label, no corridor of nurses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from braingain.analysis.completed import COLUMNS, DRAWS, LABELS, SEED, completed, counts
from braingain.baseline import flows
from braingain.baseline.context import build_context
from braingain.baseline.corridors import world_at
from braingain.baseline.needs import draw_inputs
from braingain.baseline.people import home_people
from braingain.baseline.world import build_world
from braingain.cli.main import run
from braingain.evidence.estimates import load_registry
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.model.containers import DESKILLED

ORIGINS = ("GHA", "IND", "KEN", "GRD", "GBR", "MOZ")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return completed(open_store(), 2018, ORIGINS)[0]


def test_each_cell_says_what_it_is(rows: list[dict[str, object]]) -> None:
    assert {row["origin"] for row in rows} == set(ORIGINS)
    for row in rows:
        assert set(row) == set(COLUMNS)
        assert row["label"] in LABELS
        assert row["low"] <= row["workers"] <= row["high"]  # type: ignore[operator]
        assert row["how"] or row["label"] == "reported", row
        assert row["label"] != "reported" or row["source"], row
        assert row["grade"] in ("A", "B", "C") and (row["cadre"] == "doctor" or row["grade"] == "C")


@pytest.mark.parametrize("origin", ["GHA", "MOZ"])
def test_they_are_the_stocks_that_a_run_starts_with(origin: str, rows: list[dict[str, object]]) -> None:
    context = build_context(open_store(), origin)
    drawn = draw_inputs(context, load_registry(), DRAWS, SEED)
    world = build_world(context, drawn, horizon=2020)
    abroad = np.asarray(world.state.abroad)[:, :, :, :DESKILLED].sum(
        axis=(1, 2, 3)
    )  # who practise (cadre, destination, draw)
    start = dict(zip(context.destinations, np.median(abroad[0], axis=-1), strict=True))
    found = {row["destination"]: row["workers"] for row in rows if row["origin"] == origin and row["cadre"] == "doctor"}
    assert found and all(value == pytest.approx(start[d], rel=0.005, abs=0.06) for d, value in found.items())
    (nurses,) = [row for row in rows if row["origin"] == origin and row["cadre"] == "nurse"]
    assert nurses["workers"] == pytest.approx(np.median(abroad[1].sum(axis=0)), rel=0.005, abs=0.06)


def test_counted_is_what_the_list_says(rows: list[dict[str, object]]) -> None:
    world = world_at(open_store(), 2018)
    seen = 0
    for row in rows:
        cell = world.cells.get(str(row["destination"]), {}).get(str(row["origin"]))
        if row["cadre"] == "doctor" and cell is not None:
            assert row["counted"] == cell.persons, row
            seen += 1
    assert seen > 50
    assert all(row["counted"] is None for row in rows if row["cadre"] == "nurse")


def test_reported_is_only_what_runs_use_as_it_was_counted(rows: list[dict[str, object]]) -> None:
    """An assumed share of natives, another year, a register: each makes a figure that nobody reported, and says so."""
    doctors = [row for row in rows if row["cadre"] == "doctor"]
    for row in doctors:
        if row["label"] == "reported":
            assert row["workers"] == pytest.approx(row["counted"], rel=0.005, abs=0.06), row
    (less,) = [row for row in doctors if (row["origin"], row["destination"]) == ("KEN", "GBR")]
    assert (less["label"], less["counted"]) == ("estimated", 77.0)
    assert less["workers"] == pytest.approx(69.3, rel=0.01)
    assert less["how"] == "less natives of the destination, share assumed 0.1"
    (kept,) = [row for row in doctors if (row["origin"], row["destination"]) == ("KEN", "DEU")]
    assert (kept["label"], kept["counted"]) == ("reported", 44.0)
    (moved,) = [row for row in doctors if (row["origin"], row["destination"]) == ("KEN", "USA")]
    assert moved["label"] == "estimated" and "reported for 2016" in str(moved["how"])


def test_a_users_own_figure_stands_beside_what_runs_use(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "indicator,country,partner,definition,cadre,year,value,unit\nworkers_abroad,GBR,KEN,trained,doctor,2018,85,persons\n"
    )
    commit_import(plan_import(file, "moh", "2026-11-29"), tmp_path / "home")
    rows, _ = completed(open_store(tmp_path / "home"), 2018, ["KEN"], ["doctor"])
    (row,) = [row for row in rows if row["destination"] == "GBR"]
    assert (row["counted"], row["label"], row["source"]) == (85.0, "estimated", "moh")
    assert row["workers"] == pytest.approx(76.5, rel=0.01) and "natives" in row["how"]


def test_gravity_never_fills_a_pair_that_a_list_names(rows: list[dict[str, object]]) -> None:
    world = world_at(open_store(), 2018)
    filled = [
        row
        for row in rows
        if row["cadre"] == "doctor" and row["label"] in ("estimated", "assumed") and not row["source"]
    ]
    assert filled
    for row in filled:
        assert str(row["origin"]) not in world.cells.get(str(row["destination"]), {}), row


def test_no_corridor_of_nurses_is_shown_and_every_total_is_assumed(rows: list[dict[str, object]]) -> None:
    nurses = [row for row in rows if row["cadre"] == "nurse"]
    assert len(nurses) == len(ORIGINS)
    assert {row["destination"] for row in nurses} == {"all"}
    assert {row["label"] for row in nurses} == {"assumed"}
    assert all(row["high"] > 2 * row["low"] for row in nurses)  # type: ignore[operator]


def test_natives_of_the_destination_are_out(rows: list[dict[str, object]]) -> None:
    """Nearly all doctors from Grenada's school in the United States are Americans; and no rate is measured."""
    (row,) = [r for r in rows if (r["origin"], r["destination"], r["cadre"]) == ("GRD", "USA", "doctor")]
    assert row["workers"] < 0.3 * row["counted"]  # type: ignore[operator]
    assert row["no_rate_because"]


def test_counts_are_of_cells_and_of_people(rows: list[dict[str, object]]) -> None:
    known = counts(rows)
    doctors = [row for row in rows if row["cadre"] == "doctor"]
    assert sum(one["cells"] for one in known.values()) == len(doctors)
    assert sum(one["workers"] for one in known.values()) == pytest.approx(sum(row["workers"] for row in doctors))  # type: ignore[misc]


def test_draws_of_one_country_do_not_hang_on_the_others() -> None:
    alone, _ = completed(open_store(), 2018, ["KEN"], draws=20)
    context = build_context(open_store(), "KEN")
    drawn = draw_inputs(context, load_registry(), 20, SEED)
    sizes = dict(zip(context.destinations, flows.doctors_abroad(context, drawn), strict=True))
    for row in alone:
        if row["cadre"] == "doctor":
            assert row["high"] == pytest.approx(np.quantile(sizes[row["destination"]], 0.95), abs=0.06)
    assert home_people(context, drawn).total.shape[-1] == 20


def test_the_command_writes_a_table_and_says_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ken.csv"
    with pytest.raises(SystemExit) as ended:
        run(["evidence", "world", "KEN", "--csv", str(file)])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "counted" in said and "in runs" in said and " 77 " in said and "natives of the destination" in said
    assert "reported: " in said and "nurses, all destinations: " in said and "assumed" in said
    with file.open(encoding="utf-8", newline="") as opened:
        table = list(csv.DictReader(opened))
    assert tuple(table[0]) == COLUMNS and len(table) > 20
    with pytest.raises(SystemExit):
        run(["evidence", "world", "KEN", "--csv", str(file)])
    assert "is there already" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(["evidence", "world", "KEN", "--json"])
    record = json.loads(capsys.readouterr().out)
    assert record["schema"] == "braingain/world/1" and record["rows"]


@pytest.mark.parametrize(
    ("option", "said"), [(("--start", "2014"), "choose 2015 to 2023"), (("--csv", "foo.txt"), "does not end in .csv")]
)
def test_a_start_without_lists_and_another_ending_are_refused(
    option: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["evidence", "world", "KEN", *option])
    assert ended.value.code == 1 and said in capsys.readouterr().err


def test_an_unknown_country_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["evidence", "world", "KENX"])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert len(said.err.strip().splitlines()) == 1
