"""Rows of evidence with what becomes of each, and the value that a baseline holds of what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.analysis.standing import USED, Standing, standings
from braingain.baseline.context import DEFAULT_START, build_context
from braingain.baseline.corridors import World, world_at
from braingain.baseline.values import Value
from braingain.evidence import panels
from braingain.evidence.checks import Finding, found
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

# Indicators of rows that are about one value of a baseline, by the value's name.
ROWS_OF: Mapping[str, tuple[str, ...]] = {
    "workers": ("workers", "density_per_10k"),
    "graduates": ("graduates", "graduates_per_100k"),
    "foreign_trained_share": ("foreign_trained_share",),
    "women_share": ("women_share",),
    "capital_share": ("place_share",),
    "private_share": ("private_share",),
    "pay": ("pay",),
    "workers_abroad": ("workers_abroad",),
}
POPULATION = "population"
UN_TOTAL = "the World Bank's of the year comes first; the United Nations' is of 1 July and stands in where it has none"


@dataclass(frozen=True)
class Taken:
    """A value that a baseline holds, what becomes of the rows about it, and other figures that it could have had."""

    name: str  # as in a scenario: workers.doctor, workers_abroad.doctor.GBR
    value: Value
    rows: Mapping[str, int]  # how many rows of each kind of standing
    others: tuple[tuple[str, float, int, str], ...] = ()  # source, figure, year, why not; of figures that are no rows

    def record(self) -> dict[str, Any]:
        """The value with its label, source and year, and what became of the rows."""
        known = self.value
        about = {"value": known.value, "unit": known.unit, "method": known.method, "source": known.source}
        others = [dict(zip(("source", "value", "year", "why"), one, strict=True)) for one in self.others]
        return {
            "name": self.name,
            **about,
            "year": known.year,
            "note": known.note,
            "rows": dict(self.rows),
            "others": others,
        }


@dataclass(frozen=True)
class Account:
    """Rows with their standings and findings, in the rows' order; and the values of the country that was asked for."""

    start: int
    standings: tuple[Standing, ...]
    findings: tuple[tuple[Finding, ...], ...]
    taken: tuple[Taken, ...]


def account(store: Store, rows: pd.DataFrame, country: str | None, start: int = DEFAULT_START) -> Account:
    """What becomes of rows of a store in a baseline at a start, and what the checks find in them.

    ``country`` is the one whose values are told; none are where it is None or an area.
    """
    if rows.empty:
        return Account(start, (), (), ())
    world = world_at(store, start)
    stands = standings(world, rows)
    taken = () if country is None else tuple(_taken(world, rows, stands, country))
    return Account(start, tuple(stands), tuple(_findings(store, rows)), taken)


def _findings(store: Store, rows: pd.DataFrame) -> Iterator[tuple[Finding, ...]]:
    """The findings of each row, looked for among all rows of the countries where the rows were measured."""
    around = store.observations()
    around = around[around["country"].isin(set(rows["country"]))].reset_index(drop=True)
    by_label: dict[int, list[Finding]] = {}
    for one in found(around, wdi=store.table("wdi") if "wdi" in store.tables() else None):
        for label in one.rows:
            by_label.setdefault(label, []).append(one)
    labels = dict(zip(_identities(around), around.index.tolist(), strict=True))
    for identity in _identities(rows):
        yield tuple(by_label.get(labels[identity], ()))


def _identities(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    filled = rows[list(COLUMNS)].fillna({"value": -1.0, "low": -1.0, "high": -1.0})
    return list(filled.itertuples(index=False, name=None))


def _taken(world: World, rows: pd.DataFrame, stands: Sequence[Standing], country: str) -> Iterator[Taken]:
    """Values of a country that the rows are about, in the order of a profile; those abroad where a row is used."""
    try:
        context = build_context(world.tables.store, country, world.start)
    except BraingainError:  # an area, or a place that no model can start from
        return
    kinds: dict[str, Counter[str]] = {}
    none = Counter[str]()
    for row, one in zip(rows.itertuples(index=False), stands, strict=True):
        name = _value_of(row, country)
        if name:
            kinds.setdefault(name, Counter())[one.kind] += 1
    for name, value in context.values.items():
        if name == POPULATION and len(rows):
            yield Taken(name, value, {}, tuple(_other_totals(world, value, country)))
        elif name in kinds:
            yield Taken(name, value, kinds[name])
    for cadre, cells in context.abroad.items():
        for destination, value in cells.items():
            name = f"workers_abroad.{cadre}.{destination}"
            if kinds.get(name, none)[USED]:
                yield Taken(name, value, kinds[name])


def _value_of(row: Any, country: str) -> str:
    """The value of a country's baseline that a row is about; "" where it is about none of its values."""
    if row.indicator == "workers_abroad":
        return f"workers_abroad.{row.cadre}.{row.country}" if row.partner == country else ""
    names = (name for name, indicators in ROWS_OF.items() if row.indicator in indicators)
    name = next(names, "") if row.country == country else ""
    return f"{name}.{row.cadre.split('_')[0]}" if name else ""


def _other_totals(world: World, value: Value, country: str) -> Iterator[tuple[str, float, int, str]]:
    """The United Nations' population beside the World Bank's."""
    counted = panels.population_total(world.tables.table("population"), country, world.start)
    if counted is not None and counted.source != value.source:
        yield counted.source, counted.value, counted.year or world.start, UN_TOTAL
