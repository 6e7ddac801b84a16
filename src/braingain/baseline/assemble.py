"""Every field of the model's containers, from calibrated parts; layouts as ``model.containers`` has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour, incomes, life, markets, mechanisms, paths, posts, rates, students
from braingain.baseline.calibrate import Calibrated
from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn
from braingain.baseline.paths import Economy, Override
from braingain.baseline.people import HomePeople
from braingain.baseline.profiles import DURATIONS
from braingain.baseline.students import Schools
from braingain.foundation.vocabulary import CADRES, CONDITIONS
from braingain.model.containers import (
    BOND_DURATIONS,
    BUILD_YEARS,
    ENTRANT_DURATIONS,
    N_CLASSES,
    OLD_DURATION,
    QUALITY_HISTORY,
    Constants,
    Paths,
    State,
)

Floats = NDArray[np.float64]
TEACHER_DURATION = 5


@dataclass(frozen=True, eq=False)
class Parts:
    """What the containers are filled from."""

    context: Context
    drawn: Drawn
    at: Economy
    schools: Schools
    people: HomePeople
    stock_abroad: Floats  # (cadre, destination, draw) practising
    shares: Floats  # (cadre, destination, draw) pi0
    found: Calibrated
    recognised: Floats
    channels: Floats
    temporary: Floats
    overrides: Mapping[str, Override]

    @property
    def draws(self) -> int:
        """How many draws."""
        return rates.draws_of(self.drawn)

    @property
    def years(self) -> int:
        """Rows of the paths."""
        return len(self.at.years) - 1

    @cached_property
    def present(self) -> Floats:
        """1 where a cadre has a stock, (cadre, draw)."""
        return (self.people.total > 0).astype(float)

    @cached_property
    def home(self) -> Floats:
        """HOME stock. [persons]"""
        return self.found.home * self.present[:, None, None, None, None]

    @cached_property
    def abroad(self) -> Floats:
        """ABROAD stock. [persons]"""
        return self.found.abroad * self.present[:, None, None, None, None]

    @cached_property
    def graduates(self) -> Floats:
        """Graduates of the first year, (cadre, owner, draw)."""
        return self.schools.graduates(self.found.licensed * self.present)

    @cached_property
    def seats(self) -> Floats:
        """Seats at the start, (cadre, owner, draw)."""
        return self.schools.seats(self.graduates)

    @cached_property
    def students(self) -> Floats:
        """Students at the start, (cadre, owner, stage, draw)."""
        return self.schools.students(self.graduates)

    @cached_property
    def own_work(self) -> Floats:
        """Own-trained at work, (cadre, work post, draw)."""
        return self.home[..., :6, :].sum(axis=(1, 2, 3))

    @cached_property
    def foreign_work(self) -> Floats:
        """Foreign-trained at work, (cadre, work post, draw)."""
        return self.people.foreign[:, None] * self.people.foreign_posts()

    @cached_property
    def posts(self) -> posts.Posts:
        """Posts of the start."""
        return posts.start_posts(self.context, self.drawn, self.own_work, self.foreign_work, self.found, self.present)

    @cached_property
    def workers(self) -> Floats:
        """All at work in the country, (cadre, draw)."""
        return self.own_work.sum(axis=1) + self.people.foreign

    @cached_property
    def markets(self) -> markets.Abroad:
        """Labour markets abroad."""
        stock = self.stock_abroad * self.present[:, None]
        return markets.abroad(self.context, self.drawn, stock, self.years, self.schools.years)

    @cached_property
    def incomes(self) -> tuple[Floats, Floats]:
        """Income at work and in the reserve, (cadre, draw) each."""
        return incomes.at_home(self.context, self.drawn, self.people.posts)

    @cached_property
    def income_abroad(self) -> Floats:
        """Income abroad before tax, (cadre, destination, draw)."""
        return incomes.abroad(self.context, self.drawn)

    @cached_property
    def expected(self) -> tuple[Floats, Floats]:
        """Expected income and share abroad, (cadre, draw) each."""
        return incomes.expected(self.home, self.abroad, *self.incomes, self.shares, self.income_abroad)

    def each(self, name: str) -> Floats:
        """An estimate, (draw,)."""
        return self.drawn[name]

    def by_destination(self, value: Floats) -> Floats:
        """A value spread over DEST."""
        return np.broadcast_to(value, self.shares.shape)


def constants_of(p: Parts) -> Constants:
    """The constants of a run."""
    return Constants(
        **_leaving(p),
        **_abroad(p),
        **_posts(p),
        **_money(p),
        **_schools(p),
        **_demand(p),
        **_destinations(p),
        **mechanisms.constants(p.drawn),
    )


def _leaving(p: Parts) -> dict[str, Floats]:
    found, r = p.found, p.found.rates
    level = found.levels.hazard[:, None, None, None, None]
    home = p.home.sum(axis=(1, 2, 3, 4))
    away = p.abroad.sum(axis=(1, 2, 3))
    everyone = home[:, None] + away.sum(axis=1, keepdims=True)
    return {
        "leave_hazard": level * r.propensity[None],
        "entrant_hazard": level * r.entrant_propensity[None, :, :, :, None],
        "private_school_factor": p.each("propensity_private_school"),
        "destination_shares": p.shares,
        "channel_shares": p.channels,
        "theta_destination": p.each("theta_destination"),
        "theta_channel": p.each("theta_channel"),
        "beta_income_abroad": p.each("beta_income_abroad"),
        "beta_network": p.each("beta_network"),
        "beta_vacancy": p.each("beta_vacancy"),
        "beta_recognition": p.each("beta_recognition"),
        "vacancy_offset": p.each("vacancy_offset"),
        "network_offset": p.each("network_offset"),
        "network0": np.where(home[:, None] > 0, away / np.where(everyone > 0, everyone, 1.0), 0.0),
        "demand_wage": p.each("demand_wage"),
        "income_abroad": p.income_abroad,
        "tax_abroad": p.by_destination(p.each("tax_abroad_share")),
        "entry_cost": incomes.entry_cost(p.context, p.drawn),
    }


def _abroad(p: Parts) -> dict[str, Floats]:
    r = p.found.rates
    return {
        "recognition": p.recognised,
        "deskilled_with_job": p.each("deskilled_with_job"),
        "temporary_share": p.temporary,
        "settle_rate": rates.settle_rate(p.context, p.drawn),
        "recognise_rate": p.by_destination(p.each("recognise_rate")),
        "leave_abroad": r.leave * p.found.levels.leave_factor[:, None],
        "onward_share": r.onward_share,
        "theta_return": p.each("theta_return"),
        "background_mix": r.return_background,
        "mortality_factor": p.each("mortality_factor"),
        "retirement_home": life.retirement(p.drawn)[:, None, None, :, None],
        "retirement_abroad": life.retirement(p.drawn)[:, None, :, None, None],
    }


def _posts(p: Parts) -> dict[str, Floats]:
    young = np.arange(DURATIONS)[:, None] < OLD_DURATION
    age = np.where(young, 1.0, p.each("old_factor"))
    stated = p.each(f"beta_post_stated.{behaviour.stated_pay_key(p.context.country, p.context.region)}")
    kappa = p.each("kappa_stated_preference")
    women = {"management": "sex_management_factor", "housing": "sex_housing_factor"}
    # beta_x and beta_post pass through the same kappa, which cancels in their ratio
    ratio = np.stack([p.each(f"beta_condition.{x}") for x in CONDITIONS]) / stated
    factor = np.stack([p.each(women[x]) if x in women else np.ones(p.draws) for x in CONDITIONS])
    at = p.posts
    return {
        "beta_post": stated * kappa * age,
        "beta_go": p.each("beta_go") * age,
        "beta_work": p.each("beta_work"),
        "pay_response": np.stack([p.each("sex_pay_factor"), np.ones(p.draws)]),
        "condition_response": np.stack([ratio * factor, ratio], axis=1),
        "post_weights": at.weights,
        "rationing0": at.rationing,
        "reconsider_share": p.found.rates.look,
        "hiring_lag": at.hiring_lag,
        "ln_or_rural_training": np.log(p.each("or_rural_training")),
        "rural_training0": p.each("rural_training_share"),
        "foreign_post_shares": p.people.foreign_posts(),
        "vacancy0": posts.vacancy_by_post(at.funded, at.filled),
        "expectation_speed": p.each("expectation_speed"),
    }


def _money(p: Parts) -> dict[str, Floats]:
    oncost = p.each(f"oncost_share.{p.context.group}")
    at = p.posts
    pay = incomes.public_pay_usd(p.context, p.drawn)
    return {
        "oncost": oncost,
        "vacancy_money_share": p.each("vacancy_money_share"),
        "fungibility_share": p.each("fungibility_share"),
        "vacancy_money0": posts.vacancy_money(at.funded, at.filled, pay, oncost),
        "public_post_shares": posts.public_shares(at.funded, p.people.posts[:, :6]),
        "private_vacancy0": at.private_vacancy,
        "private_wage_adjust": p.each("private_wage_adjust"),
        "vacancy_normal": at.vacancy_normal,
        "wage_adjust": p.each("wage_adjust"),
        "wage_return": markets.wage_return(p.drawn),
    }


def _schools(p: Parts) -> dict[str, Floats]:
    own = p.home[:, :, :, TEACHER_DURATION:, :3].sum(axis=(1, 2, 3, 4))
    teachers = own + p.people.foreign * p.people.foreign_posts()[:, :3].sum(axis=1)
    home, reserve = p.incomes
    return {
        "applicants0": students.applicants(p.context, p.drawn, p.seats),
        "applicant_mix": p.found.rates.entry,
        "spill_share": p.each("spill_share"),
        "seat_response": p.each("private_seat_response"),
        "seat_growth_max": p.each("private_seat_growth_max"),
        "drop_out": p.schools.drop,
        "pass_share0": p.schools.passing,
        "dilution": p.each("dilution"),
        "quality_response": p.each("quality_response"),
        "teachers0": teachers,
        "seats0": p.seats.sum(axis=1),
        "teacher_slack": p.each("teacher_slack"),
        "teachers_per_worker": p.each("teachers_per_worker"),
        "applicants_elasticity": p.each("applicants_elasticity"),
        "income_home": home,
        "income_reserve": reserve,
        "expected_income0": p.expected[0],
    }


def _demand(p: Parts) -> dict[str, Floats]:
    """What seats and foreign-trained of the focus country follow (2.26, 2.27b)."""
    growth = p.found.rates.growth
    index = paths.demand(p.drawn, p.at)
    trend = np.broadcast_to(paths.trend(np.concatenate([np.ones((1, p.draws)), index])), growth.shape)
    present, workers = p.present, p.workers
    gone = (p.found.exits - p.found.returns + p.found.emigrants) * present
    net = gone - growth * p.people.foreign
    net_exit = np.where(workers > 0, net / np.where(workers > 0, workers, 1.0), 0.0)
    seats, taught = p.seats.sum(axis=1), p.students.sum(axis=1)
    target = markets.seat_target(
        p.posts.funded.sum(axis=1) * index[0],
        workers * (1.0 + growth),
        markets.after_one_year(taught, seats, p.schools.drop, p.schools.years),
        p.schools.drop,
        net_exit,
        trend,
        p.posts.vacancy_normal,
        p.each("seat_horizon_years"),
        p.schools.completion,
        p.schools.years,
    )
    return {
        "seat_adjust": p.each("seat_adjust"),
        "seat_horizon_years": p.each("seat_horizon_years"),
        "own_demand_growth": trend,
        "own_net_exit": net_exit,
        "own_completion": p.schools.completion,
        "own_seat_target_gap": seats - target,
        "foreign_growth": growth,
        "foreign_exit": np.broadcast_to(p.each("destination_exit"), growth.shape),
        "foreign0": p.people.foreign,
    }


def _destinations(p: Parts) -> dict[str, Floats]:
    m = p.markets
    return {
        "dest_exit": m.exits,
        "dest_inflow0": m.inflow,
        "dest_growth": m.growth,
        "dest_vacancy0": m.vacancy,
        "dest_net_exit": m.net_exit,
        "dest_seat_target_gap": m.gap,
        "dest_completion": m.completion,
        "dest_drop_out": np.broadcast_to(m.drop, p.shares.shape),
    }


def paths_of(p: Parts) -> Paths:
    """The series of a run without policy, overrides applied."""
    years = p.at.years[:-1]
    index = paths.demand(p.drawn, p.at) * _factor(p, "demand")[:, None]
    total = p.posts.funded.sum(axis=1)
    funded = _posts_path(p, index) * _factor(p, "posts")[:, None, None, None]
    pay = paths.pay_index(p.drawn, p.at)
    return Paths(
        mortality_home=life.mortality(p.context.life_table, years, p.drawn, p.context.group == "HIC")[
            :, :, :, None, :, None
        ],
        mortality_abroad=life.mortality_abroad(p.context, years, p.drawn)[:, :, :, :, None],
        applicants_index=np.repeat(p.at.young[:-1, None], len(CADRES), axis=1),
        seats=p.seats[None] * p.schools.index[: p.years, None, None] * _factor(p, "seats")[:, None, None, None],
        posts=funded,
        posts_new=np.maximum(0.0, np.diff(funded, axis=0, prepend=p.posts.funded[None])),
        pay=np.repeat(_factor(p, "pay")[:, None], p.draws, axis=1),
        public_pay_usd=incomes.public_pay_usd(p.context, p.drawn)[None] * pay[:, None],
        pay_index=pay,
        fine_index=paths.fine_index(p.drawn, p.at),
        pay_abroad=np.repeat(_factor(p, "pay_abroad")[:, None], p.shares[None].size, axis=1).reshape(
            p.years, *p.shares.shape
        ),
        demand=total[None] * index[:, None],
        demand_abroad=p.markets.demand,
    )


def _posts_path(p: Parts, demand: Floats) -> Floats:
    """F^path by year: demand by post (2.29d), or budget and income (2.28b, 2.30)."""
    if p.context.labour == "demand":
        return p.posts.funded[None] * demand[:, None, None]
    return paths.budget_posts(p.context, p.drawn, p.posts.funded, p.found.rates.growth, p.at)


def state_of(p: Parts) -> State:
    """Stocks and memories on 1 January of the start."""
    n, k = p.draws, len(CADRES)
    mix = p.found.rates.entry
    resit = p.schools.resit(p.graduates)
    rural = np.broadcast_to(p.each("rural_training_share"), (k, DURATIONS, n))
    private = np.broadcast_to(p.schools.private_licensed[:, None], (k, ENTRANT_DURATIONS, n))
    shares = p.shares
    zeros = np.zeros
    return State(
        **mechanisms.nobody(DURATIONS, shares.shape[1], n),
        home=p.home,
        abroad=p.abroad,
        stays=zeros((k, 2, 2, DURATIONS, 1, 1, n)),
        students=mix[:, :, :, None, None] * p.students[:, None, None],
        resit=mix[:, :, :, None] * resit[:, None, None],
        bonded=zeros((k, 2, BOND_DURATIONS, N_CLASSES, n)),
        rural_trained=rural,
        privately_trained=private,
        lever_students=zeros((k, 2, max(p.schools.years), n)),
        seats=p.seats,
        lever_seats=zeros((k, 2, n)),
        building=zeros((k, 2, BUILD_YEARS, n)),
        ln_seats=zeros((k, 2, QUALITY_HISTORY, n)),
        rationing=p.posts.rationing,
        vacancy=posts.vacancy_by_post(p.posts.funded, p.posts.filled),
        vacancy_abroad=p.markets.vacancy,
        ln_wage_abroad=np.zeros_like(shares),
        others_abroad=p.markets.others,
        seats_abroad=p.markets.seats,
        students_abroad=p.markets.students,
        foreign=p.people.foreign,
        expected_abroad=p.expected[1],
        inclusive=np.zeros_like(shares),
        shares=shares,
    )


def _factor(p: Parts, name: str) -> Floats:
    """A scenario's factor on one of our paths, (year,); 1 where it gives none."""
    given = p.overrides.get(name)
    return np.ones(p.years) if given is None else paths.by_year(given, p.at.years[:-1])
