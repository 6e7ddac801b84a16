"""Posts of the start, their path, and money for them, worked out by hand (docs/model.md 2.15a-c, 2.28b, 2.29, 2.30)."""

from __future__ import annotations

import numpy as np
from hand_country import DRAWS, GDP_USD, GROWTH, e
from hand_first_year import choices, first_year, needed_inflow
from hand_start import (
    INCOME_INDEX,
    Floats,
    built,
    by_cadre,
    demand_index,
    foreign,
    own_total,
    pay_multiples,
    post_shares,
)

from braingain.baseline.posts import frozen_weights

CLOSE = {"rtol": 1e-11}
NURSE = 1  # their posts are frozen


def filled() -> Floats:
    """People in posts, own and foreign-trained, who work where the others do (1.1), (cadre, work post, draw)."""
    shares = by_cadre(post_shares)[:, :6]
    return own_total()[:, None] * shares + foreign()[:, None] * shares / shares.sum(axis=1, keepdims=True)


def over_filled() -> Floats:
    """fw: funded over filled, (cadre, work post, draw); 1 where posts are frozen (2.15c)."""
    public = [e(f"funded_over_filled.{place}") for place in ("capital", "urban", "rural")]
    out = np.repeat(np.stack([*public, *[e("private_posts_over_filled")] * 3])[None], 4, axis=0)
    out[NURSE] = 1.0
    return out


def lag() -> Floats:
    """Share of public posts fallen empty that a year leaves so, of d years to hire: d/(1+d) (2.15e), (work post, draw)."""
    years = e("hiring_delay_years.lowmid")
    return np.stack([years / (1.0 + years)] * 3 + [np.zeros(DRAWS)] * 3)


def funded() -> Floats:
    """F0 = fw (H + foreign) (2.15a), and at least those posts that a year's hiring leaves empty (2.15e).

    E were empty, x fall empty less those whom newcomers from elsewhere replace, a share l stays: E (1 + g) = l (E + x).
    Where posts get fewer (g < 0), what closes are empty ones.
    """
    year, growth = first_year(), np.array(GROWTH)[:, None, None]
    lost, own = (year.exits + year.gone.sum(axis=(1, 2, 3)))[:, :6], built().world.state.home.sum(axis=(1, 2, 3))[:, :6]
    some = own.sum(axis=1, keepdims=True)
    from_elsewhere = foreign()[:, None] * np.where(some > 0, own / np.where(some > 0, some, 1.0), 0.0)
    fall_empty = np.where(growth < 0, lost + growth * own, lost - growth * from_elsewhere)
    empty = np.where(
        growth < 0, lag() * fall_empty / (1 - lag()) / (1 + growth), lag() * fall_empty / (1 + growth - lag())
    )
    return np.maximum(filled() * over_filled(), filled() + empty)


def unfilled() -> Floats:
    """Vacant over funded, (cadre, work post, draw); 0 where there is no post."""
    some = funded() > 0
    return np.where(some, 1.0 - filled() / np.where(some, funded(), 1.0), 0.0)


def test_hiring_takes_time_in_public_posts() -> None:
    np.testing.assert_allclose(built().world.constants.hiring_lag, np.broadcast_to(lag(), (4, 6, DRAWS)), **CLOSE)


def test_vacancies_of_the_start_are_what_is_funded_and_not_filled() -> None:
    world = built().world
    np.testing.assert_allclose(world.constants.vacancy0, unfilled(), atol=1e-13, rtol=1e-9)
    np.testing.assert_allclose(world.state.vacancy, unfilled(), atol=1e-13, rtol=1e-9)
    private = unfilled()[:, 3:].mean(axis=1)  # alike in all places
    np.testing.assert_allclose(world.constants.private_vacancy0, private, atol=1e-13, rtol=1e-9)


def test_money_of_unfilled_posts_is_pay_with_on_cost_of_public_ones() -> None:
    """V0 of (2.29 i). [US$]"""
    spare = (funded() - filled())[:, :3].sum(axis=1)
    money = spare * GDP_USD * pay_multiples() * (1.0 + e("oncost_share.LMC"))
    np.testing.assert_allclose(built().world.constants.vacancy_money0, money, atol=1e-6, **CLOSE)


def test_public_posts_by_place() -> None:
    """(2.29c): funded posts of the start; of a cadre that has none the places where it would work (4.9)."""
    posts = funded()
    posts[3] = post_shares(3)[:6]
    posts[:, 3:] = 0.0
    np.testing.assert_allclose(
        built().world.constants.public_post_shares, posts / posts.sum(axis=1, keepdims=True), **CLOSE
    )


def test_frozen_posts_ration_and_others_do_not() -> None:
    """m0 of (2.15c): a share inv of those who go to reserve and out at the start would take a post if there were one."""
    found, r = built().world.constants.rationing0, needed_inflow()[NURSE]
    aside = r[6] + r[7]
    by_hand = (1.0 - aside) / (1.0 / (1.0 - e("frozen_inflow_share.frozen")) - aside)
    np.testing.assert_allclose(found[NURSE], np.broadcast_to(by_hand, (6, DRAWS)), rtol=1e-9)
    assert (found[[0, 2, 3]] == 1.0).all()
    np.testing.assert_array_equal(built().world.state.rationing, found)


def test_where_all_of_them_would_take_a_post_the_queue_is_long_but_no_wall() -> None:
    """inv is cut just below 1, where m0 would be 0 and the weights without limit."""
    weights, found = frozen_weights(np.full((1, 2, 8, 2), 0.125), np.full((1, 8, 2), 0.125), np.array([[0.97, 1.0]]))
    by_hand = 0.75 / (1.0 / np.array([0.03, 1e-6]) - 0.25)
    np.testing.assert_allclose(found[0], np.broadcast_to(by_hand, (6, 2)), rtol=1e-9)
    np.testing.assert_allclose(weights[0, 0, 6] / weights[0, 0, 0], by_hand, rtol=1e-9)


def test_weights_of_frozen_posts_are_the_choices_without_the_queue() -> None:
    c = built().world.constants
    raw = choices()
    raw[:, :, :6] /= c.rationing0[:, None]
    np.testing.assert_allclose(c.post_weights, raw / raw.sum(axis=2, keepdims=True), rtol=1e-12)
    np.testing.assert_allclose(c.post_weights.sum(axis=2), 1.0, rtol=1e-12)


def test_posts_follow_the_budget_over_pay_and_private_ones_income() -> None:
    """(2.28b) with public spending .05, .055, .06 of GDP; (2.30)."""
    years = np.arange(3)[:, None]
    income, people, spent = INCOME_INDEX[:, None], np.exp(0.022 * years), np.array([0.05, 0.055, 0.06])[:, None] / 0.05
    budget = spent * income * people * np.exp(e("wage_bill_growth_gap") * years)
    public = budget / income ** e("pay_path_elasticity")
    private = income ** e("private_posts_income") * people
    index = np.stack([public] * 3 + [private] * 3, axis=1)  # (year, work post, draw)
    end = funded() * (1.0 + np.array(GROWTH))[:, None, None]
    np.testing.assert_allclose(built().world.paths.posts, end * index[:, None], **CLOSE)
    before = np.concatenate([funded()[None], (end * index[:, None])[:-1]])
    added = np.maximum(0.0, end * index[:, None] - before)
    np.testing.assert_allclose(built().world.paths.posts_new, added, rtol=1e-8, atol=1e-9)


def test_demand_of_the_focus_country_grows_from_its_posts() -> None:
    np.testing.assert_allclose(
        built().world.paths.demand, funded().sum(axis=1) * demand_index()[:, None], atol=1e-12, **CLOSE
    )
