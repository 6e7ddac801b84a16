"""``braingain evidence show``, ``check`` and ``gaps``: rows with what becomes of them, what the checks find, what is missing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from braingain.cli.evidence_parts import (
    JsonOption,
    StoreOption,
    opened,
    print_json,
    print_table,
    records,
    width,
)

if TYPE_CHECKING:
    import pandas as pd

    from braingain.analysis.reconciled import Account

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
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Rows of evidence with their citations: measured in the country, or about those who come from it.

    Each row says whether a baseline of the usual start takes it, and why not; and what the checks find in it.

    Example: braingain evidence show GHA --indicator place_share
    """
    from braingain.analysis.reconciled import account
    from braingain.evidence.overview import cited_rows
    from braingain.evidence.schema import allowed
    from braingain.foundation.countries import find_country

    base = opened(store)
    rows = cited_rows(base, country, indicator, source, cadre)
    asked = country if country is None or country in allowed("area") else find_country(country).iso3
    told = account(base, rows, None if asked in allowed("area") else asked)
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
    from braingain.foundation.countries import find_country
    from braingain.foundation.errors import BraingainError, Problem, did_you_mean

    if name is not None and name not in CHECKS:
        raise BraingainError(Problem("--check", f'"{name}" is not a check', did_you_mean(name, CHECKS)))
    iso3 = None if country is None else find_country(country).iso3
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
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What a baseline needs and nobody reported, why it matters, and whom to ask.

    Example: braingain evidence gaps GHA
    """
    import pandas as pd

    from braingain.evidence.gaps import gaps_of, gaps_overview
    from braingain.foundation.countries import find_country

    base = opened(store)
    if country is None:
        table = gaps_overview(base)
    else:
        iso3 = find_country(country).iso3
        table = pd.DataFrame(gaps_of(base, iso3), columns=["indicator", "cadre", "why", "ask", "latest_year"])
    if as_json:
        print_json({"country": country and iso3, "gaps": records(table)}, "braingain/gaps/1")
        return
    if country is None:
        print_table("Gaps, all countries", table)
        return
    from braingain.cli.listing import gap_lines

    for line in [f"Gaps of {iso3}", *gap_lines(records(table), width())]:
        typer.echo(line)
