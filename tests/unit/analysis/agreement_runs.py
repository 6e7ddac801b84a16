"""Term sheets for tests, and their runs before they become records: one block of draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from braingain.analysis import runs
from braingain.analysis.agreement_cases import Case, cases_of
from braingain.analysis.agreement_corridor import quota_base
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.simulate import packages_of
from braingain.analysis.term_sheet import TermSheet, parse_term_sheet, scenario_of
from braingain.policy.costs import Costs, costs_of
from braingain.policy.paired import PairedRun

HEAD = """
[agreement]
origin = "GHA"
destination = "GBR"
start = 2020
end = 2026
cadres = ["nurse"]
draws = 8
horizon = 2031
"""
MONEY = """
[clauses.recruitment]
quota_ratio = 0.5
cofunding_usd_per_recruit = 2000
[clauses.fund]
contribution_usd_per_recruit = 5000
posts_share = 0.3
[clauses.compensation]
compensation_share = 0.5
[clauses.levy]
levy_usd_per_recruit = 3000
to_fund_share = 0.5
[worst_case]
payments_stop = 2023
"""
CONTRACTS = """
[clauses.recruitment]
quota_ratio = 1.0
stay_years = 2
cofunding_usd_per_recruit = 2000
"""
NOTHING = """
[clauses.recruitment]
quota_ratio = 0
[clauses.compensation]
compensation_share = 0
[clauses.fund]
contribution_usd_per_recruit = 0
[clauses.training]
seats_ratio = 0
"""


class Ran(NamedTuple):
    """The cases of a term sheet, run; all draws of the block."""

    sheet: TermSheet
    cases: Mapping[str, Case]
    runner: runs.Runner

    def pair(self, name: str) -> PairedRun:
        """A case beside no agreement."""
        return self.runner.paired(name)

    def costs(self, name: str) -> Costs:
        """What a case costs whom."""
        return costs_of(self.runner.plan.packages[name], self.pair(name))


@cache
def ran(text: str) -> Ran:
    """The cases of a term sheet in its first block; estimates that a case fixes stay drawn."""
    sheet = parse_term_sheet(text.encode(), "test.toml")
    worlds = ensemble_for(sheet.scenario)
    block = worlds.block(0)
    cases = {case.name: case for case in cases_of(sheet, worlds, quota_base(sheet, worlds))}
    scenario = scenario_of(sheet, {name: case.uses for name, case in cases.items()})
    packages = packages_of(scenario, block.setting)
    return Ran(sheet, cases, runs.Runner(block, runs.plan(packages, {}, block.setting)))
