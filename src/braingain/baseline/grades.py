"""Grade of a baseline (docs/evidence.md, Grades): A, B or C by cadre, and how many countries have each."""

from __future__ import annotations

from braingain.baseline.corridors import World
from braingain.evidence.national import GDP_PER_HEAD
from braingain.foundation.countries import all_countries

ENOUGH_ABROAD, ENOUGH_COVERAGE = 100.0, 0.5
GRADED = ("doctor", "nurse")


def grade(world: World, country: str, cadre: str) -> tuple[str, str]:
    """Grade of a cadre's baseline and why, in words.

    A: stock unbroken, at least 100 doctors abroad whom a destination's list names (shares by gravity do not count), half
    of the emigrants live where doctors are counted by origin. B: stock unbroken, the rest estimated. C: a break or spike
    since 2005, or one observation, or a stock that is borrowed. The migration of nurses has no table: nurses are never
    above C.
    """
    stock = world.home(country, cadre)
    if stock is None or stock.points == 0:
        return "C", "the stock is borrowed from like countries"
    if stock.points == 1:
        return "C", "the stock rests on one observation"
    if stock.broken:
        return "C", "the stock's series has a break or spike since 2005"
    if cadre == "nurse":
        return "C", "the stock is unbroken, but no table says where nurses went"
    leaving = world.leaving[country]
    if leaving.listed >= ENOUGH_ABROAD and (leaving.coverage or 0.0) >= ENOUGH_COVERAGE and not leaving.why_not:
        return "A", "the stock is unbroken and leaving is measured"
    return "B", "the stock is unbroken, leaving is estimated"


def stock_grade(world: World, country: str, cadre: str) -> str:
    """Grade of the stock alone: B where unbroken, else C; empty where the country has no series of its own."""
    stock = world.stocks[cadre].get(country)
    if stock is None:
        return ""
    return "C" if stock.broken or stock.points <= 1 else "B"


def grade_counts(world: World) -> dict[str, dict[str, int]]:
    """Countries by grade and cadre, over those that have a stock of their own in both cadres, population and GDP."""
    counts = {cadre: dict.fromkeys("ABC", 0) for cadre in GRADED}
    for iso3 in countries_with_stocks(world):
        for cadre in GRADED:
            counts[cadre][grade(world, iso3, cadre)[0]] += 1
    return counts


def countries_with_stocks(world: World) -> tuple[str, ...]:
    """Countries whose doctors, nurses, people and GDP per head are known of their own."""
    gdp = world.tables.at(GDP_PER_HEAD, world.start)
    return tuple(
        c.iso3
        for c in all_countries()
        if all(c.iso3 in world.stocks[cadre] for cadre in GRADED) and c.iso3 in gdp and c.iso3 in world.people
    )
