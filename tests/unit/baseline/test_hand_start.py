"""Each field of the model's constants, paths and stocks at the start against numbers worked out by hand (docs/model.md).

Levels that calibration finds have their moments in ``test_hand_levels``; posts and money for them are in
``test_hand_posts``, the start of a country whose posts follow demand in ``test_hand_demand``.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest
from hand_country import (
    CADRES,
    DESTINATIONS,
    DRAWS,
    GDP_PPP,
    GDP_USD,
    GROWTH,
    INCOME,
    PAY_ABROAD,
    PROGRAMME,
    START,
    e,
)
from hand_start import (
    INCOME_INDEX,
    LEAVE,
    MARKET,
    ONWARD,
    RECOGNITION,
    SETTLE,
    Floats,
    built,
    by_cadre,
    by_key,
    channels,
    deaths,
    deaths_abroad,
    demand_index,
    demand_index_abroad,
    doctors_graduating,
    drop_out,
    exits_abroad,
    foreign,
    graduates_abroad,
    growth_abroad,
    licensed_of,
    mix,
    others_abroad,
    out_of_work,
    own_total,
    passing,
    pay_index,
    pay_multiples,
    pi0,
    places,
    post_shares,
    retirement,
    seats_growth,
    stock_abroad,
    target,
    temporary,
)

from braingain.model.containers import Constants, Paths, State

Hand = Callable[[], Floats]
OLD = np.arange(50)[:, None] >= 15


def straight(name: str) -> Hand:
    return lambda: e(name)


# --- constants


def income_abroad() -> Floats:
    out = np.empty((4, 5, DRAWS))
    for k, cadre in enumerate(CADRES):
        for i, d in enumerate(DESTINATIONS):
            found = PAY_ABROAD[cadre][d]
            multiple = e(f"pay_multiple.{cadre}.{found}") if isinstance(found, str) else found
            out[k, i] = INCOME[d] * multiple
    return out


def reconsider() -> Floats:
    """sigma (2.13): posts by duration below five and from five on, reserve and out alike for all."""
    out = np.empty((50, 8, DRAWS))
    out[:5, :6], out[5:, :6] = e("sigma_young"), e("sigma_old")
    out[:, 6], out[:, 7] = e("sigma_reserve"), e("sigma_out")
    return out


def conditions() -> Floats:
    """beta_x over the stated slope of pay, (condition, sex, draw): women x 1.2-like on management, x .8-like on housing."""
    names = [
        "housing",
        "equipment",
        "management",
        "training_rights",
        "promotion",
        "schools",
        "safety",
        "workload",
        "family",
    ]
    both = np.stack([e(f"beta_condition.{x}") / e("beta_post_stated.africa") for x in names])
    women = both.copy()
    women[0] *= e("sex_housing_factor")
    women[2] *= e("sex_management_factor")
    return np.stack([women, both], axis=1)


def at_work() -> Floats:
    """Share of those at work by post, (cadre, post, draw)."""
    shares = by_cadre(post_shares)[:, :6]
    return shares / shares.sum(axis=1, keepdims=True)


def income_home() -> Floats:
    public = GDP_PPP * pay_multiples()
    private = at_work()[:, 3:].sum(axis=1)
    return public * (1.0 - private) + public * e("private_pay_ratio") * private


def expected_income() -> Floats:
    """W-hat of (2.32) at the share abroad of the start."""
    young = built().world.state.home[:, :, :, :6].sum(axis=(1, 2, 3))  # y <= 5, (cadre, post, draw)
    work, reserve = young[:, :6].sum(axis=1), young[:, 6]
    some = work + reserve > 0
    employed = np.where(some, work / np.where(some, work + reserve, 1.0), 1.0)
    here = employed * income_home() + (1.0 - employed) * GDP_PPP * pay_multiples() * e("reserve_pay_ratio")
    there = (pi0() * income_abroad()).sum(axis=1)
    p = expected_abroad()
    return here ** (1.0 - p) * there**p


def expected_abroad() -> Floats:
    """p-hat: of those with y <= 5 the share abroad, whatever they do (2.31)."""
    state = built().world.state
    home = state.home[:, :, :, :6].sum(axis=(1, 2, 3, 4))
    away = state.abroad[:, :, :6].sum(axis=(1, 2, 3, 4))
    return np.where(home + away > 0, away / np.where(home + away > 0, home + away, 1.0), 0.0)


def own_growth() -> Floats:
    return np.broadcast_to(demand_index()[2] ** (1.0 / 3.0) - 1.0, (4, DRAWS))


def pass_shares() -> Floats:
    return np.broadcast_to(passing(), (4, 2, DRAWS))


def seats() -> Floats:
    """Cap0 = G (1+g)^n / (1-drop)^n; graduates of other cadres than doctors follow from their new licensed."""
    return by_cadre(lambda k: graduates()[k] * ((1 + seats_growth()) / (1 - drop_out()[k])) ** PROGRAMME[k])


def graduates() -> Floats:
    """G by owner, (cadre, owner, draw): the doctors' are known, of the others the licensed (2.9)."""
    out = np.zeros((4, 2, DRAWS))
    out[0] = doctors_graduating()
    for k, cadre in enumerate(CADRES[1:3], start=1):
        private = e(f"private_graduates_share.{cadre}")
        each = np.stack([1.0 - private, private])
        out[k] = each * built().calibrated.licensed[k] / licensed_of(each).sum(axis=0)
    return out


def applicants() -> Floats:
    out = seats()
    out[:, 1] *= e("applicants_per_seat.private")
    out[0, 0] *= e("applicants_per_seat.public_medicine")
    out[1:, 0] *= e("applicants_per_seat.public_other")
    return out


def teachers() -> Floats:
    """Edu0: in public posts, the own-trained from y = 5 on and the foreign-trained."""
    own = built().world.state.home[:, :, :, 5:, 0:3].sum(axis=(1, 2, 3, 4))
    return own + foreign() * at_work()[:, 0:3].sum(axis=1)


def network() -> Floats:
    away = built().world.state.abroad.sum(axis=(1, 2, 3))
    home = own_total()[:, None]
    return np.where(home > 0, away / (np.where(home > 0, home, 1.0) + away.sum(axis=1, keepdims=True)), 0.0)


def background() -> Floats:
    rural = e("rural_background_share")
    return np.broadcast_to(np.stack([rural, 1.0 - rural]), (4, 2, 2, DRAWS))


def savings() -> Floats:
    """Thirds of a log-normal at the quantiles 1/6, 1/2, 5/6, low first, to the three digits of (2.20b)."""
    quantiles = [round(NormalDist().inv_cdf(q), 3) for q in (1 / 6, 1 / 2, 5 / 6)]
    return np.stack([e("savings_ratio") * np.exp(q * e("savings_sd")) for q in quantiles])


def claims() -> Floats:
    """1 where the draw's own uniform lies below the probability (2.14e)."""
    return np.array(
        [float(NormalDist().cdf(x) < p) for x, p in zip(e("noise.claims"), e("claim_probability"), strict=True)]
    )


def by_duration(name: str) -> Floats:
    """A response that is smaller from y = 15 on (2.14c), (duration, draw)."""
    young = e("beta_go") if name == "beta_go" else e("beta_post_stated.africa") * e("kappa_stated_preference")
    return np.where(OLD, young * e("old_factor"), young)


def net_exit_abroad() -> Floats:
    """xr_d: exits of the others less those who come, over all who work there."""
    exits, inflow = exits_abroad()
    others = others_abroad()
    workers = others + stock_abroad()
    return np.where(workers > 0, (others * exits - inflow) / np.where(workers > 0, workers, 1.0), 0.0)


def drop_abroad() -> Floats:
    return np.repeat(drop_out("completion_share.high")[:, None], 5, axis=1)


def seats_abroad() -> Floats:
    out = graduates_abroad()
    for k, n in enumerate(PROGRAMME):
        out[k] = out[k] * ((1.0 + growth_abroad()) / (1.0 - drop_abroad()[k])) ** n
    return out


def students_abroad() -> Floats:
    """P_e = G (1+g)^(n-e) / (1-drop)^(n-e+1), the last year of each cadre last."""
    out = np.zeros((4, 6, 5, DRAWS))
    for k, n in enumerate(PROGRAMME):
        for year in range(1, n + 1):
            left = n - year
            out[k, 5 - left] = (
                graduates_abroad()[k] * (1.0 + growth_abroad()) ** left / (1.0 - drop_abroad()[k]) ** (left + 1)
            )
    return out


def gap_abroad() -> Floats:
    """Cap0 less Cap*0, as the first year of a market that runs would see it: at its end, all seats taken."""
    out = np.empty((4, 5, DRAWS))
    for k, n in enumerate(PROGRAMME):
        for i in range(5):
            drop, g, v = drop_abroad()[k, i], growth_abroad()[i], e(f"vacancy_rate.{MARKET[k][i]}")
            workers = others_abroad()[k, i] + stock_abroad()[k, i]
            taught = list(students_abroad()[k, 6 - n :, i])
            classes = [seats_abroad()[k, i], *[p * (1.0 - drop) for p in taught[:-1]]]
            demand = workers / (1.0 - v) * demand_index_abroad()[0, i]
            found = target(
                n, demand, workers * (1.0 + g), classes, drop, net_exit_abroad()[k, i], g, v, e("completion_share.high")
            )
            out[k, i] = seats_abroad()[k, i] - found
    return out


STRAIGHT = {  # constants that are an estimate as it is
    "private_school_factor": "propensity_private_school",
    "theta_destination": "theta_destination",
    "theta_channel": "theta_channel",
    "beta_income_abroad": "beta_income_abroad",
    "beta_network": "beta_network",
    "beta_vacancy": "beta_vacancy",
    "beta_recognition": "beta_recognition",
    "vacancy_offset": "vacancy_offset",
    "network_offset": "network_offset",
    "demand_wage": "demand_wage",
    "tax_abroad": "tax_abroad_share",
    "entry_cost": "entry_cost_usd",
    "deskilled_with_job": "deskilled_with_job",
    "recognise_rate": "recognise_rate",
    "theta_return": "theta_return",
    "mortality_factor": "mortality_factor",
    "beta_work": "beta_work",
    "rural_training0": "rural_training_share",
    "expectation_speed": "expectation_speed",
    "oncost": "oncost_share.LMC",
    "vacancy_money_share": "vacancy_money_share",
    "fungibility_share": "fungibility_share",
    "private_wage_adjust": "private_wage_adjust",
    "vacancy_normal": "vacancy_rate.other",
    "wage_adjust": "wage_adjust",
    "wage_return": "wage_return",
    "spill_share": "spill_share",
    "seat_response": "private_seat_response",
    "seat_growth_max": "private_seat_growth_max",
    "dilution": "dilution",
    "quality_response": "quality_response",
    "teacher_slack": "teacher_slack",
    "teacher_adjust": "teacher_adjust",
    "teachers_per_worker": "teachers_per_worker",
    "applicants_elasticity": "applicants_elasticity",
    "seat_adjust": "seat_adjust",
    "seat_horizon_years": "seat_horizon_years",
    "own_completion": "completion_share.lowmid",
    "foreign_exit": "destination_exit",
    "dest_completion": "completion_share.high",
    "amortise_years": "amortise_years",
    "women_pay_gap": "women_pay_gap",
    "private_pay_ratio": "private_pay_ratio",
    "dual_most": "dual_hours_max",
    "dual_slope": "dual_slope",
    "dual_hours_lost": "dual_hours_lost",
    "dual_monitoring": "dual_monitoring",
    "claims_weight": "claims_weight",
    "resentment_weight": "returnee_resentment_weight",
    "ladder_completion": "ladder_completion_share",
    "upgraded_rural_odds": "or_upgraded",
    "return_skill_gain": "return_skill_gain",
    "fund_interest": "fund_interest",
    "beta_visa": "beta_visa",
    "resit_pass_share": "resit_pass_share",
}
CONSTANTS: dict[str, Hand] = {
    **{field: straight(name) for field, name in STRAIGHT.items()},
    "destination_shares": pi0,
    "channel_shares": channels,
    "network0": network,
    "income_abroad": income_abroad,
    "recognition": lambda: by_key("recognition", RECOGNITION),
    "temporary_share": temporary,
    "settle_rate": lambda: by_key("settle_rate", (SETTLE,) * 4),
    "onward_share": lambda: by_key("onward_share", (ONWARD,) * 4),
    "background_mix": background,
    "retirement_home": lambda: by_cadre(retirement)[:, None, None, :, None],
    "retirement_abroad": lambda: by_cadre(retirement)[:, None, :, None, None],
    "beta_post": lambda: by_duration("beta_post"),
    "beta_go": lambda: by_duration("beta_go"),
    "pay_response": lambda: np.stack([e("sex_pay_factor"), np.ones(DRAWS)]),
    "condition_response": conditions,
    "reconsider_share": reconsider,
    "ln_or_rural_training": lambda: np.log(e("or_rural_training")),
    "foreign_post_shares": at_work,
    "applicants0": applicants,
    "applicant_mix": mix,
    "drop_out": drop_out,
    "pass_share0": pass_shares,
    "teachers0": teachers,
    "seats0": lambda: seats().sum(axis=1),
    "income_home": income_home,
    "income_reserve": lambda: GDP_PPP * pay_multiples() * e("reserve_pay_ratio"),
    "expected_income0": expected_income,
    "own_demand_growth": own_growth,
    "foreign_growth": lambda: np.repeat(np.array(GROWTH)[:, None], DRAWS, axis=1),
    "foreign0": foreign,
    "dest_exit": lambda: exits_abroad()[0],
    "dest_inflow0": lambda: exits_abroad()[1],
    "dest_growth": lambda: np.broadcast_to(growth_abroad(), (4, 5, DRAWS)),
    "dest_vacancy0": lambda: by_key("vacancy_rate", MARKET),
    "dest_net_exit": net_exit_abroad,
    "dest_seat_target_gap": gap_abroad,
    "dest_drop_out": drop_abroad,
    "savings_classes": savings,
    "dual_place": lambda: np.stack([e(f"dual_place.{place}") for place in ("capital", "urban", "rural")]),
    "claims_follow": claims,
}
# levels that calibration finds, and what posts and money hang on: in the modules named above
ELSEWHERE = [
    *["leave_hazard", "entrant_hazard", "leave_abroad", "post_weights", "rationing0", "vacancy0", "vacancy_money0"],
    *["hiring_lag", "public_post_shares", "private_vacancy0", "own_net_exit", "own_seat_target_gap"],
]


def close(found: object, by_hand: Floats, rtol: float = 1e-11) -> None:
    """The field is what was worked out, an axis of length 1 standing for all its places."""
    array = np.asarray(found)
    wide = np.broadcast_shapes(array.shape, np.shape(by_hand))
    np.testing.assert_allclose(np.broadcast_to(array, wide), np.broadcast_to(by_hand, wide), rtol=rtol, atol=1e-300)


def test_every_constant_is_worked_out_once() -> None:
    assert sorted([*CONSTANTS, *ELSEWHERE]) == sorted(Constants._fields)


@pytest.mark.parametrize("field", CONSTANTS)
def test_constant(field: str) -> None:
    close(getattr(built().world.constants, field), CONSTANTS[field]())


def test_rates_of_leaving_abroad_are_the_estimates_times_one_factor_for_each_destination() -> None:
    found = built().world.constants.leave_abroad
    for k in range(4):
        for i, key in enumerate(LEAVE[k]):
            factor = [
                found[k, q, i] / e(f"leave_rate.{key}.{status}") for q, status in enumerate(("tmp", "set", "dsk"))
            ]
            np.testing.assert_allclose(factor[1:], [factor[0]] * 2, rtol=1e-12)
            assert (factor[0] >= 0.1 * 0.9999).all() and (factor[0] <= 6.0 * 1.0001).all()


# --- paths


def fine() -> Floats:
    """I = CPI^(1-s) FX^s: prices + 10 %, + 20 %; the rate is known for two years, then moves with prices over those of the US."""
    prices = np.array([1.0, 1.1, 1.1 * 1.2])[:, None]
    rate = np.stack([np.ones(DRAWS), np.full(DRAWS, 5.0 / 4.0), 5.0 / 4.0 * 1.2 / (1.0 + e("us_inflation"))])
    share = e("fx_fine_share")
    return prices ** (1.0 - share) * rate**share


PATHS: dict[str, Hand] = {
    "mortality_home": lambda: np.stack([deaths("GHA", START + t) for t in range(3)])[:, :, :, None, :, None, None],
    "mortality_abroad": lambda: np.stack([deaths_abroad(START + t) for t in range(3)])[:, :, :, :, None, :, None],
    "applicants_index": lambda: np.broadcast_to(np.exp(0.018 * np.arange(3))[:, None, None], (3, 4, DRAWS)),
    "seats": lambda: np.stack([seats() * (1.0 + seats_growth()) ** t for t in range(3)]),
    "pay": lambda: np.ones((3, DRAWS)),
    "public_pay_usd": lambda: GDP_USD * pay_multiples() * pay_index()[:, None],
    "pay_index": pay_index,
    "fine_index": fine,
    "pay_abroad": lambda: np.ones((3, 4, 5, DRAWS)),
    "demand_abroad": lambda: (
        (others_abroad() + stock_abroad()) / (1.0 - by_key("vacancy_rate", MARKET)) * demand_index_abroad()[:, None]
    ),
}


def test_every_path_is_worked_out_once() -> None:
    assert sorted([*PATHS, "posts", "posts_new", "demand"]) == sorted(Paths._fields)


@pytest.mark.parametrize("field", PATHS)
def test_path(field: str) -> None:
    close(getattr(built().world.paths, field), PATHS[field]())


# --- stocks


def students() -> Floats:
    out = np.zeros((4, 2, 6, DRAWS))
    for k, n in enumerate(PROGRAMME):
        for year in range(1, n + 1):
            left = n - year
            out[k, :, 5 - left] = graduates()[k] * (1 + seats_growth()) ** left / (1 - drop_out()[k]) ** (left + 1)
    return mix()[:, :, :, None, None] * out[:, None, None]


def resit() -> Floats:
    return mix()[:, :, :, None] * ((1.0 - passing()) * graduates() / (1.0 + seats_growth()))[:, None, None]


def private_training() -> Floats:
    """Share of the licensed of the start that private schools trained, for y < 5 (2.9c)."""
    out = []
    for cadre in CADRES:
        private = e(f"private_graduates_share.{cadre}")
        by_owner = licensed_of(np.stack([1.0 - private, private]))
        out.append(np.broadcast_to(by_owner[1] / by_owner.sum(axis=0), (5, DRAWS)))
    return np.stack(out)


NOBODY = {  # stocks that are empty at the start, with their axes
    "stays": (4, 2, 2, 50, 1, 1, DRAWS),
    "bonded": (4, 2, 10, 3, DRAWS),
    "returned": (4, DRAWS),
    "lever_trained": (4, DRAWS),
    "lever_students": (4, 2, 6, DRAWS),
    "lever_seats": (4, 2, DRAWS),
    "building": (4, 2, 7, DRAWS),
    "ln_seats": (4, 2, 12, DRAWS),
    "ln_wage_abroad": (4, 5, DRAWS),
    "ln_wage": (4, DRAWS),
    "ln_wage_private": (4, DRAWS),
    "inclusive": (4, 5, DRAWS),
    "bridging": (4, 2, 2, 50, 0, DRAWS),
    "obliged": (4, 2, 10, DRAWS),
    "missions": (0, 6, 4, DRAWS),
    "fund": (DRAWS,),
    "past_rises": (4, 2, DRAWS),
    "retired_abroad": (4, 5, DRAWS),
    "lever_students_abroad": (4, 0, 5, DRAWS),
}
STATE: dict[str, Hand] = {
    "students": students,
    "resit": resit,
    "rural_trained": lambda: np.broadcast_to(e("rural_training_share"), (4, 50, DRAWS)),
    "privately_trained": private_training,
    "seats": seats,
    "vacancy_abroad": lambda: by_key("vacancy_rate", MARKET),
    "others_abroad": others_abroad,
    "seats_abroad": seats_abroad,
    "students_abroad": students_abroad,
    "foreign": foreign,
    "expected_abroad": expected_abroad,
    "teaching": lambda: np.ones((4, DRAWS)),
    "shares": pi0,
}


def test_every_stock_is_worked_out_once() -> None:
    here = [*STATE, *NOBODY, "home", "abroad"]
    assert sorted([*here, "rationing", "vacancy"]) == sorted(State._fields)


@pytest.mark.parametrize("field", STATE)
def test_stock(field: str) -> None:
    close(getattr(built().world.state, field), STATE[field]())


@pytest.mark.parametrize("field", NOBODY)
def test_nobody_is_there_yet(field: str) -> None:
    found = np.asarray(getattr(built().world.state, field))
    assert found.shape == NOBODY[field] and not found.any()


def test_people_at_home_by_cadre_sex_background_and_post() -> None:
    """(1.0), 4.9: persons by post; sexes and backgrounds as in all; rural posts by the odds ratio of background (2.15d)."""
    found = built().world.state.home.sum(axis=3)  # (cadre, sex, background, post, draw)
    size = np.where(own_total() > 0, own_total(), 0.0)
    close(found.sum(axis=(1, 2)), size[:, None] * by_cadre(post_shares))
    close(found.sum(axis=3), size[:, None, None] * mix())
    grown = found[:3].sum(axis=1)
    odds = grown[:, :, [2, 5]].sum(axis=2) / grown[:, :, [0, 1, 3, 4, 6, 7]].sum(axis=2)
    close(odds[:, 0] / odds[:, 1], np.broadcast_to(e("or_rural_background"), (3, DRAWS)))
    for posts in ([2, 5], [0, 1, 3, 4, 6, 7]):  # within either kind all backgrounds and both sexes spread alike
        within = found[:3][:, :, :, posts]
        within = within / within.sum(axis=3, keepdims=True)
        close(within, np.broadcast_to(within[:, :1, :1], within.shape))
    assert not found[3].any()


def test_places_of_work_by_sector() -> None:
    """The known half of the doctors in the capital, the known fifth of the nurses in private work."""
    found = built().world.state.home.sum(axis=(1, 2, 3))
    work = found[:, :6].sum(axis=1)
    close((found[0, 0] + found[0, 3]) / work[0], np.full(DRAWS, 0.5))
    close(found[1, 3:6].sum(axis=0) / work[1], np.full(DRAWS, 0.2))
    for k in range(3):
        close((found[k, :3] + found[k, 3:6]) / work[k], places(k))
        close(found[k, 6:] / found[k].sum(axis=0), np.stack(out_of_work(k)))


def test_people_abroad_who_practise_are_the_stocks_without_natives() -> None:
    found = built().world.state.abroad
    close(found[:, :, :, :2].sum(axis=(1, 2, 3)), stock_abroad())
    assert (found[:2, :, :, 2].sum(axis=(1, 2)) > 0).all() and not found[2:].any()


def test_income_of_a_bad_year_moves_pay_and_posts_but_not_demand() -> None:
    """A check of the figures by hand themselves: pay falls in 2019, demand goes on."""
    assert INCOME_INDEX[1] < 1 and (pay_index()[1] < 1).all() and (np.diff(demand_index(), axis=0) > 0).all()
