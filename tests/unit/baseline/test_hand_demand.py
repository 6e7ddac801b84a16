"""The country of ``hand_country`` with posts that follow demand, worked out by hand (docs/model.md 2.24, 2.26, 2.29d)."""

from __future__ import annotations

import numpy as np
from hand_country import CADRES, DRAWS, GROWTH, PROGRAMME, URBAN, e
from hand_first_year import first_year
from hand_start import Floats, built, demand_index, drop_out, foreign, target

CLOSE = {"rtol": 1e-10}


def filled() -> Floats:
    """People in posts, (cadre, work post, draw)."""
    own = built(rich=True).world.state.home[..., :6, :].sum(axis=(1, 2, 3))
    some = own.sum(axis=1, keepdims=True) > 0
    return own + foreign()[:, None] * np.where(some, own / np.where(some, own.sum(axis=1, keepdims=True), 1.0), 0.0)


def test_people_work_where_people_live_and_doctors_more_in_the_capital() -> None:
    capital = e("capital_population_share")
    people = np.stack([URBAN * capital, URBAN * (1.0 - capital), np.full(DRAWS, 1.0 - URBAN)])
    for k in range(3):
        raw = people.copy()
        if k == 0:
            raw[0] *= e("place_tilt_high_income")
        found = filled()[k, :3] + filled()[k, 3:]
        np.testing.assert_allclose(found / found.sum(axis=0), raw / raw.sum(axis=0), **CLOSE)
        private = filled()[k, 3:].sum(axis=0) / filled()[k].sum(axis=0)
        np.testing.assert_allclose(private, np.full(DRAWS, 0.2) if k == 1 else 1.0 - e("public_share.high"), **CLOSE)


def test_estimates_are_those_of_high_income() -> None:
    c = built(rich=True).world.constants
    np.testing.assert_array_equal(c.oncost, e("oncost_share.HIC"))
    np.testing.assert_array_equal(c.own_completion, np.broadcast_to(e("completion_share.high"), (4, DRAWS)))
    np.testing.assert_array_equal(c.drop_out, drop_out("completion_share.high"))
    women = built(rich=True).world.state.home.sum(axis=(2, 3, 4))
    found = women[1:3, 0] / women[1:3].sum(axis=1)
    np.testing.assert_allclose(found, np.stack([e(f"women_share.{k}.high") for k in CADRES[1:3]]), **CLOSE)


def funded() -> Floats:
    """F0 (2.29d): v of all posts are unfilled, by place as funded posts that are not filled are."""
    at_work, v = filled(), e("vacancy_rate.other")
    public = [e(f"funded_over_filled.{place}") for place in ("capital", "urban", "rural")]
    spare = at_work * (np.stack([*public, *[e("private_posts_over_filled")] * 3]) - 1.0)
    total = spare.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, spare / np.where(total > 0, total, 1.0), 0.0)
    vacant = at_work.sum(axis=1) * v / (1.0 - v)
    return at_work + vacant[:, None] * shares


def test_posts_sum_to_demand_and_grow_with_it() -> None:
    """D0 = W0/(1 - v0) (2.24)."""
    paths, index = built(rich=True).world.paths, demand_index()
    demand = filled().sum(axis=1) / (1.0 - e("vacancy_rate.other"))
    np.testing.assert_allclose(paths.demand, demand * index[:, None], atol=1e-12, **CLOSE)
    np.testing.assert_allclose(paths.posts, funded() * index[:, None, None], atol=1e-12, **CLOSE)
    added = np.maximum(0.0, np.diff(funded() * index[:, None, None], axis=0, prepend=funded()[None]))
    np.testing.assert_allclose(paths.posts_new, added, rtol=1e-7, atol=1e-9)
    c = built(rich=True).world.constants
    np.testing.assert_array_equal(c.vacancy_normal, np.broadcast_to(e("vacancy_rate.other"), (4, DRAWS)))
    posts = np.where(funded() > 0, funded(), 1.0)
    np.testing.assert_allclose(c.vacancy0, (funded() - filled()) / posts, atol=1e-15, rtol=1e-9)


def test_hiring_takes_no_longer_than_the_vacancies_of_the_start_allow() -> None:
    """(2.15e): a year must fill as many as fall empty in it."""
    year = first_year(rich=True)
    lost = (year.exits + year.gone.sum(axis=(1, 2, 3)))[:3, :6]
    vacant, years = (funded() - filled())[:3], e("hiring_delay_years.high")
    by_hand = np.minimum(years / (1.0 + years), vacant / (vacant + lost))
    by_hand[:, 3:] = 0.0
    np.testing.assert_allclose(built(rich=True).world.constants.hiring_lag[:3], by_hand, rtol=1e-8, atol=1e-14)


def net_exit() -> Floats:
    """xr of (2.26): of the first year dead, retired and gone less come back and come from elsewhere, over workers."""
    year = first_year(rich=True)
    left = year.exits.sum(axis=1) + year.gone.sum(axis=(1, 2, 3, 4)) + year.gone_entering.sum(axis=(1, 2, 3))
    net = left - year.returns - np.array(GROWTH)[:, None] * foreign()
    workers = filled().sum(axis=1)
    return np.where(workers > 0, net / np.where(workers > 0, workers, 1.0), 0.0)


def test_net_exits_are_those_of_the_first_year_in_every_cadre() -> None:
    found = built(rich=True).world.constants.own_net_exit
    np.testing.assert_allclose(found, net_exit(), rtol=1e-8, atol=1e-15)


def test_the_gap_of_seats_is_what_the_first_year_would_aim_at() -> None:
    """Cap0 less Cap*0 (2.26): at the end of the first year, stock and demand grown, all seats taken."""
    world = built(rich=True).world
    g = demand_index()[2] ** (1.0 / 3.0) - 1.0
    np.testing.assert_allclose(world.constants.own_demand_growth, np.broadcast_to(g, (4, DRAWS)), rtol=1e-11)
    v, completion = e("vacancy_rate.other"), e("completion_share.high")
    for k, n in enumerate(PROGRAMME):
        drop = drop_out("completion_share.high")[k]
        taught = world.state.students[k].sum(axis=(0, 1, 2))[6 - n :]
        cap = world.state.seats[k].sum(axis=0)
        classes = [cap, *[p * (1.0 - drop) for p in taught[:-1]]]
        workers = filled()[k].sum(axis=0)
        demand = workers / (1.0 - v) * demand_index()[0]
        by_hand = target(n, demand, workers * (1.0 + GROWTH[k]), classes, drop, net_exit()[k], g, v, completion)
        np.testing.assert_allclose(world.constants.own_seat_target_gap[k], cap - by_hand, rtol=1e-7, atol=1e-9)
