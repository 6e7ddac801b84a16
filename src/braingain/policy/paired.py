"""A package's run beside its baseline: what the cost of a lever is read from (docs/model.md 2.37)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import PLACES
from braingain.model.containers import IRREGULAR, PUBLIC, Dials, Yearly
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import Structure, is_mission, is_stay, stay_of

PLACE_LIFE_YEARS, PLACE_INTEREST = 25, 0.03
RURAL_PUBLIC = PLACES.index("rural")  # along posts, of which public ones come first


@dataclass(frozen=True)
class PairedRun:
    """A package's run beside its baseline: the same draws, arrays with a leading year axis, dials of the package."""

    setting: Setting
    parameters: Parameters  # estimates; unit costs in the run's price year
    structure: Structure
    baseline: Yearly
    package: Yearly
    dials: Dials

    @property
    def pay(self) -> np.ndarray:
        """Public pay a year. (year, cadre, draw) [US$]"""
        paths = self.setting.world.paths
        return np.asarray(paths.public_pay_usd) * np.asarray(paths.pay)[:, None, :]

    @property
    def on_cost(self) -> np.ndarray:
        """Employer's on-cost as a share of pay. (draw,)"""
        return np.asarray(self.setting.world.constants.oncost)

    def unit(self, name: str) -> np.ndarray:
        """A unit cost or estimate, by draw.

        Raises
        ------
        BraingainError
            Where the registry has no value of that name: the lever's cost is then not available.
        """
        if name not in self.parameters:
            raise BraingainError(Problem("unit costs", f"no unit cost {name}", "add it to catalogue/estimates"))
        return np.asarray(self.parameters[name])

    def zeros(self) -> np.ndarray:
        """No money: (year, draw)."""
        return np.zeros((len(self.setting.years), self.setting.draws))


def annuity(years: int = PLACE_LIFE_YEARS, interest: float = PLACE_INTEREST) -> float:
    """Yearly payment on a capital of 1: ``crf(25)`` at 3 % is .05743 (docs/model.md 1.3)."""
    return interest / (1 - (1 + interest) ** -years)


def gained(run: PairedRun, field: str, over: tuple[int, ...] = ()) -> np.ndarray:
    """What the package has more of than its baseline in a field of the record, never negative; summed over some axes first."""
    more = np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))
    return np.maximum(more.sum(axis=over), 0.0)


def empty_posts(funded: np.ndarray, filled: np.ndarray, visiting: np.ndarray) -> np.ndarray:
    """Posts that nobody holds, no mission either (2.15, 2.23); POSTS by year. [posts]

    ``visiting`` are posts that missions hold, (year, cadre, draw): rural public ones.
    """
    empty = np.maximum(funded - filled, 0.0)
    empty[:, :, RURAL_PUBLIC] = np.maximum(empty[:, :, RURAL_PUBLIC] - visiting, 0.0)
    return empty


def in_force(part: Part, run: PairedRun) -> np.ndarray:
    """1 in the years in which a part acts, else 0. (year, 1)"""
    return np.asarray(part.in_force(run.setting.years) > 0, float)[:, None]


def place_cost(run: PairedRun, cadre: str, group: str) -> np.ndarray:
    """Yearly cost of a student place of a cadre in a country of an income group. (draw,) [US$]"""
    cost = run.unit(f"place_cost_usd.{group}")
    if cadre == "doctor":
        cost = cost * run.unit("place_cost_doctor_factor")
    return np.asarray(cost * annuity())


def group_of(run: PairedRun, place: int) -> str:
    """Income group of a destination, high where it is not known."""
    setting = run.setting
    return setting.destination_groups.get(setting.destinations[place]) or "HIC"


def public_workers(run: PairedRun) -> np.ndarray:
    """People in public posts of the package. (year, cadre, place, draw)"""
    return np.asarray(run.package.filled)[:, :, PUBLIC]


def recruits(part: Part, run: PairedRun) -> np.ndarray:
    """Those of the part's cadres who go to the destinations that it names to work: legally, or on a contract that ends.

    (year, cadre, draw); contracts are stays that are for work (2.9b).
    """
    chosen, ends = run.setting.cadre_indices(part.cadres), run.setting.destination_indices(part.destinations)
    flows = np.asarray(run.package.flows)[:, chosen, :IRREGULAR]
    found = np.asarray(flows[:, :, :, ends].sum(axis=(2, 3)))
    begun, works = np.asarray(run.package.stays_begun)[:, :, chosen].sum(axis=3), np.asarray(run.dials.stay_works)
    for programme, (_, end) in enumerate(run.structure.stays):
        if end in ends:
            found = found + works[programme] * begun[:, programme]
    return found


def programme_of(part: Part, parts: Sequence[Part], run: PairedRun) -> int:
    """The stay programme of a part, as the draft of the dials gave them out."""
    taken: list[int] = []
    for other in parts:
        if other.is_zero or not is_stay(other):
            continue
        wanted = stay_of(other, run.setting)
        programme = next(i for i, stay in enumerate(run.structure.stays) if stay == wanted and i not in taken)
        if other is part:
            return programme
        taken.append(programme)
    raise ValueError("the part is not one of the package")


def mission_of(part: Part, parts: Sequence[Part]) -> int:
    """The mission programme of a part, as the draft of the dials gave them out."""
    acting = [other for other in parts if is_mission(other) and not other.is_zero]
    return next(i for i, other in enumerate(acting) if other is part)
