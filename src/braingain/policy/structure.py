"""How much room the packages of one run need in the dials, so that all of them share one compiled program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from braingain.model.containers import Options
from braingain.policy.parts import Part, stay_length
from braingain.policy.setting import Setting

Stay = tuple[int, int]  # whole years away, index of the destination


@dataclass(frozen=True)
class Structure:
    """Payroll slots and stay programmes that there is room for."""

    slots: int = 1
    stays: tuple[Stay, ...] = ()


def structure_of(packages: Sequence[Sequence[Part]], setting: Setting) -> Structure:
    """Room for the largest of the packages: slots, and each distinct stay as often as one package holds it."""
    slots = max((sum(is_payroll(part) for part in parts) for parts in packages), default=0)
    most: Counter[Stay] = Counter()
    for parts in packages:
        most |= Counter(stay_of(part, setting) for part in parts if "stay" in part.card.moves)
    return Structure(slots=max(slots, 1), stays=tuple(sorted(most.elements())))


def is_payroll(part: Part) -> bool:
    """Whether a part pays people in posts (2.28c), unlike training levers, whose posts are for their graduates."""
    return "posts" in part.card.moves and "posts_funded_share" not in part.doses


def stay_of(part: Part, setting: Setting) -> Stay:
    """Years away and destination of a stay: the first destination named."""
    places = setting.destination_indices(part.destinations)
    return stay_length(part), (places[0] if places else 0)


def options_for(structure: Structure, options: Options, bonds_bind_service: bool = False) -> Options:
    """The model's options with room for the stays of the run."""
    stays = structure.stays or ((1, 0),)
    return options._replace(
        stay_years=tuple(years for years, _ in stays),
        stay_destination=tuple(place for _, place in stays),
        bonds_bind_service=options.bonds_bind_service or bonds_bind_service,
    )
