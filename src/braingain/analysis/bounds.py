r"""What nothing can exceed without policy, whatever is drawn and however long the run: closed forms of docs/model.md 2.10b.

Each is worked out from what a run is given, its constants and its paths, and from nothing that a run finds: pay, seats
that follow demand, and the pull of destinations, which a corridor multiplies. What a run reaches is held against them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.foundation.vocabulary import OWNERS
from braingain.model import leaving, markets
from braingain.model.containers import IRREGULAR, Constants, Paths, World
from braingain.model.posts import WORKLOAD

NURSE = 1
PUBLIC_SCHOOL, PRIVATE_SCHOOL = (OWNERS.index(name) for name in ("public", "private"))


class Given(NamedTuple):
    """What the bounds of one country need; all arrays end in a draw axis."""

    constants: Constants
    paths: Paths
    seats0: np.ndarray  # SEATS at the start
    wage_abroad: np.ndarray  # DEST largest ln of pay over its path that a destination's market can make
    programme_years: tuple[int, ...]


def given_of(world: World, wage_abroad: np.ndarray | None = None) -> Given:
    """What the bounds of one country need, from its record.

    ``wage_abroad`` is that of the countries where its slots lead, where these have responses of their own; else markets
    abroad respond as the country's own.
    """
    alike = most_pay(world.constants) * np.ones_like(np.asarray(world.constants.dest_vacancy0))
    wage = alike if wage_abroad is None else wage_abroad
    return Given(world.constants, world.paths, np.asarray(world.state.seats), wage, world.options.programme_years)


def most_pay(constants: Constants) -> np.ndarray:
    r"""Largest distance of ln pay from its path (2.25): :math:`.1\,\eta_w/\delta_w`; (draw,)."""
    return np.asarray(markets.LARGEST_GAP * np.asarray(constants.wage_adjust) / np.asarray(constants.wage_return))


def most_private_pay(constants: Constants) -> np.ndarray:
    r"""The same of private posts where posts follow money (2.30): :math:`.1\,\eta_{prv}/\delta_w`; (draw,)."""
    return np.asarray(
        markets.LARGEST_GAP * np.asarray(constants.private_wage_adjust) / np.asarray(constants.wage_return)
    )


def most_seats(given: Given) -> np.ndarray:
    r"""Most seats of a country whose seats follow demand (2.26), (year, cadre, draw): those if nobody worked or studied.

    .. math:: M' = (1+g_D)\,[(1-\eta_{cap}) M + \eta_{cap}\, top], \quad
              top = \frac{(xr + g_D + 1/T_{adj})^+ (1-v^*)\,(1+g_D)^n D}{\Gamma} + (Cap^0 - Cap^{*0})^+ \frac{D}{D^0}

    Workers and students only lower Cap*, and D is a path, so by induction seats are at most M. Where
    (1 − η_cap)(1 + g_D) < 1, M is at most a multiple of the largest demand there was.
    """
    c, demand = given.constants, np.asarray(given.paths.demand)
    growth, speed = np.asarray(c.own_demand_growth), np.asarray(c.seat_adjust)
    rate = np.maximum(0.0, np.asarray(c.own_net_exit) + growth + 1.0 / np.asarray(c.seat_horizon_years))
    ahead = np.stack([(1.0 + growth[k]) ** n for k, n in enumerate(given.programme_years)])
    filled = 1.0 - np.asarray(c.vacancy_normal)
    some = demand[:1] > 0
    index = np.where(some, demand / np.where(some, demand[:1], 1.0), 1.0)
    top = rate * filled * ahead * demand / np.asarray(c.own_completion)
    top = top + np.maximum(0.0, np.asarray(c.own_seat_target_gap)) * index
    most = [given.seats0.sum(axis=1) * np.ones_like(top[0])]
    for wanted in top[:-1]:
        most.append(np.maximum(0.0, (1.0 + growth) * ((1.0 - speed) * most[-1] + speed * wanted)))
    return np.stack(most)


def most_pull(given: Given) -> np.ndarray:
    r"""Largest ln of how much more a destination draws than at the start, I_d of (2.2a); DEST.

    .. math:: \beta_{inc}\,\Delta\ln Y^{net}(.1\,\eta_w/\delta_w) + \beta_{net}\ln\frac{1+\varepsilon_A}{a^0+\varepsilon_A}
              + \beta_{vac}\ln\frac{v^0+.1+off}{v^0+off}

    Pay is at its largest, all of the origin's workers are there, and vacancies are as far above normal as they can be
    felt (docs/decisions/0021, 0025, 0027). I_d is a mean over channels, so at most the largest of them.
    """
    c = given.constants
    wage = given.wage_abroad
    pay = _pay_abroad(given)
    income = _income_abroad(given)
    offset = np.asarray(c.network_offset)
    everyone = np.log1p(offset) - np.log(np.asarray(c.network0) + offset)
    network = np.where(np.asarray(c.network0) > 0, np.asarray(c.beta_network) * everyone, 0.0)
    normal = np.asarray(c.dest_vacancy0)
    vacancies = markets.vacancy_pull(normal + markets.LARGEST_GAP, normal, c.vacancy_offset, c.beta_vacancy)
    beta = np.asarray(c.beta_income_abroad)
    legal = (beta * income)[:, :IRREGULAR] + (network + np.asarray(vacancies))[:, None]
    nurse = min(NURSE, len(pay) - 1)
    hidden = beta * (np.log(pay) + wage)[nurse : nurse + 1] + network
    ways = np.concatenate([legal, np.broadcast_to(hidden, legal[:, 0].shape)[:, None]], axis=1)
    used = np.asarray(c.channel_shares) > 0
    return np.asarray(np.where(used, ways, -np.inf).max(axis=1))


def most_growth(given: Given) -> np.ndarray:
    r"""Largest ln of the odds of leaving over those of the start at home's offers of the day, I of (2.2b); CADRE.

    .. math:: \theta_D \ln \sum_d \pi^0_d e^{B_d/\theta_D}

    with B of ``most_pull``: I rises with each I_d.
    """
    theta = np.asarray(given.constants.theta_destination)
    shares, pull = np.asarray(given.constants.destination_shares), most_pull(given)
    there = shares > 0
    terms = np.where(there, np.log(np.where(there, shares, 1.0)) + np.where(there, pull, 0.0) / theta, -np.inf)
    top = terms.max(axis=1, keepdims=True)
    known = np.isfinite(top)
    total = np.exp(terms - np.where(known, top, 0.0)).sum(axis=1)
    sums = np.where(known[:, 0], top[:, 0], 0.0) + np.log(np.where(total > 0, total, 1.0))
    return np.asarray(np.where(known[:, 0], theta * sums, 0.0))


def most_posts(given: Given) -> np.ndarray:
    r"""Posts that demand asks for when pay is as low as it can be (2.25): :math:`D e^{\varepsilon_w .1\eta_w/\delta_w}`.

    A path, (year, cadre, draw). Who comes from abroad has no reason to come once posts are taken: docs/decisions/0015.
    """
    lowest = np.exp(np.asarray(given.constants.demand_wage) * most_pay(given.constants))
    return np.asarray(np.asarray(given.paths.demand) * lowest)


def most_private_seats(given: Given) -> np.ndarray:
    r"""Most private seats where posts follow money (2.6), (year, cadre, draw): a multiple of their path.

    .. math:: Cap_{prv} \le Cap^{path}_{prv} \max\left(\frac{Cap^0_{prv}}{Cap^{path,0}_{prv}},\;
              (1+g_{max})\,F\left(1 + \varphi_{spill}\frac{App^0_{pub}}{App^0_{prv}}\right)\right)

    Seats over their path grow only where they are fewer than applicants over theirs, and by at most g_max a year.
    Applicants of private schools are at most F times those of the start with all whom public schools could refuse; F is
    the power η_app of expected income over that of the start (2.32), at the largest that it can be.
    """
    c, path = given.constants, np.asarray(given.paths.seats)[:, :, PRIVATE_SCHOOL]
    public, private = (np.asarray(c.applicants0)[:, owner] for owner in (PUBLIC_SCHOOL, PRIVATE_SCHOOL))
    asked = private > 0
    refused = np.asarray(c.spill_share) * np.where(asked, public / np.where(asked, private, 1.0), 0.0)
    wanted = np.where(asked, (1.0 + np.asarray(c.seat_growth_max)) * _most_applications(given) * (1.0 + refused), 0.0)
    first, began = given.seats0[:, PRIVATE_SCHOOL], path[0] > 0
    share = np.where(began, first / np.where(began, path[0], 1.0), 1.0)
    return np.asarray(path * np.maximum(share, wanted))


def _most_applications(given: Given) -> np.ndarray:
    """Largest F of (2.33): the largest of incomes at home, without a post and abroad, over what was expected; CADRE."""
    c = given.constants
    fair = np.maximum(np.log(np.asarray(given.paths.pay).max(axis=0)), 0.0)
    private = most_private_pay(c)
    hours = np.asarray(c.dual_most) * np.asarray(c.dual_place).max(axis=0) * np.asarray(c.private_pay_ratio)
    pay = fair + np.maximum(private, np.log1p(hours * np.exp(private)))
    better = np.maximum(1.0, np.asarray(c.pay_response).max(axis=0)) * pay
    easier = np.asarray(c.condition_response)[WORKLOAD].max(axis=0)  # X_workload goes from 0 to 1
    there = (np.asarray(c.income_abroad) * np.exp(_income_abroad(given).max(axis=1))).max(axis=1)
    home = np.asarray(c.income_home) * np.exp(better + easier)
    expected = np.maximum(np.maximum(home, np.asarray(c.income_reserve)), there)
    before = np.asarray(c.expected_income0)
    known = (before > 0) & (expected > 0)
    ratio = np.where(known, expected, 1.0) / np.where(known, before, 1.0)
    return np.asarray(np.where(known, np.maximum(1.0, ratio) ** np.asarray(c.applicants_elasticity), 1.0))


def _pay_abroad(given: Given) -> np.ndarray:
    """Largest actual pay over its path in any year, at least 1; DEST."""
    return np.maximum(np.asarray(given.paths.pay_abroad).max(axis=0), 1.0) * np.ones_like(given.wage_abroad)


def _income_abroad(given: Given) -> np.ndarray:
    """Largest change of ln net income abroad (2.17a); CHOICE."""
    c, none = given.constants, np.zeros(())
    return np.asarray(
        leaving.net_income(c.income_abroad, _pay_abroad(given), given.wage_abroad, c.tax_abroad, c.entry_cost, none)
    )
