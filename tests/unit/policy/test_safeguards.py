"""The WHO's list of 2023: as many countries by region as the WHO counted, a group of origins, and a reason not to apply."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from settings import START, setting

from braingain.analysis.scenario import parse_scenario
from braingain.foundation.countries import who_region
from braingain.foundation.errors import BraingainError
from braingain.policy.applicable import not_applicable
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve
from braingain.policy.safeguards import safeguarded


def test_the_list_has_as_many_countries_of_each_region_as_the_who_counted() -> None:
    """WHO, 8 March 2023: 55 countries, 37 of the African region, 8 of the Western Pacific, 6, 3 and 1 of others."""
    assert Counter(map(who_region, safeguarded())) == {"AFR": 37, "WPR": 8, "EMR": 6, "SEA": 3, "AMR": 1}


def test_a_country_that_is_not_listed_is_told_so() -> None:
    world = setting()
    cards = load_levers()
    (part, _) = resolve([LeverUse("safeguards_list", START)], cards, world, START + 5)
    assert world.country in safeguarded()
    assert not_applicable(part, world) is None
    reason = not_applicable(part, replace(world, country="KEN"))
    assert reason == "KEN is not on the WHO's support and safeguards list of 2023"


@pytest.mark.parametrize(("country", "known"), [("GHA", True), ("KEN", False)])
def test_the_list_is_a_group_of_origins(country: str, known: bool) -> None:
    text = f"""
[scenario]
country = "{country}"
[[package]]
[[package.lever]]
id = "bonding"
origins = ["safeguards_list"]
"""
    if known:
        assert parse_scenario(text.encode(), "a.toml").packages
        return
    with pytest.raises(BraingainError, match="a run of one country acts on that country alone"):
        parse_scenario(text.encode(), "a.toml")
