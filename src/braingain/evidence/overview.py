"""Views of the store for reading: what there is by indicator and table, and rows with their citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from braingain.evidence.building import OLDER
from braingain.evidence.schema import allowed, cadres, indicators
from braingain.foundation.countries import find_country
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store


def indicator_overview(store: Store) -> pd.DataFrame:
    """One row for each indicator that has observations: title, unit, rows, countries, years, sources."""
    grouped = store.observations().groupby("indicator")
    table = grouped.agg(
        rows=("value", "size"),
        countries=("country", "nunique"),
        first_year=("year", "min"),
        last_year=("year_to", "max"),
        sources=("source", lambda names: " ".join(sorted(set(names))[:4]) + (" ..." if names.nunique() > 4 else "")),
    ).reset_index()
    known = indicators()
    table.insert(1, "title", [known[name]["title"] for name in table["indicator"]])
    table.insert(2, "unit", [known[name]["unit"] for name in table["indicator"]])
    return table


def table_overview(store: Store) -> pd.DataFrame:
    """One row for each compact table: its source, its columns, how many rows."""
    import pandas as pd

    sources = store.sources()
    rows = []
    for name in store.tables():
        frame = store.table(name)
        whole = name.removesuffix(OLDER)
        owners = [row["source"] for row in sources.to_dict("records") if whole in row["tables"].split()]
        rows.append({"table": name, "source": " ".join(owners), "rows": len(frame), "columns": " ".join(frame.columns)})
    return pd.DataFrame(rows, columns=["table", "source", "rows", "columns"])


def cited_rows(
    store: Store, country: str | None, indicator: str | None, source: str | None, cadre: str | None
) -> pd.DataFrame:
    """Rows that match, each with citation and link: measured in the country or about those who come from it.

    Raises
    ------
    BraingainError
        With every name that is not known.
    """
    iso3 = _checked(store, country, indicator, source, cadre)
    rows = store.observations(indicator=indicator, cadre=cadre, source=source)
    if iso3:
        rows = rows[(rows["country"] == iso3) | (rows["partner"] == iso3)]
    cited = store.sources()[["source", "citation", "link"]]
    return rows.merge(cited, on="source", how="left", validate="many_to_one")


def _checked(
    store: Store, country: str | None, indicator: str | None, source: str | None, cadre: str | None
) -> str | None:
    """The country's code (or area), after all names were checked together."""
    problems: list[Problem] = []
    iso3 = country
    if country is not None and country not in allowed("area"):
        try:
            iso3 = find_country(country).iso3
        except BraingainError as error:
            problems.extend(error.problems)
    lists = {"indicator": (indicator, tuple(indicators())), "cadre": (cadre, cadres())}
    if source is not None:
        lists["source"] = (source, tuple(store.sources()["source"]))
    for what, (name, names) in lists.items():
        if name is not None and name not in names:
            problems.append(Problem(what, f'"{name}" is not known', did_you_mean(name, names)))
    if problems:
        raise BraingainError(problems)
    return iso3
