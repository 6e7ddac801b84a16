"""Money that a lever moves from one to another: contributions, levies, compensation, fees, fines (docs/model.md 2.37).

A transfer that a payer makes stands in the payer's outlay (cost form ``transfer``); who receives it stands here. Fees and
fines that people pay because of a lever are in no outlay. ``RECEIPTS`` is the one list of what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from braingain.foundation.vocabulary import PAYERS
from braingain.model.containers import IRREGULAR, PUBLIC
from braingain.policy.compensation import claim_usd
from braingain.policy.cost_of_people import overstayed
from braingain.policy.cost_of_training import posts_of_levers, taken_share
from braingain.policy.first_flows import legal_flows
from braingain.policy.fund import flat, per_recruit
from braingain.policy.paired import PairedRun, recruits
from braingain.policy.parts import CHARGED_TO, HOME_COST, Part, seat_payers, stay_length

ACCOUNT_OF_PAYER = {
    "origin_budget": "origin_budget",
    "destination_budget": "destination",
    "employer": "destination",
    "donor": "donor",
    "migrant": "migrant",
}


class Receipt(NamedTuple):
    """What a receiver receives, and from whom; ``outlay_of`` the payer whose outlay it is part of, empty where of none."""

    what: str
    payer: str
    receiver: str
    outlay_of: str = ""


RECEIPTS: Mapping[str, Receipt] = {
    "origin_budget": Receipt("fines", "migrant", "origin_budget"),
    "departure_fees": Receipt("departure fees", "migrant", "origin_budget"),
    "visa_fees": Receipt("visa fees", "migrant", "destination"),
    "earmarked_posts": Receipt("posts paid from compensation", "origin_budget", "providers"),
    "spent_by_fund": Receipt("seats and posts that the fund pays", "fund", "providers"),
    **{
        f"{kind}.{payer}": Receipt(what, ACCOUNT_OF_PAYER[payer], receiver, payer)
        for kind, what, receiver in (
            ("compensation", "compensation for recruits", "origin_budget"),
            ("levy", "levies on recruits", "destination"),
            ("fund", "contributions to the fund", "fund"),
        )
        for payer in PAYERS
    },
}


def transfer(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """The amount moved, with administration: compensation, contributions and levies, and a secretariat's budget."""
    claims = _compensation(part, run)
    others = _paid_in(part, run) + _levied_for_itself(part, run)
    moved = others * (1 + run.unit("admin_share")) if np.any(others) else others
    if np.any(claims):
        moved = moved + claims * (1 + run.unit("admin_share_compensation"))
    secretariat = part.effective("secretariat_usd_per_year", run.setting.years)[:, None] / part.dose("members", 1.0)
    return np.asarray(moved + secretariat)


def payers_of(part: Part, form: str) -> Mapping[str, float]:
    """Who pays a cost form of a part: its payers, compensation whoever it is charged to.

    Of a skill partnership the destination pays the preparation of those who go to it, unless a scenario names other payers:
    seats alone are shared.
    """
    if form == "transfer" and CHARGED_TO in part.options:
        return {part.options[CHARGED_TO]: 1.0}
    if form == "person" and HOME_COST in part.doses and dict(part.payer) == seat_payers(part.doses):
        return {"destination_budget": 1.0}
    return part.payer


def receipts_of(parts: Sequence[Part], run: PairedRun) -> dict[str, np.ndarray]:
    """Receipts of a package by their name in ``RECEIPTS``; fines always, others where a lever has them. (year, draw) [US$]"""
    found: dict[str, np.ndarray] = {"origin_budget": run.zeros()}
    acting = [part for part in parts if not part.is_zero]
    for part in acting:
        for name, amount in _receipts(part, parts, run).items():
            found[name] = found.get(name, run.zeros()) + amount
    if any("fund" in part.card.moves for part in acting):
        found["spent_by_fund"] = run.zeros() + np.asarray(run.package.fund_disbursed)
    return found


def received_by(receipts: Mapping[str, np.ndarray], account: str) -> np.ndarray:
    """All that an account receives. (year, draw)"""
    return np.asarray(sum(money for name, money in receipts.items() if RECEIPTS[name].receiver == account))


def _receipts(part: Part, parts: Sequence[Part], run: PairedRun) -> dict[str, np.ndarray]:
    found = {"origin_budget": _fines(part, run) + _damages(part, parts, run)}
    fees = part.doses if "entry_cost" in part.card.moves else {}
    if fees.get("departure_fee_usd"):
        found["departure_fees"] = _departure_fees(part, run)
    if fees.get("fee_usd"):
        found["visa_fees"] = part.effective("fee_usd", run.setting.years)[:, None] * recruits(part, run).sum(axis=1)
    moved = {}
    if part.dose("compensation_share"):
        moved["compensation"] = _compensation(part, run)
        found["earmarked_posts"] = _earmarked(part, run)
    if part.dose("levy_usd_per_recruit"):
        moved["levy"] = _levied_for_itself(part, run)
    if "fund" in part.card.moves:
        moved["fund"] = _paid_in(part, run)
    for kind, amount in moved.items():
        form = "person" if kind == "fund" and "cofunding_usd_per_recruit" in part.doses else "transfer"
        if form in part.card.cost_forms:
            for payer, share in payers_of(part, form).items():
                found[f"{kind}.{payer}"] = share * amount
    return found


def _compensation(part: Part, run: PairedRun) -> np.ndarray:
    """What is collected for the recruits of the year. (year, draw) [US$]"""
    heads, total = recruits(part, run), run.zeros()
    if "compensation_share" in part.doses:
        for place, cadre in enumerate(run.setting.cadre_indices(part.cadres)):
            total = total + heads[:, place] * claim_usd(part, cadre, run.parameters, run.setting)
    return total


def _earmarked(part: Part, run: PairedRun) -> np.ndarray:
    """Wages of the posts that the treasury pays from compensation, those in which somebody is (2.29c). (year, draw) [US$]"""
    total, places = run.zeros(), run.setting.destination_indices(part.destinations)
    if not part.dose("earmark_share"):
        return total
    first = legal_flows(run.setting)[:, places].sum(axis=1)
    for cadre in run.setting.cadre_indices(part.cadres):
        claim = claim_usd(part, cadre, run.parameters, run.setting)
        total = total + part.dose("earmark_share") * claim * first[cadre] * taken_share(
            run, [cadre], PUBLIC, posts_of_levers(run, cadre)
        )
    return np.asarray(total)


def _paid_in(part: Part, run: PairedRun) -> np.ndarray:
    """What a part pays into the fund. (year, draw) [US$]"""
    if "fund" not in part.card.moves:
        return run.zeros()
    each = per_recruit(part, run.setting)[:, None]
    return np.asarray(run.zeros() + each * recruits(part, run).sum(axis=1) + flat(part, run.setting)[:, None])


def _levied_for_itself(part: Part, run: PairedRun) -> np.ndarray:
    """What the destination keeps of a levy on recruits. (year, draw) [US$]"""
    to_fund = part.dose("to_fund_share", 1.0) if "fund" in part.card.moves else 0.0
    kept = part.effective("levy_usd_per_recruit", run.setting.years)[:, None] * (1.0 - to_fund)
    return np.asarray(kept * recruits(part, run).sum(axis=1))


def _departure_fees(part: Part, run: PairedRun) -> np.ndarray:
    """Fees of all who leave legally, wherever to."""
    flows = np.asarray(run.package.flows)[:, run.setting.cadre_indices(part.cadres), :IRREGULAR]
    return np.asarray(part.effective("departure_fee_usd", run.setting.years)[:, None] * flows.sum(axis=(1, 2, 3)))


def _fines(part: Part, run: PairedRun) -> np.ndarray:
    """Bond fines paid by those who left, received by the origin's treasury (2.20c)."""
    fines = run.zeros()
    if "bond" not in part.card.moves or "scholarships_per_1000_workers" in part.doses:
        return fines
    enforced = part.dose("enforcement_effort_share") * run.unit("collect_share")
    for cadre in run.setting.cadre_indices(part.cadres):
        leavers = np.asarray(run.package.bonded_leavers)[:, cadre].sum(axis=(1, 2))
        fines += enforced * leavers * np.asarray(run.package.fine_real)[:, cadre] * run.pay[:, cadre]
    return fines


def _damages(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """What those who did not come back from a grant with a bond pay: a multiple of its cost, as far as it is collected."""
    if "damages_multiple" not in part.doses or "scholarships_per_1000_workers" not in part.doses:
        return run.zeros()
    enforced = part.dose("enforcement_effort_share") * run.unit("collect_share") * part.dose("damages_multiple")
    cost = stay_length(part) * run.unit("scholar_cost_usd")
    return np.asarray(enforced * overstayed(part, parts, run) * cost)
