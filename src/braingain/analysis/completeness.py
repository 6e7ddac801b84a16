"""How complete the evidence is: for every country and need whether it is met, older, unused, borrowed or missing, with the grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from braingain.baseline import grades
from braingain.baseline.context import DEFAULT_START, values_at_start
from braingain.baseline.corridors import World, world_at
from braingain.baseline.values import Value
from braingain.evidence.checks import found_in_store
from braingain.evidence.gaps import UNKNOWN, Known, latest_years, needs
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

# met: a figure that is used, of the years that count. older: one from before. unused: figures are kept, and no baseline
# uses them. borrowed: none, and a baseline borrows, estimates or assumes it. missing: none, and nothing stands in.
STATES = ("met", "older", "unused", "borrowed", "missing")
MET, OLDER, UNUSED, BORROWED, MISSING = STATES
# A need whose value of a baseline has another name.
NAMED = {
    "place_share": "capital_share",
    "public_health_spending": "public_health_spending_share",
    "purchasing_power": "ppp",
}
# What stands in where no value of a context does: rules of docs/model.md 5.1 and 4.9.
BY_RULE = {
    ("graduates", "doctor"): "estimated",
    ("graduates", "nurse"): "estimated",
    ("workers_abroad", "doctor"): "estimated",
    ("workers_abroad", "nurse"): "assumed",
    ("emigrants", "doctor"): "assumed",
    ("emigrants", "nurse"): "assumed",
}
NOBODY = ("midlevel", "community")  # counted as none where a user gives no stock: nothing stands in
WOMEN = "women_share"  # tells women from men without a row for each


@dataclass(frozen=True)
class Cell:
    """One need of one country: its state, the latest year used (else kept), and how a baseline knows what stands in."""

    state: str
    latest_year: int | None
    stands_in: str


@dataclass(frozen=True)
class Country:
    """A country with its grades by cadre, its needs in the order of the list, its rows and what the checks find."""

    iso3: str
    name: str
    region: str
    grades: Mapping[str, str]
    cells: tuple[Cell, ...]
    rows: int
    rows_by_sex: int
    findings: Mapping[str, int]

    def count(self, state: str) -> int:
        """How many needs are in a state."""
        return sum(cell.state == state for cell in self.cells)

    def record(self) -> dict[str, Any]:
        """The country as one record, its needs by name and cadre."""
        head: dict[str, Any] = {
            "country": self.iso3,
            "name": self.name,
            "region": self.region,
            "grades": dict(self.grades),
        }
        counts = {state: self.count(state) for state in STATES}
        sex = {"rows": self.rows, "rows_by_sex": self.rows_by_sex, "share_by_sex": _share(self.rows_by_sex, self.rows)}
        cells = [
            {
                "indicator": need["indicator"],
                "cadre": need["cadre"],
                "state": cell.state,
                "latest_year": cell.latest_year,
                "stands_in": cell.stands_in,
            }
            for need, cell in zip(needs(), self.cells, strict=True)
        ]
        return head | counts | sex | {"findings": dict(self.findings), "needs": cells}


def completeness(store: Store, countries: Sequence[str] | None = None, start: int = DEFAULT_START) -> list[Country]:
    """Countries and territories with their needs, by WHO region, the most complete first; all where none are named."""
    world = world_at(store, start)
    observations, found = found_in_store(store)
    rows, by_sex = _rows_by_country(observations[_of_workers(observations)])
    findings: dict[str, Counter[str]] = {}
    for one in found:
        findings.setdefault(one.country, Counter())[one.check] += 1
    latest = latest_years(store)
    out = []
    for known in all_countries():
        iso3 = known.iso3
        if countries is not None and iso3 not in countries:
            continue
        stands_in = _stands_in(world, iso3)
        cells = tuple(
            _cell(need, years.get(iso3, UNKNOWN), stands_in) for need, years in zip(needs(), latest, strict=True)
        )
        graded = {cadre: _grade(world, iso3, cadre) for cadre in grades.GRADED}
        counted = (rows.get(iso3, 0), by_sex.get(iso3, 0))
        out.append(Country(iso3, known.name, known.who_region, graded, cells, *counted, findings.get(iso3, Counter())))
    return sorted(out, key=lambda one: (one.region, -one.count(MET), -one.count(OLDER), one.name))


def sex_by_indicator(store: Store) -> list[dict[str, Any]]:
    """For each indicator of health workers: its rows, each once, those of one sex, and their share."""
    rows = store.observations()
    rows = rows[_of_workers(rows)]
    out = []
    for indicator, some in rows.groupby("indicator"):
        counted = int(_of_one_sex(some).sum())
        share = _share(counted, len(some))
        out.append({"indicator": str(indicator), "rows": len(some), "rows_by_sex": counted, "share_by_sex": share})
    return out


def to_ask(countries: Sequence[Country]) -> list[dict[str, Any]]:
    """What to ask a ministry for: each need of each country that is not met, why it matters, and who could have it."""
    return [
        {
            "country": one.iso3,
            "name": one.name,
            "region": one.region,
            "indicator": need["indicator"],
            "cadre": need["cadre"],
            "what": need["label"],
            "state": cell.state,
            "latest_year": cell.latest_year,
            "stands_in": cell.stands_in,
            "why": need["why"],
            "ask": need["ask"],
        }
        for one in countries
        for need, cell in zip(needs(), one.cells, strict=True)
        if cell.state != MET
    ]


def _cell(need: Mapping[str, str], known: Known, stands_in: Mapping[str, str]) -> Cell:
    name = f"{NAMED.get(need['indicator'], need['indicator'])}{'.' if need['cadre'] else ''}{need['cadre']}"
    if known.used is not None:
        return Cell(MET if known.used >= int(need["since"]) else OLDER, known.used, "")
    method = "" if need["cadre"] in NOBODY else stands_in.get(name, "")
    method = method or (BY_RULE.get((need["indicator"], need["cadre"]), "") if stands_in else "")
    if known.kept is not None:
        return Cell(UNUSED, known.kept, method)
    return Cell(BORROWED if method else MISSING, None, method)


@cache
def _stands_in(world: World, iso3: str) -> Mapping[str, str]:
    """How a baseline knows its values, by name; nothing of a place that no model can start from."""
    try:
        values = values_at_start(world, iso3)
    except BraingainError:
        return {}
    return {name: value.method for name, value in values.items() if _is_known(value)}


def _is_known(value: Value) -> bool:
    return value.value is not None or value.flag != ""


def _grade(world: World, iso3: str, cadre: str) -> str:
    """The grade of a cadre's baseline; empty where none can be built."""
    return grades.grade(world, iso3, cadre)[0] if _stands_in(world, iso3) else ""


def _rows_by_country(rows: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Rows by country, measured there or about those from there (of two countries under both), and those of one sex."""
    import pandas as pd

    of_two = rows["partner"] != rows["country"]
    places = pd.concat([rows["country"], rows["partner"][of_two]])
    marks = pd.concat([_of_one_sex(rows), _of_one_sex(rows)[of_two]])
    counted = places[marks].value_counts()
    return places.value_counts().to_dict(), counted.to_dict()


def _of_workers(rows: pd.DataFrame) -> pd.Series[bool]:
    """Rows that are of health workers: those of all occupations (migrants) and of a country as such have no cadre."""
    return rows["cadre"] != ""


def _of_one_sex(rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["sex"].isin(("female", "male")) | (rows["indicator"] == WOMEN)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
