"""The evidence row: its closed lists, and the check of rows that a user gives, with every mistake named at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache

from braingain.evidence import limits
from braingain.evidence.said import meant, meant_indicator
from braingain.foundation.cards import catalogue_table
from braingain.foundation.countries import all_countries, find_country
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.units import all_units, can_convert, convert
from braingain.sources.contract import COLUMNS

REQUIRED = ("indicator", "country", "year", "value", "unit")
LISTED = ("definition", "measure", "activity", "count", "sex", "age", "place", "employment", "method", "certainty")
EARLIEST, LATEST = 1900, 2100
STOCKS = ("stock", "unknown")
HEADS = ("persons", "persons_per_year", "posts")  # counted one by one
# A point or comma before the last three digits, where it can as well set off thousands: 21.500, not 0.500.
TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
WHOLE_YEAR = re.compile(r"^(\d{4})\.0+$", re.ASCII)  # a year as programs write whole numbers: 2018.0

# What a missing column or an empty cell becomes in a user's file; every other text column becomes "unknown".
FILLED_OTHERWISE = {"method": "reported", "flag": "", "note": "", "source": ""}
EMPTY_STAYS = frozenset({"partner", "definition", "cadre"})
MAY_BE_NEGATIVE = frozenset({"share_difference", "index"})


@cache
def indicators() -> dict[str, dict[str, str]]:
    """The closed list of indicators by name: title, unit ("" where several will do), description."""
    return {row["indicator"]: row for row in catalogue_table("indicators")}


@cache
def cadres() -> tuple[str, ...]:
    """The closed list of cadres, with branches such as doctor_specialist, and "all"."""
    return tuple(row["cadre"] for row in catalogue_table("cadres"))


@cache
def allowed(column: str) -> tuple[str, ...]:
    """The values of a closed list: sex, place, method, flag, area and so on."""
    return tuple(row["value"] for row in catalogue_table("lists") if row["list"] == column)


@cache
def places_of_the_world() -> frozenset[str]:
    """What ``country`` and ``partner`` may hold: alpha-3 codes, and the named areas such as sub_saharan_africa."""
    return frozenset(country.iso3 for country in all_countries()) | frozenset(allowed("area"))


def fill(column: str) -> str:
    """What a text column holds where a user's file says nothing."""
    return FILLED_OTHERWISE.get(column, "unknown")


def check_columns(columns: list[str]) -> Iterator[Problem]:
    """What is wrong with the names of a file's columns: missing, unknown, given twice."""
    for column in REQUIRED:
        if column not in columns:
            yield Problem(f"column {column}", "is missing", f"every row needs {', '.join(REQUIRED)}")
    for column in dict.fromkeys(columns):
        if column not in COLUMNS:
            yield Problem(f'column "{column}"', "is not a column of the evidence row", did_you_mean(column, COLUMNS))
        elif columns.count(column) > 1:
            yield Problem(f"column {column}", "is there twice", "leave one out")


def check_word(column: str, text: str) -> list[Problem]:
    """What is wrong with a word for a column that has a closed list; nothing where it has none."""
    return [problem for problem in _check_names({column: text}, {}) if problem.place == f"column {column}"]


def check_row(
    row: Mapping[str, str], decimal_comma: bool = False, latest: int = LATEST
) -> tuple[dict[str, object], list[Problem]]:
    """A row of text as an evidence row, in the indicator's own unit, and all that is wrong with it.

    The place of a problem is its column; the caller knows the file and the row. ``latest`` is the last year that a
    stock can be reported of.
    """
    problems: list[Problem] = []
    clean: dict[str, object] = {
        column: text or ("" if column in EMPTY_STAYS else fill(column)) for column, text in row.items()
    }
    problems.extend(_check_names(row, clean))
    problems.extend(_check_years(row, clean))
    for column in ("value", "low", "high"):
        try:
            clean[column] = parse_number(row.get(column, ""), decimal_comma, row.get("unit") in HEADS)
        except ValueError as error:
            problems.append(Problem(f"column {column}", str(error), "write it as 1234.5, without a sign for thousands"))
            clean[column] = math.nan
    if not problems:
        problems.extend(_check_sense(clean, latest))
        problems.extend(_check_values(clean))
    return clean, problems


def parse_number(text: str, decimal_comma: bool = False, heads: bool = False) -> float:
    """A number, NaN where the cell is empty; of ``heads`` a point before three digits may set off thousands too.

    Raises
    ------
    ValueError
        Where the cell is no finite number, or a comma or point in it could mean two things.
    """
    bare = text.strip()
    if not bare:
        return math.nan
    if heads and TWO_READINGS.fullmatch(bare):
        raise ValueError(f'"{text}" could be read in two ways')
    if "," in bare:
        if not decimal_comma or bare.count(",") > 1 or "." in bare or len(bare.split(",")[1]) == 3:
            raise ValueError(f'"{text}" could be read in two ways')
        bare = bare.replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        raise ValueError(f'"{text[:40]}" is not a number') from None
    if not math.isfinite(value) or "_" in bare:
        raise ValueError(f'"{text[:40]}" is not a finite number')
    return value


def _check_names(row: Mapping[str, str], clean: dict[str, object]) -> Iterator[Problem]:
    """Names out of closed lists: indicator, unit, country, partner, cadre, flags and the short lists."""
    if row.get("indicator") not in indicators():
        name = row.get("indicator", "")
        do = meant_indicator(name, indicators()) if name else "give one; `braingain evidence list` has them"
        yield Problem("column indicator", f'"{name}" is not a known indicator', do)
    if row.get("unit") not in all_units():
        yield _not_listed("unit", row.get("unit", ""), tuple(all_units()))
    for column in ("country", "partner"):
        yield from _check_country(column, row, clean)
    cadre = row.get("cadre", "").strip()
    if cadre.lower() in (*cadres(), "unknown"):
        clean["cadre"] = cadre.lower()
    elif cadre:
        yield _not_listed("cadre", cadre, cadres())
    for column in LISTED:
        if row.get(column) and row[column] not in allowed(column):
            yield _not_listed(column, row[column], allowed(column))
    for flag in filter(None, row.get("flag", "").split(";")):
        if flag not in allowed("flag"):
            yield _not_listed("flag", flag, allowed("flag"))


def _check_country(column: str, row: Mapping[str, str], clean: dict[str, object]) -> Iterator[Problem]:
    text = row.get(column, "")
    if text in places_of_the_world() or (column == "partner" and text in ("", "unknown")):
        return
    if len(text) == 3 and text.upper() in places_of_the_world():
        clean[column] = text.upper()
        return
    if not text:
        yield Problem(f"column {column}", "is empty", "name the country, by its ISO 3166 alpha-3 code such as GHA")
        return
    try:
        clean[column] = find_country(text).iso3
    except BraingainError as error:
        yield Problem(f"column {column}", f'"{text}" is not a country', error.problems[0].do)


def _check_years(row: Mapping[str, str], clean: dict[str, object]) -> Iterator[Problem]:
    years = {}
    for column in ("year", "year_to"):
        text = row.get(column, "")
        if column == "year_to" and not text:
            text = row.get("year", "")
        text = WHOLE_YEAR.sub(r"\1", text)
        if not text.isascii() or not text.isdigit() or not EARLIEST <= int(text[:9]) <= LATEST:
            if column == "year" or row.get(column):
                yield Problem(f"column {column}", f'"{text}" is not a year', f"give one from {EARLIEST} to {LATEST}")
            continue
        years[column] = int(text)
    clean.update(years)
    if len(years) == 2 and years["year_to"] < years["year"]:
        yield Problem("column year_to", f"{years['year_to']} is before year {years['year']}", "turn them round")


def _check_sense(clean: Mapping[str, object], latest: int) -> Iterator[Problem]:
    """Rows whose cells do not go together: a share of no place, a report of the future."""
    if clean["indicator"] == "place_share" and clean.get("place", "unknown") in ("", "all", "unknown"):
        yield Problem("column place", "does not say which place the share is of", "give capital, urban or rural")
    reported = clean.get("method", "reported") == "reported" and clean.get("measure", "unknown") in STOCKS
    if reported and int(str(clean["year"])) > latest:
        do = f"a reported stock is of {latest} at the latest; of a plan or projection say method estimated or assumed"
        yield Problem("column year", f"{clean['year']} is yet to come", do)


def _check_values(clean: dict[str, object]) -> Iterator[Problem]:
    """Values that cannot be: none at all, negative, a share over 1, bounds that do not hold the value."""
    indicator, unit = indicators()[str(clean["indicator"])], str(clean["unit"])
    numbers = {column: float(str(clean[column])) for column in ("value", "low", "high")}
    given = {column: number for column, number in numbers.items() if not math.isnan(number)}
    if not given:
        yield Problem("column value", "is empty", "leave a row out where nothing is known")
    dimension = all_units()[unit].dimension
    for column, number in given.items():
        if number < 0 and dimension not in MAY_BE_NEGATIVE:
            yield Problem(
                f"column {column}", f"{number:g} is negative, which {_thing(indicator)} cannot be", "check it"
            )
    if indicator["unit"] and not can_convert(unit, indicator["unit"]):
        yield Problem("column unit", f"{unit} does not fit {indicator['indicator']}", f"give it in {indicator['unit']}")
        return
    to = indicator["unit"] or unit
    changed = {column: convert(number, unit, to) for column, number in given.items()}
    if to == "share" and clean["indicator"] != "emigration_rate_home":
        for column, number in changed.items():
            if number > 1:
                what = f"{given[column]:g} {unit} is more than the whole"
                yield Problem(f"column {column}", what, "is it percent? then write percent as its unit")
    low, value, high = (changed.get(column, math.nan) for column in ("low", "value", "high"))
    if low > value or value > high or low > high:
        yield Problem("column low", "low, value and high are not in order", "check them")
    yield from _check_sizes(clean, changed, to)
    clean.update(changed, unit=to)


def _check_sizes(clean: Mapping[str, object], numbers: Mapping[str, float], unit: str) -> Iterator[Problem]:
    """Figures that no country has: more health workers than a tenth of its people, pay of a thousand incomes."""
    indicator, cadre, year = str(clean["indicator"]), str(clean.get("cadre", "")), int(str(clean["year"]))
    if indicator.startswith("fact.") or indicator == "population":
        return
    for column, number in numbers.items():
        for side in ("country", "partner") if indicator == "workers_abroad" else ("country",):
            place = str(clean.get(side) or "")
            counted = unit in limits.OF_PEOPLE and place not in ("", "unknown")
            people, where = limits.people_of(place, year) if counted else (None, "")
            # An offshore school trains more people than a tenth of its island.
            share = limits.most_of_people(cadre, indicator) if side == "country" else 1.0
            what = limits.too_large(number, unit, share, people, where)
            what = what or (limits.too_much(number, unit) if indicator in limits.CHECKED else "")
            if what:
                yield Problem(f"column {column}", what, "check the figure and its unit")
                break


def value_problems(row: Mapping[str, object]) -> list[Problem]:
    """What no figure of its kind can be, of a row that the store holds (in the indicator's own unit); empty where it can."""
    return list(_check_values(dict(row)))


def _thing(indicator: dict[str, str]) -> str:
    return f"a {indicator['title'].lower()}" if indicator["unit"] != "persons" else "a stock of persons"


def _not_listed(column: str, text: str, names: tuple[str, ...]) -> Problem:
    do = meant(text, names) or f"choose of {', '.join(names)}"
    return Problem(f"column {column}", f'"{text}" is not on the list', do)
