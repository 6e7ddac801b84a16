"""Cards for tests of moves that no card of the catalogue has: names, doses and cost forms as a user would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from settings import START, YEARS, estimates, setting

from braingain.analysis.runs import simulate, with_options
from braingain.model.containers import Dials, Yearly
from braingain.policy.apply import apply, touch, touched_destinations
from braingain.policy.levers import Lever
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import Structure, options_for, structure_of

POLICY, HORIZON = START + 2, START + YEARS - 1
ROW = POLICY - START


def card(
    moves: Sequence[str],
    amplitudes: Mapping[str, float],
    doses: Mapping[str, float] | None = None,
    options: Mapping[str, str] | None = None,
    **fields: Any,
) -> Lever:
    """A card with these moves; its doses are unbounded but for the sign, options a choice of the name and ``other``."""
    given = {
        "id": "test_card",
        "title": "A lever of a test",
        "text": "A lever of a test.",
        "family": "origin",
        "aim": "push",
        "aim_outcome": "workers",
        "actor": "a test",
        "scope": "named country",
        "class": "H",
        "moves": tuple(moves),
        "cost_form": "none",
        "payer": {"origin_budget": 1.0},
        "cadres": ("doctor", "nurse"),
        "delay_years": 0,
        "ramp_years": 1,
        "doses": [_dose(name, True, value) for name, value in amplitudes.items()]
        + [_dose(name, False, value) for name, value in (doses or {}).items()],
        "options": [
            {"name": name, "default": value, "choices": (value, "other")} for name, value in (options or {}).items()
        ],
        "evidence": {"grade": "assumed"},
        "sex_channel": "",
        "rights_note": "",
        "source": "a test",
    }
    return Lever.model_validate(given | fields)


def _dose(name: str, amplitude: bool, value: float) -> dict[str, Any]:
    return {"name": name, "amplitude": amplitude, "default": value, "low": -1e9, "high": 1e9, "unit": "as the dose"}


def part_of(one: Lever, world: Setting, **use: Any) -> Part:
    """The card in use from ``POLICY`` on, with what a scenario may say of it."""
    (found,) = resolve([LeverUse(one.id, use.pop("start", POLICY), **use)], {one.id: one}, world, HORIZON)
    return found


def zero(one: Lever) -> dict[str, float]:
    """Every amplitude at nought."""
    return {dose.name: 0.0 for dose in one.doses if dose.amplitude}


def still(shape: int = 1) -> Setting:
    """A random country in which no mechanism runs that only levers use, and nobody is in one."""
    world = setting(shape)
    state = world.world.state
    empty = {name: np.zeros(np.shape(getattr(state, name))) for name in ("bridging", "missions", "obliged", "fund")}
    empty |= {"lever_students_abroad": np.zeros(np.shape(state.lever_students_abroad))}
    emptied = replace(world, world=world.world._replace(state=state._replace(**empty)))
    options = world.world.options._replace(
        bridge_years=0, service=False, tracks=False, missions=0, fund=False, destination_seats=False, caps=False
    )
    return with_options(emptied, options)


def in_room(world: Setting, room: Structure) -> Setting:
    """The country with the mechanisms that a run's packages ask for."""
    return with_options(world, options_for(room, world.world.options))


def made(parts: Sequence[Part], world: Setting, **values: np.ndarray) -> Dials:
    """The dials of parts in a country of their own room."""
    return apply(parts, estimates() | values, in_room(world, structure_of([parts], world)))


def pair(parts: Sequence[Part], world: Setting, **switches: float) -> tuple[Yearly, Yearly, Setting, Dials]:
    """Package and baseline of the same room, markets and switches, with the setting and the package's dials."""
    room = structure_of([parts], world)
    here = in_room(world, room)
    if switches:
        here = replace(here, world=here.world._replace(switches=here.world.switches._replace(**switches)))
    markets = touched_destinations(parts, here)
    values = estimates()
    dials = touch(apply(parts, values, here, room), markets, here)
    before = simulate(here, touch(apply((), values, here, room), markets, here))
    return simulate(here, dials), before, here, dials
