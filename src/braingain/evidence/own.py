"""What users imported themselves, in files that are no publisher's: whose rows they are, and which a baseline reads.

``READINGS`` is the one list of what is read of a user's own rows. Baselines take their rows through ``readable``, gaps
are closed by it, and an import says by ``unread`` why a row is kept and not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from braingain.evidence.building import imported_cards
from braingain.foundation.countries import all_countries
from braingain.foundation.vocabulary import CADRES
from braingain.sources.registry import all_sources

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

OWN = "your own import"
OWN_FLAG = "own"
# Which of several series of a user is taken: the first of these that there is.
ACTIVITIES = ("practising", "employed", "unknown", "registered")
CLINICAL = CADRES[:2]
NAMED = "*"  # any country by its code
# What the columns of a row may hold that is one figure of the whole country.
_WHOLE = {
    "method": ("reported",),
    "count": ("headcount", "unknown"),
    "age": ("all", "unknown"),
    "sex": ("all", "unknown"),
    "place": ("all", "unknown"),
    "employment": ("all", "unknown"),
    "partner": ("", "unknown"),
}
_STOCK = {**_WHOLE, "measure": ("stock", "unknown"), "activity": ACTIVITIES}
# The same of graduates and shares, which are no stocks.
_FIGURE = {**_WHOLE, "measure": ("inflow", "rate", "stock", "unknown"), "activity": (*ACTIVITIES, "")}
_ABROAD = {**_STOCK, "partner": (NAMED,), "definition": ("trained",)}
_SERVICE = {"sex": ("all", "unknown"), "place": ("all", "unknown"), "partner": ("", "unknown")}


@dataclass(frozen=True)
class Reading:
    """Which of a user's own rows of an indicator are read, and for what.

    ``holds`` has by column the values that a row may have; ``above_zero`` where none is no figure.
    """

    purpose: str
    cadres: tuple[str, ...]
    holds: Mapping[str, Sequence[str]]
    above_zero: bool = False


READINGS: Mapping[str, Reading] = {
    "workers": Reading("those who practise", CADRES, _STOCK, True),
    "density_per_10k": Reading("those who practise", CADRES, _STOCK, True),
    "graduates": Reading("graduates a year", CLINICAL, _FIGURE),
    "graduates_per_100k": Reading("graduates a year", CLINICAL, _FIGURE),
    "women_share": Reading("the share of women", CADRES, {**_FIGURE, "sex": ("all", "unknown", "female")}),
    "foreign_trained_share": Reading("the share trained abroad", CLINICAL, _FIGURE),
    "place_share": Reading("the share in the capital", CADRES, {**_FIGURE, "place": ("capital",)}),
    "private_share": Reading(
        "the share in private work", CADRES, {**_FIGURE, "employment": ("all", "unknown", "private")}
    ),
    "pay": Reading(
        "pay over GDP per head",
        ("doctor", "doctor_specialist", "doctor_general", "nurse"),
        {
            "unit": ("gdp_per_head_multiple",),
            "employment": ("salaried",),
            "method": ("reported",),
            "partner": ("", "unknown"),
            "sex": ("all", "unknown"),
            "age": ("all", "unknown"),
            "place": ("all", "unknown"),
        },
        True,
    ),
    "workers_abroad": Reading("those abroad", CLINICAL, _ABROAD),
    "skilled_attendance_share": Reading("births attended, beside the outcomes of a run", (), _SERVICE, True),
    "measles_share": Reading("measles immunisation, beside the outcomes of a run", (), _SERVICE, True),
}


def own_sources(store: Store) -> frozenset[str]:
    """Sources that came by a user's own tidy file: imported, not shipped, and no publisher's that the program knows."""
    table = store.sources()
    mine = table[table["imported"].astype(bool) & ~table["ships"].astype(bool)]
    return frozenset(mine["source"]) - frozenset(all_sources())


def own_files(store: Store) -> dict[str, tuple[str, ...]]:
    """The files by name from which a user's own sources were imported, the first taken in first."""
    files: dict[str, dict[str, None]] = {source: {} for source in own_sources(store)}
    for _, card in imported_cards(store.home / "imported"):
        for source in card["sources"]:
            if source["id"] in files:
                files[source["id"]][card["file"]] = None
    return {source: tuple(names) for source, names in files.items()}


def own_note(activity: str) -> str:
    """What is said beside a user's own figure that is used."""
    kind = "" if activity in ("", "unknown") else f" ({activity})"
    return f"{OWN}{kind}, in place of public figures"


def readable(rows: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """Those of the rows that are a user's own and that a baseline can read."""
    mine = rows[rows["source"].isin(sources)]
    return mine[unread(mine) == ""]


def public(rows: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """Those of the rows that are no user's own."""
    return rows[~rows["source"].isin(sources)]


def unread(rows: pd.DataFrame) -> pd.Series[str]:
    """Why no baseline reads a row of a user's own, in words, by row; empty where one does.

    Whether a row that can be read is then taken depends on the others and on the start year.
    """
    import pandas as pd

    why = pd.Series("", index=rows.index, dtype=object)
    for indicator, some in rows.groupby("indicator"):
        reading = READINGS.get(str(indicator))
        for holds, words in _refusals(some, reading):
            found = holds & (why.loc[some.index] == "")
            why.loc[found.index[found]] = words[found] if isinstance(words, pd.Series) else words
    return why


def _refusals(rows: pd.DataFrame, reading: Reading | None) -> Iterator[tuple[pd.Series[bool], pd.Series[str] | str]]:
    """Each reason not to read rows of one indicator: for which of them it holds, and its words."""
    if reading is None:
        yield rows["value"].isin(rows["value"]), "no run of this edition reads this indicator"
        return
    countries = _codes()
    yield rows["value"].isna(), "it has bounds and no value"
    yield ~rows["country"].isin(countries), "it is of several countries together"
    if reading.cadres:
        read = f": read {_are(reading.cadres)}"
        yield ~rows["cadre"].isin(reading.cadres), "cadre is " + rows["cadre"].map(_said) + read
    for column, values in reading.holds.items():
        held = rows[column].isin(countries if NAMED in values else values)
        if NAMED in values:
            held &= rows[column] != rows["country"]
        read = ": read are rows with another country" if NAMED in values else f": read {_are(values)}"
        yield ~held, f"{column} is " + rows[column].map(_said) + read
    if reading.above_zero:
        yield rows["value"] <= 0, "it is not above zero"


def _are(values: Sequence[str]) -> str:
    """What is read, in words: all values that say something, else that the cell has to be empty."""
    told = [value for value in values if value not in ("", "unknown")]
    if not told:
        return "are rows without one"
    return f"{'is' if len(told) == 1 else 'are'} {', '.join(told)}"


def _said(value: str) -> str:
    return value or "empty"


@cache
def _codes() -> frozenset[str]:
    return frozenset(country.iso3 for country in all_countries())


def whole_country(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a density, a share or graduates that are of the whole country, head count, all ages; of women where the share is theirs."""
    kept = rows[rows["value"].notna()]
    for column, values in _FIGURE.items():
        if column not in ("sex", "method"):
            kept = kept[kept[column].isin(values)]
    women = (kept["indicator"] == "women_share") & (kept["sex"] == "female")
    return kept[kept["sex"].isin(_FIGURE["sex"]) | women]
