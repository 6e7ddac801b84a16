"""Step 1 of table 2.1: what posts are worth, to those who choose one and to those who may leave (2.14, 2.16c, 2.32)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.foundation.vocabulary import CONDITIONS
from braingain.model.containers import FEMALE, IRREGULAR, OUT, RESERVE, RURAL_POSTS
from braingain.model.reference.incomes import Incomes, incomes
from braingain.model.reference.ladders import study_rights
from braingain.model.reference.unpack import Now

WORKLOAD, TRAINING_RIGHTS = CONDITIONS.index("workload"), CONDITIONS.index("training_rights")
YOUNG_TO = 5
LOWEST_RESERVE = 1e-9
HARD_TO_GET = 0.95  # smoothed multiplier of a post at which its rise no longer counts for other posts
LARGEST_GAP = 0.1  # of a vacancy rate that wages answer in a year, and those who would come
LOWEST_NET = 0.05  # of income after tax that the cost of the move leaves at least
CRF_5 = 0.03 / (1.0 - 1.03**-5)


class Prices(NamedTuple):
    """Values of posts as changes from their path, in log points of pay."""

    income: Incomes
    change: np.ndarray  # (cadre, sex, post) e_j
    work: np.ndarray  # (cadre, sex, background) mean over posts
    within_reach: np.ndarray  # (cadre, sex, background) ē: the same, a rise counted as far as its post can be got
    everywhere: np.ndarray  # (cadre, sex, background) ê, over posts, reserve and out


def prices(now: Now) -> Prices:
    """Changes of pay and conditions of every post, and their means over the baseline mix of posts."""
    income = incomes(now)
    change = now.zeros("cadre sex post")
    for k, s in product(*now.over("cadre sex")):
        change[k, s, OUT] = now.c.pay_response[s] * income.ln_pay[k, OUT]
        for j in range(now.size["work"]):
            ln_pay = income.ln_pay[k, j] + (income.ln_gap[k, j] if s == FEMALE else 0.0)
            change[k, s, j] = now.c.pay_response[s] * ln_pay - income.resentment[k]
            for x in range(now.size["condition"]):
                change[k, s, j] += now.c.condition_response[x, s] * condition_shift(now, x, k, s, j)
    work, everywhere = now.zeros("cadre sex background"), now.zeros("cadre sex background")
    within_reach = now.zeros("cadre sex background")
    for k, s, b in product(*now.over("cadre sex background")):
        weight = now.c.post_weights[k, b]
        total = sum(weight[0:6])
        if total > 0.0:
            work[k, s, b] = sum(weight[j] * change[k, s, j] for j in range(6)) / total
            for j in range(6):
                open_to = min(1.0, max(0.0, (now.s.rationing[k, j] - HARD_TO_GET) / (1.0 - HARD_TO_GET)))
                within_reach[k, s, b] += weight[j] * open_to * change[k, s, j] / total
        everywhere[k, s, b] = sum(weight[j] * change[k, s, j] for j in range(8))
    return Prices(income, change, work, within_reach, everywhere)


def condition_shift(now: Now, x: int, k: int, s: int, j: int) -> float:
    """X_jx − X⁰_jx: what levers change, the workload of last year, the right to study of a ladder (2.14, 2.9d)."""
    shift = float(now.dial.conditions[x, k, s, j])
    if x == WORKLOAD:
        return shift + workload_shift(now, k, j)
    if x == TRAINING_RIGHTS and j < 3:
        rights = study_rights(now, k)
        return min(1.0, shift + rights) if rights > 0.0 else shift
    return shift


def workload_shift(now: Now, k: int, j: int) -> float:
    """X_workload − X⁰: one minus twice the vacancy rate of last year, at least 0 (2.14e)."""
    last, first = min(1.0, now.s.vacancy[k, j] / 0.5), min(1.0, now.c.vacancy0[k, j] / 0.5)
    return -(last - first) * now.switch.workload_feedback


def post_values(now: Now, price: Prices, rural_trained: np.ndarray) -> np.ndarray:
    """V (2.14a) by (cadre, sex, background, duration, post); the reserve stays at 0."""
    value = now.zeros("cadre sex background duration post")
    for k, s in product(*now.over("cadre sex")):
        value[k, s, :, :, OUT] = now.c.beta_work * price.change[k, s, OUT]
    for k, s, b, y, j in product(*now.over("cadre sex background duration"), range(now.size["work"])):
        mean = price.within_reach[k, s, b]
        v = now.c.beta_post[y] * (price.change[k, s, j] - mean) + now.c.beta_work * mean
        if j in RURAL_POSTS:
            v += now.c.ln_or_rural_training * (rural_trained[k, y] - now.c.rural_training0)
        value[k, s, b, y, j] = v
    return value


def choice_weights(now: Now, value: np.ndarray, k: int, s: int, b: int, y: int) -> list[float]:
    """ω e^V by post (2.3); the reserve is always open, a little, to those who find no place."""
    weight = [now.c.post_weights[k, b, j] * math.exp(value[k, s, b, y, j]) for j in range(8)]
    weight[RESERVE] = max(weight[RESERVE], LOWEST_RESERVE)
    return weight


def entrant_stay(now: Now, price: Prices, value: np.ndarray) -> np.ndarray:
    """δ_0 of new licensed, returnees and the reserve by (cadre, sex, background, duration): pay and queue (2.16c)."""
    stay = now.zeros("cadre sex background duration")
    for k, s, b, y in product(*now.over("cadre sex background duration")):
        weight = choice_weights(now, value, k, s, b, y)
        open_now = sum(weight[j] * now.s.rationing[k, j] for j in range(6)) + weight[6] + weight[7]
        open_0 = sum(weight[j] * now.c.rationing0[k, j] for j in range(6)) + weight[6] + weight[7]
        queue = math.log(open_now / open_0) if open_now > 0.0 and open_0 > 0.0 else 0.0
        stay[k, s, b, y] = now.c.beta_go[y] * price.everywhere[k, s, b] + now.switch.queue * queue
    return stay


def offers(now: Now, value: np.ndarray, rationing: np.ndarray) -> np.ndarray:
    """offer_k, the chance that a public post asked for is there (2.20c), for duration 0 in the mix of applicants."""
    offer = np.ones(now.size["cadre"])
    for k in range(now.size["cadre"]):
        given, asked = 0.0, 0.0
        for s, b, j in product(range(2), range(2), range(3)):
            weight = now.c.applicant_mix[k, s, b] * now.c.post_weights[k, b, j] * math.exp(value[k, s, b, 0, j])
            asked += weight
            given += weight * rationing[k, j]
        offer[k] = given / asked if asked > 0.0 else 1.0
    return offer


def net_income(now: Now, k: int, r: int, d: int) -> tuple[float, float]:
    """Y_d^net now and on its path (2.17a): after tax and a fifth-year annuity of what the move costs [intl $]."""
    gross = now.c.income_abroad[k, d] * (1.0 - now.c.tax_abroad[k, d])
    cost = now.c.entry_cost[k, r, d]
    index = now.path.pay_abroad[k, d] * math.exp(now.s.ln_wage_abroad[k, d])
    actual = gross * index - CRF_5 * (cost + now.dial.entry_cost[k, r, d])
    return max(LOWEST_NET * gross * index, actual), max(LOWEST_NET * gross, gross - CRF_5 * cost)


def ln_pay_abroad(now: Now, k: int, d: int) -> float:
    """ln(Y_d^net/Ỹ_d^net) of those who are there: what the move cost them is sunk (2.21a)."""
    return math.log(now.path.pay_abroad[k, d]) + float(now.s.ln_wage_abroad[k, d])


def ln_income_abroad(now: Now, k: int, d: int) -> float:
    """ln(Y_d^net/Ỹ_d^net) of those who think of going (2.32), the mean over the legal channels at t0."""
    total, weights = 0.0, 0.0
    for r in range(IRREGULAR):
        if now.c.channel_shares[k, r, d] > 0.0:
            actual, path = net_income(now, k, r, d)
            total += now.c.channel_shares[k, r, d] * math.log(actual / path)
            weights += now.c.channel_shares[k, r, d]
    return total / weights if weights > 0.0 else ln_pay_abroad(now, k, d)


def expected_income(now: Now, price: Prices, k: int) -> float:
    """Ŵ of those who choose a school: home and abroad by the share they see abroad (2.32); 0 where nothing is known."""
    work = sum(now.s.home[k, :, :, y, j].sum() for y in range(YOUNG_TO + 1) for j in range(6))
    idle = sum(now.s.home[k, :, :, y, 6].sum() for y in range(YOUNG_TO + 1))
    employed = work / (work + idle) if work + idle > 0.0 else 1.0
    mean = sum(now.c.applicant_mix[k, s, b] * price.work[k, s, b] for s, b in product(range(2), range(2)))
    at_home = employed * now.c.income_home[k] * math.exp(mean) + (1.0 - employed) * now.c.income_reserve[k]
    away = 0.0
    for d in range(now.size["destination"]):
        away += now.s.shares[k, d] * now.c.income_abroad[k, d] * math.exp(ln_income_abroad(now, k, d))
    share = now.s.expected_abroad[k]
    if share == 0.0 or away == 0.0 or at_home == 0.0:
        return at_home
    return math.exp((1.0 - share) * math.log(at_home) + share * math.log(away))


def vacancies_over_normal(now: Now, vacancy: float, normal: float) -> float:
    """(v + off)/(v0 + off) of (2.17), v at most a tenth above v0."""
    seen = normal + LARGEST_GAP if vacancy > normal + LARGEST_GAP else vacancy
    return float((seen + now.c.vacancy_offset) / (normal + now.c.vacancy_offset))
