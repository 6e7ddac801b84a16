"""The lesson on rural pay: what a supplement gains while it is paid, and what is there later."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.analysis.lesson import Beside, Found, NotTried, lesson
from braingain.analysis.lesson_trials import Measured, Trials, both, value
from braingain.analysis.rows import GONE, YEARS_AFTER
from braingain.analysis.runs import Runner
from braingain.policy.parts import Part

LEVER = "rural_supplement"
FIVE_YEARS, PAID_ON = "five years", "paid on"
READ_IN = 3  # year of pay
HALF = 0.5


@lesson(
    seed_line=69,
    claim="Extra pay in rural posts works in the short term, and does not outlast the money.",
    experiment="A supplement of base pay for public rural posts, at the card's dose, for the card's five years and, in another run, on to the horizon. "
    "Counted are rural workers gained in the third year in which it is paid, five years after its last, and at the horizon where it is paid on.",
    unit="rural workers gained in the third year",
    conditions=(
        "more people work in rural places in the third year",
        "less than half of that is left five years after the end",
    ),
    limits="The paper says that the long term is not known. No run can show what nobody knows: what is tried is whether the gain outlasts "
    "the money. No study has followed a supplement for long: what the model says of later years rests on assumed shares of people who "
    "think their post over. "
    "The dose is a share of pay, so that prices do not eat it; a fixed sum of money would be.",
)
def rural_pay(trials: Trials) -> Found:
    """Rural workers gained while a supplement is paid, after it ends, and where it is paid on."""
    packages = {
        FIVE_YEARS: trials.parts(trials.use(LEVER)),
        PAID_ON: trials.parts(trials.use(LEVER, to_horizon=True)),
    }
    why = trials.refused(packages[FIVE_YEARS])
    if why:
        raise NotTried(why)
    kept = trials.measured(packages, lambda runner, name, parts: gained(trials, runner, name, parts))
    short, on = kept[FIVE_YEARS], kept[PAID_ON]
    early, later = short["early"], short["after"]
    beside = {
        "after_the_end": Beside("rural workers more, five years after the last year paid", "persons", later),
        "paid_on": Beside("rural workers more at the horizon, where it is paid on", "persons", on["horizon"]),
        "kept_where_paid_on": Beside(
            "that over the gain of the third year", "ratio", _over(on["horizon"], on["early"])
        ),
        "capital": Beside("workers more in the capital in the third year", "persons", short["capital"]),
    }
    return Found(early, [early, HALF * early - later], beside, levers=(LEVER,))


def gained(trials: Trials, runner: Runner, name: str, parts: Sequence[Part]) -> Measured:
    """Workers gained by a supplement in the years that are read. (draw) each"""
    pair, (part, *_) = runner.paired(name), parts
    rural = both(pair, runner, parts, value("workers.rural"))
    third = trials.row(part.start + part.delay_years + READ_IN - 1)
    after = trials.row(min(part.end - 1 + YEARS_AFTER, trials.horizon))
    return {
        "early": rural[third],
        "after": rural[after],
        "horizon": rural[trials.row(trials.horizon)],
        "capital": both(pair, runner, parts, value("workers.capital"))[third],
    }


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """A ratio; 0 where nothing was gained. (draw)"""
    return np.asarray(np.divide(part, whole, out=np.zeros_like(whole), where=np.abs(whole) > GONE))
