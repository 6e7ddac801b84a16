"""What was found on all countries, as a page: ``python -m braingain.output.world_checks docs/verification/world.md``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from braingain import EVIDENCE_EDITION

DRAWS, PAIRS, LONG, HORIZON = 50, 5, 10, 2040
TITLE = "# The world level: what was found"


def page(found: Mapping[str, Any]) -> str:
    """The page in Markdown."""
    return (
        "\n\n".join(
            [TITLE, _opening(found), _run(found), _diversion(found), _cascade(found), _exits(found), _long(found)]
        )
        + "\n"
    )


def write_page(file: Path) -> None:
    """Compute everything and write the page; some tens of minutes on two cores."""
    from braingain.analysis.world_checks import findings

    found = findings(DRAWS, PAIRS, LONG, HORIZON, lambda text: print(text, file=sys.stderr, flush=True))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(found), encoding="utf-8")


def _opening(found: Mapping[str, Any]) -> str:
    return (
        f"Edition {EVIDENCE_EDITION}, seed 1, {found['run']['countries']} countries, doctors and nurses. Made by "
        "`python -m braingain.output.world_checks docs/verification/world.md`; `make verify` asks the same questions with "
        "fewer draws. All figures are simulated. Intervals are 5 to 95 % of draws: "
        f"{DRAWS} of the run, {PAIRS} of pairs of runs, {LONG} of sixty years."
    )


def _run(found: Mapping[str, Any]) -> str:
    run = found["run"]
    worst = run["largest_met"]
    rows = [
        ("countries, draws, years", f"{run['countries']}, {run['draws']}, {run['years'][0]} to {run['years'][-1]}"),
        ("largest residual of persons and corridors", f"{run['conservation_residual']:.1e}"),
        ("seconds, calibration included", f"{run['seconds']:,.0f}"),
        ("memory at most", f"{run['peak_memory_mb']:,.0f} MB"),
        ("largest log of a wage over its path, any country, cadre, draw", f"{worst['ln_wage']:.2f}"),
        ("largest vacancy rate", f"{worst['vacancy']:.2f}"),
    ]
    return "## A run of all countries\n\n" + _table(("what", "value"), rows)


def _diversion(found: Mapping[str, Any]) -> str:
    d = found["diversion"]
    rows = [
        ("fewer who go to the United Kingdom, its code alone", _interval(d.cut_by_one)),
        ("of them, more who go to all other destinations", _interval(d.moved_by_one)),
        ("the same where all destinations keep the code", _interval(d.moved_by_all)),
        ("fewer who leave at all, code of one", _interval(d.kept_by_one)),
        ("fewer who leave at all, code of all", _interval(d.kept_by_all)),
        ("draws in which diversion shrinks", f"{int((d.moved_by_all < d.moved_by_one).sum())} of {len(d.cut_by_one)}"),
    ]
    text = (
        "Doctors of low and lower middle income countries, persons a year, mean of 2020 to "
        f"{found['run']['years'][-1]}; a code for public employers by law from 2020. A code of one destination sends "
        f"{d.share_by_one:.0%} of those it turns away to other destinations (median). In the second case the other destinations keep the code too: "
        "fewer go there whether or not people choose again, so that its fall shows the reach of the code, not diversion alone."
    )
    return "## A code of one destination, and of all\n\n" + text + "\n\n" + _table(("what", "persons a year"), rows)


def _cascade(found: Mapping[str, Any]) -> str:
    rows = []
    for c in found["cascades"]:
        both = int(((c.lost > 0) & (c.recruited > 0)).sum())
        rows += [
            (f"{c.booming} booms: more who leave {c.behind} for it", _interval(c.lost)),
            (f"{c.booming} booms: more who come to {c.behind} along corridors", _interval(c.recruited)),
            ("draws in which both rise", f"{both} of {len(c.lost)}"),
            ("fewer doctors at work in poorer countries, last year", _interval(100.0 * c.origins, "%")),
        ]
    text = (
        "Demand for doctors and nurses in one country is a fifth higher from 2022 on; doctors a year, mean since 2022. Poorer "
        "are low and lower middle income countries. Where a country has more workers than posts it replaces nobody, so the "
        "second row may fall. The pair of the United Kingdom and Ireland was tried first and came out mixed; the "
        "others were chosen after that, so they show that a cascade can arise, not how common it is."
    )
    return "## A boom and those behind\n\n" + text + "\n\n" + _table(("what", "value"), rows)


def _exits(found: Mapping[str, Any]) -> str:
    e = found["exits"]
    rows = [
        ("doctors who leave high-income countries a year, first year", _interval(e.first)),
        ("the same, last year", _interval(e.last)),
        ("smallest share of own-trained doctors who leave a year, any of them, last year", f"{e.least:.2%}"),
    ]
    text = f"{e.countries} high-income countries, no policy. Lesson 2 of the paper: movement does not end with development."
    return "## High-income countries keep losing people\n\n" + text + "\n\n" + _table(("what", "value"), rows)


def _long(found: Mapping[str, Any]) -> str:
    run = found["long"]
    low = run.least_over_demand
    rows = [
        ("all numbers finite", "yes" if run.finite else "no"),
        ("largest residual of persons and corridors", f"{run.conservation:.1e}"),
        (
            "log of a wage over its path, last year: largest, median size",
            f"{run.largest_ln_wage:.2f}, {run.median_ln_wage:.2f}",
        ),
        ("workers over demand, last year: largest", f"{run.most_over_demand:.2f}"),
        ("the same at 1, 5 and 50 %", ", ".join(f"{value:.2f}" for value in low)),
        ("largest growth of a country's foreign-trained in a year (100 persons and more)", f"{run.largest_inflow:.2f}"),
        *[
            (f"countries and cadres below half their workers of the start, year {year}", f"{share:.1%}")
            for year, share in run.emptied.items()
        ],
    ]
    text = (
        f"{run.years} years without policy, {run.draws} draws; the years after 2060 lie beyond what a scenario may ask. "
        "Where demand of rich countries outgrows schools that their teachers limit, wages rise without a limit of their own "
        "and draw on the poorest: the last rows count who is emptied."
    )
    return "## Sixty years of every draw\n\n" + text + "\n\n" + _table(("what", "value"), rows)


def _interval(values: np.ndarray, unit: str = "") -> str:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    digits = 2 if abs(middle) < 10 else 0
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f}){f' {unit}' if unit else ''}"


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "| --- | --- |", *[f"| {what} | {value} |" for what, value in rows]]
    return "\n".join(lines)


if __name__ == "__main__":
    write_page(Path(sys.argv[1]))
