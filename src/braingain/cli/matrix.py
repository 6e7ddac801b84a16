"""``braingain matrix``: every lever of the catalogue beside no new policy, for one country."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from braingain.cli.workforce import Card

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

COLUMNS = (
    ("workers", "workers"),
    ("workers.rural", "rural"),
    ("emigrants_per_year", "leaving a year"),
    ("reserve", "without a post"),
)


def register(app: typer.Typer) -> None:
    """Add the verb ``matrix``."""
    app.command("matrix")(matrix)


def matrix(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="Country: its ISO code or full name.")],
    draws: Annotated[int, typer.Option(min=1, max=10_000, help="Draws of all unknowns.")] = 200,
    start: Annotated[int, typer.Option(help="Year of the baseline, 1 January.")] = 2018,
    policy_start: Annotated[int, typer.Option(help="First year of all levers.")] = 2027,
    horizon: Annotated[int | None, typer.Option(help="Last year; policy start + 20 unless given.")] = None,
    destination: Annotated[
        str | None,
        typer.Option(metavar="ISO3,...", help="Where levers of destinations act; the largest one unless given."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    family: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Run these levers alone: origin, destination, partnership, since_2007."),
    ] = None,
    aim: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Run levers with this aim alone: push, pull, mutual.")
    ] = None,
    cadre: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Run levers that act on these: doctor, nurse, midlevel, community."),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(metavar="GRADE", help="Run levers with this grade or better: strong, moderate, weak, assumed."),
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Order of the rows: catalogue, workers, cost, cost-per-worker-year (with public wages), "
            "cost-per-worker-year-as-paid, first-effect, evidence, name.",
        ),
    ] = "catalogue",
    out: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write a file, .xlsx, .html or .json, in place of the table; may be given more than once.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    with_experiments: Annotated[
        bool, typer.Option("--experiments", help="Also run three side effects with their mechanism on and off.")
    ] = False,
    workforce: Card = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """The policy matrix of a country: effect, cost, speed, evidence and side effects of every lever.

    With --experiments: moves to rural posts under a supplement, bonded leavers under inflation, and people who go elsewhere
    under a code, each with its mechanism on and off.

    With --out no table is printed: what was written stands in its place, a line for each file.

    A filter chooses which levers are run, with the numbers that they have among all; --sort orders the rows. With --workforce
    the levers are those that its card names.

    Example: braingain matrix GHA --draws 100 --destination GBR --family origin --sort cost --out ghana.xlsx
    """
    from braingain.analysis.experiments import experiments
    from braingain.analysis.matrix import study
    from braingain.analysis.shown import check_order, wanted
    from braingain.cli.folders import say_new_folders
    from braingain.cli.progress import counted
    from braingain.foundation.countries import country_meant, country_name
    from braingain.output.files import check_free

    country = country_meant(iso3).iso3
    if workforce is not None:
        from braingain.cli.workforce import matrix_of

        places = [country_meant(name).iso3 for name in destination.split(",")] if destination else None
        given = {"--family": family, "--aim": aim, "--cadre": cadre, "--evidence": evidence, "--out": out}
        refused = {name: bool(value) for name, value in given.items()}
        refused |= {"--sort": sort != "catalogue", "--experiments": with_experiments, "--force": force}
        years = (start, policy_start, horizon)
        return matrix_of(workforce, country, years, (draws, seed, places), refused, as_json)
    named = [country_meant(name).iso3 for name in destination.split(",")] if destination else None
    check_order(sort)
    chosen = wanted(_names(family), _names(aim), _names(cadre), (evidence or "").strip())
    paths = list(dict.fromkeys(out or ()))
    _check_endings(paths)
    check_free(paths, force)
    say_new_folders(paths)
    with counted(f"matrix {country_name(country)}") as progress:
        run = study(country, draws, seed, start, policy_start, horizon, named, progress, chosen, sort)
    found = run["matrix"]
    if with_experiments:
        with counted(f"experiments {country_name(country)}") as progress:
            tried = experiments(country, draws, seed, start, policy_start, named or (), progress, horizon)
        found["experiments"] = tried["experiments"]
    _write(paths, run, err=as_json)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    elif not paths:
        from rich.console import Console

        print_table(Console(), found)
        if with_experiments:
            _print_experiments(found["experiments"])


def _names(words: str | None) -> list[str]:
    """The names of a list with commas, each once; none where there is no list."""
    return [] if words is None else list(dict.fromkeys(word.strip() for word in words.split(",")))


def _check_endings(paths: Sequence[Path]) -> None:
    from braingain.foundation.errors import BraingainError, Problem

    wrong = [path for path in paths if path.suffix.lower() not in WRITERS]
    if wrong:
        ends = ", ".join(WRITERS)
        do = "give a file such as matrix.xlsx"
        raise BraingainError([Problem(f"--out {path}", f"does not end in {ends}", do) for path in wrong])


def _as_json(run: Mapping[str, Any]) -> bytes:
    return json.dumps(run["matrix"], ensure_ascii=False, allow_nan=False, indent=1).encode()


def _as_workbook(run: Mapping[str, Any]) -> bytes:
    from braingain.output.matrix_workbook import workbook_bytes

    return workbook_bytes(run["matrix"])


def _as_page(run: Mapping[str, Any]) -> bytes:
    from braingain.output.matrix_page import render

    return render(run["matrix"], run["projection"]).encode()


WRITERS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    ".xlsx": _as_workbook,
    ".html": _as_page,
    ".json": _as_json,
}


KINDS = {".xlsx": "a workbook", ".html": "a page that works offline", ".json": "all numbers as JSON"}


def _write(paths: Sequence[Path], run: Mapping[str, Any], err: bool) -> None:
    """Every file that is asked for, all of them whole or none, and what each is; on the error stream where JSON is printed."""
    from braingain.output.files import write_whole

    write_whole({path: WRITERS[path.suffix.lower()](run) for path in paths})
    rows = run["matrix"]["rows"]
    applying = sum(1 for row in rows if not row["not_applicable"])
    for path in paths:
        what = f"{KINDS[path.suffix.lower()]}, {len(rows)} levers, {applying} of which apply"
        typer.echo(f"Written: {path} ({what})", err=err)
    if paths and not err:
        typer.echo("No table is printed with --out; without it the table stands here.")


def print_table(console: Console, found: Mapping[str, Any]) -> None:
    """Levels without policy, a row for each lever, and below what does not fit into the table."""
    from rich.table import Table

    from braingain.foundation.countries import named
    from braingain.output.lever_words import level_title
    from braingain.output.matrix_words import destinations_words, warnings

    grades = ", ".join(f"{cadre} {grade}" for cadre, grade in found["grade"].items())
    console.print(
        f"{named(found['country'])}: difference from no new policy, median and 90 % interval of {found['draws']} draws. "
        f"Levers begin in {found['policy_start']}. Grade of the baseline: {grades}.{_shown(found)}"
    )
    if where := destinations_words(found):
        console.print(f"Levers of one destination act in: {where}.", highlight=False)
    for warning in warnings(found):
        console.print(f"{warning}.", highlight=False)
    table = Table("", *(title for _, title in COLUMNS), show_lines=True, padding=(0, 1, 0, 0), show_edge=False)
    for one in found["without_policy"]:
        levels = [_cell(one["outcomes"][name]["level"], "") for name, _ in COLUMNS]
        table.add_row(f"{level_title(one)}: the level", *levels)
    for row in found["rows"]:
        if row["not_applicable"]:
            table.add_row(row["title"], f"does not apply: {row['not_applicable']}")
            continue
        cells = [_cell(row["outcomes"][name]["difference"]) for name, _ in COLUMNS]
        table.add_row(f"{row['title']}\n{_how(row)}", *cells)
    console.print(table)
    _print_below(console, found)


def _print_below(console: Console, found: Mapping[str, Any]) -> None:
    """What does not fit into the table: what is to be known of a lever, notes on rights, and where the rest stands."""
    from braingain.output.brief_matrix import HALF, MEDIANS_APART, ON_WHOLE_COST
    from braingain.output.lever_words import rights_lines
    from braingain.output.words import sentence

    price_year = next((row["price_year"] for row in found["rows"] if "price_year" in row), found["start"])
    acting = [row for row in found["rows"] if not row["not_applicable"]]
    lines = [f"{row['title']}: {flag}" for row in acting for flag in row["flags"]]
    lines += [f"Rights: {titles}: {note}" for titles, note in rights_lines(acting)]
    lines += [ON_WHOLE_COST] if any(row.get("cost_is_whole") for row in acting) else []
    lines += [f"Half of an effect: {HALF}.", f"{sentence(MEDIANS_APART)}."]
    lines.append(
        f"Costs in US dollars of {price_year}, medians: in all the sum of all years, a worker-year discounted at 3 %; compare "
        "levers by the one with public wages. Intervals of costs, doctors and nurses, women and men, side effects: "
        "--out FILE.html or FILE.xlsx, --json, or the brief."
    )
    for line in lines:
        console.print(line, markup=False, highlight=False)


def _shown(found: Mapping[str, Any]) -> str:
    """Which levers were run and how the rows stand, in words, where that was asked for."""
    from braingain.output.matrix_words import SORTED

    asked = {name: value for name, value in found["filter"].items() if value}
    texts = [f"{name} {value if isinstance(value, str) else ' or '.join(value)}" for name, value in asked.items()]
    if asked.get("evidence"):
        texts[-1] += " or better"
    levers = f" Only levers with: {'; '.join(texts)}." if texts else ""
    return levers + (f" Sorted by {SORTED[found['sort']]}." if found["sort"] in SORTED else "")


def _how(row: Mapping[str, Any]) -> str:
    """When a row is read and first seen, its price and its evidence, in words that a narrow column can break."""
    from braingain.cli.intervals import unbroken
    from braingain.output import brief_effects
    from braingain.output import lever_words as said

    where = said.acts_in(row)
    told = [f"acts {where}" if where else "", f"in {row['at_year']}", said.seen_words(row), said.service_words(row)]
    told += [said.price_words(row), said.cost_words(row), said.evidence_words(row), said.rights_tag(row)]
    told += [f"for whom: {said.for_whom_words(row)}", brief_effects.own_money(row)]
    return unbroken("; ".join(filter(None, told)))


def _cell(interval: Mapping[str, float], sign: str = "+") -> str:
    middle, low, high = (_three(interval[q], sign) for q in ("median", "p05", "p95"))
    return f"{middle}\n{low} to\n{high}" if {middle, low, high} != {"0"} else "no change"


def _three(value: float, sign: str = "") -> str:
    """A whole number of at most three significant figures; nought without a sign."""
    short = float(f"{value:.3g}") if abs(value) >= 100 else round(value) + 0.0
    return f"{short:{sign},.0f}" if short else "0"


def _print_experiments(tried: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from braingain.output.brief_effects import when_words

    console = Console()
    console.print("\nExperiments: a side effect with its mechanism on and off, in the same draws.")
    table = Table(
        "lever",
        "mechanism",
        "what is measured",
        "with it",
        "without it",
        "share of draws",
        "gone with it off",
        show_lines=True,
    )
    for one in tried:
        lever = one["lever"] + (f", {one['destination']}" if one["destination"] else "")
        if one["not_applicable"]:
            table.add_row(lever, one["mechanism"], f"does not apply: {one['not_applicable']}")
            continue
        what = f"{one['what']}, {when_words(one)}"
        table.add_row(lever, one["mechanism"], what, *_tried(one))
        for cadre, of_cadre in one["by_cadre"].items():
            table.add_row("", "", cadre, *_tried(of_cadre))
    console.print(table)
    for one in tried:
        if one["not_applicable"]:
            continue
        console.print(f"{one['lever']}{', ' + one['destination'] if one['destination'] else ''}: {one['words']}")
        for beside in one["beside"].values():
            console.print(f"  {beside['text']}: {_small(beside['value'])}")


def _tried(one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    share = f"{one['share_of_draws']:.0%}"
    gone = "yes" if one["gone_without_mechanism"] else "no"
    return _small(one["with_mechanism"]), _small(one["without_mechanism"]), share, gone


def _small(interval: Mapping[str, float]) -> str:
    median, low, high = (round(interval[q], 1) + 0.0 for q in ("median", "p05", "p95"))
    return f"{median:,.1f} ({low:,.1f} to {high:,.1f})"
