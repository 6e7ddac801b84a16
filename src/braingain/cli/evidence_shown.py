"""``braingain evidence show``, ``check`` and ``gaps``: rows with what becomes of them, what the checks find, what is missing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from braingain.cli.evidence_parts import (
    ForceOption,
    JsonOption,
    StoreOption,
    opened,
    print_json,
    print_table,
    records,
    refuse_others,
    width,
    write_whole,
)
from braingain.cli.folders import say_new_folders

if TYPE_CHECKING:
    import pandas as pd

    from braingain.analysis.completeness import Country
    from braingain.analysis.reconciled import Account
    from braingain.evidence.store import Store

SHOWN, FINDINGS_SHOWN = 80, 60


def register(verbs: typer.Typer) -> None:
    """Add the subcommands to ``evidence``."""
    verbs.command("show")(show)
    verbs.command("check")(check)
    verbs.command("gaps")(gaps)


def show(
    country: Annotated[str | None, typer.Argument(metavar="[ISO3]", help="Country, as place or as origin.")] = None,
    indicator: Annotated[str | None, typer.Option(help="Indicator, as in `braingain evidence list`.")] = None,
    source: Annotated[str | None, typer.Option(help="Source, as in `braingain evidence sources`.")] = None,
    cadre: Annotated[str | None, typer.Option(help="doctor, nurse, midlevel, community, all.")] = None,
    start: Annotated[int | None, typer.Option(help="Start year of the baseline that rows are told of; 2018.")] = None,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Rows of evidence with their citations: measured in the country, or about those who come from it.

    Each row says whether a baseline takes it, and why not; and what the checks find in it.

    Example: braingain evidence show GHA --indicator place_share
    """
    from braingain.analysis.reconciled import account
    from braingain.baseline.context import DEFAULT_START
    from braingain.baseline.overrides import check_start
    from braingain.evidence.overview import cited_rows
    from braingain.evidence.schema import allowed
    from braingain.foundation.countries import country_meant

    base = opened(store)
    rows = cited_rows(base, country, indicator, source, cadre)
    asked = country if country is None or country in allowed("area") else country_meant(country).iso3
    year = DEFAULT_START if start is None else start
    check_start(year, {})
    told = account(base, rows, None if asked in allowed("area") else asked, year)
    if as_json:
        print_json({"start": told.start, "rows": _told(rows, told), "taken": [one.record() for one in told.taken]})
        return
    from braingain.cli.listing import citation_lines, evidence_lines, taken_lines, wrapped

    shown = _told(rows, told)[:SHOWN]
    lines = evidence_lines(shown, asked, width())
    if len(rows) > SHOWN:
        more = f"{len(rows) - SHOWN} more rows: narrow with --indicator or --source, or take --json"
        lines += ["", *wrapped(more, width())]
    lines += taken_lines([one.record() for one in told.taken], told.start, width())
    for line in lines + citation_lines(shown, width()):
        typer.echo(line)


def _told(rows: pd.DataFrame, told: Account) -> list[dict[str, Any]]:
    """Rows as records with their standing and their findings."""
    return [
        row
        | {
            "standing": asdict(standing),
            "findings": [{"check": f.check, "severity": f.severity, "words": f.words} for f in findings],
        }
        for row, standing, findings in zip(records(rows), told.standings, told.findings, strict=True)
    ]


def check(
    country: Annotated[str | None, typer.Argument(metavar="[ISO3]", help="Country; without it, all countries.")] = None,
    name: Annotated[str | None, typer.Option("--check", help="One check, by its name.")] = None,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What the checks find: breaks, impossible values, sums that do not add up, one figure under two sources, and more.

    Nothing is changed or dropped by it. Notes are counted; --json has all.

    Example: braingain evidence check MWI
    """
    from braingain.evidence.checks import CHECKS, found_in_store
    from braingain.evidence.checks import records as as_records
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem, did_you_mean

    if name is not None and name not in CHECKS:
        raise BraingainError(
            Problem(
                "--check", f'"{name}" is not a check', did_you_mean(name, CHECKS) or f"choose of {', '.join(CHECKS)}"
            )
        )
    iso3 = None if country is None else country_meant(country).iso3
    _, every = found_in_store(opened(store))
    findings = [one for one in every if iso3 in (None, one.country, one.partner) and name in (None, one.check)]
    counts = [
        {
            "check": one.name,
            "findings": sum(f.check == one.name for f in findings),
            "looks_for": one.looks_for,
            "rule": one.rule,
        }
        for one in CHECKS.values()
        if name in (None, one.name)
    ]
    if as_json:
        print_json({"country": iso3, "checks": counts, "findings": as_records(findings)}, "braingain/checks/1")
        return
    from braingain.cli.listing import finding_lines, wrapped

    for one in counts:
        for line in wrapped(f"{one['findings']:>4}  {one['check']}: {one['looks_for']}", width(), "      "):
            typer.echo(line)
    listed = [one for one in findings if one.severity != "note" or name is not None]
    for line in finding_lines(as_records(listed[:FINDINGS_SHOWN]), width()):
        typer.echo(line)
    if len(listed) > FINDINGS_SHOWN:
        typer.echo(f"\n{len(listed) - FINDINGS_SHOWN} more: name a country or a --check, or take --json")
    if len(findings) > len(listed):
        typer.echo(f"\n{len(findings) - len(listed)} notes: --check NAME or --json has them")


def gaps(
    country: Annotated[str | None, typer.Argument(metavar="[ISO3]", help="Country; without it, all countries.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the picture, and for the list of what to ask for.")
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What a baseline needs and nobody reported, why it matters, and whom to ask; with --out as picture and tables.

    Example: braingain evidence gaps GHA
    """
    from braingain.analysis.completeness import completeness, sex_by_indicator
    from braingain.evidence.gaps import gaps_of, gaps_overview
    from braingain.foundation.countries import country_meant

    base = opened(store)
    iso3 = None if country is None else country_meant(country).iso3
    if out is not None:
        refuse_others([out / name for name in _names(iso3)], force)
        say_new_folders([out])
    found = completeness(base, None if iso3 is None else [iso3])
    written = [] if out is None else _write(out, found, iso3, base)
    if as_json:
        table = records(gaps_overview(base)) if iso3 is None else gaps_of(base, iso3)
        more: dict[str, Any] = {"countries": [one.record() for one in found], "by_sex": sex_by_indicator(base)}
        if iso3 is not None:
            more = {"completeness": found[0].record()}
        print_json({"country": iso3, "gaps": table, **more, "written": written}, "braingain/gaps/1")
        return
    from braingain.cli.listing import completeness_lines, gap_lines

    lines = completeness_lines([one.record() for one in found], sex_by_indicator(base), width())
    if iso3 is None:
        print_table("Gaps, all countries", gaps_overview(base))
    else:
        lines = [f"Gaps of {iso3}", *lines, *gap_lines(gaps_of(base, iso3), width())]
    for line in [*lines, *(f"Written: {path}" for path in written)]:
        typer.echo(line)


def _names(iso3: str | None) -> list[str]:
    stem = _stem(iso3)
    return [f"{stem}{ending}" for ending in (".html", ".svg", ".png", "-ask.csv", "-ask.xlsx")]


def _stem(iso3: str | None) -> str:
    return "gaps" if iso3 is None else f"gaps-{iso3}"


def _write(out: Path, found: list[Country], iso3: str | None, base: Store) -> list[str]:
    """Picture, page and lists in a folder, each whole or not at all; places without any baseline are left out of a picture of all."""
    from braingain.analysis.fingerprint import made_line
    from braingain.baseline.context import DEFAULT_START
    from braingain.output.gap_page import gap_files

    drawn = [one for one in found if iso3 is not None or any(one.grades.values())]
    made = f"{made_line()} Data {base.hash[:12]}"
    files = gap_files(drawn, _stem(iso3), made, DEFAULT_START)
    for name, content in files.items():
        write_whole(out / name, content)
    return [str(out / name) for name in files]
