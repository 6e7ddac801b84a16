"""Who pays whom in a year: accounts in one money whose transfers cancel (docs/model.md 2.37).

Employers abroad book to the account of their country. Households at home are an account of their own, because what
migrants send them is never money of the treasury. Whoever is paid for a programme's work (staff, schools, agencies) stands
in ``providers``, so that every outlay has a receiver. The fund that levers pay into is an account of its own: what it
holds at the end is its net. Levies that a destination takes from its employers stand on both sides of its account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.sexes import no_sexes
from braingain.policy.transfers import ACCOUNT_OF_PAYER, RECEIPTS

ACCOUNTS = ("origin_budget", "origin_households", "destination", "donor", "migrant", "fund", "providers")
ROUNDING = 1e-9
NO_SEX_OF_MONEY = "accounts and payers have no sex; remittances_usd_per_year is what women and men abroad send"


class Transfer(NamedTuple):
    """Money that one account pays and another receives. (year, draw) [US$ of the price year]

    ``outlay_of`` is the payer of a programme whose outlay it is part of; empty where it is in none.
    """

    what: str
    payer: str
    receiver: str
    amount: np.ndarray
    outlay_of: str = ""


def transfers_of(remitted: np.ndarray, costs: Mapping[str, Any] | None = None) -> list[Transfer]:
    """All transfers of a run: money sent home, and a package's outlays and receipts where there is one.

    Raises
    ------
    ValueError
        For a payer or receiver without an account, and for negative money.
    """
    found = [Transfer("remittances", "migrant", "origin_households", remitted)]
    if costs is not None:
        for payer, amount in costs["outlay"].items():
            if payer not in ACCOUNT_OF_PAYER:
                raise ValueError(f"the payer {payer} has no account")
            left = amount - _passed_on(payer, costs["receipts"])
            spent = np.where(np.abs(left) <= ROUNDING * np.abs(amount), 0.0, left)
            found.append(Transfer(f"programmes paid by {payer}", ACCOUNT_OF_PAYER[payer], "providers", spent, payer))
        for name, amount in costs["receipts"].items():
            if name not in RECEIPTS:
                raise ValueError(f"nobody is known to pay the receipts of {name}")
            receipt = RECEIPTS[name]
            found.append(Transfer(receipt.what, receipt.payer, receipt.receiver, amount, receipt.outlay_of))
    if any(np.any(transfer.amount < 0) for transfer in found):
        raise ValueError("a transfer is negative: its payer and receiver are the wrong way round")
    return found


def _passed_on(payer: str, receipts: Mapping[str, Any]) -> np.ndarray | float:
    """The part of a payer's outlay that goes to another account than that of providers."""
    return sum(
        (money for name, money in receipts.items() if name in RECEIPTS and RECEIPTS[name].outlay_of == payer), start=0.0
    )


def accounts_of(transfers: Sequence[Transfer], shape: tuple[int, ...]) -> dict[str, dict[str, np.ndarray]]:
    """Paid, received and net of each account. (year, draw) each; nets sum to nothing."""
    found = {name: {side: np.zeros(shape) for side in ("paid", "received")} for name in ACCOUNTS}
    for transfer in transfers:
        found[transfer.payer]["paid"] += transfer.amount
        found[transfer.receiver]["received"] += transfer.amount
    return {name: sides | {"net": sides["received"] - sides["paid"]} for name, sides in found.items()}


def largest_imbalance(accounts: Mapping[str, Mapping[str, np.ndarray]]) -> float:
    """The largest sum of all nets in any year and draw, over the money moved; 0 where transfers cancel."""
    net = np.sum([sides["net"] for sides in accounts.values()], axis=0)
    moved = np.sum([sides["paid"] for sides in accounts.values()], axis=0)
    return float(np.max(np.abs(net) / np.maximum(moved, 1.0)))


def ledger_record(costs: Mapping[str, Any], before: np.ndarray, after: np.ndarray, price_year: int) -> dict[str, Any]:
    """The ledger of a package beside its baseline; ``before`` and ``after`` are what is sent home. (year, draw)

    Receipts stand apart from cost, which is gross outlay.
    """
    baseline, package = transfers_of(before), transfers_of(after, costs)
    known = {transfer.what: transfer.amount for transfer in baseline}
    accounts = accounts_of(baseline, before.shape), accounts_of(package, after.shape)
    return {
        "unit": "usd",
        "price_year": price_year,
        **no_sexes(NO_SEX_OF_MONEY),
        "outlay": {payer: summaries.intervals(money) for payer, money in costs["outlay"].items()},
        "receipts": {receiver: summaries.intervals(money) for receiver, money in costs["receipts"].items()},
        "paid_by_migrants": {
            RECEIPTS[name].what: summaries.intervals(money)
            for name, money in costs["receipts"].items()
            if RECEIPTS[name].payer == "migrant"
        },
        "windfall": summaries.intervals(costs["windfall"]),
        "public_wage_bill_difference": summaries.intervals(costs["wage_bill_difference"]),
        "transfers": [
            {"what": t.what, "payer": t.payer, "receiver": t.receiver}
            | summaries.sides(known.get(t.what, np.zeros(t.amount.shape)), t.amount)
            for t in package
        ],
        "accounts": {
            name: {
                side: summaries.sides(accounts[0][name][side], accounts[1][name][side])
                for side in ("paid", "received", "net")
            }
            for name in ACCOUNTS
        },
        "largest_imbalance": max(largest_imbalance(each) for each in accounts),
    }
