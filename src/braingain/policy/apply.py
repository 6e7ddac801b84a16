"""The only way in which a policy reaches the model: parts of a package in, dials out."""

from __future__ import annotations

from collections.abc import Sequence

from braingain.model.containers import Dials
from braingain.policy import (
    channels,
    compensation,
    destinations,
    entry,
    fund,
    missions,
    moves,
    service,
    stays,
    training,
    visas,
    work,
)
from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import Structure, structure_of


def posts(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Money and posts: those of ``moves.posts``, and those that compensation is earmarked for (2.28c, 2.29c)."""
    moves.posts(draft, part, parameters, setting)
    if "earmark_share" in part.doses:
        compensation.earmarked_posts(draft, part, parameters, setting)


MOVES: dict[str, moves.Move] = {
    "seats": moves.seats,
    "seats_private": training.seats_private,
    "seats_destination": training.seats_destination,
    "qa": moves.qa,
    "teachers": training.teachers,
    "quota": moves.quota,
    "rural_training": training.rural_training,
    "ladder": training.ladder,
    "recognition": destinations.recognition,
    "pay": moves.pay,
    "pay_out": work.pay_out,
    "pay_abroad": destinations.pay_abroad,
    "pay_gap": work.pay_gap,
    "supplement": moves.supplement,
    "benefit": work.benefit,
    **work.CONDITION_MOVES,
    "dual": work.dual,
    "posts": posts,
    "obligation": service.obligation,
    "exit": service.exit_,
    "channel": channels.channel,
    "cap": destinations.cap,
    "visa": visas.visa,
    "entry_cost": entry.entry_cost,
    "hiring_cost": entry.hiring_cost,
    "bond": moves.bond,
    "hold": service.hold,
    "stay": stays.stay,
    "return": moves.return_programme,
    "mission": missions.mission,
    "fund": fund.fund,
    "task": moves.task,
    "reentry": work.reentry,
    "private_posts": missions.private_posts,
}
# Moves that act on the labour market of the destinations named: it runs in the package and in its baseline (2.27).
MARKET_MOVES = {"channel", "hiring_cost", "cap", "visa", "seats_destination", "pay_abroad"}


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
    moves.graduates_posts(draft, acting, world)
    channels.shared_norms(draft, acting, parameters, world)
    channels.agreements(draft, acting, parameters, world)
    destinations.legal_places(draft, acting, parameters, world)
    visas.felt_as_time_goes(draft, parameters)
    return draft.dials()


def touch(dials: Dials, places: Sequence[str], world: Setting) -> Dials:
    """The same dials with the labour market of these destinations running, for the baseline beside a lever (docs/model.md 2.27)."""
    touched = dials.touched.copy()
    touched[world.destination_indices(places)] = 1.0
    return dials._replace(touched=touched)


def touched_destinations(change: Sequence[Part], world: Setting) -> tuple[str, ...]:
    """Destinations on whose labour market a package acts, whatever its doses: its baseline runs them too."""
    acts = {name for part in change if acts_on_markets(part) for name in part.destinations}
    return tuple(name for name in world.destinations if name in acts)


def acts_on_markets(part: Part) -> bool:
    """Whether a part acts on the labour market of the destinations that it names."""
    abroad = "reentry" in part.card.moves and work.at_destination(part)
    return abroad or bool(MARKET_MOVES & set(part.card.moves))
