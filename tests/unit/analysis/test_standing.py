"""The row that is called used is the one whose value a baseline holds, and a row that is not changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from braingain.analysis.reconciled import ROWS_OF, account
from braingain.analysis.standing import Standing, kinds, standings
from braingain.baseline.context import Context, build_context
from braingain.baseline.corridors import World, world_at
from braingain.baseline.destinations import REGISTERS
from braingain.baseline.stocks import persons_of
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.overview import cited_rows
from braingain.evidence.store import Store, open_store
from braingain.sources.contract import COLUMNS

COUNTRIES = ("GHA", "MWI", "KEN", "ZMB", "PHL", "IND", "ZAF", "GBR", "USA", "DEU", "SWE", "IRL", "ITA", "POL", "HTI")
OWN = """women_share,GHA,doctor,,2016,0.3,share
women_share,GHA,doctor,,2020,0.5,share
private_share,GHA,nurse,,2020,0.2,share
graduates,GHA,nurse,,2018,3000,persons_per_year
workers,MWI,doctor,,2018,900,persons
"""


@dataclass(frozen=True)
class Part(Store):
    """A store that shows some of its rows."""

    shown: frozenset[tuple[Any, ...]] = frozenset()

    def observations(self, *args: Any, **kwargs: Any) -> pd.DataFrame:
        rows = super().observations(*args, **kwargs)
        there = pd.Series([key in self.shown for key in identities(rows)], index=rows.index, dtype=bool)
        return rows[there].reset_index(drop=True)


def identities(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(rows[list(COLUMNS)].fillna(-1.0).itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What ships, with a few figures of a user's own beside it."""
    folder = tmp_path_factory.mktemp("standing")
    path = folder / "a.csv"
    path.write_text("indicator,country,cadre,place,year,value,unit\n" + OWN, "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), folder / "home")
    return open_store(folder / "home")


@pytest.fixture(scope="module")
def world(store: Store) -> World:
    return world_at(store, 2018)


@pytest.fixture(scope="module")
def stood(world: World) -> tuple[pd.DataFrame, list[Standing]]:
    rows = world.tables.store.observations()
    return rows, standings(world, rows)


def test_each_row_has_a_standing_of_the_closed_list_and_says_why(stood: tuple[pd.DataFrame, list[Standing]]) -> None:
    rows, found = stood
    assert len(found) == len(rows) > 19_000
    assert {one.kind for one in found} <= set(kinds())
    assert all(one.used == (one.kind == "used") == (one.words == "") for one in found)
    counts = Counter(one.kind for one in found)
    assert min(counts[kind] for kind in ("used", "another year", "too far", "break", "another definition")) > 500


@pytest.mark.parametrize("start", [2018, 2021])
def test_a_baseline_of_the_used_rows_alone_is_the_baseline(store: Store, start: int) -> None:
    """All rows that are not used left out at once, two thirds of them: no number of any start changes."""
    check_used_alone(store, start, COUNTRIES)


def test_the_same_holds_beside_publishers_files(real_files: Path, tmp_path: Path) -> None:
    """WHO's nurses, which end later than the World Bank's in some countries, and the United Nations' women's shares."""
    files = [*real_files.rglob("*HWF_0006*.csv"), *real_files.rglob("*sh_med_hwrkdis--by--geo_area--nature--sex*.csv")]
    if len(files) < 2:
        pytest.skip("no files of WHO and the United Nations in BRAINGAIN_REAL_FILES")
    for file in files:
        commit_import(plan_import(file, None, "2026-11-24"), tmp_path)
    check_used_alone(open_store(tmp_path), 2018, ("GHA", "PHL", "SWE", "USA"))


def check_used_alone(store: Store, start: int, countries: tuple[str, ...]) -> None:
    world, rows = world_at(store, start), store.observations()
    used = rows[[one.used for one in standings(world, rows)]]
    assert len(used) < 0.4 * len(rows)
    part = Part(store.home, store.folder, store.hash, frozenset(identities(used)))
    for country in countries:
        assert numbers(build_context(part, country, start)) == numbers(build_context(store, country, start)), country
    less = world_at(part, start)
    for cadre, stocks in world.stocks.items():
        assert {c: s.persons for c, s in stocks.items()} == {c: s.persons for c, s in less.stocks[cadre].items()}
    assert less.destinations == world.destinations


def numbers(context: Context) -> dict[str, Any]:
    found: dict[str, Any] = {name: value.value for name, value in context.values.items()}
    found |= {f"{k}.{d}": cell.value for k, cells in context.abroad.items() for d, cell in cells.items()}
    for place, about in context.places.items():
        for cadre in ("doctor", "nurse"):
            given = (about.pay[cadre], about.workforce[cadre], about.graduates[cadre], about.foreign_share[cadre])
            found[f"{place}.{cadre}"] = [value and value.value for value in given]
    return found


def test_the_used_row_is_the_one_whose_value_the_baseline_holds(
    store: Store, world: World, stood: tuple[pd.DataFrame, list[Standing]]
) -> None:
    rows, found = stood
    used = rows[[one.used for one in found]]
    held = Counter[str]()
    for country in COUNTRIES:
        context = build_context(store, country)
        for name, indicators in ROWS_OF.items():
            for cadre in ("doctor", "nurse") if name != "workers_abroad" else ():
                some = used[used["indicator"].isin(indicators) & (used["country"] == country)]
                some = some[some["cadre"].str.split("_").str[0] == cadre]
                if name == "workers":  # totals of registers are read for destinations, never for the stock at home
                    some = some[some["source"] != REGISTERS]
                check_held(world, context, f"{name}.{cadre}", some, held)
    assert set(held) >= {f"{name}.doctor" for name in ROWS_OF if name not in ("workers_abroad", "private_share")}
    assert held["workers.doctor"] == held["workers.nurse"] == len(COUNTRIES)


def check_held(world: World, context: Context, name: str, used: pd.DataFrame, held: Counter[str]) -> None:
    """A value of a baseline is that of its used rows, or lies between them, or is moved from them; none are used where it has no row."""
    value = context.values.get(name)
    if used.empty or value is None:
        assert value is None or value.method in ("borrowed", "assumed"), (context.country, name)
        return
    sources = set(used["source"])
    assert value.source in sources, (context.country, name, value, sources)
    held[name] += 1
    at_year = used[(used["source"] == value.source) & (used["year"] == value.year)]
    figures = dict(zip(used["year"], used["value"], strict=True))
    if used["indicator"].iloc[0] == "density_per_10k":
        figures = persons_of(world.tables, context.country, used)
    elif used["indicator"].iloc[0] == "graduates_per_100k":
        figures = {year: rate * world.people[context.country] / 1e5 for year, rate in figures.items()}
    if value.method == "reported":
        assert len(at_year) >= 1, (context.country, name)
        assert value.value == pytest.approx(figures[value.year], rel=1e-12), (context.country, name)
    elif value.method == "interpolated":
        near = sorted(figures, key=lambda year: abs(year - world.start))
        assert min(figures.values()) <= float(value.value or 0) <= max(figures.values()), (context.country, name)
        assert near[0] != world.start


def test_those_abroad_are_the_cells_of_the_lists(store: Store, stood: tuple[pd.DataFrame, list[Standing]]) -> None:
    rows, found = stood
    cells = rows[[one.used for one in found]]
    cells = cells[(cells["indicator"] == "workers_abroad") & (cells["cadre"] == "doctor")]
    seen = 0
    for country in COUNTRIES:
        context = build_context(store, country)
        for destination, value in context.abroad["doctor"].items():
            row = cells[(cells["partner"] == country) & (cells["country"] == destination)]
            if value.method == "reported" and "absent" not in value.note:
                assert row["value"].tolist() == [value.value], (country, destination)
                seen += 1
            assert len(row) == (
                value.source == REGISTERS and "gravity" not in value.note and "absent" not in value.note
            )
    assert seen > 100


def test_losers_say_why(world: World, stood: tuple[pd.DataFrame, list[Standing]]) -> None:
    rows, found = stood
    said = {
        (r.indicator, r.country, r.cadre, r.year, r.source, r.employment): one
        for r, one in zip(rows.itertuples(index=False), found, strict=True)
    }
    own = said["density_per_10k", "MWI", "doctor", 2020, "worldbank_wdi", "all"]
    assert own == Standing(False, "another source", "your own import comes first (ministry)")
    assert said["density_per_10k", "MWI", "nurse", 2018, "worldbank_wdi", "all"].kind == "break"
    bank = said["density_per_10k", "GBR", "doctor", 2018, "worldbank_wdi", "all"]
    assert (bank.kind, bank.words) == ("another definition", "practising workers come first (oecd_graduates)")
    assert said["workers", "GBR", "nurse", 2018, REGISTERS, "all"].kind == "not read"
    assert said["women_share", "GHA", "doctor", 2016, "ministry", "unknown"].used  # between the two lies the start
    self_employed = [one for key, one in said.items() if key[0] == "pay" and key[-1] == "self_employed"]
    assert {one.kind for one in self_employed} == {"another definition"}


def test_an_account_tells_values_rows_and_findings_of_a_country(store: Store) -> None:
    rows = cited_rows(store, "GHA", None, None, "doctor")
    told = account(store, rows, "GHA")
    assert len(told.standings) == len(told.findings) == len(rows)
    by_name = {one.name: one for one in told.taken}
    context = build_context(store, "GHA")
    stock = by_name["workers.doctor"]
    assert stock.value == context.values["workers.doctor"]
    assert sum(stock.rows.values()) == rows["indicator"].isin(ROWS_OF["workers"]).sum()
    assert by_name["workers_abroad.doctor.GBR"].rows == {"used": 1}
    ((source, people, year, why),) = by_name["population"].others
    assert (source, year) == ("undesa_wpp", 2018) and "comes first" in why
    assert people == pytest.approx(context.value("population"), rel=0.02)
    of_2018 = rows.index[(rows["indicator"] == "density_per_10k") & (rows["year"] == 2018)].item()
    assert {one.check for one in told.findings[of_2018]} == {"break", "not_said"}
    assert account(store, rows.iloc[:0], "GHA").taken == ()
    assert account(store, cited_rows(store, "world", None, None, None), None).taken == ()


def test_a_store_without_imports_is_told_the_same_way(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    rows = cited_rows(store, None, "workers", "who_whr2006", None)
    assert {one.kind for one in account(store, rows, None).standings} == {"not read"}
