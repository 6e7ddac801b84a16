"""The check of a profile on public pay (``baseline.headline``), for runs: costs rest on the same posts and pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from braingain.analysis import summaries
from braingain.baseline.headline import WAGE_BILL, wage_bill_share

if TYPE_CHECKING:
    from braingain.baseline.context import Context
    from braingain.model.containers import World

IMPLAUSIBLE = "implausible"


def wage_bill_record(context: Context, world: World, draws: int) -> dict[str, Any]:
    """Pay of public posts at the start with on-cost over public health spending, and whether that can be. [ratio]

    ``world`` holds the first block of a run, of which ``draws`` count at most; the interval is of these.
    """
    found = summaries.interval(wage_bill_share(context, world)[:draws])
    fits = WAGE_BILL[0] <= found["median"] <= WAGE_BILL[1]
    return found | {
        "unit": "ratio",
        "usual": list(WAGE_BILL),
        "flag": "" if fits else IMPLAUSIBLE,
        "note": "a check of stocks, pay and spending, not an input; the median of a run's first draws is held against the usual",
    }
