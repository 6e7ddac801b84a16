"""The answer to each row of an import, proved by leaving the row out: what is said to be used changes the start of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from braingain.analysis.coverage_figures import reported_coverage
from braingain.analysis.standing import TAKERS
from braingain.analysis.taken import Answer, answers
from braingain.baseline import pay
from braingain.baseline.context import build_context
from braingain.baseline.tables import world_tables
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.own import READINGS
from braingain.evidence.store import Store, open_store

HEADER = "indicator,country,partner,definition,cadre,place,employment,activity,sex,year,value,unit\n"
ROWS = """workers,GHA,,,doctor,,,,,2024,7100,persons
workers,GHA,,,doctor,,,registered,,2024,9100,persons
workers,GHA,,,midlevel,,,,,2024,900,persons
workers,GHA,,,,,,,,2024,70000,persons
workers,GHA,,,nurse,,,,,2000,9000,persons
density_per_10k,GHA,,,nurse,,,practising,,2015,20,per_10k
density_per_10k,GHA,,,nurse,,,practising,,2017,22,per_10k
workers_abroad,GBR,GHA,trained,nurse,,,,,2022,6000,persons
workers_abroad,GBR,GHA,trained,doctor,,,,,2016,1100,persons
workers_abroad,GBR,GHA,trained,doctor,,,,,2012,900,persons
workers_abroad,USA,GHA,trained,nurse,,,,,1999,900,persons
workers_abroad,TTO,GHA,trained,doctor,,,,,2022,110,persons
workers_abroad,GBR,,trained,doctor,,,,,2022,1100,persons
workers_abroad,USA,GHA,,doctor,,,,,2022,1500,persons
pay,GHA,,,doctor,,,,,2020,4000,usd
pay,GHA,,,doctor,,,,,2020,5.1,gdp_per_head_multiple
pay,GHA,,,doctor,,salaried,,,2020,5.5,gdp_per_head_multiple
pay,GHA,,,doctor_specialist,,salaried,,,2020,8.5,gdp_per_head_multiple
pay,GHA,,,nurse,,salaried,,,2005,2.5,gdp_per_head_multiple
graduates,GHA,,,doctor,,,,,2024,999,persons_per_year
graduates,GHA,,,nurse,,,,,2016,3000,persons_per_year
graduates,GHA,,,nurse,,,,,2020,3999,persons_per_year
graduates_per_100k,GHA,,,nurse,,,,,2018,12,per_100k
foreign_trained_share,GHA,,,doctor,,,,,2019,0.3,share
place_share,GHA,,,doctor,rural,,,,2020,0.2,share
place_share,GHA,,,doctor,capital,,,,2020,0.6,share
place_share,GHA,,,doctor,capital,,,,2010,0.5,share
private_share,GHA,,,nurse,,,,,2020,0.2,share
vacancy_rate,GHA,,,doctor,,,,,2020,0.2,share
attrition_rate,GHA,,,all,,,,,2020,0.04,per_year
women_share,GHA,,,nurse,,,,female,2016,0.83,share
women_share,GHA,,,doctor,,,,male,2016,0.7,share
skilled_attendance_share,GHA,,,,,,,,2017,0.78,share
measles_share,GHA,,,,,,,,2024,0.9,share
workers_abroad_listed_share,GBR,,,,,,,,2018,0.5,share
fact.deployed_total,GHA,,,nurse,,,,,2010,500,persons
"""


@dataclass(frozen=True)
class Without(Store):
    """A store that keeps some rows to itself."""

    hidden: frozenset[tuple[Any, ...]] = frozenset()

    def observations(self, *args: Any, **kwargs: Any) -> pd.DataFrame:
        rows = super().observations(*args, **kwargs)
        hidden = [key in self.hidden for key in rows[list(IDENTITY)].itertuples(index=False, name=None)]
        return rows[[not one for one in hidden]].reset_index(drop=True)


IDENTITY = ("source", "indicator", "country", "partner", "definition", "cadre", "place", "employment", "activity", "sex", "year", "value")  # fmt: skip


def without(store: Store, rows: pd.DataFrame) -> Without:
    keys = frozenset(rows[list(IDENTITY)].itertuples(index=False, name=None))
    return Without(store.home, store.folder, store.hash, keys)


def taken_in(folder: Path, rows: str, source: str = "ministry") -> tuple[Store, pd.DataFrame]:
    path = folder / f"{source}.csv"
    path.write_text(HEADER + rows, "utf-8")
    plan = plan_import(path, source, "2026-11-24")
    commit_import(plan, folder / "home")
    assert plan.observations is not None
    return open_store(folder / "home"), plan.observations


def start_of_a_run(store: Store) -> dict[str, Any]:
    """All numbers that a run of Ghana from 2018 starts with."""
    context = build_context(store, "GHA")
    found: dict[str, Any] = {name: (value.value, value.flag) for name, value in context.values.items()}
    found |= {(k, d): cell.value for k, cells in context.abroad.items() for d, cell in cells.items()}
    return found | {name: value.share for name, value in reported_coverage(store, "GHA", 2018).items()}


def moved_by(row: pd.Series[Any]) -> Any:
    """Which number of the start a used row is said to move."""
    names = {"workers_abroad": (row.cadre, row.country), "place_share": f"capital_share.{row.cadre}"}
    names |= {"skilled_attendance_share": "skilled_attendance", "measles_share": "measles"}
    indicator = str(row.indicator).replace("density_per_10k", "workers")
    return names.get(indicator, f"{indicator}.{row.cadre.split('_')[0]}")


def test_a_row_said_to_be_used_changes_the_start_of_a_run_and_the_others_do_not(tmp_path: Path) -> None:
    store, rows = taken_in(tmp_path, ROWS)
    said = answers(store, rows)
    assert len(said) == len(rows) == ROWS.count("\n")
    used = rows[[answer.used for answer in said]]
    assert 0.3 < len(used) / len(rows) < 0.7
    before = start_of_a_run(store)
    others = rows[[not answer.used for answer in said]]
    assert start_of_a_run(without(store, others)) == before
    moved = [moved_by(row) for _, row in used.iterrows()]
    for turn in range(max(moved.count(name) for name in moved)):  # rows that move one number are left out one by one
        batch = [k for k, name in enumerate(moved) if moved[:k].count(name) == turn]
        after = start_of_a_run(without(store, used.iloc[batch]))
        assert not [moved[k] for k in batch if before.get(moved[k]) == after.get(moved[k])]


def test_every_indicator_that_can_be_read_has_its_taker() -> None:
    assert set(TAKERS) == set(READINGS)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Any, ...], Answer]:
    store, rows = taken_in(tmp_path_factory.mktemp("answered"), ROWS)
    keys = rows[["indicator", "country", "cadre", "year", "value"]].itertuples(index=False, name=None)
    return dict(zip(keys, answers(store, rows), strict=True))


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            ("workers", "GHA", "doctor", 2024, 7100.0),
            "used for: those who practise (doctor, Ghana); the stock of 2018 is this one figure moved by 6 years, and no "
            "published one (grade C): import your figures of other years too, or start runs at 2023 (--start); growth is "
            "taken from the population: 3 figures over 4 years without a break would be needed",
        ),
        (
            ("workers_abroad", "GBR", "nurse", 2022, 6000.0),
            "used for: those abroad (nurse, from Ghana in United Kingdom)",
        ),
        (
            ("workers", "GHA", "", 2024, 70000.0),
            "kept, not used, because cadre is empty: read are doctor, nurse, midlevel, community",
        ),
        (
            ("pay", "GHA", "doctor", 2020, 4000.0),
            "kept, not used, because unit is usd: read is gdp_per_head_multiple; divide pay of a year by GDP per head of "
            "the country and year, both in current US$, about 2,197 there in 2020 (World Bank), which makes 1.8",
        ),
        (
            ("pay", "GHA", "doctor", 2020, 5.1),
            "kept, not used, because employment is unknown: read is salaried",
        ),
        (
            ("graduates", "GHA", "doctor", 2024, 999.0),
            "kept, not used, because it is of 2024, more than 4 years from the start, 2018; a start of 2020 to 2023 reaches it",
        ),
        (
            ("workers_abroad", "GBR", "doctor", 2022, 1100.0),
            "kept, not used, because partner is empty: read are rows with another country",
        ),
        (
            ("workers_abroad", "USA", "doctor", 2022, 1500.0),
            "kept, not used, because definition is empty: read is trained",
        ),
    ],
)
def test_the_words_of_an_answer(answered: dict[tuple[Any, ...], Answer], key: tuple[Any, ...], line: str) -> None:
    assert answered[key].line() == line


def test_a_stock_far_from_the_public_figure_is_used_and_that_is_said(tmp_path: Path) -> None:
    store, rows = taken_in(tmp_path, "workers,GHA,,,doctor,,,,,2018,17100,persons\n")
    (far,) = answers(store, rows)
    assert far.used and "; 3.8 times the public figure, 4,534 in 2018 (worldbank_wdi); growth" in far.words
    near = "".join(
        f"workers,GHA,,,doctor,,,,,{year},{4000 + 100 * (year - 2014)},persons\n" for year in (2014, 2016, 2018)
    )
    store, rows = taken_in(tmp_path, near)
    assert {one.line() for one in answers(store, rows)} == {"used for: those who practise (doctor, Ghana)"}


def test_a_figure_with_a_nought_too_many_or_too_few_is_to_be_checked(tmp_path: Path) -> None:
    rows = {
        "workers,ZMB,,,doctor,,,,,2018,24000,persons": "11 times the public figure, 2,099 in 2018 (worldbank_wdi)",
        "workers,ZMB,,,nurse,,,,,2024,1970,persons": "times the public figure",
        "workers,KEN,,,doctor,,,,,2018,20000,persons": "",
        "graduates,KEN,,,doctor,,,,,2018,12000,persons_per_year": "0.6 times all who practise there, 20,000 in 2018",
        "graduates,KEN,,,nurse,,,,,2018,5000,persons_per_year": "",
    }
    store, given = taken_in(tmp_path, "".join(f"{row}\n" for row in rows))
    said = answers(store, given)
    by_value = {float(row.split(",")[10]): words for row, words in rows.items()}
    for value, answer in zip(given["value"], said, strict=True):
        words = by_value[value]
        assert words in answer.check and bool(words) == bool(answer.check), value
        assert "times the public figure" not in answer.words or value == 20000


def test_pay_in_national_money_says_how_it_becomes_what_is_read(tmp_path: Path) -> None:
    rows = "".join(f"pay,GHA,,,nurse,,salaried,,,{year},30000,local_currency\n" for year in (2018, 2025))
    known, unknown = answers(*taken_in(tmp_path, rows))
    whole = "divide pay of a year by GDP per head of the country and year, both in local currency"
    assert not known.used and f"{whole}, about 10,072 there in 2018 (World Bank), which makes 3" in known.words
    assert unknown.words.endswith(whole)


def test_a_later_start_reaches_a_later_figure(tmp_path: Path) -> None:
    store, rows = taken_in(tmp_path, "graduates,GHA,,,doctor,,,,,2024,999,persons_per_year\n")
    assert [answer.used for answer in answers(store, rows, 2018)] == [False]
    assert [answer.used for answer in answers(store, rows, 2021)] == [True]
    assert build_context(store, "GHA", 2021).values["graduates.doctor"].value == 999.0


def test_a_figure_that_a_later_import_replaced_is_not_used(tmp_path: Path) -> None:
    _, first = taken_in(tmp_path, "workers,GHA,,,doctor,,,,,2018,4000,persons\n")
    store, second = taken_in(tmp_path, "workers,GHA,,,doctor,,,,,2018,4100,persons\n")
    assert [a.words for a in answers(store, first)] == ["a later import of the source has another figure"]
    assert [a.used for a in answers(store, second)] == [True]


def test_a_publisher_s_rows_are_answered_too(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    rows = store.observations(source="oecd_remuneration")
    said = answers(store, rows)
    assert {a.used for a in said} == {True, False}
    read = rows["unit"].eq("gdp_per_head_multiple") & rows["employment"].eq("salaried")
    used = pd.Series([a.used for a in said], index=rows.index)
    assert not used[~read].any()
    taken = pay.taken(world_tables(store), "nurse", 2018)
    assert set(rows[used & (rows["cadre"] == "nurse")]["country"]) == set(taken)
    for row, answer in zip(rows.itertuples(index=False), said, strict=True):
        if row.cadre == "nurse" and row.country in taken:
            nearest = row.value == taken[row.country].years.get(2018)
            assert answer.used or not (nearest and row.year == 2018 and row.unit == "gdp_per_head_multiple")


def test_a_publisher_s_numbers_that_no_run_reads_are_not_said_to_be_used(tmp_path: Path) -> None:
    """Stocks of WHO and of registers are numbers; home stocks of publishers are read from densities."""
    store = open_store(tmp_path)
    rows = store.observations(indicator="workers", source="who_whr2006")
    assert len(rows) and {a.line() for a in answers(store, rows)} == {
        "kept, not used, because stocks of publishers are read from densities (OECD, World Bank, WHO, Eurostat), not from numbers"
    }


def test_a_user_s_stocks_abroad_come_first_and_say_so(tmp_path: Path) -> None:
    store, _ = taken_in(tmp_path, ROWS)
    public = build_context(open_store(tmp_path / "none"), "GHA")
    context = build_context(store, "GHA")
    nurses, doctors = context.abroad["nurse"], context.abroad["doctor"]
    assert nurses["GBR"].source == doctors["GBR"].source == "ministry"
    assert nurses["GBR"].value == pytest.approx(6000 * 1.02**-4, rel=0.05)
    assert "your own import, in place of public figures; reported for 2022, moved to 2018" in nurses["GBR"].note
    assert doctors["USA"] == public.abroad["doctor"]["USA"]
    assert nurses["USA"].method == "assumed"  # elsewhere the rule stands


def test_nurses_that_a_user_counted_vary_as_a_register_does_and_no_more(tmp_path: Path) -> None:
    import numpy as np

    from braingain.baseline.flows import nurses_abroad
    from braingain.baseline.needs import draw_inputs
    from braingain.evidence.estimates import load_registry

    store, _ = taken_in(tmp_path, "workers_abroad,GBR,GHA,trained,nurse,,,,,2018,6000,persons\n")
    context = build_context(store, "GHA")
    drawn = draw_inputs(context, load_registry(), 200, 1)
    home = np.full(200, 1e6)
    stock, _ = nurses_abroad(context, drawn, home)
    there = stock[context.destinations.index("GBR")]
    assert np.median(there) == pytest.approx(6000, rel=0.02) and there.std() < 0.15 * 6000
    # whoever is counted is no part of the level that is cut to the nurses at home
    few, cut = nurses_abroad(context, drawn, np.full(200, 7000.0))
    share = drawn["nurses_abroad_most_share"]
    most = 7000.0 * share / (1.0 - share)
    assert cut.mean() > 0 and np.all(few.sum(axis=0) <= np.maximum(most, there) + 1e-6)


def test_a_user_s_stock_of_a_cadre_that_nobody_publishes_is_where_a_run_starts(tmp_path: Path) -> None:
    import numpy as np

    from braingain.baseline.needs import draw_inputs
    from braingain.baseline.world import build
    from braingain.evidence.estimates import load_registry

    store, _ = taken_in(tmp_path, "workers,GHA,,,midlevel,,,,,2018,4000,persons\n")
    context = build_context(store, "GHA")
    value = context.values["workers.midlevel"]
    assert (value.value, value.method, value.source) == (4000.0, "reported", "ministry")
    assert context.values["workers.community"].value == 0.0
    built = build(context, draw_inputs(context, load_registry(), 20, 1), 2018, 2022)
    assert np.allclose(built.people.practising[2], 4000.0) and np.all(built.people.practising[3] == 0.0)
    licensed = built.calibrated.licensed
    assert np.all(np.isfinite(licensed)) and np.all(licensed[2] > 0)


def test_what_a_user_counted_is_not_scaled_down(tmp_path: Path) -> None:
    from dataclasses import replace

    import numpy as np

    from braingain.baseline.flows import doctors_abroad
    from braingain.baseline.needs import draw_inputs
    from braingain.evidence.estimates import load_registry

    store, _ = taken_in(tmp_path, "workers_abroad,GBR,GHA,trained,doctor,,,,,2018,1000,persons\n")
    context = build_context(store, "GHA")
    drawn = draw_inputs(context, load_registry(), 20, 1)
    whole, scaled = (doctors_abroad(replace(context, abroad_scale=s), drawn) for s in (1.0, 0.5))
    there, other = (context.destinations.index(d) for d in ("GBR", "CAN"))
    assert np.array_equal(whole[there], scaled[there]) and np.allclose(whole[other] * 0.5, scaled[other])
