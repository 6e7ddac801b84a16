"""Step 10 of table 2.1: vacancies, wages, seats, others' stocks and expectations of the next year (2.24 to 2.31)."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from braingain.model.reference.unpack import Now
from braingain.model.reference.values import LARGEST_GAP, YOUNG_TO, Prices, vacancies_over_normal

PRACTISING = 2  # statuses temporary and settled come first


def moved_wage(now: Now, ln_wage: float, speed: float, gap: float) -> float:
    """ln of a wage over its path a year later (2.25, 2.30): a part of it goes back, the vacancy gap within limits moves it."""
    return float(ln_wage - now.c.wage_return * ln_wage + speed * max(-LARGEST_GAP, min(LARGEST_GAP, gap)))


def response(now: Now, vacancy: float, normal: float, ln_income: float) -> float:
    """How an inflow of others answers vacancies of last year and pay (2.27)."""
    if now.switch.destination_response == 0.0:
        return 1.0
    return float(
        vacancies_over_normal(now, vacancy, normal) ** now.c.beta_vacancy
        * math.exp(now.c.beta_income_abroad * ln_income)
    )


def next_foreign(now: Now, price: Prices) -> np.ndarray:
    """A_for at the end of the year (2.27b): (1+g)^t without policy, else by vacancies over all posts and pay."""
    after, first = now.zeros("cadre"), np.asarray(now.c.foreign0)
    for k in range(now.size["cadre"]):
        posts = now.path.posts[k]
        total = posts.sum()
        vacancy = sum(now.s.vacancy[k, j] * posts[j] for j in range(6)) / total if total > 0.0 else 0.0
        normal = sum(now.c.vacancy0[k, j] * posts[j] for j in range(6)) / total if total > 0.0 else 0.0
        ln_pay = sum(now.c.foreign_post_shares[k, j] * price.income.ln_pay[k, j] for j in range(6))
        growth, leaving = now.c.foreign_growth[k], now.c.foreign_exit[k]
        arrivals = (growth + leaving) * first[k] * (1.0 + growth) ** now.t
        after[k] = now.s.foreign[k] * (1.0 - leaving) + arrivals * response(now, vacancy, normal, ln_pay)
    return after


def wanted_seats(
    vacancy: float, demand: float, growth: float, net_exit: float, horizon: float, workers: float,
    completion: float, years: int, graduates: list[float],
) -> float:  # fmt: skip
    """Cap* (2.26): seats that would fill the demand expected when today's entrants graduate."""
    expected = demand * (1.0 + growth) ** years
    supply = workers * (1.0 - net_exit) ** years
    for i, people in enumerate(graduates, start=1):
        supply += people * (1.0 - net_exit) ** (years - i)
    target = (1.0 - vacancy) * expected
    return max(0.0, (net_exit + growth) * target + (target - supply) / horizon) / completion


def coming_graduates(students: np.ndarray, drop: float, years: int) -> list[float]:
    """Graduates of the next n years from those now enrolled, by stage (2.7), soonest first."""
    final = len(students) - 1
    return [float(students[final - i]) * (1.0 - drop) ** (i + 1) for i in range(years)]


def own_wages(now: Now, workers: np.ndarray) -> np.ndarray:
    """lnw of the next year (2.25); demand countries only."""
    after = now.s.ln_wage.copy()
    if not now.option.demand_country:
        return after
    for k in range(now.size["cadre"]):
        demand = own_demand(now, k)
        vacancy = max(0.0, demand - workers[k]) / demand if demand > 0.0 else now.c.vacancy_normal[k]
        moved = moved_wage(now, now.s.ln_wage[k], now.c.wage_adjust, vacancy - now.c.vacancy_normal[k])
        after[k] = now.switch.destination_response * moved
    return after


def own_demand(now: Now, k: int) -> float:
    """D of the focus country (2.24) at its wage."""
    return float(now.path.demand[k] * math.exp(-now.c.demand_wage * now.s.ln_wage[k]))


def private_wages(now: Now, filled: np.ndarray, funded: np.ndarray) -> np.ndarray:
    """lnwp of the next year (2.30); budget countries only."""
    after = now.s.ln_wage_private.copy()
    if now.option.demand_country:
        return after
    for k in range(now.size["cadre"]):
        posts, normal = funded[k, 3:6].sum(), now.c.private_vacancy0[k]
        vacancy = max(0.0, posts - filled[k, 3:6].sum()) / posts if posts > 0.0 else normal
        after[k] = moved_wage(now, now.s.ln_wage_private[k], now.c.private_wage_adjust, vacancy - normal)
    return after


def path_growth(now: Now, k: int, u: int) -> float:
    """Cap^path of next year over this year's; after its last year the path grows on as it last did."""
    series = now.paths.seats[:, k, u]
    first = max(0, min(now.t, len(series) - 2))
    second = min(first + 1, len(series) - 1)
    return float(series[second] / series[first]) if series[first] > 0.0 else 1.0


def path_seats(now: Now, k: int, u: int) -> float:
    """Seats of next year if nothing but the path moves them; a school that the path opens starts on it."""
    if now.path.seats[k, u] == 0.0 and now.t + 1 < len(now.paths.seats) and now.paths.seats[now.t + 1, k, u] > 0.0:
        return float(now.paths.seats[now.t + 1, k, u])
    return float(now.s.seats[k, u] * path_growth(now, k, u))


def next_seats(now: Now, applicants: np.ndarray, seats_open: np.ndarray) -> np.ndarray:
    """Seats of a budget country: public ones on their path, private ones by excess demand (2.6)."""
    after = now.s.seats.copy()
    for k in range(now.size["cadre"]):
        after[k, 0] = path_seats(now, k, 0)
        path = now.c.applicants0[k, 1] * now.path.applicants_index[k]
        excess = 0.0
        if path > 0.0 and seats_open[k, 1] > 0.0 and now.path.seats[k, 1] > 0.0:
            crowd = (applicants[k, 1] / path) / (seats_open[k, 1] / now.path.seats[k, 1])
            excess = now.switch.private_seats * now.c.seat_response * (crowd - 1.0)
        after[k, 1] = path_seats(now, k, 1) * (1.0 + now.c.seat_growth_max * excess / (1.0 + abs(excess)))
    return after


def next_seats_by_demand(
    now: Now, workers: np.ndarray, students: np.ndarray, lever_students: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Seats of a demand country (2.26), split over owners as on the path; students of levers are not counted."""
    after = now.s.seats.copy()
    for k in range(now.size["cadre"]):
        if now.switch.destination_response == 0.0:
            for u in range(2):
                after[k, u] = path_seats(now, k, u)
            continue
        n, growth = now.option.programme_years[k], now.c.own_demand_growth[k]
        enrolled = [
            sum(students[k, :, :, u, e].sum() * (1.0 - lever_students[k, u, e]) for u in range(2))
            for e in range(now.size["stage"])
        ]
        graduates = coming_graduates(np.array(enrolled), now.c.drop_out[k], n)
        wanted = wanted_seats(
            now.c.vacancy_normal[k], now.path.demand[k], growth, now.c.own_net_exit[k], now.c.seat_horizon_years,
            workers[k], now.c.own_completion[k], n, graduates,
        ) + now.c.own_seat_target_gap[k] * over_first(now.paths.demand[:, k], now.t)  # fmt: skip
        total, path = now.s.seats[k].sum(), now.path.seats[k].sum()
        after_total = max(0.0, (1.0 + growth) * (total + now.c.seat_adjust * (wanted - total)))
        for u in range(2):
            after[k, u] = after_total * now.path.seats[k, u] / path if path > 0.0 else now.s.seats[k, u]
    return after


def over_first(path: np.ndarray, t: int) -> float:
    """The path of demand over that of t0, which the gap between seats and wanted seats goes with (2.26)."""
    return float(path[t] / path[0]) if path[0] > 0.0 else 1.0


def destination_markets(now: Now, practising: np.ndarray) -> dict[str, np.ndarray]:
    """Destinations (2.27): others' workers, students, vacancies, wage and seats of the next year.

    Those that no lever touches, and all with the switch off, keep vacancies and wages on their path and their seats
    grow with demand. ``practising`` (cadre, destination): focus workers there at the end of the year, on working
    stays too.
    """
    after = {
        "others_abroad": now.s.others_abroad.copy(),
        "students_abroad": now.s.students_abroad.copy(),
        "vacancy_abroad": now.c.dest_vacancy0.copy(),
        "ln_wage_abroad": np.zeros_like(now.s.ln_wage_abroad),
        "seats_abroad": now.s.seats_abroad * (1.0 + now.c.dest_growth),
    }
    for k, d in product(*now.over("cadre destination")):
        others, students = others_and_students(now, k, d)
        others += lever_graduates(now, k, d) + now.dial.reentry_abroad[k, d]
        after["others_abroad"][k, d], after["students_abroad"][k, :, d] = others, students
        if answers(now, d):
            workers = others + practising[k, d]
            vacancy, ln_wage, seats = touched_market(now, k, d, workers, students)
            after["vacancy_abroad"][k, d], after["ln_wage_abroad"][k, d] = vacancy, ln_wage
            after["seats_abroad"][k, d] = seats
    return after


def answers(now: Now, d: int) -> bool:
    """Whether a destination runs its labour market: a lever touches it, and the switch is on."""
    return bool(now.dial.touched[d] != 0.0 and now.switch.destination_response != 0.0)


def touched_market(
    now: Now, k: int, d: int, workers: float, students: np.ndarray
) -> tuple[float, float, float]:  # fmt: skip
    """Vacancy rate as it is seen, ln wage and seats of a destination that answers (2.24 to 2.26)."""
    growth, normal = now.c.dest_growth[k, d], now.c.dest_vacancy0[k, d]
    demand = now.path.demand_abroad[k, d] * math.exp(-now.c.demand_wage * now.s.ln_wage_abroad[k, d])
    vacancy = max(0.0, demand - workers) / demand if demand > 0.0 else normal
    ln_wage = moved_wage(now, now.s.ln_wage_abroad[k, d], now.c.wage_adjust, vacancy - normal)
    n = now.option.programme_years[k]
    wanted = wanted_seats(
        normal, now.path.demand_abroad[k, d], growth, now.c.dest_net_exit[k, d], now.c.seat_horizon_years, workers,
        now.c.dest_completion[k, d], n, coming_graduates(students, now.c.dest_drop_out[k, d], n),
    ) + now.c.dest_seat_target_gap[k, d] * over_first(now.paths.demand_abroad[:, k, d], now.t)  # fmt: skip
    seats = now.s.seats_abroad[k, d]
    before = now.s.vacancy_abroad[k, d]
    seen = before + now.c.expectation_speed * (vacancy - before)
    return seen, ln_wage, max(0.0, (1.0 + growth) * (seats + now.c.seat_adjust * (wanted - seats)))


def others_and_students(now: Now, k: int, d: int) -> tuple[float, np.ndarray]:
    """W_d of other workers and P_d at the end of the year (2.27, 2.7)."""
    s = now.s
    final = now.size["stage"] - 1
    first = final + 1 - now.option.programme_years[k]
    stay = 1.0 - now.c.dest_drop_out[k, d]
    students = np.zeros(now.size["stage"])
    for e in range(first, final):
        students[e + 1] = s.students_abroad[k, e, d] * stay
    students[first] = s.seats_abroad[k, d]
    graduates = s.students_abroad[k, final, d] * stay
    arrivals = now.c.dest_inflow0[k, d] * (1.0 + now.c.dest_growth[k, d]) ** now.t
    if answers(now, d):
        ln_income = math.log(now.path.pay_abroad[k, d]) + s.ln_wage_abroad[k, d]
        arrivals *= response(now, s.vacancy_abroad[k, d], now.c.dest_vacancy0[k, d], ln_income)
    others = s.others_abroad[k, d] * (1.0 - now.c.dest_exit[k, d]) + graduates + arrivals
    return float(others), students


def lever_graduates(now: Now, k: int, d: int) -> float:
    """Graduates of a lever's seats at a destination (2.26)."""
    if not now.option.destination_seats:
        return 0.0
    return float(now.s.lever_students_abroad[k, -1, d] * (1.0 - now.c.dest_drop_out[k, d]))


def next_lever_students(now: Now) -> np.ndarray:
    """P of a lever's seats at destinations: all seats of the year filled, the same stages and drop-out (2.26, 2.7)."""
    after = now.s.lever_students_abroad.copy()
    if not now.option.destination_seats:
        return after
    after[:] = 0.0
    final = now.size["lever_stage"] - 1
    for k, d in product(*now.over("cadre destination")):
        first = final + 1 - now.option.programme_years[k]
        for e in range(first, final):
            after[k, e + 1, d] = now.s.lever_students_abroad[k, e, d] * (1.0 - now.c.dest_drop_out[k, d])
        after[k, first, d] = now.dial.seats_abroad[k, d]
    return after


def next_expected(now: Now, home: np.ndarray, abroad: np.ndarray) -> np.ndarray:
    """p̂ of the next year (2.31): the share abroad among the young, smoothed."""
    after = now.s.expected_abroad.copy()
    for k in range(now.size["cadre"]):
        away = abroad[k, :, 0 : YOUNG_TO + 1].sum()
        everyone = away + home[k, :, :, 0 : YOUNG_TO + 1].sum()
        seen = away / everyone if everyone > 0.0 else now.s.expected_abroad[k]
        after[k] += now.c.expectation_speed * (seen - now.s.expected_abroad[k])
    return after
