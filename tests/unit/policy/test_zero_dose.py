"""T17 of docs/model.md 2.17: every lever at amplitude nought is no policy, also where nothing is cut short.

A part whose amplitudes are nought is left out by ``apply``. Here the moves are made all the same, so that the result is
that of the levers and not of leaving them out.
"""

from __future__ import annotations

import numpy as np
import pytest
from settings import START, cadres_for, estimates, setting
from test_apply import CARDS, HORIZON, POLICY, parts_of

from braingain.analysis.runs import simulate, with_options
from braingain.model.containers import Dials, Yearly
from braingain.policy.apply import MOVES, apply, touch, touched_destinations
from braingain.policy.draft import Draft
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import options_for, structure_of

SHAPES = (1, 2)  # posts by budget, posts by demand
SOLVER = 1e-9
RESIDUALS = ("conservation", "solver")
# What comes in whole: years of a bond and of service, a step of pay with any wider scope, a cap on the inflow of the start.
WHOLE = {
    "bonding": {"bond_years": 5.0, "fine_pay_multiple": 1e-9},
    "compulsory_service": {"service_years": 2.0, "enforcement_effort_share": 1e-9, "licence_withheld": 1e-9},
    "task_shifting": {"pay_step_share": 1e-9},
    "visa_cap": {"inflow_cut_share": 0.0},
}
OF_BONDS = (
    "bonded",
    "bonded_leavers",
    "bonded_young_leavers",
    "fine_real",
    "obliged",
    "held_leavers",
)  # counted, not moved


def moved(parts: tuple[Part, ...], values: dict[str, np.ndarray], world: Setting) -> Dials:
    """The dials after every move of every part, whatever its doses."""
    draft = Draft(world, structure_of([parts], world))
    for part in parts:
        for move in part.card.moves:
            MOVES[move](draft, part, values, world)
    return draft.dials()


def years(world: Setting, dials: Dials, parts: tuple[Part, ...]) -> Yearly:
    room = with_options(world, options_for(structure_of([parts], world), world.world.options))
    return simulate(room, touch(dials, touched_destinations(parts, world), world))


def apart(one: Yearly, other: Yearly) -> dict[str, float]:
    """Largest difference of each field over its largest value."""
    return {
        name: float(np.max(np.abs(a - b), initial=0.0) / max(1.0, np.max(np.abs(b), initial=0.0)))
        for name, a, b in zip(Yearly._fields, one, other, strict=True)
    }


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("id", sorted(CARDS))
def test_moves_of_nought_are_no_policy(id: str, shape: int) -> None:
    world, values = setting(shape), estimates()
    parts = parts_of(id, world, zero=True)
    assert all(part.is_zero for part in parts)
    dials, none = moved(parts, values, world), apply((), values, world, structure_of([parts], world))
    run, baseline = years(world, dials, parts), years(world, none, parts)
    found = {name: value for name, value in apart(run, baseline).items() if name not in RESIDUALS}
    if id == "bonding":  # bonded people of no years are cells of their own: the solver's residual
        assert max(found.values()) <= SOLVER
        return
    assert set(found.values()) == {0.0}


@pytest.mark.parametrize("id", sorted(CARDS))
def test_an_amplitude_next_to_nought_does_next_to_nothing(id: str) -> None:
    """No jump at nought, but where ``WHOLE`` says."""
    world, values = setting(1), estimates()
    tiny = {dose.name: 1e-9 for dose in CARDS[id].doses if dose.amplitude} | WHOLE.get(id, {})
    parts = parts_of(id, world, **tiny)
    assert not any(part.is_zero for part in parts)
    room = structure_of([parts], world)
    run = years(world, apply(parts, values, world, room), parts)
    baseline = years(world, apply((), values, world, room), parts)
    people = {name: value for name, value in apart(run, baseline).items() if name not in (*RESIDUALS, *OF_BONDS)}
    assert max(people.values()) < 1e-6
    assert id == "bonding" or max(people.values()) > 0.0, "nothing was moved at all"


@pytest.mark.parametrize("id", sorted(CARDS))
def test_the_same_moves_at_the_card_s_doses_do_something(id: str) -> None:
    """Else the tests above would hold of moves that do nothing."""
    world, values = setting(1), estimates()
    doses = {"fee_usd": 1000.0} if id == "visa_cap" else {}  # its cap is made of all levers together, not by a move
    doses = {"pooled_fund_usd_per_year": 1e7} if id == "multilateral_alliance" else doses  # a secretariat moves nobody
    if id == "who_code":
        return  # a voluntary norm is made of all codes together, not by a move: test_apply asks for what it does
    parts = resolve([LeverUse(id, POLICY, doses=doses, cadres=cadres_for(CARDS[id]))], CARDS, world, HORIZON)
    baseline = years(world, apply((), values, world, structure_of([parts], world)), parts)
    assert max(apart(years(world, moved(parts, values, world), parts), baseline).values()) > 1e-4
    assert POLICY > START
