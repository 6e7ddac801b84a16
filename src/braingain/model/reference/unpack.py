"""From the containers with a draw axis of length 1 to plain full-size arrays without it, and back.

The twin reads like the text when all symbols of a year are at hand in one record, :class:`Now`; this is why its
functions take that record where the fast model takes named arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from braingain.model.containers import (
    BOND_DURATIONS,
    BUILD_YEARS,
    CLAIM_YEARS,
    MISSION_STEPS,
    N_BACKGROUNDS,
    N_CHANNELS,
    N_CLASSES,
    N_OWNERS,
    N_PLACES,
    N_POSTS,
    N_SEXES,
    N_STATUSES,
    N_WORK,
    QUALITY_HISTORY,
    Constants,
    Dials,
    Options,
    Paths,
    State,
    Switches,
    World,
    Yearly,
)

Record = TypeVar("Record", Constants, Paths, Dials, State)

_HOME = "cadre sex background duration post"
_ABROAD = "cadre sex duration status destination"
_CHOICE = "cadre channel destination"
_SEATS = "cadre owner"
_POSTS = "cadre work"
_DEST = "cadre destination"
_MIX = "cadre sex background"

CONSTANT_AXES = {
    "leave_hazard": _HOME,
    "entrant_hazard": "cadre sex background duration one",
    "destination_shares": _DEST,
    "channel_shares": _CHOICE,
    "network0": _DEST,
    "income_abroad": _DEST,
    "tax_abroad": _DEST,
    "entry_cost": _CHOICE,
    "recognition": _DEST,
    "temporary_share": _CHOICE,
    "settle_rate": _DEST,
    "recognise_rate": _DEST,
    "leave_abroad": "cadre status destination",
    "onward_share": _DEST,
    "background_mix": _MIX,
    "retirement_home": _HOME,
    "retirement_abroad": _ABROAD,
    "beta_post": "duration",
    "beta_go": "duration",
    "pay_response": "sex",
    "condition_response": "condition sex",
    "post_weights": "cadre background post",
    "rationing0": _POSTS,
    "reconsider_share": "duration post",
    "hiring_lag": _POSTS,
    "foreign_post_shares": _POSTS,
    "vacancy0": _POSTS,
    "public_post_shares": _POSTS,
    "applicants0": _SEATS,
    "applicant_mix": _MIX,
    "pass_share0": _SEATS,
    "savings_classes": "class",
    "dual_place": "place",
} | dict.fromkeys(
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
    "cadre",
)
CONSTANT_AXES |= dict.fromkeys((name for name in Constants._fields if name.startswith("dest_")), _DEST)

PATH_AXES = {
    "mortality_home": _HOME,
    "mortality_abroad": _ABROAD,
    "applicants_index": "cadre",
    "seats": _SEATS,
    "posts": _POSTS,
    "posts_new": _POSTS,
    "pay": "",
    "public_pay_usd": "cadre",
    "pay_index": "",
    "fine_index": "",
    "pay_abroad": _DEST,
    "demand": "cadre",
    "demand_abroad": _DEST,
}
DIAL_AXES = {
    "pay_raise": _POSTS,
    "supplement": _POSTS,
    "payroll_rise": "slot " + _POSTS,
    "payroll_origin_share": "slot",
    "payroll_new_money": "slot",
    "payroll_aid_share": "slot",
    "posts_added": _POSTS,
    "posts_funded_share": "cadre",
    "posts_aid_share": "cadre",
    "seats_ordered": "cadre owner build",
    "quality": _SEATS,
    "visiting_teachers": "cadre",
    "admission_weight": _MIX,
    "rural_training": "cadre",
    "openness": _CHOICE,
    "legal_shift": _DEST,
    "entry_cost": _CHOICE,
    "hire_cost_share": _CHOICE,
    "recognition": _DEST,
    "cap": _DEST,
    "bond_cover": "cadre",
    "stay_rate": "programme cadre",
    "offer_share": "cadre",
    "return_multiplier": "cadre",
    "conditions": "condition cadre sex work",
    "benefit": _POSTS,
    "pay_gap_closed": _POSTS,
    "service_cover": "cadre sex",
    "reentry": "cadre sex idle",
    "mission_starts": "mission cadre",
    "fund_flat": "",
}
DIAL_AXES |= dict.fromkeys(
    (
        "ladder_share",
        "ladder_seats_share",
        "pay_out",
        "dual_hours",
        "dual_monitoring",
        "return_premium",
        "return_grant",
        "reentry_places",
    ),
    "cadre",
)
DIAL_AXES |= dict.fromkeys(
    ("visa", "track_places", "pay_abroad_raise", "reentry_abroad", "seats_abroad", "fund_per_recruit"), _DEST
)
LASTING_DIAL_AXES = {
    "bond_years": "cadre",
    "bond_fine": "cadre",
    "bond_indexed": "cadre",
    "bond_enforcement": "cadre",
    "stay_compliance": "programme",
    "return_effect_max": "",
    "mission_length_years": "mission",
    "mission_productivity": "mission",
    "mission_fills": "mission",
    "mission_local_staff": "mission cadre",
    "mission_local_premium": "mission",
    "fund_posts_share": "",
    "fund_absorption": "",
}
LASTING_DIAL_AXES |= dict.fromkeys(
    (
        "ladder_service_years",
        "ladder_study_share",
        "service_years",
        "service_weight",
        "licence_hold",
        "fund_seat_cost",
        "fund_mix",
    ),
    "cadre",
)
DIALS_WITHOUT_DRAW = ("touched", "payroll_oncost", "stay_works", "mission_from_here")
STATE_AXES = {
    "home": _HOME,
    "abroad": _ABROAD,
    "stays": "cadre sex background duration programme step",
    "students": "cadre sex background owner stage",
    "resit": "cadre sex background owner",
    "bonded": "cadre sex bond class",
    "rural_trained": "cadre duration",
    "privately_trained": "cadre private",
    "lever_students": "cadre owner stage",
    "seats": _SEATS,
    "lever_seats": _SEATS,
    "building": "cadre owner build",
    "ln_seats": "cadre owner back",
    "rationing": _POSTS,
    "vacancy": _POSTS,
    "vacancy_abroad": _DEST,
    "ln_wage_abroad": _DEST,
    "others_abroad": _DEST,
    "seats_abroad": _DEST,
    "students_abroad": "cadre stage destination",
    "inclusive": _DEST,
    "shares": _DEST,
    "bridging": "cadre sex background duration left",
    "obliged": "cadre sex bond",
    "missions": "mission since cadre",
    "fund": "",
    "past_rises": "cadre claim",
    "retired_abroad": _DEST,
    "lever_students_abroad": "cadre lever_stage destination",
} | dict.fromkeys(
    ("returned", "lever_trained", "teaching", "ln_wage", "ln_wage_private", "foreign", "expected_abroad"),
    "cadre",
)


@dataclass(frozen=True)
class Now:
    """All that the equations of one year read; arrays without draw axis, yearly ones already those of the year."""

    t: int
    c: Constants
    path: Paths
    paths: Paths
    dial: Dials
    option: Options
    switch: Switches
    s: State  # on 1 January
    size: dict[str, int]

    def over(self, axes: str) -> list[range]:
        """Ranges of the named axes, to loop over with ``itertools.product``."""
        return [range(self.size[axis]) for axis in axes.split()]

    def zeros(self, axes: str) -> np.ndarray:
        """An empty array of the named axes."""
        return np.zeros([self.size[axis] for axis in axes.split()])


def axis_sizes(world: World, dials: Dials) -> dict[str, int]:
    """Length of each axis, read from the stocks and from the dials that never broadcast."""
    cadres, _, _, durations, _, _ = np.shape(world.state.home)
    return {
        "cadre": cadres,
        "sex": N_SEXES,
        "background": N_BACKGROUNDS,
        "duration": durations,
        "post": N_POSTS,
        "work": N_WORK,
        "status": N_STATUSES,
        "channel": N_CHANNELS,
        "owner": N_OWNERS,
        "class": N_CLASSES,
        "destination": np.shape(world.state.abroad)[4],
        "stage": np.shape(world.state.students)[4],
        "programme": np.shape(world.state.stays)[4],
        "step": np.shape(world.state.stays)[5],
        "slot": np.shape(dials.payroll_rise)[1],
        "condition": np.shape(dials.conditions)[1],
        "bond": BOND_DURATIONS,
        "private": np.shape(world.state.privately_trained)[1],
        "build": BUILD_YEARS,
        "back": QUALITY_HISTORY,
        "one": 1,
        "place": N_PLACES,
        "idle": 2,
        "left": np.shape(world.state.bridging)[4],
        "mission": np.shape(dials.mission_starts)[1],
        "since": MISSION_STEPS,
        "claim": CLAIM_YEARS,
        "lever_stage": np.shape(world.state.lever_students_abroad)[1],
    }


def one_draw(record: Record, layout: dict[str, str], size: dict[str, int], years: int | None = None) -> Record:
    """The named arrays of a record at full size, without their draw axis (a leading year axis where there is one)."""
    lead: list[int] = [] if years is None else [years]
    plain: dict[str, np.ndarray] = {}
    for name, axes in layout.items():
        array = np.asarray(getattr(record, name), dtype=np.float64)
        plain[name] = np.array(np.broadcast_to(array, full_shape(lead, axes, size))[..., 0])
    return record._replace(**plain)


def full_shape(lead: list[int], axes: str, size: dict[str, int]) -> list[int]:
    """Lengths of the leading axes, the named ones and one draw."""
    return [*lead, *[size[axis] for axis in axes.split()], 1]


def unpack(world: World, dials: Dials) -> tuple[Constants, Paths, Dials, State, Switches, dict[str, int]]:
    """The world and the dials as the loops read them."""
    size = axis_sizes(world, dials)
    years = np.shape(world.paths.posts)[0]
    layout = dict.fromkeys(Constants._fields, "") | CONSTANT_AXES
    foreign0 = world.state.foreign if world.constants.foreign0 is None else world.constants.foreign0
    constants = one_draw(world.constants._replace(foreign0=foreign0), layout, size)
    paths = one_draw(world.paths, PATH_AXES, size, years)
    plain = one_draw(one_draw(dials, DIAL_AXES, size, years), LASTING_DIAL_AXES, size)
    for name in DIALS_WITHOUT_DRAW:
        plain = plain._replace(**{name: np.asarray(getattr(dials, name), dtype=np.float64)})
    state = one_draw(world.state, STATE_AXES, size)
    switches = Switches(*(float(np.asarray(value).reshape(-1)[0]) for value in world.switches))
    return constants, paths, plain, state, switches, size


def of_year(paths: Paths, dials: Dials, t: int) -> tuple[Paths, Dials]:
    """The rows of year t of all yearly series; pay abroad with what levers add, wherever it stands (2.27)."""
    path = Paths(*(series[t] for series in paths))
    dial = dials._replace(**{name: getattr(dials, name)[t] for name in DIAL_AXES})
    return path._replace(pay_abroad=path.pay_abroad * (1.0 + dial.pay_abroad_raise)), dial


def with_draw(state: State) -> State:
    """The state with a draw axis of length 1 again."""
    return State(*(np.asarray(array, dtype=np.float64)[..., None] for array in state))


def stacked(years: Sequence[Yearly]) -> Yearly:
    """Years on a leading axis, draws of length 1 on the last."""
    columns: list[Any] = []
    for name in Yearly._fields:
        columns.append(np.array([getattr(year, name) for year in years], dtype=np.float64)[..., None])
    return Yearly(*columns)
