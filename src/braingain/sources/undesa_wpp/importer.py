"""Importer of World Population Prospects 2024: population by 5-year age and sex at 1 July, and mortality rates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import guess_iso3
from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.checked import FIRST_YEAR, LAST_YEAR, Cells, Reading
from braingain.sources.checked_frames import numbers, once, text_frame
from braingain.sources.contract import Read
from braingain.sources.text import decode, delimiter_of, header_of

if TYPE_CHECKING:
    import pandas as pd

POPULATION_HEADER = ["country_code", "year", "age", "popM", "popF"]
MORTALITY_HEADER = ["country_code", "country", "age"]
SEX_LETTERS = {"F": "female", "M": "male"}
COVID_PERIOD = 2020


def recognises(name: str, head: bytes) -> bool:
    """True for population by age at 1 July and for mortality rates; totals at 31 December are of another date."""
    return _is_population(head) or _is_mortality(head)


def read(files: Mapping[str, bytes]) -> Read:
    """The tables ``population`` and ``mortality``.

    ``population``: country, year (1 July), sex, age (first of five: 0, 5, ... 100 and over), persons.
    ``mortality``: country, period_start (mid-year; five years), sex, age (0, 1, 5, ... 100), rate [deaths a year].

    Raises
    ------
    BraingainError
        For a file of another form, for mortality rates whose file name does not say the sex, and with every row and
        column that is wrong.
    """
    import pandas as pd

    populations, mortalities, messages = [], [], list[str]()
    for name, content in files.items():
        if _is_population(content[:4096]):
            populations.append(_population(Reading(name), content, messages))
        elif _is_mortality(content[:4096]):
            mortalities.append(_mortality(Reading(name), content, _sex(name), messages))
        else:
            do = "give population by age at 1 July, or mx; totals at 31 December do not go with them"
            raise BraingainError(Problem(name, "is not a file of population by age or of mortality rates", do))
    tables = {}
    if populations:
        tables["population"] = _sorted(pd.concat(populations), ["country", "year", "sex", "age"])
    if mortalities:
        tables["mortality"] = _sorted(pd.concat(mortalities), ["country", "period_start", "sex", "age"])
        messages.append(f"COVID-19 is in the rates of {COVID_PERIOD}-{COVID_PERIOD + 5}")
    return Read(None, tables, tuple(messages))


def _is_population(head: bytes) -> bool:
    return header_of(head) == POPULATION_HEADER


def _is_mortality(head: bytes) -> bool:
    header = header_of(head, "\t")
    return header[:3] == MORTALITY_HEADER and all(re.fullmatch(r"\d{4}-\d{4}", cell) for cell in header[3:])


def _sex(name: str) -> str:
    """The sex of a mortality file: only its name says it, as mxF5 or mxM5."""
    found = re.search(r"mx([FM])\d?", name)
    if found is None:
        raise BraingainError(Problem(name, "does not say whose mortality it holds", "keep mxF or mxM in the name"))
    return SEX_LETTERS[found.group(1)]


def _population(reading: Reading, content: bytes, messages: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows = text_frame(reading, content, delimiter_of(decode(content)), POPULATION_HEADER)
    wide = _countries(reading, rows)
    once(reading, rows, POPULATION_HEADER[:3])
    years = numbers(reading, rows, "year", FIRST_YEAR, LAST_YEAR, whole=True)
    persons = {sex: numbers(reading, rows, f"pop{letter}") * 1000 for letter, sex in SEX_LETTERS.items()}
    messages += reading.finish()
    parts = [
        wide.assign(year=years.astype("int64"), sex=sex, persons=size.round().astype("int64"))
        for sex, size in persons.items()
    ]
    return _of_countries(pd.concat(parts), messages, rows)[["country", "year", "sex", "age", "persons"]]


def _mortality(reading: Reading, content: bytes, sex: str, messages: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows = text_frame(reading, content, "\t", MORTALITY_HEADER)
    wide = _countries(reading, rows)
    once(reading, rows, ["country_code", "age"])
    rates = {period: numbers(reading, rows, period) for period in rows.columns[3:]}
    messages += reading.finish()
    parts = [wide.assign(period_start=int(period[:4]), sex=sex, rate=rate) for period, rate in rates.items()]
    return _of_countries(pd.concat(parts), messages, rows)[["country", "period_start", "sex", "age", "rate"]]


def _countries(reading: Reading, rows: pd.DataFrame) -> pd.DataFrame:
    """By row the country of its UN M49 number (none where it is no country), and the age as its first year."""
    import pandas as pd

    codes = {code: guess_iso3(code) for code in rows["country_code"].unique()}
    ages = rows["age"].str.extract(r"^(\d+)")[0]
    for at in rows.index[ages.isna()]:
        reading.wrong(Cells(f"row {at}", {}), "age", f'"{str(rows["age"][at])[:40]}" is not an age')
    for at in rows.index[rows["country_code"] == ""]:
        reading.wrong(Cells(f"row {at}", {}), "country_code", "is empty")
    age = pd.to_numeric(ages).fillna(0).astype("int64")
    return pd.DataFrame({"country": rows["country_code"].map(codes), "age": age}, index=rows.index)


def _of_countries(table: pd.DataFrame, messages: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of countries; others dropped and counted."""
    others = rows["country_code"][[guess_iso3(code) is None for code in rows["country_code"]]]
    if len(others):
        messages.append(f"no country, dropped: M49 {', '.join(others.unique())} ({len(others)} rows)")
    return table[table["country"].notna()]


def _sorted(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return table.sort_values(keys, ignore_index=True)
