"""What a baseline needs and has no figure of for a country, why it matters, and whom to ask.

The list of needs is ``catalogue/needs.csv``; a need is met by an observation or by a row of a compact table that is
not older than the need's first year, and that a baseline uses. Which of a user's own observations these are says
``evidence.own``; of the others the list's column ``used``: all where it is empty; none, "no"; those with the values
named, "place=capital"; densities alone, "density"; those of a whole country, "whole". Of what says "own" no baseline
reads a publisher's. Figures that are kept and not used leave a need open, and are said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

from braingain.evidence.own import own_sources, public, readable, whole_country
from braingain.evidence.store import Store
from braingain.foundation.cards import catalogue_table
from braingain.foundation.countries import all_countries

if TYPE_CHECKING:
    import pandas as pd

# Either of two indicators will do.
ALSO = {"graduates": ("graduates_per_100k",), "workers": ("density_per_10k",)}


@dataclass(frozen=True)
class Known:
    """The latest year of the figures of a need in a country: of those that a baseline uses, and of all that are kept."""

    used: int | None
    kept: int | None


UNKNOWN = Known(None, None)


@dataclass(frozen=True)
class Gap:
    """Something that a baseline has no figure of, why it matters, whom to ask; the latest year used, else kept, if any."""

    indicator: str
    cadre: str
    why: str
    ask: str
    latest_year: int | None


def gaps_of(store: Store, iso3: str) -> list[dict[str, object]]:
    """The gaps of one country as records, in the order of the list of needs."""
    gaps = []
    for need, latest in zip(needs(), latest_years(store), strict=True):
        known = latest.get(iso3, UNKNOWN)
        if known.used is not None and known.used >= int(need["since"]):
            continue
        why, year = f"{_seen(known)}; {need['why']}", known.kept if known.used is None else known.used
        gaps.append(Gap(need["indicator"], need["cadre"], why, need["ask"], year))
    return [asdict(gap) for gap in gaps]


def _seen(known: Known) -> str:
    """What there is of a need that is not met, in words."""
    if known.used is not None:
        return f"the latest is of {known.used}"
    if known.kept is not None:
        return f"figures (the latest of {known.kept}) are kept and shown, but no baseline of this edition uses them"
    return "not reported"


def gaps_overview(store: Store) -> pd.DataFrame:
    """For each need: how many countries and territories have it, only from before, only in figures that are not used, not at all."""
    import pandas as pd

    countries = {country.iso3 for country in all_countries()}
    rows = []
    for need, latest in zip(needs(), latest_years(store), strict=True):
        known = [latest.get(iso3, UNKNOWN) for iso3 in countries]
        used = [one.used for one in known if one.used is not None]
        met, kept = sum(year >= int(need["since"]) for year in used), sum(one.kept is not None for one in known)
        rows.append(
            {
                "indicator": need["indicator"],
                "cadre": need["cadre"],
                "countries_with": met,
                "countries_with_older": len(used) - met,
                "countries_not_used": kept - len(used),
                "countries_without": len(countries) - kept,
                "why": need["why"],
                "ask": need["ask"],
            }
        )
    return pd.DataFrame(rows)


@cache
def needs() -> tuple[dict[str, str], ...]:
    """The closed list of what a baseline needs."""
    return catalogue_table("needs")


def latest_years(store: Store) -> list[Mapping[str, Known]]:
    """For each need the latest years by country, from observations and from the compact table."""
    observations = store.observations()
    observations = observations[observations["value"].notna()]
    tables = {name: store.table(name) for name in {need["table"] for need in needs()} & set(store.tables())}
    mine = own_sources(store)
    return [_latest(need, observations, tables, mine) for need in needs()]


def _is_used(need: Mapping[str, str], rows: pd.DataFrame, mine: frozenset[str]) -> pd.Series[bool]:
    """Which rows a baseline uses of a need."""
    published = public(rows, mine)
    used = published["value"].notna() & (need["used"] not in ("no", "own"))
    if need["used"] == "density":
        used &= (published["indicator"] == "density_per_10k") & published.index.isin(whole_country(published).index)
    elif need["used"] == "whole":
        used &= published.index.isin(whole_country(published).index)
    elif need["used"] not in ("no", "own"):
        for condition in filter(None, need["used"].split(";")):
            column, value = condition.split("=")
            used &= published[column] == value
    return rows.index.to_series().isin([*published.index[used], *readable(rows, mine).index])


def _latest(
    need: Mapping[str, str], observations: pd.DataFrame, tables: Mapping[str, pd.DataFrame], mine: frozenset[str]
) -> dict[str, Known]:
    names = (need["indicator"], *ALSO.get(need["indicator"], ()))
    role = need["role"] if need["role"] in observations else "partner"
    cadres = [need["cadre"]]
    if need["indicator"] == "pay":  # of doctors publishers give it by branch
        cadres += [f"{need['cadre']}_specialist", f"{need['cadre']}_general"] if need["cadre"] == "doctor" else []
    rows = observations[observations["indicator"].isin(names) & observations["cadre"].isin(cadres)]
    kept, used = _by_place(rows, role), _by_place(rows[_is_used(need, rows, mine)], role)
    if need["table"] in tables:
        table = tables[need["table"]]
        if need["code"]:
            table = table[table["indicator"] == need["code"]]
        for iso3, year in table.groupby(need["role"])["year"].max().items():
            for years in (kept, used):
                years[str(iso3)] = max(int(year), years.get(str(iso3), 0))
    return {iso3: Known(used.get(iso3), year) for iso3, year in kept.items()}


def _by_place(rows: pd.DataFrame, role: str) -> dict[str, int]:
    """The latest year by place."""
    return {str(place): int(year) for place, year in rows.groupby(role)["year_to"].max().items()}
