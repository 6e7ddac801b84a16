"""Importer of World Population Prospects 2024: population by 5-year age and sex at 1 July, and mortality rates."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import guess_iso3
from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.contract import Read
from braingain.sources.text import decode, header_of

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
        For a file of another form, and for mortality rates whose file name does not say the sex.
    """
    import pandas as pd

    populations, mortalities, messages = [], [], list[str]()
    for name, content in files.items():
        if _is_population(content[:4096]):
            populations.append(_population(content, messages))
        elif _is_mortality(content[:4096]):
            mortalities.append(_mortality(content, _sex(name), messages))
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


def _population(content: bytes, messages: list[str]) -> pd.DataFrame:
    wide = _countries(_frame(content, ","), messages)
    long = wide.rename(columns={"popF": "female", "popM": "male"}).melt(
        ["country", "year", "age"], ["female", "male"], var_name="sex", value_name="thousands"
    )
    long["persons"] = (long["thousands"].astype(float) * 1000).round().astype("int64")
    return long.astype({"year": "int64"})[["country", "year", "sex", "age", "persons"]]


def _mortality(content: bytes, sex: str, messages: list[str]) -> pd.DataFrame:
    wide = _countries(_frame(content, "\t"), messages).drop(columns="name")
    long = wide.melt(["country", "age"], var_name="period", value_name="rate")
    starts = long["period"].str[:4].astype("int64")
    return long.assign(period_start=starts, sex=sex, rate=long["rate"].astype(float))[
        ["country", "period_start", "sex", "age", "rate"]
    ]


def _frame(content: bytes, delimiter: str) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(io.StringIO(decode(content)), sep=delimiter, dtype=str, keep_default_na=False)


def _countries(rows: pd.DataFrame, messages: list[str]) -> pd.DataFrame:
    """Rows of countries with ISO codes for UN M49 numbers; ages as their first year; others dropped and counted."""
    rows = rows.rename(columns={"country": "name"})
    codes = {code: guess_iso3(code) for code in rows["country_code"].unique()}
    unknown = [code for code, iso3 in codes.items() if iso3 is None]
    rows = rows.assign(
        country=rows["country_code"].map(codes), age=rows["age"].str.extract(r"^(\d+)")[0].astype("int64")
    )
    if unknown:
        messages.append(f"no country, dropped: M49 {', '.join(unknown)} ({int(rows['country'].isna().sum())} rows)")
    return rows[rows["country"].notna()].drop(columns="country_code")


def _sorted(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return table.sort_values(keys, ignore_index=True)
