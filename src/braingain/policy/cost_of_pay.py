"""What pay, benefits and conditions cost (cost forms ``topup``, ``pay``, ``benefit``, ``condition``), and who would have been there anyway."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import SEXES
from braingain.model.containers import FEMALE, PUBLIC, Dials, Yearly
from braingain.policy.moves import payroll_rise, public_posts, sex_indices
from braingain.policy.paired import PairedRun, annuity, group_of, public_workers
from braingain.policy.parts import Part, place_indices
from braingain.policy.work import PLACES, condition_places, condition_rise

SHARES = {  # unit cost of a condition for a worker and year, over pay
    "equipment": "equipment_cost_share",
    "management": "management_cost_share",
    "training_rights": "training_cost_share",
    "schools": "school_cost_share",
    "safety": "safety_cost_share",
    "family": "family_cost_share",
}


def topup(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Supplement paid to all who fill the posts; no on-cost, as allowances are not pensionable (assumed)."""
    return _paid_on_posts(part, np.asarray(run.package.filled), run)


def pay(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """A raise with on-cost to all who fill the posts; of women's pay; of other public pay; of pay at a destination."""
    total = run.zeros()
    if "pay" in part.card.moves and "pay_out" not in part.card.moves:
        total += _paid_on_posts(part, np.asarray(run.package.filled), run)
    if "pay_out" in part.card.moves:
        total += _civil_service(part, run)
    if "pay_gap" in part.card.moves:
        total += _womens_pay(part, womens_posts(run.package), run)
    if "pay_abroad" in part.card.moves:
        total += _pay_abroad(part, run)
    return total


def windfall(part: Part, run: PairedRun) -> np.ndarray:
    """What a pay lever pays people who would have been in the posts anyway. (year, draw) [US$]"""
    total = run.zeros()
    if "pay_gap" in part.card.moves:
        total += _womens_pay(part, np.minimum(womens_posts(run.baseline), womens_posts(run.package)), run)
    if {"topup", "pay"} & set(part.card.cost_forms) and {"pay", "supplement"} & set(part.card.moves):
        incumbents = np.minimum(np.asarray(run.baseline.filled), np.asarray(run.package.filled))
        total += _paid_on_posts(part, incumbents, run)
    return total


def _paid_on_posts(part: Part, filled: np.ndarray, run: PairedRun) -> np.ndarray:
    """A rise of base pay with its on-cost; a supplement on base pay as other levers have raised it (2.14b)."""
    rise, on_cost = payroll_rise(part, run.setting)
    chosen = run.setting.cadre_indices(part.cadres)
    heads = filled[:, chosen][:, :, public_posts(part)]
    if not on_cost:
        heads = heads * (1.0 + np.asarray(run.dials.pay_raise)[:, chosen][:, :, public_posts(part)])
    heads = heads.sum(axis=2)
    return np.asarray(rise[:, None] * (heads * run.pay[:, chosen]).sum(axis=1) * (1 + on_cost * run.on_cost))


def _civil_service(part: Part, run: PairedRun) -> np.ndarray:
    """A raise of all public pay: its share of the government's wage bill, a share of GDP at the start (2.28b).

    The bill for each head of the people grows with the path of pay.

    Raises
    ------
    BraingainError
        Where GDP per head of the country is not known.
    """
    setting = run.setting
    if setting.gdp_per_head_usd is None:
        raise BraingainError(Problem(setting.country, "GDP per head is not known, so public pay of all has no cost"))
    over_start = run.pay[:, 0] / np.asarray(setting.world.paths.public_pay_usd)[0, 0]  # one path for all cadres
    bill = setting.gdp_per_head_usd * run.unit(f"wage_bill_share.{setting.income_group}") * over_start
    people = setting.population[: len(setting.years), None]
    return np.asarray(part.effective("raise_ratio", setting.years)[:, None] * bill * people)


def _womens_pay(part: Part, women: np.ndarray, run: PairedRun) -> np.ndarray:
    """Closing a part of women's pay gap for the women in public posts, with on-cost. (year, draw) [US$]"""
    chosen = run.setting.cadre_indices(part.cadres)
    closed = part.effective("pay_gap_closed_share", run.setting.years)[:, None]
    heads = women[:, chosen][:, :, place_indices(part, PLACES)].sum(axis=2)
    bill = (heads * run.pay[:, chosen]).sum(axis=1)
    return np.asarray(closed * np.asarray(run.setting.world.constants.women_pay_gap) * bill * (1 + run.on_cost))


def _pay_abroad(part: Part, run: PairedRun) -> np.ndarray:
    """A raise to everyone who works at the destinations: those in demand there less vacancies, at their mean income."""
    setting, total = run.setting, run.zeros()
    constants, demand = setting.world.constants, np.asarray(setting.world.paths.demand_abroad)
    rise = part.effective("raise_ratio", setting.years)[:, None]
    income = np.asarray(constants.income_abroad) * np.asarray(setting.world.paths.pay_abroad)
    vacant = np.asarray(run.package.vacancy_abroad)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            workers = demand[:, cadre, place] * (1.0 - vacant[:, cadre, place])
            on_cost = run.unit(f"oncost_share.{group_of(run, place)}")
            total += rise * workers * income[:, cadre, place] * (1 + on_cost)
    return total


def benefit(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Benefits in kind: of the value given to those who are eligible, the subsidy and the loans that are not paid back."""
    chosen = run.setting.cadre_indices(part.cadres)
    value = part.effective("value_share", run.setting.years)[:, None] * part.dose("eligible_share", 1.0)
    bill = public_workers(run)[:, chosen][:, :, place_indices(part, PLACES)].sum(axis=2) * run.pay[:, chosen]
    borne = np.minimum(1.0, part.dose("subsidy_share", 1.0) + run.unit("loan_default"))
    return np.asarray(value * borne * bill.sum(axis=1))


def condition(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """``Σ_m workers covered·c_m·ΔX_m``: houses by their annuity, the others by a share of pay; in-service training of a wider scope.

    Promotion and workload have no unit cost of their own: they are paid as pay, posts and staff.
    """
    total = run.zeros()
    for name in (move.removeprefix("condition.") for move in part.card.moves if move.startswith("condition.")):
        total += condition_rise(part, run.parameters, run.setting, name) * _covered(
            part, condition_places(part, name), name, run
        )
    if "task" in part.card.moves:
        scope = part.effective("scope_share", run.setting.years)[:, None]
        total += scope * _covered(part, place_indices(part, PLACES), "training_rights", run)
    return total


def _covered(part: Part, places: Sequence[int], name: str, run: PairedRun) -> np.ndarray:
    """Money for a condition at its full index for everyone covered. (year, draw) [US$]"""
    group, chosen = run.setting.income_group, run.setting.cadre_indices(part.cadres)
    covered = public_workers(run) if len(part.sexes) == len(SEXES) else posts_of_sexes(run.package, sex_indices(part))
    heads = covered[:, chosen][:, :, list(places)].sum(axis=2)
    if name == "housing":
        return np.asarray(heads.sum(axis=1) * run.unit(f"house_cost_usd.{group}") * annuity())
    if name not in SHARES:
        return run.zeros()
    return np.asarray((heads * run.pay[:, chosen]).sum(axis=1) * run.unit(f"{SHARES[name]}.{group}"))


def posts_of_sexes(yearly: Yearly, sexes: Sequence[int]) -> np.ndarray:
    """People of some sexes in public posts; the foreign-trained have those of the own-trained. (year, cadre, post, draw)"""
    home = np.asarray(yearly.home)[:, :, :, PUBLIC]
    total = home.sum(axis=2)
    chosen = home[:, :, list(sexes)].sum(axis=2)
    share = np.divide(chosen, total, out=np.full_like(total, 1.0 / len(SEXES)), where=total > 0)
    return np.asarray(np.asarray(yearly.filled)[:, :, PUBLIC] * share)


def womens_posts(yearly: Yearly) -> np.ndarray:
    """Women in public posts. (year, cadre, post, draw)"""
    return posts_of_sexes(yearly, [FEMALE])


def wage_bill(yearly: Yearly, dials: Dials | None, run: PairedRun) -> np.ndarray:
    """Public wages with on-cost, raises, supplements, and what women's pay gap is closed by, of those in posts. (year, draw)"""
    filled = np.asarray(yearly.filled)[:, :, PUBLIC]
    raised = np.asarray(dials.pay_raise)[:, :, PUBLIC] if dials else 0.0
    extra = np.asarray(dials.supplement)[:, :, PUBLIC] if dials else 0.0
    per_head = (1 + raised) * (1 + run.on_cost) + (1 + raised) * extra
    bill = filled * per_head
    if dials and np.any(dials.pay_gap_closed):
        closed = np.asarray(dials.pay_gap_closed)[:, :, PUBLIC] * np.asarray(run.setting.world.constants.women_pay_gap)
        bill = bill + womens_posts(yearly) * closed * (1 + run.on_cost)
    return np.asarray((bill * run.pay[:, :, None]).sum(axis=(1, 2)))
