"""A scenario file as the command reads it, and its runs before they become records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from braingain.analysis import runs
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.scenario import parse_scenario
from braingain.analysis.simulate import packages_of

MIDLEVEL = """
[scenario.context."workers.midlevel"]
value = 3000
why = "a stock from which courses can start"
"""


@cache
def runner_of(text: str) -> runs.Runner:
    """Runs of the packages of a scenario, in its first block of draws, with its switches; each is made when asked for."""
    scenario = parse_scenario(text.encode(), "test.toml")
    block = ensemble_for(scenario).block(0)
    packages = packages_of(scenario, block.setting)
    return runs.Runner(block, runs.plan(packages, scenario.mechanisms, block.setting))


def scenario_text(
    packages: Sequence[tuple[str, str, str]], more: str = "", horizon: int = 2030, country: str = "GHA"
) -> str:
    """A scenario of a country with packages of one lever: name, lever, its fields; ``more`` are tables under ``[scenario]``.

    Packages of one file share one program: many in a file are compiled once.
    """
    text = f'[scenario]\nname = "test"\ncountry = "{country}"\ndraws = 4\nhorizon = {horizon}\n{more}\n'
    for name, lever, fields in packages:
        text += f'[[package]]\nname = "{name}"\n[[package.lever]]\nid = "{lever}"\nstart = 2020\n{fields}\n'
    return text
