"""The lesson on training: seats need teachers, and how well they teach shows in who passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.analysis import runs
from braingain.analysis.lesson import Beside, Found, NotTried, lesson
from braingain.analysis.lesson_trials import Measured, Trials
from braingain.analysis.rows import GONE
from braingain.analysis.runs import Runner
from braingain.analysis.side_effects import pass_share
from braingain.policy.costs import PairedRun
from braingain.policy.parts import Part

SEATS, TEACHERS = "expand_training", "twinned_training"
ALONE, HELPED = "seats", "seats and visiting teachers"
FOR_SEATS = 100.0


@lesson(
    seed_line=67,
    claim="Training more people depends on teachers: seats without them give fewer graduates.",
    experiment="Seats rise as the card of more training has it, to the horizon: as it is, with the shortage of teachers switched off in both runs, and "
    "with visiting teachers who add neither seats nor inspection. Counted are licensed graduates gained to the horizon for 100 seats that are open "
    "in its last year.",
    unit="graduates to the horizon for 100 seats, lost for want of teachers",
    conditions=(
        "more graduates come of the same seats where teachers are no limit",
        "more graduates come of the same seats with visiting teachers",
    ),
    limits="How many students a teacher can have beyond those of the start is drawn (teacher_slack), and teachers follow seats by an assumed speed. "
    "Quality is a pass rate. Regional schools for several countries are not in the model.",
)
def teachers(trials: Trials) -> Found:
    """Graduates of added seats with teachers binding, not binding, and with visiting teachers."""
    packages = {
        ALONE: trials.parts(trials.use(SEATS)),
        HELPED: trials.parts(trials.use(SEATS), trials.use(TEACHERS, {"seats_ratio": 0.0, "qa_index": 0.0})),
    }
    why = trials.refused(packages[HELPED])
    if why:
        raise NotTried(why)
    kept = trials.measured(packages, lambda runner, name, parts: graduates(trials, runner, name, parts))
    alone, helped = kept[ALONE], kept[HELPED]
    if float(np.median(alone["seats"])) <= GONE:
        raise NotTried("no seat is added here")
    lost, gained = alone["free"] - alone["bound"], helped["bound"] - alone["bound"]
    beside = {
        "as_it_is": Beside("graduates for 100 seats, as it is", "per 100 seats", alone["bound"]),
        "teachers_no_limit": Beside("the same where teachers are no limit", "per 100 seats", alone["free"]),
        "visiting_teachers": Beside("more of them with visiting teachers", "per 100 seats", gained),
        "pass_rate": Beside("change of the lowest pass rate of public schools", "share", alone["pass"]),
        "pass_rate_helped": Beside("the same with visiting teachers", "share", helped["pass"]),
    }
    return Found(lost, [lost, gained], beside, levers=(SEATS, TEACHERS))


def graduates(trials: Trials, runner: Runner, name: str, parts: Sequence[Part]) -> Measured:
    """Graduates gained for 100 seats added with teachers binding and not, seats added, and the change of the pass rate. (draw)"""
    pair = runner.paired(name)
    free = runner.paired(name, runs.without(runner.plan.switches, "teachers"))
    return {
        "bound": _for_seats(pair, parts, trials),
        "free": _for_seats(free, parts, trials),
        "seats": _seats(pair, parts, trials),
        "pass": pass_share(pair, parts),
    }


def _seats(pair: PairedRun, parts: Sequence[Part], trials: Trials) -> np.ndarray:
    """Seats open at the horizon, package less baseline, of the cadres of the first part. (draw)"""
    chosen = pair.setting.cadre_indices(parts[0].cadres)
    change = np.asarray(pair.package.seats_open) - np.asarray(pair.baseline.seats_open)
    return np.asarray(change[trials.row(trials.horizon)][chosen].sum(axis=(0, 1)))


def _for_seats(pair: PairedRun, parts: Sequence[Part], trials: Trials) -> np.ndarray:
    """Licensed gained to the horizon for 100 seats added; 0 where none is. (draw)"""
    chosen = pair.setting.cadre_indices(parts[0].cadres)
    change = np.asarray(pair.package.licensed) - np.asarray(pair.baseline.licensed)
    gained, seats = change[trials.years][:, chosen].sum(axis=(0, 1, 2)), _seats(pair, parts, trials)
    return np.asarray(FOR_SEATS * np.divide(gained, seats, out=np.zeros_like(seats), where=seats > GONE))
