"""What stands of rows about those abroad and of destinations' registers."""

from __future__ import annotations

from functools import cache

from braingain.analysis.standing_words import (
    DEFINITION,
    KIND,
    NOT_READ,
    SOURCE,
    YEAR,
    Lost,
    Row,
    another,
    far,
    of_years,
)
from braingain.baseline import own_abroad, stocks
from braingain.baseline.abroad import counted_nurses, deployed_nurses
from braingain.baseline.corridors import World
from braingain.baseline.destinations import listed_share as share_of_the_list
from braingain.baseline.destinations import register_years
from braingain.baseline.stocks import REGISTERS
from braingain.evidence.own import CLINICAL
from braingain.foundation.countries import all_countries, country_name


def abroad(world: World, row: Row) -> Lost | None:
    """Why a row of workers abroad is not taken: a user's own first, then destinations' lists; of nurses one table for their level."""
    if row.source in world.tables.own:
        return _own(world, row)
    if row.cadre not in CLINICAL:
        return Lost(KIND, f"cadre is {row.cadre or 'empty'}: read are {' and '.join(CLINICAL)}")
    if row.cadre == "nurse":
        return _level(counted_nurses(world, row.partner), row)
    if row.source != REGISTERS:
        return Lost(SOURCE, f"destinations' lists come first ({REGISTERS})")
    if row.measure != "stock" or row.definition not in ("trained", "national"):
        return Lost(DEFINITION, "read are stocks by country of training, of Germany by nationality")
    return _on_a_list(world, row)


def _on_a_list(world: World, row: Row) -> Lost | None:
    """Why a cell of a destination's list is not taken."""
    if row.partner not in _codes() or row.partner == row.country:
        return Lost(KIND, "its origin is no other country: a total, a residual or the destination itself")
    own = world.own_abroad(row.cadre, row.partner, row.country)
    if own is not None:
        return another(world, row, own.source)
    cell = world.cells.get(row.country, {}).get(row.partner)
    if cell is None:
        return Lost(KIND, "the destination lists nothing but zeros: not reported")
    if cell.year != row.year:
        return Lost(YEAR, f"the list of {cell.year} is later")
    same = (cell.persons, cell.definition) == (float(row.value), row.definition)
    return None if same else Lost(DEFINITION, f"of the same year those counted as {cell.definition} are taken")


def on_a_register(world: World, row: Row) -> Lost | None:
    """Why a published number of workers is not taken: home stocks are read from densities, totals of registers beside them."""
    if row.source != REGISTERS or row.cadre != "doctor":
        return Lost(
            NOT_READ, "stocks of publishers are read from densities (OECD, World Bank, WHO, Eurostat), not from numbers"
        )
    years = years_of_register(world, row.country)
    if not years:
        return Lost(
            NOT_READ,
            "a total of its register is not needed: its list, or its doctors and their share, are taken as they are",
        )
    if row.year in years:
        return None
    return Lost(YEAR, f"the register's totals of {min(years)} to {max(years)} are read")


@cache
def years_of_register(world: World, country: str) -> frozenset[int]:
    """Years of a destination's register, totals and shares, that its figures rest on; none where it is no destination of its own."""
    there = world.destinations.get(country)
    if there is None:
        return frozenset()
    lists = [cell.year for cell in world.cells.get(country, {}).values()]
    return register_years(world.tables, there, max(lists, default=None), world.start)


def listed_share(world: World, row: Row) -> Lost | None:
    """Why a share of the foreign-trained whose origin is listed is not taken."""
    if row.country not in world.cells:
        return Lost(KIND, "the country has no list of origins here")
    taken = share_of_the_list(world.tables, row.country)
    if taken is None:
        return Lost(KIND, "it has bounds and no value: the list is taken as complete")
    return None if taken == row.value else Lost(YEAR, f"another year's is taken ({taken:g})")


def deployed(world: World, row: Row) -> Lost | None:
    """Why a number of nurses deployed over several years is not taken."""
    if counted_nurses(world, row.country) is not None:
        return Lost(SOURCE, "nurses of this origin are counted in seven destinations (who_whr2006), which comes first")
    return _level(deployed_nurses(world, row.country), row)


def _level(taken: Row | None, row: Row) -> Lost | None:
    """Of nurses one row sets the level."""
    if taken is None:
        return Lost(
            DEFINITION, "the level of nurses abroad is read from the World Health Report 2006 or from deployments"
        )
    if (taken["source"], taken["year"], taken["value"]) == (row.source, row.year, row.value):
        return None
    return Lost(SOURCE, f"{taken['source']}, {taken['year']}, comes first")


def _own(world: World, row: Row) -> Lost | None:
    if row.country not in world.destinations:
        name = country_name(row.country)
        return Lost(KIND, f"{name} is no destination of its own in a run but part of the rest of the world")
    if world.own_abroad(row.cadre, row.partner, row.country) is None:
        return far(world, row, stocks.OLDEST_FIGURE)
    cell = own_abroad.own_cells(world.tables, row.cadre)[row.partner, row.country]
    if (cell.source, cell.activity) != (row.source, row.activity) or cell.persons.get(row.year) != row.value:
        return another(world, row, cell.source)
    return of_years(world, row, cell.persons)


@cache
def _codes() -> frozenset[str]:
    return frozenset(country.iso3 for country in all_countries())
