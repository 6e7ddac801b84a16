"""What a row of the matrix says beside its numbers: years that a delay takes, teachers that are missing, doses unstudied."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from settings import START, setting

from braingain.analysis import rows
from braingain.analysis.told import told_of_lever
from braingain.output.lever_words import dose_words
from braingain.policy.applicable import late_start, not_applicable, warnings
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve


def test_a_row_says_where_teachers_bind_from_the_run_s_own_seats() -> None:
    (part,) = resolve([LeverUse("expand_training", 2022)], load_levers(), setting(), 2040)
    all_draws = {"teachers_bind": {"on": np.array([0.4, 0.45, 0.5])}}
    (words,) = rows.teachers_words([part], all_draws, 2039)
    assert words.startswith("teachers bind: 55 of 100 added seats have teachers in 2039 (50 to 60)")
    assert words.endswith("schools of all cadres together")
    (part,) = resolve([LeverUse("expand_training", 2022, cadres=("nurse",))], load_levers(), setting(), 2040)
    assert rows.teachers_words([part], all_draws, 2039)[0].endswith("(50 to 60)")
    (some,) = rows.teachers_words([part], {"teachers_bind": {"on": np.array([0.0] * 9 + [0.5])}}, 2039)
    assert some.startswith("teachers bind in 10 % of draws, where 50 of 100")
    assert rows.teachers_words([part], {"teachers_bind": {"on": np.array([0.0] * 39 + [0.5])}}, 2039) == []
    assert rows.teachers_words([part], {}, 2039) == []


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (
            LeverUse("rural_supplement", 2020),
            "acts and pays in 4 of its 5 years, from 2021 to 2024: it begins one year late",
        ),
        (
            LeverUse("joint_salary_support", 2020),
            "acts and pays in 4 of its 5 years, from 2021 to 2024: it begins one year late",
        ),
        (
            LeverUse("rural_supplement", 2020, end=2022),
            "acts and pays in 1 of its 2 years, in 2021: it begins one year late",
        ),
        (
            LeverUse("rural_supplement", 2020, end=2022, delay_years=2),
            "never acts: it is in force for 2 years and begins 2 years late",
        ),
        (LeverUse("rural_supplement", 2020, delay_years=0), None),
        (LeverUse("ethical_code_private", 2020), None),  # to the horizon: nothing is cut short
        (LeverUse("health_pay", 2020), None),
    ],
)
def test_a_delay_that_eats_into_the_years_of_a_lever_is_said(use: LeverUse, words: str | None) -> None:
    world = setting()
    (part,) = resolve([use], load_levers(), world, START + 40)
    assert late_start(part, world) == words
    assert (words in warnings(part, world)) == (words is not None)
    if words is not None:
        assert sum(part.in_force(np.arange(2020, 2030)) > 0) == (int(words.split()[4]) if "acts and" in words else 0)


def test_a_dose_outside_what_was_studied_is_flagged_and_the_brief_says_so() -> None:
    (part,) = resolve([LeverUse("expand_training", 2022, doses={"seats_ratio": 1.5})], load_levers(), setting(), 2040)
    assert part.flags == ("seats_ratio 1.5 lies outside what has been studied (0 to 1)",)
    row = {"doses": [{"name": "seats_ratio", "text": "150 %"}], "years": None, "flags": list(part.flags)}
    assert dose_words(row) == "150 %; seats_ratio 1.5 lies outside what has been studied (0 to 1)"


def test_what_is_to_be_known_of_a_lever_has_no_name_of_a_dose_or_an_estimate() -> None:
    """A planner reads it: doses in percent, and of a composite which of its parts begins late."""
    world, cards = setting(), load_levers()
    every = [resolve([LeverUse(name, 2022)], cards, world, 2040) for name in cards]
    high = resolve([LeverUse("sector_programme", 2022, doses={"scale": 5.0})], cards, world, 2040)
    said = [line for parts in [*every, high] for line in told_of_lever(parts, world) if "give seats_add" not in line]
    assert len(said) > 10 and not [line for line in said if re.search("[a-z]_[a-z]", line)]
    programme = told_of_lever(resolve([LeverUse("sector_programme", 2022)], cards, world, 2040), world)
    assert any(
        "52 % (rise over base pay, real) lies outside what has been studied (10 to 50 %)" in one for one in programme
    )
    late = [one for one in programme if "it begins one year late" in one]
    assert late and all(one.startswith("“") and "of it: acts" in one for one in late), "its pay begins at once"
    assert any("is the most that it can be (asked for were 260 %" in one for one in told_of_lever(high, world))


def test_a_large_dose_is_written_whole() -> None:
    whole = "8 000 000 US$ a year for the secretariat, of all members"
    assert rows.dose_words("secretariat_usd_per_year", 8e6, "US$ a year for the secretariat, of all members") == whole
    assert rows.dose_words("secretariat_usd_per_year", 8e6, "US$") == "8 000 000 US$"
    assert rows.dose_words("levy_usd_per_recruit", 1300, "US$") == "1300 US$"


def test_in_high_income_countries_the_treasury_pays_what_donors_pay_elsewhere() -> None:
    """Nobody gives aid to them: a card's donor is the treasury, and a supplement that a donor pays does not apply."""
    poor = setting()
    rich = replace(poor, income_group="HIC")
    cards = load_levers()
    (there,) = resolve([LeverUse("return_incentive", 2022)], cards, poor, 2040)
    (here,) = resolve([LeverUse("return_incentive", 2022)], cards, rich, 2040)
    assert there.payer == {"origin_budget": 0.5, "donor": 0.5} and here.payer == {"origin_budget": 1.0}
    (named,) = resolve([LeverUse("return_incentive", 2022, payer={"donor": 1.0})], cards, rich, 2040)
    assert named.payer == {"donor": 1.0}
    (paid,) = resolve([LeverUse("joint_salary_support", 2022)], cards, rich, 2040)
    assert "high-income" in str(not_applicable(paid, rich))
    (elsewhere,) = resolve([LeverUse("joint_salary_support", 2022)], cards, poor, 2040)
    assert not_applicable(elsewhere, poor) is None
    (own,) = resolve([LeverUse("joint_salary_support", 2022, payer={"donor": 1.0})], cards, rich, 2040)
    assert not_applicable(own, rich) is None
