"""A lever in use, resolved: composites taken apart, defaults filled in, every name checked against its card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.policy.first_flows import covering
from braingain.policy.groups import ALL, GROUPS, members

if TYPE_CHECKING:
    from braingain.policy.levers import Dose, Lever, LeverPart
    from braingain.policy.setting import Setting

PAYROLL_FORMS = frozenset({"topup", "pay"})
AID_PAYERS = ("donor", "destination_budget")  # whose money the treasury may answer by withdrawing its own
AT_DESTINATIONS = ("largest destination", "all destinations")  # scopes of cards that act there
CHARGED_TO = "charged_to"  # option: who pays a claim
COVERAGE = "coverage_share"  # dose: of those who leave, the share whose destinations a lever acts at, the largest first
HOME_COST = "home_cost_paid_share"  # dose: of the cost of seats that do not lead abroad, what the destination pays
YEARS_IN_FORCE = {"5y": 5, "6y": 6}  # by class of lever; H runs to the horizon


@dataclass(frozen=True)
class LeverUse:
    """A lever as a scenario names it: what is None or absent takes the card's default."""

    id: str
    start: int
    end: int | None = None
    doses: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    cadres: tuple[str, ...] | None = None
    sexes: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    destinations: tuple[str, ...] | None = None
    origins: tuple[str, ...] | None = None
    payer: Mapping[str, float] | None = None
    ramp_years: int | None = None
    delay_years: int | None = None


@dataclass(frozen=True)
class Part:
    """One card in force with all that its moves and costs need: nothing is left to look up.

    ``lever`` is the card that was named, ``card`` the one whose moves act (another one in a composite). ``end`` is the
    first year out of force. ``flags`` are things that a reader must be told. ``sent`` is for the sender of missions to other
    countries of the run: people who begin one each year; what hosts pay is in their own parts.
    """

    lever: str
    card: Lever
    doses: Mapping[str, float]
    options: Mapping[str, str]
    cadres: tuple[str, ...]
    sexes: tuple[str, ...]
    places: tuple[str, ...] | None
    destinations: tuple[str, ...]
    payer: Mapping[str, float]
    start: int
    end: int
    ramp_years: int
    delay_years: int
    flags: tuple[str, ...] = ()
    sent: tuple[float, ...] = ()

    def dose(self, name: str, absent: float = 0.0) -> float:
        """A dose of this part; ``absent`` where its card has none of that name."""
        return float(self.doses.get(name, absent))

    def amplitudes(self) -> dict[str, float]:
        """The doses that define the zero dose (marked as amplitudes on the card)."""
        return {dose.name: self.doses[dose.name] for dose in self.card.doses if dose.amplitude}

    @property
    def is_zero(self) -> bool:
        """Whether every amplitude is 0: nothing moves and nothing is paid, whatever the other doses are."""
        return not any(self.amplitudes().values())

    def in_force(self, years: np.ndarray) -> np.ndarray:
        """How far the part is in force each year, 0 to 1: ``clip((t − start − delay + 1)/ramp, 0, 1)`` before ``end``."""
        rise = np.clip((years - self.start - self.delay_years + 1) / max(self.ramp_years, 1), 0.0, 1.0)
        return np.where((years >= self.start) & (years < self.end), rise, 0.0)

    def effective(self, name: str, years: np.ndarray) -> np.ndarray:
        """Effective amplitude of a dose by year, ``a·in_force`` (docs/model.md 3.0)."""
        return self.dose(name) * self.in_force(years)


def resolve(uses: Sequence[LeverUse], cards: Mapping[str, Lever], setting: Setting, horizon: int) -> tuple[Part, ...]:
    """The parts of a package, composites taken apart, in the order in which they are named.

    Raises
    ------
    BraingainError
        With every name that is not known and every limit that is broken, all together.
    """
    parts: list[Part] = []
    problems: list[Problem] = []
    for use in uses:
        try:
            parts.extend(_parts_of(use, cards, setting, horizon))
        except BraingainError as error:
            problems.extend(error.problems)
    if problems:
        raise BraingainError(problems)
    return tuple(parts)


def _parts_of(use: LeverUse, cards: Mapping[str, Lever], setting: Setting, horizon: int) -> list[Part]:
    card = cards[use.id]
    if not card.made_of:
        return [_part(use, card, setting, horizon, use.id)]
    scale = use.doses.get("scale", _default(card, "scale"))
    parts = []
    for entry in card.made_of:
        inner_card = cards[entry.id]
        inner, flags = _scaled(_use_of_entry(use, card, entry), inner_card, scale)
        if inner.destinations is None:
            inner = replace(inner, destinations=_covered(use, card, setting))
        if inner.payer and not use.payer:
            inner = replace(inner, payer=_at_home(inner.payer, setting))
        part = _part(inner, inner_card, setting, horizon, use.id)
        parts.append(replace(part, flags=part.flags + flags))
    return parts


def _covered(use: LeverUse, card: Lever, setting: Setting) -> tuple[str, ...] | None:
    """Destinations of a composite that names none and says how much of those who leave it is to cover; None of others."""
    if COVERAGE not in {dose.name for dose in card.doses} or setting.world is None:  # of no country in particular
        return None
    share = use.doses.get(COVERAGE, _default(card, COVERAGE))
    return covering(share, setting, setting.cadre_indices(use.cadres or card.cadres))


def _part(use: LeverUse, card: Lever, setting: Setting, horizon: int, lever: str) -> Part:
    years = YEARS_IN_FORCE.get(card.duration)
    end = use.end if use.end is not None else (use.start + years if years else horizon + 1)
    doses = {dose.name: dose.default for dose in card.doses} | dict(use.doses)
    options = {option.name: option.default for option in card.options} | dict(use.options)
    cadres = use.cadres or ((options["cadre"],) if "cadre" in options else tuple(card.cadres))
    payer = dict(use.payer or _at_home(_payers(card, doses), setting))
    if CHARGED_TO in options:
        payer = _charged(use, options[CHARGED_TO])
    return Part(
        lever=lever,
        card=card,
        doses=doses,
        options=options,
        cadres=tuple(cadres),
        sexes=use.sexes or card.sexes or SEXES,
        places=use.places,
        destinations=named_destinations(use.destinations, setting),
        payer=payer,
        start=use.start,
        end=end,
        ramp_years=_given(use.ramp_years, card.ramp_years, 1),
        delay_years=_given(use.delay_years, card.delay_years, 0),
        flags=(*_outside_studied(card.doses, doses), *_withdrawn(card, doses, payer)),
    )


def _given(*values: int | None) -> int:
    """The first that is given."""
    return next(value for value in values if value is not None)


def _charged(use: LeverUse, payer: str) -> dict[str, float]:
    """The payer of a claim, which its option names; another one named besides is refused."""
    if use.payer and dict(use.payer) != {payer: 1.0}:
        what = f"{use.id} is paid by whom it is charged to, {payer}"
        raise BraingainError(Problem(f"{use.id}.payer", what, f"set {CHARGED_TO} instead"))
    return {payer: 1.0}


def _payers(card: Lever, doses: Mapping[str, float]) -> dict[str, float]:
    return seat_payers(doses) if HOME_COST in doses else dict(card.payer)


def seat_payers(doses: Mapping[str, float]) -> dict[str, float]:
    r"""Payers of a skill partnership: the destination pays for the seats that lead there and a part of the others.

    .. math:: away + paid\,(1 - away)
    """
    abroad = doses["away_share"] + doses[HOME_COST] * (1.0 - doses["away_share"])
    return {"destination_budget": abroad, "origin_budget": 1.0 - abroad}


def _at_home(payer: Mapping[str, float], setting: Setting) -> dict[str, float]:
    """A card's payers in a country: of a high-income one the treasury pays what a donor pays elsewhere."""
    shares = dict(payer)
    if setting.income_group == "HIC" and "donor" in shares:
        shares["origin_budget"] = shares.get("origin_budget", 0.0) + shares.pop("donor")
    return shares


def named_destinations(names: Sequence[str] | None, setting: Setting) -> tuple[str, ...]:
    """Destinations that a lever acts at: codes, ``all``, ``region:EUR``, ``income:HIC``; the largest where none is named.

    Raises
    ------
    BraingainError
        Where a code has no cell of its own in this country's run.
    """
    if names is None:
        return (setting.largest_destination,)
    found: list[str] = []
    problems = []
    for name in names:
        chosen = _group(name, setting)
        if chosen is None:
            what = f"{name} is not a destination with a cell of its own for {setting.country}"
            problems.append(Problem("destinations", what, did_you_mean(name, setting.destinations)))
        found += [one for one in chosen or [] if one not in found]
    if problems:
        raise BraingainError(problems)
    return tuple(found)


def _group(name: str, setting: Setting) -> list[str] | None:
    """The destinations that a name stands for; None where it is neither a group nor a destination of the country."""
    if name == setting.country:
        return [name]
    held = {place: setting.destination_groups.get(place, "") for place in setting.destinations}
    found = members(name, held)
    return found if found or name in GROUPS or name == ALL else None


def _use_of_entry(use: LeverUse, whole: Lever, entry: LeverPart) -> LeverUse:
    """What a line of ``made_of`` says, over what the user said of the whole; years are those of the composite, delays where it has them."""
    years = YEARS_IN_FORCE.get(whole.duration)
    return LeverUse(
        id=entry.id,
        start=use.start,
        end=use.end if use.end is not None else (use.start + years if years else None),
        doses=dict(entry.doses),
        options=dict(entry.options),
        cadres=use.cadres or entry.cadres or None,
        sexes=use.sexes,
        places=use.places or entry.places or None,
        destinations=use.destinations or entry.destinations or None,
        payer=use.payer or entry.payer or whole.payer,
        ramp_years=whole.ramp_years if use.ramp_years is None else use.ramp_years,
        delay_years=whole.delay_years if use.delay_years is None else use.delay_years,
    )


def _scaled(use: LeverUse, card: Lever, scale: float) -> tuple[LeverUse, tuple[str, ...]]:
    """Amplitudes times ``scale``, capped at the part's bounds; says where the cap binds."""
    doses, flags = dict(use.doses), []
    for dose in card.doses:
        if not dose.amplitude:
            continue
        wanted = doses.get(dose.name, dose.default) * scale
        doses[dose.name] = min(wanted, dose.high)
        if wanted > dose.high:
            flags.append(f"{card.id}: {dose.name} held at its bound {dose.high:g} (asked {wanted:g})")
    return replace(use, doses=doses), tuple(flags)


def aid_share(payer: Mapping[str, float]) -> float:
    """Share of a cost that donors and destinations pay: aid, for which own money may be withdrawn (2.29 iii)."""
    return sum(share for name, share in payer.items() if name in AID_PAYERS)


def _withdrawn(card: Lever, doses: Mapping[str, float], payer: Mapping[str, float]) -> list[str]:
    """Where others pay a payroll or posts of graduates: what the treasury is assumed to do with its own money (2.29 iii)."""
    aid = aid_share(payer)
    pays = bool(PAYROLL_FORMS & set(card.cost_forms)) or doses.get("posts_funded_share", 0.0) > 0
    if not pays or aid <= 0 or card.scope in AT_DESTINATIONS:
        return []
    return [
        f"others pay {aid:.0%}: the government is assumed to withdraw part of its own money for posts (fungibility_share), "
        "so that posts of all places may fall"
    ]


def _outside_studied(doses: Sequence[Dose], values: Mapping[str, float]) -> list[str]:
    flags = []
    for dose in doses:
        low, high = dose.studied_low, dose.studied_high
        value = values[dose.name]
        if value and ((low is not None and value < low) or (high is not None and value > high)):
            flags.append(f"{dose.name} {value:g} lies outside what has been studied ({low:g} to {high:g})")
    return flags


def _default(card: Lever, name: str) -> float:
    return next((dose.default for dose in card.doses if dose.name == name), 1.0)


def stay_length(part: Part) -> int:
    """Whole years that those on a stay are away (lengths are rounded up: 2.9b)."""
    return max(1, ceil(part.dose("stay_years", 1.0)))


def place_indices(part: Part, default: Sequence[str]) -> list[int]:
    """Places, along their axis, where a part acts."""
    return [PLACES.index(place) for place in part.places or default]


def caps_places(part: Part) -> bool:
    """Whether a part sets a legal cap (2.3b); one that only adds places changes nothing where no other sets one."""
    return "cap" in part.card.moves and part.dose("inflow_cut_share") > 0


def at_destination(part: Part) -> bool:
    """Whether a part acts in destinations rather than in the country that trains."""
    return part.card.scope in AT_DESTINATIONS
