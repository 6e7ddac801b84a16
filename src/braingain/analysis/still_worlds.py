"""Worlds in which nothing moves until somebody says what: one cadre, no hazards, no responses, posts for all.

Closed forms change a few named numbers of such a world and know what must come out: the tests of the model do, and so does
the check against published projections.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from braingain.model.containers import (
    BUILD_YEARS,
    N_CHANNELS,
    QUALITY_HISTORY,
    Constants,
    Dials,
    Options,
    Paths,
    State,
    Switches,
    World,
    neutral_dials,
)
from braingain.model.room import with_room

DURATIONS = 17  # unless said; the last one keeps everybody
MANY = 1e7


def full(value: float, *shape: int) -> np.ndarray:
    """The same value everywhere, with a draw axis of length 1."""
    return np.full((*shape, 1), value)


def still_world(
    years: int, destinations: int = 1, stages: int = 1, durations: int = DURATIONS, **options: Any
) -> World:
    """Nobody is there, nothing happens; posts, applicants and demand are plentiful, seats are none."""
    D, T, Y = destinations, years, durations
    chosen = Options(**{"programme_years": (stages,), **options})
    state = with_room(still_state(D, stages, Y), chosen)
    return World(still_constants(D, Y), still_paths(T, D, Y), state, chosen, Switches())


def quiet_dials(world: World) -> Dials:
    """Dials at which no lever does anything, of the world's size."""
    destinations = world.state.abroad.shape[4]
    return neutral_dials(len(world.paths.posts), 1, destinations, 9, missions=world.options.missions)


def still_constants(D: int, Y: int) -> Constants:
    """Constants of a still world of D destinations and Y durations: nothing leaves, answers or is rationed."""
    zero, one, ones = full(0.0), full(1.0), full(1.0, 1, D)
    posts = full(1.0, 1, 6) / 6
    given = {name: full(0.0, 1) for name in Constants._fields}
    given |= {name: full(0.0, 1, D) for name in Constants._fields if name.startswith("dest_")}
    given |= {
        "leave_hazard": full(0.0, 1, 2, 2, Y, 8),
        "entrant_hazard": full(0.0, 1, 2, 2, Y, 1),
        "private_school_factor": one,
        "destination_shares": ones / D,
        "channel_shares": channels(D, [0.25, 0.25, 0.5, 0.0]),
        "theta_destination": one,
        "theta_channel": one,
        "network_offset": full(1e-4),
        "vacancy_offset": full(0.05),
        "network0": full(0.0, 1, D),
        "income_abroad": full(5e4, 1, D),
        "tax_abroad": full(0.2, 1, D),
        "entry_cost": full(1e3, 1, N_CHANNELS, D),
        "recognition": ones,
        "temporary_share": full(0.0, 1, N_CHANNELS, D),
        "settle_rate": full(0.0, 1, D),
        "recognise_rate": full(0.0, 1, D),
        "leave_abroad": full(0.0, 1, 3, D),
        "onward_share": full(0.0, 1, D),
        "background_mix": full(0.5, 1, 2, 2),
        "mortality_factor": one,
        "retirement_home": full(0.0, 1, 2, 2, Y, 8),
        "retirement_abroad": full(0.0, 1, 2, Y, 3, D),
        "beta_post": full(0.0, Y),
        "beta_go": full(0.0, Y),
        "pay_response": full(1.0, 2),
        "condition_response": full(0.0, 9, 2),
        "post_weights": full(1.0, 1, 2, 8) / 8,
        "rationing0": full(1.0, 1, 6),
        "reconsider_share": full(0.0, Y, 8),
        "hiring_lag": full(0.0, 1, 6),
        "foreign_post_shares": posts,
        "vacancy0": full(0.0, 1, 6),
        "public_post_shares": np.concatenate([full(1.0, 1, 3) / 3, full(0.0, 1, 3)], axis=1),
        "applicants0": full(MANY, 1, 2),
        "applicant_mix": full(0.25, 1, 2, 2),
        "pass_share0": full(1.0, 1, 2),
        "teachers_per_worker": one,
        "teacher_slack": one,
        "teacher_adjust": full(0.0),
        "expected_income0": full(1e4, 1),
        "income_home": full(1e4, 1),
        "income_reserve": full(1e3, 1),
        "seat_horizon_years": full(10.0),
        "own_completion": full(1.0, 1),
        "dest_vacancy0": full(0.05, 1, D),
        "dest_completion": ones,
        "savings_classes": full(1.0, 3),
        "amortise_years": one,
        "private_pay_ratio": one,
        "dual_place": full(1.0, 3),
        "upgraded_rural_odds": one,
        "foreign0": full(0.0, 1),
    }
    scalars = (
        "beta_income_abroad beta_network beta_vacancy beta_recognition beta_visa demand_wage deskilled_with_job theta_return "
        "beta_work ln_or_rural_training rural_training0 expectation_speed oncost vacancy_money_share fungibility_share "
        "private_wage_adjust wage_adjust wage_return spill_share seat_response seat_growth_max resit_pass_share dilution "
        "quality_response applicants_elasticity seat_adjust women_pay_gap dual_slope dual_hours_lost dual_monitoring claims_weight "
        "resentment_weight claims_follow ladder_completion return_skill_gain fund_interest"
    )
    return Constants(**(given | dict.fromkeys(scalars.split(), zero)))


def channels(D: int, shares: list[float]) -> np.ndarray:
    """The same channel shares at every destination."""
    return np.array(shares)[None, :, None, None] * full(1.0, 1, 1, D)


def still_paths(T: int, D: int, Y: int) -> Paths:
    """T years in which posts and demand are plentiful, seats are none and nobody dies."""
    return Paths(
        mortality_home=full(0.0, T, 1, 2, 2, Y, 8),
        mortality_abroad=full(0.0, T, 1, 2, Y, 3, D),
        applicants_index=full(1.0, T, 1),
        seats=full(0.0, T, 1, 2),
        posts=full(MANY, T, 1, 6),
        posts_new=full(0.0, T, 1, 6),
        pay=full(1.0, T),
        public_pay_usd=full(1e4, T, 1),
        pay_index=full(1.0, T),
        fine_index=full(1.0, T),
        pay_abroad=full(1.0, T, 1, D),
        demand=full(MANY, T, 1),
        demand_abroad=full(MANY, T, 1, D),
    )


def still_state(D: int, stages: int, Y: int) -> State:
    """Nobody anywhere, all vacancies as usual, all prices on their path."""
    zero = full(0.0, 1)
    return State(
        home=full(0.0, 1, 2, 2, Y, 8),
        abroad=full(0.0, 1, 2, Y, 3, D),
        stays=full(0.0, 1, 2, 2, Y, 1, 1),
        students=full(0.0, 1, 2, 2, 2, stages),
        resit=full(0.0, 1, 2, 2, 2),
        bonded=full(0.0, 1, 2, 10, 3),
        rural_trained=full(0.0, 1, Y),
        privately_trained=full(0.0, 1, 5),
        returned=zero,
        lever_trained=zero,
        lever_students=full(0.0, 1, 2, stages),
        seats=full(0.0, 1, 2),
        lever_seats=full(0.0, 1, 2),
        teaching=full(1.0, 1),
        building=full(0.0, 1, 2, BUILD_YEARS),
        ln_seats=full(0.0, 1, 2, QUALITY_HISTORY),
        rationing=full(1.0, 1, 6),
        vacancy=full(0.0, 1, 6),
        vacancy_abroad=full(0.05, 1, D),
        ln_wage_abroad=full(0.0, 1, D),
        ln_wage=zero,
        ln_wage_private=zero,
        others_abroad=full(1e5, 1, D),
        seats_abroad=full(0.0, 1, D),
        students_abroad=full(0.0, 1, stages, D),
        foreign=zero,
        expected_abroad=zero,
        inclusive=full(0.0, 1, D),
        shares=full(1.0, 1, D) / D,
        bridging=full(0.0, 1, 2, 2, Y, 0),
        obliged=full(0.0, 1, 2, 10),
        missions=full(0.0, 0, 6, 1),
        fund=full(0.0),
        past_rises=full(0.0, 1, 2),
        retired_abroad=full(0.0, 1, D),
        lever_students_abroad=full(0.0, 1, 0, D),
    )


def with_graduates(world: World, persons: float, stages: int = 1) -> World:
    """A public school whose every stage holds the same number, with seats to go on so."""
    students, seats = np.zeros_like(world.state.students), np.zeros_like(world.state.seats)
    students[:, :, :, 0, :] = persons / 4
    seats[:, 0] = persons
    path = np.broadcast_to(seats, (len(world.paths.seats), *seats.shape)).copy()
    return world._replace(
        state=world.state._replace(students=students, seats=seats), paths=world.paths._replace(seats=path)
    )
