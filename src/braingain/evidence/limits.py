"""How large a figure can be at all: health workers against the people of a place, and a few units."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from braingain.evidence.people import SOURCE, population_total
from braingain.foundation.cards import package_folder
from braingain.foundation.countries import all_countries
from braingain.foundation.units import all_units, convert

if TYPE_CHECKING:
    import pandas as pd

# The highest density of nurses that a country reports is 2.2 % of its people (Finland 2018, World Bank).
MOST_OF_PEOPLE = 0.10  # of one cadre
MOST_OF_PEOPLE_ALL = 0.25  # of all health workers together
# Of what counts people of all occupations, not health workers: nearly all of a country's people can have come from others,
# and the United Nations count migrants and people in other revisions (Bonaire 1995: 1.12; the Emirates 2010: 1.05).
MOST_OF_PEOPLE_IN = {"migrants": 1.25}
FIRST_YEAR, LAST_YEAR = 1990, 2060  # of the population by age
OF_PEOPLE = ("persons", "persons_per_year", "posts", "fte")
# What nothing of its kind can exceed in size: money is of one person a year, or of training one; rates are of workers.
MOST = {"gdp_per_head_multiple": 200.0, "usd": 1e7, "intl_usd": 1e7, "per_year": 1.0}
CHECKED = ("pay", "gdp_per_head", "gdp_per_head_usd", "training_cost", "attrition_rate", "stock_growth")


def most_of_people(cadre: str, indicator: str = "workers") -> float:
    """The largest share of the people of a country that an indicator can count: health workers of a cadre, or migrants."""
    if indicator in MOST_OF_PEOPLE_IN:
        return MOST_OF_PEOPLE_IN[indicator]
    return MOST_OF_PEOPLE_ALL if cadre in ("all", "", "unknown") else MOST_OF_PEOPLE


def too_large(value: float, unit: str, share: float, people: float | None, where: str) -> str:
    """Why a figure of workers or posts cannot be so large, in words; empty where it can.

    Parameters
    ----------
    share : the largest share of the people that it can be. [share]
    people : people of the place, None where they are not known. [persons]
    where : the place and year whose people these are, for the words
    """
    if unit in OF_PEOPLE and people is not None and value > share * people:
        part = "" if share == 1.0 else f"{share:.0%} of "
        return f"{value:,.9g} is more than {part}the {people:,.0f} people of {where}"
    if all_units()[unit].dimension == "density" and convert(value, unit, "per_10k") > share * 10_000:
        return f"{value:g} is more than {share:.0%} of all people"
    return ""


def too_much(value: float, unit: str) -> str:
    """Why an amount for one person, or a rate, cannot be so large, in words; empty where it can."""
    most = MOST.get(unit)
    return f"{value:g} is more than {most:g} {all_units()[unit].title}" if most and abs(value) > most else ""


@cache
def people_of(place: str, year: int) -> tuple[float | None, str]:
    """People of a country in a year (the nearest from 1990 to 2060), and whose they are in words; None where unknown.

    Of an area that is no country all people of the world, whom it cannot exceed.
    """
    table, at = _population(), min(max(year, FIRST_YEAR), LAST_YEAR)
    known = frozenset(country.iso3 for country in all_countries())
    found = [population_total(table, iso3, at) for iso3 in ([place] if place in known else sorted(known))]
    total = sum(one.value for one in found if one is not None)
    return total or None, f"{place if place in known else 'the world'} in {at}"


@cache
def _population() -> pd.DataFrame:
    """The United Nations' population by age as it comes with the program."""
    import pandas as pd

    with package_folder("sources", SOURCE, "population.parquet").open("rb") as file:
        return pd.read_parquet(file)
