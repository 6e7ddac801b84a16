"""The only way in which a policy reaches the model: parts of a package in, dials out."""

from __future__ import annotations

from collections.abc import Sequence

from braingain.model.containers import Dials
from braingain.policy import channels, moves, visas
from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import Structure, structure_of

MOVES: dict[str, moves.Move] = {
    "seats": moves.seats,
    "posts": moves.posts,
    "quota": moves.quota,
    "task": moves.task,
    "pay": moves.pay,
    "supplement": moves.supplement,
    "bond": moves.bond,
    "return": moves.return_programme,
    "stay": moves.stay,
    "qa": moves.qa,
    "channel": channels.channel,
    "entry_cost": channels.entry_cost,
    "hiring_cost": channels.hiring_cost,
    "visa": visas.visa,
}
MARKET_MOVES = {"channel", "hiring_cost"}  # which act on the labour market of a destination


def apply(change: Sequence[Part], parameters: Parameters, world: Setting, structure: Structure | None = None) -> Dials:
    """The dials of a package: every move of every part, weights multiplied and additions added (docs/model.md 3.0).

    A part whose amplitudes are all 0 moves nothing, so its dials are those of no policy to the last bit. ``structure``
    gives room for other packages of the same run.
    """
    draft = Draft(world, structure or structure_of([change], world))
    acting = [part for part in change if not part.is_zero]
    for part in acting:
        for move in part.card.moves:
            MOVES[move](draft, part, parameters, world)
    channels.shared_norms(draft, acting, parameters, world)
    visas.felt_as_time_goes(draft, parameters)
    return draft.dials()


def touch(dials: Dials, destinations: Sequence[str], world: Setting) -> Dials:
    """The same dials with the labour market of these destinations running, for the baseline beside a lever (docs/model.md 2.27)."""
    touched = dials.touched.copy()
    touched[world.destination_indices(destinations)] = 1.0
    return dials._replace(touched=touched)


def touched_destinations(change: Sequence[Part], world: Setting) -> tuple[str, ...]:
    """Destinations on whose labour market a package acts, whatever its doses: its baseline runs them too."""
    acts = {name for part in change if MARKET_MOVES & set(part.card.moves) for name in part.destinations}
    return tuple(name for name in world.destinations if name in acts)
