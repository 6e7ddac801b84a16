"""Who pays whom under an agreement, party by party: the ledger's transfers with the employer apart from its government.

The ledger books employers to their country's account (docs/model.md 2.37); two parties who negotiate want them apart. All
money is in US$ of the price year; the nets of all parties sum to nothing in each year and draw. What migrants send to
households stands beside the parties' cash, never in a budget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.ledger import Transfer, transfers_of
from braingain.policy.transfers import RECEIPTS

PARTIES = {  # the one name of each, on every page and in every file
    "origin_budget": "treasury of the origin",
    "destination_budget": "treasury of the destination",
    "employer": "employers abroad",
    "migrant": "migrants",
    "donor": "donors",
    "fund": "the fund",
    "providers": "staff, schools and agencies",
}
GOVERNMENT_OF_DESTINATION = "destination_budget"
DISCOUNT_RATE = 0.03  # 1/year
REMITTANCES = "remittances"
WORK = (
    "work of the clauses: recruits prepared, people taught, administration"  # of an outlay what goes to no other party
)
FUND_SPENT = RECEIPTS["spent_by_fund"].what
FUND_SPLIT = ("wages of staff in posts that the fund pays", "seats in schools that the fund buys")


def payments_of(costs: Mapping[str, Any], remitted: np.ndarray, posts_paid: np.ndarray | None = None) -> list[Transfer]:
    """The transfers of a package between parties, without what migrants send home. (year, draw) [US$]

    ``remitted`` is what is sent home in the run; ``posts_paid`` what the fund pays for posts, apart from seats where it is
    given. (year, draw)
    """
    found = []
    for transfer in transfers_of(remitted, costs):
        if transfer.what == REMITTANCES:
            continue
        one = transfer._replace(
            what=_what(transfer), payer=_party(transfer.payer, transfer.outlay_of), receiver=_party(transfer.receiver)
        )
        apart = posts_paid is not None and transfer.what == FUND_SPENT
        found += _split(one, np.asarray(posts_paid)) if apart else [one]
    return found


def _what(transfer: Transfer) -> str:
    """What is paid for, in words; a payer's outlay that goes to no other party is work."""
    return WORK if transfer.outlay_of and transfer.receiver == "providers" else transfer.what


def _split(spent: Transfer, posts_paid: np.ndarray) -> list[Transfer]:
    """What the fund pays out, wages of posts apart from seats."""
    amounts = (posts_paid, np.maximum(spent.amount - posts_paid, 0.0))
    return [spent._replace(what=what, amount=amount) for what, amount in zip(FUND_SPLIT, amounts, strict=True)]


def _party(account: str, outlay_of: str = "") -> str:
    """The party of an account: the payer whose outlay it is, else the government where the account is a country's."""
    return outlay_of or (GOVERNMENT_OF_DESTINATION if account == "destination" else account)


def sides_of(payments: Sequence[Transfer], shape: tuple[int, ...]) -> dict[str, dict[str, np.ndarray]]:
    """Paid, received and net of each party. (year, draw) each; nets sum to nothing. [US$]"""
    found = {party: {"paid": np.zeros(shape), "received": np.zeros(shape)} for party in PARTIES}
    for payment in payments:
        found[payment.payer]["paid"] += payment.amount
        found[payment.receiver]["received"] += payment.amount
    return {party: sides | {"net": sides["received"] - sides["paid"]} for party, sides in found.items()}


def imbalance(sides: Mapping[str, Mapping[str, np.ndarray]]) -> float:
    """The largest sum of all nets in any year and draw, over the money moved in it; 0 where payments cancel."""
    net = np.sum([side["net"] for side in sides.values()], axis=0)
    moved = np.sum([side["paid"] for side in sides.values()], axis=0)
    return float(np.max(np.abs(net) / np.maximum(moved, 1.0)))


def discounted(values: np.ndarray, years: Sequence[int], first: int) -> np.ndarray:
    """Sum of all years at 3 % a year, worth in ``first``. ``values``: (year, draw); returns (draw,)"""
    weights = (1.0 + DISCOUNT_RATE) ** -(np.asarray(years, float) - first)
    return np.asarray((values * weights[:, None]).sum(axis=0))


def cash_record(
    payments: Sequence[Transfer], years: Sequence[int], first: int, shape: tuple[int, ...]
) -> dict[str, Any]:
    """The cash flow of each party, year by year and in all, and every payment with payer and receiver.

    Payments are the difference from no agreement: without one, nothing of this is paid.
    """
    sides = sides_of(payments, shape)
    return {
        "unit": "usd",
        "parties": {
            party: {"title": title}
            | {side: summaries.intervals(values) for side, values in sides[party].items()}
            | {"total": totals(sides[party], years, first)}
            for party, title in PARTIES.items()
        },
        "payments": [
            {"what": one.what, "payer": one.payer, "receiver": one.receiver, "usd": summaries.intervals(one.amount)}
            | {"total_usd": summaries.interval(one.amount.sum(axis=0))}
            for one in payments
            if np.any(one.amount)
        ],
        "largest_imbalance": imbalance(sides),
    }


def totals(sides: Mapping[str, np.ndarray], years: Sequence[int], first: int) -> dict[str, Any]:
    """Paid, received and net over all years, plain and discounted, and the share of draws in which a party pays in the end."""
    net = discounted(sides["net"], years, first)
    return {
        **{side: summaries.interval(values.sum(axis=0)) for side, values in sides.items()},
        "net_discounted": summaries.interval(net),
        "pays_in_share_of_draws": float(np.mean(net < 0)),
    }
