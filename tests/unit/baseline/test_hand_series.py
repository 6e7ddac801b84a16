"""People, deaths and facts of a country as the tables give them, by hand (docs/model.md 1.2, 4.9)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hand_country import CONTEXT, PEOPLE, START, life_table, people

from braingain.baseline import facts, macro, schools, stocks
from braingain.baseline.context import Context
from braingain.baseline.corridors import World
from braingain.baseline.paths import population_path
from braingain.evidence import panels


def test_people_on_new_year_lie_between_the_counts_of_july() -> None:
    counted = people(*PEOPLE["GHA"])
    found = counted.on_new_year(counted.total, np.array([2018.0, 2019.0]))
    at = {year: float(counted.total[counted.years.index(year)]) for year in (2017, 2018, 2019)}
    assert found == pytest.approx([(at[2017] * at[2018]) ** 0.5, (at[2018] * at[2019]) ** 0.5])
    assert population_path(CONTEXT, 2) == pytest.approx([30e6, 30e6 * np.exp(0.022)])
    assert population_path(CONTEXT, 2, {"population": {START: 7.0, START + 1: 9.0}}) == pytest.approx([7.0, 9.0])


def test_a_life_table_is_read_by_year_and_age_and_stands_beyond_its_ends() -> None:
    table = life_table("GHA")
    found = table.at(np.array([START - 9.0, START, START + 99.0]), np.array([10, 15, 40, 90, 99]))
    assert found.shape == (3, 2, 5)
    first, last = table.hazards[0], table.hazards[-1]
    assert found[0, :, 0].tolist() == first[:, 0].tolist() and found[2, :, 4].tolist() == last[:, -1].tolist()
    assert found[1, :, 2].tolist() == table.hazards[1][:, 40 - 15].tolist()


@pytest.mark.parametrize("iso3", ["GHA", "GBR"])
def test_people_of_a_country_are_all_the_young_and_the_old(world: World, iso3: str) -> None:
    found, table = macro.people(world.tables, iso3), world.tables.table("population")
    assert found is not None
    year = min(found.years, key=lambda one: abs(one - START))
    i = found.years.index(year)
    counts = [f(table, iso3, year) for f in (panels.population_total, panels.population_17_20, panels.population_65_up)]
    assert [series[i] for series in (found.total, found.young, found.old)] == [one.value for one in counts if one]
    assert found.young[i] < found.total[i] / 8 and found.old[i] < found.total[i] / 4


def test_growth_of_people_is_over_four_years_around_the_start(world: World) -> None:
    found = macro.people(world.tables, "GHA")
    assert found is not None
    before, after = found.on_new_year(found.total, np.array([2016.0, 2020.0]))
    assert facts.population_growth(world, "GHA") == pytest.approx(np.log(after / before) / 4.0)


def test_the_capital_s_share_of_doctors_where_people_are_counted_is_tilted(
    context_of: Callable[..., Context], world: World
) -> None:
    values = context_of("FRA").values
    people_ = world.central("capital_population_share") * float(values["urban_share"].value or 0.0)
    tilt = world.central("place_tilt_high_income")
    doctors, nurses = (float(values[f"capital_share.{k}"].value or 0.0) for k in ("doctor", "nurse"))
    assert nurses == pytest.approx(people_)
    assert doctors == pytest.approx(people_ * tilt / (people_ * tilt + 1.0 - people_))


def test_graduates_reported_for_100_000_people_are_persons(world: World) -> None:
    rows = world.tables.observations("graduates_per_100k", "doctor", "FRA")
    rate = float(rows[(rows["year"] == 2018) & (rows["sex"].isin(["all", "unknown"]))]["value"].iloc[0])
    found = schools.graduates(world.tables, "FRA", "doctor", 2018, 67e6)
    assert found is not None and found.value == pytest.approx(rate * 670.0)


def test_foreign_trained_of_a_register_are_its_total_times_its_share(world: World) -> None:
    def reported(indicator: str) -> float:
        rows = world.tables.observations(indicator, "doctor", "SWE")
        rows = rows[(rows["source"] == "oecd_workforce_migration") & (rows["year"] == 2017) & rows["value"].notna()]
        return float(rows["value"].iloc[0])

    by_hand = reported("workers") * reported("foreign_trained_share")
    assert stocks.foreign_total(world.tables, "SWE")[2017] == pytest.approx(by_hand)
