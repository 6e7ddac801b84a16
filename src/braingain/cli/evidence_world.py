"""``braingain evidence world``: doctors by country of training and of work for all pairs, and what each cell is."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from braingain.cli.evidence_parts import (
    ForceOption,
    JsonOption,
    StoreOption,
    opened,
    print_json,
    refuse_others,
    write_whole,
)
from braingain.cli.folders import say_new_folders

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 15
COUNTED = (
    "counted: what a list or you say, of its own year; in runs: who practise at the start, natives of the destination "
    "out by an assumed share; reported only where the two are one figure (--json and --csv say how each was changed). "
    "`braingain profile` shows central values before natives are out; here are medians over draws"
)
LISTS = "oecd_workforce_migration"  # the source of lists by country of training


def register(verbs: typer.Typer) -> None:
    """Add the subcommand to ``evidence``."""
    verbs.command("world")(world)


def world(
    iso3: Annotated[
        str | None, typer.Argument(metavar="[ISO3]", help="One country of training; all without it.")
    ] = None,
    start: Annotated[int, typer.Option(help="Year of the stocks, 2015 to 2023.")] = 2018,
    out: Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", help="Write all pairs to this file.")] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Doctors abroad by country of training and of work, all pairs, with interval and label; nurses as totals by origin.

    What is not reported is filled as baselines fill it: gravity (estimated, or assumed), or the leaving of like countries
    (borrowed). No list says where nurses are: their totals are assumed, and no corridor is shown.

    Example: braingain evidence world --csv world.csv
    """
    from braingain.analysis.completed import COLUMNS, completed, counts
    from braingain.cli.progress import counted
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem

    origin = country_meant(iso3).iso3 if iso3 else None
    if out is not None and out.suffix.lower() != ".csv":
        raise BraingainError(Problem("--csv", f"{out} does not end in .csv", "the table is written as CSV"))
    if out is not None:
        refuse_others([out], force)
        say_new_folders([out])
    base = opened(store)
    with counted("World") as progress:
        rows, missing = completed(base, start, [origin] if origin else None, progress=progress)
    known = counts(rows)
    if out is not None:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_whole(out, text.getvalue().encode())
    if as_json:
        print_json({"year": start, "rows": rows, "by_label": known, "missing": missing}, "braingain/world/1")
        return
    _print(rows, known, missing, start, origin)
    if out is not None:
        typer.echo(str(out))


def _print(
    rows: Sequence[dict[str, Any]],
    known: dict[str, dict[str, float]],
    missing: dict[str, str],
    start: int,
    origin: str | None,
) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    doctors = [row for row in rows if row["cadre"] == "doctor"]
    title = (
        f"Doctors trained in {origin}, {start}"
        if origin
        else f"Doctors abroad by pair, {start}: the {SHOWN} largest that lists name"
    )
    listed = [row for row in doctors if row["source"] == LISTS]
    met = [row for row in doctors if row["high"] >= 1.0]
    largest = met if origin else sorted(listed, key=lambda row: -row["workers"])[:SHOWN]
    table = Table(
        "from", "in", "counted", "in runs", "5 to 95 %", "is", title=title, title_justify="left", show_edge=False
    )
    for row in largest:
        table.add_row(
            row["origin"],
            row["destination"],
            "–" if row["counted"] is None else f"{row['counted']:,.0f}",
            f"{row['workers']:,.0f}",
            f"{row['low']:,.0f} to {row['high']:,.0f}",
            row["label"],
        )
    console.print(table)
    console.print(COUNTED, soft_wrap=True)
    if origin and len(met) < len(doctors):
        console.print(f"{len(doctors) - len(met)} more destinations with nobody, or fewer than one")
    for label, count in known.items():
        console.print(f"{label}: {count['cells']:,.0f} pairs, {count['workers']:,.0f} doctors")
    for row in rows if origin else ():
        if row["cadre"] == "nurse":
            console.print(
                f"nurses, all destinations: {row['workers']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f}), assumed; {row['how']}"
            )
        if row["no_rate_because"] and row["cadre"] == "nurse":
            console.print(f"no emigration rate is measured: {row['no_rate_because']}")
    if missing:
        console.print(
            f"not built: {len(missing)} countries and territories without people, income or stocks (--json says why)"
        )
