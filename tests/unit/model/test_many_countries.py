"""Runs of several countries on as many random globes as the profile asks for: fast = slow, and the laws of 2.16."""

from __future__ import annotations

import os
from typing import Any

import money_and_mission_laws as books
import numpy as np
import pytest
import sums
import test_laws as laws
from globes import LARGE, RICH, SMALL, Countries, globe_of, random_countries
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_reference import apart, of_draw, one_world

from braingain.model import simulate, vacancies, world
from braingain.model.containers import State, Switches, World, Yearly
from braingain.model.reference import world as slow
from braingain.model.stacking import one_country

# one number of draws everywhere, so that each shape of a globe is one compiled program
YEARS, DRAWS = 3, 2
QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
seeds = st.integers(0, 2**32 - 1)
shapes = pytest.mark.parametrize("shape", (RICH, LARGE), ids=("rich", "large"))


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


@pytest.mark.parametrize("shape", (RICH,) if QUICK else (RICH, LARGE), ids=("rich",) if QUICK else ("rich", "large"))
@settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a smaller seed is no simpler globe
@given(seed=seeds)
def test_fast_equals_slow(shape: Any, seed: int) -> None:
    """Every record of every country, with levers on, for one of the draws; in half of the globes with too few posts."""
    years = 2
    c = random_countries(shape, seed, DRAWS, years)
    c = c if seed % 4 < 2 else crowded(c, seed)
    i = seed % DRAWS
    states, records, whole = run(c, years)
    slow_states, slow_records, rest = slow.run(of_one_draw(c, i), years)
    found = []
    for n, state in enumerate(states):
        found += [f"{n} state {text}" for text in apart(of_draw(state, i), slow_states[n])]
        found += [f"{n} {text}" for text in apart(of_draw(yearly_of(records[n]), i), slow_records[n])]
    assert found == []
    np.testing.assert_allclose(np.asarray(whole[-1].rest)[..., i], rest, rtol=1e-9)


def yearly_of(records: list[Yearly]) -> Yearly:
    """The years of a country in one record, leading year."""
    return Yearly(*(np.stack(values) for values in zip(*records, strict=True)))


def crowded(c: Countries, seed: int) -> Countries:
    """The same countries with more workers than posts in some, by the vacancy rate of last year."""
    below = np.random.default_rng(seed).uniform(-0.4, 0.1, c.vacancy.shape)
    return c._replace(vacancy=np.where(below < 0, below, c.vacancy))


def people(state: Any) -> float:
    return float(sum(np.asarray(value).sum() for value in (state.home, state.abroad, state.stays, state.bridging)))


@shapes
@given(seed=seeds)
def test_all_persons_change_by_licences_and_exits_alone(shape: Any, seed: int) -> None:
    """No. 3, recomputed: nobody dies or retires abroad here, so that all exits are recorded at home."""
    c = random_countries(shape, seed, DRAWS, YEARS)
    c = c._replace(
        mortality=np.zeros_like(c.mortality),
        worlds=[
            laws.with_constants(w, retirement_abroad=np.zeros_like(w.constants.retirement_abroad)) for w in c.worlds
        ],
    )
    states, records, whole = run(c)
    every = [y for years in records for y in years]
    licensed = sum(np.asarray(y.licensed).sum() for y in every)
    gone = sum(np.asarray(part).sum() for y in every for part in (y.deaths, y.retired, y.bridging_lost))
    before = sum(people(with_all_draws(w.state)) for w in c.worlds)
    after = sum(people(state) for state in states)
    assert after == pytest.approx(before + licensed - gone, rel=1e-9)
    assert max(float(np.max(year.conservation)) for year in whole) < 1e-9


def with_all_draws(state: State) -> State:
    return State(*(np.broadcast_to(value, (*np.shape(value)[:-1], DRAWS)) for value in state))


@shapes
@given(seed=seeds)
def test_what_leaves_along_corridors_arrives_along_corridors(shape: Any, seed: int) -> None:
    """Foreign-trained of each country are those who practise at the ends of corridors into it, and the rest."""
    c = random_countries(shape, seed, DRAWS, YEARS)
    states, records, whole = run(c)
    expected = np.asarray(whole[-1].rest).copy()
    for w, state, dials, ends in zip(c.worlds, states, c.dials, c.to, strict=True):
        there = np.asarray(state.abroad)[:, :, :, :2].sum(axis=(1, 2, 3))
        at = w.options.stay_destination[0]
        there[:, at] += float(dials.stay_works[0]) * np.asarray(state.stays).sum(axis=(1, 2, 3, 4, 5))
        for slot, d in enumerate(ends):
            if d >= 0:
                expected[d] += there[:, slot]
    found = np.stack([years[-1].foreign for years in records])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@shapes
@given(seed=seeds)
def test_nothing_negative_nothing_lost(shape: Any, seed: int) -> None:
    """No. 5 and 6, also where there are more workers than posts; every limited choice is solved."""
    states, records, whole = run(crowded(random_countries(shape, seed, DRAWS, YEARS), seed))
    for record in [*states, *(yearly_of(years) for years in records)]:
        for name, array in record._asdict().items():
            signed = name.startswith(("ln_", "wage", "private_wage", "inclusive", "vacancy_abroad"))
            assert np.all(np.isfinite(array)), name
            assert signed or array.size == 0 or array.min() >= -1e-9, name
    for state, years in zip(states, records, strict=True):
        y = yearly_of(years)
        np.testing.assert_allclose(state.shares.sum(1), 1.0, rtol=1e-12)
        np.testing.assert_allclose(sums.flows(y).sum((2, 3)), sums.by_cadre(y.emigrants), rtol=1e-9)
        assert y.solver.max() < 1e-9
    assert all(np.all(np.isfinite(year.vacancy)) and np.all(np.asarray(year.rest) >= 0) for year in whole)


@given(seed=seeds)
def test_money_and_missions_keep_their_books(seed: int) -> None:
    """No. 8 and 9 in each country of a run."""
    c = random_countries(RICH, seed, DRAWS, YEARS)
    paid = [books.paid_for(w, d) for w, d in zip(c.worlds, c.dials, strict=True)]
    c = c._replace(worlds=[w for w, _ in paid], dials=[d for _, d in paid])
    _, records, _ = run(c)
    for w, d, years in zip(c.worlds, c.dials, records, strict=True):
        y = yearly_of(years)

        def found(world_: World, dials: Any, y: Yearly = y) -> tuple[None, Yearly]:
            return None, y

        books.posts_cost_what_there_is_money_for(found, w, d)
        books.missions_give_what_is_received(found, w, d)
        if w.options.fund:
            books.the_fund_keeps_its_books(found, w, d)


@given(seed=seeds)
def test_numbering_of_countries_does_not_matter(seed: int) -> None:
    """No. 11: the countries of each kind in another order give the same results in that order."""
    c = random_countries(LARGE, seed, DRAWS, YEARS)
    rng = np.random.default_rng(seed)
    order = [int(n) for n in (*rng.permutation(3), *(3 + rng.permutation(3)))]
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


OF_DESTINATIONS = ("others_abroad", "seats_abroad", "students_abroad", "lever_students_abroad")


def part_of(c: Countries, n: int, share: float) -> tuple[World, Any, np.ndarray]:
    """A share of all stocks, posts, seats and money of a country; its rest stock."""

    def times(record: Any, names: Any) -> Any:
        return record._replace(**{name: share * np.asarray(getattr(record, name)) for name in names})

    w = c.worlds[n]
    part = w._replace(
        state=times(w.state, [name for name in laws.SCALED_STATE if name not in OF_DESTINATIONS]),
        constants=times(w.constants, [name for name in laws.SCALED_CONSTANTS if not name.startswith("dest_")]),
        paths=times(w.paths, ("seats", "posts", "posts_new", "demand")),
    )
    return part, times(c.dials[n], laws.SCALED_DIALS), share * c.rest[n]


@given(seed=seeds, share=st.floats(0.05, 0.95))
def test_an_origin_in_two_parts_is_the_whole(seed: int, share: float) -> None:
    """No. 11: a country that nobody in the run goes to, as one or as two parts beside each other: all others see the same."""
    c = random_countries(LARGE, seed, DRAWS, YEARS)
    to = np.where(c.to <= 1, world.OUTSIDE, c.to)
    to[1] = to[0]
    mortality = c.mortality.copy()
    found = []
    for first in (share, 0.5):
        parts = [part_of(c, 0, first), part_of(c, 0, 1.0 - first)]
        rest, vacancy, reserve = c.rest.copy(), c.vacancy.copy(), c.reserve.copy()
        rest[:2], vacancy[1], reserve[1] = [p[2] for p in parts], vacancy[0], reserve[0]
        found.append(
            run(
                Countries(
                    [p[0] for p in parts] + c.worlds[2:], [p[1] for p in parts] + c.dials[2:],
                    to, mortality, rest, vacancy, reserve,
                )
            )
        )  # fmt: skip
    (one, one_years, _), (other, other_years, _) = found
    for n in range(2, 6):
        assert apart(one[n], other[n]) == []
    for name in ("home", "emigrants", "flows", "abroad", "licensed", "funded", "foreign", "returns"):
        a, b = (sum(getattr(yearly_of(years[n]), name) for n in range(2)) for years in (one_years, other_years))
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9, err_msg=name)


@given(seed=seeds)
def test_size_changes_nothing_but_size(seed: int) -> None:
    """All stocks, posts, seats, caps and money of all countries × s give flows × s, vacancies as they were."""
    c, s = random_countries(RICH, seed, DRAWS, YEARS), 3.7

    def times(record: Any, names: Any) -> Any:
        return record._replace(**{name: s * np.asarray(getattr(record, name)) for name in names})

    bigger = c._replace(
        worlds=[
            w._replace(
                state=times(w.state, laws.SCALED_STATE),
                constants=times(w.constants, laws.SCALED_CONSTANTS),
                paths=times(w.paths, ("seats", "posts", "posts_new", "demand", "demand_abroad")),
            )
            for w in c.worlds
        ],
        dials=[times(d, laws.SCALED_DIALS) for d in c.dials],
        rest=s * c.rest,
    )
    (_, small, of_small), (_, big, of_big) = run(c), run(bigger)
    for one, other in zip(small, big, strict=True):
        for name in Yearly._fields:
            if name not in ("conservation", "solver"):
                factor = 1.0 if name in laws.NOT_SCALED else s
                a, b = (getattr(yearly_of(years), name) for years in (other, one))
                np.testing.assert_allclose(a, factor * b, rtol=1e-9, atol=1e-9, err_msg=name)
    np.testing.assert_allclose(of_big[-1].vacancy, of_small[-1].vacancy, rtol=1e-9, atol=1e-9)


@given(seed=seeds)
def test_the_same_inputs_give_the_same_bits(seed: int) -> None:
    """No. 12, on one machine: made and run twice."""
    one, other = (run(random_countries(RICH, seed, DRAWS, YEARS))[0] for _ in range(2))
    for a, b in zip(one, other, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@given(seed=seeds)
def test_without_policy_the_first_year_is_that_of_the_country_alone(seed: int) -> None:
    """No. 10: at t0 nothing that a country sees abroad has changed, so its choices are those of a national run."""
    c = random_countries(LARGE, seed, DRAWS, YEARS, levers=False)
    _, records, _ = run(c, 1)
    life = np.where(c.to >= 0, c.to, len(c.worlds))
    for n, w in enumerate(c.worlds):
        paths = w.paths._replace(mortality_abroad=np.moveaxis(c.mortality[:, life[n]], 1, 4)[:, :, :, :, None])
        _, alone = simulate.run(w._replace(paths=paths), c.dials[n])
        for name in ("emigrants", "flows", "returns", "onward", "licensed", "abroad"):
            np.testing.assert_allclose(getattr(records[n][0], name), np.asarray(getattr(alone, name))[0], rtol=1e-10)


@given(seed=seeds)
def test_a_country_whose_corridors_leave_the_run_is_a_national_run(seed: int) -> None:
    """National is world with the destinations' paths held fixed: no corridor of the run, all years and records alike.

    Posts are plenty, so that nobody is put off for want of one, which only a run of many countries knows.
    """
    c = random_countries(LARGE, seed, DRAWS, YEARS)
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


@given(seed=seeds)
def test_a_market_that_grows_draws_from_others_and_they_from_theirs(seed: int) -> None:
    """Cascade: demand of country 5 rises by a fifth; whoever has a corridor to it sends more people there.

    Country 1 has none: it sends more to the countries that lose people to 5. Posts are so few that vacancies do not draw
    all they can before the boom (2.17).
    """
    c = random_countries(LARGE, seed, DRAWS, 6, levers=False)
    scarce = [scaled(w, 0.85) for w in c.worlds]
    c, more = c._replace(worlds=scarce), list(scarce)
    more[5] = more[5]._replace(paths=more[5].paths._replace(demand=1.2 * np.asarray(more[5].paths.demand)))
    _, before, _ = run(c, 6)
    _, after, _ = run(c._replace(worlds=more), 6)

    def gained(n: int, slot: int) -> np.ndarray:
        """Workers of country n at the end of a slot after six years, more than without the boom, by draw."""
        return sums.of_all((np.asarray(after[n][5].abroad) - np.asarray(before[n][5].abroad))[:, :, slot])

    into_5 = [(n, slot) for n, ends in enumerate(c.to) for slot, d in enumerate(ends) if d == 5]
    assert into_5 and all(np.all(gained(n, slot) > 0) for n, slot in into_5)
    at_second_hand = [slot for slot, d in enumerate(c.to[1]) if d >= 0 and 5 in c.to[d]]
    assert at_second_hand and 5 not in c.to[1]
    assert np.all(sum(gained(1, slot) for slot in at_second_hand) > 0)


@given(seed=seeds)
def test_a_market_with_more_workers_than_posts_puts_people_off(seed: int) -> None:
    """The fewer posts there are in country 3, the fewer come to it a year later, also below the point where none is open.

    Irregular ways know no vacancies (2.17): people turned away take them, so that they are not counted here.
    """
    c = random_countries(LARGE, seed, DRAWS, 2, levers=False)
    into = [(n, slot) for n, ends in enumerate(c.to) for slot, d in enumerate(ends) if d == 3]
    came, vacant = [], []
    for share in (1.0, 0.5, 0.2):
        worlds_ = list(c.worlds)
        worlds_[3] = scaled(worlds_[3], share)
        _, records, whole = run(c._replace(worlds=worlds_), 2)
        came.append(np.stack([sums.legal(yearly_of(records[n]))[1, :, slot] for n, slot in into]))
        vacant.append(np.asarray(whole[0].vacancy)[3])
    assert np.any(vacant[2] < 0)
    for fewer, more in ((1, 0), (2, 1)):
        assert np.all((came[fewer] < came[more])[:, vacant[fewer] < vacant[more]])
        assert np.all((came[fewer] <= came[more] * (1 + 1e-9))[:, vacant[fewer] <= vacant[more]])
    assert np.all((came[2] < 0.95 * came[0])[:, vacant[2] < np.minimum(0.0, vacant[0] - 0.05)])


def test_vacancies_below_none_are_seen_without_a_step() -> None:
    """off(e^{v/off} − 1): 0 at 0, slope 1 there, never below −off; above 0 the rate itself."""
    v = np.array([-5.0, -0.1, -1e-6, 0.0, 1e-6, 0.2])
    seen = np.asarray(vacancies.below_none(v, np.array(0.05)))
    assert np.all(np.diff(seen) > 0) and np.all(seen > -0.05 - 1e-12)
    np.testing.assert_allclose(seen[2:], v[2:], rtol=1e-4)
    np.testing.assert_allclose(seen[1] + 0.05, 0.05 * np.exp(-2.0))


def test_a_surplus_of_workers_puts_off_those_who_come_irregularly_as_it_does_all_others() -> None:
    """(2.17): below none β_vac v/off on every channel, so that full posts turn nobody to the irregular way; at none and above 0."""
    from braingain.model import leaving, markets

    v, offset, beta = np.array([-0.3, -0.05, 0.0, 0.04, 0.2]), np.array(0.05), np.array(2.0)
    seen, none = vacancies.below_none(v, offset), np.zeros((1, 5))
    surplus = np.asarray(markets.surplus_pull(seen, offset, beta))
    np.testing.assert_allclose(surplus, beta * np.minimum(v, 0.0) / offset, rtol=1e-9)
    pull = markets.vacancy_pull(seen, none, offset, beta)
    changes = np.asarray(
        leaving.channel_changes(np.zeros((1, 4, 5)), none, none, pull, surplus[None], none, 0.7, 0.3, none)
    )
    np.testing.assert_allclose(changes[0, 3], surplus, rtol=1e-12)
    np.testing.assert_allclose(changes[0, :3, :3], np.broadcast_to(surplus[:3], (3, 3)), rtol=1e-9, atol=1e-12)


def test_schools_do_not_close_where_demand_grows_less_than_its_trend_of_the_start() -> None:
    """(2.26): the gap of the start goes with demand; at 4 % a year it would be ten times as large after sixty years."""
    from braingain.model.markets import next_seats

    demand, growth = 2.0, 0.04
    wanted = next_seats(100.0 * demand, 150.0 * demand, -50.0, growth, demand, 0.3)
    assert float(wanted) == pytest.approx((1.0 + growth) * 100.0 * demand)
    by_trend = 150.0 * demand - 50.0 * (1.0 + growth) ** 60
    assert by_trend < 0


SOME = ("destination_response", "network", "onward_moves", "relative_pay")


@pytest.mark.parametrize("switch", SOME if QUICK else Switches._fields)
def test_fast_equals_slow_with_a_mechanism_turned(switch: str) -> None:
    c = random_countries(RICH, 12, DRAWS, 2)
    on = getattr(c.worlds[0].switches, switch)
    turned = [w._replace(switches=w.switches._replace(**{switch: 1.0 - on})) for w in c.worlds]
    c = c._replace(worlds=turned)
    states, _, _ = run(c, 2)
    slow_states, _, _ = slow.run(of_one_draw(c, 0), 2)
    for n, state in enumerate(states):
        assert apart(of_draw(state, 0), slow_states[n]) == []


def test_countries_of_one_group_must_be_of_one_kind() -> None:
    from braingain.model.stacking import stacked_worlds

    c = random_countries(SMALL, 13, 1, 2)
    with pytest.raises(ValueError, match="differ in their options"):
        stacked_worlds(c.worlds)
