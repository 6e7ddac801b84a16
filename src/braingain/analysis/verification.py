"""The verification suite: our engine against an independent one, against published projections, and against itself.

``python -m braingain.output.verification FILE`` runs it and writes the report (docs/verification.md).
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from braingain.analysis import drift, peer
from braingain.analysis.cross_model import (
    FIGURES,
    LARGEST_GAP,
    PROJECTIONS,
    ROUNDING,
    YEARS,
    Again,
    OneStep,
    Projection,
    again,
    in_one_step,
)
from braingain.analysis.export import Draw, one_draw
from braingain.analysis.fingerprint import made_of
from braingain.analysis.scenario import Package, Scenario
from braingain.analysis.xmile.model import xmile_of
from braingain.policy.parts import LeverUse

EIGHT_LEVERS = (
    ("expand_training", 2022),
    ("bonding", 2021),
    ("rural_supplement", 2022),
    ("health_pay", 2024),
    ("joint_salary_support", 2023),
    ("ethical_code_public", 2022),
    ("twinning_with_return", 2021),
    ("return_incentive", 2022),
)  # doses are those of the cards
TEN_MORE_LEVERS = (
    ("compulsory_service", 2020),
    ("skill_partnership", 2020),
    ("reinvestment_fund", 2020),
    ("health_brigades", 2021),
    ("ngo_missions", 2021),
    ("dual_practice", 2021),
    ("workload", 2021),
    ("gender_package", 2021),
    ("exit_restriction", 2022),
    ("benefits_in_kind", 2022),
)
DRAWS, DRAW = 20, 3
Progress = Callable[[str], None]


@dataclass(frozen=True)
class EngineCase:
    """One exported model in PySD beside our run."""

    origin: str
    megabytes: float
    differences: tuple[peer.Difference, ...]
    posts: peer.Slackness
    caps: peer.Slackness | None
    seconds_to_read: float
    seconds_to_run: float
    seconds_ours: float

    @property
    def largest(self) -> float:
        """The largest relative difference of any number of any stock in any year."""
        return max(each.largest for each in self.differences)

    @property
    def ratio(self) -> float:
        """How many times faster our run is than the other engine's, reading and compiling left out on both sides."""
        return self.seconds_to_run / self.seconds_ours


def engine_scenarios() -> list[Scenario]:
    """Cases of the independent engine: no policy, two packages of levers, a country whose posts follow demand.

    Ten more levers bring service, tracks, missions and a fund, with claims and brain gain on.
    """
    return [
        Scenario("no new policy", "GHA", 2018, 2042, DRAWS),
        Scenario("eight levers", "GHA", 2018, 2042, DRAWS, packages=(together("eight levers", EIGHT_LEVERS),)),
        Scenario("no new policy", "IRL", 2018, 2030, DRAWS),
        ten_more_levers("GHA", 2030),
    ]


def ten_more_levers(country: str, horizon: int) -> Scenario:
    """A country under ten levers of the second edition, with the mechanisms that are off by default on."""
    name = "ten more levers"
    package = together(name, TEN_MORE_LEVERS)
    on = {"relative_pay": True, "brain_gain": True}
    return Scenario(name, country, 2018, horizon, DRAWS, packages=(package,), mechanisms=on)


def together(name: str, levers: Sequence[tuple[str, int]]) -> Package:
    """A package of levers from a year each, at the doses of their cards."""
    return Package(name, tuple(LeverUse(id, start) for id, start in levers))


def engine_case(scenario: Scenario, folder: Path, draw: int = DRAW) -> EngineCase:
    """Export one draw of a scenario, run the file in PySD, compare every stock of every 1 January."""
    return compare(one_draw(scenario, None, draw), folder / f"{scenario.country}.xmile")


def compare(drawn: Draw, file: Path) -> EngineCase:
    """One draw in both engines."""
    file.write_text(xmile_of(drawn), encoding="utf-8")
    other = peer.read_and_run(file, peer.needed(drawn.world))
    caps = peer.caps_slackness(other) if drawn.world.options.caps else None
    return EngineCase(
        origin=drawn.origin,
        megabytes=file.stat().st_size / 1e6,
        differences=tuple(peer.differences(drawn.world, drawn.run, other)),
        posts=peer.posts_slackness(other),
        caps=caps,
        seconds_to_read=other.seconds_to_read,
        seconds_to_run=other.seconds_to_run,
        seconds_ours=peer.our_seconds(drawn.world, drawn.dials),
    )


def suite(folder: Path, progress: Progress = lambda _: None) -> dict[str, Any]:
    """The whole suite as one record."""
    engines = []
    for scenario in engine_scenarios():
        progress(f"{scenario.country}, {scenario.name}, in PySD")
        engines.append(engine_case(scenario, folder))
    drifts, balances = [], []
    for country in drift.COUNTRIES:
        progress(f"{country}, {drift.YEARS} years without policy")
        drifts.append(drift.drift(country))
        balances.append(drift.balanced(country))
    return {
        "made": made(),
        "engines": engines,
        "drifts": drifts,
        "balances": balances,
        "cross_model": [asdict(case) for case in cross_model_cases()],
    }


def made() -> dict[str, str]:
    """Date, versions, and the fingerprint of the model's sources."""
    packages: Sequence[str] = ("jax", "numpy", "pysd", "xarray")
    return {
        **made_of(),
        "Python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


@dataclass(frozen=True)
class CrossModel:
    """A published projection that the model could be run against: what of it was read, and what came out."""

    id: str
    source: str
    read: str
    lacking: str
    result: str


CROSS_MODEL = (
    CrossModel(
        "C10",
        "Kinfu, Dal Poz, Mercer, Evans 2009, Bull World Health Organ 87:225-230, doi 10.2471/BLT.08.051599",
        "table 3 (yearly net growth of physicians, nurses and midwives in 12 countries, two scenarios) with its footnotes. "
        "The two scenarios are 1.6 points apart in every country; the extra outflows that the footnotes give, 1.5 and 2.3 % "
        "a year, are 0.8 points apart",
        "inflow and outflow by country (tables 1 and 2), without which the growth cannot be worked out again",
        "no_data",
    ),
    CrossModel(
        "C10b",
        "Tjoa et al. 2010, Hum Resour Health 8:15, doi 10.1186/1478-4491-8-15 (public sector of Zambia, 2008 to 2018)",
        "the abstract: from 44 to 59 % of the minimum staff by 2018 without change",
        "stocks, enrolment, graduation, entry and attrition by cadre, and the stocks of 2018",
        "no_data",
    ),
    CrossModel(
        "C10c",
        "PLOS ONE, doi 10.1371/journal.pone.0257957 (Ghana, 2020 to 2035)",
        "the titles of its tables: table 1 holds stocks, flows and training outputs, table 2 the projected supply",
        "the numbers of both tables",
        "no_data",
    ),
)


def cross_model_cases() -> list[CrossModel]:
    """Published projections: those worked out again, then those that lack an input."""
    return [*(worked_out(again(one), in_one_step(one)) for one in PROJECTIONS), *CROSS_MODEL]


def worked_out(found: Again, step: OneStep) -> CrossModel:
    """A projection worked out again, in one step as its source does and in yearly steps, with all results."""
    one = found.projection
    here, there = found.losses, found.published_losses
    numbers = (
        f"in yearly steps the run and the same years written out by hand are {found.largest_apart:.0e} apart (1e-9 asked), "
        f"{found.total:,.0f} people; in one step {sum(step.by_age):,.0f} people, {step.gap:.1f} from the source, no class more "
        f"than {step.largest_gap:.1f} (rounding allows {ROUNDING * FIGURES:.0f} in a class). Beside the source: "
        f"{one.stock:,.0f} people become {found.total:,.0f} in yearly steps and {one.projected:,.0f} there, "
        f"{found.total - one.projected:+,.0f}; {found.growth:+.2%} and {found.published_growth:+.2%} a year (same direction and "
        f"within a point a year asked, which is {_a_point(one):,.0f} people). The two lose {here.total:,.0f} and "
        f"{there.total:,.0f}: {here.left:,.0f} and {there.left:,.0f} leave the profession, {here.emigrated:,.0f} and "
        f"{there.emigrated:,.0f} emigrate, {here.died:,.0f} and {there.died:,.0f} die, {here.past_the_oldest:,.0f} and "
        f"{there.past_the_oldest:,.0f} pass the oldest age"
    )
    return CrossModel(
        one.id,
        one.source,
        f"{one.what}: stock, entries, exits, emigrants, deaths, returns and result by five years of age",
        "nothing; but the source multiplies five times a year's rate with the first stock of each class, and lets the whole "
        "oldest class go while it counts its losses too; here a rate acts each year on those who are left",
        f"{'pass' if found.passed and step.passed else 'fail'}: {numbers}",
    )


def _a_point(one: Projection) -> float:
    """People that a point of growth a year is after the years of a projection."""
    growth = (one.projected / one.stock) ** (1 / YEARS) - 1
    return float(one.stock * ((1 + growth + LARGEST_GAP) ** YEARS - (1 + growth) ** YEARS))
