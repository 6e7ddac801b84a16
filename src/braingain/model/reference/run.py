"""The year in the order of table 2.1, and the run of years."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from braingain.model.containers import Dials as DialArrays
from braingain.model.containers import State, World, Yearly
from braingain.model.reference import abroad as foreign_life
from braingain.model.reference import leaving, life, markets, money, posts, schools, values
from braingain.model.reference.balance import conservation
from braingain.model.reference.bonds import Bond, bonds_in_force
from braingain.model.reference.unpack import Now, of_year, stacked, unpack, with_draw

YOUNG = 5

__all__ = ["finish", "in_halves", "run", "step"]


def run(world: World, dials: DialArrays) -> tuple[State, Yearly]:
    """One draw, year by year: the state after the last year, and what each year leaves behind.

    Every array of ``world`` and ``dials`` has a draw axis of length 1, and so have the results.

    Raises
    ------
    ValueError
        If an array cannot be broadcast to its axes with one draw.
    """
    constants, paths, all_dials, state, switches, size = unpack(world, dials)
    years = []
    for t in range(len(paths.posts)):
        path, dial = of_year(paths, all_dials, t)
        now = Now(t, constants, path, paths, dial, world.options, switches, state, size)
        state, year = step(now)
        years.append(year)
    return with_draw(state), stacked(years)


def step(now: Now) -> tuple[State, Yearly]:
    """One year (table 2.1): who lives, learns, comes back, leaves, and takes which post."""
    year = in_halves(now)
    half = next(year)
    return finish(year, markets.next_foreign(now, half.price))


class Half(NamedTuple):
    """What a country knows before posts are filled: pay, and its own people abroad on the next 1 January."""

    price: values.Prices
    abroad: np.ndarray
    stays: np.ndarray


Halves = Generator[Half, np.ndarray, tuple[State, Yearly]]


def finish(year: Halves, foreign: np.ndarray) -> tuple[State, Yearly]:
    """The second half of a year, given the foreign-trained workers in the country on the next 1 January."""
    try:
        year.send(foreign)
    except StopIteration as done:
        after: tuple[State, Yearly] = done.value
        return after
    raise AssertionError("a year has two halves")


def in_halves(now: Now) -> Halves:
    """The year, which stops before step 7 and is told how many foreign-trained workers there will be."""
    price = values.prices(now)  # 1
    alive = life.live_a_year(now)  # 2, 3
    school = schools.teach(now, price)  # 4
    value = values.post_values(now, price, alive.rural_trained)
    stay = values.entrant_stay(now, price, value)
    offer = values.offers(now, value, now.s.rationing)
    away = foreign_life.live_abroad(now, alive.abroad, alive.ending, stay, offer)  # 5
    home, stays = alive.home.copy(), alive.stays.copy()
    begun, taken = foreign_life.begin_stays(now, home, stays)  # 6
    bond = bonds_in_force(now, alive.bonded, alive.privately_trained, school.private_share)
    entrants = away.returnees.copy()
    entrants[:, :, :, 0] += school.licensed
    left = leaving.emigrate(now, price, stay, bond, home, entrants, away.abroad, away.onward_in)
    foreign_life.place_onward(now, left.abroad, away.moving)
    exits = exit_share(now, alive, left)
    lever_trained = (now.s.lever_trained + school.lever_licensed) * (1.0 - exits)
    lever_posts = now.dial.posts_funded_share * lever_trained
    funded = money.funded_posts(now, lever_posts)  # 7
    foreign = yield Half(price, left.abroad, stays)
    new = just_licensed(entrants, school.licensed, left.entrants)
    posted = posts.choose_posts(now, value, bond, left.bonded, left.home, left.entrants, new, foreign, funded)
    filled = posted.home[..., :6].sum((1, 2, 3)) + now.c.foreign_post_shares * foreign[:, None]
    returned = (now.s.returned + away.returns.sum(1) + away.stays_returned) * (1.0 - exits)
    after = State(
        home=posted.home,
        abroad=left.abroad,
        stays=stays,
        students=school.students,
        resit=school.resit,
        bonded=posted.bonded,
        rural_trained=alive.rural_trained,
        privately_trained=bond.private,
        returned=returned,
        lever_trained=lever_trained,
        lever_students=school.lever_students,
        lever_seats=school.lever_seats,
        building=school.building,
        ln_seats=seats_memory(now, school.seats_open),
        rationing=(1.0 - now.c.expectation_speed) * now.s.rationing + now.c.expectation_speed * posted.rationing,
        vacancy=vacancies(now, filled, funded),
        foreign=foreign,
        inclusive=left.inclusive,
        shares=left.shares,
        **feedback(now, school, posted, left, stays, foreign, filled, funded),
    )
    year = report(now, alive, school, away, begun, bond, left, posted, after, filled, funded, lever_posts)
    misses = conservation(now, alive, school, away, begun, taken, left, after)
    return after, year._replace(conservation=misses, solver=max(left.residual, posted.residual))


def exit_share(now: Now, alive: life.Alive, left: leaving.Left) -> np.ndarray:
    """Exits over the stock of 1 January (2.22b, 2.29c): deaths, retirement, emigrants."""
    share = now.zeros("cadre")
    for k in range(now.size["cadre"]):
        stock = now.s.home[k].sum()
        gone = alive.deaths[k] + alive.retired[k] + left.emigrants[k].sum()
        share[k] = min(1.0, gone / stock) if stock > 0.0 else 0.0
    return share


def just_licensed(entrants: np.ndarray, licensed: np.ndarray, staying: np.ndarray) -> np.ndarray:
    """The part of the entrants who stayed that is newly licensed; returnees of duration 0 leave at the same rate."""
    new = np.zeros_like(entrants)
    for cell in np.ndindex(licensed.shape):
        here = entrants[(*cell, 0)]
        new[(*cell, 0)] = staying[(*cell, 0)] * licensed[cell] / here if here > 0.0 else 0.0
    return new


def seats_memory(now: Now, seats_open: np.ndarray) -> np.ndarray:
    """lnX of this year in front of those before (2.8)."""
    memory = np.zeros_like(now.s.ln_seats)
    memory[:, :, 1:] = now.s.ln_seats[:, :, :-1]
    for cell in np.ndindex(seats_open.shape):
        if seats_open[cell] > 0.0 and now.path.seats[cell] > 0.0:
            memory[(*cell, 0)] = math.log(seats_open[cell] / now.path.seats[cell])
    return memory


def vacancies(now: Now, filled: np.ndarray, funded: np.ndarray) -> np.ndarray:
    """Vacancy rate of each post at the end of the year, its first value where there are no posts (2.14e)."""
    rate = now.c.vacancy0.copy()
    for cell in np.ndindex(rate.shape):
        if funded[cell] > 0.0:
            rate[cell] = max(0.0, funded[cell] - filled[cell]) / funded[cell]
    return rate


def feedback(
    now: Now, school: schools.Schooling, posted: posts.Posted, left: leaving.Left, stays: np.ndarray,
    foreign: np.ndarray, filled: np.ndarray, funded: np.ndarray,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Step 10: wages, seats, destinations, expectations of the next year."""
    workers = posted.home[..., :6].sum((1, 2, 3, 4)) + foreign
    practising = left.abroad[:, :, :, : markets.PRACTISING].sum((1, 2, 3))
    for pr in range(now.size["programme"]):
        d = now.option.stay_destination[pr]
        practising[:, d] += now.dial.stay_works[pr] * stays[:, :, :, :, pr].sum((1, 2, 3, 4))
    if now.option.demand_country:
        seats = markets.next_seats_by_demand(now, workers, school.students, school.lever_students)
    else:
        seats = markets.next_seats(now, school.applicants, school.seats_open)
    return {
        "seats": seats,
        "ln_wage": markets.own_wages(now, workers),
        "ln_wage_private": markets.private_wages(now, filled, funded),
        "expected_abroad": markets.next_expected(now, posted.home, left.abroad),
        **markets.destination_markets(now, practising),
    }


def report(
    now: Now, alive: life.Alive, school: schools.Schooling, away: foreign_life.Abroad, begun: np.ndarray, bond: Bond,
    left: leaving.Left, posted: posts.Posted, after: State, filled: np.ndarray, funded: np.ndarray,
    lever_posts: np.ndarray,
) -> Yearly:  # fmt: skip
    """Stocks of 1 January t+1 and flows of the year (step 9)."""
    bonded_persons = np.zeros(now.size["cadre"])
    for k in range(now.size["cadre"]):
        for s in range(2):
            for y in range(now.size["bond"]):
                bonded_persons[k] += after.bonded[k, s, y].sum() * after.home[k, s, :, y].sum()
    return Yearly(
        home=after.home.sum((2, 3)),
        foreign=after.foreign,
        filled=filled,
        funded=funded,
        reserve_young=after.home[:, :, :, :YOUNG, 6].sum((1, 2, 3)),
        licensed=school.licensed.sum(2),
        intake=school.intake,
        capacity=school.capacity,
        seats_open=school.seats_open,
        enrolled=after.students.sum((1, 2, 4)),
        pass_share=school.pass_share,
        applicants=school.applicants,
        lever_licensed=school.lever_licensed,
        lever_posts=lever_posts,
        deaths=alive.deaths,
        retired=alive.retired,
        emigrants=left.emigrants.sum(2),
        emigrants_young=left.emigrants[:, :, :YOUNG].sum((1, 2)),
        flows=left.flows,
        bonded_leavers=left.bonded_leavers.sum(1),
        bonded_young_leavers=left.bonded_leavers[:, :YOUNG].sum((1, 2)),
        bonded=bonded_persons,
        fine_real=mean_fine(left.bonded_leavers, bond.fine),
        returns=away.returns,
        onward=away.onward_out.sum(1),
        abroad=after.abroad[:, :, :, : markets.PRACTISING].sum((2, 3)),
        deskilled=after.abroad[:, :, :, markets.PRACTISING].sum((1, 2, 3)),
        stays_begun=begun,
        away=after.stays.sum((1, 2, 3, 5)).T,
        stays_returned=away.stays_returned,
        stays_overstayed=away.overstayed,
        place_moves=posted.place_moves,
        entrant_places=posted.entrant_places,
        offer=posted.offer,
        rationing=posted.rationing,
        private_wage=after.ln_wage_private,
        wage=after.ln_wage,
        vacancy_abroad=after.vacancy_abroad,
        inclusive_value=left.inclusive_value,
        conservation=0.0,
        solver=0.0,
    )


def mean_fine(leavers: np.ndarray, fine: np.ndarray) -> np.ndarray:
    """Real fine of those who leave under a bond, mean; 0 where nobody does."""
    mean = np.zeros(len(leavers))
    for k in range(len(leavers)):
        people = leavers[k].sum()
        if people > 0.0:
            mean[k] = sum(leavers[k, y].sum() * fine[k, y] for y in range(fine.shape[1])) / people
    return mean
