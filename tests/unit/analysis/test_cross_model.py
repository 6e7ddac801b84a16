"""Published projections: the typed tables add up as their sources say, and the model runs them as written out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import pytest

from braingain.analysis.cross_model import NIREL_2012, PROJECTIONS, Projection, again, in_one_step
from braingain.analysis.verification import cross_model_cases

CASES = pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.id)


@CASES
def test_the_typed_table_adds_up_as_in_its_source(projection: Projection) -> None:
    rows = projection.ages
    assert sum(row.stock for row in rows) == projection.stock
    assert sum(row.projected for row in rows) == projection.projected
    for before, row in zip((None, *rows), rows, strict=False):
        moved_up = before.stock if before else 0
        brought = row.new + row.retrained + row.came_back - row.left - row.emigrated - row.died
        assert moved_up + brought == pytest.approx(row.projected, abs=2), row.first_age  # the source rounds


@CASES
def test_the_run_is_the_same_years_written_out_by_hand(projection: Projection) -> None:
    found = again(projection)
    assert found.agrees
    assert found.total == pytest.approx(found.by_hand, rel=1e-9)
    assert sum(found.by_age) == pytest.approx(found.total)


@pytest.mark.parametrize("step", ["retirement first", "nobody older", "entrants a whole year"])
def test_another_order_of_events_does_not_agree(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """What the check is for: the run's own steps, changed one at a time."""
    from braingain.model import crossing, life, simulate

    def retirement_first(stock: Any, death: Any, retirement: Any) -> tuple[Any, Any, Any]:
        retired = stock * retirement
        dead = (stock - retired) * death
        return stock - retired - dead, dead, retired

    half = crossing.leaving.leaving_odds
    if step == "retirement first":
        monkeypatch.setattr(life, "survive", retirement_first)
    elif step == "nobody older":
        monkeypatch.setattr(life, "grow_older", lambda stock, axis: stock)
    else:
        monkeypatch.setattr(crossing.leaving, "leaving_odds", lambda *given: half(*given[:3], 1.0))

    def changed(*given: Any) -> Any:  # a function of its own: the compiler would know the usual one
        return simulate._run(*given)

    anew = jax.jit(changed, static_argnums=(5, 6))
    monkeypatch.setattr(simulate, "_compiled", lambda: anew)
    assert not again(NIREL_2012).agrees


@CASES
def test_the_run_comes_within_a_point_of_growth_a_year(projection: Projection) -> None:
    found = again(projection)
    assert found.near and found.passed
    assert found.total > projection.projected  # losses of those who are left are smaller than those of the first stock


@CASES
def test_the_distance_from_the_source_is_the_difference_of_losses(projection: Projection) -> None:
    found = again(projection)
    more = found.published_losses.total - found.losses.total
    assert found.total - projection.projected == pytest.approx(more, abs=2)  # the source rounds


@CASES
def test_in_one_step_the_run_gives_the_printed_figures(projection: Projection) -> None:
    found = in_one_step(projection)
    assert found.passed
    assert found.largest_gap <= 4.0 and found.gap <= 12.0
    assert found.died == pytest.approx(sum(row.died for row in projection.ages), abs=1e-6)
    assert found.emigrated == pytest.approx(sum(row.emigrated for row in projection.ages), abs=1e-6)


@CASES
def test_a_fifth_of_a_percent_more_entries_fails_the_check_of_rounding(projection: Projection) -> None:
    """The criterion of a point of growth a year let a fortieth of the stock pass."""
    first, *others = projection.ages
    moved = replace(projection, ages=(replace(first, new=first.new + 0.002 * projection.stock), *others))
    assert again(moved).near
    assert not in_one_step(moved).passed


@CASES
def test_without_entries_the_check_fails(projection: Projection) -> None:
    nobody = replace(projection, ages=tuple(replace(row, new=0.0, retrained=0.0) for row in projection.ages))
    assert not again(nobody).near


def test_nobody_leaves_nobody_enters_is_the_stock_without_its_oldest_years() -> None:
    still = replace(
        PROJECTIONS[0],
        ages=tuple(
            replace(row, new=0.0, retrained=0.0, came_back=0.0, left=0.0, emigrated=0.0, died=0.0)
            for row in PROJECTIONS[0].ages
        ),
    )
    found = again(still)
    assert found.by_age == pytest.approx((0.0, *(row.stock for row in still.ages[:-1])))


def test_the_report_names_what_was_worked_out_and_what_lacks_an_input() -> None:
    results = {case.id: case.result for case in cross_model_cases()}
    assert results["C10"] == "no_data"
    assert results["C10d"].startswith("pass: in yearly steps the run and the same years written out")
    assert "25,578 in yearly steps and 24,953 there, +625" in results["C10d"]
