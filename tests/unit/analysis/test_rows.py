"""Numbers of a matrix row and of the experiments, from hand-made arrays: no model is run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from braingain.analysis import experiments, measured, rows, side_effect_records
from braingain.analysis.probe import Probe
from braingain.analysis.runs import Key
from braingain.analysis.side_effects import away_after_end, gained_lost_after_end, moves_capital_to_rural
from braingain.foundation.vocabulary import PLACES
from braingain.model.containers import CAPITAL_POSTS, RURAL_POSTS
from braingain.policy.parts import LeverUse

START, POLICY_START, HORIZON, DRAWS = 2020, 2025, 2045, 4
WHAT = "pass_rate_falls"  # any name in the list of side effects
Shape = tuple[int, ...]


def frame(horizon: int = HORIZON) -> rows.Frame:
    worlds: Any = SimpleNamespace(price_year=2023)
    setting: Any = None
    return rows.Frame(worlds, START, POLICY_START, horizon, DRAWS, setting, {})


def by_year(values: dict[int, float]) -> np.ndarray:
    """The same in all draws, zero in years not named. (year, draw)"""
    found = np.zeros((HORIZON - START + 1, DRAWS))
    for year, value in values.items():
        found[year - START] = value
    return found


def test_what_is_not_there_has_its_reason() -> None:
    prices = {"cost_per_worker_year_usd": None, "cost_per_worker_year_with_wages_usd": {"median": 1.0}}
    found = rows.why_none(rows.speed(None, 2030, frame()) | prices, False, 2030, 2047, False)
    assert set(found) == {"cost_per_worker_year_usd", "first_effect_year", "half_effect_year", "share_left_after_end"}
    assert found["first_effect_year"] == found["share_left_after_end"] == "the lever aims at none of the outcomes"
    left = {"first_effect_year": 2030, "half_effect_year": 2031, "share_left_after_end": None}
    whole = prices | left | {"cost_per_worker_year_usd": {"median": 2.0}}
    assert rows.why_none(whole, True, 2048, 2047, False) == {
        "share_left_after_end": "the run ends less than 5 years after the lever"
    }
    assert "holds 0" in rows.why_none(whole, True, 2032, 2047, False)["share_left_after_end"]


def test_discount_is_three_percent_from_the_policy_start() -> None:
    weights = rows.discount(frame())
    assert weights.shape == (HORIZON - START + 1, 1)
    assert np.all(weights[: POLICY_START - START] == 0)
    assert weights[POLICY_START - START, 0] == 1
    assert weights[POLICY_START - START + 10, 0] == pytest.approx(1.03**-10, rel=1e-12)


def test_cost_per_worker_year_discounts_money_and_workers() -> None:
    spent, gained = by_year({2025: 100.0, 2035: 100.0}), by_year({2035: 2.0})
    nothing = by_year({})
    costs = {
        "outlay": {"government": spent, "partner": spent},
        "wages_gained": by_year({2035: 50.0}),
        "posts_paid": by_year({2035: 10.0}),
        "receipts": {},
        "windfall": nothing,
        "wage_bill_difference": nothing,
    }
    found = rows.money(costs, {Key("workers"): nothing}, {Key("workers"): gained}, frame())
    weight = 1.03**-10
    assert found["cost_usd"]["total"]["median"] == 400
    assert found["cost_discounted_usd"]["median"] == pytest.approx(200 + 200 * weight)
    assert found["cost_per_worker_year_usd"]["median"] == pytest.approx((200 + 200 * weight) / (2 * weight))
    with_wages = (200 + 200 * weight + 40 * weight) / (2 * weight)
    assert found["cost_per_worker_year_with_wages_usd"]["median"] == pytest.approx(with_wages)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("first", [2027, 2029])
def test_years_of_first_and_half_effect(first: int, sign: int) -> None:
    gain = by_year({first: 2.0, first + 1: 4.0, first + 2: 5.0, first + 3: 10.0}) * sign
    gain[first - 1 - START] = [-1.0, 1.0, -1.0, 1.0]  # its interval holds 0
    found = rows.speed(gain, first + 4, frame())
    assert found["first_effect_year"] == first
    assert (found["first_effect_sign"], found["last_effect_year"]) == (sign, first + 3)
    assert found["half_effect_year"] == first + 2


def test_half_an_effect_is_of_the_first_effect_and_never_before_it() -> None:
    """Medians that were larger before, of open sign, or of the other sign later, are no half of it."""
    gain = by_year({2028: -6.0, 2029: 1.0, 2030: 2.0, 2031: 4.0, 2032: -9.0})
    gain[2028 - START] = [-30.0, -6.0, -6.0, 5.0]
    found = rows.speed(gain, 2033, frame())
    assert (found["first_effect_year"], found["first_effect_sign"]) == (2029, 1)
    assert found["half_effect_year"] == 2030
    open_sign = by_year({})
    open_sign[2031 - START] = [-9.0, 8.0, 9.0, 9.0]
    unseen = rows.speed(open_sign, 2033, frame())
    assert (unseen["first_effect_year"], unseen["half_effect_year"]) == (None, None)
    prices = dict.fromkeys(("cost_per_worker_year_usd", "cost_per_worker_year_with_wages_usd"), 1.0)
    why = rows.why_none(unseen | prices, True, 2033, HORIZON, False)
    assert why["half_effect_year"] == "no effect is seen of which there could be half"


def test_no_effect_has_no_year() -> None:
    assert rows.speed(by_year({}), 2030, frame()) == {
        "first_effect_year": None,
        "first_effect_sign": None,
        "last_effect_year": None,
        "half_effect_year": None,
        "share_left_after_end": None,
    }
    assert set(rows.speed(None, 2030, frame()).values()) == {None}


def test_share_left_five_years_after_the_last_year_in_force() -> None:
    gain = by_year({2033: 9.0, 2034: 8.0, 2035: 7.0, 2038: 6.0, 2039: 2.0, 2040: 1.0})
    left = rows.speed(gain, 2035, frame())["share_left_after_end"]
    assert left["median"] == pytest.approx(0.25)
    assert rows.speed(gain, 2035, frame(2039))["share_left_after_end"] is not None
    assert rows.speed(gain, 2035, frame(2038))["share_left_after_end"] is None


def test_nothing_is_left_of_an_effect_whose_sign_is_open() -> None:
    """A share of what may be a gain or a loss says nothing: the interval of the last year holds zero."""
    gain = by_year({2033: 9.0, 2034: 8.0, 2039: 2.0})
    gain[2034 - START] = [-1.0, 8.0, -2.0, 8.0]
    assert rows.speed(gain, 2035, frame())["share_left_after_end"] is None


def effect(on: list[float], off: list[float] | None = None, sign: int = 1) -> dict[str, Any]:
    values = {"on": np.array(on)} | ({} if off is None else {"off": np.array(off)})
    return side_effect_records.side_effect(Probe(WHAT, gained_lost_after_end, "persons", "switch", sign), values)


@pytest.mark.parametrize(("sign", "share"), [(1, 0.25), (-1, 0.5)])
def test_share_of_draws_counts_with_the_sign(sign: int, share: float) -> None:
    assert effect([3.0, -1.0, -2.0, 0.0], sign=sign)["share_of_draws"] == share


def test_interval_is_that_of_the_difference() -> None:
    difference = effect([0.0, 1.0, 2.0, 3.0, 4.0])["difference"]
    assert [difference[name] for name in ("p05", "p25", "median", "p75", "p95")] == pytest.approx(
        [0.2, 1.0, 2.0, 3.0, 3.8]
    )


@pytest.mark.parametrize(
    ("on", "off", "gone"),
    [
        ([2.0, 0.0], [0.0, 1.0], False),
        ([2.0, 0.0], [0.0, -1.0], False),
        ([2.0, 0.0], [0.0, 0.0], True),
        ([0.0, 0.0], [0.0, 0.0], None),
        ([-2.0, 0.0], [0.0, 0.0], None),
    ],
)
def test_gone_only_where_it_appeared_and_nothing_is_left(on: list[float], off: list[float], gone: bool | None) -> None:
    record = effect(on, off)
    assert record["gone_when_off"] is gone
    assert record["largest_with_mechanism_off"] == max(abs(value) for value in off)
    assert record["draws_with_mechanism_off"] == 2


def test_without_a_run_off_nothing_is_said_of_it() -> None:
    record = effect([1.0, 2.0])
    assert record["gone_when_off"] is None
    assert record["largest_with_mechanism_off"] is None


@pytest.mark.parametrize(
    ("on", "off", "share", "appears", "gone"),
    [
        ([1.0, 1.0, 1.0, -1.0], [0.0] * 4, 0.75, True, True),
        ([1.0, 1.0, 1.0, 0.0], [0.0, 0.0, -1.0, 0.0], 0.75, True, False),
        ([1.0, 1.0, 0.0, -1.0], [0.0] * 4, 0.5, False, True),
        ([0.0] * 4, [1.0] * 4, 0.0, False, False),
    ],
)
def test_an_experiment_says_whether_it_appears_and_is_gone(
    on: list[float], off: list[float], share: float, appears: bool, gone: bool
) -> None:
    one = {"on": np.array(on), "off": np.array(off)}
    nurses = {"on": np.array(on) - 2.0, "off": np.zeros(4)}
    found = one | {"by_cadre": {"doctor": one, "nurse": nurses}}
    record = experiments.experiment_record("bonding", LeverUse("bonding", POLICY_START), found, None, (2027, 2038))
    assert record["share_of_draws"] == share
    assert record["appears"] is appears
    assert record["gone_without_mechanism"] is gone
    assert record["largest_without_mechanism"] == max(abs(value) for value in off)
    assert record["by_cadre"]["doctor"]["share_of_draws"] == share
    assert record["by_cadre"]["nurse"]["share_of_draws"] == 0
    assert record["by_cadre"]["nurse"]["appears"] is False
    assert record["by_cadre"]["nurse"]["with_mechanism"]["median"] == np.median(on) - 2.0
    fewer = "fewer bonded people leave at the higher inflation"
    assert record["words"] == experiments.in_words(share, max(abs(value) for value in off), 0.25, fewer)


def test_the_supplement_must_leave_exactly_nobody_in_either_run() -> None:
    still = np.zeros(2)
    found = {"on": still + 1.0, "off": still, "off_in_baseline": still, "off_in_package": still + 1e-12}
    use = LeverUse("rural_supplement", POLICY_START)
    record = experiments.experiment_record("rural_supplement", use, found | {"by_cadre": {}}, None, (2028, 2031))
    assert record["gone_without_mechanism"] is False
    assert record["largest_in_either_run_without_mechanism"] == 1e-12
    assert record["by_cadre"] == {}
    assert record["share_of_draws_visible"] == 1.0


@pytest.mark.parametrize(
    ("share", "largest", "other", "words"),
    [
        (1.0, 0.0, 0.0, "appears in 100% of draws; gone without its mechanism"),
        (0.02, 0.0, 0.3, "expected, and found in few draws: appears in 2% of draws; gone without its mechanism"),
        (0.0, 0.0, 0.0, "expected, looked for, and found in no draw"),
        (0.8, 0.5, 0.2, "appears in 80% of draws; not gone without its mechanism (0.5 left)"),
        (0.0, 0.0, 1.0, "expected, looked for, and found in no draw; in 100% of draws fewer leave"),
        (
            0.02,
            0.0,
            0.98,
            "expected, and found in few draws: appears in 2% of draws; in 98% of draws fewer leave; "
            "gone without its mechanism",
        ),
    ],
)
def test_an_experiment_says_in_words_what_was_found(share: float, largest: float, other: float, words: str) -> None:
    assert experiments.in_words(share, largest, other, "fewer leave") == words


class Switched:
    """Switches of which only that of erosion is asked."""

    bond_erosion = 1.0

    def _replace(self, **changes: float) -> Any:
        return SimpleNamespace(**changes)


class FakeRunner:
    """More bonded people leave where the index of fines rises faster, unless erosion is off."""

    def __init__(self) -> None:
        self.plan = SimpleNamespace(switches=Switched())
        self.block = SimpleNamespace(
            parameters={"fx_fine_share": np.zeros(DRAWS), "us_inflation": np.full(DRAWS, 0.02)}
        )
        self.setting = SimpleNamespace(years=np.arange(2025, 2028))

    def paired(self, name: str) -> Any:
        return SimpleNamespace(setting=self.setting)

    def on_paths(self, name: str, paths: dict[str, np.ndarray], switches: Any, until: int) -> Any:
        leavers = paths["fine_index"][:until, None, None, None, :] * switches.bond_erosion
        return SimpleNamespace(bonded_leavers=leavers)


def in_force(first: int, last: int) -> Any:
    return SimpleNamespace(in_force=lambda years: ((years >= first) & (years <= last)).astype(float), cadres=("nurse",))


def test_erosion_is_high_less_low_inflation() -> None:
    assert measured.HIGH_INFLATION == 0.20
    assert measured.LOW_INFLATION == 0.02
    runner: Any = FakeRunner()
    found = measured.erosion(runner, "bonding", [in_force(2025, 2027)], 3)
    assert found["on"] == pytest.approx(np.full(3, (1.2 + 1.2**2) - (1.02 + 1.02**2)))
    assert np.all(found["off"] == 0)


def rural_run(rural: list[float], capital: list[float]) -> Any:
    """A package with so many more in posts of the second cadre than the baseline, in draws 1x and 10x."""
    shape: Shape = (len(rural), 2, 6, 2)  # year, cadre, post, draw
    before, after = np.full(shape, 5.0), np.full(shape, 5.0)
    scale = np.array([1.0, 10.0])
    after[:, 1, RURAL_POSTS[0]] += np.array(rural)[:, None] * scale
    after[:, 1, CAPITAL_POSTS[0]] += np.array(capital)[:, None] * scale
    setting = SimpleNamespace(years=np.arange(2025, 2025 + len(rural)), cadre_indices=lambda cadres: [1])
    return SimpleNamespace(
        setting=setting, baseline=SimpleNamespace(filled=before), package=SimpleNamespace(filled=after)
    )


def test_gained_lost_after_end_is_last_year_in_force_less_three_years_later() -> None:
    run = rural_run([1.0, 4.0, 9.0, 8.0, 7.0, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0, 0.0, 1.0, 0.0])
    assert gained_lost_after_end(run, [in_force(2025, 2027)]) == pytest.approx([9.0, 90.0])  # 12 less 3
    assert gained_lost_after_end(run, [in_force(2025, 2029)]) == pytest.approx([7.0, 70.0])  # 7 less 0, the last row


def test_moves_to_rural_posts_are_those_from_the_capital_and_not_those_back() -> None:
    moves = np.zeros((7, 2, 3, 3, 2))
    moves[:, 1, 0, 2] = 3.0  # from the capital to rural posts
    moves[:, 1, 2, 0] = 40.0  # back
    moves[:, 1, 1, 2] = 5.0  # from towns
    setting = SimpleNamespace(years=np.arange(2025, 2032), cadre_indices=lambda cadres: [1])
    run: Any = SimpleNamespace(
        setting=setting,
        baseline=SimpleNamespace(place_moves=0.5 * moves),
        package=SimpleNamespace(place_moves=moves * np.array([1.0, 10.0])),
    )
    assert moves_capital_to_rural(run, [in_force(2025, 2027)]) == pytest.approx([1.5, 28.5])


def test_the_cliff_is_who_leaves_rural_posts_less_who_comes_in_three_years_after_the_end() -> None:
    moves = np.zeros((7, 2, 3, 3, 2))
    moves[:, 1, 2, 0] = 4.0  # from rural posts to the capital
    moves[:, 1, 2, 2] = 50.0  # within rural places
    moves[:, 1, 1, 2] = 1.0  # from towns to rural posts
    moves[:, 1, 0, 1] = 90.0  # between the others
    setting = SimpleNamespace(years=np.arange(2025, 2032), cadre_indices=lambda cadres: [1])
    run: Any = SimpleNamespace(
        setting=setting,
        baseline=SimpleNamespace(place_moves=0.5 * moves),
        package=SimpleNamespace(place_moves=moves * np.array([1.0, 10.0])),
    )
    assert away_after_end(run, [in_force(2025, 2027)]) == pytest.approx([3 * 1.5, 3 * 28.5])
    assert away_after_end(run, [in_force(2025, 2029)]) == pytest.approx([2 * 1.5, 2 * 28.5])  # two years are left


@pytest.mark.parametrize(
    ("parts", "whole", "adds"),
    [
        ((-1302.0, -1426.0, 4063.0), (-291.0, 407.0, 1829.0), False),  # compulsory service in Britain
        ((100.0, 150.0, 200.0), (300.0, 460.0, 700.0), True),
        ((0.0, 0.0, 0.4), (0.0, 0.0, 0.0), True),
    ],
)
def test_parts_by_place_are_given_where_a_reader_may_add_them_up(
    parts: tuple[float, ...], whole: tuple[float, float, float], adds: bool
) -> None:
    """Decision 0029."""
    low, middle, high = whole
    found = rows.adds_up(
        {place: {"median": value} for place, value in zip(PLACES, parts, strict=True)},
        {"p05": low, "median": middle, "p95": high},
    )
    assert found is adds


def test_a_lever_that_pays_posts_says_what_part_of_its_cost_they_are() -> None:
    (said,) = rows.wages_words({"median": 30.0}, {"median": 40.0})
    assert said.startswith("wages of the posts that it funds are 75% of its cost")
    assert rows.wages_words({"median": 0.0}, {"median": 40.0}) == []


def test_visiting_workers_are_no_reason_for_a_cost_of_workers() -> None:
    none = {"cost_per_worker_year_usd": None, "cost_per_worker_year_with_wages_usd": None}
    numbers = rows.speed(None, 2030, frame()) | none
    assert (
        "visiting workers are in no stock" in rows.why_none(numbers, True, 2030, 2047, True)["cost_per_worker_year_usd"]
    )
    assert "visiting" not in rows.why_none(numbers, True, 2030, 2047, False)["cost_per_worker_year_usd"]
