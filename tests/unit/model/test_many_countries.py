"""Runs of several countries: fast = slow, persons conserved, corridors balance, numbering does not matter (2.16)."""

from __future__ import annotations

from typing import Any

import globes
import numpy as np
import pytest
from globes import SHAPES, Countries, globe_of, random_countries
from test_reference import apart, of_draw, one_world

from braingain.model import simulate, world
from braingain.model.containers import IRREGULAR, State, World, Yearly
from braingain.model.reference import world as slow
from braingain.model.stacking import one_country

YEARS, DRAWS = 3, 2
SEEDS = (3, 4)


def run(c: Countries, years: int = YEARS) -> tuple[list[State], list[list[Yearly]], list[world.GlobeYear]]:
    """State of each country after the last year, its yearly records, and the records of the whole."""
    globe, dials = globe_of(c)
    done = list(world.run(globe, dials, years))
    last = [one_country(g, i) for g in done[-1][0].countries for i in range(len(g.ln_wage))]
    by_year = [[one_country(g, i) for g in left.countries for i in range(len(g.foreign))] for _, left in done]
    return last, [[year[i] for year in by_year] for i in range(len(last))], [left for _, left in done]


def of_one_draw(c: Countries, i: int) -> list[slow.Country]:
    life = np.where(c.to >= 0, c.to, len(c.worlds))
    return [
        slow.Country(
            one_world(w, i), of_draw(d, i), list(ends), c.mortality[..., i][:, rows], rest[:, i], v[:, i], r[:, i]
        )
        for w, d, ends, rows, rest, v, r in zip(
            c.worlds, c.dials, c.to, life, c.rest, c.vacancy, c.reserve, strict=True
        )
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_fast_equals_slow(shape: Any, seed: int) -> None:
    """Every record of every country, with levers on, for each draw."""
    c = random_countries(shape, seed, DRAWS, YEARS)
    states, records, whole = run(c)
    for i in range(DRAWS):
        slow_states, slow_records, rest = slow.run(of_one_draw(c, i), YEARS)
        found = []
        for n, state in enumerate(states):
            found += [f"{n} state {text}" for text in apart(of_draw(state, i), slow_states[n])]
            quick = Yearly(*(np.stack(values) for values in zip(*records[n], strict=True)))
            found += [f"{n} {text}" for text in apart(of_draw(quick, i), slow_records[n])]
        assert found == []
        assert np.allclose(np.asarray(whole[-1].rest)[..., i], rest, rtol=1e-9)


def persons(state: Any) -> float:
    return sum(np.asarray(value).sum() for value in (state.home, state.abroad, state.stays))


@pytest.mark.parametrize("shape", SHAPES)
def test_all_persons_change_by_licences_and_exits_alone(shape: Any) -> None:
    """No. 3, recomputed: nobody dies or retires abroad here, so that all exits are recorded at home."""
    c = random_countries(shape, 5, DRAWS, YEARS)
    c = c._replace(
        mortality=np.zeros_like(c.mortality),
        worlds=[
            w._replace(
                constants=w.constants._replace(retirement_abroad=np.zeros_like(w.constants.retirement_abroad)),
            )
            for w in c.worlds
        ],
    )
    states, records, whole = run(c)
    licensed = sum(np.asarray(y.licensed).sum() for years in records for y in years)
    gone = sum(np.asarray(y.deaths).sum() + np.asarray(y.retired).sum() for years in records for y in years)
    before = sum(persons(w.state) for w in c.worlds)
    after = sum(persons(state) for state in states)
    assert after == pytest.approx(before + licensed - gone, rel=1e-9)
    assert max(float(np.max(year.conservation)) for year in whole) < 1e-9


@pytest.mark.parametrize("shape", SHAPES)
def test_what_leaves_along_corridors_arrives_along_corridors(shape: Any) -> None:
    """Foreign-trained of each country are those who practise at the ends of corridors into it, and the rest."""
    c = random_countries(shape, 6, DRAWS, YEARS)
    states, records, whole = run(c)
    expected = np.asarray(whole[-1].rest).copy()
    for state, dials, ends in zip(states, c.dials, c.to, strict=True):
        there = np.asarray(state.abroad)[:, :, :, :2].sum(axis=(1, 2, 3))
        there[:, 1] += float(dials.stay_works[0]) * np.asarray(state.stays).sum(axis=(1, 2, 3, 4, 5))
        for slot, d in enumerate(ends):
            if d >= 0:
                expected[d] += there[:, slot]
    found = np.stack([years[-1].foreign for years in records])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_numbering_of_countries_does_not_matter() -> None:
    """No. 11: the budget countries in another order give the same results in that order."""
    c = random_countries(globes.LARGE, 7, DRAWS, YEARS)
    order = [2, 0, 1, 5, 3, 4]
    place = {old: new for new, old in enumerate(order)}
    renamed = np.array([[place[d] if d >= 0 else d for d in c.to[old]] for old in order])
    turned = Countries(
        [c.worlds[old] for old in order],
        [c.dials[old] for old in order],
        renamed,
        c.mortality[:, [*order, len(order)]],
        c.rest[order],
        c.vacancy[order],
        c.reserve[order],
    )
    states, _, _ = run(c)
    other, _, _ = run(turned)
    for old, state in enumerate(states):
        assert apart(other[place[old]], state) == []


def test_without_policy_the_first_year_is_that_of_the_country_alone() -> None:
    """No. 10: at t0 nothing that a country sees abroad has changed, so its choices are those of a national run."""
    c = random_countries(globes.LARGE, 8, DRAWS, YEARS, levers=False)
    _, records, _ = run(c, 1)
    life = np.where(c.to >= 0, c.to, len(c.worlds))
    for n, w in enumerate(c.worlds):
        paths = w.paths._replace(mortality_abroad=np.moveaxis(c.mortality[:, life[n]], 1, 4)[:, :, :, :, None])
        _, alone = simulate.run(w._replace(paths=paths), c.dials[n])
        for name in ("emigrants", "flows", "returns", "onward", "licensed", "abroad"):
            np.testing.assert_allclose(getattr(records[n][0], name), np.asarray(getattr(alone, name))[0], rtol=1e-10)


def test_a_country_whose_corridors_leave_the_run_is_a_national_run() -> None:
    """National is world with the destinations' paths held fixed: no corridor of the run, all years and records alike.

    Posts are plenty, so that nobody is put off for want of one, which only a run of many countries knows.
    """
    c = random_countries(globes.SMALL, 9, DRAWS, YEARS)
    plenty = [
        w._replace(paths=w.paths._replace(posts=3.0 * w.paths.posts, demand=3.0 * w.paths.demand)) for w in c.worlds
    ]
    c = c._replace(worlds=plenty, reserve=np.ones_like(c.reserve))
    c = c._replace(to=np.full_like(c.to, world.OUTSIDE))
    c = c._replace(rest=np.stack([w.constants.foreign0 for w in c.worlds]))
    states, _, _ = run(c)
    for n, w in enumerate(c.worlds):
        life = np.full(c.to.shape[1], len(c.worlds))
        paths = w.paths._replace(mortality_abroad=np.moveaxis(c.mortality[:, life], 1, 4)[:, :, :, :, None])
        alone, _ = simulate.run(w._replace(paths=paths), c.dials[n])
        assert apart(states[n], State(*(np.asarray(value) for value in alone))) == []


def scaled(w: World, share: float) -> World:
    """The same country with a share of its demand and posts."""
    paths = w.paths
    return w._replace(
        paths=paths._replace(demand=share * np.asarray(paths.demand), posts=share * np.asarray(paths.posts))
    )


def test_a_market_that_grows_draws_from_others_and_they_from_theirs() -> None:
    """Cascade: demand of country 5 rises by a fifth; its origins lose workers, and country 3 takes more people in than before.

    Posts are so few that vacancies do not draw all they can before the boom (2.17).
    """
    c = random_countries(globes.LARGE, 10, DRAWS, 6, levers=False)
    scarce = [scaled(w, 0.85) for w in c.worlds]
    c, more = c._replace(worlds=scarce), list(scarce)
    more[5] = more[5]._replace(paths=more[5].paths._replace(demand=1.2 * np.asarray(more[5].paths.demand)))
    _, before, _ = run(c, 6)
    _, after, _ = run(c._replace(worlds=more), 6)
    into_5 = [(n, slot) for n, ends in enumerate(c.to) for slot, d in enumerate(ends) if d == 5]

    def gained(n: int, slot: int) -> float:
        """Workers of country n at the end of a slot after six years, more than without the boom."""
        return float((np.asarray(after[n][5].abroad) - np.asarray(before[n][5].abroad))[:, :, slot].sum())

    assert into_5 and all(gained(n, slot) > 0 for n, slot in into_5)
    into_3 = [(n, slot) for n, ends in enumerate(c.to) for slot, d in enumerate(ends) if d == 3 and 5 not in ends]
    assert into_3 and sum(gained(n, slot) for n, slot in into_3) > 0


def test_a_market_with_more_workers_than_posts_puts_people_off() -> None:
    """The fewer posts there are in country 3, the fewer come to it on legal ways, also below the point where none is open.

    Irregular ways know no vacancies (2.17): people turned away take them, so that they are not counted here.
    """
    c = random_countries(globes.LARGE, 11, DRAWS, 4, levers=False)
    into = [(n, slot) for n, ends in enumerate(c.to) for slot, d in enumerate(ends) if d == 3]
    came = []
    for share in (1.0, 0.5, 0.2):
        worlds_ = list(c.worlds)
        worlds_[3] = scaled(worlds_[3], share)
        _, records, whole = run(c._replace(worlds=worlds_), 4)
        came.append(np.stack([np.asarray(records[n][3].flows)[:, :IRREGULAR, slot].sum(axis=1) for n, slot in into]))
    assert np.all(np.asarray(whole[-1].vacancy)[3] < 0)
    assert np.all(came[1] < 0.9 * came[0]) and np.all(came[2] < 0.9 * came[1])


def test_vacancies_below_none_are_seen_without_a_step() -> None:
    """off(e^{v/off} − 1): 0 at 0, slope 1 there, never below −off; above 0 the rate itself."""
    v = np.array([-5.0, -0.1, -1e-6, 0.0, 1e-6, 0.2])
    seen = np.asarray(world.below_none(v, np.array(0.05)))
    assert np.all(np.diff(seen) > 0) and np.all(seen > -0.05 - 1e-12)
    np.testing.assert_allclose(seen[2:], v[2:], rtol=1e-4)
    np.testing.assert_allclose(seen[1] + 0.05, 0.05 * np.exp(-2.0))


def test_schools_do_not_close_where_demand_grows_less_than_its_trend_of_the_start() -> None:
    """(2.26): the gap of the start goes with demand; at 4 % a year it would be ten times as large after sixty years."""
    from braingain.model.markets import next_seats

    demand, growth = 2.0, 0.04
    wanted = next_seats(100.0 * demand, 150.0 * demand, -50.0, growth, demand, 0.3)
    assert float(wanted) == pytest.approx((1.0 + growth) * 100.0 * demand)
    by_trend = 150.0 * demand - 50.0 * (1.0 + growth) ** 60
    assert by_trend < 0


@pytest.mark.parametrize("switch", ["destination_response", "network", "onward_moves"])
def test_fast_equals_slow_with_a_mechanism_off(switch: str) -> None:
    c = random_countries(globes.SMALL, 12, DRAWS, 2)
    off = [w._replace(switches=w.switches._replace(**{switch: 0.0})) for w in c.worlds]
    c = c._replace(worlds=off)
    states, _, _ = run(c, 2)
    slow_states, _, _ = slow.run(of_one_draw(c, 0), 2)
    for n, state in enumerate(states):
        assert apart(of_draw(state, 0), slow_states[n]) == []


def test_countries_of_one_group_must_be_of_one_kind() -> None:
    from braingain.model.stacking import stacked_worlds

    c = random_countries(globes.SMALL, 13, 1, 2)
    with pytest.raises(ValueError, match="differ in their options"):
        stacked_worlds(c.worlds)
