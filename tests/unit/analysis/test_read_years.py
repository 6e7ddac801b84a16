"""Of which years the number of a side effect is: every measure says so, and what it says is what it takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from braingain.analysis import read_years, side_effect_records
from braingain.analysis.probes import PROBES
from braingain.analysis.side_effects import emigrants, emigrants_at_first, overstayed
from braingain.policy.levers import load_levers

START, LAST = 2020, 2045
SETTING: Any = SimpleNamespace(start=START, years=np.arange(START, LAST + 1), cadre_indices=lambda cadres: [0])


def part(first: int, last: int) -> Any:
    return SimpleNamespace(
        start=first,
        delay_years=0,
        cadres=("nurse",),
        in_force=lambda years: ((years >= first) & (years <= last)).astype(float),
        dose=lambda name: 3.0,
    )


def test_every_probe_says_of_which_years_its_number_is() -> None:
    probes = [probe for of_lever in PROBES.values() for probe in of_lever]
    assert len(probes) > 80
    for probe in probes:
        reading = probe.reading(part(2027, 2031), SETTING)
        assert START <= reading.first <= reading.last <= LAST, probe.what
        if probe.first_year_only:
            assert (reading.first, reading.last) == (2027, 2027), probe.what
        if probe.years_after > 1:
            assert reading.last == 2031 + probe.years_after, probe.what


@pytest.mark.parametrize(
    ("years", "how", "first", "last"),
    [
        (read_years.last_year, "level", 2038, 2038),
        (read_years.mean_of_years, "mean", 2027, 2038),
        (read_years.first_year, "level", 2027, 2027),
        (read_years.year_after, "level", 2039, 2039),
        (read_years.change_in_force, "change", 2027, 2038),
        (read_years.change_after_end, "change", 2038, 2041),
        (read_years.sum_after_end, "sum", 2039, 2041),
        (read_years.sum_of_all_years, "sum", 2027, 2045),
        (read_years.spread_in_full_force, "spread", 2027, 2045),
        (read_years.when_visitors_leave, "change", 2029, 2030),
    ],
)
def test_a_lever_to_the_end_of_the_run_is_read_in_its_twelfth_year(
    years: read_years.Years, how: str, first: int, last: int
) -> None:
    assert years(part(2027, LAST), SETTING) == (how, first, last)


def test_a_measure_takes_the_years_that_it_names() -> None:
    """People who leave: one more in each year than in the year before, and none without the lever."""
    count = np.arange(LAST - START + 1, dtype=float)[:, None, None, None]
    none = SimpleNamespace(emigrants=0 * count, stays_overstayed=0 * count)
    run: Any = SimpleNamespace(setting=SETTING, baseline=none)
    run.package = SimpleNamespace(emigrants=count, stays_overstayed=count)
    for measure in (emigrants, emigrants_at_first, overstayed):
        how, first, last = read_years.READINGS[measure](part(2027, LAST), SETTING)
        said = count[first - START : last - START + 1].sum() if how == read_years.SUM else count[last - START].item()
        late = count[: 2027 - START].sum() if how == read_years.SUM else 0.0  # before the lever: none, in a real run
        assert measure(run, [part(2027, LAST)]) == pytest.approx([said + late])


def test_the_record_has_the_years_and_no_name_of_a_mechanism_in_its_words() -> None:
    card = load_levers()["destination_training"]
    found = side_effect_records.side_effects(card, {"nothing_before_graduates": {"on": np.array([-5.0, -6.0])}})
    years = side_effect_records.readings(card, part(2027, LAST), SETTING)
    record = side_effect_records.with_years(found[0], years["nothing_before_graduates"])
    assert (record["years"], record["years_are"]) == ({"first": 2027, "last": 2038}, "change")
    assert "nothing changes" not in record["text"] and "fewer in the last year read than in the first" in record["text"]
    minded = side_effect_records.side_effects(
        load_levers()["rural_supplement"], {"claims_if_relative_pay": {"on": np.ones(2)}}
    )
    assert "(looked for with people who mind what others are paid)" in minded[0]["looked_for"]
