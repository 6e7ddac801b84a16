"""Step 1 of table 2.1, posts: what the budget pays for, with payroll levers and posts of levers (2.24, 2.28b to 2.29c)."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from braingain.model.reference.unpack import Now

LARGEST_CUT = 0.5


def path_posts(now: Now) -> np.ndarray:
    """F without policy by (cadre, work post): the path, in demand countries less where wages rose (2.24, 2.29d)."""
    posts = now.path.posts.copy()
    if now.option.demand_country:
        for k in range(now.size["cadre"]):
            posts[k] *= math.exp(-now.c.demand_wage * now.s.ln_wage[k])
    return posts


def funded_posts(
    now: Now, claim: np.ndarray, lever_posts: np.ndarray, local: np.ndarray, posts_aid: float
) -> np.ndarray:
    """F(t) by (cadre, work post): the path, less what unfunded payroll rises cost, plus posts that levers fund (2.29).

    ``lever_posts`` (cadre,) public posts of training levers and the fund; ``local`` those of missions (2.30b);
    ``posts_aid`` what others pay for posts of graduates [US$].
    """
    path = path_posts(now)
    posts = path.copy()
    if now.switch.budget_limit != 0.0:
        cut, unmet, aid = payroll_gap(now, path, claim)
        for k, j in product(range(now.size["cadre"]), range(3)):
            posts[k, j] *= 1.0 - cut[k]
        bill = sum(cost_of_posts(now, k, posts, claim[k]) for k in range(now.size["cadre"]))
        withdrawn = unmet + now.c.fungibility_share * (aid + posts_aid)
        if withdrawn > 0.0 and bill > 0.0:
            posts[:, 0:3] *= max(0.0, 1.0 - withdrawn / bill)
    posts += now.dial.posts_added + local
    for k in range(now.size["cadre"]):
        posts[k] += lever_posts[k] * now.c.public_post_shares[k]
    return posts


def payroll_gap(now: Now, path: np.ndarray, claim: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Cut of posts by cadre (ii), money that is still missing (iii), and aid, of all payroll levers, then claims (2.28c, 2.29)."""
    cadres = range(now.size["cadre"])
    cut, aid = np.zeros(len(cadres)), 0.0
    vacancy_money = vacancy_pool(now)
    for lever in range(now.size["slot"]):
        cost = [planned_cost(now, path, lever, k, claim[k]) for k in cadres]
        aid += now.dial.payroll_aid_share[lever] * sum(cost)
        short = now.dial.payroll_origin_share[lever] * (1.0 - now.dial.payroll_new_money[lever]) * sum(cost)
        paid = [k for k in cadres if cost[k] > 0.0]
        pool = sum(vacancy_money[k] for k in paid)
        found = min(short, pool)
        for k in paid:
            vacancy_money[k] -= found * vacancy_money[k] / pool if pool > 0.0 else 0.0
        bill = sum(cost_of_posts(now, k, path, claim[k]) for k in paid)
        for k in paid:
            cut[k] += (short - found) / bill
    for k in cadres:
        claimed = cost_of_claim(now, k, path, claim[k])
        if claimed > 0.0:
            cut[k] += (claimed - min(claimed, vacancy_money[k])) / cost_of_posts(now, k, path, claim[k])
    unmet = sum(max(0.0, cut[k] - LARGEST_CUT) * cost_of_posts(now, k, path, claim[k]) for k in cadres)
    return np.minimum(cut, LARGEST_CUT), float(unmet), float(aid)


def vacancy_pool(now: Now) -> list[float]:
    """φ_vac V⁰ by cadre, at today's budget: money of vacant posts that levers may use once (2.29 i)."""
    today = sum(now.path.posts[k, j] * now.path.public_pay_usd[k] for k in range(now.size["cadre"]) for j in range(3))
    first = sum(
        now.paths.posts[0, k, j] * now.paths.public_pay_usd[0, k] for k in range(now.size["cadre"]) for j in range(3)
    )
    growth = today / first if first > 0.0 else 1.0
    return [now.c.vacancy_money_share * now.c.vacancy_money0[k] * growth for k in range(now.size["cadre"])]


def planned_cost(now: Now, path: np.ndarray, lever: int, k: int, claim: float) -> float:
    """c_ℓ of one cadre: the rise on all posts of the path with its on-cost, or a supplement on raised pay (2.28c) [US$]."""
    total, pensioned = 0.0, now.dial.payroll_oncost[lever]
    for j in range(3):
        raised = now.dial.pay_raise[k, j] + claim
        each = now.path.public_pay_usd[k] * now.dial.payroll_rise[lever, k, j]
        total += path[k, j] * each * (pensioned * (1.0 + now.c.oncost) + (1.0 - pensioned) * (1.0 + raised))
    return float(total)


def cost_of_claim(now: Now, k: int, path: np.ndarray, claim: float) -> float:
    """A claim as a payroll of the origin without new money, on all public posts of the path, with on-cost [US$]."""
    return float(sum(path[k, 0:3]) * now.path.public_pay_usd[k] * claim * (1.0 + now.c.oncost))


def cost_of_posts(now: Now, k: int, posts: np.ndarray, claim: float) -> float:
    """Σ F w (1 + on + supp) of a cadre's public posts, at the raised pay (2.29 ii) [US$]."""
    total = 0.0
    for j in range(3):
        wage = now.path.public_pay_usd[k] * (1.0 + now.dial.pay_raise[k, j] + claim)
        total += posts[k, j] * wage * (1.0 + now.c.oncost + now.dial.supplement[k, j])
    return float(total)
