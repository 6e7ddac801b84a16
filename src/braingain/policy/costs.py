"""What a package costs whom: gross outlay by payer and year from paired runs; receipts stand apart (docs/architecture.md (levers), docs/model.md 2.37).

All money is in US dollars of the run's price year; unit costs come already in it. Cost is never negative: fines, fees and
tuition are receipts of the receiver. Wages of people who stay in posts that were funded anyway are not a lever's cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from braingain.model.containers import PUBLIC
from braingain.policy import cost_of_pay, cost_of_people, cost_of_training, transfers
from braingain.policy.cost_of_pay import wage_bill
from braingain.policy.paired import PLACE_INTEREST, PLACE_LIFE_YEARS, PairedRun, annuity
from braingain.policy.parts import Part

__all__ = [
    "FORMS",
    "PLACE_INTEREST",
    "PLACE_LIFE_YEARS",
    "Costs",
    "PairedRun",
    "annuity",
    "costs_of",
    "wage_bill",
]


@dataclass(frozen=True)
class Costs:
    """Money of a package by year and draw, all (year, draw) [US$ of the price year].

    ``outlay`` by payer, never negative; ``receipts`` by their name in ``transfers.RECEIPTS``; ``windfall``: part of pay levers that goes to people who
    would have been there anyway; ``wage_bill_difference``: public wages, package less baseline; ``wages_gained``: base pay of
    the public workers gained, ``posts_paid`` the part of outlay that already is such pay.
    """

    outlay: dict[str, np.ndarray]
    receipts: dict[str, np.ndarray]
    windfall: np.ndarray
    wage_bill_difference: np.ndarray
    wages_gained: np.ndarray
    posts_paid: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Gross outlay of all payers. (year, draw)"""
        return np.sum(list(self.outlay.values()), axis=0)


def costs_of(parts: Sequence[Part], run: PairedRun) -> Costs:
    """Costs of a package: each part by its card's cost form, shared among its payers."""
    outlay = {payer: run.zeros() for payer in _payers(parts)}
    posts_paid, windfall = run.zeros(), run.zeros()
    for part in parts:
        if part.is_zero:
            continue
        for form in part.card.cost_forms:
            for amount, payers in _charged(form, part, parts, run):
                posts_paid += amount if form == "posts" else 0.0
                for payer, share in payers.items():
                    outlay[payer] += share * amount
        windfall += cost_of_pay.windfall(part, run)
    return Costs(
        outlay=outlay,
        receipts=transfers.receipts_of(parts, run),
        windfall=windfall,
        wage_bill_difference=wage_bill(run.package, run.dials, run) - wage_bill(run.baseline, None, run),
        wages_gained=_wages_gained(run),
        posts_paid=posts_paid,
    )


def _charged(
    form: str, part: Part, parts: Sequence[Part], run: PairedRun
) -> list[tuple[np.ndarray, Mapping[str, float]]]:
    """Amounts of a cost form, each with its payers: of a rule migrants pay files, the office that keeps it is the others'."""
    payers = transfers.payers_of(part, form)
    others = {payer: share for payer, share in payers.items() if payer != "migrant"}
    if form != "rule" or len(others) in (0, len(payers)):
        return [(FORMS[form](part, parts, run), payers)]
    whole = sum(others.values())
    states = {payer: share / whole for payer, share in others.items()}
    return [(cost_of_people.office(part, parts, run), states), (cost_of_people.files(part, parts, run), payers)]


def none(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Nothing is paid."""
    return run.zeros()


def _wages_gained(run: PairedRun) -> np.ndarray:
    gained = np.asarray(run.package.filled)[:, :, PUBLIC] - np.asarray(run.baseline.filled)[:, :, PUBLIC]
    return (gained.sum(axis=2) * run.pay).sum(axis=1) * (1 + run.on_cost)


def _payers(parts: Sequence[Part]) -> list[str]:
    return sorted(
        {payer for part in parts for form in part.card.cost_forms for payer in transfers.payers_of(part, form)}
    )


Form = Callable[[Part, Sequence[Part], PairedRun], np.ndarray]
FORMS: Mapping[str, Form] = {
    "train": cost_of_training.train,
    "posts": cost_of_training.posts,
    "wages_of_staff": cost_of_training.wages_of_staff,
    "topup": cost_of_pay.topup,
    "pay": cost_of_pay.pay,
    "benefit": cost_of_pay.benefit,
    "condition": cost_of_pay.condition,
    "bond": cost_of_people.bond,
    "person": cost_of_people.person,
    "month": cost_of_people.month,
    "rule": cost_of_people.rule,
    "agencies": cost_of_people.agencies,
    "transfer": transfers.transfer,
    "none": none,
}
