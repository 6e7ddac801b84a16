"""How much room the packages of one run need in the dials, so that all of them share one compiled program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import BUILD_YEARS, Options
from braingain.policy.parts import Part, caps_places, stay_length
from braingain.policy.setting import Setting

Stay = tuple[int, int]  # whole years away, index of the destination
NEXT_CADRE = {"midlevel": "doctor", "community": "nurse"}  # next[k] of docs/model.md 2.9d
BUILD_DEFAULT = 3.0  # years of building where a card has no dose for it
SENT = ("persons_per_1000_workers", "scholarships_per_1000_workers")  # doses of stays


@dataclass(frozen=True)
class Structure:
    """Payroll slots, stay and mission programmes that there is room for, and the mechanisms that the run has switched on.

    ``bridge_years`` of a ladder (0: none); ``fund_build_years`` of the fund's seats (None: no fund); ``service``,
    ``tracks``, ``caps`` and ``destination_seats`` as the model's options of these names.
    """

    slots: int = 1
    stays: tuple[Stay, ...] = ()
    missions: int = 0
    bridge_years: int = 0
    fund_build_years: int | None = None
    service: bool = False
    tracks: bool = False
    caps: bool = False
    destination_seats: bool = False


def structure_of(packages: Sequence[Sequence[Part]], setting: Setting) -> Structure:
    """Room for the largest of the packages: slots, and each distinct stay as often as one package holds it.

    Raises
    ------
    BraingainError
        Where bridging courses, or the building for funds, of one run differ in length: that is one program for all.
    """
    slots = max((sum(is_payroll(part) for part in parts) for parts in packages), default=0)
    missions = max((sum(is_mission(part) for part in parts) for parts in packages), default=0)
    most: Counter[Stay] = Counter()
    for parts in packages:
        most |= Counter(stay_of(part, setting) for part in parts if is_stay(part))
    everything = [part for parts in packages for part in parts]
    return together(
        [
            Structure(
                slots=max(slots, 1),
                stays=tuple(sorted(most.elements())),
                missions=missions,
                service=any("obligation" in part.card.moves for part in everything),
                tracks=any(is_track(part) for part in everything),
                caps=any(map(caps_places, everything)),
                destination_seats=any("seats_destination" in part.card.moves for part in everything),
            ),
            *(Structure(bridge_years=bridging_years(part)) for part in everything if "ladder" in part.card.moves),
            *(Structure(fund_build_years=fund_build_years(part)) for part in everything if "fund" in part.card.moves),
        ]
    )


def together(rooms: Iterable[Structure]) -> Structure:
    """Room for all of these.

    Raises
    ------
    BraingainError
        Where bridging courses, or the building for funds, differ in length.
    """
    found = list(rooms)
    stays: Counter[Stay] = Counter()
    for room in found:
        stays |= Counter(room.stays)
    courses = {room.bridge_years for room in found if room.bridge_years}
    builds = {room.fund_build_years for room in found if room.fund_build_years is not None}
    for lengths, what in ((courses, "bridging courses"), (builds, "the building of a fund's seats")):
        if len(lengths) > 1:
            years = " and ".join(str(one) for one in sorted(lengths))
            raise BraingainError(Problem("package", f"{what} of one run take {years} years", "make two scenarios"))
    return Structure(
        slots=max((room.slots for room in found), default=1),
        stays=tuple(sorted(stays.elements())),
        missions=max((room.missions for room in found), default=0),
        bridge_years=max(courses, default=0),
        fund_build_years=max(builds) if builds else None,
        service=any(room.service for room in found),
        tracks=any(room.tracks for room in found),
        caps=any(room.caps for room in found),
        destination_seats=any(room.destination_seats for room in found),
    )


def is_payroll(part: Part) -> bool:
    """Whether a part pays people in posts (2.28c), unlike levers whose posts are for graduates or paid by others."""
    paid = {"raise_ratio", "supplement_share", "posts_added_share"} & set(part.doses)
    return "posts" in part.card.moves and "posts_funded_share" not in part.doses and bool(paid)


def is_stay(part: Part) -> bool:
    """Whether a part sends people away with a date of return (2.9b); an agreement does where its contracts end."""
    sends = any(name in part.doses for name in SENT) or ("quota_ratio" in part.doses and part.dose("stay_years") > 0)
    return "stay" in part.card.moves and sends


def is_track(part: Part) -> bool:
    """Whether a part trains for work abroad: a share of its seats leads away (2.9b)."""
    return "stay" in part.card.moves and "away_share" in part.doses


def is_mission(part: Part) -> bool:
    """Whether a part needs a mission programme of its own (2.23)."""
    return bool({"mission", "private_posts"} & set(part.card.moves))


def bridging_years(part: Part) -> int:
    """Whole years of a bridging course (2.9d)."""
    return max(1, round(part.dose("bridging_years", _central("ladder_bridging_years"))))


def fund_build_years(part: Part) -> int:
    """Years in which the seats that a fund buys are built (2.36)."""
    return min(round(part.dose("build_years", BUILD_DEFAULT)), BUILD_YEARS - 1)


def stay_of(part: Part, setting: Setting) -> Stay:
    """Years away and destination of a stay: the first destination named."""
    places = setting.destination_indices(part.destinations)
    return stay_length(part), (places[0] if places else 0)


def next_cadres(count: int) -> tuple[int, ...]:
    """next[k] of the first cadres of the vocabulary (2.9d): −1 where there is none."""
    return tuple(CADRES.index(NEXT_CADRE[k]) if k in NEXT_CADRE else -1 for k in CADRES[:count])


def options_for(structure: Structure, options: Options, bonds_bind_service: bool = False) -> Options:
    """The model's options with room for what the run has; what no package uses stays off and costs nothing."""
    stays = structure.stays or ((1, 0),)
    count = len(options.programme_years)
    changed = options._replace(
        stay_years=tuple(years for years, _ in stays),
        stay_destination=tuple(place for _, place in stays),
        bonds_bind_service=options.bonds_bind_service or bonds_bind_service,
        missions=max(options.missions, structure.missions),
        service=options.service or structure.service,
        tracks=options.tracks or structure.tracks,
        caps=options.caps or structure.caps,
        destination_seats=options.destination_seats or structure.destination_seats,
    )
    if structure.fund_build_years is not None:
        changed = changed._replace(fund=True, fund_build_years=structure.fund_build_years)
    if structure.bridge_years:
        changed = changed._replace(
            bridge_years=structure.bridge_years,
            ladder_next=options.ladder_next or next_cadres(count),
            entry_ages=options.entry_ages or tuple(round(_central(f"entry_age.{k}")) for k in CADRES[:count]),
        )
    return changed


@cache
def _central(name: str) -> float:
    """The centre of an estimate that decides the shape of a program and so has one value for all draws."""
    value = load_registry().get(name).central
    if isinstance(value, tuple):
        raise TypeError(f"{name} is a set of shares")
    return value
