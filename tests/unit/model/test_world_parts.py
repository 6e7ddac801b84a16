"""Parts of a run of many countries by hand: the rest of the world in a surplus, and residuals that must alarm."""

from __future__ import annotations

import math
import os
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from globes import LARGE, Countries, globe_of, random_countries
from test_many_countries import DRAWS, YEARS, run

from braingain.model import markets, vacancies, world

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
TINY = ((2, 0), ((1, world.OUTSIDE), (0, world.OUTSIDE)))


# ---------------------------------------------------------------- the rest of the world (2.27b)


def rest_of_next_year(c: Countries, rate: float) -> np.ndarray:
    """Foreign-trained who came along no corridor after a year in which origins see a vacancy rate everywhere."""
    return np.asarray(run(c._replace(vacancy=np.full_like(c.vacancy, rate)), 1)[2][0].rest)


@pytest.mark.parametrize("seed", range(3))
def test_a_surplus_puts_off_those_who_come_along_no_corridor(seed: int) -> None:
    """Arrivals times e^{β_v·v/off}, β_v and off of the country; those who are there stay as they would."""
    c = random_countries(LARGE, seed, DRAWS, YEARS)
    none, some, many = (rest_of_next_year(c, rate) for rate in (0.0, -0.03, -0.1))
    for n, w in enumerate(c.worlds):
        kept = c.rest[n] * (1.0 - w.constants.foreign_exit)
        for rate, rest in ((-0.03, some), (-0.1, many)):
            left = np.exp(w.constants.beta_vacancy * rate / w.constants.vacancy_offset)
            np.testing.assert_allclose(rest[n], kept + (none[n] - kept) * left, rtol=1e-12)


def test_nobody_is_put_off_where_posts_are_open_or_nothing_answers() -> None:
    c = random_countries(LARGE, 4, DRAWS, YEARS)
    np.testing.assert_allclose(rest_of_next_year(c, 0.1), rest_of_next_year(c, 0.0), rtol=1e-12)
    deaf = [w._replace(switches=w.switches._replace(destination_response=0.0)) for w in c.worlds]
    quiet = c._replace(worlds=deaf)
    np.testing.assert_allclose(rest_of_next_year(quiet, -0.2), rest_of_next_year(quiet, 0.0), rtol=1e-12)


# ---------------------------------------------------------------- residuals


def stocks(home: float, away: float, stays: float, bridging: float) -> Any:
    """Stocks of one country and one draw of which only the sum is read."""
    one = {"home": home, "abroad": away, "stays": stays, "bridging": bridging}
    return SimpleNamespace(**{name: np.full((1, 1), value) for name, value in one.items()})


def crossed(added: float, lost: float) -> Any:
    return SimpleNamespace(added=np.full((1, 1), added), lost=np.full((1, 1), lost))


@pytest.mark.parametrize(
    ("home", "away", "stays", "bridging"), [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
)
def test_a_person_too_many_in_any_stock_is_seen(home: float, away: float, stays: float, bridging: float) -> None:
    """No. 3: of 100 and 5 licensed, 3 gone, 102 are left; one more or one less is 1/105."""
    before, flows = (stocks(60, 30, 6, 4),), (crossed(5, 3),)
    right, more = stocks(62, 30, 6, 4), stocks(62 + home, 30 + away, 6 + stays, 4 + bridging)
    less = stocks(62 - home, 30 - away, 6 - stays, 4 - bridging)
    assert float(world._all_persons(before, (right,), flows)[0]) == pytest.approx(0.0, abs=1e-15)
    for wrong in (more, less):
        assert float(world._all_persons(before, (wrong,), flows)[0]) == pytest.approx(1 / 105)


def test_licences_and_exits_that_are_not_booked_are_seen() -> None:
    """No. 3, over two groups: what one of them forgets is seen."""
    before, after = (stocks(60, 30, 6, 4), stocks(50, 0, 0, 0)), (stocks(62, 30, 6, 4), stocks(49, 0, 0, 0))
    books = crossed(5, 3), crossed(0, 1)
    assert float(world._all_persons(before, after, books)[0]) == pytest.approx(0.0, abs=1e-15)
    for wrong in ((crossed(4, 3), books[1]), (crossed(5, 2), books[1]), (books[0], crossed(0, 0))):
        assert float(world._all_persons(before, after, wrong)[0]) == pytest.approx(1 / 155, rel=0.01)


def test_a_corridor_that_loses_a_person_is_seen() -> None:
    """10 and 20 practise at the end of corridors inside the run, 7 outside it, 5 and 6 came along none: 41 are foreign-trained."""
    to = np.array([[1, world.OUTSIDE], [0, world.OUTSIDE]])
    practising = np.array([[[[10.0], [4.0]]], [[[20.0], [3.0]]]])
    rest = np.array([[[5.0]], [[6.0]]])

    def residual(first: float, second: float) -> float:
        records = (SimpleNamespace(foreign=np.array([[[first]], [[second]]])),)
        return float(world._exchange(practising, rest, records, to)[0])

    assert residual(25.0, 16.0) == pytest.approx(0.0, abs=1e-15)
    assert residual(24.0, 16.0) == pytest.approx(1 / 41) and residual(25.0, 17.0) == pytest.approx(1 / 41)
    assert residual(32.0, 16.0) == pytest.approx(7 / 41)  # those outside the run counted too


def test_arrivals_are_counted_where_corridors_end() -> None:
    to = np.array([[1, 2, world.OUTSIDE], [2, 0, world.OUTSIDE], [world.OUTSIDE, 1, 0]])
    practising = np.arange(1.0, 19.0).reshape(3, 2, 3, 1)
    found = np.asarray(world.arrivals(practising, to))[..., 0]
    np.testing.assert_array_equal(found, [[8 + 15, 11 + 18], [1 + 14, 4 + 17], [2 + 7, 5 + 10]])


@pytest.mark.skipif(QUICK, reason="compiles a program of its own")
def test_the_conservation_of_a_year_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """One program in which corridors lose a share of people, and the dead of a country are booked twice in part."""
    c = random_countries(TINY, 5, DRAWS, 2)
    globe, dials = globe_of(c)
    days = tuple(world._calendars(group.paths) for group in globe.groups)
    args = (world.start_of(globe), world._fixed(globe), world._row(globe, dials, days, 0), globe.groups[0].switches)
    options = tuple(group.options for group in globe.groups)
    arrivals = world.arrivals

    args = jax.tree.map(jnp.asarray, args)

    def year(lost: float, twice: float) -> Any:
        monkeypatch.setattr(world, "arrivals", lambda practising, to: (1.0 - lost) * arrivals(practising, to))
        monkeypatch.setattr(world, "_lost_in_courses", lambda half: twice * half.living.deaths.sum(axis=0))
        return world.step(*args, options)[1].conservation

    alarm = jax.jit(year)
    assert float(np.max(alarm(0.0, 0.0))) < 1e-9
    assert float(np.max(alarm(0.01, 0.0))) > 1e-4
    assert float(np.max(alarm(0.0, 0.1))) > 1e-6
    assert math.isclose(float(np.max(alarm(0.02, 0.0))) / float(np.max(alarm(0.01, 0.0))), 2.0, rel_tol=0.1)


# ---------------------------------------------------------------- vacancies that origins see (docs/decisions/0015)


@pytest.mark.parametrize(
    ("demand_country", "wage", "wanted"), [(True, 0.0, 200.0), (True, 0.5, 200 * math.exp(-0.1)), (False, 0.5, 90.0)]
)
def test_vacancies_are_net_of_those_who_wait(demand_country: bool, wage: float, wanted: float) -> None:
    """80 posts are filled; of 100 at home 15 wait, 10 of them as at the start. Wanted is demand at its wage, or funded posts."""
    home = np.zeros((1, 2, 8, 1))
    home[0, 0, 0], home[0, 1, 6] = 85.0, 15.0
    one = np.ones((1, 1))
    now = SimpleNamespace(
        path=SimpleNamespace(demand=200 * one),
        constants=SimpleNamespace(demand_wage=0.2 * np.ones(1)),
        state=SimpleNamespace(ln_wage=wage * one),
        options=SimpleNamespace(demand_country=demand_country),
    )
    record = SimpleNamespace(home=home, funded=np.full((1, 6, 1), 15.0), filled=np.full((1, 6, 1), 80 / 6))
    posts, found = vacancies.net(now, record, 0.3 * one, 0.1 * one)  # type: ignore[arg-type]
    assert float(posts[0, 0]) == pytest.approx(wanted, rel=1e-12)
    assert float(found[0, 0]) == pytest.approx((wanted - 80 - 5) / wanted, rel=1e-12)


def changes_of_a_market(turnover: float, speed: float, many: bool) -> np.ndarray:
    """ln of the foreign-trained of a market of theirs alone, whose posts grow by 30 % at once; changes by year after it."""
    normal, offset, beta = (np.array([value]) for value in (0.05, 0.05, 2.5))

    def drawn(rate: np.ndarray) -> np.ndarray:
        return np.exp(np.asarray(markets.vacancy_pull(vacancies.below_none(rate, offset), normal, offset, beta)))

    posts, seen, people, kept = 1.3, normal, 1.0 - normal, []
    for _ in range(60):
        left = turnover * people
        people = people - left + turnover * (1.0 - normal) * 1.3 * drawn(seen)
        vacancy = np.minimum(1.0 - people / posts, normal + 0.1) if many else 1.0 - people / posts
        more = left / posts * (drawn(vacancy) - drawn(seen)) if many else np.zeros(1)
        seen = np.asarray(markets.seen_by_many(seen, vacancy, np.array([speed]), more))
        kept.append(float(np.log(people[0])))
    return np.diff(kept)


@pytest.mark.parametrize("turnover", [0.02, 0.1, 0.25, 0.5])
@pytest.mark.parametrize("speed", [0.1, 0.3, 0.6])
def test_a_market_that_replaces_many_comes_to_rest(turnover: float, speed: float) -> None:
    """(2.25c): nobody comes for what others have filled; without it the market swings for ever where many leave."""
    assert np.abs(changes_of_a_market(turnover, speed, many=True)[-10:]).max() < 0.01


def test_a_market_in_which_nobody_knows_of_the_others_swings_for_ever() -> None:
    assert np.abs(changes_of_a_market(0.25, 0.6, many=False)[-10:]).max() > 0.1


def test_where_nobody_else_comes_vacancies_are_seen_as_at_home() -> None:
    before, vacancy, speed = np.array([0.05, 0.1]), np.array([0.15, 0.1]), np.array([0.3])
    plain = np.asarray(markets.seen(before, vacancy, speed))
    np.testing.assert_allclose(markets.seen_by_many(before, vacancy, speed, np.zeros(2)), plain, rtol=1e-15)
    by_hand = 0.05 + 0.3 * 0.1 / (1 + 0.3 * 0.2 / 0.1)  # a fifth of all posts would be filled besides
    np.testing.assert_allclose(
        markets.seen_by_many(before, vacancy, speed, np.full(2, 0.2)), [by_hand, 0.1], rtol=1e-12
    )
