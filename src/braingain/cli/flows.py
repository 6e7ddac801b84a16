"""``braingain flows``: moves between countries from two or more tables of stocks."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

METHODS = (
    "stock-difference-drop",
    "stock-difference-reverse",
    "minimum-open",
    "minimum-closed",
    "independence-open",
    "independence-closed",
    "pseudo-bayes-open",
    "pseudo-bayes-closed",
)
Method = Enum("Method", {name.replace("-", "_"): name for name in METHODS}, type=str)  # type: ignore[misc]
SHOWN = 60
SHOWN_OUTSIDE = 12
File = Path | None


def register(app: typer.Typer) -> None:
    """Add the verb ``flows``."""
    app.command("flows")(flows)


def flows(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV of stocks: origin, destination, year, value.")],
    method: Annotated[Method, typer.Option(metavar="M", help=f"One of: {', '.join(METHODS)}.")],
    entries: Annotated[File, typer.Option(metavar="FILE", help="Newly licensed: country, year, value.")] = None,
    exits: Annotated[
        File, typer.Option(metavar="FILE", help="Died, retired, left practice: country, year, value.")
    ] = None,
    affinity: Annotated[
        File, typer.Option(metavar="FILE", help="Weights of pairs: origin, destination, value.")
    ] = None,
    weight: Annotated[
        float | None, typer.Option(help="Weight of the minimum in pseudo-bayes, 0 to 1; 0.95 unless given.")
    ] = None,
    by_training: Annotated[bool, typer.Option("--by-training", help="Also by country of training.")] = False,
    out: Annotated[File, typer.Option(metavar="FILE", help="Write all moves to this CSV file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Moves of workers between countries, from where they were trained and where they practised at two dates.

    Stocks are those of 1 January; origin is the country of training. Every pair needs a row: unreported is not zero.
    Entries and exits of the years between two stocks are added up; without a column year they are of the one interval.

    Example: braingain flows stocks.csv --method pseudo-bayes-open --entries licensed.csv --exits left.csv
    """
    from braingain.analysis.flow_tables import csv_text, flows_record
    from braingain.cli.folders import say_new_folders
    from braingain.foundation.errors import BraingainError, Problem

    if out is not None and out.suffix.lower() != ".csv":
        raise BraingainError(Problem("--out", f"{out} does not end in .csv", "tables are written as CSV"))
    if out is not None and out.exists() and not force:
        raise BraingainError(Problem(str(out), "is there already", "--force overwrites it"))
    record = flows_record(file, method.value, entries, exits, affinity, weight, by_training)
    if out is not None:
        say_new_folders([out])
        _write(out, csv_text(record))
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return
    for line in lines(record):
        typer.echo(line)
    if out is not None:
        typer.echo(f"Written: {out}.")


def lines(record: Mapping[str, Any]) -> list[str]:
    """The moves as lines of text, the largest first."""
    weight = "" if record["weight"] is None else f", weight {record['weight']:g}"
    out = [f"Moves between {len(record['countries'])} countries, {record['method']}{weight}"]
    for interval in record["intervals"]:
        moves = sorted((flow for flow in interval["flows"] if flow["workers"] > 0), key=lambda flow: -flow["workers"])
        out += [
            "",
            f"1 January {interval['year']} to 1 January {interval['year_to']}: {_number(interval['workers'])} workers",
        ]
        width = max((len(flow["origin"]) for flow in moves[:SHOWN]), default=0)
        for flow in moves[:SHOWN]:
            of = f"  trained in {flow['training']}" if "training" in flow else ""
            out.append(f"{_number(flow['workers']):>12}  {flow['origin']:<{width}} to {flow['destination']}{of}")
        if len(moves) > SHOWN:
            out.append(f"{len(moves) - SHOWN} smaller moves: --json or --out has all")
        if "outside" in interval:
            out += _outside_lines(interval["outside"])
    return [*out, "", *(f"- {note}" for note in record["notes"])]


def _outside_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who left the table's countries for outside, and who came from there, each with the largest countries."""
    from braingain.analysis.flow_tables import OUTSIDE

    out = []
    for inside, other, what, link in (
        ("origin", "destination", "left for outside the table", "from"),
        ("destination", "origin", "came from outside the table", "to"),
    ):
        sizes: dict[str, float] = {}
        for row in rows:
            if row[other] == OUTSIDE:
                sizes[row[inside]] = sizes.get(row[inside], 0.0) + row["workers"]
        largest = sorted(sizes.items(), key=lambda one: -one[1])
        named = [f"{country} {_number(size)}" for country, size in largest[:SHOWN_OUTSIDE]]
        named += [f"{len(largest) - SHOWN_OUTSIDE} more"] if len(largest) > SHOWN_OUTSIDE else []
        whom = f", {link} {', '.join(named)}" if named else ""
        out.append(f"{_number(sum(sizes.values())):>12}  {what}{whom}")
    return out


def _number(value: float) -> str:
    """A count of workers: one decimal, four digits where it is small."""
    return f"{value:,.1f}".replace(",", " ") if value >= 1 else f"{value:.2g}"


def _write(out: Path, text: str) -> None:
    """All of the file or nothing of it."""
    from braingain.foundation.errors import BraingainError, Problem

    scratch = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, encoding="utf-8")
        os.replace(scratch, out)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise BraingainError(
            Problem(str(out), f"cannot be written ({error.strerror or error})", "check the path")
        ) from error
