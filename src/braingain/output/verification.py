"""The verification report: tables out of one run of the suite, and the file docs/verification.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.foundation.errors import BraingainError

if TYPE_CHECKING:
    from braingain.analysis.drift import Balanced, Drift
    from braingain.analysis.peer import Slackness
    from braingain.analysis.small_worlds import SmallWorld
    from braingain.analysis.verification import EngineCase

HEAD = """# Verification

This page is written by a command: `make verify` runs the slow proofs, then `python -m braingain.output.verify docs` runs
the suite once more and writes its tables here, with [three side effects](verification/side-effects.md) and [the world
level](verification/world.md). Nothing on it is typed by hand. *Model sources* is a hash over the program's model: a page with
another hash than `python -m braingain.output.verify docs --check` prints was made from another model.
"""
ENGINE = """## Against an independent engine

[The exported model](xmile.md) is run by PySD, which was written by others for other models. It reads the equations and
the numbers of one draw from the file and computes every stock of every 1 January from its own stocks; of our results it
gets the multipliers of rationing alone. Compared are all cells of all stocks and memories in all years. A difference is
relative; what is smaller than 1e-8 of the largest number of its stock (of 1 where all are smaller: shares, logarithms) is
compared with that.
"""
SLACKNESS = """### The multipliers, by themselves

The multipliers that the file takes as data must solve (2.3) and (2.3b): nowhere more people than places, and no free
place where a multiplier is below 1. Checked with the places and the people that PySD computed, over the people who choose.
"""
SMALL = """### Small worlds with every mechanism on

The national cases above have no ladder, no cap and no seats of levers abroad. Random small worlds of one, three and six destinations have caps on
places, ladders, service, tracks, missions and a fund, with posts and places too few; the slow tests run them in PySD and hand their residuals to this page.
"""
SPEED = """### How long it takes

The same years of the same draw on the machine that wrote this page, compiled and read before; a busy machine moves the
times more than the ratio. PySD is built for one run of a model that a person draws, not for many draws.
"""
DRIFT = """## Sixty years without policy

Twenty draws; a cell with two numbers holds their median and the worst. What no policy must leave alone stays (to 1e-9): the
balance of persons, capacities, the choice of the first year; with the switch `network` off the choice of destination in all
years; wages abroad; posts on their path; seats on theirs in countries that budget for them, the switch `teachers` off (where
teachers are too few, whom public schools cannot teach go to private ones, which open seats: the second column of seats).
Nothing holds the rest: how far a world moves by itself is reported.
"""
BALANCE = """### One growth rate everywhere

All paths that are counted (posts, seats, demand, applicants) grow by 2 % a year; pay, prices and mortality stay as in the first
year. After a thousand years of that a world is in balance (2 500 where wages and seats follow demand and settle slowly), and the
next sixty must leave every share alone (2.16, no. 10). The last column is the first sixty years, from the calibrated start: what
the start leaves to move, because a country's schools, stocks and corridors did not grow alike before. One draw.
"""
CROSS = """## Against published projections

A projection counts where stocks, inflow, attrition and results can all be read in a source. Where one of them could not,
the case says `no_data` and is no proof of anything. The others become a world in which nothing else moves, and the model
runs it: a school for the youngest, stays that end for who enters later, death, leaving, ageing, retirement at the oldest age,
emigration. Three things are asked. The run in yearly steps must be the same years written out in plain arithmetic, age by age,
to 1e-9: this one is about the model, and a wrong order of events fails it. In one step of five years, as the source does, it
must give the source's figures within their rounding: the source's own sums, done by the run. And the yearly steps must have the source's direction
and its growth within a point a year, fixed before any run. That is a wide criterion, which a run may meet with a twentieth of the
people too many: it can show a gross fault only. The row says how far the two are apart and in which losses; they are two
different sums, and the distance is neither tuned nor hidden.
They cover no growth of schools, no retirement by age of the model's own and no response of migration: no published projection
was found whose inputs and results for these can both be read.
"""


def report(found: Mapping[str, Any]) -> str:
    """The page as text."""
    made = ", ".join(f"{name} {value}" for name, value in found["made"].items())
    engines: Sequence[EngineCase] = found["engines"]
    return "\n".join(
        [
            HEAD,
            f"Made: {made}.",
            "",
            ENGINE,
            *engine_tables(engines),
            "",
            SLACKNESS,
            *slackness_table(engines),
            "",
            SMALL,
            *small_worlds_table(found["small_worlds"]),
            "",
            SPEED,
            *speed_table(engines),
            "",
            DRIFT,
            *drift_table(found["drifts"]),
            "",
            BALANCE,
            *balance_table(found["balances"]),
            "",
            CROSS,
            *cross_table(found["cross_model"]),
            "",
        ]
    )


def engine_tables(engines: Sequence[EngineCase]) -> list[str]:
    """The largest difference of each stock, one column for each case; a dash where its world has no room for the stock."""
    lines = [f"{number}. {case.origin}. File of {case.megabytes:.1f} MB." for number, case in enumerate(engines, 1)]
    found = [{each.stock: each for each in case.differences} for case in engines]
    rows = []
    for stock in dict.fromkeys(each.stock for case in engines for each in case.differences):
        numbers = sum(of_case[stock].numbers for of_case in found if stock in of_case)
        worst = [small(of_case[stock].largest) if stock in of_case else "–" for of_case in found]
        rows.append([f"`{stock}`", f"{numbers:,}".replace(",", " "), *worst])
    rows.append(["largest", "", *(f"**{small(case.largest)}**" for case in engines)])
    heads = ["stock", "numbers", *(f"case {number}" for number in range(1, len(engines) + 1))]
    return [*lines, "", *table(heads, rows)]


def slackness_table(engines: Sequence[EngineCase]) -> list[str]:
    """How well the multipliers solve their systems."""
    rows = []
    for number, case in enumerate(engines, 1):
        for what, found in (("posts (2.3)", case.posts), ("caps (2.3b)", case.caps)):
            if found is not None:
                rows.append([f"case {number}", what, *_slack(found)])
    return table(
        ["case", "system", "capacities", "that bind", "people over places", "free places behind a limit"], rows
    )


def _slack(found: Slackness) -> list[str]:
    return [str(found.capacities), str(found.binding), small(found.over), small(found.idle)]


def speed_table(engines: Sequence[EngineCase]) -> list[str]:
    """Seconds of both engines and their ratio."""
    rows = [
        [
            f"case {number}",
            f"{case.seconds_to_read:.0f}",
            f"{case.seconds_to_run:.1f}",
            f"{1e3 * case.seconds_ours:.0f}",
            f"{case.ratio:.0f}",
        ]
        for number, case in enumerate(engines, 1)
    ]
    return table(["case", "PySD reads (s)", "PySD runs (s)", "braingain runs (ms)", "ratio"], rows)


def drift_table(drifts: Sequence[Drift]) -> list[str]:
    """What stayed and what moved, by country: median and worst of the draws."""
    rows = []
    for each in drifts:
        stayed = np.max([each.conservation, each.solver, each.first_choice, each.wages_abroad, each.posts], axis=0)
        still = np.maximum(each.choice_without_network, each.shares_without_network)
        abroad = " → ".join(f"{100 * share:.0f} %" for share in np.median(each.share_abroad, axis=1))
        seats = ["follow demand"] * 2 if each.follows_demand else [both(each.seats), both(each.seats_by_teachers)]
        moved = f"{np.median(each.shares):.2f}, {each.shares.max():.2f}"
        rows.append([each.country, both(stayed), both(still), *seats, moved, abroad])
    heads = [
        "country",
        "persons, capacities, first year, wages abroad, posts",
        "choice without network",
        "seats, teachers no limit",
        "seats",
        "share of a destination moves by",
        "doctors abroad, first, middle, last year (median)",
    ]
    return table(heads, rows)


def balance_table(balances: Sequence[Balanced]) -> list[str]:
    """One growth rate everywhere: from balance, and from the calibrated start."""
    rows = [
        [
            each.country,
            small(each.from_balance),
            small(each.abroad_from_balance),
            small(each.growth_from_balance),
            f"{each.from_start:.2f}",
        ]
        for each in balances
    ]
    heads = [
        "country",
        "share of a destination, from balance",
        "share of doctors abroad, from balance",
        "growth of home stocks beside the rate, from balance",
        "share of a destination, from the calibrated start",
    ]
    return table(heads, rows)


def small_worlds_table(rows: Sequence[SmallWorld]) -> list[str]:
    """Residuals on small worlds; says so where none were handed over."""
    if not rows:
        return ["No residuals of these model sources were handed over to this page: `make verify` does so."]
    cells = []
    for row in rows:
        caps = ["no caps"] * 2
        if row.caps_over is not None and row.caps_idle is not None:
            caps = [f"{small(row.caps_over)}, {small(row.caps_idle)}", str(row.caps_binding)]
        posts = [f"{small(row.posts_over)}, {small(row.posts_idle)}", str(row.posts_binding)]
        cells.append(
            [row.case, row.mechanisms, f"{row.numbers:,}".replace(",", " "), small(row.largest), *posts, *caps]
        )
    heads = ["small world", "what is on", "numbers", "largest difference", "posts (2.3): over, idle", "bind"]
    return table([*heads, "caps (2.3b): over, idle", "bind"], cells)


def cross_table(cases: Sequence[Mapping[str, str]]) -> list[str]:
    """Published projections and what came of them."""
    rows = []
    for case in cases:
        verdict, _, numbers = case["result"].partition(": ")
        rows.append([case["id"], case["source"], case["read"], case["lacking"], f"`{verdict}` {numbers}".strip()])
    return table(["case", "source", "what was read", "what is lacking", "result"], rows)


def both(values: np.ndarray) -> str:
    """Median and worst of the draws."""
    return f"{small(float(np.median(values)))}, {small(float(values.max()))}"


def small(value: float) -> str:
    """A difference, one digit."""
    return f"{value:.0e}" if value else "0"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def main(arguments: Sequence[str]) -> int:
    """Run the suite and write the page to the file named; 1 where something that must hold does not."""
    from braingain.analysis.drift import EXACT
    from braingain.analysis.peer import LARGEST_ERROR
    from braingain.analysis.small_worlds import left
    from braingain.analysis.verification import suite

    words = argparse.ArgumentParser(prog="python -m braingain.output.verification")
    words.add_argument("file", type=Path, help="the page")
    words.add_argument("--small-worlds", type=Path, help="file in which the tests left their residuals")
    given = words.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = suite(Path(folder), lambda text: print(text, file=sys.stderr))
        except BraingainError as error:
            print(f"verification: {error}", file=sys.stderr)
            return 1
    found["small_worlds"] = left(given.small_worlds) if given.small_worlds else []
    given.file.write_text(report(found), encoding="utf-8")
    faults = [f"{each.country}: {fault}" for each in found["drifts"] for fault in each.faults()]
    faults += [
        f"{case.origin}: stocks apart by {case.largest:.1e}"
        for case in found["engines"]
        if case.largest > LARGEST_ERROR
    ]
    faults += [
        f"{each.country}: with one growth rate a share moves by {each.from_balance:.1e}"
        for each in found["balances"]
        if not each.from_balance <= EXACT
    ]
    for fault in faults:
        print(f"verification: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
