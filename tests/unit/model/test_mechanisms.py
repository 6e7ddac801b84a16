"""One mechanism at a time in whole runs: what it does, and that it is gone with its switch or neutral parameter (3.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds
from models import fast
from worlds import CONDITIONS, SHAPES, K

from braingain.model.containers import IRREGULAR, OUT, RESERVE, WORK, Dials, Options, World, Yearly, neutral_dials
from braingain.model.room import with_room

YEARS, DRAWS = 6, 3
BUDGET, BONDS, DEMAND = 0, 1, 2  # shapes of ``worlds``


def world_of(shape: int, seed: int = 5, plenty: float = 1.0, **switches: float) -> World:
    world, _ = worlds.random_world(shape, np.random.default_rng(seed), DRAWS, YEARS)
    world = world._replace(
        switches=world.switches._replace(**switches),
        paths=world.paths._replace(posts=plenty * world.paths.posts, pay=np.ones_like(world.paths.pay)),
    )
    return world


def dials_of(world: World, **changes: Any) -> Dials:
    """No lever but those named; every value is written to all that its field holds."""
    options = world.options
    shape = next(s for s in SHAPES if s.destinations == world.state.abroad.shape[4])
    neutral = neutral_dials(
        YEARS, K, shape.destinations, CONDITIONS, len(options.stay_years), shape.slots, options.missions
    )
    filled = {name: np.zeros_like(getattr(neutral, name)) + value for name, value in changes.items()}
    return neutral._replace(**filled)


def results(world: World, **changes: Any) -> Yearly:
    return fast(world, dials_of(world, **changes))[1]


def same(one: Yearly, other: Yearly, but: tuple[str, ...] = (), rtol: float = 0.0) -> None:
    for name, a, b in zip(one._fields, one, other, strict=True):
        if name in (*but, "conservation", "solver"):
            continue
        if rtol:
            np.testing.assert_allclose(
                a, b, rtol=rtol, atol=rtol * (1e-30 + np.max(np.abs(b), initial=0)), err_msg=name
            )
        else:
            np.testing.assert_array_equal(a, b, err_msg=name)


@pytest.mark.parametrize("shape", [BUDGET, BONDS])
def test_parts_that_no_lever_uses_change_nothing(shape: int) -> None:
    """Options off are the same run as options on at neutral dials."""
    world = world_of(shape)
    off = Options()._asdict()
    kept = {name: getattr(world.options, name) for name in ("demand_country", "caps", "bonds_bind_service")}
    kept |= {name: getattr(world.options, name) for name in ("programme_years", "stay_years", "stay_destination")}
    options = Options(**(off | kept))
    plain = world._replace(options=options, state=with_room(world.state, options))
    held = ("obliged", "fund", *[name for name in Yearly._fields if name.startswith("mission")])
    same(results(world), results(plain), but=held, rtol=1e-12)


# ---------------------------------------------------------------- ladders


LADDER = {"ladder_share": 0.2, "ladder_seats_share": 0.05, "ladder_service_years": 3.0, "ladder_study_share": 0.5}


@pytest.mark.parametrize("shape", [BONDS, DEMAND])
def test_ladders_lead_up_and_end_with_their_switch(shape: int) -> None:
    """O8: the lower cadre shrinks, the upper grows; nothing at all with the switch off."""
    base, up = results(world_of(shape)), results(world_of(shape), **LADDER)
    years = world_of(shape).options.bridge_years
    assert np.all(up.bridging_begun[:, 1] > 0) and np.all(up.bridging_begun[:, 0] == 0)
    assert np.all(up.upgraded[:years] == 0) and np.all(up.upgraded[years:, 1] > 0)
    assert np.all(up.home[-1, 0].sum((0, 1)) > base.home[-1, 0].sum((0, 1)))
    assert np.all(up.home[-1, 1].sum((0, 1)) < base.home[-1, 1].sum((0, 1)))
    assert np.max(up.conservation) < 1e-12
    off = world_of(shape, ladders=0.0)
    same(results(off, **LADDER), results(off))


def test_the_right_to_study_holds_the_lower_cadre() -> None:
    """O8: with posts for all, fewer of the lower cadre leave public work in the first year; not with the switch off."""
    world = world_of(BONDS, plenty=50.0)
    base, up = results(world), results(world, **LADDER | {"ladder_share": 0.0})
    public, before = (y.home[0, 1, :, 0:3].sum((0, 1)) for y in (up, base))
    assert np.all(up.bridging_begun == 0) and np.all(public > before)
    assert np.all(up.emigrants[0, 1].sum(0) < base.emigrants[0, 1].sum(0))


def test_people_in_courses_keep_their_posts() -> None:
    world = world_of(BONDS)
    y = results(world, **LADDER)
    own = y.home[:, :, :, WORK].sum(2) + y.foreign[:, :, None] * world.constants.foreign_post_shares
    kept = y.bridging.sum(2)[:, :, None] * world.constants.public_post_shares
    np.testing.assert_allclose(y.filled, own + kept, rtol=1e-12)


def test_upgraded_people_take_rural_posts_less_often() -> None:
    """OR_up acts on the upgraded alone: the year before anybody completes a course it changes nothing."""
    world = world_of(DEMAND, plenty=50.0)
    c = world.constants
    shy, even = (
        results(world._replace(constants=c._replace(upgraded_rural_odds=np.full(1, odds))), **LADDER)
        for odds in (0.3, 1.0)
    )
    np.testing.assert_array_equal(shy.home[0], even.home[0])
    rural = [y.home[1, 0, :, [2, 5]].sum((0, 1)) for y in (shy, even)]
    assert np.all(rural[0] < rural[1])


# ---------------------------------------------------------------- incomes


def test_private_work_of_public_staff_is_gone_with_its_switch() -> None:
    """O16: retention up, public hours down; with the switch off neither."""
    world = world_of(BUDGET, plenty=50.0)
    base, more = results(world), results(world, dual_hours=0.1)
    assert np.all(more.dual_hours > base.dual_hours) and np.all(more.public_fte < base.public_fte)
    assert np.all(more.emigrants[0].sum((0, 1)) < base.emigrants[0].sum((0, 1)))
    off = world_of(BUDGET, plenty=50.0, dual_practice=0.0)
    same(results(off, dual_hours=0.1, dual_monitoring=0.3), results(off))


def test_benefits_and_pay_outside_pull_apart() -> None:
    """O15 holds people in public posts; O14's pay outside keeps people outside, and nobody claims."""
    world = world_of(BUDGET, plenty=50.0)
    base, benefit, outside = results(world), results(world, benefit=0.2), results(world, pay_out=0.2)
    assert np.all(benefit.home[0, :, :, 0:3].sum((0, 1, 2)) > base.home[0, :, :, 0:3].sum((0, 1, 2)))
    assert np.all(outside.home[-1, :, :, OUT].sum((0, 1)) > base.home[-1, :, :, OUT].sum((0, 1)))
    assert np.all(outside.claimed_rise == 0)


def test_closing_the_pay_gap_moves_women_alone() -> None:
    """N9: where posts do not run out, men's places and moves are the same to the last digits."""
    world = world_of(BUDGET, plenty=50.0, queue=0.0, workload_feedback=0.0, network=0.0)
    world = world._replace(constants=world.constants._replace(private_wage_adjust=np.zeros(1)))
    base, closed = results(world), results(world, pay_gap_closed=0.5)
    np.testing.assert_allclose(closed.home[0, :, 1], base.home[0, :, 1], rtol=1e-12)
    assert np.all(closed.emigrants[0, :, 0] < base.emigrants[0, :, 0])
    np.testing.assert_allclose(closed.emigrants[0, :, 1], base.emigrants[0, :, 1], rtol=1e-12)


# ---------------------------------------------------------------- claims


def raise_of_first(world: World) -> np.ndarray:
    rise = np.zeros((YEARS, K, 6, 1))
    rise[:, 0, 0:3] = 0.3
    return rise


def claiming(switch: float, follow: float = 1.0, weight: float = 0.0) -> World:
    world = world_of(BUDGET, relative_pay=switch)
    c = world.constants._replace(claims_follow=np.full(1, follow), claims_weight=np.full(1, weight))
    return world._replace(constants=c)


def test_claims_follow_after_two_years_and_cost_posts() -> None:
    """O13 with ``relative_pay``: the second cadre wins the rise in the third year, paid by vacancies and posts."""
    world = claiming(1.0)
    world = world._replace(constants=world.constants._replace(vacancy_money_share=np.zeros(1)))
    base, y = results(world), results(world, pay_raise=raise_of_first(world))
    assert np.all(y.claimed_rise[:2] == 0) and np.all(y.claimed_rise[:, 0] == 0)
    np.testing.assert_allclose(y.claimed_rise[2:, 1], 0.3, rtol=1e-12)
    assert np.all(y.funded[2, 1, 0:3] < base.funded[2, 1, 0:3])
    np.testing.assert_array_equal(y.funded[2, 0], base.funded[2, 0])
    off = claiming(0.0, weight=0.4)
    same(
        results(off, pay_raise=raise_of_first(off)),
        results(claiming(0.0), pay_raise=raise_of_first(off)),
    )
    assert np.all(results(off, pay_raise=raise_of_first(off)).claimed_rise == 0)


def test_envy_drives_the_other_cadre_out() -> None:
    """O13, O15: where claims are not met, more of the others leave; nothing with the switch off or weight nought."""
    mild, envious = claiming(1.0, follow=0.0), claiming(1.0, follow=0.0, weight=0.4)
    rise = raise_of_first(mild)
    before, after = results(mild, pay_raise=rise), results(envious, pay_raise=rise)
    assert np.all(after.emigrants[0, 1].sum(0) > before.emigrants[0, 1].sum(0))
    np.testing.assert_array_equal(after.emigrants[0, 0], before.emigrants[0, 0])


def test_resentment_of_privileges_of_returnees() -> None:
    """O20: it grows with those who have returned, and is gone with the switch."""
    world = world_of(BUDGET, relative_pay=1.0)
    world = world._replace(constants=world.constants._replace(resentment_weight=np.full(1, 0.5)))
    base, granted = results(world), results(world, return_grant=2.0)
    np.testing.assert_array_equal(granted.emigrants[0], base.emigrants[0])  # nobody has returned yet
    assert np.all(granted.emigrants[-1].sum((0, 1)) > base.emigrants[-1].sum((0, 1)))
    off = world._replace(switches=world.switches._replace(relative_pay=0.0))
    same(results(off, return_grant=2.0), results(off))


# ---------------------------------------------------------------- service


def unobliged(shape: int, **switches: float) -> World:
    world = world_of(shape, **switches)
    return world._replace(state=world.state._replace(obliged=np.zeros_like(world.state.obliged)))


SERVICE = {"service_cover": 1.0, "service_years": 3.0, "service_weight": 1.0, "licence_hold": 1.0}


@pytest.mark.parametrize("shape", [BUDGET, BONDS])
def test_service_sends_the_new_licensed_to_rural_posts(shape: int) -> None:
    """O12: first posts are rural public ones alone; nothing where no year is owed."""
    world = unobliged(shape)
    y = results(world, **SERVICE)
    assert np.all(y.entrant_places[:, :, 0:2] == 0) and np.all(y.entrant_places[:, :, 2] > 0)
    assert np.all(y.obliged > 0) and np.max(y.conservation) < 1e-12
    same(results(world, **SERVICE | {"service_years": 0.0}), results(world), rtol=1e-12)


@pytest.mark.parametrize("shape", [BUDGET, BONDS])
def test_a_withheld_licence_leaves_the_irregular_way(shape: int) -> None:
    """O12: who is held at full use leaves by the irregular channel or not at all."""
    y = results(unobliged(shape), **SERVICE)
    assert np.all(y.held_leavers > 0)
    lawful = results(unobliged(shape, irregular=0.0), **SERVICE)
    assert np.all(lawful.held_leavers == 0)
    free = results(unobliged(shape), **SERVICE | {"licence_hold": 0.0})
    assert np.all(y.held_leavers[0] < free.held_leavers[0])
    young = [run.emigrants_young[0].sum(0) for run in (y, free)]
    assert np.all(young[0] < young[1])


def test_leaving_bunches_when_service_ends() -> None:
    """O12: who owes one year leaves again from the second on, when those who owe three are still held."""
    world = unobliged(BUDGET, irregular=0.0)
    short, long = (results(world, **SERVICE | {"service_years": years}) for years in (1.0, 3.0))
    np.testing.assert_array_equal(short.emigrants_young[0], long.emigrants_young[0])
    assert np.all(short.emigrants_young[1:3] > long.emigrants_young[1:3])
    free = results(world)
    assert np.all(short.emigrants_young[0] < free.emigrants_young[0])


def test_an_exit_restriction_opens_the_irregular_way() -> None:
    """O17: more go irregularly and are deskilled; none where the channel is off."""
    world = world_of(BUDGET)
    z = np.ones((YEARS, K, 4, 1, 1))
    z[:, :, :IRREGULAR] = 0.4
    base, closed = results(world), results(world, openness=z)
    assert np.all(closed.flows[0, :, IRREGULAR] > base.flows[0, :, IRREGULAR])
    assert np.all(closed.emigrants[0].sum((0, 1)) < base.emigrants[0].sum((0, 1)))
    off = results(world_of(BUDGET, irregular=0.0), openness=z)
    assert np.all(off.flows[:, :, IRREGULAR] == 0)


# ---------------------------------------------------------------- looking for work again, returnees


def test_reentry_brings_women_back_within_its_places() -> None:
    """N9: more women work, men's reserve is the same; no more look than there are places, none with no place."""
    world = world_of(BUDGET, plenty=50.0)
    women = np.zeros((YEARS, K, 2, 2, 1))
    women[:, :, 0] = 0.3
    base, y = results(world), results(world, reentry=women)
    assert np.all(y.home[0, :, 0, WORK].sum((0, 1)) > base.home[0, :, 0, WORK].sum((0, 1)))
    np.testing.assert_allclose(y.home[0, :, 1], base.home[0, :, 1], rtol=1e-12)
    few = dials_of(world, reentry=women)._replace(reentry_places=np.full((YEARS, K, 1), 5.0))
    np.testing.assert_allclose(fast(world, few)[1].reentered, np.minimum(5.0, y.reentered[0]) + 0 * y.reentered)
    none = few._replace(reentry_places=np.zeros((YEARS, K, 1)))
    same(fast(world, none)[1], base)


def test_a_premium_brings_people_home_and_skill_counts_by_its_parameter() -> None:
    """P6: the premium acts through return alone; prod_ret = 0 leaves service as it is."""
    world = world_of(BUDGET)
    base, y = results(world), results(world, return_premium=0.3)
    assert np.all(y.returns[0].sum((0, 1)) > base.returns[0].sum((0, 1)))
    np.testing.assert_allclose(y.onward[0], base.onward[0], rtol=0.02)
    closed = world_of(BUDGET, return_moves=0.0)
    same(results(closed, return_premium=0.3), results(closed))
    assert np.all(base.skill_factor > 1)
    plain = world._replace(constants=world.constants._replace(return_skill_gain=np.zeros(1)))
    assert np.all(results(plain).skill_factor == 1)


def test_all_come_back_from_a_stay_at_full_compliance() -> None:
    """O19, P6: overstaying is 1 − comp."""
    world = world_of(BUDGET)
    assert np.all(results(world, stay_rate=0.02).stays_overstayed == 0)
    loose = dials_of(world, stay_rate=0.02)._replace(stay_compliance=np.full((1, 1), 0.4))
    assert np.all(fast(world, loose)[1].stays_overstayed[2:] > 0)


# ---------------------------------------------------------------- tracks, missions


def test_tracks_take_graduates_and_draw_others_after_them() -> None:
    """N1: home has fewer new licensed, and later more emigrants through the network; gone at take-up nought."""
    world = world_of(BUDGET, network=1.0)
    base, y = results(world), results(world, track_places=5.0)
    np.testing.assert_allclose(y.tracks.sum((2, 3)), np.minimum(5.0, y.licensed.sum(2)), rtol=1e-12)
    assert np.all(y.abroad[0].sum((0, 1, 2)) > base.abroad[0].sum((0, 1, 2)))
    share = [run.emigrants[1].sum(1) / run.home[0].sum((1, 2)) for run in (y, base)]
    assert np.all(share[0] > share[1])
    alone = world_of(BUDGET, network=0.0)
    lone = [run.inclusive_value[1] for run in (results(alone, track_places=5.0), results(alone))]
    np.testing.assert_allclose(lone[0], lone[1], atol=1e-12)
    same(results(world, track_places=0.0), base)


MISSION = {"mission_starts": 8.0, "mission_length_years": 1.5, "mission_productivity": 0.9}


def test_missions_take_posts_only_where_they_fill_them() -> None:
    """P1: with fills = 0 the host's own workers are where they were; else a rural post is lost for each taken."""
    world = world_of(BUDGET)
    base, idle = results(world), results(world, **MISSION)
    reported = tuple(name for name in Yearly._fields if name.startswith("mission"))
    same(idle, base, but=reported)
    np.testing.assert_allclose(idle.mission_fte, 0.9 * idle.mission_present, rtol=1e-12)
    scarce = world_of(BUDGET, plenty=0.5)
    base, filling = results(scarce), results(scarce, **MISSION, mission_fills=1.0)
    lost = (base.filled - filling.filled)[0, :, 2]
    np.testing.assert_allclose(lost, filling.mission_posts[0], rtol=1e-9)
    assert np.all(filling.mission_posts[0] == 8.0)


def test_local_staff_come_out_of_public_posts() -> None:
    """P3: more private posts and pay; nothing with local = 0."""
    world = world_of(BUDGET)
    crowded = world._replace(paths=world.paths._replace(posts=0.9 * world.paths.posts))
    base = results(crowded)
    y = results(crowded, **MISSION, mission_local_staff=3.0, mission_local_premium=0.3)
    assert np.all(y.local_staff > 0)
    assert np.all(y.home[0, :, :, 3:6].sum((0, 1, 2)) > base.home[0, :, :, 3:6].sum((0, 1, 2)))
    still = world_of(BUDGET, plenty=0.9, reconsider=0.0)
    kept = [results(still, **MISSION, mission_local_staff=local).home[0, :, :, 0:3] for local in (3.0, 0.0)]
    ample = world_of(BUDGET, plenty=50.0, reconsider=1.0)
    public = [
        results(ample, **MISSION, mission_local_staff=local, mission_local_premium=0.5)
        .home[0, :, :, 0:3]
        .sum((0, 1, 2))
        for local in (3.0, 0.0)
    ]
    assert np.all(public[0] < public[1]) and np.all(kept[0].sum() <= kept[1].sum())


def test_the_reserve_is_lent_first() -> None:
    """P2: a sender loses no working hour while its reserve lasts; the lent are not hired."""
    world = world_of(DEMAND, plenty=50.0)
    starts = np.zeros((YEARS, 2, K, 1))
    starts[:, 1] = 20.0  # the second programme of the shape is sent from here
    sent = dials_of(world, mission_starts=starts, mission_length_years=1.0)._replace(
        mission_from_here=np.array([0.0, 1.0])
    )
    base, y = results(world), fast(world, sent)[1]
    assert np.all(y.mission_lent == 20.0) and np.all(y.mission_lost_fte == 0)
    assert np.all(y.home[0, :, :, RESERVE].sum(1) > base.home[0, :, :, RESERVE].sum(1))
    many = fast(world, sent._replace(mission_starts=1e3 * starts))[1]
    np.testing.assert_allclose(many.mission_lent + many.mission_lost_fte, 2e4, rtol=1e-12)
    assert np.all(many.mission_lost_fte > 0)


# ---------------------------------------------------------------- destinations, the fund


def test_seats_at_a_destination_do_nothing_before_they_graduate() -> None:
    """D1: inflow falls once their graduates fill vacancies there; not without ``destination_response``."""
    world = world_of(DEMAND)
    seats = {"touched": 1.0, "seats_abroad": 400.0}
    base, y = results(world, touched=1.0), results(world, **seats)
    years = world.options.programme_years
    for k, n in enumerate(years):
        np.testing.assert_array_equal(y.flows[:n, k], base.flows[:n, k])
    assert np.all(y.flows[-1, 0].sum((0, 1)) < base.flows[-1, 0].sum((0, 1)))
    off = world_of(DEMAND, destination_response=0.0)
    same(results(off, **seats), results(off, touched=1.0))


def test_pay_at_a_destination_pulls_first() -> None:
    """D2: more leave at once; with β_y = 0 nothing moves where the market does not run."""
    world = world_of(DEMAND)
    base, y = results(world), results(world, pay_abroad_raise=0.1)
    assert np.all(y.emigrants[0].sum((0, 1)) > base.emigrants[0].sum((0, 1)))
    flat = world._replace(constants=world.constants._replace(beta_income_abroad=np.zeros(1)))
    same(results(flat, pay_abroad_raise=0.1), results(flat), rtol=1e-12)
    back = results(world, touched=1.0, reentry_abroad=300.0)
    assert np.all(back.vacancy_abroad[0] <= results(world, touched=1.0).vacancy_abroad[0])


FUND = {"fund_per_recruit": 3e4, "fund_absorption": 0.2, "fund_seat_cost": 2e4, "fund_mix": 0.5}


def test_the_fund_keeps_its_books_and_follows_inflow() -> None:
    """O4: F' = F(1+i) + contributions − disbursed; seats open after the build years; posts by posts_share."""
    world = world_of(BONDS)
    world = world._replace(state=world.state._replace(fund=np.zeros(DRAWS)))
    base, y = results(world), results(world, **FUND, fund_posts_share=0.3)
    before = np.concatenate([np.zeros((1, DRAWS)), y.fund[:-1]])
    np.testing.assert_allclose(
        y.fund, before * (1 + world.constants.fund_interest) + y.fund_contributed - y.fund_disbursed, rtol=1e-12
    )
    assert np.all(y.fund >= 0) and np.all(y.fund_disbursed <= before * (1 + 1e-12))
    np.testing.assert_allclose(y.fund_contributed, 3e4 * y.flows[:, :, :IRREGULAR].sum((1, 2, 3)), rtol=1e-12)
    spent = 2e4 * y.fund_seats.sum(1)
    np.testing.assert_allclose(spent, 0.7 * y.fund_disbursed, rtol=1e-12)
    opened = (y.seats_open - base.seats_open)[:, :, 0]
    assert np.all(opened[:2] == 0) and np.all(opened[2] > 0)
    assert np.all(y.fund_posts[0] == 0) and np.all(y.fund_posts[1] > 0)
    assert np.all(y.funded[1, :, 0:3].sum(1) > base.funded[1, :, 0:3].sum(1))
    same(results(world, **FUND | {"fund_per_recruit": 0.0}), base)


def test_the_fund_is_paid_for_those_on_contracts_that_end_and_not_for_those_who_study() -> None:
    """(2.36): a contract of work makes a recruit, a scholarship does not."""
    world = world_of(BONDS)
    dials = dials_of(world, **FUND, stay_rate=0.02)
    working = dials._replace(stay_works=np.ones_like(dials.stay_works))
    for given, times in ((dials, 0.0), (working, 1.0)):
        y = fast(world, given)[1]
        hired = times * y.stays_begun.sum((1, 2, 3))
        legal = y.flows[:, :, :IRREGULAR].sum((1, 2, 3))
        assert np.all(y.stays_begun.sum((1, 2, 3)) > 0)
        np.testing.assert_allclose(y.fund_contributed, 3e4 * (legal + hired), rtol=1e-12)


def test_the_retired_abroad_are_remembered() -> None:
    """(2.11): where nobody dies abroad, all who leave the stock by age are in the memo."""
    world = world_of(BUDGET)
    world = world._replace(
        paths=world.paths._replace(mortality_abroad=np.zeros_like(world.paths.mortality_abroad)),
        state=world.state._replace(obliged=np.zeros_like(world.state.obliged)),
    )
    y = results(world)
    away = y.abroad.sum(2) + y.deskilled.sum(2)[:, :, None]
    before = np.concatenate([world.state.abroad.sum((1, 2, 3))[None], away[:-1]])
    left = before + y.flows.sum(2) - y.returns.sum(2)[:, :, None] - away
    grown = np.diff(np.concatenate([world.state.retired_abroad[None], y.retired_abroad]), axis=0)
    np.testing.assert_allclose(grown, left, rtol=1e-9, atol=1e-9)


def test_quality_that_is_lost_for_good() -> None:
    """(2.8): the variant never recovers; the other does after five years."""
    from braingain.model.schooling import pass_share

    ln_seats = np.zeros((1, 1, 12, 1))
    ln_seats[:, :, :8] = 0.3  # above path for eight years
    args = (np.full((1, 1, 1), 0.8), ln_seats, np.zeros((1, 1, 1)), np.ones(1), np.ones(1), 1.0, (1,))
    back, lost = pass_share(*args), pass_share(*args, True)
    assert back[0, 0, 0] == pytest.approx(0.8, rel=1e-14)
    odds = 4 * np.exp(-0.3)
    assert lost[0, 0, 0] == pytest.approx(odds / (1 + odds), rel=1e-14)
