"""Why a country is short of workers: the shortfall shared out over five causes, and where those who left would have worked.

Each cause is taken away in counterfactual runs of the same draws (``causes``), alone and with the others. A cause's part is
the mean of what its coming back adds to the shortfall, over all orders in which the five can come back (the Shapley mean):
the parts and what is left without any of them add up to the shortfall in every draw. Nothing is clipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from braingain.analysis import outcomes, runs, summaries
from braingain.analysis.causes import CAUSES, CLINICAL, Norm, wide
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.outcomes import CLINICAL as CADRES_OF_NEED
from braingain.analysis.outcomes import NORM_PER_10K, SHARES_OF_WOMEN, Cut
from braingain.analysis.runs import Block, Progress
from braingain.analysis.scenario import HORIZON_LAST, START_DEFAULT, Scenario
from braingain.analysis.sexes import no_sexes
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.model.containers import Yearly
from braingain.policy.apply import apply
from braingain.policy.setting import Setting

YEAR_DEFAULT = 2040
FIRST_YEARS = 5  # after the start, before which hardly a graduate of another intake is there
REST = "before_the_start"
ONE_SHORT = 1.0  # worker, beyond which a draw has a shortfall to share
MUCH = 0.9  # share of the shortfall from which emigration alone is flagged
NORMS = (1.0, 500.0)
TITLES = {
    "emigration": "people who leave the country",
    "underproduction": "too few trained",
    "unfunded_posts": "posts that nobody pays for",
    "maldistribution": "posts where people do not live",
    "left_sector": "people who leave the sector",
    REST: "missing at the start, and not made good since",
}
BELOW = {  # titles where a part is below nought
    "underproduction": "more trained than the norm needs",
    "unfunded_posts": "more posts paid for than the norm needs",
    REST: "more than needed where none of these is",
}
ADDS = "which adds workers here"  # said of the others where their part is
COMPARED = {  # with what a part compares the country, by cause
    "emigration": "nobody leaves the country from {start} on; those abroad still come back",
    "underproduction": "as many are trained each year as keep a workforce of the norm's size up: they replace who dies or retires and "
    "follow the people, and do not fill the gap of the start",
    "unfunded_posts": "as many posts are paid for as the norm needs",
    "maldistribution": "posts lie where people live",
    "left_sector": "nobody chooses work outside the sector; who finds no post still waits",
    REST: "all five are so at once: who is short in {year} even then was missing in {start}, and those who are trained for the norm "
    "come years later and replace who goes",
}
NO_SEX_OF_NEED = "a norm asks for workers, not for women and men, so that the shortfall and its parts have no sex"
NOT_AT_WORK = ("without a post", "outside the sector")
Coalition = frozenset[str]


def explain(
    country: str,
    draws: int = 100,
    seed: int = 1,
    start: int = START_DEFAULT,
    year: int = YEAR_DEFAULT,
    norm: float = NORM_PER_10K,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The shortfall of doctors and nurses of one country in one year, by cause, as JSON (``braingain/explain/1``).

    Parameters
    ----------
    country : ISO alpha-3 code.
    start, year : first year of the counterfactual runs; the year explained, on 31 December.
    norm : doctors, nurses and midwives needed for 10 000 people.
    progress : called with blocks done, blocks in all and a word.

    Raises
    ------
    BraingainError
        Where the start or the year lies outside what a run can hold, the year less than five years after the
        start, or the norm is no plausible one.
    """
    if year < start + FIRST_YEARS:
        do = f"choose {start + FIRST_YEARS} or later"
        raise BraingainError(Problem("--year", f"{year} is too near the start, {start}", do))
    if year > HORIZON_LAST:
        raise BraingainError(Problem("--year", f"{year} lies beyond {HORIZON_LAST}, the last year of a run"))
    if not NORMS[0] <= norm <= NORMS[1]:
        do = f"choose one between {NORMS[0]:g} and {NORMS[1]:g}"
        raise BraingainError(Problem("--norm", f"{norm:g} workers for 10 000 people is no plausible norm", do))
    worlds = ensemble_for(Scenario(f"explain {country}", country, start, year, draws, seed))
    kept = runs.joined(runs.in_blocks(draws, lambda number: explained(worlds.block(number), norm), progress))
    shortfall = kept["shortfall"]
    record = {
        "schema": "braingain/explain/1",
        "country": country,
        "start": start,
        "year": year,
        "draws": draws,
        "seed": seed,
        "norm_per_10k": norm,
        **worlds.identity(),
        "shortfall_workers": _with_mean(shortfall),
        "need_workers": _with_mean(kept["need"]),
        "present_workers": _with_mean(kept["need"] - shortfall),
        "shortfall_at_start": _with_mean(kept["shortfall_at_start"]),
        "parts": [part_record(cause, kept[cause], start, year) for cause in TITLES],
        "emigration_share": share_record(kept["emigration"], shortfall),
        "emigration_share_of_means": _share_of_means(kept["emigration"], shortfall),
        "had_they_stayed_at_work": _with_mean(np.sum([kept[f"stayed.{place}"] for place in PLACES], axis=0)),
        "emigration_share_why": why_no_share(shortfall),
        "had_they_stayed": [
            {"place": place, "workers": _with_mean(kept[f"stayed.{place}"])} for place in (*PLACES, *NOT_AT_WORK)
        ],
        "had_they_stayed_by_sex": {
            "own_trained_at_home": {sex: _with_mean(kept[f"stayed.{sex}"]) for sex in SEXES},
            "imputed_by_sex": True,
            "by_sex_why": SHARES_OF_WOMEN,
        },
        **no_sexes(NO_SEX_OF_NEED),
        "largest_residual": float(kept["residual"].max()),
        "flags": flags_of(kept["emigration"], shortfall),
    }
    return dict(summaries.no_nan(record))


def explained(block: Block, norm: float) -> dict[str, np.ndarray]:
    """Shortfall and its parts in the last year of one block's runs. (draw) each"""
    setting, last = wide(block.setting), len(block.setting.years) - 2  # the year before the last row of the paths
    measure = _norm(setting, block, norm)
    found: dict[Coalition, Yearly] = {}
    for present in coalitions():
        found[present] = _run(setting, block, measure, present)
    short = {present: measure.need[last].sum(axis=0) - _at_work(yearly, last) for present, yearly in found.items()}
    everything, nothing = frozenset(CAUSES), frozenset[str]()
    parts = shapley(short) | {REST: short[nothing]}
    residual = max(float(np.asarray(yearly.solver).max()) for yearly in found.values())
    kept = {"shortfall": short[everything], "need": measure.need[last].sum(axis=0), **parts}
    kept["shortfall_at_start"] = measure.need[0].sum(axis=0) - _at_work(found[everything], 0)
    kept |= {f"stayed.{name}": value for name, value in stayed(found, everything, last).items()}
    kept["residual"] = np.full_like(short[everything], residual)
    return {name: np.ascontiguousarray(value[: block.real]) for name, value in kept.items()}


def coalitions() -> list[Coalition]:
    """All sets of causes that can be present."""
    return [frozenset(some) for size in range(len(CAUSES) + 1) for some in combinations(CAUSES, size)]


def shapley(value: dict[Coalition, np.ndarray], names: Sequence[str] = tuple(CAUSES)) -> dict[str, np.ndarray]:
    r"""Shapley mean of each name: what its coming adds, over all orders in which names can come.

    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!}\,[v(S \cup i) - v(S)]

    ``value`` holds v of every set of names; the parts add up to v(all) − v(none).
    """
    n, found = len(names), {}
    for name in names:
        total: Any = 0.0
        for some, without in value.items():
            if name not in some:
                weight = factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n)
                total = total + weight * (value[some | {name}] - without)
        found[name] = total
    return found


def stayed(found: dict[Coalition, Yearly], everything: Coalition, row: int) -> dict[str, np.ndarray]:
    """Where those who left would be: the run without emigration less the run as it is, by place and out of work. (draw)

    By sex they are the own-trained at home, in posts, without one, and outside the sector: posts have no sex.
    """
    without, there = found[everything - {"emigration"}], found[everything]
    filled = (np.asarray(without.filled) - np.asarray(there.filled))[row, :CLINICAL].sum(axis=0)  # (post, draw)
    by_sex = (np.asarray(without.home) - np.asarray(there.home))[row, :CLINICAL].sum(axis=0)  # (sex, post, draw)
    home = by_sex.sum(axis=0)
    by_place = {place: filled[i] + filled[i + len(PLACES)] for i, place in enumerate(PLACES)}
    idle = {name: home[2 * len(PLACES) + i] for i, name in enumerate(NOT_AT_WORK)}
    return by_place | idle | {sex: by_sex[i].sum(axis=0) for i, sex in enumerate(SEXES)}


def part_record(cause: str, workers: np.ndarray, start: int, year: int) -> dict[str, Any]:
    """A part of the shortfall: its title by the sign of its mean, with what run it compares the country, and workers. (draw)"""
    title = TITLES[cause]
    if workers.mean() < -ONE_SHORT:
        title = BELOW.get(cause, f"{title}, {ADDS}")
    compared = COMPARED[cause].format(start=start, year=year)
    return {"cause": cause, "title": title, "compared_with": compared, "workers": _with_mean(workers)}


def _with_mean(values: np.ndarray) -> dict[str, Any]:
    """An interval with the mean of draws: means add up, medians need not."""
    return {**summaries.interval(values), "mean": float(values.mean())}


def _share_of_means(part: np.ndarray, whole: np.ndarray) -> float | None:
    """A part's mean over the mean of the shortfall, as the table of means shows them; None where nobody is short on average."""
    return float(part.mean() / whole.mean()) if whole.mean() > 0 else None


def share_record(part: np.ndarray, whole: np.ndarray) -> dict[str, Any] | None:
    """Emigration's share of the shortfall, where most draws have one."""
    return summaries.ratio(part, whole, whole > ONE_SHORT, "in which workers are short")


def why_no_share(whole: np.ndarray) -> str | None:
    """Why emigration has no share of the shortfall; null where it has one."""
    short = float((whole > ONE_SHORT).mean())
    if summaries.most(short):
        return None
    if not short:
        return "workers are short of the norm in no draw, so there is no shortfall to have a share of"
    return f"workers are short of the norm in {short:.0%} of draws, so there is no shortfall to have a share of in most of them"


def flags_of(emigration: np.ndarray, shortfall: np.ndarray) -> list[str]:
    """What a reader must be told."""
    flags = []
    short = float((shortfall > 0).mean())
    if short < 1.0:
        flags.append(
            f"workers are short of the norm in {short:.0%} of draws: a part above nought takes workers away all the same"
        )
    share = share_record(emigration, shortfall)
    if share is not None and share["median"] > MUCH:
        flags.append(
            f"emigration is {share['median']:.0%} of the shortfall: look whether the other causes have data here"
        )
    return flags


def _norm(setting: Setting, block: Block, norm: float) -> Norm:
    """Need by year and cadre: the norm's workers, by the cadres' share of funded posts at the start."""
    posts = np.asarray(setting.world.paths.posts)[0].sum(axis=1)
    counted = _Counted(posts, block.facts)
    cadres = [i for i, cadre in enumerate(setting.cadres) if cadre in CADRES_OF_NEED]
    need: Callable[..., np.ndarray] = outcomes.need
    by_cadre = [need(counted, Cut((cadre,)), norm) for cadre in cadres]
    rows = len(setting.years)
    whole = np.stack(by_cadre, axis=1)
    if len(whole) < rows:
        whole = np.concatenate([whole, np.repeat(whole[-1:], rows - len(whole), axis=0)])
    people = block.facts.population[0]
    return Norm(whole[:rows], people / people.sum(axis=0))


class _Counted:
    """What ``outcomes.need`` reads of a run."""

    def __init__(self, posts0: np.ndarray, facts: outcomes.Facts):
        self.posts0, self.facts = posts0, facts


def _run(setting: Setting, block: Block, norm: Norm, present: Coalition) -> Yearly:
    """A run without policy in which only some of the causes are there."""
    world = setting.world
    for name, take in CAUSES.items():
        if name not in present:
            world = take(world, norm)
    changed = runs.with_world(setting, world)
    return runs.simulate(changed, apply((), block.parameters, changed))


def _at_work(yearly: Yearly, row: int) -> np.ndarray:
    """Doctors and nurses in posts, wherever trained. (draw)"""
    return np.asarray(np.asarray(yearly.filled)[row, :CLINICAL].sum(axis=(0, 1)))
