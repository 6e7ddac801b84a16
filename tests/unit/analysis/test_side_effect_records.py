"""What a row of the matrix says of a side effect, and how years are discounted: pinned on made-up draws."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from braingain.analysis import measured, rows, side_effect_records
from braingain.analysis.probe import Probe
from braingain.analysis.probes import PROBES, variants_of
from braingain.analysis.side_effects import public_posts, seats_empty_for_teachers
from braingain.policy.levers import load_levers


def record(on: list[float], off: list[float] | None = None, sign: int = 1) -> dict[str, Any]:
    probe = Probe("teachers_bind", cast(Any, None), "persons", "teachers", sign)
    values = {"on": np.array(on)} | ({} if off is None else {"off": np.array(off)})
    return side_effect_records.side_effect(probe, values)


def test_share_of_draws_counts_those_with_the_probes_sign() -> None:
    assert record([1.0, 2.0, -1.0, 0.0])["share_of_draws"] == 0.5
    assert record([1.0, 2.0, -1.0, 0.0], sign=-1)["share_of_draws"] == 0.25


@pytest.mark.parametrize(
    ("on", "off", "gone"),
    [([1.0, 2.0], [0.0, 0.0], True), ([1.0, 2.0], [0.0, 1.0], False), ([0.0, 0.0], [0.0, 0.0], None)],
)
def test_gone_is_what_is_left_without_the_mechanism(on: list[float], off: list[float], gone: bool | None) -> None:
    found = record(on, off)
    assert found["gone_when_off"] is gone
    assert found["largest_with_mechanism_off"] == max(off)


def test_the_interval_is_that_of_the_draws() -> None:
    assert record([1.0, 2.0, 3.0])["difference"]["median"] == 2.0


def test_years_are_discounted_at_three_percent_from_the_policys_start() -> None:
    frame = cast(Any, SimpleNamespace(start=2018, horizon=2040, policy_start=2027))
    weights = rows.discount(frame)[:, 0]
    assert weights[:9].sum() == 0.0
    assert weights[9] == 1.0
    assert weights[19] == pytest.approx(1.03**-10)


def test_inflation_of_the_bond_experiment_is_the_higher_first() -> None:
    assert (measured.HIGH_INFLATION, measured.LOW_INFLATION) == (0.20, 0.02)


def test_an_effect_too_small_to_notice_is_found_but_not_counted_as_visible() -> None:
    found = record([0.05, 0.05, 3.0, -3.0])
    assert found["share_of_draws"] == 0.75
    assert found["share_of_draws_visible"] == 0.25
    assert found["visible_from"] == 1.0


def test_fewer_onward_moves_are_looked_for_as_a_fall() -> None:
    (probe,) = [probe for probe in PROBES["return_incentive"] if probe.what == "no_onward_moves_stopped"]
    found = side_effect_records.side_effect(probe, {"on": np.array([-2.0, -0.5])})
    assert found["share_of_draws"] == 1.0
    assert found["share_of_draws_visible"] == 0.5


SEATS = "Seats stay empty for lack of teachers: at about 15 % more students a teacher, growth stops."
MORE, FEWER = "More workers leave in number, because more are trained.", "Fewer workers leave."


@pytest.mark.parametrize(
    ("what", "on", "seen", "text"),
    [
        ("more_emigrants_in_number", [2.0, 3.0, 4.0], True, MORE),
        ("more_emigrants_in_number", [-2.0, -3.0, 4.0], False, FEWER),
        ("more_emigrants_in_number", [-0.2, -0.3, 4.0], False, f"Not seen in most draws: m{MORE[1:]}"),
        ("more_emigrants_in_number", [0.0, 0.0, 0.0], False, f"Not seen in most draws: m{MORE[1:]}"),
        ("teachers_bind", [-2.0, -3.0, -4.0], False, f"Not seen in most draws: s{SEATS[1:]}"),
    ],
)
def test_a_record_says_whether_it_is_seen_in_words_that_fit_its_sign(
    what: str, on: list[float], seen: bool, text: str
) -> None:
    found = side_effect_records.side_effect(Probe(what, cast(Any, None), "persons", "teachers"), {"on": np.array(on)})
    assert (found["seen"], found["text"]) == (seen, text)
    assert found["looked_for"] in (MORE, SEATS)
    assert (found["not_seen_why"] is None) == seen


def test_what_was_looked_for_at_other_doses_is_seen_where_it_is_sure_at_those_of_the_row() -> None:
    probe = Probe("more_emigrants_in_number", cast(Any, None), "persons", "", doses={"posts_funded_share": 0.0})
    many = np.array([5.0, 6.0, 7.0])
    for at_row, seen in ((many, True), (many - 6.0, False), (many / 100, False)):
        found = side_effect_records.side_effect(probe, {"on": many, "at_row_doses": at_row})
        assert (found["seen"], found["share_of_draws_visible"]) == (seen, 1.0)
        assert seen or "other doses" in found["not_seen_why"]


def test_what_stays_without_its_source_is_not_seen_as_the_levers_doing() -> None:
    stays = record([10.0, 10.0, 10.0], [9.5, 9.5, 9.5])
    assert not stays["seen"] and "no doing of the lever" in stays["not_seen_why"]
    assert record([10.0, 10.0, 10.0], [5.0, 5.0, 5.0])["seen"]


def paired(
    funded: tuple[float, float], wage: tuple[float, float], capacity: tuple[float, float] = (0.0, 0.0)
) -> tuple[Any, Any]:
    """A run of two years beside its baseline, one cadre, with these posts in the second year and wages after the first."""

    def run(i: int) -> Any:
        posts = np.zeros((2, 1, 6, 1))
        posts[1, 0, 0] = funded[i]
        seats = np.full((2, 1, 2, 1), 100.0 + 10.0 * i)
        return SimpleNamespace(
            funded=posts,
            wage=np.array([[[wage[i]]], [[9.0]]]),
            seats_open=seats,
            capacity=np.full((2, 1, 2, 1), 90.0 + capacity[i]),
        )

    constants = SimpleNamespace(demand_wage=np.array([0.5]))
    setting = SimpleNamespace(
        years=np.array([2027, 2028]),
        world=SimpleNamespace(constants=constants),
        cadre_indices=lambda cadres: [0],
    )
    part = SimpleNamespace(in_force=lambda years: np.ones(len(years)), cadres=("doctor",))
    return SimpleNamespace(baseline=run(0), package=run(1), setting=setting), (part,)


def test_posts_that_only_answer_the_wage_are_not_cut_by_the_budget() -> None:
    lower = 100.0 * np.exp(-0.5 * 0.2)  # a wage 0.2 log points higher closes this share of posts (2.24)
    assert public_posts(*paired((100.0, lower), (0.0, 0.2)))[0] == pytest.approx(0.0, abs=1e-12)
    assert public_posts(*paired((100.0, lower - 7.0), (0.0, 0.2)))[0] == pytest.approx(-7.0 * np.exp(0.1))


def test_seats_without_teachers_are_at_most_those_added() -> None:
    assert seats_empty_for_teachers(*paired((0, 0), (0, 0), (0.0, 4.0)))[0] == pytest.approx(0.6)
    assert seats_empty_for_teachers(*paired((0, 0), (0, 0), (0.0, -3.0)))[0] == 1.0


def test_posts_cut_are_looked_for_with_no_new_money() -> None:
    cards = load_levers()
    for lever in ("health_pay", "rural_supplement"):
        (probe,) = [probe for probe in PROBES[lever] if probe.what == "posts_cut_without_new_money"]
        assert probe.doses == {"new_money_share": 0.0}
        part = cast(Any, SimpleNamespace(doses={dose.name: dose.default for dose in cards[lever].doses}))
        assert part.doses["new_money_share"] == 1.0
    assert variants_of({"return_incentive": ()}) == {}


def test_probes_are_named_as_the_cards_look_for_them() -> None:
    cards = load_levers()
    for lever, probes in PROBES.items():
        assert probes
        assert {probe.what for probe in probes} <= set(cards[lever].look_for), lever
