"""The year in the order of table 2.1, and the run of years."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from braingain.model.containers import Dials as DialArrays
from braingain.model.containers import State, World, Yearly
from braingain.model.reference import abroad as foreign_life
from braingain.model.reference import fund, ladders, leaving, life, markets, missions, money, posts, schools, values
from braingain.model.reference.balance import conservation
from braingain.model.reference.bonds import bonds_in_force
from braingain.model.reference.report import Account, report
from braingain.model.reference.unpack import Now, of_year, stacked, unpack, with_draw

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
    remaining: np.ndarray  # abroad before those come who leave in the year


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
    paid = fund.disburse(now)
    alive = life.live_a_year(now)  # 2, 3
    school = schools.teach(now, price, paid.seats)  # 4
    home = alive.home.copy()
    courses = ladders.bridge(now, home)
    value = values.post_values(now, price, alive.rural_trained)
    stay = values.entrant_stay(now, price, value)
    offer = values.offers(now, value, now.s.rationing)
    away = foreign_life.live_abroad(now, alive.abroad, alive.ending, stay, offer)  # 5
    stays, abroad = alive.stays.copy(), away.abroad.copy()
    licensed, tracks = foreign_life.take_tracks(now, school.licensed, abroad)  # 6
    begun, _ = foreign_life.begin_stays(now, home, stays)
    bond = bonds_in_force(now, alive.bonded, alive.privately_trained, school.private_share, alive.obliged)
    entrants = away.returnees + courses.upgraded + courses.failed
    entrants[:, :, :, 0] += licensed
    left = leaving.emigrate(now, price, stay, bond, home, entrants, abroad, away.onward_in)
    foreign_life.place_onward(now, left.abroad, away.moving)
    coming = who_comes(entrants, licensed, courses.upgraded, left.entrants)
    foreign = yield Half(price, left.abroad, stays, away.abroad)
    account = posts_and_pay(now, price, alive, school, courses, paid, left, licensed, foreign)  # 7
    posted = posts.choose_posts(now, value, bond, left, coming, account.lending.lent, account.held, account.funded)
    account = account._replace(filled=posted.home[..., :6].sum((1, 2, 3)) + account.held)
    after = State(
        home=posted.home,
        abroad=left.abroad,
        stays=stays,
        students=school.students,
        resit=school.resit,
        bonded=posted.bonded,
        obliged=left.obliged if now.option.service else now.s.obliged,
        rural_trained=alive.rural_trained,
        privately_trained=bond.private,
        returned=(now.s.returned + away.returns.sum(1) + away.stays_returned.sum(1)) * (1.0 - account.exits),
        lever_trained=account.lever_trained,
        lever_students=school.lever_students,
        lever_seats=school.lever_seats,
        building=school.building,
        teaching=school.teaching,
        ln_seats=seats_memory(now, school.seats_open),
        rationing=(1.0 - now.c.expectation_speed) * now.s.rationing + now.c.expectation_speed * posted.rationing,
        vacancy=vacancies(now, account, posted.mission_posts),
        foreign=account.foreign,
        inclusive=left.inclusive,
        shares=left.shares,
        bridging=courses.bridging,
        missions=missions.contracts(now),
        fund=fund.next_fund(now, paid, fund.contributions(now, left.flows, begun)),
        past_rises=np.column_stack([price.income.rise, now.s.past_rises[:, :-1]]),
        retired_abroad=alive.retired_abroad,
        lever_students_abroad=markets.next_lever_students(now),
        **feedback(now, school, courses, posted, left, stays, account),
    )
    year = report(now, price, alive, school, courses, away, tracks, begun, bond, left, posted, account, after)
    misses = conservation(now, alive, school, courses, away, tracks, begun, left, after)
    return after, year._replace(conservation=misses, solver=max(left.residual, posted.residual))


def posts_and_pay(
    now: Now, price: values.Prices, alive: life.Alive, school: schools.Schooling, courses: ladders.Courses,
    paid: fund.Disbursed, left: leaving.Left, licensed: np.ndarray, foreign: np.ndarray,
) -> Account:  # fmt: skip
    """Posts of the year, who holds them besides own workers, what training levers promised, who is lent (2.15, 2.29)."""
    exits = exit_share(now, alive, left)
    here = licensed.sum((1, 2)) * school.lever_share
    lever_trained = (now.s.lever_trained + here) * (1.0 - exits)
    lever_posts = now.dial.posts_funded_share * lever_trained
    local = missions.local_posts(now, money.path_posts(now))
    aided = (now.dial.posts_aid_share * lever_trained * now.path.public_pay_usd).sum() * (1.0 + now.c.oncost)
    funded = money.funded_posts(now, price.income.claim, lever_posts + paid.posts, local, float(aided))
    held = now.c.foreign_post_shares * foreign[:, None] + ladders.posts_kept(now, courses)
    return Account(
        exits, lever_trained, lever_posts, paid, funded, foreign, held,
        missions.lending(now, left.home), np.zeros_like(held),
    )  # fmt: skip


def exit_share(now: Now, alive: life.Alive, left: leaving.Left) -> np.ndarray:
    """Exits over the stock of 1 January (2.22b, 2.29c): deaths, retirement, emigrants."""
    share = now.zeros("cadre")
    for k in range(now.size["cadre"]):
        stock = now.s.home[k].sum()
        gone = alive.deaths[k].sum() + alive.retired[k].sum() + left.emigrants[k].sum()
        share[k] = min(1.0, gone / stock) if stock > 0.0 else 0.0
    return share


def who_comes(
    entrants: np.ndarray, licensed: np.ndarray, upgraded: np.ndarray, staying: np.ndarray
) -> posts.Coming:  # fmt: skip
    """The entrants who stayed; those just licensed and the upgraded stay at the rate of their cell (2.9d)."""
    new, up = np.zeros_like(entrants), np.zeros_like(entrants)
    for cell in np.ndindex(entrants.shape):
        kept = staying[cell] / entrants[cell] if entrants[cell] > 0.0 else 0.0
        new[cell] = licensed[cell[:3]] * kept if cell[3] == 0 else 0.0
        up[cell] = upgraded[cell] * kept
    return posts.Coming(staying, new, up)


def seats_memory(now: Now, seats_open: np.ndarray) -> np.ndarray:
    """lnX of this year in front of those before (2.8)."""
    memory = np.zeros_like(now.s.ln_seats)
    memory[:, :, 1:] = now.s.ln_seats[:, :, :-1]
    for cell in np.ndindex(seats_open.shape):
        if seats_open[cell] > 0.0 and now.path.seats[cell] > 0.0:
            memory[(*cell, 0)] = math.log(seats_open[cell] / now.path.seats[cell])
    return memory


def vacancies(now: Now, account: Account, of_missions: np.ndarray) -> np.ndarray:
    """Vacancy rate of each post as it is seen at the end of the year; at its first value where there are no posts (2.14)."""
    rate = now.c.vacancy0.copy()
    for k, j in np.ndindex(rate.shape):
        if account.funded[k, j] > 0.0:
            taken = account.filled[k, j] + (of_missions[k] if j == missions.RURAL_PUBLIC else 0.0)
            rate[k, j] = max(0.0, account.funded[k, j] - taken) / account.funded[k, j]
    return now.s.vacancy + now.c.expectation_speed * (rate - now.s.vacancy)


def feedback(
    now: Now, school: schools.Schooling, courses: ladders.Courses, posted: posts.Posted, left: leaving.Left,
    stays: np.ndarray, account: Account,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Step 10: wages, seats, destinations, expectations of the next year."""
    workers = posted.home[..., :6].sum((1, 2, 3, 4)) + account.foreign
    workers += courses.bridging.sum((1, 2, 3, 4)) * (1.0 - now.dial.ladder_study_share)
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
        "ln_wage_private": markets.private_wages(now, account.filled, account.funded),
        "expected_abroad": markets.next_expected(now, posted.home, left.abroad),
        **markets.destination_markets(now, practising),
    }
