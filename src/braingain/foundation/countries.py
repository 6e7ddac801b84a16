"""Countries by their ISO 3166 alpha-3 code, with WHO region; strict for users, forgiving for importers.

The list is a typed table of facts (``catalogue/countries.csv``): ISO 3166 codes, UN M49 numbers, the names that
publishers use, and the WHO region (members: WHO's own grouping before Indonesia's move of May 2025; territories:
that of the place where they lie). Kosovo has the user code XKX.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from braingain.foundation.cards import catalogue_table
from braingain.foundation.errors import BraingainError, Problem, nearest

# Codes of other systems and of countries that were: CEPII's (ROM ZAR PAL TMP YUG ANT), WDI's former ones, UN's 736.
FORMER_CODES = {
    "ROM": "ROU",
    "ZAR": "COD",
    "PAL": "PSE",
    "TMP": "TLS",
    "YUG": "SRB",
    "SCG": "SRB",
    "ANT": "CUW",
    "WBG": "PSE",
    "KSV": "XKX",
    "ADO": "AND",
    "IMY": "IMN",
    "736": "SDN",
    "891": "SRB",
    "530": "CUW",
}


# What planners say and no publisher writes; for users only, since tables of publishers use some for regions.
SAID = {
    "DRC": "COD",
    "D.R. Congo": "COD",
    "RDC": "COD",
    "CAR": "CAF",
    "UAE": "ARE",
    "U.A.E.": "ARE",
    "Emirates": "ARE",
    "KSA": "SAU",
    "RSA": "ZAF",
    "U.S.": "USA",
    "U.S.A.": "USA",
    "America": "USA",
    "U.K.": "GBR",
    "Britain": "GBR",
    "Holland": "NLD",
    "Trinidad": "TTO",
    "Saint Vincent": "VCT",
    "St Vincent": "VCT",
    "Saint Kitts": "KNA",
    "St Kitts": "KNA",
    "Antigua": "ATG",
    "Sao Tome": "STP",
    "ROK": "KOR",
    "DPRK": "PRK",
    "PRC": "CHN",
}
# Names that planners give to more than one country; one of them may bear it in our table, for publishers' files.
SHARED = {"korea": ("KOR", "PRK"), "congo": ("COG", "COD")}
# Parts of a country, which are suggested and never taken for it.
PARTS = {"england": "GBR", "scotland": "GBR", "wales": "GBR", "northern ireland": "GBR", "zanzibar": "TZA"}


@dataclass(frozen=True)
class Country:
    """A country or territory: ISO alpha-3 and alpha-2 codes, name, UN M49 number (three digits), WHO region."""

    iso3: str
    name: str
    m49: str
    who_region: str
    iso2: str


@cache
def all_countries() -> tuple[Country, ...]:
    """Every country and territory that the program knows, by alpha-3 code."""
    rows = catalogue_table("countries")
    return tuple(Country(r["iso3"], r["name"], r["m49"], r["who_region"], r["iso2"]) for r in rows)


def find_country(text: str) -> Country:
    """The country that a user names: its alpha-3 code in any case, its full name, or a usual short one such as DRC.

    Raises
    ------
    BraingainError
        Where no country has that code or name; names the nearest.
    """
    wanted = text.strip()
    by_code = _by_code()
    if wanted.upper() in by_code:
        return by_code[wanted.upper()]
    iso3 = _by_name().get(_plain(wanted)) or _as_said().get(_plain(wanted))
    if iso3:
        return by_code[iso3]
    raise BraingainError(Problem("country", f'"{text}" is not a known country', _suggestion(wanted)))


def country_meant(text: str) -> Country:
    """The country that a planner names on the command line or in a file: as ``find_country``, but never a guess between two.

    Raises
    ------
    BraingainError
        Where no country has that code or name, or more than one is called so; names the nearest, or all of them.
    """
    shared = SHARED.get(_plain(text))
    if shared:
        which = " or ".join(f"{iso3} ({country_name(iso3)})" for iso3 in shared)
        raise BraingainError(Problem("country", f'"{text.strip()}" may be more than one country', f"write {which}"))
    return find_country(text)


def named(iso3: str) -> str:
    """A country by name and code, for headings: a reader sees which one was meant."""
    return f"{country_name(iso3)} ({iso3})"


def country_name(iso3: str) -> str:
    """The country's name in English; the code itself where it is unknown."""
    country = _by_code().get(iso3)
    return country.name if country else iso3


def who_region(iso3: str) -> str:
    """WHO region of a country: AFR, AMR, EMR, EUR, SEA or WPR.

    Raises
    ------
    BraingainError
        Where the code is unknown.
    """
    return find_country(iso3).who_region


def guess_iso3(text: object) -> str | None:
    """The alpha-3 code that a publisher means, for importers; None where it is no country (a total, a region).

    Takes alpha-3, alpha-2 in capitals ("NA" is Namibia), M49 numbers with or without leading zeros, codes of
    countries that were and CEPII's own, and the names that publishers use, old and new, in any case and with or
    without accents.
    """
    wanted = " ".join(str(text).replace("\u00a0", " ").split())
    if not wanted:
        return None
    code = wanted.upper()
    number = wanted.zfill(3) if wanted.isdigit() else ""
    for candidate in (code, number):
        if candidate in _by_code():
            return candidate
        if candidate in FORMER_CODES:
            return FORMER_CODES[candidate]
    other = {c.m49: c.iso3 for c in all_countries()} if number else {c.iso2: c.iso3 for c in all_countries()}
    return other.get(number or wanted) or _by_name().get(_plain(wanted))


@cache
def _suggestion(wanted: str) -> str:
    """The nearest known country: by code where a code was given, else by name."""
    codes = {c.iso3: c for c in all_countries()}
    two = {c.iso2: c.iso3 for c in all_countries()}
    if _plain(wanted) in PARTS:
        near = PARTS[_plain(wanted)]
    elif wanted.upper() in two:
        near = two[wanted.upper()]
    elif len(wanted) <= 3 or (len(wanted) == 4 and wanted[:3].upper() in codes and not _names_like(wanted)):
        near = min(codes, key=lambda code: (_code_distance(wanted.upper(), code), code))
    else:
        names = _names_like(wanted)
        if not names:
            return "give an ISO 3166 alpha-3 code such as GHA"
        near = _by_name()[names[0]]
    return f"did you mean {near} ({codes[near].name})?"


def _names_like(wanted: str) -> list[str]:
    """The known name nearest to a spelling, or none."""
    return nearest(_plain(wanted), [name for name in _by_name() if name and _alike(_plain(wanted), name)])


def _code_distance(wanted: str, code: str) -> tuple[int, int]:
    """Edit distance between two codes, two letters exchanged being one step; then how many letters agree in place, from the front."""
    from rapidfuzz.distance import OSA

    agree = sum(2 ** (2 - i) for i, (a, b) in enumerate(zip(wanted, code, strict=False)) if a == b)
    return OSA.distance(wanted, code), -agree


@cache
def _by_code() -> dict[str, Country]:
    return {country.iso3: country for country in all_countries()}


@cache
def _by_name() -> dict[str, str]:
    """Alpha-3 code by every name in the table, in plain letters."""
    names: dict[str, str] = {}
    for row in catalogue_table("countries"):
        for name in (row["name"], *filter(None, row["other_names"].split("|"))):
            names[_plain(name)] = row["iso3"]
    return names


@cache
def _as_said() -> dict[str, str]:
    return {_plain(name): iso3 for name, iso3 in SAID.items()}


def _alike(wanted: str, name: str) -> bool:
    """Whether a spelling is near enough to be a slip: most letters agree, all words of one stand in the other, or it begins so."""
    from rapidfuzz import fuzz

    words, others = set(wanted.split()), set(name.split())
    return fuzz.ratio(wanted, name) >= 70 or words <= others or others <= words or name.startswith(wanted)


def _plain(name: str) -> str:
    """A name in lower case, without accents, stops and doubled spaces, so that spellings meet."""
    letters = unicodedata.normalize("NFKD", re.sub("['\u2018\u2019]", "", name))
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.replace("&", " and ")).split())
