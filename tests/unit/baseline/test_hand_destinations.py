"""How destinations count doctors trained abroad, from a few rows written by hand (docs/model.md 1.2, 5.1; decisions 4 and 10)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from braingain.baseline.destinations import Destination, destination_list, order, reported_cells
from braingain.baseline.registers import practising_share
from braingain.baseline.stocks import HomeStock
from braingain.baseline.tables import WorldTables
from braingain.baseline.values import Value

OECD = "oecd_workforce_migration"
GROWTH = 0.03
USUAL = {
    **dict.fromkeys(("partner", "flag", "note", "definition", "certainty", "vintage"), ""),
    **dict.fromkeys(("sex", "age", "place", "employment"), "all"),
    **{"cadre": "doctor", "count": "headcount", "measure": "stock", "activity": "registered"},
    **{"unit": "", "low": None, "high": None, "source": OECD, "method": "reported"},
}


def row(indicator: str, country: str, year: int, value: float, **others: Any) -> dict[str, Any]:
    return USUAL | {"indicator": indicator, "country": country, "year": year, "year_to": year, "value": value} | others


def abroad(country: str, partner: str, year: int, value: float, **others: Any) -> dict[str, Any]:
    return row("workers_abroad", country, year, value, **({"partner": partner, "definition": "trained"} | others))


ROWS = [
    # a complete list; an older row, a total, the country itself, an inflow and another source do not count
    abroad("GBR", "IND", 2018, 100.0),
    abroad("GBR", "PAK", 2018, 40.0),
    abroad("GBR", "PAK", 2015, 10.0),
    abroad("GBR", "ZAF", 2015, 25.0),
    abroad("GBR", "GBR", 2018, 5000.0),
    abroad("GBR", "TOT", 2018, 900.0),
    abroad("GBR", "UNK", 2018, 70.0),
    abroad("GBR", "NGA", 2018, 33.0, measure="inflow"),
    abroad("GBR", "EGY", 2018, 44.0, source="single_work"),
    # a list that names three quarters, of a register that counts 1.6 for each who practises
    abroad("BEL", "FRA", 2018, 60.0),
    abroad("BEL", "NLD", 2018, 30.0),
    row("workers_abroad_listed_share", "BEL", 2018, 0.75),
    *[row("workers", "BEL", year, size) for year, size in ((2014, 9000), (2017, 1500), (2018, 1600), (2019, 1700))],
    # a register a twentieth larger than practice counts the same people
    *[row("workers", "GBR", year, 2100.0) for year in (2017, 2018, 2019)],
    # a list of 2016 where totals say how the whole has grown
    abroad("USA", "IND", 2016, 200.0),
    *[row("workers", "USA", year, size) for year, size in ((2016, 1000), (2018, 1100))],
    *[row("foreign_trained_share", "USA", year, share) for year, share in ((2016, 0.25), (2018, 0.26))],
    # destinations of which only a total is known: on the register, or by a share of another source
    *[row("workers", "SWE", year, size) for year, size in ((2017, 2900), (2018, 3000))],
    *[row("foreign_trained_share", "SWE", year, 0.3) for year in (2017, 2018)],
    row("foreign_trained_share", "NLD", 2018, 0.12, source="single_work"),
    # and of a register that counts half as many again as practise
    *[row("workers", "FIN", year, 1500.0) for year in (2017, 2018)],
    *[row("foreign_trained_share", "FIN", year, 0.2) for year in (2017, 2018)],
    *[
        row("density_per_10k", country, year, 20.0, activity="practising", source="worldbank_wdi")
        for country, years in (("BEL", (2014, 2017, 2018, 2019)), ("GBR", (2017, 2018, 2019)), ("FIN", (2018,)))
        for year in years
    ],
]
PEOPLE = {"BEL": 500_000.0, "GBR": 1_000_000.0, "FIN": 500_000.0}  # 1 000, 2 000 and 1 000 doctors practise


class Figures:
    """A store that holds these rows."""

    def observations(self, indicator: str | None = None) -> pd.DataFrame:
        found = pd.DataFrame(ROWS)
        return found if indicator is None else found[found["indicator"] == indicator]

    def sources(self) -> pd.DataFrame:
        return pd.DataFrame({"source": [OECD], "imported": [False], "ships": [True]})

    def table(self, name: str) -> pd.DataFrame:
        assert name == "wdi"
        people = [(c, "SP.POP.TOTL", year, n, "", "") for c, n in PEOPLE.items() for year in range(2010, 2021)]
        return pd.DataFrame(people, columns=["country", "indicator", "year", "value", "vintage", "flag"])


TABLES = WorldTables(cast(Any, Figures()))
DOCTORS = {"SAU": 4000.0, "ESP": 2000.0, "NLD": 5000.0, "SWE": 3300.0}


def found(start: int) -> dict[str, Destination]:
    stocks = {
        c: cast(HomeStock, SimpleNamespace(persons=n, value=Value("workers", n, "persons", "reported")))
        for c, n in DOCTORS.items()
    }
    return destination_list(TABLES, reported_cells(TABLES), stocks, start, GROWTH)


def test_cells_are_the_latest_stocks_by_origin_of_the_register() -> None:
    cells = {d: {o: (c.persons, c.year) for o, c in row.items()} for d, row in reported_cells(TABLES).items()}
    assert cells == {
        "GBR": {"IND": (100.0, 2018), "PAK": (40.0, 2018), "ZAF": (25.0, 2015)},
        "BEL": {"FRA": (60.0, 2018), "NLD": (30.0, 2018)},
        "USA": {"IND": (200.0, 2016)},
    }


def test_practising_over_registered_is_the_middle_of_near_years_and_only_where_it_tells() -> None:
    known = practising_share(TABLES, "BEL", 2018)
    assert known is not None and known.years == (2017, 2018, 2019)
    assert (known.share, known.low, known.high) == pytest.approx((1 / 1.6, 1 / 1.7, 1 / 1.5))
    assert practising_share(TABLES, "GBR", 2018) is None and practising_share(TABLES, "USA", 2018) is None


def test_a_complete_list_is_all_and_a_cut_one_leaves_origins_unlisted() -> None:
    whole, cut = found(2018)["GBR"], found(2018)["BEL"]
    assert (whole.kind, whole.foreign, whole.unlisted, whole.moved) == (
        "complete",
        165.0,
        0.0,
        1.0,
    )  # the list is of its latest year
    # 90 listed are three quarters: 30 are not; 1 of 1.6 on the register practises
    assert cut.kind == "cut" and cut.listed == {"FRA", "NLD"}
    assert (cut.foreign, cut.unlisted) == pytest.approx((120.0 / 1.6, 30.0 / 1.6))


def test_an_older_list_moves_with_the_total_to_2018_and_with_corridors_after() -> None:
    grown = 1100 * 0.26 / (1000 * 0.25)
    assert found(2018)["USA"].moved == pytest.approx(grown)
    assert found(2018)["USA"].foreign == pytest.approx(200.0 * grown)
    assert found(2020)["USA"].moved == pytest.approx(grown * 1.03**2)
    assert found(2020)["GBR"].moved == pytest.approx(1.03**2)
    assert found(2015)["GBR"].moved == pytest.approx(1.03**-3)
    assert found(2016)["USA"].moved == 1.0


def test_where_only_a_total_is_known_all_origins_are_unlisted() -> None:
    swedish, dutch, finnish = (found(2018)[d] for d in ("SWE", "NLD", "FIN"))
    assert (swedish.kind, swedish.source) == ("total", OECD)
    assert (swedish.foreign, swedish.unlisted) == pytest.approx((900.0, 900.0))
    assert (dutch.kind, dutch.source) == ("total", "single_work")
    assert (dutch.foreign, dutch.unlisted) == pytest.approx((600.0, 600.0))
    assert finnish.kind == "total" and finnish.practising is not None
    assert (finnish.foreign, finnish.unlisted) == pytest.approx((200.0, 200.0))  # 300 on the register


def test_the_gulf_has_three_quarters_and_others_the_usual_share() -> None:
    gulf, other = found(2018)["SAU"], found(2018)["ESP"]
    assert (gulf.kind, gulf.foreign, gulf.unlisted) == ("assumed", 3000.0, 3000.0)
    assert other.kind == "assumed" and other.foreign == pytest.approx(
        2000.0 * 0.23
    )  # the middle of .12, .2, .26 and .3


def test_destinations_of_a_country_leave_it_out_and_end_with_the_rest_of_the_world() -> None:
    known = found(2018)
    assert order(known, "GBR") == ("BEL", "USA", "SWE", "NLD", "FIN", "SAU", "ESP", "OTH")
    assert order(known, "GHA") == (*known, "OTH")
