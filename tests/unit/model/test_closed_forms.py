"""Closed forms of docs/model.md 2.17 that need whole years: both models must reach the exact numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from models import MODELS, Run, totals
from still_worlds import (
    Y,
    channels,
    dying_at,
    full,
    leaving_at,
    quiet_dials,
    still_world,
    with_graduates,
    with_workers,
)

from braingain.model.containers import World

LONG = 10  # years of the tests that need many: one length, so that few programs are compiled


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> Run:
    return MODELS[request.param]


def schooled(world: World, persons: float) -> World:
    """Seats that fill every year, but nobody in school yet."""
    empty = np.zeros_like(world.state.students)
    world = with_graduates(world, persons)
    return world._replace(state=world.state._replace(students=empty))


def at_home(yearly: object) -> np.ndarray:
    return totals(yearly.home)  # type: ignore[attr-defined]


def test_t2_pipeline(model: Run) -> None:
    n, drop, intake = 6, 0.05, 100.0
    world = schooled(still_world(years=9, stages=n), intake)
    world = world._replace(constants=world.constants._replace(drop_out=full(drop, 1)))
    _, yearly = model(world, quiet_dials(world))
    licensed = totals(yearly.licensed)
    assert np.all(licensed[:n] == 0.0)
    np.testing.assert_allclose(licensed[n:], intake * (1 - drop) ** n, rtol=1e-12)
    assert licensed[n] == pytest.approx(73.509, abs=5e-4)
    enrolled = totals(yearly.enrolled)
    np.testing.assert_allclose(enrolled[n - 1 :], intake * (1 - (1 - drop) ** n) / drop, rtol=1e-12)
    assert enrolled[-1] == pytest.approx(529.816, abs=5e-4)


def test_t3_stock_and_half_life(model: Run) -> None:
    exits, entry = 0.04, 100.0
    stationary = entry / (1 - math.exp(-exits))
    assert stationary == pytest.approx(2550.333, abs=5e-4)
    world = with_graduates(with_workers(dying_at(still_world(LONG), exits), stationary), entry)
    np.testing.assert_allclose(at_home(model(world, quiet_dials(world))[1]), stationary, rtol=1e-12)
    closed = with_workers(dying_at(still_world(LONG), exits), stationary)
    left = at_home(model(closed, quiet_dials(closed))[1]) / stationary
    half_life = -np.arange(1, LONG + 1) * math.log(2) / np.log(left)
    np.testing.assert_allclose(half_life, math.log(2) / exits, rtol=1e-11)


def test_t4_career_of_fixed_length(model: Run) -> None:
    career, entry = 5, 40.0
    world = with_graduates(still_world(LONG), entry)
    retires = np.zeros_like(world.constants.retirement_home)
    retires[:, :, :, career - 1 :] = 1.0
    world = world._replace(constants=world.constants._replace(retirement_home=retires))
    _, yearly = model(world, quiet_dials(world))
    np.testing.assert_allclose(at_home(yearly), entry * np.minimum(np.arange(1, LONG + 1), career), rtol=1e-12)
    np.testing.assert_allclose(totals(yearly.retired)[career:], entry, rtol=1e-12)


def two_stocks(years: int, home: float, away: float, entrants: float) -> World:
    world = leaving_at(dying_at(still_world(years), 0.03), 0.05, entrants)
    world = with_graduates(with_workers(world, home, away), 100.0)
    rates = np.full_like(world.constants.leave_abroad, 0.02)
    return world._replace(constants=world.constants._replace(leave_abroad=rates))


@pytest.mark.parametrize(
    ("entrants", "home", "away"), [(0.05, 1683.079053, 1700.504276), (0.0, 1717.166637, 1666.416693)]
)
def test_t5_home_and_abroad(model: Run, entrants: float, home: float, away: float) -> None:
    stay, leave, back = math.exp(-0.03), 1 - math.exp(-0.05), 1 - math.exp(-0.02)
    half = 1 - math.exp(-entrants / 2)
    matrix = np.array(
        [
            [1 - stay * (1 - leave), -(1 - half) * back * stay],
            [-leave * stay, 1 - stay * (1 - back) - half * back * stay],
        ]
    )
    exact = np.linalg.solve(matrix, [(1 - half) * 100.0, half * 100.0])
    np.testing.assert_allclose(exact, [home, away], atol=5e-7)
    world = two_stocks(LONG, exact[0], exact[1], entrants)
    _, yearly = model(world, quiet_dials(world))
    np.testing.assert_allclose(at_home(yearly), exact[0], rtol=1e-12)
    np.testing.assert_allclose(totals(yearly.abroad), exact[1], rtol=1e-12)


def test_t5_from_anywhere(model: Run) -> None:
    """The same recursion from another start, year by year."""
    home, away = 400.0, 90.0
    world = two_stocks(LONG, home, away, 0.05)
    _, yearly = model(world, quiet_dials(world))
    stay, leave, half, back = math.exp(-0.03), 1 - math.exp(-0.05), 1 - math.exp(-0.025), 1 - math.exp(-0.02)
    for year in range(LONG):
        entrants = 100.0 + back * stay * away
        home, away = (
            stay * (1 - leave) * home + (1 - half) * entrants,
            stay * (1 - back) * away + leave * stay * home + half * entrants,
        )
        assert at_home(yearly)[year] == pytest.approx(home, rel=1e-12)
        assert totals(yearly.abroad)[year] == pytest.approx(away, rel=1e-12)


def test_t6_a_class_leaves(model: Run) -> None:
    rate = -math.log(0.862)
    world = leaving_at(still_world(LONG), rate)
    students = full(25.0, 1, 2, 2, 2, 1)
    students[:, :, :, 1] = 0.0
    world = world._replace(state=world.state._replace(students=students))
    left = at_home(model(world, quiet_dials(world))[1]) / 100.0
    assert left[4] == pytest.approx(0.512605, abs=5e-7)
    assert left[9] == pytest.approx(0.243960, abs=5e-7)
    since_licensed = np.arange(LONG) + 0.5
    half_gone = np.interp(math.log(2), -np.log(left), since_licensed)
    three_quarters = np.interp(math.log(4), -np.log(left), since_licensed)
    assert half_gone == pytest.approx(4.6677, abs=5e-5)
    assert three_quarters == pytest.approx(9.3353, abs=5e-5)


def test_t7_attrition_probability(model: Run) -> None:
    for probability, survival in ((0.08, 0.434388), (0.07, 0.483982)):
        world = with_workers(leaving_at(still_world(LONG), -math.log(1 - probability)), 1000.0)
        left = at_home(model(world, quiet_dials(world))[1])[-1] / 1000.0
        assert left == pytest.approx(survival, abs=5e-7)


def test_t7_pay_moves_attrition(model: Run) -> None:
    """Ten per cent more pay at β_go takes the odds of leaving by 1.1^{−β_go} (2.2c, 2.16c)."""
    elasticity, p0 = 0.9, 0.08
    world = with_workers(leaving_at(still_world(1), -math.log(1 - p0)), 1000.0)
    home = world.state.home.copy()
    home[..., 6:, :] = 0.0  # posts only
    world = world._replace(
        state=world.state._replace(home=home), constants=world.constants._replace(beta_go=full(elasticity, Y))
    )
    dials = quiet_dials(world)._replace(pay_raise=full(0.1, 1, 1, 6))
    raised = np.zeros_like(home)
    raised[..., :3, :] = home[..., :3, :]
    world = world._replace(state=world.state._replace(home=raised))
    gone = totals(model(world, dials)[1].emigrants)[0] / raised.sum()
    odds = p0 / (1 - p0) * 1.1**-elasticity
    assert gone == pytest.approx(odds / (1 + odds), rel=1e-12)


@pytest.mark.parametrize("factor", [0.98, 1.0, 1.02])
def test_t13_density_keeps_pace(model: Run, factor: float) -> None:
    """Ḣ/H ≥ n exactly where Lic/H + ret/H ≥ n + ν + λ, flows of the model over its stock."""
    growth, home, away = 0.025, 1000.0, 300.0
    stay, leave, half, back = math.exp(-0.03), 1 - math.exp(-0.05), 1 - math.exp(-0.025), 1 - math.exp(-0.02)
    needed = (home * (1 + growth) - stay * (1 - leave) * home) / (1 - half) - back * stay * away
    world = with_graduates(two_stocks(1, home, away, 0.05), needed * factor)
    _, yearly = model(world, quiet_dials(world))
    entering = (totals(yearly.licensed) + totals(yearly.returns))[0] / home
    leaving = (totals(yearly.deaths) + totals(yearly.retired) + totals(yearly.emigrants))[0] / home
    density = at_home(yearly)[0] / home / (1 + growth)
    assert density == pytest.approx(1.0, abs=1e-12) if factor == 1.0 else (density > 1.0) == (factor > 1.0)
    assert entering - leaving - growth == pytest.approx((density - 1.0) * (1 + growth), abs=1e-12)


def bonded_class(years: int = LONG, **bond: float) -> tuple[World, object]:
    """One class of 100, bound for five years at licensing; money loses 20 % a year."""
    world = leaving_at(still_world(years), 0.15)
    students = full(25.0, 1, 2, 2, 2, 1)
    students[:, :, :, 1] = 0.0
    prices = np.exp(0.2 * np.arange(years))[:, None]
    world = world._replace(
        state=world.state._replace(students=students),
        constants=world.constants._replace(beta_go=full(0.9, Y), savings_classes=np.array([[0.3], [0.5], [0.9]])),
        paths=world.paths._replace(fine_index=prices),
    )
    given = {
        "bond_cover": 1.0,
        "bond_years": 5.0,
        "bond_fine": 2.0,
        "bond_enforcement": 0.5,
        "bond_indexed": 0.0,
    } | bond
    dials = quiet_dials(world)
    values = {name: np.full_like(getattr(dials, name), value) for name, value in given.items()}
    return world, dials._replace(**values)


def test_t14_the_fine_melts(model: Run) -> None:
    world, dials = bonded_class()
    _, yearly = model(world, dials)
    fine = yearly.fine_real[:, 0, 0]
    np.testing.assert_allclose(fine[:5], 2.0 * np.exp(-0.2 * np.arange(5)), rtol=1e-12)
    assert np.all(fine[5:] == 0.0) and np.all(totals(yearly.bonded_leavers)[5:] == 0.0)
    half_life = math.log(2) / -np.diff(np.log(fine[:5]))
    np.testing.assert_allclose(half_life, math.log(2) / 0.2, rtol=1e-12)
    for steady in (world._replace(switches=world.switches._replace(bond_erosion=0.0)), world):
        indexed = bonded_class(bond_indexed=1.0)[1] if steady is world else dials
        np.testing.assert_allclose(model(steady, indexed)[1].fine_real[:5, 0, 0], 2.0, rtol=1e-12)


def test_t14_the_first_year_of_a_bond(model: Run) -> None:
    """Half a year's odds × exp(−β_go det_h), one class each (2.16b, 2.20)."""
    world, dials = bonded_class()
    leavers = model(world, dials)[1].bonded_leavers[0, 0].sum(0)[:, 0]
    p0 = 1 - math.exp(-0.15 / 2)
    for h, savings in enumerate((0.3, 0.5, 0.9)):
        odds = p0 / (1 - p0) * math.exp(-0.9 * math.log(1 + 0.5 * 2.0 / savings))
        assert leavers[h] == pytest.approx(100 / 3 * odds / (1 + odds), rel=1e-12)


@pytest.mark.parametrize("nothing", [{"bond_enforcement": 0.0}, {"bond_fine": 0.0}])
def test_t14_no_fine_no_bond(model: Run, nothing: dict[str, float]) -> None:
    world, dials = bonded_class(**nothing)
    with_bond, without = model(world, dials), model(world, quiet_dials(world))
    for name in ("home", "abroad", "emigrants", "filled", "flows"):
        a, b = getattr(with_bond[1], name), getattr(without[1], name)
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(with_bond[0].home, without[0].home, rtol=1e-12, atol=1e-12)


def payroll(new_money: float, vacancy_share: float) -> tuple[World, object]:
    """T18: one cadre, a rise of .2 that the budget pays, no on-cost, 100 posts on the path."""
    world = still_world(1)
    posts = full(0.0, 1, 1, 6)
    posts[:, :, 0] = 100.0
    world = world._replace(
        paths=world.paths._replace(posts=posts),
        constants=world.constants._replace(vacancy_money_share=full(vacancy_share), vacancy_money0=full(10 * 1e4, 1)),
    )
    rise = full(0.0, 1, 1, 1, 6)
    rise[..., :3, :] = 0.2
    dials = quiet_dials(world)._replace(
        payroll_rise=rise, pay_raise=rise[:, 0], payroll_new_money=full(new_money, 1, 1), payroll_oncost=np.ones(1)
    )
    return world, dials


@pytest.mark.parametrize(
    ("new_money", "vacancy_share", "posts"),
    [(1.0, 0.0, 100.0), (0.0, 0.0, 100 / 1.2), (0.0, 0.5, 100 * (1 - 15 / 120))],
)
def test_t18_budget(model: Run, new_money: float, vacancy_share: float, posts: float) -> None:
    world, dials = payroll(new_money, vacancy_share)
    funded = model(world, dials)[1].funded[0, 0, :, 0]
    np.testing.assert_allclose(funded, [posts, 0, 0, 0, 0, 0], rtol=1e-12)
    free = world._replace(switches=world.switches._replace(budget_limit=0.0))
    np.testing.assert_allclose(model(free, dials)[1].funded[0, 0, 0, 0], 100.0, rtol=1e-12)


def test_a_rise_cuts_at_most_half_of_the_posts_of_its_cadre_and_the_rest_is_found_in_all() -> None:
    """(2.29 ii, iii) by hand: a rise of 200 % for one of two cadres of 100 posts each, none of it new money.

    Of 200 needed, half of the cadre's bill of 300 is found in its own posts; the other 50 in all, whose bill is 250.
    """
    from braingain.model import money

    path, rise, none = np.zeros((2, 6, 1)), np.zeros((1, 2, 6, 1)), np.zeros((1, 1))
    path[:, 0], rise[0, 0, 0] = 100.0, 2.0
    raised = rise[0]
    funded = money.funded_posts(
        path, np.ones((2, 1)), raised, np.zeros((2, 6, 1)), rise, np.ones(1), np.ones((1, 1)), none, none,
        np.zeros(1), np.zeros(1), np.zeros((2, 1)), np.zeros(1), np.array(1.0),
    )  # fmt: skip
    np.testing.assert_allclose(np.asarray(funded)[:, 0, 0], [100 * 0.5 * 0.8, 100 * 0.8], rtol=1e-12)


def test_aid_can_displace_more_than_half_of_the_money_for_posts(model: Run) -> None:
    """(2.29 iii) by hand: 100 posts, a rise of 200 % that a donor pays and for which as much of the own money is withdrawn.

    200 of the 300 that the posts cost: a third of them is left. Half withdrawn: two thirds. Rise 800 %: a ninth.
    """
    for rise, withdrawn, left in ((2.0, 1.0, 100 / 3), (2.0, 0.5, 200 / 3), (8.0, 1.0, 100 / 9)):
        world, dials = payroll(0.0, 0.0)
        public = np.zeros_like(dials.payroll_rise)
        public[..., 0, :] = rise
        world = world._replace(constants=world.constants._replace(fungibility_share=full(withdrawn)))
        dials = dials._replace(
            payroll_rise=public,
            pay_raise=public[:, 0],
            payroll_origin_share=np.zeros_like(dials.payroll_origin_share),
            payroll_aid_share=np.ones_like(dials.payroll_aid_share),
        )
        funded = model(world, dials)[1].funded[0, 0, :, 0]
        np.testing.assert_allclose(funded, [left, 0, 0, 0, 0, 0], rtol=1e-12)
        free = world._replace(switches=world.switches._replace(budget_limit=0.0))
        np.testing.assert_allclose(model(free, dials)[1].funded[0, 0, 0, 0], 100.0, rtol=1e-12)


def chooser(people: float, p0: float, shares: list[float], theta_d: float, theta_r: float, **options: bool) -> World:
    """Workers at home who choose among destinations with one legal channel."""
    D = len(shares)
    world = with_workers(leaving_at(still_world(1, D, **options), -math.log(1 - p0)), people)
    return world._replace(
        constants=world.constants._replace(
            destination_shares=np.array(shares)[None, :, None],
            channel_shares=channels(D, [1.0, 0.0, 0.0, 0.0]),
            theta_destination=full(theta_d),
            theta_channel=full(theta_r),
        )
    )


@pytest.mark.parametrize(
    ("vacancy", "seen"), [(0.0, 0.0), (0.05, 0.05), (0.1, 0.1), (0.15, 0.15), (0.16, 0.15), (0.9, 0.15)]
)
def test_vacancies_pull_up_to_a_tenth_above_normal(model: Run, vacancy: float, seen: float) -> None:
    """(2.17) with v0 = v_off = .05 and elasticity 2.2: odds of leaving times ((v + .05)/.1)^2.2, v at most .15."""
    world = chooser(1000.0, 0.08, [1.0], 1.0, 1.0)
    constants = world.constants._replace(beta_vacancy=full(2.2), dest_vacancy0=full(0.05, 1, 1))
    world = world._replace(constants=constants, state=world.state._replace(vacancy_abroad=full(vacancy, 1, 1)))
    gone = totals(model(world, quiet_dials(world))[1].emigrants)[0] / 1000
    assert gone / (1 - gone) == pytest.approx(0.08 / 0.92 * ((seen + 0.05) / 0.1) ** 2.2, rel=1e-9)


@pytest.mark.parametrize(("vacancy", "seen"), [(0.1, 0.1), (0.7, 0.15)])
def test_those_trained_elsewhere_answer_vacancies_up_to_a_tenth_above_normal(
    model: Run, vacancy: float, seen: float
) -> None:
    """(2.27b): a tenth of 100 leave and come a year; those who come by ((v + .05)/.1)^2.2, v at most .15."""
    world = still_world(1)
    constants = world.constants._replace(
        beta_vacancy=full(2.2), vacancy0=full(0.05, 1, 6), foreign_exit=full(0.1, 1), foreign0=full(100.0, 1)
    )
    state = world.state._replace(vacancy=full(vacancy, 1, 6), foreign=full(100.0, 1))
    _, yearly = model(world._replace(constants=constants, state=state), quiet_dials(world))
    assert yearly.foreign[0, 0, 0] == pytest.approx(90.0 + 10.0 * ((seen + 0.05) / 0.1) ** 2.2, rel=1e-12)


def test_t8_t9_t10_in_a_year(model: Run) -> None:
    world = chooser(1000.0, 0.08, [0.6, 0.4], 0.5, 0.5)
    better = full(0.0, 1, 1, 2)
    better[:, :, 0] = math.log(1.1)
    flows = model(world, quiet_dials(world)._replace(legal_shift=better))[1].flows[0, 0].sum((0, 2))
    np.testing.assert_allclose(flows, 84.4774 * np.array([0.64476, 0.35524]), rtol=2e-5)
    shut = full(1.0, 1, 1, 4, 2)
    shut[:, :, :, 0] = 0.0
    for theta_d, left in ((0.5, 0.0521292), (1.0, 0.032 / 0.952)):
        world = chooser(1000.0, 0.08, [0.6, 0.4], theta_d, 0.5)
        closed = totals(model(world, quiet_dials(world)._replace(openness=shut))[1].emigrants)[0]
        assert closed == pytest.approx(1000 * left, abs=1e-4)
    world = chooser(1000.0, 0.08, [0.6, 0.4], 0.5, 0.5)
    world = world._replace(constants=world.constants._replace(beta_go=full(1.5, Y)))
    home = np.zeros_like(world.state.home)
    home[..., :3, :] = 1000 / (4 * Y * 3)
    world = world._replace(state=world.state._replace(home=home))
    raised = quiet_dials(world)._replace(pay_raise=full(0.1, 1, 1, 6))
    assert totals(model(world, raised)[1].emigrants)[0] == pytest.approx(70.0897, abs=5e-5)


@pytest.mark.parametrize(
    ("theta_d", "theta_r", "second"), [(1.0, 1.0, 127.2727), (0.5, 0.5, 168.9996), (0.6, 0.3, 158.4225)]
)
def test_t11_cap(model: Run, theta_d: float, theta_r: float, second: float) -> None:
    world = chooser(1500.0, 0.3 / 1.3, [2 / 3, 1 / 3], theta_d, theta_r, caps=True)
    cap = full(math.inf, 1, 1, 2)
    cap[:, :, 0] = 100.0
    flows = model(world, quiet_dials(world)._replace(cap=cap))[1].flows[0, 0].sum((0, 2))
    np.testing.assert_allclose(flows, [100.0, second], atol=2e-4)
    cap[:, :, 0] = 0.0
    shut = full(1.0, 1, 1, 4, 2)
    shut[:, :, :, 0] = 0.0
    none = model(world, quiet_dials(world)._replace(cap=cap))[1].flows
    np.testing.assert_allclose(none, model(world, quiet_dials(world)._replace(openness=shut))[1].flows, atol=1e-9)


def test_t11c_almost_full_posts(model: Run) -> None:
    world = with_graduates(still_world(1), 1000.0)
    weights, posts = full(0.0, 1, 2, 8), full(0.0, 1, 1, 6)
    weights[:, :, [0, 1, 6]] = np.array([0.6, 0.38, 0.02])[:, None]
    posts[:, :, :2] = np.array([500.0, 400.0])[:, None]
    world = world._replace(
        constants=world.constants._replace(post_weights=weights), paths=world.paths._replace(posts=posts)
    )
    _, yearly = model(world, quiet_dials(world))
    home = yearly.home[0, 0, :, :, 0].sum(0)
    np.testing.assert_allclose(home, [500, 400, 0, 0, 0, 0, 100, 0], rtol=1e-12)
    np.testing.assert_allclose(yearly.rationing[0, 0, :2, 0], [1 / 6, 400 * 0.02 / (0.38 * 100)], rtol=1e-12)
    assert yearly.rationing[0, 0, 1, 0] == pytest.approx(0.2105263158, abs=1e-10)


@pytest.mark.parametrize(("rationing", "counted"), [(1.0, 1.0), (0.99, 0.8), (0.95, 0.0), (0.3, 0.0)])
def test_a_rise_counts_for_other_posts_as_far_as_its_own_can_be_got(
    model: Run, rationing: float, counted: float
) -> None:
    """(2.14a) Public and private posts of equal weight .4, reserve .2; public pay +20 %, beta_post 2, beta_work .3.

    Public posts are full, private ones free: of 1000 new seekers those in private posts stand to those in the reserve
    as .4 e^V to .2, V = (.3 - 2) x ln 1.2 / 2 x what the rise counts.
    """
    world = still_world(1)
    weights, posts = full(0.0, 1, 2, 8), full(0.0, 1, 1, 6)
    weights[:, :, [0, 3]], weights[:, :, 6] = 0.4, 0.2
    posts[:, :, 0], posts[:, :, 3] = 100.0, 1e7
    home = np.zeros_like(world.state.home)
    home[..., 5, 6, :] = 250.0
    looks = full(0.0, Y, 8)
    looks[:, 6] = 1.0
    before = full(1.0, 1, 6)
    before[:, 0] = rationing
    constants = world.constants._replace(
        post_weights=weights, reconsider_share=looks, beta_post=full(2.0, Y), beta_work=full(0.3)
    )
    world = world._replace(
        constants=constants,
        paths=world.paths._replace(posts=posts),
        state=world.state._replace(home=home, rationing=before),
    )
    rise = full(0.0, 1, 1, 6)
    rise[:, :, :3] = 0.2
    dials = quiet_dials(world)._replace(pay_raise=rise)
    _, yearly = model(world, dials)
    found = yearly.home[0, 0, :, :, 0].sum(0)
    assert found[0] == pytest.approx(100.0, rel=1e-9)
    value = (0.3 - 2.0) * math.log(1.2) / 2 * counted
    assert found[3] / found[6] == pytest.approx(0.4 / 0.2 * math.exp(value), rel=1e-9)


@pytest.mark.parametrize("delay", [0.0, 0.25, 1.0, 2.0])
def test_a_post_stays_empty_for_the_delay_of_hiring(model: Run, delay: float) -> None:
    """(2.15e): with people waiting, vacancies settle at delay times those who leave in a year, W = F / (1 + d p)."""
    years, leave = 120, 0.05
    world = still_world(years)
    weights, posts, home = full(0.0, 1, 2, 8), full(0.0, years, 1, 6), np.zeros_like(world.state.home)
    weights[:, :, 0], posts[:, :, 0] = 1.0, 1000.0
    home[:, :, :, -1, 0], home[:, :, :, -1, 6] = 250.0, 1e5
    hazard, looks, lag = full(0.0, 1, 2, 2, Y, 8), full(0.0, Y, 8), full(0.0, 1, 6)
    hazard[..., 0, :], looks[:, 6], lag[:, 0] = -math.log(1.0 - leave), 1.0, delay / (1.0 + delay)
    constants = world.constants._replace(
        post_weights=weights, leave_hazard=hazard, reconsider_share=looks, hiring_lag=lag
    )
    world = world._replace(
        constants=constants, paths=world.paths._replace(posts=posts), state=world.state._replace(home=home)
    )
    _, yearly = model(world, quiet_dials(world))
    at_work = yearly.home[-1, 0, :, 0].sum()
    assert at_work == pytest.approx(1000.0 / (1.0 + delay * leave), rel=1e-9)
    assert 1000.0 - at_work == pytest.approx(delay * yearly.emigrants[-1, 0].sum(), rel=1e-9, abs=1e-9)


def test_posts_that_the_path_adds_are_filled_as_they_open(model: Run) -> None:
    """(2.15e): with people waiting and posts growing at g, W grows at g and V = l x / (1 - l + g), x those who leave."""
    years, leave, growth, lag = 200, 0.05, 0.03, 0.5
    world = still_world(years)
    weights, home = full(0.0, 1, 2, 8), np.zeros_like(world.state.home)
    added = full(0.0, years, 1, 6)
    posts = full(0.0, years, 1, 6)
    posts[:, 0, 0, 0] = 1000.0 * (1 + growth) ** np.arange(1, years + 1)
    added[:, 0, 0, 0] = 1000.0 * growth * (1 + growth) ** np.arange(years)
    weights[:, :, 0], home[:, :, :, -1, 6] = 1.0, 1e7
    hazard, looks, lags = full(0.0, 1, 2, 2, Y, 8), full(0.0, Y, 8), full(0.0, 1, 6)
    hazard[..., 0, :], looks[:, 6], lags[:, 0] = -math.log(1.0 - leave), 1.0, lag
    constants = world.constants._replace(
        post_weights=weights, leave_hazard=hazard, reconsider_share=looks, hiring_lag=lags
    )
    paths = world.paths._replace(posts=posts, posts_new=added)
    world = world._replace(constants=constants, paths=paths, state=world.state._replace(home=home))
    _, yearly = model(world, quiet_dials(world))
    at_work = yearly.home[-2:, 0, :, 0, 0].sum(axis=1)
    left = leave * at_work[0]
    assert at_work[1] / at_work[0] == pytest.approx(1 + growth, rel=1e-9)
    assert posts[-2, 0, 0, 0] - at_work[0] == pytest.approx(lag * left / (1 - lag + growth), rel=1e-9)


def test_slow_hiring_takes_no_post_from_those_who_look_for_another(model: Run) -> None:
    """(2.15e): the post of somebody who looks again is held until he moves, however slow hiring is."""
    world = still_world(3)
    weights, posts, home = full(0.0, 1, 2, 8), full(0.0, 3, 1, 6), np.zeros_like(world.state.home)
    weights[:, :, [0, 2]], posts[:, :, [0, 2]] = 0.5, 400.0
    home[:, :, :, -1, 0], home[:, :, :, -1, 2] = 100.0, 50.0
    constants = world.constants._replace(
        post_weights=weights, reconsider_share=full(0.3, Y, 8), hiring_lag=full(1.0, 1, 6)
    )
    world = world._replace(
        constants=constants, paths=world.paths._replace(posts=posts), state=world.state._replace(home=home)
    )
    _, yearly = model(world, quiet_dials(world))
    np.testing.assert_allclose(yearly.home[:, 0].sum(1)[:, [0, 2], 0], [[400.0, 200.0]] * 3, rtol=1e-4)


@pytest.mark.parametrize("theta_r", [1.0, 0.5])
def test_t16_one_code(model: Run, theta_r: float) -> None:
    z, p0 = 0.4, 0.08
    world = chooser(1000.0, p0, [1.0], 1.0, theta_r)
    gone = totals(model(world, quiet_dials(world)._replace(openness=full(z, 1, 1, 4, 1)))[1].emigrants)[0] / 1000
    assert gone / (1 - gone) == pytest.approx(p0 / (1 - p0) * z**theta_r, rel=1e-12)
