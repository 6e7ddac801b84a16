"""The card of a workforce: cadres, where figures come from, what is assumed and why, which levers make sense for it."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from braingain.analysis.workforce.rows import Row, read_rows
from braingain.analysis.workforce.unsaid import LARGEST_FILE, unsaid
from braingain.evidence.registry import Record, load_registry
from braingain.foundation.cards import card_problems, catalogue_table
from braingain.foundation.countries import country_meant
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import CADRES
from braingain.policy.levers import load_levers

SLUG = r"^[a-z][a-z0-9_]{2,39}$"
ALL = "all"  # of a row or an assumption: the whole workforce
SHORTEST_WHY = 10  # letters of a reason, a citation, or how a source was read
MOST_YEARS_OF_TRAINING = 7  # stages of a programme that the model has (docs/model.md 1.1)
SHARES = ("women_share", "foreign_trained_share", "private_share", "reserve_share")
# Values of the start for which the splits of a health cadre may stand in, named one by one on the card.
TAKEN = ("women_share", "foreign_trained_share", "capital_share", "private_share", "reserve_share")
# Countries of which the model knows facts of nurses alone: they would act on whoever stands in their place.
FACTS_OF_NURSES = {
    "GHA": "posts of nurses were frozen there",
    "IND": "the share of its nurses whom recruiters bring to the United Kingdom",
    "NGA": "the share of its nurses whom recruiters bring to the United Kingdom",
    "PHL": "the share of its nurses who train in private schools, and whom recruiters bring to the United Kingdom",
}


class Interval(Record):
    """A number that nobody reports: low, central and high (or one value), and why these."""

    value: float | None = None
    low: float | None = None
    central: float | None = None
    high: float | None = None
    why: str = Field(min_length=SHORTEST_WHY)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        bounds = (self.low, self.central, self.high)
        if (self.value is None) == any(bound is None for bound in bounds):
            raise ValueError("needs low, central and high, or one value")
        if self.value is not None and any(bound is not None for bound in bounds):
            raise ValueError("needs low, central and high, or one value, not both")
        if not all(math.isfinite(number) for number in self.numbers):
            raise ValueError("holds a number that is not finite")
        if self.value is None and not self.numbers[0] <= self.numbers[1] <= self.numbers[2]:
            raise ValueError("needs low <= central <= high")
        return self

    @property
    def numbers(self) -> tuple[float, ...]:
        """Low, central, high; or the one value."""
        given = (self.value,) if self.value is not None else (self.low, self.central, self.high)
        return tuple(float(number) for number in given if number is not None)

    @property
    def middle(self) -> float:
        """The central value."""
        return self.numbers[len(self.numbers) // 2]


class Assumed(Interval):
    """A value of the start that nobody reports, of a cadre (or of all together), at a destination where it is one."""

    of: Literal[
        "emigrants", "pay", "pay_abroad", "women_share", "foreign_trained_share", "private_share", "reserve_share"
    ]
    cadre: str = ALL
    destination: str = ""


class Estimate(Interval):
    """An estimate of the registry that the card replaces for this workforce."""

    name: str


class Need(Record):
    """Who is served, and how many of them one worker serves."""

    ages: tuple[int, int]
    people_per_worker: float = Field(gt=0)
    why: str = Field(min_length=SHORTEST_WHY)

    @model_validator(mode="after")
    def _ages(self) -> Self:
        if not 0 <= self.ages[0] <= self.ages[1] <= 100:
            raise ValueError("ages are first and last year of age, from 0 to 100")
        return self


class Cadre(Record):
    """One cadre of the workforce, and the health cadre whose estimates stand in where it has none of its own."""

    id: str = Field(pattern=SLUG)
    title: str = Field(min_length=3)
    isco08: tuple[str, ...] = Field(min_length=1)
    like: Literal["doctor", "nurse"]
    training_years: int = Field(ge=1, le=MOST_YEARS_OF_TRAINING)
    entry_age: int = Field(ge=15, le=40)
    training_why: str = Field(min_length=SHORTEST_WHY)
    taken_over: dict[str, Literal["doctor", "nurse", "midlevel", "community"]] = Field(default_factory=dict)
    need: Need | None = None


class Destination(Record):
    """Where people of the workforce go, and what part of those who leave goes there."""

    iso3: str
    share: float = Field(gt=0, le=1)
    why: str = Field(min_length=SHORTEST_WHY)


class Applies(Record):
    """A lever that makes sense for the workforce, in its words."""

    id: str
    title: str = ""


class Without(Record):
    """Levers that make none, and why."""

    ids: tuple[str, ...] = Field(min_length=1)
    why: str = Field(min_length=SHORTEST_WHY)


class Source(Record):
    """Where rows of evidence were read, and how."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    citation: str = Field(min_length=SHORTEST_WHY)
    link: str = ""
    how_read: str = Field(min_length=SHORTEST_WHY)


class Head(Record):
    """Which workforce, of which country, and where its figures are."""

    id: str = Field(pattern=SLUG)
    title: str = Field(min_length=3)
    people: str = Field(min_length=3)
    sector: str = Field(min_length=3)
    country: str
    evidence: str
    posts: Literal["follow_people_served", "follow_public_money"]
    posts_why: str = Field(min_length=SHORTEST_WHY)
    levers_abroad_at: str = ""  # destination at which levers of destinations act unless another is named


class Card(Record):
    """The content of a workforce file."""

    workforce: Head
    cadre: tuple[Cadre, ...] = Field(min_length=1, max_length=2)
    destination: tuple[Destination, ...] = Field(min_length=1)
    source: tuple[Source, ...] = Field(min_length=1)
    assumed: tuple[Assumed, ...] = ()
    estimate: tuple[Estimate, ...] = ()
    lever: tuple[Applies, ...] = ()
    without: tuple[Without, ...] = ()


@dataclass(frozen=True)
class Workforce:
    """A card that was checked, with its rows of evidence and the text of both files."""

    card: Card
    rows: tuple[Row, ...]
    country: str
    file: str
    text: bytes

    @property
    def slots(self) -> Mapping[str, str]:
        """The health cadre in whose place each cadre runs, by cadre."""
        return {cadre.id: cadre.like for cadre in self.card.cadre}

    @property
    def cadres(self) -> Mapping[str, Cadre]:
        """The cadres by the health cadre in whose place they run."""
        return {cadre.like: cadre for cadre in self.card.cadre}

    @property
    def levers(self) -> Mapping[str, str]:
        """Levers that apply, with their titles."""
        cards = load_levers()
        return {lever.id: lever.title or cards[lever.id].title for lever in self.card.lever}

    @property
    def left_out(self) -> Mapping[str, str]:
        """All other levers of the catalogue, and why."""
        why = {id: entry.why for entry in self.card.without for id in entry.ids}
        return {id: why.get(id, "the card does not name it") for id in load_levers() if id not in self.levers}

    def assumption(self, of: str, cadre: str, destination: str = "") -> Assumed | None:
        """What the card assumes of a value: of the cadre itself, else of all."""
        found = [a for a in self.card.assumed if a.of == of and a.destination == destination]
        own = [a for a in found if a.cadre == cadre]
        return next(iter(own or [a for a in found if a.cadre == ALL]), None)


def read_workforce(file: Path) -> Workforce:
    """A workforce card (TOML) and the rows of evidence beside it.

    Raises
    ------
    BraingainError
        With every mistake of both files: where, what, what to do, and the nearest name.
    """
    data = _bytes(file)
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BraingainError(Problem(file.name, "is not UTF-8 text", "save it as UTF-8")) from error
    except tomllib.TOMLDecodeError as error:
        raise BraingainError(Problem(file.name, f"is not TOML: {error}", "correct the line named")) from error
    try:
        card = Card.model_validate(content)
    except ValidationError as error:
        found = list(card_problems(file.name, error, Card, content))
        raise BraingainError([*found, *unsaid(content, file)]) from error
    problems = list(_problems(card, file.name))
    table = file.parent / card.workforce.evidence
    rows: tuple[Row, ...] = ()
    try:
        names = (*(cadre.id for cadre in card.cadre), ALL)
        rows = read_rows(_bytes(table), table.name, names, [source.id for source in card.source])
    except BraingainError as error:
        problems += error.problems
    problems += unsaid(content, file)
    if problems:
        raise BraingainError(problems)
    return Workforce(card, rows, country_meant(card.workforce.country).iso3, file.name, data + _bytes(table))


def _bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise BraingainError(Problem(str(file), "is not a file", "give the path of a workforce card or its table"))
        if file.stat().st_size > LARGEST_FILE:
            raise BraingainError(Problem(file.name, f"is larger than {LARGEST_FILE:,} bytes"))
        return file.read_bytes()
    except OSError as error:
        raise BraingainError(Problem(str(file), f"cannot be read ({error.strerror})")) from error


def _problems(card: Card, place: str) -> Iterator[Problem]:
    """What is wrong across the fields of a card, each with the place where it stands."""
    for problem in (
        *_country(card),
        *_posts(card),
        *_cadres(card),
        *_destinations(card),
        *_assumptions(card),
        *_estimates(card),
        *_levers(card),
    ):
        yield Problem(f"{place}, {problem.place}", problem.what, problem.do)


def _posts(card: Card) -> Iterator[Problem]:
    for cadre in card.cadre:
        if card.workforce.posts == "follow_people_served" and cadre.need is None:
            what = f"posts follow the people served, and {cadre.id} does not say whom it serves"
            yield Problem("workforce.posts", what, f"add [cadre.need] to {cadre.id}, or write follow_public_money")


def _country(card: Card) -> Iterator[Problem]:
    name = card.workforce.country
    try:
        iso3 = country_meant(name).iso3
    except BraingainError as error:
        yield from (Problem("workforce.country", p.what, p.do) for p in error.problems)
        return
    if iso3 in FACTS_OF_NURSES and any(cadre.like == "nurse" for cadre in card.cadre):
        what = f'a cadre is like "nurse", and of {iso3} the model knows a fact of nurses alone: {FACTS_OF_NURSES[iso3]}'
        yield Problem("cadre.like", what, 'write like = "doctor", of one cadre')


def _cadres(card: Card) -> Iterator[Problem]:
    for name, count in Counter(cadre.id for cadre in card.cadre).items():
        if count > 1:
            yield Problem("cadre.id", f'"{name}" is there twice', "give each cadre its own id")
    for name, count in Counter(cadre.like for cadre in card.cadre).items():
        if count > 1:
            what = f'two cadres are like "{name}", and each needs a place of its own'
            yield Problem("cadre.like", what, "make one like doctor and one like nurse, or make them one cadre")
    of_health = [row["cadre"] for row in catalogue_table("cadres")]
    for cadre in card.cadre:
        where = f"cadre {cadre.id}"
        if cadre.id in of_health:
            yield Problem(f"{where}.id", "is the name of a health cadre, or of all", "give it a name of its own")
        for code in cadre.isco08:
            if not re.fullmatch(r"[0-9]{3,4}", code):
                yield Problem(f"{where}.isco08", f'"{code}" is not a code of ISCO-08', "write three or four digits")
        for name in cadre.taken_over:
            if name not in TAKEN:
                do = did_you_mean(name, TAKEN) or f"choose of {', '.join(TAKEN)}"
                yield Problem(f"{where}.taken_over", f'"{name}" cannot be taken over', do)


def _destinations(card: Card) -> Iterator[Problem]:
    for name, count in Counter(there.iso3 for there in card.destination).items():
        if count > 1:
            yield Problem("destination.iso3", f'"{name}" is there twice', "name each destination once")
    for there in card.destination:
        try:
            iso3 = country_meant(there.iso3).iso3
        except BraingainError as error:
            yield from (Problem("destination.iso3", p.what, p.do) for p in error.problems)
            continue
        if there.iso3 != iso3:
            yield Problem("destination.iso3", f'"{there.iso3}" is no ISO code', f"write {iso3}")
        elif iso3 == card.workforce.country:
            yield Problem("destination.iso3", f"{iso3} is the country itself", "leave it out")
    at, places = card.workforce.levers_abroad_at, [there.iso3 for there in card.destination]
    if at and at not in places:
        do = did_you_mean(at, places) or f"choose of {', '.join(places)}"
        yield Problem("workforce.levers_abroad_at", f'"{at}" is not a destination of this card', do)
    total = sum(there.share for there in card.destination)
    if total > 1.0 + 1e-9:
        yield Problem(
            "destination.share", f"the shares add up to {total:.3g}, more than the whole", "make them smaller"
        )


def _assumptions(card: Card) -> Iterator[Problem]:
    cadres, places = [cadre.id for cadre in card.cadre], [there.iso3 for there in card.destination]
    keys = Counter((a.of, a.cadre, a.destination) for a in card.assumed)
    for (of, cadre, destination), count in keys.items():
        where = f"assumed {of} of {cadre}" + (f" in {destination}" if destination else "")
        if count > 1:
            yield Problem(where, "is there twice", "keep one")
        if cadre not in (*cadres, ALL):
            yield Problem(where, f'"{cadre}" is not a cadre of this card', did_you_mean(cadre, cadres))
        if of == "pay_abroad" and destination not in (*places, "OTH"):
            do = did_you_mean(destination, places) or f"choose of {', '.join([*places, 'OTH'])}"
            yield Problem(where, f'"{destination}" is not a destination of this card', do)
        if of != "pay_abroad" and destination:
            yield Problem(where, "is no value of a destination", "leave destination out")
    for a in card.assumed:
        where = f"assumed {a.of} of {a.cadre}"
        if min(a.numbers) < 0 or (a.of in ("pay", "pay_abroad") and min(a.numbers) <= 0):
            yield Problem(where, f"{min(a.numbers):g} cannot be", "give a number above 0")
        if a.of == "private_share" and a.cadre != ALL:
            yield Problem(where, "is one share of all cadres in the model", "leave cadre out, or give rows")
        if a.of in SHARES and max(a.numbers) > 1:
            yield Problem(where, f"{max(a.numbers):g} is a share and more than the whole", "write 0.2 for 20 percent")
        if a.of == "emigrants" and min(a.numbers) <= 0:
            yield Problem(where, "nobody leaves in some draws", "give at least one person a year")


def _estimates(card: Card) -> Iterator[Problem]:
    known = load_registry().estimates
    for name, count in Counter(entry.name for entry in card.estimate).items():
        if count > 1:
            yield Problem(f"estimate {name}", "is there twice", "keep one")
    for entry in card.estimate:
        where = f"estimate {entry.name}"
        if entry.name not in known:
            yield Problem(where, "is not an estimate of the registry", did_you_mean(entry.name, known))
        elif isinstance(known[entry.name].central, tuple):
            yield Problem(where, "is several shares that sum to 1", "a card replaces single numbers only")
        elif known[entry.name].is_share and not 0 <= min(entry.numbers) <= max(entry.numbers) <= 1:
            yield Problem(where, "is a share, from 0 to 1", "write 0.2 for 20 percent")


def _levers(card: Card) -> Iterator[Problem]:
    known = load_levers()
    named: Sequence[tuple[str, str]] = [("lever", lever.id) for lever in card.lever]
    named = [*named, *(("without", id) for entry in card.without for id in entry.ids)]
    for field, id in named:
        if id not in known:
            yield Problem(field, f'"{id}" is not a known lever', did_you_mean(id, known))
    for id, count in Counter(id for _, id in named).items():
        if count > 1:
            yield Problem("lever", f'"{id}" is named twice', "it applies or does not")
    places = CADRES[:2]
    for lever in card.lever:
        if lever.id in known and not known[lever.id].made_of and not set(known[lever.id].cadres) & set(places):
            yield Problem("lever", f'"{lever.id}" acts on no cadre of this card', "move it to without, with the reason")
