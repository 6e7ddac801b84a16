"""Step 9 of table 2.1: what a year leaves behind, and steps 8 and 9 of what has no stock (2.22b, 2.23)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from braingain.model.containers import State, Yearly
from braingain.model.reference import missions
from braingain.model.reference.abroad import Abroad
from braingain.model.reference.bonds import Bond
from braingain.model.reference.fund import Disbursed, contributions
from braingain.model.reference.ladders import Courses
from braingain.model.reference.leaving import Left
from braingain.model.reference.life import Alive
from braingain.model.reference.markets import PRACTISING
from braingain.model.reference.posts import Posted
from braingain.model.reference.schools import Schooling
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import Prices

YOUNG = 5


class Account(NamedTuple):
    """Posts of the year and who stands before the country's own workers."""

    exits: np.ndarray  # (cadre,) over the stock of 1 January
    lever_trained: np.ndarray  # (cadre,) Xp of t+1
    lever_posts: np.ndarray  # (cadre,) posts of training levers
    paid: Disbursed  # by the fund
    funded: np.ndarray  # (cadre, work post) F
    foreign: np.ndarray  # (cadre,) A_for of t+1
    held: np.ndarray  # (cadre, work post) by the foreign-trained and people in courses
    lending: missions.Lending
    filled: np.ndarray  # (cadre, work post) own, foreign-trained, in courses


def report(
    now: Now, price: Prices, alive: Alive, school: Schooling, courses: Courses, away: Abroad, tracks: np.ndarray,
    begun: np.ndarray, bond: Bond, left: Left, posted: Posted, account: Account, after: State,
) -> Yearly:  # fmt: skip
    """Stocks of 1 January t+1 and flows of the year (step 9)."""
    return Yearly(
        home=after.home.sum((2, 3)),
        foreign=after.foreign,
        filled=account.filled,
        funded=account.funded,
        reserve_young=after.home[:, :, :, :YOUNG, 6].sum((1, 2, 3)),
        lever_posts=account.lever_posts,
        deaths=alive.deaths,
        retired=alive.retired,
        abroad=after.abroad[:, :, :, :PRACTISING].sum((2, 3)),
        deskilled=after.abroad[:, :, :, PRACTISING].sum((2, 3)),
        stays_begun=begun,
        away=np.moveaxis(after.stays.sum((2, 3, 5)), 2, 0),
        place_moves=posted.place_moves,
        entrant_places=posted.entrant_places,
        offer=posted.offer,
        rationing=posted.rationing,
        private_wage=after.ln_wage_private,
        wage=after.ln_wage,
        vacancy_abroad=after.vacancy_abroad,
        tracks=tracks,
        mission_posts=posted.mission_posts,
        reentered=posted.reentered,
        returned=after.returned,
        retired_abroad=after.retired_abroad,
        skill_factor=skill_factor(now, after),
        conservation=0.0,
        solver=0.0,
        **of_schools(school, after),
        **of_leavers(bond, left, after),
        **of_returns(away),
        **of_courses(courses),
        **of_missions(now, account.lending),
        **of_incomes(price),
        **of_fund(account.paid, contributions(now, left.flows, begun), after),
    )


def of_schools(school: Schooling, after: State) -> dict[str, Any]:
    """Training and licences; the licensed with those on tracks."""
    return {
        "licensed": school.licensed.sum(2),
        "lever_licensed": school.licensed.sum((1, 2)) * school.lever_share,
        "intake": school.intake,
        "capacity": school.capacity,
        "seats_open": school.seats_open,
        "enrolled": after.students.sum((2, 4)),
        "pass_share": school.pass_share,
        "applicants": school.applicants,
    }


def of_leavers(bond: Bond, left: Left, after: State) -> dict[str, Any]:
    """Emigrants, the bonded and the obliged among them, and who is still bound."""
    return {
        "emigrants": left.emigrants.sum(2),
        "emigrants_young": left.emigrants[:, :, :YOUNG].sum((1, 2)),
        "flows": left.flows,
        "emigrants_to": left.to,
        "bonded_leavers": left.bonded_leavers.sum(2),
        "bonded_young_leavers": left.bonded_leavers[:, :, :YOUNG].sum((1, 2, 3)),
        "bonded": persons(after.bonded.sum(3), after.home),
        "fine_real": mean_fine(left.bonded_leavers, bond.fine),
        "inclusive_value": left.inclusive_value,
        "obliged": persons(after.obliged, after.home),
        "held_leavers": left.held_leavers,
    }


def of_returns(away: Abroad) -> dict[str, Any]:
    """Who came back, moved on or stayed beyond a stay."""
    return {
        "returns": away.returns,
        "onward": away.onward_out.sum(2),
        "stays_returned": away.stays_returned,
        "stays_overstayed": away.overstayed,
    }


def of_courses(courses: Courses) -> dict[str, Any]:
    """Bridging courses (2.9d)."""
    return {
        "bridging": courses.bridging.sum((2, 3, 4)),
        "bridging_begun": courses.begun,
        "upgraded": courses.completed,
        "bridging_failed": courses.failed.sum((2, 3)),
        "bridging_lost": courses.lost,
    }


def of_missions(now: Now, lending: missions.Lending) -> dict[str, Any]:
    """Missions in person-years and FTE (2.23, 2.30b)."""
    present = missions.present(now)
    fte = present.copy()
    for p in range(now.size["mission"]):
        fte[p] *= now.dial.mission_productivity[p]
    return {
        "mission_present": present,
        "mission_fte": fte,
        "mission_lent": lending.lent,
        "mission_lost_fte": lending.lost_fte,
        "local_staff": missions.local_staff(now),
    }


def of_incomes(price: Prices) -> dict[str, Any]:
    """Private work of public staff and claims (2.14d, e)."""
    return {
        "dual_hours": price.income.hours,
        "public_fte": price.income.public_fte,
        "claimed_rise": price.income.claim,
    }


def of_fund(paid: Disbursed, contributed: float, after: State) -> dict[str, Any]:
    """The pooled fund (2.36)."""
    return {
        "fund": after.fund,
        "fund_contributed": contributed,
        "fund_disbursed": paid.amount,
        "fund_seats": paid.seats,
        "fund_posts": paid.posts,
    }


def persons(share: np.ndarray, home: np.ndarray) -> np.ndarray:
    """Persons (cadre, sex) with a mark, by its share (cadre, sex, duration < 10) of the cells at home."""
    marked = np.zeros(home.shape[:2])
    for k, s, y in np.ndindex(share.shape):
        marked[k, s] += share[k, s, y] * home[k, s, :, y].sum()
    return marked


def skill_factor(now: Now, after: State) -> np.ndarray:
    """1 + prod_ret·Ret/H_work, 1 where nobody works (2.22b)."""
    factor = np.ones(now.size["cadre"])
    for k in range(now.size["cadre"]):
        at_work = after.home[k, :, :, :, 0:6].sum()
        if at_work > 0.0:
            factor[k] += now.c.return_skill_gain * after.returned[k] / at_work
    return factor


def mean_fine(leavers: np.ndarray, fine: np.ndarray) -> np.ndarray:
    """Real fine of those who leave under a bond, mean; 0 where nobody does."""
    mean = np.zeros(len(leavers))
    for k in range(len(leavers)):
        people = leavers[k].sum()
        if people > 0.0:
            mean[k] = sum(leavers[k, :, y].sum() * fine[k, y] for y in range(fine.shape[1])) / people
    return mean
