"""Invariants 8 and 9 of docs/model.md 2.16 as functions of a model and a random world."""

from __future__ import annotations

from typing import Any

import numpy as np
import sums

from braingain.model.containers import MISSION_STEPS, PUBLIC, Dials, World

CLOSE = 1e-9


def paid_for(world: World, dials: Dials) -> tuple[World, Dials]:
    """Dials as levers set them: who pays a rise is named in full, and each rise of pay is one that a lever has planned."""
    rise = np.array(dials.payroll_rise)[..., PUBLIC, :]
    base = np.asarray(dials.payroll_oncost)[None, :, None, None, None] > 0
    raised, supplement = np.array(dials.pay_raise), np.zeros_like(dials.supplement)
    raised, supplement = (np.broadcast_to(x, (*x.shape[:-1], rise.shape[-1])).copy() for x in (raised, supplement))
    raised[:, :, PUBLIC] = (rise * base).sum(axis=1)
    supplement[:, :, PUBLIC] = (rise * ~base).sum(axis=1)
    return world, dials._replace(
        pay_raise=raised,
        supplement=supplement,
        payroll_aid_share=1.0 - np.asarray(dials.payroll_origin_share),
    )


def bill_and_means(world: World, dials: Dials, y: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Planned cost of the posts that no lever funds, what it may be at most and what it is at least; (year, draw). [US$]"""
    c, paths = world.constants, world.paths
    pay = np.asarray(paths.public_pay_usd)[:, :, None]
    wage = np.concatenate([world.state.ln_wage[None], y.wage[:-1]])
    path = (np.asarray(paths.posts) * np.exp(-c.demand_wage * wage)[:, :, None])[:, :, PUBLIC]
    on_top = (y.lever_posts + y.fund_posts)[:, :, None] * c.public_post_shares[:, PUBLIC]
    posts = y.funded[:, :, PUBLIC] - np.asarray(dials.posts_added)[:, :, PUBLIC] - on_top
    raised = np.asarray(dials.pay_raise)[:, :, PUBLIC] + y.claimed_rise[:, :, None]
    with_supplement = 1.0 + c.oncost + np.asarray(dials.supplement)[:, :, PUBLIC]
    bill = (posts * pay * (1.0 + raised) * with_supplement).sum(axis=(1, 2))
    budget = (path * pay * (1.0 + c.oncost)).sum(axis=(1, 2))
    rise = np.asarray(dials.payroll_rise)[..., PUBLIC, :]
    base = np.asarray(dials.payroll_oncost)[None, :, None, None, None]
    each = base * (1.0 + c.oncost) + (1.0 - base) * (1.0 + raised[:, None])  # a supplement is paid on raised pay
    planned = ((path * pay)[:, None] * rise * each).sum(axis=(2, 3))  # (year, slot, draw)
    claims = (path * pay * y.claimed_rise[:, :, None] * (1.0 + c.oncost)).sum(axis=(1, 2))
    own = dials.payroll_origin_share * planned
    new, aid = (own * dials.payroll_new_money).sum(axis=1), ((1.0 - dials.payroll_origin_share) * planned).sum(axis=1)
    short = (own * (1.0 - dials.payroll_new_money)).sum(axis=1) + claims
    on_paths = (np.asarray(paths.posts)[:, :, PUBLIC] * pay).sum(axis=(1, 2))
    unfilled = c.vacancy_money_share * c.vacancy_money0.sum(axis=0) * on_paths / on_paths[:1]
    most = budget + new + aid + np.minimum(short, unfilled)
    trained = y.lever_posts / np.where(dials.posts_funded_share > 0, dials.posts_funded_share, np.inf)
    for_graduates = (dials.posts_aid_share * trained * paths.public_pay_usd).sum(axis=1) * (1.0 + c.oncost)
    return bill, most, budget + new + aid - c.fungibility_share * (aid + for_graduates)


def posts_cost_what_there_is_money_for(model: Any, world: World, dials: Dials) -> None:
    """No. 8: planned cost ≤ budget + new money + aid + (i) of (2.29); and nothing is found or withdrawn but what (2.29) says."""
    world, dials = paid_for(world, dials)
    bill, most, least = bill_and_means(world, dials, model(world, dials)[1])
    assert np.all(bill <= most * (1 + CLOSE))
    assert np.all(bill >= least * (1 - CLOSE))


def the_fund_keeps_its_books(model: Any, world: World, dials: Dials) -> None:
    """No. 8: never below nought; what is paid in is what destinations pay, what is paid out buys seats and posts."""
    _, y = model(world, dials)
    c = world.constants
    assert np.all(y.fund >= 0)
    before = np.concatenate([np.broadcast_to(world.state.fund, y.fund[:1].shape), y.fund[:-1]])
    assert np.all(y.fund_disbursed <= before * (1 + CLOSE))
    after = before * (1.0 + c.fund_interest) - y.fund_disbursed + y.fund_contributed
    np.testing.assert_allclose(y.fund, after, rtol=CLOSE)
    begun = np.asarray(dials.stay_works)[None, :, None, None] * y.stays_begun.sum(axis=3)
    recruits = np.array(sums.legal(y))
    for programme, destination in enumerate(world.options.stay_destination):
        recruits[:, :, destination] += begun[:, programme]
    by_recruit = (recruits * dials.fund_per_recruit).sum(axis=(1, 2))
    np.testing.assert_allclose(y.fund_contributed, by_recruit + dials.fund_flat, rtol=CLOSE)
    posts = (y.fund_posts * world.paths.public_pay_usd * (1.0 + c.oncost)).sum(axis=1)
    bought = (y.fund_seats * dials.fund_seat_cost).sum(axis=1)
    np.testing.assert_allclose(y.fund_disbursed, posts + bought, rtol=CLOSE)


def present_by_hand(dials: Dials, years: int) -> np.ndarray:
    """Σ_i starts(t − i)·clip(len − i, 0, 1), i below 6 (2.23); (year, programme, cadre, draw)."""
    starts, length = np.asarray(dials.mission_starts), np.asarray(dials.mission_length_years)
    present = np.zeros(np.broadcast_shapes(starts.shape, length[:, None].shape))
    for t in range(years):
        for passed in range(min(MISSION_STEPS, t + 1)):
            present[t] += starts[t - passed] * np.clip(length - passed, 0.0, 1.0)[:, None]
    return present


def missions_give_what_is_received(model: Any, world: World, dials: Dials) -> None:
    """No. 9: FTE given = received/prod, of which lent from the reserve, where those who are lent still are."""
    _, y = model(world, dials)
    present = present_by_hand(dials, len(y.home))
    np.testing.assert_allclose(sums.by_programme(y.mission_present), present, rtol=CLOSE, atol=1e-12)
    received = sums.by_programme(y.mission_fte)
    person_years = received / dials.mission_productivity[:, None]
    np.testing.assert_allclose(person_years, present, rtol=CLOSE, atol=1e-12)
    lent, lost = sums.by_cadre(y.mission_lent), sums.by_cadre(y.mission_lost_fte)
    assert np.all(lent >= 0) and np.all(lost >= -CLOSE)
    sent = np.asarray(dials.mission_from_here)[:, None, None]
    np.testing.assert_allclose(lent + lost, (person_years * sent).sum(axis=1), rtol=CLOSE, atol=1e-12)
    assert np.all(lent <= sums.waiting(y) * (1 + CLOSE) + 1e-12)
    hosted = (person_years * (1.0 - sent) * dials.mission_fills[:, None]).sum(axis=1)
    taken = sums.by_cadre(y.mission_posts)
    assert np.all(taken >= 0) and np.all(taken <= hosted * (1 + CLOSE) + 1e-12)


def nobody_is_two_for_being_sent(model: Any, world: World, dials: Dials) -> None:
    """No. 9: people sent from here add nobody to any stock and hold no further post, in the first year of the missions."""
    from_here = dials._replace(mission_from_here=np.ones_like(dials.mission_from_here))
    nobody = from_here._replace(mission_starts=np.zeros_like(from_here.mission_starts))
    sent, stay = model(world, from_here)[1], model(world, nobody)[1]
    for name in ("home", "abroad", "deskilled", "away", "bridging"):
        total = sums.by_programme if name == "away" else sums.by_cadre
        one, other = (total(getattr(y, name))[0] for y in (sent, stay))
        np.testing.assert_allclose(one, other, rtol=CLOSE, atol=1e-12, err_msg=name)
    assert np.all(sums.in_posts(sent)[0] <= sums.in_posts(stay)[0] * (1 + CLOSE))
    others = sums.at_posts(sent)[0].sum(axis=1) - sums.in_posts(sent)[0]
    assert np.all(others >= sums.by_cadre(sent.mission_lent)[0] * (1 - CLOSE))
