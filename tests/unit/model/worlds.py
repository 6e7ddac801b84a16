"""Small random worlds: three fixed shapes (1, 3 and 6 destinations), random values, two cadres.

Values are drawn, never shapes, so each shape compiles once a session. Worlds begin quietly: without levers the first
year has every change of utility at nought. They are not calibrated: stocks may grow or shrink.

========  ============  =======  =========================================================
shape     destinations  country  besides
========  ============  =======  =========================================================
0         1             budget   one stay programme, no caps, service, tracks, a mission programme
1         3             budget   caps, bonds bind to public service, two stay programmes, service, a ladder of two
                                 years from the second cadre to the first, a fund, claims
2         6             demand   caps, two payroll slots, a ladder of one year, two mission programmes, tracks, seats
                                 of levers at destinations, quality that is lost for good
========  ============  =======  =========================================================
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.model.containers import (
    BOND_DURATIONS,
    BUILD_YEARS,
    CLAIM_YEARS,
    N_BACKGROUNDS,
    N_CHANNELS,
    N_CLASSES,
    N_OWNERS,
    N_PLACES,
    N_POSTS,
    N_SEXES,
    N_STATUSES,
    N_WORK,
    OLD_DURATION,
    QUALITY_HISTORY,
    Constants,
    Dials,
    Options,
    Paths,
    State,
    Switches,
    World,
)
from braingain.model.room import with_room

CADRES, DURATIONS, STAGES, CONDITIONS = 2, 17, 3, 9
K, S, B, Y, J, W, Q, R, U, H, E = (
    CADRES,
    N_SEXES,
    N_BACKGROUNDS,
    DURATIONS,
    N_POSTS,
    N_WORK,
    N_STATUSES,
    N_CHANNELS,
    N_OWNERS,
    N_CLASSES,
    STAGES,
)


class Shape(NamedTuple):
    """What is fixed about a world: it decides which program is compiled."""

    destinations: int
    slots: int
    options: Options


SHAPES = (
    Shape(
        1,
        1,
        Options(
            programme_years=(3, 2),
            stay_years=(2,),
            stay_destination=(0,),
            service=True,
            tracks=True,
            missions=1,
        ),
    ),
    Shape(
        3,
        1,
        Options(
            caps=True,
            bonds_bind_service=True,
            programme_years=(3, 1),
            stay_years=(1, 3),
            stay_destination=(2, 0),
            bridge_years=2,
            ladder_next=(-1, 0),
            entry_ages=(26, 23),
            service=True,
            fund=True,
            fund_build_years=1,
        ),
    ),
    Shape(
        6,
        2,
        Options(
            demand_country=True,
            caps=True,
            programme_years=(2, 3),
            stay_years=(2,),
            stay_destination=(4,),
            bridge_years=1,
            ladder_next=(-1, 0),
            entry_ages=(24, 24),
            tracks=True,
            missions=2,
            destination_seats=True,
            permanent_dilution=True,
        ),
    ),
)


class Numbers:
    """Random values: an array of the shape asked for with the draw axis last, of length N or 1 in turn."""

    def __init__(self, rng: np.random.Generator, draws: int) -> None:
        self.rng, self.draws, self._count = rng, draws, 0

    def _draws(self) -> int:
        self._count += 1
        return self.draws if self._count % 2 else 1

    def uniform(self, low: float, high: float, *shape: int) -> np.ndarray:
        return self.rng.uniform(low, high, (*shape, self._draws()))

    def persons(self, median: float, *shape: int) -> np.ndarray:
        """Log-normal stock, always with all draws."""
        return median * np.exp(self.rng.normal(0, 0.6, (*shape, self.draws)))

    def shares(self, axis: int, *shape: int) -> np.ndarray:
        """Positive shares that sum to 1 along an axis."""
        values = self.rng.gamma(2.0, 1.0, (*shape, self._draws())) + 0.05
        return values / values.sum(axis=axis, keepdims=True)

    def sometimes(self, chance: float, values: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
        return np.where(self.rng.uniform(size=values.shape) < chance, values, otherwise)


def random_world(shape_index: int, rng: np.random.Generator, draws: int, years: int) -> tuple[World, Dials]:
    """A random country and the dials of a random bundle of levers, all of them on."""
    return random_country(SHAPES[shape_index], rng, draws, years)


def random_country(shape: Shape, rng: np.random.Generator, draws: int, years: int) -> tuple[World, Dials]:
    """A random country of a shape, with dials."""
    n = Numbers(rng, draws)
    constants = _constants(n, shape.destinations, years)
    state = _state(n, shape, constants)
    constants = constants._replace(
        network0=_network(state, shape),
        foreign0=state.foreign,
        teachers0=state.home[:, :, :, 5:, 0:3].sum(axis=(1, 2, 3, 4))
        + state.foreign * np.asarray(constants.foreign_post_shares)[:, 0:3].sum(axis=1),
        seats0=state.seats.sum(axis=1),
    )
    paths = _paths(n, shape, years, state, constants)
    dials = _dials(n, shape, years)
    constants = constants._replace(hiring_lag=n.sometimes(0.5, n.uniform(0.0, 0.7, K, W)))
    paths = paths._replace(posts_new=paths.posts * n.sometimes(0.5, n.uniform(0.0, 0.05, years, K, W)))
    return World(constants, paths, state, shape.options, Switches(relative_pay=float(shape.options.fund))), dials


def _constants(n: Numbers, D: int, years: int) -> Constants:
    u = n.uniform
    theta_destination = u(0.5, 1.0)
    beta_post, beta_go, old = u(0.5, 2.5), u(0.3, 1.5), u(0.0, 0.4)
    young = (np.arange(Y) < OLD_DURATION)[:, None]
    retired = np.clip((np.arange(Y) - 12) / 4, 0, 1)
    return Constants(
        leave_hazard=u(0.0, 0.15, K, S, B, Y, J),
        entrant_hazard=u(0.0, 0.25, K, S, B, Y, 1),
        private_school_factor=u(1.0, 1.6),
        destination_shares=n.shares(1, K, D),
        channel_shares=n.shares(1, K, R, D),
        theta_destination=theta_destination,
        theta_channel=theta_destination * u(0.5, 1.0),
        beta_income_abroad=u(0.2, 1.2),
        beta_network=u(0.0, 0.45),
        beta_vacancy=u(1.0, 2.5),
        beta_recognition=u(0.1, 1.0),
        vacancy_offset=u(0.03, 0.08),
        network_offset=np.full((1,), 1e-4),
        network0=np.zeros((K, D, 1)),
        demand_wage=u(0.1, 0.6),
        income_abroad=u(2e4, 9e4, K, D),
        tax_abroad=u(0.1, 0.35, K, D),
        entry_cost=u(1e3, 1e4, K, R, D),
        recognition=u(0.3, 0.9, K, D),
        deskilled_with_job=u(0.0, 0.1),
        temporary_share=u(0.0, 0.8, K, R, D),
        settle_rate=u(0.0, 0.3, K, D),
        recognise_rate=u(0.03, 0.25, K, D),
        leave_abroad=u(0.005, 0.5, K, Q, D),
        onward_share=u(0.05, 0.7, K, D),
        theta_return=u(0.0, 1.0),
        background_mix=n.shares(2, K, S, B),
        mortality_factor=u(0.6, 1.2),
        retirement_home=np.broadcast_to(retired[:, None, None], (K, 1, 1, Y, 1, 1)).copy(),
        retirement_abroad=np.broadcast_to(retired[:, None, None, None], (1, 1, Y, 1, D, 1)).copy(),
        beta_post=np.where(young, beta_post, beta_post * old),
        beta_go=np.where(young, beta_go, beta_go * old),
        beta_work=u(0.1, 0.7),
        pay_response=np.stack([np.full((1,), 0.85), np.ones((1,))]),
        condition_response=u(0.0, 0.5, CONDITIONS, S),
        post_weights=n.shares(2, K, B, J),
        hiring_lag=np.zeros((K, W, n.draws)),  # drawn last
        rationing0=n.sometimes(0.3, u(0.3, 1.0, K, W), 1.0),
        reconsider_share=u(0.03, 0.4, Y, J),
        ln_or_rural_training=u(0.0, 0.6),
        rural_training0=u(0.0, 0.3),
        foreign_post_shares=n.shares(1, K, W),
        vacancy0=u(0.0, 0.3, K, W),
        expectation_speed=u(0.1, 0.6),
        oncost=u(0.0, 0.25),
        vacancy_money_share=u(0.0, 1.0),
        fungibility_share=u(0.0, 0.8),
        vacancy_money0=u(0.0, 2e6, K),
        public_post_shares=_public(n.shares(1, K, 3)),
        private_vacancy0=u(0.0, 0.1, K),
        private_wage_adjust=u(0.0, 0.5),
        vacancy_normal=u(0.0, 0.1, K),
        wage_adjust=u(0.0, 0.5),
        applicants0=n.persons(150.0, K, U),
        applicant_mix=_mix(n),
        spill_share=u(0.0, 0.5),
        seat_response=u(0.1, 1.0),
        seat_growth_max=u(0.1, 0.3),
        drop_out=u(0.0, 0.06, K),
        pass_share0=u(0.5, 0.98, K, U),
        dilution=u(0.1, 1.0),
        quality_response=u(0.0, 1.0),
        teachers0=np.zeros((K, 1)),
        seats0=np.zeros((K, 1)),
        teacher_slack=u(1.0, 1.5),
        teachers_per_worker=u(0.02, 0.1),
        applicants_elasticity=u(0.2, 1.2),
        income_home=u(5e3, 2e4, K),
        income_reserve=u(1e3, 4e3, K),
        expected_income0=u(8e3, 2e4, K),
        seat_adjust=u(0.1, 0.5),
        seat_horizon_years=u(5.0, 20.0),
        own_demand_growth=u(0.0, 0.03, K),
        own_net_exit=u(0.01, 0.05, K),
        own_completion=u(0.8, 0.95, K),
        own_seat_target_gap=u(-20.0, 20.0, K),
        foreign_growth=u(0.0, 0.03, K),
        foreign_exit=u(0.02, 0.06, K),
        dest_exit=u(0.025, 0.05, K, D),
        dest_inflow0=u(0.0, 500.0, K, D),
        dest_growth=u(0.0, 0.03, K, D),
        dest_vacancy0=u(0.02, 0.1, K, D),
        dest_net_exit=u(0.01, 0.04, K, D),
        dest_seat_target_gap=u(-50.0, 50.0, K, D),
        dest_completion=u(0.85, 0.97, K, D),
        dest_drop_out=u(0.0, 0.04, K, D),
        savings_classes=np.sort(u(0.1, 1.0, H), axis=0),
        amortise_years=u(1.0, 5.0),
        women_pay_gap=u(0.05, 0.25),
        private_pay_ratio=u(1.0, 2.5),
        dual_most=u(0.1, 0.5, K),
        dual_place=u(0.2, 1.0, N_PLACES),
        dual_slope=u(0.5, 4.0),
        dual_hours_lost=u(0.1, 0.6),
        dual_monitoring=u(0.0, 0.8),
        claims_weight=u(0.0, 0.5),
        resentment_weight=u(0.0, 0.5),
        claims_follow=(n.rng.uniform(size=n.draws) < 0.7).astype(float),
        ladder_completion=u(0.7, 1.0),
        upgraded_rural_odds=u(0.4, 1.0),
        return_skill_gain=u(0.0, 0.2),
        fund_interest=u(0.0, 0.04),
        # no random numbers in these: the worlds stay those they were
        resit_pass_share=np.linspace(0.4, 0.8, n.draws),
        beta_visa=np.linspace(0.2, 0.6, n.draws),
        teacher_adjust=np.linspace(0.1, 0.4, n.draws),
        wage_return=np.linspace(0.08, 0.02, n.draws),
    )


def _public(shares: np.ndarray) -> np.ndarray:
    return np.concatenate([shares, np.zeros_like(shares)], axis=1)


def _mix(n: Numbers) -> np.ndarray:
    values = n.rng.gamma(3.0, 1.0, (K, S, B, 1)) + 0.1
    return values / values.sum(axis=(1, 2), keepdims=True)


def _state(n: Numbers, shape: Shape, c: Constants) -> State:
    D, N, options = shape.destinations, n.draws, shape.options
    entry = [STAGES - years for years in options.programme_years]
    in_school = (np.arange(E)[None, :] >= np.array(entry)[:, None])[:, None, :, None]
    zeros = np.zeros
    state = State(
        home=n.persons(4.0, K, S, B, Y, J),
        abroad=n.persons(1.0, K, S, Y, Q, D),
        stays=zeros((K, S, B, Y, 1, 1, N)),
        students=n.persons(8.0, K, S, B, U, E) * in_school[:, None, None],
        resit=n.persons(1.0, K, S, B, U),
        bonded=n.rng.uniform(0.0, 0.2, (K, S, BOND_DURATIONS, H, N)),
        rural_trained=c.rural_training0 * np.ones((K, Y, N)),
        privately_trained=n.rng.uniform(0.0, 0.6, (K, 5, N)),
        returned=zeros((K, N)),
        lever_trained=zeros((K, N)),
        lever_students=zeros((K, U, E, N)),
        seats=n.persons(40.0, K, U),
        lever_seats=zeros((K, U, N)),
        teaching=np.ones((K, N)),
        building=zeros((K, U, BUILD_YEARS, N)),
        ln_seats=zeros((K, U, QUALITY_HISTORY, N)),
        rationing=c.rationing0 * np.ones((K, W, N)),
        vacancy=c.vacancy0 * np.ones((K, W, N)),
        vacancy_abroad=c.dest_vacancy0 * np.ones((K, D, N)),
        ln_wage_abroad=zeros((K, D, N)),
        ln_wage=zeros((K, N)),
        ln_wage_private=zeros((K, N)),
        others_abroad=n.persons(5000.0, K, D),
        seats_abroad=n.persons(200.0, K, D),
        students_abroad=n.persons(180.0, K, E, D) * in_school[:, 0, :, None],
        foreign=n.persons(30.0, K),
        expected_abroad=n.rng.uniform(0.05, 0.5, (K, N)),
        inclusive=zeros((K, D, N)),
        shares=c.destination_shares * np.ones((K, D, N)),
        bridging=zeros((K, S, B, Y, 0, N)),
        obliged=n.rng.uniform(0.0, 0.3, (K, S, BOND_DURATIONS, N)),
        missions=zeros((0, 6, K, N)),
        fund=n.persons(1e6),
        past_rises=zeros((K, CLAIM_YEARS, N)),
        retired_abroad=n.persons(2.0, K, D),
        lever_students_abroad=zeros((K, 0, D, N)),
    )
    return with_room(state, options)


def _network(state: State, shape: Shape) -> np.ndarray:
    away, home = state.abroad.sum(axis=(1, 2, 3)), state.home.sum(axis=(1, 2, 3, 4))[:, None]
    return away / (home + away.sum(axis=1, keepdims=True))


def _growing(first: np.ndarray, growth: np.ndarray, years: int) -> np.ndarray:
    steps = np.arange(years).reshape((years, *[1] * first.ndim))
    return first * (1.0 + growth) ** steps


def _paths(n: Numbers, shape: Shape, years: int, state: State, c: Constants) -> Paths:
    D, u, T = shape.destinations, n.uniform, years
    growth = n.rng.uniform(0.0, 0.04, (n.draws,))
    filled = state.home[:, :, :, :, 0:6].sum(axis=(1, 2, 3)) + c.foreign_post_shares * state.foreign[:, None]
    funded = filled * u(0.9, 1.3, K, W)
    age = np.exp(np.linspace(-6.5, -3.0, Y))[:, None]
    abroad_age = age[None, None, :, None, None]
    total = funded.sum(axis=1)
    practising = state.abroad[:, :, :, 0:2].sum(axis=(1, 2, 3))
    demand_abroad = (state.others_abroad + practising) / (1.0 - c.dest_vacancy0)
    return Paths(
        mortality_home=age[:, None] * u(0.8, 1.2, T, 1, S, 1, 1, 1),
        mortality_abroad=abroad_age * u(0.5, 1.2, T, 1, S, 1, 1, D),
        applicants_index=_growing(np.ones((K, n.draws)), growth, T),
        seats=_growing(state.seats, growth, T),
        posts=_growing(funded, growth, T),
        posts_new=np.zeros((T, K, W, n.draws)),  # drawn last
        pay=1.0 - n.sometimes(0.2, u(0.0, 0.3, T)),
        public_pay_usd=_growing(u(3e3, 2e4, K), growth, T),
        pay_index=_growing(np.ones((n.draws,)), growth / 2, T),
        fine_index=_growing(np.ones((n.draws,)), 5 * growth, T),
        pay_abroad=1.0 + n.sometimes(0.2, u(-0.1, 0.1, T, K, D)),
        demand=_growing(total, growth, T),
        demand_abroad=_growing(demand_abroad, growth, T),
    )


def _dials(n: Numbers, shape: Shape, years: int) -> Dials:
    D, T, P, L = shape.destinations, years, len(shape.options.stay_years), shape.slots
    u, some, rng = n.uniform, n.sometimes, n.rng
    seats = np.zeros((T, K, U, BUILD_YEARS, 1))
    seats[0, :, :, 0] = rng.uniform(0, 10, (K, U, 1))
    seats[0, :, :, min(2, BUILD_YEARS - 1)] = rng.uniform(0, 10, (K, U, 1))
    seats[-1, :, :, 0] = -2.0
    return Dials(
        touched=(rng.uniform(size=D) < 0.5).astype(float),
        pay_raise=some(0.3, u(0.0, 0.3, T, K, W)),
        supplement=some(0.3, u(0.0, 0.4, T, K, W)),
        payroll_rise=some(0.4, u(0.0, 0.3, T, L, K, W)),
        payroll_oncost=(rng.uniform(size=L) < 0.5).astype(float),
        payroll_origin_share=u(0.0, 1.0, T, L),
        payroll_new_money=u(0.0, 1.0, T, L),
        payroll_aid_share=u(0.0, 0.5, T, L),
        posts_added=some(0.3, u(0.0, 10.0, T, K, W)),
        posts_funded_share=u(0.0, 1.0, T, K),
        posts_aid_share=np.full((T, K, 1), 0.4),
        seats_ordered=seats,
        quality=some(0.3, u(0.0, 1.0, T, K, U)),
        visiting_teachers=some(0.3, u(0.0, 3.0, T, K)),
        admission_weight=u(0.3, 3.0, T, K, S, B),
        rural_training=u(0.0, 0.5, T, K),
        openness=some(0.5, u(0.0, 1.5, T, K, R, D), 1.0),
        legal_shift=some(0.3, u(-0.5, 0.0, T, K, D)),
        entry_cost=some(0.3, u(0.0, 3e3, T, K, R, D)),
        hire_cost_share=some(0.3, u(0.0, 0.3, T, K, R, D)),
        recognition=some(0.3, u(0.0, 0.4, T, K, D)),
        cap=some(0.4, u(0.0, 60.0, T, K, D), np.inf),
        bond_cover=u(0.0, 1.0, T, K),
        bond_years=rng.integers(2, 9, (K, 1)).astype(float),
        bond_fine=u(0.0, 3.0, K),
        bond_indexed=rng.integers(0, 2, (K, 1)).astype(float),
        bond_enforcement=u(0.0, 1.0, K),
        stay_rate=some(0.6, u(0.0, 0.03, T, P, K)),
        stay_compliance=u(0.3, 1.0, P),
        stay_works=rng.integers(0, 2, (P,)).astype(float),
        offer_share=u(0.0, 1.0, T, K),
        return_multiplier=u(0.0, 0.6, T, K),
        return_effect_max=u(0.4, 1.0),
        conditions=some(0.2, u(-0.2, 0.5, T, CONDITIONS, K, W))[:, :, :, None]
        * np.array([1.0, 0.6])[:, None, None],  # sexes
        **_more_dials(n, shape, years),
    )


def _more_dials(n: Numbers, shape: Shape, years: int) -> dict[str, np.ndarray]:
    """Dials of ladders, incomes, service, re-entry, tracks, missions and the fund."""
    D, T, M = shape.destinations, years, shape.options.missions
    u, some, rng = n.uniform, n.sometimes, n.rng
    return {
        "ladder_share": u(0.0, 0.2, T, K),
        "ladder_seats_share": some(0.7, u(0.0, 0.1, T, K)),
        "ladder_service_years": rng.integers(0, 6, (K, 1)).astype(float),
        "ladder_study_share": u(0.0, 1.0, K),
        "benefit": some(0.3, u(0.0, 0.3, T, K, W)),
        "pay_gap_closed": some(0.3, u(0.0, 1.0, T, K, W)),
        "pay_out": some(0.3, u(0.0, 0.2, T, K)),
        "dual_hours": some(0.5, u(-0.3, 0.3, T, K)),
        "dual_monitoring": some(0.5, u(0.0, 0.7, T, K)),
        "return_premium": some(0.5, u(0.0, 0.3, T, K)),
        "return_grant": some(0.5, u(0.0, 2.0, T, K)),
        "service_cover": u(0.0, 1.0, T, K, S),
        "service_years": rng.integers(0, 6, (K, 1)).astype(float),
        "service_weight": u(0.0, 1.0, K),
        "licence_hold": u(0.0, 1.0, K),
        "reentry": some(0.5, u(0.0, 0.5, T, K, S, 2)),
        "reentry_places": some(0.5, u(0.0, 20.0, T, K), np.inf),
        "track_places": some(0.5, u(0.0, 10.0, T, K, D)),
        "pay_abroad_raise": some(0.3, u(0.0, 0.3, T, K, D)),
        "reentry_abroad": some(0.3, u(0.0, 50.0, T, K, D)),
        "seats_abroad": some(0.5, u(0.0, 50.0, T, K, D)),
        "mission_starts": some(0.7, u(0.0, 20.0, T, M, K)),
        "mission_length_years": u(0.05, 4.0, M),
        "mission_productivity": u(0.5, 1.0, M),
        "mission_fills": u(0.0, 1.0, M),
        "mission_from_here": np.arange(M) % 2.0,
        "mission_local_staff": u(0.0, 3.0, M, K),
        "mission_local_premium": u(0.0, 0.6, M),
        "fund_per_recruit": some(0.5, u(0.0, 5e3, T, K, D)),
        "fund_flat": some(0.5, u(0.0, 1e5, T)),
        "fund_posts_share": u(0.0, 1.0),
        "fund_absorption": u(0.01, 0.2),
        "fund_seat_cost": u(5e3, 5e4, K),
        "fund_mix": n.shares(0, K),
        "visa": some(0.3, u(-1.0, 1.0, T, K, D)),
    }
