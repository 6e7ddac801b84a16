"""Look-ups in the compact tables: the label of each value, and figures that the sources print."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.evidence import national, panels
from braingain.evidence.found import at_year, between, rows_by_key
from braingain.evidence.money import OTHER_MONEY_FACTOR
from braingain.foundation.cards import package_folder
from braingain.foundation.countries import all_countries
from braingain.foundation.vocabulary import INCOME_GROUPS

# Destinations of FTDS 2018 and the USA.
REPORTING = [
    "AUS",
    "AUT",
    "BEL",
    "CAN",
    "CHE",
    "CHL",
    "CZE",
    "DEU",
    "EST",
    "FRA",
    "GBR",
    "HUN",
    "IRL",
    "ISR",
    "LTU",
    "LVA",
    "NOR",
    "NZL",
    "POL",
    "SVN",
    "USA",
]
MADE_UP = panels.Indicator("made_up", "A.B", "usd")
SOURCES = {
    "wdi": "worldbank_wdi",
    "ppp": "worldbank_ppp",
    "income_groups": "worldbank_income_groups",
    "population": "undesa_wpp",
    "mortality": "undesa_wpp",
    "geodist": "cepii_geodist",
    "migrant_stock": "undesa_migrant_stock",
}


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_parquet(str(package_folder("sources", SOURCES[name], f"{name}.parquet")))


def wdi_of(**series: dict[tuple[str, int], float]) -> pd.DataFrame:
    """A table of indicators; keys are codes with _ for dots, values by country and year."""
    rows = [
        (country, name.replace("_", "."), year, value)
        for name, points in series.items()
        for (country, year), value in points.items()
    ]
    return pd.DataFrame(rows, columns=["country", "indicator", "year", "value"])


def ppp_of(points: dict[tuple[str, int], float]) -> pd.DataFrame:
    return pd.DataFrame([(*key, value) for key, value in points.items()], columns=["country", "year", "value"])


class TestSeries:
    def test_label_and_year_of_a_value(self):
        known = (np.array([2010, 2014, 2015]), np.array([100.0, 400.0, 500.0]))
        assert at_year(known, 2014, "s", 5) == (400.0, "reported", "s", 2014, "")
        middle = at_year(known, 2012, "s", 5)
        assert middle is not None
        assert middle.method == "interpolated"
        assert middle.value == pytest.approx(200.0)  # the geometric mean
        assert at_year(known, 2020, "s", 5) == (500.0, "estimated", "s", 2015, "figure of 2015, the nearest year known")
        assert at_year(known, 2021, "s", 5) is None
        assert at_year((np.array([]), np.array([])), 2021, "s", 5) is None

    def test_missing_rows_are_no_points(self):
        wdi = wdi_of(A_B={("GHA", 2001): float("nan"), ("GHA", 2000): 1.0, ("KEN", 2000): 9.0})
        years, values = panels.series(wdi, "GHA", MADE_UP)
        assert (years.tolist(), values.tolist()) == ([2000], [1.0])

    def test_latest_is_reported_and_says_its_year(self):
        wdi = wdi_of(A_B={("GHA", 2000): 1.0, ("GHA", 2004): 2.0})
        assert panels.latest(wdi, "GHA", MADE_UP, 2003) == (1.0, "reported", "worldbank_wdi", 2000, "")
        assert panels.latest(wdi, "GHA", MADE_UP, 1999) is None

    @given(st.floats(0.1, 1e9), st.floats(0.1, 1e9), st.floats(0, 1))
    def test_between_lies_between(self, first: float, second: float, share: float):
        value = float(between(first, second, share))
        assert min(first, second) * (1 - 1e-9) <= value <= max(first, second) * (1 + 1e-9)

    def test_between_of_zero_and_less_is_straight(self):
        assert between(np.array([0.0, -2.0]), np.array([4.0, 2.0]), 0.25).tolist() == [1.0, -1.0]

    def test_an_index_is_of_its_own_table(self):
        for value in (1.0, 2.0, 3.0):
            frame = ppp_of({("GHA", 2000): value})
            assert rows_by_key(frame, ("country",), ("year", "value")) == {("GHA",): [(2000, value)]}
            del frame

    def test_values_are_carried_for_fifteen_years_and_no_more(self):
        wdi = wdi_of(A_B={("GHA", 2000): 1.0})
        carried = panels.value_at(wdi, "GHA", MADE_UP, 2015)
        assert carried is not None
        assert (carried.method, carried.year) == ("estimated", 2000)
        assert panels.value_at(wdi, "GHA", MADE_UP, 2016) is None

    def test_shares_are_no_percent(self):
        for share in (national.URBAN, national.OLD, national.PUBLIC_HEALTH_SPENDING):
            found = panels.value_at(table("wdi"), "GHA", share, 2018)
            assert found is not None
            assert 0 < found.value < 1
        spending = panels.value_at(table("wdi"), "GHA", national.PUBLIC_HEALTH_SPENDING, 2019)
        prices = panels.value_at(table("wdi"), "GHA", national.INFLATION, 2022)
        assert spending is not None and round(spending.value, 5) == 0.01376
        assert prices is not None and round(prices.value, 4) == 0.3126


class TestPublicHealthSpending:
    """The last published public share is kept to the last year in which all health spending is known."""

    def wdi(self, everything):
        return wdi_of(
            **{
                "SH.XPD.GHED.GD.ZS": {("GHA", 2018): 1.0, ("GHA", 2019): 2.0},
                "SH.XPD.CHEX.PC.CD": {("GHA", year): value for year, value in everything.items()},
                "NY.GDP.PCAP.CD": {("GHA", year): 1000.0 for year in range(2018, 2023)},
            }
        )

    def test_goes_on_with_all_spending(self):
        years, values = national.public_health_spending(self.wdi({2019: 40.0, 2020: 90.0, 2022: 50.0}), "GHA")
        assert years.tolist() == [2018, 2019, 2022]
        np.testing.assert_allclose(values, [0.01, 0.02, 0.02 * 50 / 40])

    def test_stays_as_reported_where_all_spending_tells_no_more(self):
        for everything in ({}, {2018: 40.0, 2022: 50.0}, {2018: 40.0, 2019: 50.0}, {2019: 40.0, 2024: 50.0}):
            years, values = national.public_health_spending(self.wdi(everything), "GHA")
            assert years.tolist() == [2018, 2019]
            np.testing.assert_allclose(values, [0.01, 0.02])

    def test_is_nearer_to_what_came_than_a_constant(self, real_files):
        """Against WHO's shares of public spending to 2022 (not shipped), countries with both series."""
        shares = pd.read_csv(real_files / "who-ghed-uhc" / "GHED_GGHE-DCHE_SHA2011.csv")
        shares = shares[(shares["SpatialDimension"] == "COUNTRY")]
        known = shares.set_index(["SpatialDimensionValueCode", "TimeDim"])["NumericValue"].to_dict()
        wdi = table("wdi")
        linked, constant = [], []
        for country in sorted({country for country, _ in known}):
            years, values = national.public_health_spending(wdi, country)
            if len(years) < 2 or years[-1] != 2022 or years[-2] != 2019 or (country, 2019) not in known:
                continue
            spent, income = (
                panels.series(wdi, country, one) for one in (national.ALL_HEALTH_SPENDING, national.GDP_PER_HEAD_USD)
            )
            spent, income = dict(zip(*spent, strict=True)), dict(zip(*income, strict=True))
            truth = np.log(spent[2022] / income[2022] * known[country, 2022]) - np.log(
                spent[2019] / income[2019] * known[country, 2019]
            )
            linked.append(abs(truth - np.log(values[-1] / values[-2])))
            constant.append(abs(truth))
        assert len(linked) > 120
        assert np.median(linked) < 0.6 * np.median(constant)


class TestIncomeGroup:
    groups = pd.DataFrame(
        [("GHA", 2018, "LMC"), ("VEN", 2019, "UMC")]
        + [(code, 2018, "HIC") for code in ("CAN", "USA", "CHL", "URY", "BRB")],
        columns=["country", "year", "group"],
    )

    def test_the_class_of_the_year_then_one_not_long_before(self):
        wdi = wdi_of()
        assert panels.income_group(self.groups, wdi, "GHA", 2018) == (
            "LMC", "reported", "worldbank_income_groups", 2018, "",
        )  # fmt: skip
        late = panels.income_group(self.groups, wdi, "VEN", 2023)
        assert late == ("UMC", "estimated", "worldbank_income_groups", 2019, "class of 2019")

    def test_else_gdp_per_head_by_the_thresholds_of_2018(self):
        wdi = wdi_of(NY_GDP_PCAP_CD={("NIU", 2016): 12_376.0, ("COK", 2010): 9_000.0})
        found = panels.income_group(self.groups, wdi, "NIU", 2018)
        assert found is not None
        assert found[:4] == ("HIC", "estimated", "worldbank_wdi", 2016)
        assert "thresholds of 2018" in found.note
        assert panels.income_group(self.groups, wdi, "COK", 2018) is None  # eight years old, and no donors in WPR

    @pytest.mark.parametrize(
        ("usd", "group"),
        [(1025, "LIC"), (1026, "LMC"), (3995, "LMC"), (3996, "UMC"), (12375, "UMC"), (12376, "HIC")],
    )
    def test_the_thresholds(self, usd: float, group: str):
        assert panels.group_of_income(usd) == group

    def test_else_the_regions_median(self):
        found = panels.income_group(self.groups, wdi_of(), "AIA", 2018)
        assert found is not None
        assert (found.value, found.method) == ("HIC", "borrowed")
        assert "5 countries of WHO region AMR" in found.note

    def test_every_country_has_a_group_and_a_label(self):
        countries = [country.iso3 for country in all_countries()]
        found = {code: panels.income_group(table("income_groups"), table("wdi"), code, 2018) for code in countries}
        assert all(group is not None and group.value in INCOME_GROUPS for group in found.values())
        borrowed = {code for code, group in found.items() if group is not None and group.method == "borrowed"}
        assert {"AIA", "COK", "NIU"} <= borrowed
        assert sum(group is not None and group.method == "reported" for group in found.values()) == 217


class TestMoney:
    def test_the_identity_is_exact_in_2021_and_near_in_2019(self):
        wdi, ppp = table("wdi"), table("ppp")
        misses = {2019: [], 2021: []}
        for year, logs in misses.items():
            for country in ppp["country"].unique():
                reported = rows_by_key(wdi, ("country", "indicator", "year"), ("value",)).get(
                    (country, "PA.NUS.FCRF", year)
                )
                identity = panels.exchange_rate_identity(wdi, ppp, country, year)
                if reported and identity:
                    logs.append(abs(np.log(identity.value / reported[0][0])))
            assert len(logs) > 180
        assert np.median(misses[2021]) < 1e-4
        assert 0.01 < np.median(misses[2019]) < 0.03

    def test_reported_where_there_is_a_rate(self):
        found = panels.exchange_rate(table("wdi"), table("ppp"), "GHA", 2018)
        assert found is not None
        assert (round(found.value, 2), found.method, found.source, found.year) == (
            4.59,
            "reported",
            "worldbank_wdi",
            2018,
        )

    def test_identity_for_2017_on_only(self):
        wdi = wdi_of(
            NY_GDP_PCAP_PP_KD={(c, y): 100.0 for c in ("SOM", "USA") for y in (2016, 2017)},
            NY_GDP_PCAP_CD={("SOM", 2016): 50.0, ("SOM", 2017): 50.0, ("USA", 2016): 90.0, ("USA", 2017): 90.0},
        )
        ppp = ppp_of({("SOM", 2016): 10.0, ("SOM", 2017): 10.0})
        found = panels.exchange_rate(wdi, ppp, "SOM", 2017)
        assert found is not None
        assert found.method == "estimated"
        assert found.value == pytest.approx(10 * 100 * (90 / 100) / 50)
        assert panels.exchange_rate(wdi, ppp, "SOM", 2016) is None
        assert panels.exchange_rate(wdi, ppp, "CUB", 2017) is None

    def test_a_rate_that_does_not_go_with_the_ppp_is_named_and_not_used(self):
        found = panels.exchange_rate(table("wdi"), table("ppp"), "HRV", 2018)
        assert found is not None
        assert found.method == "estimated"
        assert found.value == pytest.approx(0.89, abs=0.01)  # euro; the file has 6.28 kuna
        assert "6.27903" in found.note
        after = panels.exchange_rate(table("wdi"), table("ppp"), "HRV", 2023)
        assert after is not None and after.method == "reported"
        assert OTHER_MONEY_FACTOR == 3.0

    def test_before_2017_such_a_rate_is_not_known(self):
        wdi, ppp = table("wdi"), table("ppp")
        assert panels.exchange_rate(wdi, ppp, "HRV", 2016) is None
        croatia = panels.exchange_rates(wdi, ppp, "HRV")
        since_ppp = [year for year in croatia if year >= 2000]
        assert since_ppp == list(range(2017, max(croatia) + 1))
        values = [croatia[year].value for year in since_ppp]
        assert max(values) / min(values) < 1.2  # euro all through: no step when the kuna ends

    def test_series_of_rates_holds_the_reported_and_the_filled_years(self):
        ghana = panels.exchange_rates(table("wdi"), table("ppp"), "GHA")
        assert {rate.method for year, rate in ghana.items() if year <= 2022} == {"reported"}
        assert panels.exchange_rates(table("wdi"), table("ppp"), "CUB") == {}

    def test_ppp_reported_held_constant_interpolated(self):
        ppp = ppp_of({("GHA", 2010): 1.0, ("GHA", 2012): 4.0})
        wdi = wdi_of()
        assert panels.ppp_rate(ppp, wdi, "GHA", 2010) == (1.0, "reported", "worldbank_ppp", 2010, "")
        middle = panels.ppp_rate(ppp, wdi, "GHA", 2011)
        assert middle is not None and middle.method == "interpolated" and middle.value == pytest.approx(2)
        assert panels.ppp_rate(ppp, wdi, "GHA", 2040) == (
            4.0, "estimated", "worldbank_ppp", 2012,
            "figure of 2012, the nearest year known",
        )  # fmt: skip

    def test_ppp_from_exchange_rate_and_the_two_gdps(self):
        wdi = wdi_of(
            PA_NUS_FCRF={("MCO", 2018): 0.8},
            NY_GDP_PCAP_CD={("MCO", 2018): 90.0},
            NY_GDP_PCAP_PP_CD={("MCO", 2018): 60.0},
        )
        found = panels.ppp_rate(ppp_of({}), wdi, "MCO", 2018)
        assert found is not None
        assert (found.method, found.source) == ("estimated", "worldbank_wdi")
        assert found.value == pytest.approx(0.8 * 90 / 60)

    def test_ppp_borrowed_from_the_region_and_never_from_few(self):
        members = ["GHA", "KEN", "MWI", "NGA", "ZMB"]
        ppp = ppp_of({(code, 2018): 2.0 + at for at, code in enumerate(members)})
        wdi = wdi_of(PA_NUS_FCRF={**{(code, 2018): 10.0 for code in members}, ("ERI", 2018): 15.0})
        found = panels.ppp_rate(ppp, wdi, "ERI", 2018)
        assert found is not None
        assert found.method == "borrowed"
        assert found.value == pytest.approx(0.4 * 15)
        assert "5 countries of AFR" in found.note
        without = panels.ppp_rate(ppp, wdi, "SSD", 2018)
        assert without is not None and without.value == pytest.approx(0.4) and "counted in US$" in without.note
        few = ppp[ppp["country"] != "GHA"].copy()
        assert panels.ppp_rate(few, wdi, "ERI", 2018) is None

    def test_every_country_has_a_ppp_in_2018(self):
        found = [panels.ppp_rate(table("ppp"), table("wdi"), c.iso3, 2018) for c in all_countries()]
        assert all(rate is not None and rate.value > 0 for rate in found)
        assert sum(rate is not None and rate.method == "reported" for rate in found) == 200


def by_age(country: str, year: int) -> np.ndarray:
    found = panels.population_by_age(table("population"), country, year)
    assert found is not None
    return found.value


def total(country: str, year: int) -> panels.Found[float]:
    found = panels.population_total(table("population"), country, year)
    assert found is not None
    return found


class TestPeople:
    def test_figures_of_the_source(self):
        ghana = total("GHA", 2020)
        assert (round(ghana.value, -3), ghana.method, ghana.year) == (31_888_000, "reported", 2020)
        britain = total("GBR", 2020)
        assert round(britain.value, -3) == 67_352_000

    def test_projections_are_no_reports(self):
        assert total("GHA", 2025).method == "estimated"
        assert total("GHA", 2022).method == "interpolated"

    @pytest.mark.parametrize("year", range(1990, 2061))
    def test_each_cell_lies_between_its_two_points(self, year: int):
        first = year - year % 5
        cells = by_age("GHA", year)
        ends = [by_age("GHA", end) for end in {first, min(first + 5, 2060)}]
        assert cells.shape == (2, 21)
        assert (cells >= np.minimum.reduce(ends) * (1 - 1e-12)).all()
        assert (cells <= np.maximum.reduce(ends) * (1 + 1e-12)).all()

    def test_interpolation_is_straight_in_logs(self):
        cells = {year: by_age("KEN", year) for year in (2015, 2018, 2020)}
        expected = cells[2015] ** 0.4 * cells[2020] ** 0.6
        np.testing.assert_allclose(cells[2018], expected, rtol=1e-12)

    def test_groups_of_ages(self):
        ages = by_age("GHA", 2020).sum(axis=0)
        young = panels.population_17_20(table("population"), "GHA", 2020)
        old = panels.population_65_up(table("population"), "GHA", 2020)
        assert young is not None and old is not None
        assert young.value == pytest.approx(0.6 * ages[3] + 0.2 * ages[4])
        assert young.method == "interpolated"
        assert old.value == pytest.approx(ages[13:].sum())
        assert old.method == "reported"

    @pytest.mark.parametrize(("country", "year"), [("VAT", 2018), ("GHA", 1989), ("GHA", 2061)])
    def test_not_known_is_none(self, country: str, year: int):
        for count in (panels.population_total, panels.population_17_20, panels.population_65_up):
            assert count(table("population"), country, year) is None

    def test_years_and_periods_are_those_of_the_tables(self):
        assert tuple(sorted(table("population")["year"].unique())) == panels.POPULATION_YEARS
        assert tuple(sorted(table("mortality")["period_start"].unique())) == panels.PERIODS

    def test_hazards_are_constant_in_their_age_group_and_period(self):
        found = panels.mortality_by_age(table("mortality"), "GHA", "male", 2018)
        assert found is not None
        assert found.value.shape == (len(panels.AGES),) == (76,)
        by_age = dict(zip(panels.AGES, found.value, strict=True))
        assert by_age[20] == by_age[24] == pytest.approx(0.004331, abs=1e-6)
        assert by_age[25] != by_age[24]
        assert by_age[90] == pytest.approx(0.345790, abs=1e-6)
        assert found.method == "reported"
        same = panels.mortality_by_age(table("mortality"), "GHA", "male", 2015)
        assert same is not None
        np.testing.assert_array_equal(same.value, found.value)

    def test_covid_is_said_and_projections_are_estimated(self):
        covid = panels.mortality_by_age(table("mortality"), "PER", "male", 2021)
        later = panels.mortality_by_age(table("mortality"), "PER", "male", 2031)
        beyond = panels.mortality_by_age(table("mortality"), "PER", "male", 2060)
        assert covid is not None and later is not None and beyond is not None
        assert "COVID-19" in covid.note and covid.method == "reported"
        assert later.method == beyond.method == "estimated"
        assert beyond.note == "2055-2060"
        assert panels.mortality_by_age(table("mortality"), "VAT", "male", 2018) is None


class TestPairs:
    def test_ties_of_ghana_and_britain(self):
        found = panels.ties(table("geodist"), "GHA", "GBR")
        assert found is not None
        assert (round(found.value.distance_km), *found.value[1:]) == (5141, 1, 1, 1)
        assert found.method == "reported"

    def test_missing_distance_and_missing_state(self):
        macao = panels.ties(table("geodist"), "MAC", "GBR")
        sudan = panels.ties(table("geodist"), "SSD", "USA")
        assert macao is not None and sudan is not None
        assert macao.method == "estimated" and macao.value.distance_km == pytest.approx(9603.5, abs=0.1)
        assert (sudan.method, sudan.note) == ("borrowed", "SDN for SSD")
        assert panels.ties(table("geodist"), "GHA", "XXX") is None

    def test_every_country_with_a_population_has_a_distance(self):
        there = set(table("population")["country"])
        assert len(there) == 236
        missing = [code for code in there if panels.ties(table("geodist"), code, "GBR") is None]
        assert missing == []

    def test_diaspora_of_the_latest_year(self):
        stock = pd.DataFrame(
            [("GHA", "GBR", 2015, 100), ("GHA", "GBR", 2019, 1600), ("GHA", "FRA", 2015, 8)],
            columns=["origin", "destination", "year", "persons"],
        )
        assert panels.diaspora(stock, "GHA", "GBR")[:4] == (1600.0, "reported", "undesa_migrant_stock", 2019)
        for destination in ("FRA", "DEU"):
            assert panels.diaspora(stock, "GHA", destination)[:2] == (0.0, "assumed")

    @pytest.mark.parametrize(
        ("origin", "share"),
        [("MOZ", 0.01), ("SDN", 0.06), ("MWI", 0.07), ("AGO", 0.11), ("EGY", 0.13), ("GHA", 0.41), ("KEN", 0.70)],
    )
    def test_coverage_as_counted_before(self, origin: str, share: float):
        found = panels.abroad_coverage(table("migrant_stock"), origin, REPORTING)
        assert found is not None
        assert abs(found.value - share) <= 0.0051
        assert found.year == 2019

    def test_coverage_of_all_origins(self):
        origins = table("migrant_stock")["origin"].unique()
        shares = [panels.abroad_coverage(table("migrant_stock"), origin, REPORTING) for origin in origins]
        known = [found.value for found in shares if found is not None]
        assert all(0 <= share <= 1 for share in known)
        assert (sum(share < 0.25 for share in known), len(known)) == (81, 231)
        assert panels.abroad_coverage(table("migrant_stock"), "JEY", REPORTING) is None
