"""The registry of estimates: how people answer, what things cost, and the studies behind each number.

Data in ``catalogue/estimates/``: *evidence rows* (E1 ...: what a study found, where, read how) and *estimates* (one
parameter of the model with its law, unit and status). Status tags are those of docs/model.md 4: S stated in the seed paper; R,
R-tab, R-abs, R-code, R-data, R-press read, in what depth; D derived by arithmetic; M from memory; A assumption. What is
tagged M or A is shown as assumed. ``second_reading`` stays "none" until a person has read the source again, blind.

Draws of estimates: ``evidence.estimates``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from braingain.evidence.distributions import Dirichlet, Distribution
from braingain.foundation.cards import card_problems, load_card, package_folder
from braingain.foundation.countries import who_region
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.units import all_units
from braingain.foundation.vocabulary import INCOME_GROUPS

Tag = Literal["S", "R", "R-tab", "R-abs", "R-code", "R-data", "R-press", "D", "M", "A"]
ASSUMED_TAGS = frozenset({"M", "A"})
# Units of answers, beside the closed list of units of observations.
ANSWER_UNITS = frozenset({"ratio", "elasticity", "log_odds"})


class Record(BaseModel):
    """A frozen record that names the nearest field where it meets one that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, given: Any) -> Any:
        if isinstance(given, dict):
            known = {field.alias or name for name, field in cls.model_fields.items()} | set(cls.model_fields)
            wrong = [f'"{key}" is not a known field; {did_you_mean(key, known)}' for key in given if key not in known]
            if wrong:
                raise ValueError(", ".join(wrong))
        return given


class Evidence(Record):
    """What a study found: where, when, read in what depth, and what the model uses it for.

    ``countries`` are where it was measured (ISO alpha-3); ``panel`` is true where it was measured over many countries
    that are not listed. ``case`` names the historical case (C1 ...) that it belongs to.
    """

    id: str = Field(pattern=r"^E\d+$")
    topic: str
    finding: str
    countries: tuple[str, ...] = ()
    panel: bool = False
    years: str = ""
    use: str = ""
    source: str
    status: tuple[Tag, ...] = Field(min_length=1)
    case: str = ""
    note: str = ""

    @property
    def assumed(self) -> bool:
        """True where nothing of the row was read or derived from what was read."""
        return set(self.status) <= ASSUMED_TAGS


class Described(Record):
    """What an estimate says about itself beside its law; shared by the entry of a file and the estimates it makes.

    ``context`` says whose behaviour it is: of people and schools of the ``origin`` (widened when the studies come from
    unlike countries) or of a ``destination`` (measured there, not widened). ``price_year`` belongs to money.
    """

    name: str
    symbol: str = ""
    meaning: str
    unit: str
    equation: str
    status: Tag = "A"
    evidence: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    context: Literal["origin", "destination"] = "origin"
    year: int | None = None
    price_year: int | None = None
    source: str = ""
    second_reading: str = "none"
    note: str = ""


class Estimate(Described):
    """One parameter: its law, its unit, where it acts in the equations, and how well it is known.

    ``study_groups`` are the income groups (of 2018) of ``countries``, in their order.
    """

    distribution: Distribution
    study_groups: tuple[str, ...] = ()

    @property
    def assumed(self) -> bool:
        """True where the number is an assumption or from memory: shown as "assumed"."""
        return self.status in ASSUMED_TAGS

    @property
    def central(self) -> float | tuple[float, ...]:
        """The value that stands for it where only one is shown; a tuple for shares that sum to 1."""
        return self.distribution.central

    @property
    def is_share(self) -> bool:
        """True where the value is a part of a whole, 0 to 1."""
        return self.unit == "share"

    @property
    def label(self) -> str:
        """How a reader sees it: "assumed", else the status tag."""
        return "assumed" if self.assumed else self.status


class Family(Described):
    """Estimates that differ by a key alone (``pay_multiple.doctor.LIC``): one entry of a file, with ``by`` key.

    Each value of ``by`` is a law, or a table with ``distribution`` and the fields in which this key differs;
    ``not_available`` are keys for which no figure is known.
    """

    distribution: Distribution | None = None
    by: dict[str, dict[str, Any]] = {}
    not_available: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _law_or_keys(self) -> Self:
        if (self.distribution is None) == (not self.by):
            raise ValueError("needs either a distribution or a table of them by key")
        return self


class EstimatesFile(Record):
    """One file of ``catalogue/estimates/``."""

    estimate: tuple[Family, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    study_country: dict[str, Literal["LIC", "LMC", "UMC", "HIC"]] = {}


@dataclass(frozen=True)
class Registry:
    """All estimates and evidence rows by name and id, and the names for which no figure is known."""

    estimates: Mapping[str, Estimate]
    evidence: Mapping[str, Evidence]
    study_groups: Mapping[str, str]
    not_available: frozenset[str]

    def get(self, name: str) -> Estimate:
        """The estimate of that name.

        Raises
        ------
        BraingainError
            Where there is none (names the nearest), or where the page gives no figure for it.
        """
        if name in self.estimates:
            return self.estimates[name]
        if name in self.not_available:
            raise BraingainError(Problem("estimates", f'no figure is known for "{name}"', "choose another cadre"))
        raise BraingainError(
            Problem("estimates", f'"{name}" is not a known estimate', did_you_mean(name, self.estimates))
        )

    def family(self, prefix: str) -> dict[str, Estimate]:
        """Estimates named ``prefix`` or ``prefix.<key>``, by name, in the order of the files."""
        return {n: e for n, e in self.estimates.items() if n == prefix or n.startswith(f"{prefix}.")}

    def evidence_row(self, id: str) -> Evidence:
        """The evidence row of that id.

        Raises
        ------
        BraingainError
            Where there is none.
        """
        if id not in self.evidence:
            raise BraingainError(Problem("evidence", f'"{id}" is not a known row', did_you_mean(id, self.evidence)))
        return self.evidence[id]

    def assumed(self) -> tuple[Estimate, ...]:
        """The estimates whose number is assumed or from memory: listed in every report (registry rule ii)."""
        return tuple(e for e in self.estimates.values() if e.assumed)


@cache
def load_registry() -> Registry:
    """The registry as it comes with the program.

    Raises
    ------
    BraingainError
        With everything that is wrong in any of its files.
    """
    files: list[tuple[str, EstimatesFile]] = []
    problems: list[Problem] = []
    for file in sorted(package_folder("catalogue", "estimates").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            try:
                files.append((file.name, load_card(file, EstimatesFile)))
            except BraingainError as error:
                problems.extend(error.problems)
    if problems:
        raise BraingainError(problems)
    return make_registry(files)


def make_registry(files: Iterable[tuple[str, EstimatesFile]]) -> Registry:
    """A registry of files that were read, checked as a whole: names once, evidence and study countries known.

    Raises
    ------
    BraingainError
        With everything that is wrong.
    """
    files = list(files)
    groups = {iso3: group for _, content in files for iso3, group in content.study_country.items()}
    evidence = {row.id: row for _, content in files for row in content.evidence}
    estimates: dict[str, Estimate] = {}
    missing: set[str] = set()
    problems: list[Problem] = []
    for place, content in files:
        problems += _twice(place, [row.id for row in content.evidence])
        for family in content.estimate:
            missing |= {f"{family.name}.{key}" for key in family.not_available}
            for found in _expand(place, family, groups):
                if isinstance(found, Problem):
                    problems.append(found)
                    continue
                if found.name in estimates:
                    problems.append(Problem(f"{place}, {found.name}", "is given twice"))
                problems += _check(place, found, evidence, groups)
                estimates[found.name] = found
    if problems:
        raise BraingainError(problems)
    return Registry(estimates, evidence, groups, frozenset(missing))


def _expand(place: str, family: Family, groups: Mapping[str, str]) -> Iterator[Estimate | Problem]:
    common = family.model_dump(exclude={"by", "not_available", "distribution"})
    entries: dict[str, dict[str, Any]] = {"": {"distribution": family.distribution}} if not family.by else {}
    for key, value in family.by.items():
        entries[f".{key}"] = {"distribution": value} if "kind" in value else value
    for suffix, own in entries.items():
        content = common | own | {"name": family.name + suffix}
        content["study_groups"] = tuple(groups[c] for c in content["countries"] if c in groups)
        try:
            yield Estimate.model_validate(content)
        except ValidationError as error:
            yield from card_problems(f"{place}, {family.name}{suffix}", error, Estimate)


def _twice(place: str, ids: list[str]) -> list[Problem]:
    return [Problem(f"{place}, {id}", "is given twice") for id in sorted({i for i in ids if ids.count(i) > 1})]


def _check(
    place: str, estimate: Estimate, evidence: Mapping[str, Evidence], groups: Mapping[str, str]
) -> list[Problem]:
    where = f"{place}, {estimate.name}"
    problems: list[Problem] = []
    if estimate.unit not in all_units() and estimate.unit not in ANSWER_UNITS:
        units = {*all_units(), *ANSWER_UNITS}
        problems.append(Problem(where, f'"{estimate.unit}" is not a known unit', did_you_mean(estimate.unit, units)))
    for id in estimate.evidence:
        if id not in evidence:
            problems.append(Problem(where, f'evidence "{id}" has no row', did_you_mean(id, evidence)))
    for iso3 in estimate.countries:
        if iso3 not in groups:
            problems.append(Problem(where, f'study country "{iso3}" has no income group', "add it to study_country"))
    law = estimate.distribution
    if not isinstance(law, Dirichlet):
        low, high = law.bounds
        if estimate.is_share and (low < 0 or high > 1):
            problems.append(Problem(where, f"a share that can be drawn outside 0 to 1 ({low:g} to {high:g})"))
        if estimate.countries and low < 0:
            problems.append(Problem(where, "cannot be widened on the log scale: it can be negative"))
    if estimate.unit == "usd" and estimate.price_year is None:
        problems.append(Problem(where, "is money without a price year", "add price_year"))
    return problems


def distance(countries: Iterable[str], groups: Iterable[str], country: str, region: str, group: str) -> str | None:
    """How far the nearest of some studies is from a country: near, middle or far; None without a study country.

    Near: a study in the country itself or in one of the same income group and the same WHO region; middle: of the same
    group or region; far: neither. ``groups`` are the income groups of ``countries``, in their order (of 2018).
    """
    if group not in INCOME_GROUPS:
        raise BraingainError(Problem("income group", f'"{group}" is not one of {", ".join(INCOME_GROUPS)}'))
    steps = ("near", "middle", "far")
    found = [
        0 if iso3 == country else 2 - (of == group) - (who_region(iso3) == region)
        for iso3, of in zip(countries, groups, strict=True)
    ]
    return steps[min(found)] if found else None


def evidence_distance(registry: Registry, ids: Iterable[str], country: str, region: str, group: str) -> str:
    """Distance of the nearest of some evidence rows from a country; of a lever, the rows that measure its effect.

    Rows over many countries that are not listed count as middle (like countries are among them, but they say an
    average); where no row says its countries the answer is far.
    """
    rows = [registry.evidence_row(id) for id in ids]
    studied = [iso3 for row in rows for iso3 in row.countries if iso3 in registry.study_groups]
    nearest_study = distance(studied, [registry.study_groups[iso3] for iso3 in studied], country, region, group)
    if nearest_study in (None, "far") and any(row.panel for row in rows):
        return "middle"
    return nearest_study or "far"
