"""How far a scenario may narrow a lever: to women or men, to posts of some places, to destinations."""

from __future__ import annotations

from collections.abc import Sequence

from braingain.foundation.vocabulary import CONDITIONS, SEXES
from braingain.policy.levers import Lever, load_levers
from braingain.policy.parts import AT_DESTINATIONS

# Moves whose dials have a sex axis, or that follow one: a withheld licence is that of those who owe service, seats are
# given by admission, tasks are nobody's dial.
MOVES_BY_SEX = frozenset(
    {"obligation", "hold", "reentry", "quota", "seats", "task", *(f"condition.{name}" for name in CONDITIONS)}
)
OF_WOMEN = "pay_gap"  # closes women's pay gap, whoever the rest of the card is for
WHY = {  # of moves that cannot, by what they act on
    "pays posts, and a post is neither a woman's nor a man's": {
        "pay", "pay_out", "pay_abroad", "supplement", "benefit", "posts", "dual", "private_posts",
    },
    "acts on recruiters, borders or schools abroad, which treat women and men alike here": {
        "channel", "cap", "visa", "entry_cost", "hiring_cost", "exit", "recognition", "seats_destination", "fund",
    },
    "counts women and men of a cadre together": {
        "bond", "return", "stay", "ladder", "mission", "teachers", "rural_training", "seats_private", "qa",
    },
}  # fmt: skip


def acts_by_sex(card: Lever, sexes: Sequence[str] = ()) -> bool:
    """Whether every move of a card, or of all cards that it is made of, can be for one sex, or for the one of ``sexes``.

    A quota of rural applicants is kept within each sex; one that moves women's share is of both, and stands aside.
    Posts for the graduates of seats follow the seats. The pay gap is women's.
    """
    return not _hindering(card, sexes)


def why_not_by_sex(card: Lever, sexes: Sequence[str] = ()) -> str:
    """Why a card cannot be for one sex, in words."""
    found = _hindering(card, sexes)
    if found == [OF_WOMEN]:
        return "a pay gap that is closed is women's"
    reasons = [why for why, moves in WHY.items() if moves & set(found)]
    return "it " + ", and ".join(reasons) if reasons else "not all that it does is by sex"


def levers_by_sex(card: Lever) -> str:
    """What a user can do who wants a card for women or men alone: the sex that it can be for, or other levers."""
    able = [sex for sex in SEXES if acts_by_sex(card, [sex])]
    if able:
        return f'leave sexes out, or write sexes = ["{able[0]}"]'
    names = [name for name, other in load_levers().items() if acts_by_sex(other)]
    return f"leave sexes out, or take one of {', '.join(names)}"


def acts_abroad(card: Lever) -> bool:
    """Whether a lever, or a part of a composite, reads the destinations that a scenario names."""
    parts = [load_levers()[entry.id] for entry in card.made_of] or [card]
    return any(part.scope in AT_DESTINATIONS or bool(MOVES_ABROAD & set(part.moves)) for part in parts)


MOVES_ABROAD = frozenset(
    {"stay", "fund", "track", "hiring_cost", "entry_cost", "channel", "cap", "visa", "recognition"}
)


def acts_by_place(move: str) -> bool:
    """Whether a move acts on posts of the places that a scenario names."""
    return move in MOVES_BY_PLACE or move.startswith("condition.")


MOVES_BY_PLACE = frozenset({"supplement", "pay", "pay_gap", "benefit"})  # and conditions


def _hindering(card: Lever, sexes: Sequence[str]) -> list[str]:
    """Moves of a card, or of those that it is made of, that cannot be for one sex."""
    cards = load_levers()
    found: dict[str, None] = {}
    for part in [cards[entry.id] for entry in card.made_of] or [card]:
        known = set(MOVES_BY_SEX)
        known |= {"posts"} if "posts_funded_share" in {dose.name for dose in part.doses} else set()
        known |= {OF_WOMEN} if "male" not in sexes else set()
        found |= dict.fromkeys(move for move in part.moves if move not in known)
    return list(found)
