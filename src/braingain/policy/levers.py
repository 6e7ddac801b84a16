"""The cards of levers: what a government can do, in which doses, what it moves, who pays, and how well it is known.

A card is data (``catalogue/levers/<id>.toml``): names, codes and numbers, never an effect and never an expression. How
people answer is an estimate of the registry; a card only names it. ``load_levers`` checks every name against the closed
lists (``matrix_order.csv``, ``moves.csv``, ``cost_forms.csv``, ``checks.csv``, ``side_effects.csv``, the registry) and tells all mistakes of all cards at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from braingain.evidence.registry import Record, Registry, load_registry
from braingain.foundation.cards import catalogue_table, load_card, package_folder
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import PAYERS

AimOutcome = Literal[
    "workers", "workers.rural", "emigrants_per_year", "share_at_home", "effective_density_per_10k", "none"
]
SHARE_SLACK = 1e-9


def _listed(what: str, table: str) -> AfterValidator:
    def check(value: str) -> str:
        known = [next(iter(row.values())) for row in catalogue_table(table)]
        if value not in known:
            raise ValueError(f'"{value}" is not a known {what}; {did_you_mean(value, known)}')
        return value

    return AfterValidator(check)


def _forms(value: str) -> str:
    known = [row["cost_form"] for row in catalogue_table("cost_forms")]
    for form in value.split("+"):
        if form.strip() not in known:
            raise ValueError(f'"{form.strip()}" is not a known cost form; {did_you_mean(form.strip(), known)}')
    return value


Move = Annotated[str, _listed("move", "moves")]
Check = Annotated[str, _listed("check", "checks")]
SideEffect = Annotated[str, _listed("side effect", "side_effects")]
CostForm = Annotated[str, AfterValidator(_forms)]
Cadre = Literal["doctor", "nurse", "midlevel", "community"]
Sex = Literal["female", "male"]


class Dose(Record):
    """What a government chooses as a number. With every ``amplitude`` at 0 a lever does nothing and costs nothing.

    ``low`` and ``high`` are bounds; ``studied_low`` and ``studied_high`` the range met in practice, where it is known. A
    ``whole`` dose counts years that the model takes one by one: fractions of them are refused.
    """

    name: str
    amplitude: bool
    default: float
    low: float
    high: float
    unit: str = Field(min_length=1)
    studied_low: float | None = None
    studied_high: float | None = None
    whole: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.whole and not all(value.is_integer() for value in (self.low, self.default, self.high)):
            raise ValueError(f'dose "{self.name}" is whole: its default and its bounds must be')
        if not self.low <= self.default <= self.high:
            raise ValueError(f'dose "{self.name}" needs low <= default <= high')
        if self.amplitude and not self.low <= 0 <= self.high:
            raise ValueError(f'dose "{self.name}" is an amplitude: 0 must lie in its bounds')
        if (self.studied_low is None) != (self.studied_high is None):
            raise ValueError(f'dose "{self.name}" needs both studied_low and studied_high, or neither')
        if self.studied_low is not None and self.studied_high is not None and self.studied_low > self.studied_high:
            raise ValueError(f'dose "{self.name}" needs studied_low <= studied_high')
        return self


class Option(Record):
    """What a government chooses that is not a number: a name from a closed list."""

    name: str
    default: str
    choices: tuple[str, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _default_among_choices(self) -> Self:
        if self.default not in self.choices:
            raise ValueError(f'option "{self.name}": default "{self.default}" is not among its choices')
        return self


class CardEvidence(Record):
    """How well the lever is known: a grade of the closed list, rows of the registry, facts of the case studies.

    ``effect`` are those of ``ids`` that say how people or schools answered. Rows that the card has for doses, costs,
    bounds, a test or a warning are not among them. Only ``effect`` decides how far the studies are from a country.
    A grade may rest on ``facts`` alone: reports of cases are weak evidence, and from a country like none other.
    """

    grade: Literal["strong", "moderate", "weak", "assumed"]
    ids: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _said(self) -> Self:
        if not self.ids and self.grade != "assumed":
            raise ValueError("without evidence ids the grade must be assumed")
        if unlisted := [id for id in self.effect if id not in self.ids]:
            raise ValueError(f'"{unlisted[0]}" is in effect and not in ids')
        if self.effect and self.grade == "assumed":
            raise ValueError("the grade assumed has no rows in effect")
        if not (self.effect or self.facts or self.grade == "assumed"):
            raise ValueError("a grade other than assumed needs rows in effect, or facts of the case studies")
        return self


class LeverPart(BaseModel):
    """One lever inside a composite, with what it overrides; on the card numbers and names stand beside ``id``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    doses: dict[str, float] = {}
    options: dict[str, str] = {}
    cadres: tuple[Cadre, ...] = ()
    places: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    payer: dict[str, float] = {}

    @model_validator(mode="before")
    @classmethod
    def _sorted_out(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        named = {key: value for key, value in given.items() if key in cls.model_fields}
        loose = {key: value for key, value in given.items() if key not in cls.model_fields}
        doses = {k: v for k, v in loose.items() if isinstance(v, int | float) and not isinstance(v, bool)}
        options = {k: v for k, v in loose.items() if isinstance(v, str)}
        if wrong := [key for key in loose if key not in doses and key not in options]:
            raise ValueError(f'"{wrong[0]}" is neither a number nor a name')
        return named | {"doses": named.get("doses", {}) | doses, "options": named.get("options", {}) | options}

    @model_validator(mode="after")
    def _payers(self) -> Self:
        if self.payer:
            _refuse_payer(self.payer)
        return self

    def flat(self) -> dict[str, Any]:
        """The entry as a card and the JSON have it: doses and options beside ``id``."""
        whole = self.model_dump(exclude={"doses", "options"}, exclude_defaults=True)
        return whole | self.doses | self.options


class Lever(BaseModel):
    """A card. ``duration``: 5y in force five years, H to the horizon; ``responses``: estimates that decide its effect.

    ``sexes`` of a card that is for women or men alone by its nature; both where it names none. ``delay_years`` and
    ``ramp_years`` of a composite hold for all its parts; each has its own where it names none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str
    title: str
    text: str
    family: Literal["origin", "destination", "partnership", "since_2007"]
    aim: Literal["push", "pull", "mutual"]
    aim_outcome: AimOutcome
    actor: str
    scope: Literal["named country", "largest destination", "all destinations"]
    duration: Literal["5y", "6y", "H"] = Field(alias="class")
    moves: tuple[Move, ...]
    cost_form: CostForm
    unit_costs: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    payer: dict[str, float]
    cadres: tuple[Cadre, ...] = Field(min_length=1)
    sexes: tuple[Sex, ...] = ()
    delay_years: int | None = Field(None, ge=0)
    ramp_years: int | None = Field(None, ge=1)
    doses: tuple[Dose, ...] = Field(min_length=1)
    options: tuple[Option, ...] = ()
    made_of: tuple[LeverPart, ...] = ()
    evidence: CardEvidence
    sex_channel: str
    rights_note: str
    look_for: tuple[SideEffect, ...] = ()
    not_applicable: tuple[Check, ...] = ()
    seed_lines: tuple[int, ...] = ()
    source: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _refuse_payer(self.payer)
        names = [dose.name for dose in self.doses] + [option.name for option in self.options]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f'"{twice[0]}" is given twice among doses and options')
        if not any(dose.amplitude for dose in self.doses):
            raise ValueError("no dose is an amplitude: nothing says when the lever does nothing")
        if bool(self.made_of) != ("scale" in names):
            raise ValueError('a composite (made_of) has a dose "scale", and no other lever has one')
        if not self.made_of and (self.delay_years is None or self.ramp_years is None):
            raise ValueError("needs delay_years and ramp_years; only a composite (made_of) may leave them to its parts")
        if not self.seed_lines and not self.source:
            raise ValueError("needs seed_lines, or a source where the background paper does not have it")
        return self

    @property
    def cost_forms(self) -> tuple[str, ...]:
        """The forms of which its cost is the sum."""
        return tuple(form.strip() for form in self.cost_form.split("+"))

    @property
    def risks(self) -> list[str]:
        """What to look for, as sentences."""
        texts = {row["side_effect"]: row["text"] for row in catalogue_table("side_effects")}
        return [texts[name] for name in self.look_for]


def find_lever(name: str) -> Lever:
    """The card of that id.

    Raises
    ------
    BraingainError
        Where there is none; names the nearest.
    """
    levers = load_levers()
    if name in levers:
        return levers[name]
    do = did_you_mean(name, levers) or "see braingain levers"
    raise BraingainError(Problem("lever", f'"{name}" is not a known lever', do))


@cache
def load_levers() -> dict[str, Lever]:
    """All cards of the catalogue by id, in the order of the policy matrix.

    Raises
    ------
    BraingainError
        With everything that is wrong in any card.
    """
    return read_levers(package_folder("catalogue", "levers").iterdir(), load_registry())


def read_levers(files: Iterable[Traversable], registry: Registry) -> dict[str, Lever]:
    """Cards from files, each checked alone and against the registry and the other cards.

    Raises
    ------
    BraingainError
        With everything that is wrong in any card.
    """
    cards: dict[str, tuple[str, Lever]] = {}
    problems: list[Problem] = []
    for file in sorted((f for f in files if f.name.endswith(".toml")), key=lambda f: f.name):
        try:
            card = load_card(file, Lever)
        except BraingainError as error:
            problems.extend(error.problems)
            continue
        if card.id != file.name.removesuffix(".toml"):
            problems.append(Problem(f"{file.name}, id", f'is "{card.id}"', "give file and id the same name"))
        cards[card.id] = (file.name, card)
    by_id = {id: card for id, (_, card) in cards.items()}
    for place, card in cards.values():
        problems += [*_own_names(place, card, registry), *_part_names(place, card, by_id)]
    if problems:
        raise BraingainError(problems)
    return {row["lever"]: by_id[row["lever"]] for row in catalogue_table("matrix_order") if row["lever"] in by_id}


def _own_names(place: str, card: Lever, registry: Registry) -> Iterable[Problem]:
    order = {row["lever"]: row["family"] for row in catalogue_table("matrix_order")}
    if card.id not in order:
        yield Problem(f"{place}, id", f'"{card.id}" is not a lever of the policy matrix', did_you_mean(card.id, order))
    elif card.family != order[card.id]:
        yield Problem(f"{place}, family", f'is "{card.family}"', f'{card.id} belongs to "{order[card.id]}"')
    families = {*registry.estimates, *(name.split(".")[0] for name in registry.estimates)}
    for field, names in (("unit_costs", card.unit_costs), ("responses", card.responses)):
        for name in names:
            if name not in families:
                yield Problem(f"{place}, {field}", f'"{name}" is not a known estimate', did_you_mean(name, families))
    for id in card.evidence.ids:
        if id not in registry.evidence:
            near = did_you_mean(id, registry.evidence)
            yield Problem(f"{place}, evidence.ids", f'"{id}" is not a row of the registry', near)


def _part_names(place: str, card: Lever, cards: Mapping[str, Lever]) -> Iterable[Problem]:
    for number, part in enumerate(card.made_of, 1):
        where = f"{place}, made_of {number}"
        if part.id not in cards:
            yield Problem(where, f'"{part.id}" is not a known lever', did_you_mean(part.id, cards))
            continue
        inner = cards[part.id]
        bounds = {dose.name: dose for dose in inner.doses}
        choices = {option.name: option.choices for option in inner.options}
        for name, value in part.doses.items():
            if name not in bounds:
                yield Problem(where, f'"{name}" is not a dose of {part.id}', did_you_mean(name, bounds))
            elif not bounds[name].low <= value <= bounds[name].high:
                limits = f"{bounds[name].low:g} to {bounds[name].high:g}"
                yield Problem(where, f"{name} = {value:g} lies outside {limits}")
        for name, chosen in part.options.items():
            if name not in choices:
                yield Problem(where, f'"{name}" is not an option of {part.id}', did_you_mean(name, choices))
            elif chosen not in choices[name]:
                yield Problem(where, f'{name} = "{chosen}" is not a choice', did_you_mean(chosen, choices[name]))


def _refuse_payer(payer: Mapping[str, float]) -> None:
    if wrong := [name for name in payer if name not in PAYERS]:
        raise ValueError(f'"{wrong[0]}" is not a payer; {did_you_mean(wrong[0], PAYERS)}')
    if min(payer.values(), default=-1) < 0 or abs(sum(payer.values()) - 1) > SHARE_SLACK:
        raise ValueError(f"shares of payers must sum to 1, they sum to {sum(payer.values()):g}")
