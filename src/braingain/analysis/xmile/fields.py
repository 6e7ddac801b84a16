"""Every field of the model's records and where it goes in the file: a field that is not named here is refused.

Layouts name the dimensions of a field, the draw left out. ``Work`` are the six posts that are work and go into ``Post``
(eight), as do ``Place`` (the three public ones) and ``Outside`` (reserve and other sectors, the last two); ``Bonded``
(ten) and ``Young`` (five) are durations and go into ``Duration``: what is beside is filled with 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.model.containers import Constants, Dials, Options, Paths, State, Switches, World

HOME = "Cadre Sex Background Duration Post"
ABROAD = "Cadre Sex Duration Status Destination"
CHOICE = "Cadre Channel Destination"
SEATS = "Cadre Owner"
WORK = "Cadre Work"
DEST = "Cadre Destination"
MISSION = "Mission Cadre"
MIX = "Cadre Sex Background"

CONSTANTS: dict[str, str] = {
    **dict.fromkeys(
        (
            "private_school_factor",
            "theta_destination",
            "theta_channel",
            "beta_income_abroad",
            "beta_network",
            "beta_vacancy",
            "beta_recognition",
            "beta_visa",
            "vacancy_offset",
            "network_offset",
            "demand_wage",
            "deskilled_with_job",
            "theta_return",
            "mortality_factor",
            "beta_work",
            "ln_or_rural_training",
            "rural_training0",
            "expectation_speed",
            "oncost",
            "vacancy_money_share",
            "fungibility_share",
            "private_wage_adjust",
            "wage_adjust",
            "wage_return",
            "spill_share",
            "seat_response",
            "seat_growth_max",
            "resit_pass_share",
            "dilution",
            "quality_response",
            "teacher_slack",
            "teacher_adjust",
            "teachers_per_worker",
            "applicants_elasticity",
            "seat_adjust",
            "seat_horizon_years",
            "amortise_years",
            "women_pay_gap",
            "private_pay_ratio",
            "dual_slope",
            "dual_hours_lost",
            "dual_monitoring",
            "claims_weight",
            "resentment_weight",
            "claims_follow",
            "ladder_completion",
            "upgraded_rural_odds",
            "return_skill_gain",
            "fund_interest",
        ),
        "",
    ),
    **dict.fromkeys(
        (
            "vacancy_money0",
            "private_vacancy0",
            "vacancy_normal",
            "drop_out",
            "teachers0",
            "seats0",
            "income_home",
            "income_reserve",
            "expected_income0",
            "own_demand_growth",
            "own_net_exit",
            "own_completion",
            "own_seat_target_gap",
            "foreign_growth",
            "foreign_exit",
            "foreign0",
            "dual_most",
        ),
        "Cadre",
    ),
    **dict.fromkeys(
        (
            "destination_shares",
            "network0",
            "income_abroad",
            "tax_abroad",
            "recognition",
            "settle_rate",
            "recognise_rate",
            "onward_share",
            "dest_exit",
            "dest_inflow0",
            "dest_growth",
            "dest_vacancy0",
            "dest_net_exit",
            "dest_seat_target_gap",
            "dest_completion",
            "dest_drop_out",
        ),
        DEST,
    ),
    **dict.fromkeys(("channel_shares", "entry_cost", "temporary_share"), CHOICE),
    **dict.fromkeys(("rationing0", "hiring_lag", "foreign_post_shares", "vacancy0", "public_post_shares"), WORK),
    **dict.fromkeys(("applicants0", "pass_share0"), SEATS),
    **dict.fromkeys(("background_mix", "applicant_mix"), MIX),
    **dict.fromkeys(("beta_post", "beta_go"), "Duration"),
    "leave_hazard": HOME,
    "entrant_hazard": "Cadre Sex Background Duration One",
    "leave_abroad": "Cadre Status Destination",
    "retirement_home": HOME,
    "retirement_abroad": ABROAD,
    "pay_response": "Sex",
    "condition_response": "Condition Sex",
    "post_weights": "Cadre Background Post",
    "reconsider_share": "Duration Post",
    "savings_classes": "SavingsClass",
    "dual_place": "Place",
}
PATHS: dict[str, str] = {
    "mortality_home": HOME,
    "mortality_abroad": ABROAD,
    "applicants_index": "Cadre",
    "seats": SEATS,
    "posts": WORK,
    "posts_new": WORK,
    "pay": "",
    "public_pay_usd": "Cadre",
    "pay_index": "",
    "fine_index": "",
    "pay_abroad": DEST,
    "demand": "Cadre",
    "demand_abroad": DEST,
}
DIALS: dict[str, str] = {
    "pay_raise": WORK,
    "supplement": WORK,
    "payroll_rise": f"Slot {WORK}",
    "payroll_origin_share": "Slot",
    "payroll_new_money": "Slot",
    "payroll_aid_share": "Slot",
    "posts_added": WORK,
    "posts_funded_share": "Cadre",
    "posts_aid_share": "Cadre",
    "seats_ordered": "Cadre Owner Building",
    "quality": SEATS,
    "visiting_teachers": "Cadre",
    "admission_weight": MIX,
    "rural_training": "Cadre",
    "openness": CHOICE,
    "legal_shift": DEST,
    "entry_cost": CHOICE,
    "hire_cost_share": CHOICE,
    "recognition": DEST,
    "cap": DEST,
    "bond_cover": "Cadre",
    "stay_rate": "Programme Cadre",
    "offer_share": "Cadre",
    "return_multiplier": "Cadre",
    "conditions": "Condition Cadre Sex Work",
    "benefit": WORK,
    "pay_gap_closed": WORK,
    "service_cover": "Cadre Sex",
    "reentry": "Cadre Sex Outside",
    "reentry_places": "Cadre",
    "mission_starts": MISSION,
    "fund_flat": "",
    **dict.fromkeys(
        (
            "ladder_share",
            "ladder_seats_share",
            "pay_out",
            "dual_hours",
            "dual_monitoring",
            "return_premium",
            "return_grant",
        ),
        "Cadre",
    ),
    **dict.fromkeys(
        ("visa", "track_places", "pay_abroad_raise", "reentry_abroad", "seats_abroad", "fund_per_recruit"), DEST
    ),
}
DIALS_OF_ALL_YEARS: dict[str, str] = {
    "bond_years": "Cadre",
    "bond_fine": "Cadre",
    "bond_indexed": "Cadre",
    "bond_enforcement": "Cadre",
    "stay_compliance": "Programme",
    "return_effect_max": "",
    **dict.fromkeys(
        (
            "ladder_service_years",
            "ladder_study_share",
            "service_years",
            "service_weight",
            "licence_hold",
            "fund_seat_cost",
            "fund_mix",
        ),
        "Cadre",
    ),
    **dict.fromkeys(
        ("mission_length_years", "mission_productivity", "mission_fills", "mission_local_premium"), "Mission"
    ),
    "mission_local_staff": MISSION,
    "fund_posts_share": "",
    "fund_absorption": "",
}
DIALS_WITHOUT_DRAW: dict[str, str] = {
    "touched": "Destination",
    "payroll_oncost": "Slot",
    "stay_works": "Programme",
    "mission_from_here": "Mission",
}
# dials that may be infinite: ``dial_..._is_set`` says where they are not
UNLIMITED = frozenset({"cap", "reentry_places"})
STATE: dict[str, str] = {
    **dict.fromkeys(
        ("returned", "lever_trained", "teaching", "ln_wage", "ln_wage_private", "foreign", "expected_abroad"),
        "Cadre",
    ),
    **dict.fromkeys(
        (
            "vacancy_abroad",
            "ln_wage_abroad",
            "others_abroad",
            "seats_abroad",
            "inclusive",
            "shares",
            "retired_abroad",
        ),
        DEST,
    ),
    **dict.fromkeys(("seats", "lever_seats"), SEATS),
    **dict.fromkeys(("rationing", "vacancy"), WORK),
    "home": HOME,
    "abroad": ABROAD,
    "stays": "Cadre Sex Background Duration Programme Step",
    "students": "Cadre Sex Background Owner Stage",
    "resit": "Cadre Sex Background Owner",
    "bonded": "Cadre Sex Bonded SavingsClass",
    "rural_trained": "Cadre Duration",
    "privately_trained": "Cadre Young",
    "lever_students": "Cadre Owner Stage",
    "building": "Cadre Owner Building",
    "ln_seats": "Cadre Owner YearsBack",
    "students_abroad": "Cadre Stage Destination",
    "lever_students_abroad": "Cadre Stage Destination",
    "bridging": "Cadre Sex Background Duration Course",
    "obliged": "Cadre Sex Bonded",
    "missions": "Mission Since Cadre",
    "fund": "",
    "past_rises": "Cadre ClaimBack",
}
OPTIONS = frozenset(
    {
        "demand_country",
        "caps",
        "bonds_bind_service",
        "programme_years",
        "stay_years",
        "stay_destination",
        "bridge_years",
        "ladder_next",
        "entry_ages",
        "service",
        "tracks",
        "missions",
        "fund",
        "fund_build_years",
        "destination_seats",
        "permanent_dilution",
    }
)
# numbers that no equation reads where the option is off: they are left out then
_LADDER = "ladder_share ladder_seats_share ladder_service_years ladder_study_share ladder_completion upgraded_rural_odds ladders"
_MISSION = "starts length_years productivity fills from_here local_staff local_premium"
_FUND = "interest per_recruit flat posts_share absorption seat_cost mix"
OF_OPTION: dict[str, frozenset[str]] = {
    "bridge_years": frozenset(_LADDER.split()),
    "service": frozenset({"service_cover", "service_years", "service_weight", "licence_hold"}),
    "tracks": frozenset({"track_places"}),
    "missions": frozenset(f"mission_{name}" for name in _MISSION.split()),
    "fund": frozenset(f"fund_{name}" for name in _FUND.split()),
}
SWITCHES = frozenset(
    {
        "substitution",
        "network",
        "onward_moves",
        "return_moves",
        "irregular",
        "bond_erosion",
        "budget_limit",
        "private_seats",
        "quality_dilution",
        "brain_gain",
        "destination_response",
        "workload_feedback",
        "queue",
        "teachers",
        "reconsider",
        "relative_pay",
        "dual_practice",
        "ladders",
    }
)
FILLED = {"Work": "Post", "Place": "Post", "Outside": "Post", "Bonded": "Duration", "Young": "Duration"}
FILLED_FROM = {"Outside": 6}  # where in the whole axis the field begins; else with its first element
FILLED_WITH_ONE = frozenset({"rationing", "rationing0"})  # the reserve and other sectors are open to all


def refuse_unknown(fields: Mapping[str, tuple[str, ...]] | None = None) -> None:
    """Refuse to write a file where the model has a dial, option, switch, number or stock that the file would lack.

    Parameters
    ----------
    fields : names of the fields by record; those of the model where nothing is given.

    Raises
    ------
    BraingainError
        With each field that no equation of the file reads.
    """
    carried: dict[str, Any] = {
        "Constants": CONSTANTS,
        "Paths": PATHS,
        "Dials": DIALS | DIALS_OF_ALL_YEARS | DIALS_WITHOUT_DRAW,
        "State": STATE,
        "Options": OPTIONS,
        "Switches": SWITCHES,
    }
    found = fields or {
        record.__name__: record._fields for record in (Constants, Paths, Dials, State, Options, Switches)
    }
    problems = [
        Problem(f"{record}.{name}", "the XMILE file does not carry it yet", "add its equations to analysis/xmile")
        for record, names in found.items()
        for name in names
        if name not in carried[record]
    ]
    if problems:
        raise BraingainError(problems)


def left_out(options: Options) -> frozenset[str]:
    """Constants, dials and switches that nothing reads under these options."""
    return frozenset().union(*(names for option, names in OF_OPTION.items() if not getattr(options, option)))


def stocks_of(state: State) -> list[str]:
    """Stocks and memories that a state has: bridging courses, missions and seats of levers abroad may have no room."""
    return [name for name in STATE if np.size(getattr(state, name))]


def without_draws(world: World, dials: Dials) -> None:
    """Refuse a world that still has several draws.

    Raises
    ------
    ValueError
        Where an array has more than one draw.
    """
    for record in (world.constants, world.paths, world.state, dials):
        for name, value in zip(record._fields, record, strict=True):
            if value is not None and name not in DIALS_WITHOUT_DRAW and np.shape(value)[-1] != 1:
                raise ValueError(f"{name} has {np.shape(value)[-1]} draws, the file holds one")
