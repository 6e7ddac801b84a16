"""What each lesson makes of its numbers, by hand: which sign holds, what is taken off what, by which factor."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from braingain.analysis import (
    lesson_development,
    lesson_packages,
    lesson_partnerships,
    lesson_rural_pay,
    lesson_training,
)
from braingain.analysis.lesson import NotTried

Kept = Mapping[str, Mapping[str, np.ndarray]]


class Hand:
    """Trials whose packages are names and whose measurements are given."""

    policy_start, horizon, years = 2020, 2030, slice(2, 5)
    setting = None

    def __init__(self, kept: Kept, refuse: frozenset[str] = frozenset()):
        self.kept, self.refuse, self.asked = kept, refuse, list[Any]()

    def use(self, name: str, doses: Mapping[str, float] | None = None, to_horizon: bool = False) -> str:
        return name

    def parts(self, *uses: str) -> tuple[str, ...]:
        return uses

    def refused(self, parts: tuple[str, ...]) -> str | None:
        return "refused" if self.refuse & set(parts) else None

    def measured(self, packages: Mapping[str, Any], measure: Any) -> Kept:
        self.asked += list(packages)
        return {name: self.kept[name] for name in packages}


def at_money(packages: Mapping[str, tuple[str, ...]], reached: float) -> dict[str, Any]:
    """Packages that reach some money."""
    return {name: SimpleNamespace(levers=of_it, parts=(), reached=reached, why="") for name, of_it in packages.items()}


def of(*values: float) -> np.ndarray:
    return np.array(values, float)


def test_training_loses_what_comes_of_the_same_seats_where_teachers_are_no_limit() -> None:
    alone = {"bound": of(60.0, 70.0), "free": of(90.0, 65.0), "seats": of(10.0, 10.0), "pass": of(-0.1, 0.0)}
    helped = {"bound": of(75.0, 68.0), "free": of(99.0, 99.0), "seats": of(10.0, 10.0), "pass": of(0.0, 0.0)}
    found = lesson_training.teachers(Hand({lesson_training.ALONE: alone, lesson_training.HELPED: helped}))  # type: ignore[arg-type]
    assert found.result.tolist() == [30.0, -5.0]
    assert [values.tolist() for values in found.conditions] == [[30.0, -5.0], [15.0, -2.0]]
    none = alone | {"seats": of(0.0, 0.0)}
    with pytest.raises(NotTried, match="no seat"):
        lesson_training.teachers(Hand({lesson_training.ALONE: none, lesson_training.HELPED: helped}))  # type: ignore[arg-type]


def test_rural_pay_is_short_lived_where_less_than_half_is_left() -> None:
    short = {"early": of(10.0, 10.0), "after": of(4.0, 6.0), "horizon": of(0.0, 0.0), "capital": of(-1.0, -2.0)}
    on = {"early": of(8.0, 10.0), "after": of(1.0, 1.0), "horizon": of(2.0, 20.0), "capital": of(0.0, 0.0)}
    found = lesson_rural_pay.rural_pay(Hand({lesson_rural_pay.FIVE_YEARS: short, lesson_rural_pay.PAID_ON: on}))  # type: ignore[arg-type]
    assert found.result.tolist() == [10.0, 10.0]
    assert [values.tolist() for values in found.conditions] == [[10.0, 10.0], [1.0, -1.0]]
    assert found.beside["kept_where_paid_on"].values.tolist() == [0.25, 2.0]


def test_partnerships_are_compared_by_the_middle_lever_of_each_draw() -> None:
    partners = ("ngo_missions", "funded_transfer", "sector_programme")
    own = ("health_pay", "bonding", "return_incentive")
    years = dict(zip((*partners, *own), (of(1.0), of(3.0), of(-2.0), of(8.0), of(2.0), of(4.0)), strict=True))
    usd = dict(zip((*partners, *own), (1e6, 1e6, 2e6, 1e6, 2e6, 1e6), strict=True))
    kept = {name: {"years": years[name], "usd": of(usd[name])} for name in (*partners, *own)}
    cards = lesson_partnerships.load_levers()
    others = frozenset(name for name in cards if name not in kept)
    found = lesson_partnerships.partnerships(Hand(kept, others))  # type: ignore[arg-type]
    assert found.result.tolist() == [1.0 - 4.0]  # of 1, 3, -1 and of 8, 1, 4 for a million
    assert [values.tolist() for values in found.conditions] == [[1.0], [-3.0]]


def test_what_partners_buy_is_discounted_to_the_first_year_of_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = np.ones((5, 2))
    monkeypatch.setattr(lesson_partnerships, "both", lambda *_: ones)
    monkeypatch.setattr(lesson_partnerships, "costs_of", lambda *_: SimpleNamespace(total=2.0 * ones))
    found = lesson_partnerships.bought(Hand({}), SimpleNamespace(paired=lambda _: None), "one", ())  # type: ignore[arg-type]
    assert found["years"] == pytest.approx(1.0 + 1.03**-1 + 1.03**-2)
    assert found["usd"] == pytest.approx(2.0 * found["years"])


def test_packages_are_held_against_one_lever_and_against_holding_people_back(monkeypatch: pytest.MonkeyPatch) -> None:
    gains = dict.fromkeys(
        [*lesson_packages._alone(lesson_packages.LEVERS), *lesson_packages._together(lesson_packages.LEVERS)], 0.0
    )
    gains |= {"health_pay": 5.0, "expand_training + health_pay": 7.0, "bonding": 2.0, "exit_restriction": -3.0}
    gains |= {"compulsory_service": 1.0, lesson_packages.LITTLE: 2.5}
    kept = {
        name: {lesson_packages.GAIN: of(value, value), lesson_packages.COST: of(0.1, 0.1)}
        for name, value in gains.items()
    }

    monkeypatch.setattr(lesson_packages, "_run", lambda trials, at: {name: kept[name] for name in at})
    monkeypatch.setattr(lesson_packages, "matched", lambda trials, packages, money: at_money(packages, 0.1))
    monkeypatch.setattr(
        lesson_packages, "within", lambda trials, bars, money: at_money({bar: (bar,) for bar in bars}, 0.02)
    )
    monkeypatch.setattr(lesson_packages, "_record", lambda name, *_: name)
    found = lesson_packages.packages_beat_one(Hand({}))  # type: ignore[arg-type]
    assert found.result.tolist() == [2.0, 2.0]
    assert [values.tolist() for values in found.conditions] == [[2.0, 2.0], [5.0, 5.0], [0.5, 0.5]]


def test_moving_more_where_income_has_doubled_is_richer_less_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = lesson_development.WAYS
    kept = {
        "usual": dict.fromkeys(ways, of(1.0)),
        "richer": dict.fromkeys(ways, of(1.5)) | {"out": of(0.5)},
        "workers": of(1.2),
    }
    hand = SimpleNamespace(horizon=2030, again=lambda *_: None, in_blocks=lambda *_: kept)
    monkeypatch.setattr(lesson_development, "income", lambda *_: None)
    monkeypatch.setattr(lesson_development, "by_income_group", lambda *_: [])
    found = lesson_development.development(hand)  # type: ignore[arg-type]
    assert found.result.tolist() == [1.0] and [values.tolist() for values in found.conditions] == [[1.0]]
    assert found.beside["on_its_own_path"].values.tolist() == [4.0]
    assert found.beside["out"].values.tolist() == [-0.5] and found.beside["workers"].values.tolist() == [1.2]


def test_workers_at_the_higher_income_are_over_those_of_the_own_path(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, richer = (SimpleNamespace(filled=np.full((13, 3, 6, 2), heads)) for heads in (10.0, 15.0))
    runs = iter((usual, richer))
    monkeypatch.setattr(lesson_development, "_run", lambda *_: next(runs))
    monkeypatch.setattr(lesson_development, "with_pay", lambda setting, factor: factor)
    monkeypatch.setattr(lesson_development, "moves", lambda run, setting, rows: {"out": run.filled[0, 0, 0]})
    blocks = [
        SimpleNamespace(
            setting=SimpleNamespace(years=np.arange(2018, 2031)), parameters={"pay_path_elasticity": of(1.0)}, real=1
        )
        for _ in range(2)
    ]
    trials = SimpleNamespace(policy_start=2020, horizon=2030, row=lambda year: year - 2018)
    found = lesson_development.moves_of_both(*blocks, trials)  # type: ignore[arg-type]
    assert found["workers"].tolist() == [1.5]
    assert found["usual"]["out"].tolist() == [10.0] and found["richer"]["out"].tolist() == [15.0]
