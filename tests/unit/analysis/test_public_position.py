"""The treasury's position: closed forms of docs/model.md 2.35, signs, scaling, and all six lines together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.analysis import public_position
from braingain.analysis.public_position import LINES, Leavers, Treasury

ONE = np.ones(1)


def leavers(persons: float = 10.0, served: int = 3, pay: float = 5000.0, sent: float = 2000.0) -> Leavers:
    """One year, one cadre, one draw; all leave after the same number of completed years."""
    years = np.zeros((1, 6, 1))
    years[0, served] = 1.0
    share = np.ones((1, 1, 1))
    return Leavers(persons * share, years, 0.8 * share, 0.7 * share, 0.9 * share, pay * share, sent * share)


def treasury(discount: float = 0.0, graduate: float = 40_000.0, away: float = 12.0, **changed: np.ndarray) -> Treasury:
    plain = Treasury(
        discount=discount * ONE,
        years_away=away * ONE,
        service_surplus=0.3 * ONE,
        consumed=0.7 * ONE,
        consumption_tax=0.1 * ONE,
        income_tax=0.2 * ONE,
        services_usd=300.0 * np.ones((1, 1)),
        graduate_usd=graduate * np.ones((1, 1)),
    )
    return plain._replace(**changed)


def test_without_interest_the_lines_are_sums() -> None:
    lines = public_position.six_lines(leavers(), treasury(), 77.0)
    expected = {
        "training_usd": 10 * 0.8 * 40_000,
        "service_before_leaving_usd": 10 * 0.7 * 5000 * 0.3 * 3.5,
        "tax_on_remittances_usd": 10 * 2000 * 12 * 0.7 * 0.1,
        "income_tax_forgone_usd": 10 * 0.9 * 5000 * 0.2 * 12,
        "public_services_saved_usd": 10 * 300 * 12,
        "receipts_usd": 77.0,
    }
    assert [name for name, _, _ in LINES] == list(expected)
    for name, value in expected.items():
        assert lines[name][0, 0] == pytest.approx(value), name
    total = expected["training_usd"] + expected["income_tax_forgone_usd"]
    minus = sum(expected.values()) - total
    assert public_position.sum_of(lines)[0, 0] == pytest.approx(total - minus)


def test_with_interest_the_past_grows_and_the_future_shrinks() -> None:
    r = 0.05
    lines = public_position.six_lines(leavers(), treasury(r))
    assert lines["training_usd"][0, 0] == pytest.approx(10 * 0.8 * 40_000 * 1.05**3.5)
    assert lines["service_before_leaving_usd"][0, 0] == pytest.approx(10 * 0.7 * 5000 * 0.3 * (1.05**3.5 - 1) / r)
    annuity = sum(1.05**-year for year in range(1, 13))
    assert lines["income_tax_forgone_usd"][0, 0] == pytest.approx(10 * 0.9 * 5000 * 0.2 * annuity)
    assert public_position.present_value(r * ONE, 12.0 * ONE)[0] == pytest.approx(annuity)


def test_a_graduate_costs_all_student_years_with_those_who_dropped_out() -> None:
    plain = public_position.cost_of_graduate(1000.0 * ONE, 6, 0.0 * ONE, 0.0 * ONE)
    assert plain[0] == pytest.approx(6000.0)
    students = (1 - 0.95**6) / 0.05 / 0.95**6  # T2: student-years over graduates
    assert public_position.cost_of_graduate(1000.0 * ONE, 6, 0.05 * ONE, 0.0 * ONE)[0] == pytest.approx(1000 * students)
    dearer = public_position.cost_of_graduate(1000.0 * ONE, 6, 0.0 * ONE, 0.03 * ONE)
    assert dearer[0] == pytest.approx(1000 * sum(1.03 ** (year + 0.5) for year in range(6)))


@given(st.floats(0.1, 50.0), st.floats(0.0, 0.1))
def test_twice_the_leavers_double_the_lines_and_a_currency_changes_no_proportion(factor: float, r: float) -> None:
    lines = public_position.six_lines(leavers(), treasury(r))
    twice = public_position.six_lines(leavers(20.0), treasury(r))
    money = leavers(pay=5000 * factor, sent=2000 * factor)
    other = treasury(r, 40_000 * factor, services_usd=np.full((1, 1), 300.0 * factor))
    scaled = public_position.six_lines(money, other)
    for name in lines:
        assert twice[name] == pytest.approx(2 * lines[name]), name
        assert scaled[name] == pytest.approx(factor * lines[name]), name
        assert np.all(lines[name] >= 0), name


def test_longer_service_and_shorter_absence_cost_the_treasury_less() -> None:
    early, late = (public_position.six_lines(leavers(served=years), treasury(0.0)) for years in (1, 5))
    assert public_position.sum_of(late) < public_position.sum_of(early)
    none = treasury(0.0, away=1e-9)
    lines = public_position.six_lines(leavers(), none)
    for name in ("tax_on_remittances_usd", "income_tax_forgone_usd", "public_services_saved_usd"):
        assert lines[name][0, 0] == pytest.approx(0.0, abs=1e-3)


def test_the_check_against_clemens_counts_money_and_years() -> None:
    ratio = public_position.sent_over_training(leavers(sent=5000.0), treasury(), 0)
    assert ratio[0] == pytest.approx(5000 * 12 / 40_000)
    assert public_position.sent_over_training(leavers(), treasury(graduate=0.0), 0)[0] == 0.0
    assert public_position.mean_years_served(leavers(served=4), 0)[0] == 4.5
