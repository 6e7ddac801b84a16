"""The XMILE file: everything the model has is carried and read, equations get their subscripts, mistakes are refused."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
import worlds

from braingain.analysis.export import of_draw
from braingain.analysis.trajectory import Trajectory, trajectory
from braingain.analysis.xmile import fields
from braingain.analysis.xmile.document import NAMESPACE, Header, render
from braingain.analysis.xmile.equations import Variable, aux, subscripted
from braingain.analysis.xmile.model import Naming, Solved, variables, xmile
from braingain.analysis.xmile.structure import shape_of
from braingain.foundation.errors import BraingainError
from braingain.model import simulate
from braingain.model.containers import Constants, Dials, Options, Paths, State, Switches, World, neutral_dials

RECORDS = (Constants, Paths, Dials, State, Options, Switches)
YEARS = 4
BY_OPTION = {
    "demand_country": {
        "own_net_exit", "own_demand_growth", "own_completion", "own_seat_target_gap", "vacancy_normal", "wage_adjust",
        "path_demand",
    },
}  # fmt: skip


@cache
def case(shape: int) -> tuple[World, Dials, Trajectory]:
    world, dials = worlds.random_world(shape, np.random.default_rng(3), 1, YEARS)
    return world, dials, trajectory(world, dials)


def solved(run: Trajectory) -> Solved:
    return Solved(run.posts[..., 0], None if run.caps is None else run.caps[..., 0])


def naming(world: World) -> Naming:
    count = np.shape(world.state.abroad)[4]
    return Naming("Small", "A small world", "0", 2020, tuple(f"P{place}" for place in range(count)))


@cache
def variables_of(shape: int) -> tuple[Variable, ...]:
    world, dials, run = case(shape)
    names = naming(world)
    return tuple(variables(world, dials, solved(run), shape_of(world, dials, names.first_year, names.destinations)))


@cache
def document(shape: int) -> ElementTree.Element:
    world, dials, run = case(shape)
    return ElementTree.fromstring(xmile(world, dials, solved(run), naming(world)))


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_the_model_is_carried_and_a_new_one_is_refused(record: type) -> None:
    known: tuple[str, ...] = record._fields  # type: ignore[attr-defined]
    assert known
    fields.refuse_unknown({record.__name__: known})
    with pytest.raises(BraingainError, match=f"{record.__name__}.ladder_rate: the XMILE file does not carry it yet"):
        fields.refuse_unknown({record.__name__: (*known, "ladder_rate")})


def test_the_file_is_refused_where_the_model_has_a_field_that_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(fields.DIALS, "quality")
    world, dials, run = case(0)
    with pytest.raises(BraingainError, match=r"Dials\.quality"):
        xmile(world, dials, solved(run), naming(world))


def test_every_number_of_the_file_is_read_by_an_equation_of_some_country() -> None:
    read: set[str] = set()
    given: set[str] = set()
    for shape in range(len(worlds.SHAPES)):
        found = variables_of(shape)
        read |= {name for each in found for name in re.findall(r"\b[a-z][a-z0-9_]*", each.text)}
        given |= {each.name for each in found if each.values is not None}
    assert len(given) > 150
    assert given - read == set()


def test_what_one_kind_of_country_alone_has_is_named_here() -> None:
    budget, demand = variables_of(0), variables_of(2)
    text = " ".join(each.text for each in budget)
    lost = {name for name in BY_OPTION["demand_country"] if not re.search(rf"\b{name}\b", text)}
    assert {"own_net_exit", "path_demand"} <= lost
    assert all(re.search(rf"\b{name}\b", " ".join(each.text for each in demand)) for name in lost)


@pytest.mark.parametrize("shape", range(len(worlds.SHAPES)))
def test_the_document_has_each_stock_with_its_flow_and_runs_over_the_years(shape: int) -> None:
    whole = document(shape)
    specs = whole.find(tag("sim_specs"))
    assert specs is not None
    assert [specs.findtext(tag(name)) for name in ("start", "stop", "dt")] == ["2020", str(2020 + YEARS), "1"]
    names = {each.get("name"): each for each in whole.iter() if each.get("name") and each.find(tag("doc")) is not None}
    stocks = {each.get("name") for each in whole.iter(tag("stock"))}
    assert stocks == {"clock", "route_memory"} | (set(fields.stocks_of(case(shape)[0].state)) - {"inclusive"})
    for stock in whole.iter(tag("stock")):
        flow = (stock.findtext(tag("inflow")) or "").split("[")[0]
        assert names[flow].tag == tag("flow")
    assert "Not carried: the solver of rationing" in (whole.findtext(f"{tag('header')}/{tag('description')}") or "")


def test_numbers_are_written_to_the_last_bit_and_where_they_belong() -> None:
    world, _, _ = case(0)
    element = next(each for each in document(0).iter(tag("aux")) if each.get("name") == "home_at_start")
    rows = {each.get("subscript"): each.findtext(tag("eqn")) or "" for each in element.iter(tag("element"))}
    table = rows["nurse,male,GrewUrban,Duration,Post"]
    found = np.array([[float(number) for number in row.split(",")] for row in table.split(";")])
    assert np.array_equal(found, np.asarray(world.state.home)[1, 1, 1, ..., 0])


def test_caps_are_data_where_a_lever_can_set_one_and_absent_where_not() -> None:
    names = [{each.name for each in variables_of(shape)} for shape in range(3)]
    assert ["cap_multiplier" in found for found in names] == [False, True, True]


def test_dials_without_draws_are_those_of_the_model_and_stay_whole_where_a_draw_is_cut_out() -> None:
    assert set(fields.DIALS_WITHOUT_DRAW) == simulate.WITHOUT_DRAW
    dials = neutral_dials(years=2, cadres=2, destinations=3, conditions=9, missions=3)
    many = dials._replace(mission_from_here=np.array([1.0, 0.0, 1.0]), quality=np.arange(2.0) * np.ones((2, 2, 2, 2)))
    one = of_draw(many, 1)
    assert one.mission_from_here.tolist() == [1.0, 0.0, 1.0]
    assert np.array_equal(one.quality, np.ones((2, 2, 2, 1)))


def test_numbers_of_a_part_that_is_not_in_the_run_are_left_out_and_there_where_it_is() -> None:
    visits, ladder = (
        {"missions", "dial_mission_starts", "mission_present"},
        {"bridging", "dial_ladder_seats_share", "joins"},
    )
    first, second = ({each.name for each in variables_of(shape)} for shape in (0, 1))
    assert visits <= first
    assert ladder <= second
    assert not ladder & first
    assert not visits & second


def test_reserve_and_other_sectors_stand_behind_the_six_posts() -> None:
    _, dials, _ = case(0)
    series = next(each for each in variables_of(0) if each.name == "dial_reentry_series")
    assert series.values is not None
    assert series.dims == ("Year", "Cadre", "Sex", "Post")
    assert not series.values[..., :6].any()
    assert np.array_equal(series.values[..., 6:], np.asarray(dials.reentry)[..., 0])


def test_the_trajectory_is_the_run() -> None:
    world, dials, run = case(1)
    state, yearly = simulate.run(world, dials)
    for name in State._fields:
        assert np.allclose(getattr(run.states, name)[-1], np.asarray(getattr(state, name)), rtol=1e-12, atol=1e-12), (
            name
        )
    assert np.allclose(run.yearly.flows, np.asarray(yearly.flows), rtol=1e-12, atol=1e-12)
    assert run.caps is not None
    assert run.caps.min() < 1.0


DIMS = {"home": ("Sex", "Age"), "rate": ("Age",), "growth": ()}
ELEMENTS = {"Sex": ("female", "male"), "Age": ("y0", "y1"), "Later": ("y0", "y1")}


@pytest.mark.parametrize(
    ("dims", "text", "written"),
    [
        ("Sex Age", "home * EXP(-rate) * growth", "home[Sex, Age] * EXP(-rate[Age]) * growth"),
        ("Sex", "home{Age=y1}", "home[Sex, y1]"),
        ("Sex", "growth * SUM(Age| home * (1 - rate))", "growth * SUM(home[Sex, Age!] * (1 - rate[Age!]))"),
        ("Sex", "SUM(Later| home{Age=Later})", "SUM(home[Sex, Later!])"),
        ("", "SUM(Sex Age| home) / growth", "SUM(home[Sex!, Age!]) / growth"),
    ],
)
def test_equations_get_their_subscripts(dims: str, text: str, written: str) -> None:
    assert subscripted(aux("x", dims, text, "x"), DIMS, ELEMENTS) == written


@pytest.mark.parametrize(
    ("dims", "text", "said"),
    [
        ("Sex", "home", "runs over Age, which it has not"),
        ("Sex", "hom{Age=y1}", "no variable hom"),
        ("Sex", "home{Age=y2}", "home has no y2 along Age"),
        ("", "SUM(Sex| rate{Age=y0})", "a sum over Sex, which nothing in it has"),
        ("", "SUM(Sex| SUM(Age| home))", "a sum within a sum"),
        ("", "SUM(Sex Age| home", "without its closing bracket"),
    ],
)
def test_mistakes_in_equations_are_refused(dims: str, text: str, said: str) -> None:
    with pytest.raises(BraingainError, match=re.escape(said)):
        subscripted(aux("x", dims, text, "x"), DIMS, ELEMENTS)


@pytest.mark.parametrize("values", [np.array([1.0, np.inf]), np.array([1.0, 2.0, 3.0])])
def test_numbers_of_another_shape_or_without_end_are_refused(values: np.ndarray) -> None:
    head = Header("t", "d", "0", 2020, 1)
    with pytest.raises(BraingainError, match="XMILE numbers of x"):
        render(head, {"Sex": ("female", "male")}, [Variable("x", ("Sex",), "x", values=values)])


def test_two_variables_of_one_name_are_refused() -> None:
    twice = [aux("x", "", "1", "x"), aux("x", "", "2", "x")]
    with pytest.raises(BraingainError, match="more than one is called x"):
        render(Header("t", "d", "0", 2020, 1), {}, twice)
