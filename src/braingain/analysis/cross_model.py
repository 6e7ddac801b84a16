"""Published projections put through the model, without a migration module (docs/model.md 5.3, case C10).

A published table gives a stock by age, entries, and what leaves in five years. They become a world in which nothing else
moves, and ``model.simulate.run`` runs it: deaths, leaving the profession, a birthday, entry and emigration in the order of a
year of docs/model.md 2.1. Durations are ages; who enters at the youngest comes out of a school, the others come back from a
stay; the oldest retire.

Three questions are asked of each table.

1. *Is the run what the equations say?* The same five years are written out once more in plain arithmetic
   (``written_out``, nothing of the model in it); the two must agree to 1e-9, age by age.
2. *In one step of five years*, with the table's own losses as probabilities of those who move into a class, the run must come
   to the table's figures within their rounding: a figure printed in whole persons is off by half a person at most. The table
   does the same sums: this shows the order of events and a table typed without fault, not that a forecast is right.
3. *In yearly steps* the run must have the table's direction and its growth within a point a year, the criterion fixed with
   case C10 before any run. It is wide: a point a year is a twentieth of the stock after five. The run does not come closer
   because it is another sum. The table multiplies five times a year's rate with the stock of the start, class by class; here
   a rate acts every year on those who are left and on those who have entered since, whose losses are those of the age that
   they have reached. ``Again`` holds the losses of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from braingain.analysis.still_worlds import DURATIONS, quiet_dials, still_world, with_graduates
from braingain.model.containers import WORK, World

YEARS = 5
ROUNDING = 0.5  # persons, of each printed figure
FIGURES = 8  # printed figures that make a class: its result, who moves up, and six that come or go
LARGEST_GAP = 0.01  # of the yearly growth, fixed with case C10 before any run
EXACT = 1e-9  # of the run against the arithmetic written out
LOSSES = ("died", "left", "emigrated")


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
class Rates:
    """What happens in a year of the model, by duration."""

    people: np.ndarray  # on 1 January of the start [persons]
    dying: np.ndarray  # probability
    leaving: np.ndarray  # probability of those who live
    going: np.ndarray  # hazard of emigration at the duration reached in the year [1/year]


@dataclass(frozen=True)
class Losses:
    """People whom five years take. [persons]"""

    died: float
    left: float  # the profession, before the oldest age
    emigrated: float
    past_the_oldest: float  # alive and in the profession at the end of the oldest age

    @property
    def total(self) -> float:
        """All of them."""
        return self.died + self.left + self.emigrated + self.past_the_oldest


@dataclass(frozen=True)
class OneStep:
    """Five years as one year of the model, beside the table. [persons]"""

    projection: Projection
    by_age: tuple[float, ...]
    died: float
    left: float
    emigrated: float

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
        """Largest distance of a loss from the table's. [persons]"""
        rows = self.projection.ages
        return max(abs(getattr(self, name) - sum(getattr(row, name) for row in rows)) for name in LOSSES)

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
class WrittenOut:
    """Five years of a projection's inputs by hand: people of each year of age, and who was lost. [persons]"""

    people: tuple[float, ...]
    losses: Losses


@dataclass(frozen=True)
class Again:
    """What the model's run makes of a projection's inputs."""

    projection: Projection
    total: float  # persons after five years
    by_age: tuple[float, ...]
    growth: float  # a year
    published_growth: float
    by_hand: float  # persons after five years, written out
    largest_apart: float  # of the run from what is written out: ages, deaths, retired, emigrants; relative
    losses: Losses
    published_losses: Losses

    @property
    def agrees(self) -> bool:
        """The run is what was written out by hand."""
        return self.largest_apart <= EXACT

    @property
    def near(self) -> bool:
        """Same direction as the source, and yearly growth within a percentage point (the criterion of C10)."""
        same = np.sign(self.growth) == np.sign(self.published_growth)
        return bool(same and abs(self.growth - self.published_growth) <= LARGEST_GAP)

    @property
    def passed(self) -> bool:
        """Both."""
        return self.agrees and self.near


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
    """A projection as one year of the model: people die, leave, move up a class, emigrate.

    A class of the table is a duration. The table's losses of a class are those of the people who are in it after moving up
    and entering: they all begin one class below.
    """
    from braingain.model import simulate

    rows = projection.ages
    moved = np.array([0.0, *(row.stock for row in rows[:-1])])
    people = moved + np.array([row.new + row.retrained + row.came_back for row in rows])
    died, left, gone = (np.array([getattr(row, name) for row in rows]) for name in LOSSES)
    below, up = slice(0, len(rows)), slice(1, len(rows) + 1)
    rates = Rates(
        people=_at(below, people),
        dying=_at(below, died / people),
        leaving=_at(below, left / (people - died)),
        going=_at(up, -np.log1p(-gone / (people - died - left))),
    )
    world = _with_rates(still_world(1), rates)
    final, year = simulate.run(world, quiet_dials(world))
    by_age = tuple(float(value) for value in _by_duration(final.home)[up])
    lost = (float(np.sum(each)) for each in (year.deaths, year.retired, year.emigrants))
    return OneStep(projection, by_age, *lost)


def again(projection: Projection) -> Again:
    """Five years of the model on a projection's stock, entries and yearly rates, beside the same written out."""
    people, (died, retired, emigrated) = _five_years(projection)
    hand = written_out(projection)
    past = hand.losses.past_the_oldest
    losses = Losses(float(died), float(retired - past), float(emigrated), past)
    here = [*people, died, retired, emigrated]
    there = [*hand.people, hand.losses.died, hand.losses.left + past, hand.losses.emigrated]
    total = float(people.sum())
    rows = projection.ages
    return Again(
        projection,
        total,
        tuple(float(part.sum()) for part in np.split(people, len(rows))),
        _growth(projection.stock, total),
        _growth(projection.stock, projection.projected),
        sum(hand.people),
        max(abs(a - b) / max(abs(b), 1.0) for a, b in zip(here, there, strict=True)),
        losses,
        Losses(
            died=sum(row.died for row in rows),
            left=sum(row.left for row in rows),
            emigrated=sum(row.emigrated for row in rows),
            past_the_oldest=rows[-1].stock,
        ),
    )


def written_out(projection: Projection) -> WrittenOut:
    """Five years, age by age, in plain arithmetic: nothing of the model is called."""
    rates, entering = _yearly(projection)
    ages = range(len(entering))
    people, died, left, gone, past = list(rates.people), 0.0, 0.0, 0.0, 0.0
    for _ in range(YEARS):
        after = []
        for age in ages:
            dead = people[age] * rates.dying[age]
            leaves = (people[age] - dead) * rates.leaving[age]
            after.append(people[age] - dead - leaves)
            died += dead
            left += 0.0 if age == ages[-1] else leaves
            past += leaves if age == ages[-1] else 0.0
        people = []
        for age in ages:
            older = after[age - 1] if age else 0.0
            stays = np.exp(-rates.going[age])  # of those who are here all year; who enters is at risk for half of it
            people.append(older * stays + entering[age] * np.sqrt(stays))
            gone += older * (1 - stays) + entering[age] * (1 - np.sqrt(stays))
    return WrittenOut(tuple(map(float, people)), Losses(died, float(left), float(gone), float(past)))


def _yearly(projection: Projection) -> tuple[Rates, np.ndarray]:
    """Yearly rates of each year of age, evenly within a class, and who enters. [persons a year]"""
    rows = projection.ages
    leaving = _by_year([row.left / row.stock / YEARS for row in rows])
    leaving[-1] = 1.0  # the oldest reach the age of retirement
    rates = Rates(
        people=_by_year([row.stock / YEARS for row in rows]),
        dying=_by_year([row.died / row.stock / YEARS for row in rows]),
        leaving=leaving,
        going=_by_year([-np.log1p(-row.emigrated / row.stock / YEARS) for row in rows]),
    )
    return rates, _by_year([(row.new + row.retrained + row.came_back) / YEARS / YEARS for row in rows])


def _five_years(projection: Projection) -> tuple[np.ndarray, np.ndarray]:
    """People by duration after five years of the model, and who died, retired and emigrated in them. [persons]

    The youngest come out of a school; who enters later comes back in the year from a stay that began a year younger, so the
    stays of each 1 January are set anew.
    """
    from braingain.model import simulate

    rates, entering = _yearly(projection)
    world = with_graduates(_with_rates(still_world(1, durations=len(entering)), rates), float(entering[0]))
    dials = quiet_dials(world)._replace(stay_compliance=np.ones((1, 1)))
    coming = np.zeros_like(world.state.stays)
    coming[:, :, :, :-1, 0, 0, 0] = entering[1:] / 4
    lost = np.zeros(3)
    for _ in range(YEARS):
        after, year = simulate.run(world._replace(state=world.state._replace(stays=coming)), dials)
        lost += [float(np.sum(each)) for each in (year.deaths, year.retired, year.emigrants)]
        world = world._replace(state=after)
    return _by_duration(world.state.home), lost


def _with_rates(world: World, rates: Rates) -> World:
    """People at work, alike in sex, background and post, and what happens to them."""
    c, state, paths = world.constants, world.state, world.paths
    home, going = np.zeros_like(state.home), np.zeros_like(c.leave_hazard)
    home[:, :, :, :, WORK] = _wide(rates.people) / (4 * len(range(home.shape[4])[WORK]))
    going[:] = _wide(rates.going)
    return world._replace(
        constants=c._replace(
            retirement_home=np.broadcast_to(_wide(rates.leaving), home.shape),
            leave_hazard=going,
            entrant_hazard=going[:, :, :, :, :1],
        ),
        state=state._replace(home=home),
        paths=paths._replace(
            mortality_home=np.broadcast_to(-np.log1p(-_wide(rates.dying)), paths.mortality_home.shape)
        ),
    )


def _wide(by_duration: np.ndarray) -> np.ndarray:
    """A value of each duration for a post and a draw."""
    return by_duration[:, None, None]


def _at(classes: slice, values: np.ndarray) -> np.ndarray:
    """Values of some durations, nought for the others."""
    array = np.zeros(DURATIONS)
    array[classes] = values
    return array


def _by_duration(home: np.ndarray) -> np.ndarray:
    """People of each duration. [persons]"""
    return np.asarray(home).sum((0, 1, 2, 4, 5))


def _by_year(values: list[float]) -> np.ndarray:
    """A value of five years of age for each of them."""
    return np.repeat(np.asarray(values, float), YEARS)


def _growth(before: float, after: float) -> float:
    return float((after / before) ** (1.0 / YEARS) - 1.0)
