"""How much of what is possible at most a run of many countries without policy uses: ``bounds`` of every country and draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from braingain.analysis import bounds
from braingain.analysis.bounds import PRIVATE_SCHOOL
from braingain.analysis.world_ensemble import WorldBlock
from braingain.analysis.world_runs import WorldRun
from braingain.model.containers import World
from braingain.model.stacking import one_country

CLINICAL = 2  # doctors and nurses, the first cadres
FEW = 10.0  # seats, or posts, below which a share of them says nothing
ROUNDING = 1e-9
NAMES = ("pay", "pull", "most_pull", "seats", "most_seats", "foreign")


@dataclass(frozen=True)
class Bounded:
    """Countries, cadres and draws of a run held against their bounds; one number each, the largest of all years.

    Attributes
    ----------
    pay : distance of ln pay from its path over the largest possible, private pay too
    pull : ln of the odds of leaving, at home's offers of the day, over those of the start
    most_pull : the largest that this can be
    seats : open seats over the most that there can be: all where they follow demand, private ones elsewhere
    most_seats : the most that there can be, in any year, over those of the start
    foreign : foreign-trained over the posts that there are on their path, at the lowest pay that there can be where posts
        follow demand
    """

    pay: np.ndarray
    pull: np.ndarray
    most_pull: np.ndarray
    seats: np.ndarray
    most_seats: np.ndarray
    foreign: np.ndarray

    @property
    def hold(self) -> bool:
        """Whether nothing is above its bound."""
        over = (self.pay.max(), self.seats.max(), (self.pull - self.most_pull).max() + 1.0)
        return all(value <= 1.0 + ROUNDING for value in over)


def bounded(block: WorldBlock, run: WorldRun) -> Bounded:
    """What a block's run without policy uses of its bounds, in every country, cadre and draw."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in NAMES}
    number = 0
    for group in block.built.globe.groups:
        for i in range(len(np.asarray(group.constants.oncost))):
            one = _one(group, i)
            record, given = run.country(number), bounds.given_of(one)
            _pay(found, block, one, record)
            growth = bounds.most_growth(given)
            _add(found, "pull", block, np.asarray(record.inclusive_value).max(axis=0))
            _add(found, "most_pull", block, growth * np.ones_like(record.inclusive_value[0]))
            foreign = np.asarray(record.foreign)
            if one.options.demand_country:
                seats, most = np.asarray(record.seats_open).sum(axis=2), bounds.most_seats(given)
                posts = bounds.most_posts(given) * np.ones_like(foreign)
            else:
                seats, most = np.asarray(record.seats_open)[:, :, PRIVATE_SCHOOL], bounds.most_private_seats(given)
                posts = np.asarray(one.paths.posts).sum(axis=2) * np.ones_like(foreign)
            most = most * np.ones_like(seats)
            _over(found, "seats", block, seats, most)
            _over(found, "most_seats", block, most, seats[:1])
            _over(found, "foreign", block, foreign, posts)
            number += 1
    return Bounded(**{name: np.concatenate(values) for name, values in found.items()})


def together(parts: Sequence[Bounded]) -> Bounded:
    """Blocks of draws as one."""
    return Bounded(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in NAMES})


def _one(group: World, number: int) -> World:
    """One country of a group, with its series."""
    paths = type(group.paths)(*(np.asarray(series)[:, number] for series in group.paths))
    constants, state = one_country(group.constants, number), one_country(group.state, number)
    return group._replace(constants=constants, paths=paths, state=state)


def _pay(found: dict[str, list[np.ndarray]], block: WorldBlock, one: World, record: object) -> None:
    """Pay of a country's market, or of its private posts where posts follow money, over the largest possible."""
    demand = one.options.demand_country
    pay = np.abs(np.asarray(getattr(record, "wage" if demand else "private_wage"))).max(axis=0)
    most = (bounds.most_pay if demand else bounds.most_private_pay)(one.constants)
    _over(found, "pay", block, pay[None], most * np.ones_like(pay)[None], few=0.0)


def _over(
    found: dict[str, list[np.ndarray]],
    name: str,
    block: WorldBlock,
    value: np.ndarray,
    most: np.ndarray,
    few: float = FEW,
) -> None:
    """Largest share over the years, where there is more than a few of what is divided by."""
    known = most > few
    _add(found, name, block, np.where(known, value / np.where(known, most, 1.0), 0.0).max(axis=0))


def _add(found: dict[str, list[np.ndarray]], name: str, block: WorldBlock, values: np.ndarray) -> None:
    found[name].append(np.asarray(values)[:CLINICAL, : block.real].ravel())
