"""The lesson that leaving is one cause of a shortage among several, from the shortfall shared out by counterfactual runs."""

from __future__ import annotations

import numpy as np

from braingain.analysis.causes import CAUSES
from braingain.analysis.explain import TITLES, YEAR_DEFAULT, explained, flags_of, share_record
from braingain.analysis.lesson import Beside, Found, lesson
from braingain.analysis.lesson_trials import Trials
from braingain.analysis.outcomes import NORM_PER_10K

EMIGRATION = "emigration"
HALF = 0.5


@lesson(
    seed_line=64,
    claim="People who leave are one cause of a shortage of health workers among several.",
    experiment="The workers short of 44.5 doctors and nurses for 10 000 people in 2040, or at the horizon where it is earlier, are "
    "shared out over five causes: leaving the country, too few trained, posts that nobody pays, posts where people do not live, leaving "
    "the sector. Each is taken away alone and with the others, from the start on (docs/model.md 2.43). Measured is leaving's part over "
    "all that causes take which take workers here; it is there also where no worker is short. A cause that adds workers has no part.",
    unit="share of what causes take",
    conditions=("leaving takes workers", "leaving takes less than the other causes together that take workers"),
    limits="Causes that the model does not hold, such as ill health of workers, have no part. Where a cause has no data here the "
    "others are larger.",
)
def one_cause_of_several(trials: Trials) -> Found:
    """Emigration's part of what the causes take that take workers."""
    year = min(YEAR_DEFAULT, trials.horizon)
    kept = trials.in_blocks(lambda block: explained(block, NORM_PER_10K), trials.again(year, {}))
    share, shortfall = part_of(kept), kept["shortfall"]
    beside = {
        "shortfall": Beside(f"workers short of the norm in {year}", "persons", shortfall),
        **{cause: Beside(f"part of: {TITLES[cause]}", "persons", kept[cause]) for cause in CAUSES},
    }
    more = {"year": year, "emigration_share": share_record(kept[EMIGRATION], shortfall)}
    return Found(share, [share, HALF - share], beside, flags_of(kept[EMIGRATION], shortfall), more=more)


def part_of(parts: dict[str, np.ndarray], cause: str = EMIGRATION) -> np.ndarray:
    """A cause's part over the sum of those of the five that take workers; 0 where none does. (draw)

    A cause that adds workers makes no shortage, so that the others are no smaller for it; its own part is below 0.
    """
    whole = np.sum([np.maximum(parts[name], 0.0) for name in CAUSES], axis=0)
    return np.asarray(np.divide(parts[cause], whole, out=np.zeros_like(whole), where=whole > 0))
