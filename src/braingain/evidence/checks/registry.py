"""The list of checks, and what they find: rows of findings, computed from rows of evidence whenever they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from braingain.evidence.vintages import newest
from braingain.foundation.cards import package_folder

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

# impossible: no country has it. doubtful: looks like a slip, a break or a sum that is wrong. note: to be known by whoever uses it.
SEVERITIES = ("impossible", "doubtful", "note")
SHIPPED_WDI = ("sources", "worldbank_wdi", "wdi.parquet")


class Hit(NamedTuple):
    """What a check saw: the rows by their label, the one it is about first; and its words, with numbers."""

    rows: tuple[int, ...]
    words: str
    severity: str = ""  # of this hit, where it is another than the check's


@dataclass(frozen=True)
class Seen:
    """What a check looks at: the newest release of each row, and the World Bank's series for population by year.

    ``releases`` are all rows, for what is asked of a release: whether its own figures go together.
    """

    rows: pd.DataFrame
    wdi: pd.DataFrame
    releases: pd.DataFrame


@dataclass(frozen=True)
class Check:
    """A check: its name, how grave what it finds is, what it looks for, where its rule comes from, and its function."""

    name: str
    severity: str
    looks_for: str
    rule: str
    find: Callable[[Seen], Iterator[Hit]]


@dataclass(frozen=True)
class Finding:
    """One thing that a check found, of the row that it is about; ``rows`` are all rows it holds of, by their labels."""

    check: str
    severity: str
    words: str
    indicator: str
    country: str
    partner: str
    cadre: str
    year: int
    source: str
    rows: tuple[int, ...]


CHECKS: dict[str, Check] = {}


def check(name: str, severity: str, looks_for: str, rule: str) -> Callable[[Callable[[Seen], Iterator[Hit]]], Check]:
    """Register a function as a check.

    Parameters
    ----------
    severity : one of ``SEVERITIES``
    looks_for : what is wrong where it finds something, as a reader meets it
    rule : where the rule comes from: the page, or the part of the program that owns it
    """

    def register(find: Callable[[Seen], Iterator[Hit]]) -> Check:
        CHECKS[name] = Check(name, severity, looks_for, rule, find)
        return CHECKS[name]

    return register


def found(rows: pd.DataFrame, names: Iterable[str] | None = None, wdi: pd.DataFrame | None = None) -> list[Finding]:
    """What the checks find in rows of evidence, the gravest first, then by indicator, country, cadre and year.

    Parameters
    ----------
    names : the checks to make; all where none are named
    wdi : the World Bank's series, for population; those that ship where none are given
    """
    seen = Seen(newest(rows), _shipped_wdi() if wdi is None else wdi, rows)
    out = []
    for one in (CHECKS[name] for name in (CHECKS if names is None else names)):
        for hit in one.find(seen):
            about: Any = rows.loc[hit.rows[0]]
            what, where, partner, who = (str(about[column]) for column in ("indicator", "country", "partner", "cadre"))
            severity = hit.severity or one.severity
            year, source = int(about["year"]), str(about["source"])
            finding = Finding(one.name, severity, hit.words, what, where, partner, who, year, source, hit.rows)
            out.append(finding)
    return sorted(out, key=_order)


@cache
def found_in_store(store: Store) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """All observations of a store and all findings, whose ``rows`` are the labels of these observations."""
    rows = store.observations()
    wdi = store.table("wdi") if "wdi" in store.tables() else None
    return rows, tuple(found(rows, wdi=wdi))


def as_dicts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of evidence by column name, in their order."""
    return [{str(column): value for column, value in row.items()} for row in rows.to_dict("records")]


def records(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as records without the labels of rows, which mean nothing outside a table; with how many rows each has."""
    out = []
    for one in findings:
        record = asdict(one)
        record["rows"] = len(one.rows)
        out.append(record)
    return out


def _order(finding: Finding) -> tuple[int, str, str, str, int, str]:
    grave = SEVERITIES.index(finding.severity)
    return grave, finding.indicator, finding.country, finding.cadre, finding.year, finding.check


@cache
def _shipped_wdi() -> pd.DataFrame:
    import pandas as pd

    with package_folder(*SHIPPED_WDI).open("rb") as file:
        return pd.read_parquet(file)
