"""Workers of each party under an agreement: at home, at the destination, recruited, come back (docs/model.md 2.9b, 2.18b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import gains, outcomes, summaries
from braingain.analysis.gains import migrants_income_gain
from braingain.analysis.outcomes import Facts
from braingain.analysis.sexes import no_sexes
from braingain.foundation.vocabulary import SEXES
from braingain.model.containers import DESKILLED, IRREGULAR, Yearly
from braingain.policy.setting import Setting
from braingain.policy.structure import Structure

Arrays = dict[str, np.ndarray]
TITLES = {  # of what is counted by sex; unit
    "home": ("workers at home in the origin", "persons"),
    "at_destination": ("trained in the origin and at work at the destination", "persons"),
    "leaving": ("people who go along the corridor in the year", "persons_per_year"),
    "returned": ("people who come back in the year, from anywhere", "persons_per_year"),
}
OF_ONE = {  # of what has no sex, or none in the run
    "recruits": ("legal recruits of the year along the corridor, contracts and tracks among them", "persons_per_year"),
    "contracts_begun": ("contracts that end, begun in the year", "persons_per_year"),
    "irregular": ("people who go outside of the legal channels in the year", "persons_per_year"),
    "on_contract": ("on contracts that end, at work at the destination", "persons"),
    "contracts_ended_at_home": ("contracts that end in the year with a return", "persons_per_year"),
    "contracts_overstayed": ("contracts that end in the year without a return", "persons_per_year"),
    "empty_posts_at_destination": ("posts that stay empty at the destination", "posts"),
    "fund_seats": ("seats that the fund has bought so far, open or being built", "seats"),
    "fund_posts": ("posts that the fund pays in the year", "posts"),
    "density_per_10k": ("doctors, nurses and midwives in the origin for 10 000 people", "per_10k"),
}
SEXES_IMPUTED = "women and men follow from shares of women at home; no list abroad has sexes"
NO_SEX = "not kept by sex"


def people_of(
    run: Yearly, setting: Setting, facts: Facts, structure: Structure, cadres: Sequence[str], destination: str
) -> Arrays:
    """What is counted of one run, by name, those by sex with the sex after a dot. (year, draw) each

    Stocks are those of 1 January after the year, flows those of the year. Those on contracts earn as others do at the
    destination (``income_gain``, of all who practise abroad).
    """
    k, place = setting.cadre_indices(cadres), setting.destinations.index(destination)
    counted = outcomes.tally(run, setting, facts)
    away = _on_contracts(np.asarray(run.away), structure, place)[:, k]
    begun = _on_contracts(np.asarray(run.stays_begun), structure, place)[:, k]
    tracks = np.asarray(run.tracks)[:, k][:, :, :, place] if np.size(run.tracks) else 0.0 * away
    flows = np.asarray(run.flows)[:, k][:, :, :, place]
    leaving = np.asarray(run.emigrants_to)[:, k][:, :, :, place] + begun + tracks
    returned = np.asarray(run.returns)[:, k] + np.asarray(run.stays_returned)[:, k]
    found = {
        "recruits": flows[:, :, :IRREGULAR].sum(axis=(1, 2)) + (begun + tracks).sum(axis=(1, 2)),
        "irregular": flows[:, :, IRREGULAR].sum(axis=1),
        "contracts_begun": begun.sum(axis=(1, 2)),
        "on_contract": away.sum(axis=(1, 2)),
        "contracts_ended_at_home": np.asarray(run.stays_returned)[:, k].sum(axis=(1, 2)),
        "contracts_overstayed": np.asarray(run.stays_overstayed)[:, k].sum(axis=(1, 2)),
        "fund_seats": np.cumsum(np.asarray(run.fund_seats).sum(axis=1), axis=0),
        "fund_posts": np.asarray(run.fund_posts).sum(axis=1),
        "density_per_10k": outcomes.value("density_per_10k", counted),
    }
    people = {
        "home": counted.workers[:, k].sum(axis=3),
        "at_destination": np.asarray(run.abroad)[:, k][:, :, :, place] + away,
        "leaving": leaving,
        "returned": returned,
    }
    for name, values in people.items():
        found[name] = values.sum(axis=(1, 2))
        found |= {f"{name}.{sex}": values[:, :, s].sum(axis=1) for s, sex in enumerate(SEXES)}
    everybody = np.asarray(run.abroad).sum(axis=2)
    everybody[:, k, place] += away.sum(axis=2)
    income = migrants_income_gain(everybody, setting.world.constants, setting.world.paths)
    return found | _empty_posts(run, setting, k, destination) | {"income_gain": income}


def there_at_start(setting: Setting, cadres: Sequence[str], destination: str) -> np.ndarray:
    """People trained in the origin who practise at a destination when the run begins. (cadre, draw)"""
    place = setting.destinations.index(destination)
    people = np.asarray(setting.world.state.abroad)[setting.cadre_indices(cadres)][:, :, :, :DESKILLED, place]
    return np.asarray(people.sum(axis=(1, 2, 3)))


def _empty_posts(run: Yearly, setting: Setting, cadres: Sequence[int], destination: str) -> Arrays:
    """Posts that stay empty at the destination, where its labour market runs."""
    posts = gains.unfilled_abroad(run, setting, [destination])
    wanted = [values for name, values in posts.items() if setting.cadres.index(name.split(".")[1]) in cadres]
    return {"empty_posts_at_destination": np.sum(wanted, axis=0)} if wanted else {}


def _on_contracts(people: np.ndarray, structure: Structure, place: int) -> np.ndarray:
    """People of the stay programmes of a destination. ``people``: (year, programme, cadre, sex, draw)"""
    here = [i for i, (_, end) in enumerate(structure.stays) if end == place]
    return np.asarray(people[:, here].sum(axis=1)) if here else 0.0 * people[:, 0]


def workers_record(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], touched: bool) -> dict[str, Any]:
    """People of each party with the agreement, without it, and the difference in the same draws, by year."""
    found: dict[str, Any] = {}
    for name, (title, unit) in TITLES.items():
        by_sex = {sex: summaries.sides(before[f"{name}.{sex}"], after[f"{name}.{sex}"]) for sex in SEXES}
        found[name] = {"title": title, "unit": unit, **summaries.sides(before[name], after[name])}
        found[name] |= {"by_sex": by_sex, "imputed_by_sex": True, "by_sex_why": SEXES_IMPUTED}
    for name, (title, unit) in OF_ONE.items():
        if name not in after or (name == "empty_posts_at_destination" and not touched):
            continue
        sides = summaries.sides(before[name], after[name])
        found[name] = {"title": title, "unit": unit, **sides, **no_sexes(NO_SEX)}
    return found


def recruits_added(
    before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], quota: float, contracts: bool, rows: slice
) -> dict[str, Any]:
    """Legal recruits a year more than without the agreement: in all, the quota's own part, and those who come besides.

    Means of the years in which the quota acts. Contracts that end are the quota's own part where it is one of contracts, once
    each, in the year in which they begin; else it is the share of those who go without the agreement.
    """
    whole = (after["recruits"] - before["recruits"])[rows].mean(axis=0)
    own = (after["contracts_begun"] if contracts else quota * before["recruits"])[rows].mean(axis=0)
    parts = {"recruits": whole, "by_quota": own, "besides": whole - own}
    return {name: summaries.interval(values) for name, values in parts.items()} | {"unit": "persons_per_year"}
