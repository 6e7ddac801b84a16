"""What calibration finds, by its moments in a first year worked out by hand (docs/model.md 5.1)."""

from __future__ import annotations

import numpy as np
from hand_country import DESTINATIONS, DRAWS, GRADUATES, GROWTH, LOSS, e
from hand_first_year import Year, choices, first_year, look, needed_inflow
from hand_start import Floats, built, channels, corridor_growth, deskilled, emigrants, own_total, pi0, stock_abroad

from braingain.baseline.world import retention

RURAL, ELSEWHERE = [2, 5], [0, 1, 3, 4, 6, 7]


def emigrating(year: Year) -> Floats:
    return np.asarray(year.gone.sum(axis=(1, 2, 3, 4)) + year.gone_entering.sum(axis=(1, 2, 3)))


def test_the_first_year_s_emigrants_are_those_that_keep_the_stocks_abroad_on_their_growth() -> None:
    """5.1 (2), (3): the sum of A (g + mu) less who joins otherwise, over the share who practise; mid-level a part of nurses."""
    np.testing.assert_allclose(emigrating(first_year()), emigrants().sum(axis=1), rtol=1e-9)


def test_who_joins_those_abroad_otherwise_is_recognised_or_comes_from_a_third_country() -> None:
    """Rounds take it from the one before, so it is met to a part in a thousand of the stock."""
    year, found, stock = first_year().joining[:, :2], built().calibrated.joining[:, :2], stock_abroad()[:2]
    assert (year > 0).all()
    np.testing.assert_allclose(year / stock, found / stock, atol=1e-3)


def test_stocks_abroad_grow_in_the_first_year_as_they_are_said_to() -> None:
    """5.1: those who practise there are as many more on the next 1 January as g says, recognised and onward movers with them."""
    year, stock = first_year(), stock_abroad()[:2]
    came = emigrants()[:2].sum(axis=1)[:, None] * pi0()[:2] * (1.0 - (channels() * deskilled()).sum(axis=1)[:2])
    grown = (came + year.joining[:, :2].sum(axis=0) - year.lost_abroad[:2]).sum(axis=1) / stock.sum(axis=1)
    free = (built().calibrated.bounded[:2] == 0).all(axis=1)
    wanted = (stock * corridor_growth()).sum(axis=1) / stock.sum(axis=1)
    np.testing.assert_allclose(grown[free], wanted[free], atol=2e-3)


def test_hazards_of_leaving_have_the_propensities_of_people_posts_and_years() -> None:
    """(2.16): f_y f_s f_b f_j, women over men, rural over urban, without the school's; entrants with f_j = 1."""
    c = built().world.constants
    bands = np.repeat(["0_4", "5_9", "10_14", "15_24", "25_up"], [5, 5, 5, 10, 25])
    f = np.stack([e(f"propensity_duration.{band}") for band in bands])  # (duration, draw)
    f = np.stack([f * e("propensity_rural_background"), f])
    f = np.stack([f * e("propensity_women"), f])  # (sex, background, duration, draw)
    posts = ["public"] * 3 + ["private"] * 3 + ["reserve", "out"]
    by_post = np.stack([e(f"propensity_{post}") for post in posts])
    for k in range(3):
        level = c.entrant_hazard[k, :, :, :, 0] / f
        np.testing.assert_allclose(level, np.broadcast_to(level[:1, :1, :1], level.shape), rtol=1e-12)
        np.testing.assert_allclose(c.leave_hazard[k], level[:1, :1, :1, None] * f[:, :, :, None] * by_post, rtol=1e-12)
    assert not c.leave_hazard[3].any() and not c.entrant_hazard[3].any()


def test_lambda_is_the_mean_hazard_of_the_stock_at_home() -> None:
    """(2.16): f is divided by its mean over the stock, that of the school with it."""
    c, s = built().world.constants, built().world.state
    school = np.ones((4, 50, DRAWS))
    school[:, :5] = 1.0 + (c.private_school_factor - 1.0) * s.privately_trained
    hazards = (s.home * c.leave_hazard * school[:, None, None, :, None]).sum(axis=(1, 2, 3, 4))[:3]
    found = built().calibrated.hazard_mean[:3]
    np.testing.assert_allclose(found, hazards / s.home.sum(axis=(1, 2, 3, 4))[:3], rtol=1e-10)
    np.testing.assert_allclose(found, built().calibrated.levels.hazard[:3] * built().calibrated.mean_f[:3], rtol=1e-12)


def test_retention_is_who_still_practises_of_those_who_arrived() -> None:
    """5.1 (5): doctors in Britain after one and two years, deaths and retirement left out."""
    c, gbr = built().world.constants, DESTINATIONS.index("GBR")
    psi, tau = c.channel_shares[0, :, gbr], c.temporary_share[0, :, gbr]
    lost = np.stack([e("deskilled_with_job"), e("deskilled_with_job"), 1.0 - e("recognition.other"), np.ones(DRAWS)])
    tmp, dsk = (psi * (1.0 - lost) * tau).sum(axis=0), (psi * lost).sum(axis=0)
    now, kept = [tmp, 1.0 - tmp - dsk, dsk], []
    settling, recognised = 1.0 - np.exp(-e("settle_rate.other")), 1.0 - np.exp(-e("recognise_rate"))
    for _ in range(2):
        moved = [now[0] * (1 - settling), now[1] + now[0] * settling + now[2] * recognised, now[2] * (1 - recognised)]
        now = [moved[q] * np.exp(-c.leave_abroad[0, q, gbr]) for q in range(3)]
        kept.append((now[0] + now[1]) / (1.0 - dsk))
    found = retention(built(), "doctor", gbr, (1, 2))
    np.testing.assert_allclose([found[1], found[2]], kept, rtol=1e-12)
    assert set(found) == {1, 2}


def test_destinations_lose_a_year_what_the_estimates_say_where_the_factor_is_free() -> None:
    """5.1 (4): return, onward moves, death and retirement over those who practise are mu_d."""
    lost = first_year().lost_abroad[:2] / stock_abroad()[:2]
    free = built().calibrated.bounded[:2] == 0
    mu = np.stack([np.stack([e(LOSS[k][d]) for d in DESTINATIONS]) for k in ("doctor", "nurse")])
    assert free.sum() > 14
    np.testing.assert_allclose(lost[free], mu[free], rtol=1e-8)
    assert (lost[~free] > mu[~free]).all()  # the factor is at its lower bound: deaths and retirement alone are more


def test_new_licensed_are_those_of_the_graduates_known_or_keep_the_stock_on_its_growth() -> None:
    year = first_year()
    q, again = np.stack([e("pass_share.public"), e("pass_share.private")]), e("resit_pass_share")
    private = e("private_graduates_share.doctor")
    taught = GRADUATES * np.stack([1.0 - private, private])
    growth = built().schools.growth
    np.testing.assert_allclose(year.new[0], q * taught * (1.0 + again * (1.0 - q) / (1.0 + growth)), rtol=1e-12)
    # nurses: the balance of the stock times a factor that is drawn
    factor = e("graduates_factor")
    entering = year.entrants[1].sum(axis=(0, 1, 2)) - year.gone_entering[1].sum(axis=(0, 1, 2))
    new = year.new[1].sum(axis=0)
    kept = 1.0 - new_leave_share(year)[1]  # of the new licensed after half a year
    balance = entering - new * kept + new / factor * kept
    gone = year.exits[1].sum(axis=0) + year.gone[1].sum(axis=(0, 1, 2, 3))
    np.testing.assert_allclose(balance - gone, GROWTH[1] * own_total()[1], rtol=2e-4)
    # mid-level workers: a share of the stock graduates
    taught = e("graduates_share_default") * factor * own_total()[2]
    private = e("private_graduates_share.midlevel")
    by_owner = taught * np.stack([1.0 - private, private])
    np.testing.assert_allclose(year.new[2], q * by_owner * (1.0 + again * (1.0 - q) / (1.0 + growth)), rtol=1e-12)


def new_leave_share(year: Year) -> Floats:
    """Share of the new licensed who leave in their half year, (cadre, draw)."""
    c, s = built().world.constants, built().world.state
    school = 1.0 + (c.private_school_factor - 1.0) * s.privately_trained[:, 0]
    gone = 1.0 - np.exp(-0.5 * c.entrant_hazard[:, :, :, 0, 0] * school[:, None, None])
    return np.asarray((c.applicant_mix * gone).sum(axis=(1, 2)))


def test_weights_of_posts_keep_the_mix_of_posts_and_the_odds_of_rural_people() -> None:
    """(2.15a): inflow is what looks, dies, retires, leaves and grows; (2.15d): rural odds by background, mean kept."""
    year = first_year()
    looking = (year.aged - year.gone) * look()
    pool = looking.sum(axis=(1, 3, 4)) + (year.entrants - year.gone_entering).sum(axis=(1, 3))  # (cadre, background)
    weight = pool[:3] / pool[:3].sum(axis=1, keepdims=True)
    by_background = choices()[:3]
    np.testing.assert_allclose((by_background * weight[:, :, None]).sum(axis=1), needed_inflow(), rtol=1e-9)
    odds = by_background[:, :, RURAL].sum(axis=2) / by_background[:, :, ELSEWHERE].sum(axis=2)
    np.testing.assert_allclose(
        odds[:, 0] / odds[:, 1], np.broadcast_to(e("or_rural_background"), (3, DRAWS)), rtol=1e-9
    )
    for posts in (RURAL, ELSEWHERE):
        within = by_background[:, :, posts] / by_background[:, :, posts].sum(axis=2, keepdims=True)
        np.testing.assert_allclose(within[:, 0], within[:, 1], rtol=1e-9)


def test_profiles_are_those_of_one_cohort_followed_for_life() -> None:
    """(1.2), written once more for doctors: shares by duration of every kind and post at home, and of those abroad."""
    home, abroad = cohort(0)
    state = built().world.state
    found = state.home[0] / state.home[0].sum(axis=2, keepdims=True)
    np.testing.assert_allclose(found, home / home.sum(axis=2, keepdims=True), rtol=2e-3, atol=1e-9)
    practising = abroad[:, :, :2].sum(axis=(0, 1, 2))
    np.testing.assert_allclose(
        state.abroad[0] / stock_abroad()[0], abroad / practising, rtol=2e-2, atol=1e-9
    )  # four rounds


def cohort(k: int) -> tuple[Floats, Floats]:
    """A cohort of one new licensed, older ones weighed by past growth: (sex, background, duration, post, draw), abroad."""
    c, p, s = built().world.constants, built().world.paths, built().world.state
    r, pi = choices()[k], c.destination_shares[k]
    # status of who arrives (2.18), and of who moves on: the mean of legal channels
    lost = np.stack([np.broadcast_to(c.deskilled_with_job, pi.shape)] * 2 + [1.0 - c.recognition[k], np.ones_like(pi)])
    psi, tau = c.channel_shares[k], c.temporary_share[k]
    tmp = (psi * (1.0 - lost) * tau).sum(axis=0)
    status = np.stack([tmp, (psi * (1.0 - lost)).sum(axis=0) - tmp, (psi * lost).sum(axis=0)])
    moving = (psi[:3] * tau[:3]).sum(axis=0) / psi[:3].sum(axis=0)
    die = np.exp(-c.mortality_factor * p.mortality_home[0, k, :, 0, :, 0])  # (sex, duration, 1)
    die_abroad = np.exp(-c.mortality_factor * p.mortality_abroad[0, k, :, :, 0])  # (sex, duration, destination, draw)
    retire = c.retirement_home[k, 0, 0, :, 0]
    look = c.reconsider_share
    home, abroad = np.zeros((2, 2, 50, 8, DRAWS)), np.zeros((2, 50, 3, 5, DRAWS))
    h, a = np.zeros((2, 2, 8, DRAWS)), np.zeros((2, 3, 5, DRAWS))
    for y in range(50):
        entrants = c.applicant_mix[k].copy() if y == 0 else np.zeros((2, 2, DRAWS))
        if y:
            h = h * (die[:, None, y - 1, None] * (1.0 - retire[y - 1]))
            a = a * (die_abroad[:, y - 1] * (1.0 - retire[y - 1]))[:, None]
            settled, found = a[:, 0] * (1 - np.exp(-c.settle_rate[k])), a[:, 2] * (1 - np.exp(-c.recognise_rate[k]))
            a = np.stack([a[:, 0] - settled, a[:, 1] + settled + found, a[:, 2] - found], axis=1)
            gone = a * (1.0 - np.exp(-c.leave_abroad[k]))
            a = a - gone
            by_place = gone.sum(axis=1)  # (sex, destination, draw)
            entrants = (by_place * (1.0 - c.onward_share[k])).sum(axis=1)[:, None] * c.background_mix[k]
            for i in range(5):
                for other in range(5):
                    if other != i:
                        part = by_place[:, i] * c.onward_share[k, i] * pi[other] / (1.0 - pi[i])
                        a[:, 0, other] += part * moving[other]
                        a[:, 1, other] += part * (1.0 - moving[other])
        school = 1.0 + (c.private_school_factor - 1.0) * s.privately_trained[k, 0] if y < 5 else 1.0
        left = h * (1.0 - np.exp(-c.leave_hazard[k, :, :, y] * school))
        left_new = entrants * (1.0 - np.exp(-0.5 * c.entrant_hazard[k, :, :, y, 0] * school))
        stay = h - left
        pool = (stay * look[y]).sum(axis=2) + entrants - left_new
        h = stay * (1.0 - look[y]) + pool[:, :, None] * r
        leavers = (left.sum(axis=2) + left_new).sum(axis=1)  # (sex, draw)
        a = a + leavers[:, None, None] * pi * status
        weight = (1.0 + GROWTH[k]) ** -y
        home[:, :, y], abroad[:, y] = h * weight, a * weight
    return home, abroad
