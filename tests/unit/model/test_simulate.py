"""Laws of the yearly step on random worlds: docs/model.md 2.16, the switches of 3.1, and closed forms T2, T3, T5, T17."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from worlds import CONDITIONS, SHAPES, K, random_world

from braingain.model import simulate
from braingain.model.containers import (
    IRREGULAR,
    OUT,
    RESERVE,
    SETTLED,
    WORK,
    Dials,
    Options,
    State,
    World,
    Yearly,
    neutral_dials,
)

DRAWS, YEARS = 3, 6
seeds = st.integers(0, 2**32 - 1)
shapes = pytest.mark.parametrize("shape", range(len(SHAPES)))
SIGNED = {"ln_seats", "ln_wage", "ln_wage_abroad", "ln_wage_private", "inclusive"}
SIGNED |= {"private_wage", "wage", "inclusive_value"}


def make(shape: int, seed: int, draws: int = DRAWS) -> tuple[World, Dials]:
    return random_world(shape, np.random.default_rng(seed), draws, YEARS)


def quiet(shape: int) -> Dials:
    """Neutral dials for a shape."""
    spec = SHAPES[shape]
    stays, missions = len(spec.options.stay_years), spec.options.missions
    return neutral_dials(YEARS, K, spec.destinations, CONDITIONS, stays, spec.slots, missions)


def plain(record):
    return type(record)(*(np.asarray(value) for value in record))


def run(world: World, dials: Dials) -> tuple[State, Yearly]:
    state, yearly = simulate.run(world, dials)
    return plain(state), plain(yearly)


def switched(world: World, **values: float) -> World:
    return world._replace(switches=world.switches._replace(**values))


def assert_close(one, other, rtol: float, but: tuple[str, ...] = ()) -> None:
    """Every array of two records agrees, relative to its own largest value."""
    for name, a, b in zip(one._fields, one, other, strict=True):
        if name not in (*but, "conservation", "solver"):
            np.testing.assert_allclose(
                a, b, rtol=rtol, atol=rtol * (1e-30 + np.max(np.abs(b), initial=0.0)), err_msg=name
            )


def assert_same_bits(one, other) -> None:
    for name, a, b in zip(one._fields, one, other, strict=True):
        assert np.array_equal(a, b), name


# ---------------------------------------------------------------- people are kept, numbers are numbers


@shapes
@given(seed=seeds)
@example(seed=536)  # tracks take every graduate of a year: less than none was left by a rounding error
def test_people_are_conserved(shape, seed):
    state, yearly = run(*make(shape, seed))
    assert np.max(yearly.conservation) < 1e-9
    assert np.max(yearly.solver) < 1e-9
    for record in (state, yearly):
        for name, values in zip(record._fields, record, strict=True):
            assert np.all(np.isfinite(values)), name
            if name not in SIGNED:
                assert np.all(values >= 0), name


@shapes
@given(seed=seeds)
def test_world_total_changes_by_licences_deaths_retirement_alone(shape, seed):
    """Invariant 3 on the whole run, from stocks and the recorded flows, for the home stock."""
    world, dials = make(shape, seed)
    state, y = run(world, dials)
    upgraded = np.stack([y.upgraded.sum((0, 2))[1], np.zeros(DRAWS)])  # from the second cadre to the first
    flows = (
        y.licensed.sum((0, 2))
        + upgraded
        + y.bridging_failed.sum((0, 2))
        - y.bridging_begun.sum((0, 2))
        - y.tracks.sum((0, 2, 3))
        + y.returns.sum((0, 2))
        + y.stays_returned.sum((0, 2))
        - y.deaths.sum((0, 2))
        - y.retired.sum((0, 2))
        - y.emigrants.sum((0, 2))
        - y.stays_begun.sum((0, 1, 3))
    )
    before, after = (np.sum(s, axis=(1, 2, 3, 4)) for s in (world.state.home, state.home))
    np.testing.assert_allclose(after, before + flows, rtol=1e-11)
    np.testing.assert_allclose(y.flows.sum((2, 3)), y.emigrants.sum(2), rtol=1e-11)
    np.testing.assert_allclose(y.home[-1], state.home.sum((2, 3)), rtol=1e-12)


@shapes
@given(seed=seeds)
def test_posts_are_never_over_filled_but_by_those_who_come_first(shape, seed):
    """Foreign-trained, people in courses and missions stand before the country's own workers (2.15b)."""
    world, dials = make(shape, seed)
    _, y = run(world, dials)
    courses = y.bridging.sum(2)[:, :, None] * world.constants.public_post_shares
    fill = y.foreign[:, :, None] * world.constants.foreign_post_shares + courses
    own = y.filled - fill
    visited = y.mission_posts[:, :, None] * (np.arange(6) == 2)[:, None]
    room = np.maximum(0.0, y.funded - fill - visited)
    assert np.all(own <= room + 1e-9 * (1 + own.sum(axis=2, keepdims=True)))


# ---------------------------------------------------------------- no lever, no change


@shapes
@given(seed=seeds)
def test_neutral_dials_are_the_baseline_to_the_bit(shape, seed):
    """T17: dials drawn out over all draws, and levers at dose nought, change no bit."""
    world, dials = make(shape, seed)
    base = run(world, quiet(shape))
    still = quiet(shape)
    wide = Dials(
        *(
            value if name in simulate.WITHOUT_DRAW else np.broadcast_to(value, (*value.shape[:-1], DRAWS)).copy()
            for name, value in zip(Dials._fields, still, strict=True)
        )
    )
    idle = wide._replace(
        posts_funded_share=dials.posts_funded_share,  # no lever seats
        payroll_oncost=dials.payroll_oncost,  # no rise
        ladder_share=dials.ladder_share,  # no seats in courses
        ladder_service_years=dials.ladder_service_years,
        ladder_study_share=dials.ladder_study_share,
        mission_length_years=dials.mission_length_years,  # no missions
        mission_fills=dials.mission_fills,
        mission_from_here=dials.mission_from_here,
        mission_local_staff=dials.mission_local_staff,
        reentry_places=dials.reentry_places,  # nobody is called back
        payroll_new_money=dials.payroll_new_money,
        return_multiplier=dials.return_multiplier,  # no offers
        bond_fine=dials.bond_fine,  # not enforced
        bond_years=dials.bond_years,
        stay_compliance=dials.stay_compliance,  # nobody sent
        return_effect_max=dials.return_effect_max,
    )
    without_bonds = world._replace(state=world.state._replace(bonded=0 * world.state.bonded))
    free = run(without_bonds, still)
    for other, reference in ((run(world, wide), base), (run(without_bonds, idle), free)):
        assert_same_bits(other[0], reference[0])
        assert_same_bits(other[1], reference[1])


@shapes
@given(seed=seeds)
def test_a_bond_with_no_fine_is_no_bond(shape, seed):
    """T14, T17: enforcement or fine nought; bonded and free are separate groups, so only to 1e-9."""
    world, dials = make(shape, seed)
    world = world._replace(state=world.state._replace(bonded=0 * world.state.bonded))
    base = run(world, quiet(shape))[1]
    covered = quiet(shape)._replace(bond_cover=dials.bond_cover, bond_years=dials.bond_years)
    bonds = ("bonded", "bonded_leavers", "bonded_young_leavers", "fine_real")
    for idle in (
        covered._replace(bond_fine=dials.bond_fine),
        covered._replace(bond_enforcement=dials.bond_enforcement),
    ):
        assert_close(run(world, idle)[1], base, 1e-9, but=bonds)


@shapes
@given(seed=seeds)
def test_first_year_without_levers_is_the_pivot(shape, seed):
    """Invariant 10: δ = 0 in the first year, so shares of destinations and channels are those of t0."""
    world, _ = make(shape, seed)
    world = world._replace(
        paths=world.paths._replace(pay=0 * world.paths.pay + 1, pay_abroad=0 * world.paths.pay_abroad + 1)
    )
    _, y = run(world, quiet(shape))
    c = world.constants
    expected = c.destination_shares[:, None] * c.channel_shares * y.emigrants[0].sum(1)[:, None, None]
    np.testing.assert_allclose(y.flows[0], expected, rtol=1e-11)
    np.testing.assert_allclose(y.inclusive_value[0], 0.0, atol=1e-13)


@shapes
@given(seed=seeds)
def test_posts_follow_their_path_without_levers(shape, seed):
    world, _ = make(shape, seed)
    _, y = run(world, quiet(shape))
    wage = np.concatenate([np.zeros_like(y.wage[:1]), y.wage[:-1]])
    expected = world.paths.posts * np.exp(-world.constants.demand_wage * wage)[:, :, None]
    np.testing.assert_allclose(y.funded, expected, rtol=1e-13)


# ---------------------------------------------------------------- draws, scale, names


def one_draw(record, i: int, without: frozenset[str] = frozenset()):
    return type(record)(
        *(
            value if value is None or name in without or np.shape(value)[-1] == 1 else value[..., i : i + 1]
            for name, value in zip(record._fields, record, strict=True)
        )
    )


@shapes
def test_draws_do_not_know_each_other(shape):
    """Eight draws together equal the same draws one by one, to 1e-12."""
    world, dials = make(shape, 5, draws=8)
    together = run(world, dials)
    for i in (0, 3, 7):
        alone = run(
            world._replace(
                constants=one_draw(world.constants, i),
                paths=one_draw(world.paths, i),
                state=one_draw(world.state, i),
            ),
            one_draw(dials, i, simulate.WITHOUT_DRAW),
        )
        for whole, single in zip(together, alone, strict=True):
            assert_close(one_draw(whole, i), single, 1e-12)


@given(seed=seeds)
def test_a_country_twice_as_large_has_twice_the_flows(seed):
    """2.16, metamorphic: everything counted in persons, places or money × s."""
    scale = 2.5
    for shape in (0, 2):
        world, dials = make(shape, seed)
        c, p, s = world.constants, world.paths, world.state
        c = grown(
            c,
            scale,
            "applicants0 teachers0 seats0 vacancy_money0 own_seat_target_gap dest_seat_target_gap dest_inflow0 foreign0",
        )
        p = grown(p, scale, "seats posts posts_new demand demand_abroad")
        s = grown(
            s,
            scale,
            "home abroad stays students resit returned lever_trained seats lever_seats building others_abroad"
            " seats_abroad students_abroad foreign bridging missions fund retired_abroad lever_students_abroad",
        )
        d = grown(
            dials,
            scale,
            "posts_added seats_ordered cap visiting_teachers reentry_places track_places reentry_abroad"
            " seats_abroad mission_starts fund_flat",
        )
        _, y = run(world, dials)
        _, big = run(World(c, p, s, world.options, world.switches), d)
        for name in ("home", "filled", "flows", "licensed", "returns", "onward", "abroad", "place_moves", "funded"):
            np.testing.assert_allclose(getattr(big, name), scale * getattr(y, name), rtol=1e-8, atol=1e-8, err_msg=name)
        np.testing.assert_allclose(big.rationing, y.rationing, rtol=1e-7, atol=1e-9)


def grown(record, scale: float, names: str):
    return record._replace(**{name: scale * getattr(record, name) for name in names.split()})


DESTINATION_FIELDS = (
    "destination_shares network0 income_abroad tax_abroad recognition settle_rate recognise_rate onward_share"
    " dest_exit dest_inflow0 dest_growth dest_vacancy0 dest_net_exit dest_seat_target_gap dest_completion"
    " dest_drop_out channel_shares entry_cost temporary_share leave_abroad pay_abroad demand_abroad"
    " mortality_abroad retirement_abroad legal_shift cap openness hire_cost_share abroad vacancy_abroad"
    " ln_wage_abroad others_abroad seats_abroad students_abroad inclusive shares flows"
    " track_places pay_abroad_raise reentry_abroad seats_abroad fund_per_recruit retired_abroad lever_students_abroad"
    " tracks visa emigrants_to"
)
DESTINATION_AXIS = dict.fromkeys(DESTINATION_FIELDS.split(), -2) | {"touched": -1}


@given(seed=seeds)
def test_names_of_destinations_do_not_matter(seed):
    """Invariant 11: another order of destinations permutes the results."""
    world, dials = make(2, seed)
    order = np.array([3, 0, 5, 1, 4, 2])
    to = tuple(int(np.flatnonzero(order == d)[0]) for d in world.options.stay_destination)
    other = World(
        reordered(world.constants, order),
        reordered(world.paths, order),
        reordered(world.state, order),
        world.options._replace(stay_destination=to),
        world.switches,
    )
    results, expected = run(other, reordered(dials, order)), run(world, dials)
    for one, base in zip(results, expected, strict=True):
        assert_close(one, reordered(base, order), 1e-8)


def reordered(record, order: np.ndarray):
    changes = {}
    for name, value in zip(record._fields, record, strict=True):
        axis = DESTINATION_AXIS.get(name)
        if axis is not None and value is not None and np.shape(value)[axis] == len(order):
            changes[name] = np.take(value, order, axis=axis)
    return record._replace(**changes)


# ---------------------------------------------------------------- switches of docs/model.md 3.1


@shapes
@given(seed=seeds)
def test_switches_that_stop_a_movement(shape, seed):
    world, dials = make(shape, seed)
    assert np.all(run(switched(world, return_moves=0.0), dials)[1].returns == 0)
    assert np.all(run(switched(world, onward_moves=0.0), dials)[1].onward == 0)
    assert np.all(run(switched(world, reconsider=0.0), dials)[1].place_moves == 0)
    assert np.all(run(switched(world, irregular=0.0), dials)[1].flows[:, :, IRREGULAR] == 0)


@shapes
@given(seed=seeds)
def test_switches_of_schools(shape, seed):
    world, dials = make(shape, seed)
    _, taught = run(switched(world, teachers=0.0), dials)
    np.testing.assert_array_equal(taught.capacity, taught.seats_open)
    no_levers = quiet(shape)
    _, y = run(switched(world, private_seats=0.0, quality_dilution=0.0, destination_response=0.0), no_levers)
    np.testing.assert_allclose(y.seats_open[:, :, 1], world.paths.seats[:, :, 1], rtol=1e-12)
    np.testing.assert_allclose(y.pass_share, world.constants.pass_share0 + 0 * y.pass_share, rtol=1e-12)
    usual = world.constants.applicants0 * world.paths.applicants_index[:, :, None]
    np.testing.assert_allclose(y.applicants[:, :, 0], usual[:, :, 0], rtol=1e-12)
    hopeful = run(switched(world, brain_gain=1.0), no_levers)[1]
    assert not np.allclose(hopeful.applicants[:, :, 0], usual[:, :, 0], rtol=1e-6)


@shapes
@given(seed=seeds)
def test_switch_bond_erosion_is_an_indexed_fine(shape, seed):
    world, dials = make(shape, seed)
    plain_fine = run(switched(world, bond_erosion=0.0), dials)
    indexed = run(world, dials._replace(bond_indexed=np.ones_like(dials.bond_indexed)))
    assert_same_bits(plain_fine[1], indexed[1])


@shapes
@given(seed=seeds)
def test_switch_budget_limit_cuts_no_post(shape, seed):
    world, dials = make(shape, seed)
    y = run(switched(world, budget_limit=0.0), dials)[1]
    training = (y.lever_posts + y.fund_posts)[:, :, None] * world.constants.public_post_shares
    private = world.paths.posts * (np.arange(6) >= 3)[:, None]
    local = y.local_staff[:, :, None] * private / private.sum(2, keepdims=True)
    wage = np.concatenate([np.zeros_like(y.wage[:1]), y.wage[:-1]])
    path = world.paths.posts * np.exp(-world.constants.demand_wage * wage)[:, :, None]
    np.testing.assert_allclose(y.funded, path + dials.posts_added + training + local, rtol=1e-12)
    cut = run(
        world, dials._replace(payroll_rise=dials.payroll_rise + 0.3, payroll_new_money=0 * dials.payroll_new_money)
    )
    assert np.all(cut[1].funded[0, :, 0:3] <= y.funded[0, :, 0:3] * (1 + 1e-12))


@shapes
@given(seed=seeds)
def test_switch_destination_response_keeps_paths_abroad(shape, seed):
    world, dials = make(shape, seed)
    y = run(switched(world, destination_response=0.0), dials)[1]
    np.testing.assert_array_equal(
        y.vacancy_abroad, np.broadcast_to(world.constants.dest_vacancy0, y.vacancy_abroad.shape)
    )
    assert np.all(y.wage == 0)
    untouched = dials._replace(touched=0 * dials.touched)
    kept = run(world, untouched)[1].vacancy_abroad
    np.testing.assert_array_equal(kept, y.vacancy_abroad)


@given(seed=seeds)
def test_switch_substitution_leaves_other_ways_as_they_were(seed):
    """(2.2e): without re-choice a code on one channel changes no other flow in its first year, and the blocked stay."""
    world, _ = make(2, seed)
    stubborn = switched(world, substitution=0.0)
    code = quiet(2)
    code.openness[:, :, 0:2, 1] = 0.2
    base, y = run(stubborn, quiet(2))[1], run(stubborn, code)[1]
    expected = base.flows[0].copy()
    expected[:, 0:2, 1] *= 0.2
    np.testing.assert_allclose(y.flows[0], expected, rtol=1e-11)
    diverted = run(world, code)[1].flows[0]
    assert np.all(np.delete(diverted, 1, axis=2) >= np.delete(base.flows[0], 1, axis=2) * (1 - 1e-12))
    assert np.all(diverted.sum((1, 2)) > y.flows[0].sum((1, 2)))


@given(seed=seeds)
def test_switch_network_off_ignores_compatriots(seed):
    world, dials = make(2, seed)
    lonely = world._replace(constants=world.constants._replace(network0=3.0 * world.constants.network0))
    one, other = (run(switched(w, network=0.0), dials)[1] for w in (world, lonely))
    assert_same_bits(one, other)
    assert not np.array_equal(run(lonely, dials)[1].flows, run(world, dials)[1].flows)


@given(seed=seeds)
def test_switch_queue_and_workload_off_ignore_last_year(seed):
    world, dials = make(0, seed)
    off = {"queue": 0.0, "workload_feedback": 0.0, "destination_response": 0.0}
    state = world.state
    crowded = world._replace(state=state._replace(rationing=0.5 * state.rationing, vacancy=0.5 * state.vacancy))
    calm = dials._replace(offer_share=0 * dials.offer_share)
    one, other = (run(switched(w, **off), calm)[1] for w in (world, crowded))
    np.testing.assert_allclose(one.flows[0], other.flows[0], rtol=1e-13)
    on = [run(w, calm)[1].flows[0] for w in (world, crowded)]
    assert not np.allclose(on[0], on[1], rtol=1e-6)


@given(seed=seeds)
def test_a_cap_is_kept(seed):
    world, dials = make(1, seed)
    tight = quiet(1)._replace(cap=dials.cap)
    for sub in (1.0, 0.0):
        y = run(switched(world, substitution=sub), tight)[1]
        legal = y.flows[:, :, :IRREGULAR].sum(2)
        assert np.all(legal <= tight.cap * (1 + 1e-9) + 1e-9)


# ---------------------------------------------------------------- closed forms of 2.17 through the whole step


def emptied(years: int) -> tuple[World, Dials]:
    """A world in which nothing happens: no death, retirement, leaving, nor school; posts for all."""
    world, _ = random_world(0, np.random.default_rng(1), 1, years)
    c, p, s = world.constants, world.paths, world.state
    c = c._replace(
        leave_hazard=0 * c.leave_hazard,
        entrant_hazard=0 * c.entrant_hazard,
        leave_abroad=0 * c.leave_abroad,
        settle_rate=0 * c.settle_rate,
        private_school_factor=np.ones(1),
        recognise_rate=0 * c.recognise_rate,
        retirement_home=0 * c.retirement_home,
        retirement_abroad=0 * c.retirement_abroad,
        drop_out=0 * c.drop_out,
        pass_share0=0 * c.pass_share0 + 1,
        onward_share=0 * c.onward_share,
        mortality_factor=np.ones(1),
        beta_go=0 * c.beta_go,
        theta_return=np.zeros(1),
        beta_network=np.zeros(1),
        beta_vacancy=np.zeros(1),
        beta_income_abroad=np.zeros(1),
        deskilled_with_job=np.zeros(1),
        recognition=0 * c.recognition + 1,
        channel_shares=np.array([0.0, 0.0, 1.0, 0.0])[None, :, None, None] * np.ones((K, 1, 1, 1)),
        seat_response=np.zeros(1),
    )
    p = p._replace(
        mortality_home=0 * p.mortality_home,
        mortality_abroad=0 * p.mortality_abroad,
        pay=0 * p.pay + 1,
        pay_abroad=0 * p.pay_abroad + 1,
        applicants_index=0 * p.applicants_index + 1,
        seats=0 * p.seats + np.array([100.0, 0.0])[None, None, :, None],
        posts=0 * p.posts + 1e6,
    )
    c = c._replace(applicants0=1e6 + 0 * c.applicants0)
    s = State(*(0 * np.asarray(value) for value in s))._replace(
        seats=p.seats[0],
        rationing=c.rationing0 + 0 * s.rationing,
        vacancy=c.vacancy0 + 0 * s.vacancy,
        vacancy_abroad=s.vacancy_abroad,
        shares=s.shares,
        others_abroad=s.others_abroad,
        expected_abroad=s.expected_abroad,
    )
    switches = world.switches._replace(teachers=0.0, queue=0.0, workload_feedback=0.0)
    return World(c, p, s, world.options, switches), neutral_dials(years, K, 1, CONDITIONS, missions=1)


def test_t2_school_of_six_years_with_drop_out():
    world, dials = emptied(9)
    years, drop = 6, 0.05
    world = world._replace(
        constants=world.constants._replace(drop_out=0 * world.constants.drop_out + drop),
        state=world.state._replace(students=np.zeros((K, 2, 2, 2, years, 1))),
        options=Options(programme_years=(years, years), stay_years=(2,), stay_destination=(0,)),
    )
    _, y = run(world, dials)
    # intake of year 1 graduates in year 1 + n: the first licences stand in row n
    assert np.all(y.licensed[:years] == 0)
    np.testing.assert_allclose(y.licensed[years].sum(1), 100 * (1 - drop) ** years, rtol=1e-12)
    assert 100 * (1 - drop) ** years == pytest.approx(73.509, abs=5e-4)
    np.testing.assert_allclose(y.enrolled[years].sum(1)[:, 0], 529.816, atol=5e-4)


def test_t5_home_and_abroad_in_the_order_of_the_step():
    """λ .05, ρ .02, exits ν .03 on both, 100 licensed a year; entrants and returnees exposed for half a year."""
    years = 900
    world, dials = emptied(years)
    leave, back, exits = 0.05, 0.02, 0.03
    c, p = world.constants, world.paths
    world = world._replace(
        constants=c._replace(
            leave_hazard=c.leave_hazard + leave,
            entrant_hazard=c.entrant_hazard + leave,
            leave_abroad=c.leave_abroad + back,
            temporary_share=0 * c.temporary_share,
        ),
        paths=p._replace(mortality_home=p.mortality_home + exits, mortality_abroad=p.mortality_abroad + exits),
    )
    state, y = run(world, dials)
    assert y.licensed[-1].sum(1) == pytest.approx(np.full((K, 1), 100.0), rel=1e-12)
    home = state.home.sum((1, 2, 3, 4))
    abroad = state.abroad.sum((1, 2, 3, 4))
    np.testing.assert_allclose(home, 1683.079053, atol=2e-6)
    np.testing.assert_allclose(abroad, 1700.504276, atol=2e-6)
    assert np.all(y.abroad[-1].sum((1, 2)) == pytest.approx(abroad))


def test_t3_half_life_and_steady_state():
    """Entry 100 a year, exits .04 from the year after: 100/(1 − e^{−μ}) on 1 January."""
    years = 900
    world, dials = emptied(years)
    p = world.paths
    world = world._replace(paths=p._replace(mortality_home=p.mortality_home + 0.04))
    state, _ = run(world, dials)
    np.testing.assert_allclose(state.home.sum((1, 2, 3, 4)), 2550.333, atol=5e-4)


def test_ageing_puts_the_new_licensed_at_duration_nought():
    """docs/model.md 2.1: licensed in t has y = 0 on 1 January t+1."""
    world, dials = emptied(8)
    state, y = run(world, dials)
    people = state.home.sum((1, 2, 4))
    np.testing.assert_allclose(people[:, 0], y.licensed[-1].sum(1), rtol=1e-12)
    np.testing.assert_allclose(people[:, 1], y.licensed[-2].sum(1), rtol=1e-12)
    assert np.all(people[:, 7:] == 0)
    assert np.all(state.abroad[:, :, :, SETTLED] == 0)
    posts = state.home.sum((1, 2, 3))
    assert np.all(posts[:, WORK].sum(1) > 0) and np.all(posts[:, RESERVE] + posts[:, OUT] > 0)
