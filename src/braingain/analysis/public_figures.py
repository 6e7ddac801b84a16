"""What is published of a country, in the terms in which a ministry gives its own figures, and the two beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from braingain.baseline.stocks import persons_of
from braingain.baseline.tables import world_tables
from braingain.evidence.own import own_sources, public
from braingain.evidence.schema import indicators
from braingain.foundation.countries import country_name
from braingain.foundation.units import all_units
from braingain.sources.contract import evidence_rows

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

FROM_DENSITY = "density times population"
ALIKE = ("indicator", "country", "unit")  # what both figures must share
SAME = ("partner", "definition", "cadre", "place", "employment", "sex")  # and these, where "not said" is all together
NARROW = {"fte", "registered", "licensed"}  # words that are said even where the other figure says nothing
FAR_APART = 5  # years between two figures from which they are said not to be alike
COUNTS = {"fte": "full-time equivalents", "headcount": "heads"}
_ANY = frozenset({"", "all", "unknown"})
_LINKED = {"trained": "trained in", "born": "born in", "national": "nationals of"}
# Figures whose column says already whose share it is: what else a row may say of it is no difference.
_OWN_COLUMN = {"women_share": "sex", "private_share": "employment"}


def public_figures(store: Store, country: str) -> pd.DataFrame:
    """Rows of evidence that are no user's own, measured in a country or of those trained there who work abroad.

    Stocks that publishers give as densities stand beside them as ``workers``, estimated: times the population. [persons]
    """
    import pandas as pd

    rows = public(store.observations(), own_sources(store))
    abroad = (rows["indicator"] == "workers_abroad") & (rows["partner"] == country)
    rows = rows[abroad | ((rows["indicator"] != "workers_abroad") & (rows["country"] == country))]
    rows = rows[rows["value"].notna()]
    tables, stocks = world_tables(store), []
    for _, some in rows[rows["indicator"] == "density_per_10k"].groupby(["cadre", "activity", "source"]):
        counted = persons_of(tables, country, some)
        kept = some[some["year"].isin(counted)].sort_values("vintage").drop_duplicates("year", keep="last")
        persons = [float(round(counted[int(year)])) for year in kept["year"]]
        stocks.append(
            kept.assign(indicator="workers", unit="persons", method="estimated", value=persons, note=FROM_DENSITY)
        )
    if not stocks:
        return rows
    made = pd.concat(stocks).assign(low=float("nan"), high=float("nan"))
    whole = pd.concat([rows, evidence_rows(made.drop(columns="source"), made["source"])], ignore_index=True)
    return whole.sort_values(["indicator", "cadre", "year"], kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Beside:
    """A figure of a ministry beside the published one of the nearest year; ``public`` is None where nobody publishes it."""

    indicator: str
    what: str
    year: int
    yours: float
    unit: str
    public: float | None
    public_year: int | None
    public_source: str
    times: float | None
    differs: str = ""  # what else the two do not share, in words: years far apart, full-time equivalents, activity

    def line(self) -> str:
        """Both figures in one line."""
        unit = all_units()[self.unit].title
        yours = f"{self.what}, {self.year}: yours {_shown(self.yours, self.unit)}"
        if self.public is None:
            return f"{yours} ({unit}); no public figure"
        times = "" if self.times is None else f"; yours is {self.times:.3g} times that"
        where = f"{self.public_year}, {self.public_source}"
        return f"{yours}, public {_shown(self.public, self.unit)} ({unit}; {where}){times}{f' (not alike: {self.differs})' if self.differs else ''}"


def beside_public(store: Store, rows: pd.DataFrame) -> list[Beside]:
    """Each of a ministry's own rows beside the published figure of the same thing of the nearest year.

    Of several of that year the one of the same activity (practising, registered), then one that was counted.
    """
    found = []
    known: dict[str, pd.DataFrame] = {}
    own: Iterable[Any] = rows[rows["value"].notna()].itertuples(index=False)
    for row in own:
        of = row.partner if row.indicator == "workers_abroad" else row.country
        if of not in known:
            known[of] = public_figures(store, of)
        found.append(_beside(row, known[of]))
    return sorted(found, key=lambda one: (one.indicator, one.what, one.year))


def beside_records(found: list[Beside]) -> list[dict[str, Any]]:
    """The comparison as JSON objects."""
    return [asdict(one) for one in found]


def _beside(row: Any, published: pd.DataFrame) -> Beside:
    same = published
    for column in ALIKE:
        same = same[same[column] == getattr(row, column)]
    for column in SAME:
        if column != _OWN_COLUMN.get(row.indicator):
            same = same[same[column].map(_said) == _said(getattr(row, column))]
    if same.empty:
        return Beside(row.indicator, _what(row), int(row.year), float(row.value), row.unit, None, None, "", None)
    order = same.assign(
        far=(same["year_to"] - row.year).abs(),
        other=same["activity"] != row.activity,
        made=same["method"] != "reported",
    )
    best = order.sort_values(["far", "other", "made", "year_to"], ascending=[True, True, True, False]).iloc[0]
    size, year = float(best["value"]), int(best["year_to"])
    source = str(best["source"]) + (f", {FROM_DENSITY}" if best["note"] == FROM_DENSITY else "")
    times = float(row.value) / size if size > 0 else None
    yours = (row.indicator, _what(row), int(row.year), float(row.value), row.unit)
    return Beside(*yours, size, year, source, times, _differs(row, best))


def _differs(row: Any, public: Any) -> str:
    """What keeps a figure and the published one beside it from being of one thing, in words; nothing where nothing is known to."""
    words = []
    apart = abs(int(row.year) - int(public["year_to"]))
    if apart > FAR_APART:
        words.append(f"{apart} years apart")
    for column, names in (("count", COUNTS), ("activity", {})):
        yours, theirs = _said(getattr(row, column)), _said(public[column])
        if yours != theirs and ((yours and theirs) or NARROW & {yours, theirs}):
            words.append(
                f"yours {names.get(yours, yours) or 'not said'}, public {names.get(theirs, theirs) or 'not said'}"
            )
    return "; ".join(words)


def _said(value: str) -> str:
    return "" if value in _ANY else value


def _what(row: Any) -> str:
    """What a figure is of, in words: "Health workers, doctor, in the capital"."""
    words = [indicators()[row.indicator]["title"]]
    words += [row.cadre.replace("_", " ")] if _said(row.cadre) else []
    if row.indicator == "workers_abroad":
        words.append(
            f"{_LINKED.get(row.definition, 'from')} {country_name(row.partner)}, working in {country_name(row.country)}"
        )
    words += [
        getattr(row, column).replace("_", " ")
        for column in ("activity", "place", "employment", "sex")
        if _said(getattr(row, column)) and column != _OWN_COLUMN.get(row.indicator)
    ]
    return ", ".join(words)


def _shown(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:,.6g}"
