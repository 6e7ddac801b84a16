"""What was found on all countries, as a page: ``python -m braingain.output.world_checks docs/verification/world.md``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis.fingerprint import made_line
from braingain.analysis.world_bounds import together
from braingain.analysis.world_cascade import BOOM_START, FAILS, HOLDS, MOSTLY
from braingain.analysis.world_diversion import ALL, BOTH_ALL, BOTH_ONE, ONE
from braingain.analysis.world_exits import FLOOR
from braingain.analysis.world_long import LIMITS, pooled

if TYPE_CHECKING:
    from braingain.analysis.world_bounds import Bounded
    from braingain.analysis.world_cascade import Cascade
    from braingain.analysis.world_diversion import Diversion, Ways
    from braingain.analysis.world_exits import Exits
    from braingain.analysis.world_long import LongRun

DRAWS, PAIRS, LONG, HORIZON = 50, 5, 12, 2040
LARGEST_RESIDUAL = 1e-9
TITLE = "# The world level: what was found"
UNBOUND = (
    ("other channels, same destinations", "channels"),
    ("irregular, same destinations", "irregular"),
    ("destinations without the code", "elsewhere"),
)


def page(found: Mapping[str, Any]) -> str:
    """The page in Markdown."""
    return (
        "\n\n".join(
            [
                TITLE,
                _opening(found),
                _run(found),
                _spread(found),
                _diversion(found),
                _cascade(found),
                _exits(found),
                sixty_years(found["long"]),
            ]
        )
        + "\n"
    )


def write_page(file: Path) -> int:
    """Compute everything and write the page, some tens of minutes on two cores; 1 where persons are not conserved."""
    from braingain.analysis.world_checks import findings

    found = findings(DRAWS, PAIRS, LONG, HORIZON, lambda text: print(text, file=sys.stderr, flush=True))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(found), encoding="utf-8")
    residuals = [found["run"]["conservation_residual"], *(run.conservation for run in found["long"])]
    return int(not max(residuals) < LARGEST_RESIDUAL)


def _opening(found: Mapping[str, Any]) -> str:
    return (
        f"{made_line()} Seed 1 but for sixty years, {found['run']['countries']} countries, doctors and nurses. Written by "
        "`python -m braingain.output.world_checks docs/verification/world.md`, and by `make verify`, whose tests ask the same "
        "questions with fewer draws. All figures are simulated. Intervals are 5 to 95 % of draws: "
        f"{DRAWS} of the run, {PAIRS} of pairs of runs, {LONG} of each of {len(found['long'])} seeds of sixty years."
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


def _spread(found: Mapping[str, Any]) -> str:
    spread, service, years = found["run"]["distribution"], found["run"]["services"], found["run"]["years"]
    rows = []
    for name, label in (("", "doctors and nurses"), (".doctor", "doctors"), (".nurse", "nurses")):
        for index in ("gini", "theil"):
            record = spread[f"density_per_10k{name}"][index]
            rows.append((f"{index.capitalize()} of {label} for 10,000 people", *_ends(record, 1.0, 3)))
    rows.append(("service for 1,000 people", *_ends(service["density_per_1000"], 1.0, 2)))
    rows.append(("births attended, % (associated)", *_ends(service["skilled_attendance_share"], 100.0, 1)))
    rows.append(("measles, % (associated)", *_ends(service["measles_share"], 100.0, 1)))
    levels = found["run"]["services_levels"]["skilled_attendance_share"]
    text = (
        "Gini and Theil are over the countries of the run, each weighing as its people (model 2.41). Service "
        "and coverage (2.38, 2.39) are means over people, of doctors and "
        f"nurses alone; the level of attendance is the country's own figure in {levels['own_figure']} countries "
        f"and assumed in {levels['assumed_curve']}. No policy."
    )
    return "\n\n".join(
        ["## How workers are spread over countries", text, _table(("what", str(years[0]), str(years[-1])), rows)]
    )


def _ends(record: Mapping[str, Any], scale: float, digits: int) -> tuple[str, str]:
    """First and last year of a record by year, with its interval."""
    first, last = (
        "{1:.{0}f} ({2:.{0}f} to {3:.{0}f})".format(digits, *(record[q][at] * scale for q in ("median", "p05", "p95")))
        for at in (0, -1)
    )
    return first, last


def _diversion(found: Mapping[str, Any]) -> str:
    d: Diversion = found["diversion"]
    years = {"first": "2020", "later": f"2021 to {d.last_year}, a year"}
    heads = ("code", "years", "fewer on bound ways", *(head for head, _ in UNBOUND), "share diverted")
    whose = ("public employers", "public and private")
    labels = {
        name: f"{who}, {'all destinations' if where else d.destination}"
        for where, names in enumerate(((ONE, BOTH_ONE), (ALL, BOTH_ALL)))
        for name, who in zip(names, whose, strict=True)
    }
    rows = [
        (labels[name], years[part], *_ways(group[name]))
        for part, group in (("first", d.first), ("later", d.later))
        for name in (ONE, ALL, BOTH_ONE, BOTH_ALL)
    ]
    for name in (ONE, ALL, BOTH_ONE, BOTH_ALL):
        off = d.first_off[name]
        largest = f"{float(np.abs(off.share).max()):.0e} at most"
        rows.append((f"{labels[name]}, `substitution` off", years["first"], *_ways(off)[:-1], largest))
    text = (
        "A code by law from 2020 on; doctors of low and lower middle income countries, persons a year. A *way* is a channel to "
        "a destination. A code binds the recruiting of public employers, or of public employers and private agencies, by the "
        "destinations that keep it; all other ways stay open. The share diverted is the rise on unbound ways over the fall on "
        "bound ways, in each draw. In its first year a code has changed nothing but who may recruit; in later years stocks, "
        "networks, vacancies and wages have moved too, so that those shares are of all that together, and can be negative. "
        "With the switch `substitution` off those refused stay, and the share must be 0 to rounding."
    )
    told = [
        _told(d, who, one, everywhere)
        for who, one, everywhere in zip(whose, (ONE, BOTH_ONE), (ALL, BOTH_ALL), strict=True)
    ]
    return "\n\n".join(["## A code of one destination, and of all", text, _table(heads, rows), *told])


def _told(d: Diversion, who: str, one: str, everywhere: str) -> str:
    """In words, what of the cut goes where under a code of one and under the same code of all."""
    alone, joined = d.first[one], d.first[everywhere]
    less, shrinks = 100.0 * (alone.share - joined.share), d.shrinks(one, everywhere)
    elsewhere = [_interval(100.0 * w.elsewhere / w.cut, "%") for w in (alone, joined)]
    channels = [_interval(100.0 * (w.channels + w.irregular) / w.cut, "%") for w in (alone, joined)]
    return (
        f"*{who.capitalize()}*, first year: the share diverted is smaller under a code of all in {int(shrinks.sum())} of "
        f"{len(shrinks)} draws, by {_interval(less)} points. Other destinations take {elsewhere[0]} of the cut under a code of "
        f"{d.destination} alone and {elsewhere[1]} under a code of all; other channels to destinations that keep it take "
        f"{channels[0]} and {channels[1]}."
    )


def _ways(ways: Ways) -> tuple[str, ...]:
    parts = (_interval(getattr(ways, name)) for _, name in UNBOUND)
    return (_interval(ways.cut), *parts, _interval(100.0 * ways.share, "%"))


def _cascade(found: Mapping[str, Any]) -> str:
    cascades: Sequence[Cascade] = found["cascades"]
    heads = (
        "A",
        "B",
        "B's doctors in A",
        "which is",
        "more leave B for A",
        "more come to B",
        "C",
        "doctors at work in B",
        "poorer",
        "both rise",
        "cascade",
    )
    rows = []
    for c in cascades:
        sources = ", ".join(f"{code} {float(np.median(more)):+,.1f}" for code, more in c.sources)
        rows.append(
            (
                c.pair.booming,
                c.pair.behind,
                f"{c.pair.stock:,.0f}",
                "reported" if c.pair.reported else "estimated",
                _interval(c.lost),
                _interval(c.recruited),
                sources,
                _interval(100.0 * c.own, "%"),
                _interval(-100.0 * c.poorer, "%"),
                f"{int(c.both.sum())} of {len(c.both)}",
                c.verdict,
            )
        )
    text = (
        f"Demand for doctors and nurses in A is a fifth higher from {BOOM_START} on; doctors a year, mean "
        f"of the years since. The pairs are the {len(cascades)} "
        "largest corridors by stock (doctors trained in B who practise in A, first year, median of draws) between two high-income "
        "countries in both of which at least a tenth of doctors "
        "at work were trained elsewhere: a rule, fixed before these runs. C are the three origins from which "
        "B's recruitment rises most, medians, persons a year. "
        "Changes of doctors at work, in B and in low and lower middle income countries (poorer), are those "
        "of the last year, wherever the doctors were trained. "
        "A cascade *holds* where in every draw more leave B for A and more come to B. Where a country has "
        "more workers than posts it replaces nobody, and A draws on "
        "the same C as B does, so it need not."
    )
    said = {HOLDS: "Holds", MOSTLY: "In most draws only", FAILS: "Does not hold"}
    names = {
        verdict: [f"{c.pair.booming} and {c.pair.behind}" for c in cascades if c.verdict == verdict]
        for verdict in (HOLDS, MOSTLY, FAILS)
    }
    told = " ".join(f"{said[verdict]}: {', '.join(pairs) or 'no pair'}." for verdict, pairs in names.items())
    return "\n\n".join(["## A boom and those behind", text, _table(heads, rows), told])


def _exits(found: Mapping[str, Any]) -> str:
    e: Exits = found["exits"]
    ratio = e.last_rate / e.first_rate
    quantiles = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
    heads = ("over countries", "smallest", "5 %", "25 %", "50 %", "75 %", "95 %", "largest")
    rows = [
        (
            "leave a year of the own-trained, first year",
            *(f"{value:.2%}" for value in np.quantile(e.first_rate, quantiles)),
        ),
        ("the same, last year", *(f"{value:.2%}" for value in np.quantile(e.last_rate, quantiles))),
        ("last year over first", *(f"{value:.2f}" for value in np.quantile(ratio, quantiles))),
    ]
    sums = [
        ("doctors who leave high-income countries a year, first year", _interval(e.first)),
        ("the same, last year", _interval(e.last)),
        ("of all their own-trained, first year", _interval(100.0 * e.first_together, "%")),
        ("the same, last year", _interval(100.0 * e.last_together, "%")),
        ("last year over first, all of them together", _interval(e.last_together / e.first_together)),
        ("draws in which they together keep at least half", f"{e.draws_that_keep:.0%}"),
        ("countries below the floor from the start", _named(e.below_at_start)),
        ("countries that fell below it", _named(e.fell_below)),
        ("countries whose share fell to less than half", _named(e.halved)),
        ("of those above the floor at the start, share that keep their exits", f"{e.kept:.0%}"),
        ("the lesson, all of them together", "holds" if e.holds_together else "does not hold"),
        ("the lesson, nine in ten countries", "holds" if e.holds_by_country else "does not hold"),
    ]
    text = (
        f"{len(e.countries)} high-income countries, no policy. The paper's second lesson is that movement "
        "does not slow with development. Measured is the share of own-trained "
        "doctors who leave in a year, median of draws. A country keeps its exits where that share in the "
        f"last year is at least half of that of its first year, and at least {FLOOR:.3%}: "
        "at that rate one doctor in a hundred would leave in a working life of forty years. Both numbers "
        "are our choices, made before the figures were seen; the first year's shares come from evidence. "
        "Asked is that all high-income countries together keep at least half of their share in the median draw, and that nine "
        "in ten of them keep their exits."
    )
    return "\n\n".join(
        ["## High-income countries keep losing people", text, _table(heads, rows), _table(("what", "value"), sums)]
    )


def _named(codes: Sequence[str]) -> str:
    return f"{len(codes)}: {', '.join(codes)}" if codes else "none"


BROKEN = {
    "dear": "pay above 2.5 times its path, or below its inverse; private pay too",
    "moving": "pay that went on away from its path by .2 log points in the last ten years; private pay too",
    "swinging": "foreign-trained who rise and fall by a tenth in two years running",
    "bursting": "foreign-trained who grow by more than a quarter in one year",
    "short": "workers below .6 of demand at its wage, where posts follow demand",
    "overfull": "workers above 1.5 times demand at its wage, where posts follow demand",
    "crowded": "one origin's, less than a thousandth of a country's workers at the start, above a tenth at the end",
    "flooded": "seats above 6 times what their path (where posts follow demand, demand on its path) makes of those of the start",
    "emptied": "less than half the workers of the start",
    "gone": "less than a quarter of the workers of the start",
}


def sixty_years(runs: Sequence[LongRun]) -> str:
    """Section on sixty years: shares that break each limit by seed and of all, and how far each seed goes."""
    whole, seeds, far = pooled(runs), [f"seed {run.seed}" for run in runs], [_how_far(run) for run in runs]
    limits = [
        (
            text,
            *(f"{run.broken[name]:.2%}" for run in runs),
            f"{whole[name]:.2%}",
            f"{LIMITS[name]:.2%}",
            "yes" if whole[name] <= LIMITS[name] else "**no**",
        )
        for name, text in BROKEN.items()
    ]
    return "\n\n".join(
        [
            "## Sixty years of every draw",
            _long_text(runs),
            _table(("what runs away", *seeds, "all", "let pass", "holds"), limits),
            _table(("what", *seeds), [(what, *(each[what] for each in far)) for what in far[0]]),
            *_bounds(together([run.bounded for run in runs])),
        ]
    )


def _long_text(runs: Sequence[LongRun]) -> str:
    return (
        f"{runs[0].years} years without policy, {sum(run.draws for run in runs)} draws of {len(runs)} seeds, doctors and nurses; the "
        "years after 2060 lie beyond what a scenario may ask. Each line of the first table is the share of countries, cadres and "
        "draws that does what it says, by seed and of all, beside the share that is let pass of all. The limits are alarms. They were "
        "set on draws of seed 1, some one and a half times what these had, and on none of these seeds. That of pay no draw can break "
        "since decision 0039, which was made after seeds 2 and 3 had broken it. A line that does not hold says so. What breaks where a "
        "decision is undone stands in decision 0025, what ran away before decision 0034 in that, what swung before 0037 in that. What "
        "no draw can exceed stands below. The second table says how far each goes."
    )


def _how_far(run: LongRun) -> dict[str, str]:
    return {
        "all numbers finite": "yes" if run.finite else "no",
        "largest residual of persons and corridors": f"{run.conservation:.1e}",
        "pay over its path, as a log: median size, 99 %, largest": _listed(run.wage),
        "workers over demand: 1 %, 50 %, 99 %, largest": _listed(run.over_demand),
        "largest growth of a country's foreign-trained in a year, a factor": f"{run.fastest:.2f}",
        "wages that rose in each of the last twenty years; that fell in each": f"{run.rising:.1%}; {run.falling:.1%}",
        "private pay over its path where posts follow money, as a log: median size, 99 %, largest": _listed(
            run.private_pay
        ),
        "seats over those of the start: median, 99 %, largest": _listed(run.seats),
        "seats of budget countries above 6 times those of the start, by their path or not": f"{run.many_seats:.2%}",
        **{f"less than half the workers of the start, year {t}": f"{share:.1%}" for t, share in run.emptied.items()},
    }


def _bounds(found: Bounded) -> list[str]:
    """What no draw can exceed, and how much of that is used."""
    pull, most = np.exp(found.pull), np.exp(found.most_pull)
    rows = [
        ("pay over its path, private pay too, as a log: share of the bound that is used", *_quantiles(found.pay)),
        ("odds of leaving, at home's offers of the day, over those of the start", *_quantiles(pull)),
        ("the most that they can be", *_quantiles(most)),
        ("seats that follow demand, private ones elsewhere: share of the bound that is used", *_quantiles(found.seats)),
        ("the most seats that there can be over those of the start", *_quantiles(found.most_seats)),
        ("foreign-trained over posts on their path, at the lowest pay there can be", *_quantiles(found.foreign)),
    ]
    text = (
        "Closed forms (model 2.10b, [decision 0032](../decisions/0032-what-no-draw-can-exceed.md)), worked out from constants and "
        "paths alone and for any number of years: pay, the odds of leaving, seats that follow demand, and private seats elsewhere; "
        "public seats are a path there. They are far from tight: they say that nothing grows without end, not how far it goes. "
        "That all corridors into a country together stay about its posts at most has no closed form: people stop coming where posts are "
        "taken, a year or more late. It is measured in the last line. Largest of all years, over countries, cadres and draws. "
        + ("Nothing is above its bound." if found.hold else "**Something is above its bound.**")
    )
    return ["### What no draw can exceed", text, _table(("what", "median", "99 %", "largest"), rows)]


def _quantiles(values: np.ndarray) -> tuple[str, ...]:
    return tuple(f"{np.quantile(values, q):.2f}" for q in (0.5, 0.99, 1.0))


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _interval(values: np.ndarray, unit: str = "") -> str:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    digits = 2 if abs(middle) < 10 else 0
    low, middle, high = (round(float(value), digits) + 0.0 for value in (low, middle, high))  # no negative zero
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f}){f' {unit}' if unit else ''}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    raise SystemExit(write_page(Path(sys.argv[1])))
