"""A value of a country with where it came from, and how a missing one is borrowed from like countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from braingain.evidence.panels import Found
from braingain.foundation.countries import who_region

FEWEST_DONORS = 5


@dataclass(frozen=True)
class Value:
    """One figure of the context: what, how much, how known, from where.

    ``method`` is one of reported, interpolated, estimated, borrowed, assumed; ``source`` the id of a source of the
    evidence base or of an estimate ("estimate:pass_share.public"); ``partner`` the other country of a corridor;
    ``from_year`` the year of the figure that growth moved to ``year``, where one did.
    """

    indicator: str
    value: float | None
    unit: str
    method: str
    source: str = ""
    year: int | None = None
    cadre: str = ""
    partner: str = ""
    definition: str = ""
    low: float | None = None
    high: float | None = None
    flag: str = ""
    note: str = ""
    from_year: int | None = None

    def noted(self, note: str) -> Value:
        """The same value with one more remark."""
        return replace(self, note=f"{self.note}; {note}" if self.note else note)


def value_of(
    found: Found[float], indicator: str, unit: str, at: int, cadre: str = "", note: str = "", definition: str = ""
) -> Value:
    """A look-up as a value of the context; one that rests on several years is of the year ``at``.

    ``note`` stands before what the look-up says.
    """
    return Value(
        indicator,
        found.value,
        unit,
        found.method,
        found.source,
        at if found.year is None else found.year,
        cadre,
        definition=definition,
        note="; ".join(filter(None, (note, found.note))),
    )


def borrow(known: Mapping[str, float], country: str, groups: Mapping[str, str]) -> tuple[float, str] | None:
    """Median of at least five like countries and which they are; None where not even the world has five.

    Like means the same WHO region and income group, else the same region, else the world (docs/model.md 5.1).
    """
    region, group = who_region(country), groups.get(country, "")
    others = {iso3: value for iso3, value in known.items() if iso3 != country}
    near = {iso3: value for iso3, value in others.items() if _region(iso3) == region}
    steps = (
        (f"{region} and {group}", {iso3: value for iso3, value in near.items() if groups.get(iso3) == group}),
        (region, near),
        ("the world", others),
    )
    for where, donors in steps:
        if len(donors) >= FEWEST_DONORS:
            return median(donors.values()), f"median of {len(donors)} countries of {where}"
    return None


def pick(
    own: Mapping[str, Value], country: str, groups: Mapping[str, str], donors: Iterable[str] | None = None
) -> Value | None:
    """The country's own value, else the median of like countries, labelled borrowed."""
    if country in own:
        return own[country]
    names = own if donors is None else [iso3 for iso3 in donors if iso3 in own]
    known = {iso3: value for iso3 in names if (value := own[iso3].value) is not None}
    found = borrow(known, country, groups)
    if found is None:
        return None
    pattern = own[next(iter(names))]
    return replace(pattern, value=found[0], method="borrowed", note=found[1], low=None, high=None, flag="", year=None)


def _region(iso3: str) -> str:
    try:
        return who_region(iso3)
    except Exception:  # a code that the list of countries does not hold belongs to no region
        return ""
