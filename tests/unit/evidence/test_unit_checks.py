"""Densities in another unit than they say, and the newest of several releases."""

from __future__ import annotations

import pandas as pd
import pytest

from braingain.baseline.stocks import one_publisher
from braingain.evidence.limits import people_of
from braingain.evidence.unit_checks import flag_unit_slips
from braingain.evidence.vintages import dated, newest
from braingain.sources.contract import evidence_rows


def rows(*figures: tuple[str, int, float], source: str = "who_gho", vintage: str = "2024-01-31") -> pd.DataFrame:
    table = pd.DataFrame(figures, columns=["indicator", "year", "value"])
    table["unit"] = table["indicator"].map({"density_per_10k": "per_10k", "workers": "persons"})
    return evidence_rows(table, source, country="GHA", cadre="doctor", vintage=vintage)


def test_a_density_per_1000_is_seen_beside_the_number() -> None:
    people, _ = people_of("GHA", 2018)
    assert people is not None
    right = 4406 / people * 10_000
    for factor, words in ((1.0, ""), (0.1, "per 1 000 people"), (10.0, "per 100 000 people")):
        found, said = flag_unit_slips(rows(("density_per_10k", 2018, right * factor), ("workers", 2018, 4406)))
        flag = found.loc[found["indicator"] == "density_per_10k", "flag"].item()
        assert flag == ("outside_range" if words else "")
        assert [words in line for line in said] == ([True] if words else [])
        assert found["value"].tolist() == [right * factor, 4406]


def test_a_density_per_1000_is_seen_between_its_neighbours() -> None:
    found, said = flag_unit_slips(
        rows(*(("density_per_10k", 2015 + n, v) for n, v in enumerate((1.0, 0.11, 1.2, 1.3))))
    )
    assert found.set_index("year")["flag"].to_dict() == {2015: "", 2016: "outside_range", 2017: "", 2018: ""}
    assert said[0].endswith("GHA doctor 2016: 0.11, which looks like per 1 000 people")


@pytest.mark.parametrize(
    ("times", "unit"),
    [(6.9, ""), (7.1, "per 100 000"), (13.9, "per 100 000"), (14.1, ""), (1 / 6.9, ""), (1 / 7.1, "per 1 000"),
     (1 / 13.9, "per 1 000"), (1 / 14.1, ""), (3.0, ""), (30.0, "")],
)  # fmt: skip
def test_a_unit_is_off_by_about_ten_and_no_other_slip_is_called_so(times: float, unit: str) -> None:
    people, _ = people_of("GHA", 2018)
    assert people is not None
    density = 4406 / people * 10_000 * times
    said = flag_unit_slips(rows(("density_per_10k", 2018, density), ("workers", 2018, 4406)))[1]
    assert [unit in line for line in said] == ([True] if unit else [])


def test_a_run_of_years_per_1000_is_seen_beside_the_run_that_follows() -> None:
    def flagged(*values: float) -> list[int]:
        found, _ = flag_unit_slips(rows(*(("density_per_10k", 2005 + n, v) for n, v in enumerate(values))))
        return found.loc[found["flag"] != "", "year"].tolist()

    assert flagged(1.2, 1.1, 12.0, 12.4, 12.2) == [2005, 2006]
    assert flagged(1.2, 1.1, 1.1, 12.0, 12.4) == [2008, 2009]
    assert flagged(1.2, 3.1, 1.1, 12.0, 12.4, 12.2, 12.3) == [], (
        "a run whose figures are not all a unit off has another trouble"
    )
    assert flagged(1.2, 12.0, 12.4, 12.2) == [], "one figure at an end may be a step"


def test_a_step_and_a_distant_neighbour_are_no_slip() -> None:
    assert flag_unit_slips(rows(*(("density_per_10k", 2015 + n, v) for n, v in enumerate((0.1, 1.0, 1.1)))))[1] == []
    far = rows(("density_per_10k", 1960, 1.0), ("density_per_10k", 1990, 0.1), ("density_per_10k", 2018, 1.0))
    assert flag_unit_slips(far)[1] == []


def test_the_newest_release_counts_and_what_says_something_else_stays() -> None:
    old = rows(("density_per_10k", 2018, 9.0), ("density_per_10k", 2017, 8.0), vintage="2022-01-31")
    new = rows(("density_per_10k", 2018, 1.0))
    undated = rows(("density_per_10k", 2018, 5.0), vintage="unknown")
    other = rows(("density_per_10k", 2018, 2.0), source="worldbank_wdi", vintage="2023-03-01")
    kept = newest(pd.concat([old, new, undated, other], ignore_index=True))
    assert sorted(kept[["source", "year", "value"]].values.tolist()) == [
        ["who_gho", 2017, 8.0],
        ["who_gho", 2018, 1.0],
        ["worldbank_wdi", 2018, 2.0],
    ]


def test_a_file_that_does_not_say_of_which_release_it_is_counts_as_of_the_day_it_is_taken_in() -> None:
    older = rows(("density_per_10k", 2018, 1.0), vintage="2021-06")
    undated, said = dated(rows(("density_per_10k", 2018, 2.0), vintage="unknown"), "2026-11-24")
    assert undated["vintage"].tolist() == ["taken in 2026-11-24"]
    assert said == ["1 rows do not say of which release they are: they count as of 2026-11-24"]
    again, _ = dated(rows(("density_per_10k", 2018, 3.0), vintage="unknown"), "2026-11-25")
    assert newest(pd.concat([again, older, undated], ignore_index=True))["value"].tolist() == [3.0]
    assert dated(older, "2026-11-24")[1] == []


def test_publishers_are_never_mixed() -> None:
    bank = rows(("density_per_10k", 2017, 2.0), ("density_per_10k", 2018, 3.0), source="worldbank_wdi")
    equal, later = rows(("density_per_10k", 2018, 9.0)), rows(("density_per_10k", 2019, 9.0))
    assert one_publisher(pd.concat([bank, equal]))["value"].tolist() == [2.0, 3.0]
    assert one_publisher(pd.concat([bank, later]))["value"].tolist() == [9.0]
    assert one_publisher(bank)["value"].tolist() == [2.0, 3.0]
    assert one_publisher(later)["value"].tolist() == [9.0]
    union = rows(("density_per_10k", 2020, 7.0), source="eurostat")
    assert one_publisher(pd.concat([bank, later, union]))["value"].tolist() == [7.0]
