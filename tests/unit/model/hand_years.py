"""One year of the slow twin, made by hand: small arrays in which nothing moves until a test says what."""

from __future__ import annotations

from typing import Any

import numpy as np

from braingain.model.containers import Constants, Dials, Options, Paths, State, Switches
from braingain.model.reference import unpack
from braingain.model.reference.unpack import Now

MANY = 1e6
AXES = {
    "sex": 2, "background": 2, "post": 8, "work": 6, "status": 3, "channel": 4, "owner": 2, "class": 3, "slot": 1,
    "condition": 9, "bond": 10, "private": 5, "build": 7, "back": 12, "one": 1, "place": 3, "idle": 2, "since": 6,
    "claim": 2, "programme": 1, "step": 1,
}  # fmt: skip


def quiet_year(
    cadres: int = 1, destinations: int = 1, durations: int = 12, stages: int = 1, missions: int = 0, left: int = 0,
    lever_stages: int = 0, **options: Any,
) -> Now:  # fmt: skip
    """Nobody is there and nothing responds; posts are plentiful, every weight of posts is the same."""
    size = AXES | {
        "cadre": cadres, "destination": destinations, "duration": durations, "stage": stages, "mission": missions,
        "left": left, "lever_stage": lever_stages,
    }  # fmt: skip
    ones = "theta_destination theta_channel pay_response mortality_factor pass_share0 teachers_per_worker recognition"
    ones += " teacher_slack rationing0 amortise_years savings_classes own_completion private_pay_ratio dual_slope"
    ones += " income_home expected_income0 seat_horizon_years dest_completion private_school_factor ladder_completion"
    ones += " upgraded_rural_odds vacancy_offset network_offset"
    constants = filled(Constants, dict.fromkeys(Constants._fields, "") | unpack.CONSTANT_AXES, size, ones)
    constants = constants._replace(
        post_weights=constants.post_weights + 1 / 8,
        destination_shares=constants.destination_shares + 1 / destinations,
        channel_shares=constants.channel_shares + np.array([0.0, 0.0, 1.0, 0.0])[:, None],
        background_mix=constants.background_mix + 0.5,
        applicant_mix=constants.applicant_mix + 0.25,
        public_post_shares=constants.public_post_shares + np.array([1, 1, 1, 0, 0, 0]) / 3,
        foreign_post_shares=constants.foreign_post_shares + 1 / 6,
        income_abroad=constants.income_abroad + 1e4,
    )
    path = filled(Paths, unpack.PATH_AXES, size, "applicants_index pay public_pay_usd pay_index fine_index pay_abroad")
    path = path._replace(posts=path.posts + MANY, demand=path.demand + MANY, demand_abroad=path.demand_abroad + MANY)
    lasting = dict.fromkeys(unpack.DIALS_WITHOUT_DRAW, "") | unpack.LASTING_DIAL_AXES
    dial = filled(Dials, lasting | unpack.DIAL_AXES, size, "admission_weight openness stay_compliance")
    dial = dial._replace(
        touched=np.zeros(destinations),
        payroll_oncost=np.zeros(1),
        stay_works=np.zeros(1),
        mission_from_here=np.zeros(missions),
        cap=np.full_like(dial.cap, np.inf),
        reentry_places=np.full_like(dial.reentry_places, np.inf),
    )
    state = filled(State, unpack.STATE_AXES, size, "rationing teaching")._replace(
        shares=constants.destination_shares.copy()
    )
    every_year = Paths(*(series[None] for series in path))
    given = Options(**{"programme_years": (stages,) * cadres, **options})
    return Now(0, constants, path, every_year, dial, given, Switches(), state, size)


def filled(record: Any, axes: dict[str, str], size: dict[str, int], ones: str) -> Any:
    """A record of zeros of the sizes of its axes, and of ones where named."""
    values = {name: np.zeros([size[axis] for axis in axes[name].split()]) for name in record._fields}
    return record(**{name: array + (1.0 if name in ones.split() else 0.0) for name, array in values.items()})


def with_parts(now: Now, **parts: dict[str, Any]) -> Now:
    """The year with some arrays of its records (c, path, dial, s, switch, option) replaced; a number fills the array."""
    changed = dict(now.__dict__)
    for part, values in parts.items():
        record = changed[part]
        for name, value in values.items():
            old = getattr(record, name)
            whole = isinstance(old, np.ndarray)
            array = np.broadcast_to(np.asarray(value, float), old.shape).copy() if whole else value
            record = record._replace(**{name: array})
        changed[part] = record
    if "path" in parts:
        changed["paths"] = Paths(*(series[None] for series in changed["path"]))
    return Now(**changed)


def placed(array: np.ndarray, cell: tuple[Any, ...], value: float) -> np.ndarray:
    """Zeros of the same shape with a value in a cell."""
    result = np.zeros_like(array)
    result[cell] = value
    return result
