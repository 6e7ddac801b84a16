"""What a package costs whom: gross outlay by payer and year from paired runs; receipts stand apart (docs/architecture.md (levers), docs/model.md 2.37).

All money is in US dollars of the run's price year; unit costs come already in it. Cost is never negative: fines, fees and
tuition are receipts of the receiver. Wages of people who stay in posts that were funded anyway are not a lever's cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import PRIVATE_CHANNEL, PUBLIC, Dials, Yearly
from braingain.policy.channels import channel_of
from braingain.policy.moves import PUBLIC_OWNER, payroll_rise, public_posts, seat_levels
from braingain.policy.parts import Part, stay_length
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import Structure, stay_of

PLACE_LIFE_YEARS, PLACE_INTEREST = 25, 0.03
TAX_CUT_YEARS = 5  # a tax cut weighs in (2.21c) as a grant over five years
SUPERVISOR_CADRE = "nurse"  # supervisors of mid-level and community workers are paid as nurses (assumed)


@dataclass(frozen=True)
class PairedRun:
    """A package's run beside its baseline: the same draws, arrays with a leading year axis, dials of the package."""

    setting: Setting
    parameters: Parameters  # estimates; unit costs in the run's price year
    structure: Structure
    baseline: Yearly
    package: Yearly
    dials: Dials

    @property
    def pay(self) -> np.ndarray:
        """Public pay a year. (year, cadre, draw) [US$]"""
        paths = self.setting.world.paths
        return np.asarray(paths.public_pay_usd) * np.asarray(paths.pay)[:, None, :]

    @property
    def on_cost(self) -> np.ndarray:
        """Employer's on-cost as a share of pay. (draw,)"""
        return np.asarray(self.setting.world.constants.oncost)

    def unit(self, name: str) -> np.ndarray:
        """A unit cost or estimate, by draw.

        Raises
        ------
        BraingainError
            Where the registry has no value of that name: the lever's cost is then not available.
        """
        if name not in self.parameters:
            raise BraingainError(Problem("unit costs", f"no unit cost {name}", "add it to catalogue/estimates"))
        return np.asarray(self.parameters[name])

    def zeros(self) -> np.ndarray:
        """No money: (year, draw)."""
        return np.zeros((len(self.setting.years), self.setting.draws))


@dataclass(frozen=True)
class Costs:
    """Money of a package by year and draw, all (year, draw) [US$ of the price year].

    ``outlay`` by payer, never negative; ``receipts`` by receiver; ``windfall``: part of pay levers that goes to people who
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
            amount = FORMS[form](part, parts, run)
            posts_paid += amount if form == "posts" else 0.0
            for payer, share in part.payer.items():
                outlay[payer] += share * amount
        windfall += _windfall(part, run)
    return Costs(
        outlay=outlay,
        receipts=_receipts(parts, run),
        windfall=windfall,
        wage_bill_difference=wage_bill(run.package, run.dials, run) - wage_bill(run.baseline, None, run),
        wages_gained=_wages_gained(run),
        posts_paid=posts_paid,
    )


def train(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """``Σ_k Δenrolled·c_seat + Δplaces·c_place·crf(25)`` in public schools: an empty seat costs only its capital (2.35)."""
    group = run.setting.income_group
    total = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        name = CADRES[cadre]
        share = _share_of_seats(part, parts, cadre, run)
        enrolled = _gained(run, "enrolled", (2,))[:, cadre, PUBLIC_OWNER]
        places = _gained(run, "seats_open")[:, cadre, PUBLIC_OWNER] * run.setting.world.options.programme_years[cadre]
        place_cost = run.unit(f"place_cost_usd.{group}")
        if name == "doctor":
            place_cost = place_cost * run.unit("place_cost_doctor_factor")
        yearly = place_cost * annuity(PLACE_LIFE_YEARS, PLACE_INTEREST)
        total += share * (enrolled * run.unit(f"seat_cost_usd.{name}.{group}") + places * yearly)
    return total


def posts(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Posts that a training lever funds for its graduates, at public pay with on-cost (2.29c)."""
    total = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        share = _share_of_seats(part, parts, cadre, run)
        total += share * np.asarray(run.package.lever_posts)[:, cadre] * run.pay[:, cadre] * (1 + run.on_cost)
    return total


def wages_of_staff(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Supervisors of workers trained by the lever, as a share of them, at a nurse's pay with on-cost."""
    pay = run.pay[:, CADRES.index(SUPERVISOR_CADRE)] * (1 + run.on_cost)
    supervised = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        supervised += _share_of_seats(part, parts, cadre, run) * np.asarray(run.package.lever_posts)[:, cadre]
    return part.dose("supervisor_fte_per_worker") * supervised * pay


def topup(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Supplement paid to all who fill the posts; no on-cost, as allowances are not pensionable (assumed)."""
    return _paid_on_posts(part, np.asarray(run.package.filled), run)


def pay(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """A raise of base pay, with on-cost, paid to all who fill the posts."""
    return _paid_on_posts(part, np.asarray(run.package.filled), run)


def bond(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Administration of those under bond and pursuit of those who left."""
    group = run.setting.income_group
    chosen = run.setting.cadre_indices(part.cadres)
    bonded = np.asarray(run.package.bonded)[:, chosen].sum(axis=(1, 2))
    leavers = np.asarray(run.package.bonded_leavers)[:, chosen].sum(axis=(1, 2, 3))
    pursued = part.dose("enforcement_effort_share") * leavers
    return bonded * run.unit(f"bond_cost_usd.{group}") + pursued * run.unit(f"enforcement_cost_usd.{group}")


def return_persons(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Grant, tax cut over five years and passage of all eligible who return, those who would have come anyway included."""
    generosity = part.dose("grant_pay_multiple") + TAX_CUT_YEARS * part.dose("tax_cut_share")
    chosen = run.setting.cadre_indices(part.cadres)
    returns = np.asarray(run.package.returns)[:, chosen].sum(axis=2)
    each = generosity * run.pay[:, chosen] + run.unit("return_cost_usd")
    eligible = part.dose("eligible_share", 1.0) * (part.effective("job_offer_share", run.setting.years) > 0)
    return eligible[:, None] * (returns * each).sum(axis=1) * (1 + run.unit("admin_share"))


def stay_persons(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """People sent abroad, a year's cost for each year of their stay, booked when it begins."""
    programme = _programme_of(part, parts, run)
    begun = np.asarray(run.package.stays_begun)[:, programme, run.setting.cadre_indices(part.cadres)].sum(axis=(1, 2))
    return begun * stay_length(part) * run.unit("scholar_cost_usd") * (1 + run.unit("admin_share"))


def person(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Cost per person: of those who return under a return programme, or of those sent on a stay."""
    return (stay_persons if "stay" in part.card.moves else return_persons)(part, parts, run)


def rule(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Keeping a code: a sum a year for each acting country and a file for each recruit on the channel it covers."""
    force = (part.in_force(run.setting.years) > 0)[:, None]
    total = run.zeros()
    for place in run.setting.destination_indices(part.destinations):
        group = run.setting.destination_groups.get(run.setting.destinations[place], "HIC")
        flows = np.asarray(run.package.flows)[:, run.setting.cadre_indices(part.cadres), channel_of(part), place].sum(
            axis=1
        )
        total += force * (run.unit("code_cost_usd") + flows * run.unit(f"file_cost_usd.{group}"))
    return total


def agencies(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Licences of agencies that recruit, as many as the recruits of the private channel keep busy."""
    force = part.dose("licensing") * (part.in_force(run.setting.years) > 0)[:, None]
    places = run.setting.destination_indices(part.destinations)
    flows = np.asarray(run.package.flows)[:, run.setting.cadre_indices(part.cadres), PRIVATE_CHANNEL][:, :, places].sum(
        axis=(1, 2)
    )
    return force * flows / run.unit("recruits_per_agency") * run.unit("agency_licence_cost_usd")


def none(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Nothing is paid."""
    return run.zeros()


def annuity(years: int, interest: float) -> float:
    """Yearly payment on a capital of 1: ``crf(25)`` at 3 % is .05743 (docs/model.md 1.3)."""
    return interest / (1 - (1 + interest) ** -years)


def wage_bill(yearly: Yearly, dials: Dials | None, run: PairedRun) -> np.ndarray:
    """Public wages with on-cost, raises and supplements of those in posts. (year, draw)"""
    filled = np.asarray(yearly.filled)[:, :, PUBLIC]
    raised = np.asarray(dials.pay_raise)[:, :, PUBLIC] if dials else 0.0
    extra = np.asarray(dials.supplement)[:, :, PUBLIC] if dials else 0.0
    per_head = (1 + raised) * (1 + run.on_cost) + (1 + raised) * extra
    return (filled * per_head * run.pay[:, :, None]).sum(axis=(1, 2))


def _wages_gained(run: PairedRun) -> np.ndarray:
    gained = np.asarray(run.package.filled)[:, :, PUBLIC] - np.asarray(run.baseline.filled)[:, :, PUBLIC]
    return (gained.sum(axis=2) * run.pay).sum(axis=1) * (1 + run.on_cost)


def _paid_on_posts(part: Part, filled: np.ndarray, run: PairedRun) -> np.ndarray:
    rise, on_cost = payroll_rise(part, run.setting)
    chosen = run.setting.cadre_indices(part.cadres)
    heads = filled[:, chosen][:, :, public_posts(part)].sum(axis=2)
    return rise[:, None] * (heads * run.pay[:, chosen]).sum(axis=1) * (1 + on_cost * run.on_cost)


def _windfall(part: Part, run: PairedRun) -> np.ndarray:
    if not {"topup", "pay"} & set(part.card.cost_forms):
        return run.zeros()
    incumbents = np.minimum(np.asarray(run.baseline.filled), np.asarray(run.package.filled))
    return _paid_on_posts(part, incumbents, run)


def _receipts(parts: Sequence[Part], run: PairedRun) -> dict[str, np.ndarray]:
    """Bond fines paid by those who left, received by the origin's treasury (2.20c)."""
    fines = run.zeros()
    for part in parts:
        if part.is_zero or "bond" not in part.card.moves:
            continue
        enforced = part.dose("enforcement_effort_share") * run.unit("collect_share")
        for cadre in run.setting.cadre_indices(part.cadres):
            leavers = np.asarray(run.package.bonded_leavers)[:, cadre].sum(axis=(1, 2))
            fines += enforced * leavers * np.asarray(run.package.fine_real)[:, cadre] * run.pay[:, cadre]
    return {"origin_budget": fines}


def _gained(run: PairedRun, field: str, over: tuple[int, ...] = ()) -> np.ndarray:
    """What the package has more of, never negative; summed over some axes first."""
    more = np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))
    return np.maximum(more.sum(axis=over), 0.0)


def _share_of_seats(part: Part, parts: Sequence[Part], cadre: int, run: PairedRun) -> float:
    """A part's share of the seats that training levers of the package add for a cadre; 1 where it is alone."""
    rivals = [p for p in parts if "seats" in p.card.moves and not p.is_zero and CADRES[cadre] in p.cadres]
    if len(rivals) <= 1:
        return 1.0
    most = [float(seat_levels(p, run.setting)[:, cadre].max()) for p in rivals]
    return most[rivals.index(part)] / max(sum(most), 1e-12)


def _programme_of(part: Part, parts: Sequence[Part], run: PairedRun) -> int:
    """The stay programme of a part, as the draft of the dials gave them out."""
    taken: list[int] = []
    for other in parts:
        if other.is_zero or "stay" not in other.card.moves:
            continue
        wanted = stay_of(other, run.setting)
        programme = next(i for i, stay in enumerate(run.structure.stays) if stay == wanted and i not in taken)
        if other is part:
            return programme
        taken.append(programme)
    raise ValueError("the part is not one of the package")


def _payers(parts: Sequence[Part]) -> list[str]:
    return sorted({payer for part in parts for payer in part.payer})


Form = Callable[[Part, Sequence[Part], PairedRun], np.ndarray]
FORMS: Mapping[str, Form] = {
    "train": train,
    "posts": posts,
    "wages_of_staff": wages_of_staff,
    "topup": topup,
    "pay": pay,
    "bond": bond,
    "person": person,
    "rule": rule,
    "agencies": agencies,
    "none": none,
}
