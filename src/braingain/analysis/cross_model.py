"""Published projections worked out again with the model's own steps, without a migration module (docs/model.md 5.3, case C10).

A published table gives a stock by age, entries, and what leaves in five years. Its yearly rates go through death, leaving
the profession, a birthday, entry and emigration as in a year of docs/model.md 2.1, by single years of age. The tables
multiply five times a year's losses of the stock of the start; here losses act on those who are left, every year anew.

Two questions are asked of each table. *In one step of five years*, with the table's own losses as probabilities of those who
move into a class, the model's steps must come to the table's results, each class and each loss, within the rounding of the
printed figures: a figure printed in whole persons is off by half a person at most. *In yearly steps* the result differs,
because a yearly loss of those who are left is smaller than a fifth of five years' losses of the first stock, and because the
oldest class retires there and is counted among the losses too; the direction must be the same and growth within a point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

YEARS = 5
ROUNDING = 0.5  # persons, of each printed figure
FIGURES = 8  # printed figures that make a class: its result, who moves up, and six that come or go
LARGEST_GAP = 0.01  # of the yearly growth, fixed with case C10 before any run


@dataclass(frozen=True)
class Ages:
    """One row of a published table: five years of age, people and what five years bring them. [persons]"""

    first_age: int
    stock: float
    new: float
    retrained: float
    left: float  # retirement and leaving the profession
    emigrated: float
    died: float
    came_back: float
    projected: float


@dataclass(frozen=True)
class Projection:
    """A published projection with all its numbers."""

    id: str
    source: str
    what: str
    stock: float
    projected: float
    ages: tuple[Ages, ...]


@dataclass(frozen=True)
class OneStep:
    """Five years in one step of the model's, beside the table: persons by class."""

    projection: Projection
    by_age: tuple[float, ...]
    died: tuple[float, ...]
    left: tuple[float, ...]
    emigrated: tuple[float, ...]

    @property
    def largest_gap(self) -> float:
        """Largest distance of a class from the table. [persons]"""
        rows = self.projection.ages
        return max(abs(here - row.projected) for here, row in zip(self.by_age, rows, strict=True))

    @property
    def gap(self) -> float:
        """Distance of the total. [persons]"""
        return abs(sum(self.by_age) - self.projection.projected)

    @property
    def largest_loss_gap(self) -> float:
        """Largest distance of a loss of a class from the table. [persons]"""
        rows = self.projection.ages
        pairs = [(self.died, "died"), (self.left, "left"), (self.emigrated, "emigrated")]
        return max(
            abs(here - getattr(row, name)) for values, name in pairs for here, row in zip(values, rows, strict=True)
        )

    @property
    def passed(self) -> bool:
        """Every class and the total within what rounding can do, every loss as printed."""
        each = ROUNDING * FIGURES
        return bool(
            self.largest_gap <= each
            and self.gap <= each * np.sqrt(len(self.by_age))  # errors of rounding are independent
            and self.largest_loss_gap <= 1e-6
        )


@dataclass(frozen=True)
class Again:
    """What the model's steps make of a projection's inputs."""

    projection: Projection
    total: float  # persons after five years
    by_age: tuple[float, ...]
    growth: float  # a year
    published_growth: float

    @property
    def passed(self) -> bool:
        """Same direction, and yearly growth within a percentage point (the criterion of C10)."""
        same = np.sign(self.growth) == np.sign(self.published_growth)
        return bool(same and abs(self.growth - self.published_growth) <= LARGEST_GAP)


NIREL_2012 = Projection(
    "C10d",
    "Nirel, Riba, Reicher, Toren 2012, Isr J Health Policy Res 1:11, table 2 with its notes, doi 10.1186/2045-4015-1-11",
    "registered nurses at work in Israel, 2008 to 2013",
    28460,
    24953,
    (
        Ages(25, 2060, 4018, 420, 1030, 78, 2, 18, 3345),
        Ages(30, 4370, 461, 295, 1748, 166, 9, 39, 933),
        Ages(35, 4960, 461, 295, 744, 188, 12, 21, 4203),
        Ages(40, 4530, 461, 295, 227, 172, 20, 6, 5303),
        Ages(45, 4160, 238, 195, 624, 158, 31, 9, 4159),
        Ages(50, 3710, 0, 0, 186, 141, 41, 2, 3795),
        Ages(55, 4670, 0, 0, 234, 177, 86, 2, 3215),
    ),
)
NIREL_2015 = Projection(
    "C10e",
    "Models for projecting supply and demand for nurses in Israel, 2015, Isr J Health Policy Res, table 1 with its notes, "
    "doi 10.1186/s13584-015-0043-6",
    "registered nurses at work in Israel up to 65, 2010 to 2015",
    41601,
    39701,
    (
        Ages(25, 4502, 3872, 0, 450, 171, 5, 38, 3285),
        Ages(30, 5639, 573, 0, 451, 214, 8, 50, 4450),
        Ages(35, 5639, 573, 0, 169, 214, 14, 25, 5839),
        Ages(40, 5639, 573, 0, 56, 214, 23, 7, 5926),
        Ages(45, 5420, 409, 0, 163, 206, 35, 12, 5656),
        Ages(50, 5420, 0, 0, 54, 206, 57, 3, 5106),
        Ages(55, 4671, 0, 0, 47, 178, 82, 2, 5116),
        Ages(60, 4671, 0, 0, 47, 178, 126, 2, 4323),
    ),
)
PROJECTIONS = (NIREL_2012, NIREL_2015)


def in_one_step(projection: Projection) -> OneStep:
    """A projection with the model's steps, five years at once: a class moves up, people enter, die, leave, emigrate.

    The table's losses of a class are probabilities of those who are in it after moving and entering. Emigration goes
    through the model's hazard, the others through its order of events, so that a loss is the printed one only where the
    steps turn probabilities into persons as they say.
    """
    from braingain.model import life
    from braingain.model.primitives import competing_exits

    rows = projection.ages
    moved = np.array([0.0, *(row.stock for row in rows[:-1])])
    people = moved + np.array([row.new + row.retrained + row.came_back for row in rows])
    died, left, gone = (np.array([getattr(row, name) for row in rows]) for name in ("died", "left", "emigrated"))
    living = people - died
    stayed, dead, retired = life.survive(people, died / people, left / living)
    (emigrated,), after = competing_exits(stayed, [-np.log1p(-gone / (living - left))])
    by_age, *losses = (
        tuple(float(value) for value in np.asarray(values)) for values in (after, dead, retired, emigrated)
    )
    return OneStep(projection, by_age, *losses)


def again(projection: Projection) -> Again:
    """Five years of the model's steps on a projection's stock, entries and yearly rates."""
    from braingain.model import life
    from braingain.model.primitives import competing_exits

    rows = projection.ages
    yearly = {
        "dying": _by_year([row.died / row.stock / YEARS for row in rows]),
        "leaving": _by_year([row.left / row.stock / YEARS for row in rows]),
        "going": _by_year([-np.log1p(-row.emigrated / row.stock / YEARS) for row in rows]),
    }
    entering = _by_year([(row.new + row.retrained + row.came_back) / YEARS / YEARS for row in rows])
    people = _by_year([row.stock / YEARS for row in rows])
    for _ in range(YEARS):
        stayed, _, _ = life.survive(people, yearly["dying"], yearly["leaving"])
        older = np.concatenate([np.zeros(1), np.asarray(stayed)[:-1]])  # the oldest year reaches the age of retirement
        _, home = competing_exits(older, [yearly["going"]])
        _, arrived = competing_exits(
            entering, [0.5 * yearly["going"]]
        )  # who enters in mid-year is at risk for half of it
        people = np.asarray(home) + np.asarray(arrived)
    by_age = tuple(float(part.sum()) for part in np.split(people, len(rows)))
    total = float(people.sum())
    return Again(
        projection, total, by_age, _growth(projection.stock, total), _growth(projection.stock, projection.projected)
    )


def _by_year(values: list[float]) -> np.ndarray:
    """A value of five years of age for each of them."""
    return np.repeat(np.asarray(values, float), YEARS)


def _growth(before: float, after: float) -> float:
    return float((after / before) ** (1.0 / YEARS) - 1.0)
