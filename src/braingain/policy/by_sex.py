"""Which levers can be for women or men alone, and for posts of some places: their dials have such an axis."""

from __future__ import annotations

from braingain.foundation.vocabulary import CONDITIONS
from braingain.policy.levers import Lever, load_levers

# Moves whose dials have a sex axis, or that follow one: a withheld licence is that of those who owe service.
MOVES_BY_SEX = frozenset({"obligation", "hold", "reentry", "quota", *(f"condition.{name}" for name in CONDITIONS)})
MOVES_BY_PLACE = frozenset({"supplement", "pay", "pay_gap", "benefit"})  # and conditions


def acts_by_sex(card: Lever) -> bool:
    """Whether every move of a card, or of all cards that it is made of, can be for one sex.

    A quota of rural applicants is kept within each sex; one that moves women's share is of both.
    """
    cards = load_levers()
    parts = [cards[entry.id] for entry in card.made_of] or [card]
    return all(bool(part.moves) and set(part.moves) <= MOVES_BY_SEX and not _of_both(part) for part in parts)


def levers_by_sex() -> str:
    """What a user can do who wants a lever for women or men alone."""
    names = [name for name, card in load_levers().items() if acts_by_sex(card)]
    if names:
        return f"leave sexes out, or take one of {', '.join(names)}"
    moves = ", ".join(sorted(MOVES_BY_SEX))
    return f"leave sexes out; only cards whose moves are all among {moves} can, and none of the catalogue is one"


def acts_by_place(move: str) -> bool:
    """Whether a move acts on posts of the places that a scenario names."""
    return move in MOVES_BY_PLACE or move.startswith("condition.")


def _of_both(card: Lever) -> bool:
    return any(dose.name == "admission_female_share_add" for dose in card.doses)
