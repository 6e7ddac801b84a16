"""A scenario file as the command reads it, and its runs before they become records."""

from __future__ import annotations

from functools import cache

from braingain.analysis import runs
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.scenario import parse_scenario
from braingain.analysis.simulate import packages_of
from braingain.policy.costs import PairedRun
from braingain.policy.parts import Part

HEAD = '[scenario]\nname = "test"\ncountry = "GHA"\ndraws = 4\nhorizon = {horizon}\n'


@cache
def runner_of(text: str) -> runs.Runner:
    """Runs of the packages of a scenario, in its first block of draws, with its switches."""
    scenario = parse_scenario(text.encode(), "test.toml")
    block = ensemble_for(scenario).block(0)
    packages = packages_of(scenario, block.setting)
    return runs.Runner(block, runs.plan(packages, scenario.mechanisms, block.setting))


def lever_text(lever: str, rest: str = "", start: int = 2020) -> str:
    """A package of one lever, named as the lever."""
    return f'[[package]]\nname = "{lever}"\n[[package.lever]]\nid = "{lever}"\nstart = {start}\n{rest}\n'


def scenario_text(lever: str, rest: str = "", more: str = "", horizon: int = 2030, start: int = 2020) -> str:
    """A scenario of one lever; ``more`` are tables under ``[scenario]``."""
    return HEAD.format(horizon=horizon) + more + "\n" + lever_text(lever, rest, start)


def pair_of(text: str) -> tuple[PairedRun, tuple[Part, ...]]:
    """The only package of a scenario beside its baseline, and its parts."""
    runner = runner_of(text)
    ((name, parts),) = runner.plan.packages.items()
    return runner.paired(name), parts
