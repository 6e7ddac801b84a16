"""The check of a profile on public pay (``baseline.headline``), for runs: costs rest on the same posts and pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.baseline.headline import WAGE_BILL
from braingain.model.containers import PUBLIC

if TYPE_CHECKING:
    from braingain.baseline.context import Context
    from braingain.model.containers import World

IMPLAUSIBLE = "implausible"


def wage_bill_record(context: Context, world: World, draws: int) -> dict[str, Any]:
    """Pay of public posts at the start with on-cost over public health spending, and whether that can be. [ratio]

    ``world`` holds the first block of a run, of which ``draws`` count at most; the interval is of these.
    """
    bill = (world.paths.posts[0, :, PUBLIC].sum(axis=1) * world.paths.public_pay_usd[0]).sum(axis=0)
    gdp = context.value("gdp_per_head_usd") * context.value("population")
    spending = context.value("public_health_spending_share") * gdp
    found = summaries.interval(np.asarray(bill * (1.0 + world.constants.oncost) / spending)[:draws])
    fits = WAGE_BILL[0] <= found["median"] <= WAGE_BILL[1]
    return found | {
        "unit": "ratio",
        "usual": list(WAGE_BILL),
        "flag": "" if fits else IMPLAUSIBLE,
        "note": "a check of stocks, pay and spending, not an input; the median of a run's first draws is held against the usual",
    }
