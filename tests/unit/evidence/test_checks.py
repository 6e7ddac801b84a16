"""Each check finds an error that was planted, is silent on a clean table, and finds what is known of the shipped store."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from braingain.baseline.corridors import world_at
from braingain.evidence.checks import CHECKS, SEVERITIES, Finding, found, found_in_store
from braingain.evidence.checks.said import check_messages
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.sources.contract import COLUMNS, evidence_rows

SAYS_ALL = {"activity": "practising", "count": "headcount", "measure": "stock", "definition": "trained"}
STOCK = {"indicator": "workers", "country": "GHA", "cadre": "doctor", "unit": "persons"}
ABROAD = {"indicator": "workers_abroad", "country": "GBR", "cadre": "doctor", "unit": "persons", "year": 2018}


def table(*rows: dict[str, object], source: str = "ministry") -> pd.DataFrame:
    """Evidence rows that say all of themselves, in the order given."""
    parts = [evidence_rows(pd.DataFrame([SAYS_ALL | row]), str(row.get("source", source))) for row in rows]
    return pd.concat(parts, ignore_index=True)


def series(values: dict[int, float], **more: object) -> list[dict[str, object]]:
    return [STOCK | {"year": year, "value": value} | more for year, value in values.items()]


def by_origin(origins: dict[str, float], **more: object) -> list[dict[str, object]]:
    return [ABROAD | {"partner": origin, "value": value} | more for origin, value in origins.items()]


GROWING = series({2012 + n: 1000 * 1.04**n for n in range(8)})
ORIGINS = {"NGA": 500.0, "IND": 400.0, "PAK": 300.0, "EGY": 200.0, "KEN": 50.0}
SEXES = [STOCK | {"year": 2012, "value": v, "sex": s} for s, v in (("female", 400.0), ("male", 600.0))]
CLEAN = table(
    *GROWING,
    *SEXES,
    *by_origin(ORIGINS),
    STOCK | {"country": "GBR", "year": 2018, "value": 9000.0, "activity": "registered"},
    STOCK | {"indicator": "density_per_10k", "unit": "per_10k", "year": 2012, "value": 0.39},
    STOCK | {"indicator": "women_share", "unit": "share", "year": 2012, "value": 0.4},
)
PLANTED = {
    "break": [
        (series({2012 + n: (3.0 if n == 3 else 1.0) * 1000 * 1.04**n for n in range(8)}), 2015, "stands apart from"),
        (series({2012 + n: (2.0 if n > 3 else 1.0) * 1000 * 1.04**n for n in range(8)}), 2016, "from 1,124.86 in 2015"),
        (series({2010: 100, 2011: 300, 2012: 110, 2013: 320, 2014: 115}), 2011, "two years or more"),
    ],
    "impossible_value": [
        ([STOCK | {"indicator": "women_share", "unit": "share", "year": 2012, "value": 1.4}], 2012, "more than the whole"),
        ([STOCK | {"year": 2012, "value": -3.0}], 2012, "negative"),
        ([STOCK | {"indicator": "density_per_10k", "unit": "per_10k", "year": 2012, "value": 2500}], 2012, "10% of all"),
        ([STOCK | {"year": 2012, "value": 9e6}], 2012, "is more than 10% of the"),
        ([STOCK | {"year": 2012, "value": 10.0, "low": 12.0}], 2012, "not in order"),
    ],
    "another_unit": [
        (
            [STOCK | {"indicator": "density_per_10k", "unit": "per_10k", "year": 2015 + n, "value": v}
             for n, v in enumerate((1.0, 0.11, 1.2))],
            2016,
            "per 1 000 people",
        ),
    ],
    "parts": [
        ([*series({2012: 1000.0}), *(row | {"value": 500.0} if row["sex"] == "female" else row for row in SEXES)], 2012, "2 parts make 1,100, "),
        ([*series({2012: 1000.0}), *series({2012: 300.0}, employment="public"), *series({2012: 300.0}, employment="private")], 2012, "600"),
        ([*series({2012: 100.0}), *(row for place in ("capital", "urban", "rural") for row in series({2012: 50.0}, place=place))], 2012, "3 parts make 150"),
    ],
    "totals": [
        (by_origin(ORIGINS | {"world": 1450.0}), 2018, "never add it to them"),
        (by_origin(ORIGINS | {"world": 900.0}), 2018, "more than the total"),
        (by_origin(ORIGINS | {"SWZ": 1450.0}), 2018, "SWZ has 1,450, as many as the 5 other origins together"),
        ([*by_origin(ORIGINS), STOCK | {"country": "GBR", "year": 2018, "value": 900.0}], 2018, "more than all on the register"),
    ],
    "same_figure": [
        ([*GROWING, *(row | {"source": "another"} for row in GROWING)], 2019, "one figure in 8 of 8 common years"),
    ],
    "not_said": [
        (series({2012: 1000.0}, activity="unknown"), 2012, "whether they practise"),
        (by_origin({"NGA": 5.0}, definition="unknown"), 2018, "trained, born or nationals"),
    ],
}  # fmt: skip


def test_each_check_is_described_and_has_planted_errors() -> None:
    assert set(PLANTED) == set(CHECKS)
    for check in CHECKS.values():
        assert check.severity in SEVERITIES and len(check.looks_for) > 20 and len(check.rule) > 20


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_check_finds_what_was_planted_and_names_row_and_numbers(name: str) -> None:
    for rows, year, words in PLANTED[name]:
        seen = table(*rows)
        before = seen.copy()
        (finding,) = found(seen, [name])
        assert words in finding.words and finding.year == year
        assert {finding.check, finding.severity} <= {name, *SEVERITIES}
        about = seen.loc[finding.rows[0]]
        assert (finding.country, finding.indicator, finding.year) == (about.country, about.indicator, about.year)
        pd.testing.assert_frame_equal(seen, before)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_is_silent_on_a_clean_table(name: str) -> None:
    assert found(CLEAN, [name]) == []


def test_an_older_release_is_no_second_figure() -> None:
    rows = series({2012: 1000.0}, vintage="2024-01") + series({2012: 3000.0}, vintage="2023-01")
    assert found(table(*rows, *GROWING[1:])) == []


def test_parts_that_miss_their_whole_stay_a_finding_when_a_newer_release_has_the_whole_alone() -> None:
    old = [*series({2012: 1300.0}), *SEXES]
    newer = series({2012: 1400.0}, vintage="2024-01")
    (finding,) = found(table(*(row | {"vintage": "2019-01"} for row in old), *newer), ["parts"])
    assert "2 parts make 1,000, the figure for all together is 1,300" in finding.words
    mended = [row | {"vintage": "2024-01"} for row in (*series({2012: 1000.0}), *SEXES)]
    assert found(table(*(row | {"vintage": "2019-01"} for row in old), *mended), ["parts"]) == []


def test_the_nurses_of_belgium_are_found_in_the_store_as_in_the_file(real_files: Path, tmp_path: Path) -> None:
    for name in ("who-gho-hrh-2018/HRH_24.csv", "who-gho-hwf/gho_nursing_midwifery_HWF_0006_0009.csv"):
        plan = plan_import(real_files / name, None, "2026-11-24")
        commit_import(plan, tmp_path / "home")
    _, findings = found_in_store(open_store(tmp_path / "home"))
    words = {(one.country, one.year): one.words for one in findings if one.check == "parts"}
    assert "2 parts make 175,663, the figure for all together is 116,153" in words["BEL", 2012]
    assert {("ESP", 2010), ("ESP", 2011)} <= set(words)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    return found_in_store(open_store(tmp_path_factory.mktemp("home")))


def test_the_breaks_of_malawi_and_ghana_are_found(shipped: tuple[pd.DataFrame, tuple[Finding, ...]]) -> None:
    rows, findings = shipped
    seen = {
        (one.country, one.cadre, int(rows.loc[at, "year"]))
        for one in findings
        if one.check == "break" and one.source == "worldbank_wdi"
        for at in one.rows
    }
    assert ("MWI", "doctor", 2018) in seen
    assert {("GHA", "doctor", 2004), ("GHA", "doctor", 2017), ("GHA", "doctor", 2018), ("GHA", "doctor", 2019)} <= seen
    (malawi,) = (
        one for one in findings if (one.country, one.cadre, one.year, one.check) == ("MWI", "doctor", 2018, "break")
    )
    assert "1.521 in 2018 stands apart from 0.313 in 2016 and 0.501 in 2020" in malawi.words


# Slips and breaks of the World Bank's series of doctors that are known by name; those of 1960 to 1990 are of years without people.
KNOWN = (
    ("ATG", 1999), ("BFA", 1986), ("DOM", 1960), ("DOM", 1965), ("EGY", 2003), ("NPL", 2004), ("RWA", 2011), ("YEM", 1985),
    ("YEM", 1990), ("CHN", 1990), ("BEN", 1990), ("MWI", 2018), ("GHA", 2017), ("GHA", 2019), ("UGA", 2018), ("COD", 2018),
)  # fmt: skip


@pytest.mark.parametrize(("country", "year"), KNOWN)
def test_slips_that_are_known_by_name_are_found(
    country: str, year: int, shipped: tuple[pd.DataFrame, tuple[Finding, ...]]
) -> None:
    rows, findings = shipped
    about = [one for one in findings if (one.country, one.cadre, one.check) == (country, "doctor", "break")]
    years = {
        int(rows.loc[at, "year"])
        for one in about
        for at in one.rows
        if one.source == "worldbank_wdi" and one.severity == "doubtful"
    }
    assert year in years


def test_the_philippines_per_1000_before_1996_are_found_and_nobody_else_is_called_so(
    shipped: tuple[pd.DataFrame, tuple[Finding, ...]],
) -> None:
    """1.19 in 1990 and 1.08 in 1992 stand before 12.3 in 1996: a run of years in another unit, which no single neighbour tells."""
    units = [one for one in shipped[1] if one.check == "another_unit"]
    assert {1990, 1992} <= {one.year for one in units if one.country == "PHL"}
    assert {(one.country, one.cadre) for one in units} == {("PHL", "doctor")}
    assert all("looks like per 1 000 people" in one.words for one in units)


def test_a_density_of_years_without_people_is_judged_as_it_stands() -> None:
    density = {"indicator": "density_per_10k", "unit": "per_10k"}
    early = [row | density for row in series({1970: 1.0, 1975: 1.1, 1980: 3.0, 1985: 3.2, 1990: 3.3})]
    late = [row | density for row in series({2018: 1.0, 2090: 1.0, 2091: 3.0, 2092: 3.1})]
    assert [one.year for one in found(table(*early), ["break"])] == [1980]
    assert {one.year: one.severity for one in found(table(*late), ["break"])} == {2090: "note", 2091: "doubtful"}


def test_a_flat_series_with_a_gap_is_cut_and_not_called_a_jump() -> None:
    """A stock that grows as usual would have risen by two fifths: a baseline cuts there, and nothing is wrong with the figure."""
    (flat,) = found(table(*series({1979: 40_836, 1988: 38_938})), ["break"])
    assert flat.severity == "note" and "(-5%): no jump, and 9 years without the usual growth" in flat.words
    (fall,) = found(table(*series({1979: 40_836, 1988: 20_000})), ["break"])
    assert fall.severity == "doubtful" and "(-51%): the step" in fall.words


def test_breaks_are_those_by_which_a_baseline_cuts(
    shipped: tuple[pd.DataFrame, tuple[Finding, ...]], tmp_path: Path
) -> None:
    """Of a series from one source: what a baseline leaves out or refits is a finding, and an unbroken one has none."""
    rows, findings = shipped
    world = world_at(open_store(tmp_path), 2018)
    checked = 0
    for cadre, stocks in world.stocks.items():
        for country, stock in stocks.items():
            years = {one.year for one in findings if (one.check, one.indicator, one.country, one.cadre, one.source)
                     == ("break", "density_per_10k", country, cadre, stock.value.source)}  # fmt: skip
            some = rows[
                (rows["indicator"] == "density_per_10k") & (rows["country"] == country) & (rows["cadre"] == cadre)
            ]
            if some["source"].nunique() > 1:
                continue
            checked += 1
            if not years:
                assert set(stock.used) == set(stock.all) and not stock.broken, (country, cadre)
            if stock.broken:
                assert years, (country, cadre)
    assert checked > 200


def test_findings_of_the_shipped_store_have_rows_of_their_country(
    shipped: tuple[pd.DataFrame, tuple[Finding, ...]],
) -> None:
    rows, findings = shipped
    assert len(findings) > 400 and list(rows.columns) == list(COLUMNS)
    for one in findings:
        assert set(rows.loc[list(one.rows), "country"]) == {one.country}
        assert set(rows.loc[list(one.rows), "indicator"]) <= {one.indicator}
    assert not [one for one in findings if one.severity == "impossible"]


def test_an_import_says_what_the_checks_find_and_takes_all_in(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"workers,GHA,doctor,{2012 + n},{3000 if n == 3 else 1000},persons" for n in range(6)]
    path.write_text("\n".join(["indicator,country,cadre,year,value,unit", *lines]), "utf-8")
    plan = plan_import(path, "ministry", "2026-11-24")
    assert plan.observations is not None and len(plan.observations) == 6
    (said,) = (message for message in plan.messages if message.startswith("check break"))
    assert "GHA doctor workers 2015: 3,000 in 2015 stands apart from 1,000 in 2014 and 1,000 in 2016" in said
    assert check_messages(CLEAN) == []
    assert check_messages(None) == []


def test_the_world_bank_repeats_who(real_files: Path) -> None:
    """WHO's own file beside the World Bank's figures: one witness, said as such."""
    files = sorted(real_files.rglob("*HWF_0001*.csv"))
    if not files:
        pytest.skip("no file of WHO on doctors in BRAINGAIN_REAL_FILES")
    rows = plan_import(files[0], "who_gho", "2026-11-24").observations
    assert rows is not None
    shipped = open_store().observations(indicator="density_per_10k", cadre="doctor")
    both = pd.concat([rows, shipped], ignore_index=True)
    same = [one for one in found(both, ["same_figure"]) if "who_gho and worldbank_wdi" in one.words]
    assert len(same) > 150
    (ghana,) = (one for one in same if one.country == "GHA")
    assert "have one figure in 15 of 15 common years, 2004 to 2020" in ghana.words


def test_a_figure_rounded_otherwise_is_one_figure_and_near_ones_are_not() -> None:
    def pair(ours: tuple[float, ...], theirs: tuple[float, ...]) -> int:
        density = {"indicator": "density_per_10k", "unit": "per_10k"}
        rows = [row | density for row in series(dict(enumerate(ours, 2010)))]
        rows += [row | density | {"source": "another"} for row in series(dict(enumerate(theirs, 2010)))]
        return len(found(table(*rows), ["same_figure"]))

    assert pair((1.523, 0.725, 0.787), (1.52, 0.73, 0.79)) == 1
    assert pair((1.523, 0.725, 0.787), (1.53, 0.74, 0.8)) == 0
    assert pair((1.4, 1.3, 1.2), (1.0, 1.0, 1.0)) == 0  # a figure of one digit is like many others
    assert pair((1.52, 1.0, 1.0, 1.0), (1.52, 2.0, 3.0, 4.0)) == 0  # one year in four
