"""``braingain evidence``: what is in the evidence base, from where, what is missing, and taking in more."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from braingain.cli import evidence_shown, evidence_sql, evidence_world
from braingain.cli.evidence_parts import JsonOption, StoreOption, opened, print_json, print_table, records

if TYPE_CHECKING:
    from braingain.analysis.public_figures import Beside
    from braingain.analysis.taken import Answer
    from braingain.evidence.importing import Plan

MOST_ANSWERS, MOST_BESIDE = 60, 60
ANSWERED = ("indicator", "country", "partner", "cadre", "year", "source")


def register(app: typer.Typer) -> None:
    """Add the verb ``evidence`` with its subcommands."""
    verbs = typer.Typer(
        no_args_is_help=True, help="The evidence base: list, show, check, gaps, sql, sources, import, pull, remove."
    )
    verbs.command("list")(list_)
    verbs.command("sources")(sources)
    verbs.command("import")(import_)
    verbs.command("pull")(pull)
    verbs.command("remove")(remove)
    evidence_shown.register(verbs)
    evidence_sql.register(verbs)
    evidence_world.register(verbs)
    app.add_typer(verbs, name="evidence")


def list_(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Indicators and compact tables that the store holds, with counts.

    Example: braingain evidence list
    """
    from braingain.evidence.overview import indicator_overview, table_overview

    base = opened(store)
    indicators, tables = indicator_overview(base), table_overview(base)
    if as_json:
        print_json({"indicators": records(indicators), "tables": records(tables)})
        return
    print_table("Indicators", indicators)
    print_table("Compact tables", tables)


def sources(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """The table of sources: citation, publisher, licence, how each was read.

    Example: braingain evidence sources --json
    """
    table = opened(store).sources()
    if as_json:
        print_json({"sources": records(table)})
        return
    print_table("Sources", table[["source", "citation", "licence", "vintage", "ships", "imported"]])


def import_(
    file: Annotated[Path, typer.Argument(help="A publisher's file as downloaded, or a tidy CSV or Parquet.")],
    source: Annotated[str | None, typer.Option(help="Name of the source; default: as recognised.")] = None,
    card: Annotated[
        Path | None, typer.Option("--map", metavar="CARD", help="Mapping card of a table in columns of its own.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and say; write nothing.")] = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Take a file into the store. Publishers' forms are known by their content; all of it goes in, or nothing.

    A tidy CSV or Parquet file needs the columns indicator, country, year, value, unit; any other table comes with --map CARD
    (docs/evidence.md, A mapping card). Rows of the same source and key are replaced.
    Each row is answered: what runs from the usual start use it for, or why it is kept and not used.
    A filled workbook of `braingain template` is read by its sheets. Your own figures are shown beside the published ones.

    Example: braingain evidence import docs/examples/my-country.csv --source illustrative_example --dry-run
    """
    from datetime import date

    from braingain.analysis.public_figures import beside_public, beside_records
    from braingain.analysis.taken import answers, table_answers
    from braingain.evidence.importing import commit_import, plan_import
    from braingain.evidence.own import own_sources
    from braingain.evidence.replacing import came_before_another, replaced_rows, store_with
    from braingain.evidence.store import open_store, store_folder

    plan, home = plan_import(file, source, date.today().isoformat(), card), store_folder(store)
    replaced, older = replaced_rows(plan, home), came_before_another(plan, home)
    written = False if dry_run else commit_import(plan, home)
    rows = 0 if plan.observations is None else len(plan.observations)
    tables = {name: len(frame) for name, frame in plan.tables.items()}
    said: list[Answer] = []
    beside: list[Beside] = []
    if plan.observations is not None:
        with store_with(plan, home) if dry_run else nullcontext(open_store(home)) as base:
            said = answers(base, plan.observations)
            own = plan.observations["source"].isin(own_sources(base))
            beside = beside_public(base, plan.observations[own])
    if as_json:
        about = {"file": plan.file, "source": plan.source.id, "rows": rows, "tables": tables, "written": written}
        about["replaced"] = replaced if written or dry_run else 0
        about["answers"] = _answered(plan, said)
        about["against_public"] = beside_records(beside)
        about["table_answers"] = {name: answer.line() for name, answer in table_answers(plan.tables).items()}
        print_json({"import": {**about, "messages": list(plan.messages)}})
        return
    what = [f"{rows} rows"] if rows else []
    what += [f"table {name} ({length} rows)" for name, length in tables.items()]
    there = "ships with this edition, nothing written" if plan.known else "already there, nothing written"
    done = "taken in" if written else "checked, nothing written" if dry_run else there
    typer.echo(f"{plan.file}: {', '.join(what) or 'nothing to take in'} of source {plan.source.id}; {done}")
    if older:
        typer.echo(f"- a later import of {plan.source.id} stands: `braingain evidence remove {plan.source.id}` first")
    elif replaced:
        some = "1 row" if replaced == 1 else f"{replaced} rows"
        typer.echo(f"- {some} of {plan.source.id} {'replaced' if written else 'would be replaced'}")
    for message in plan.messages:
        typer.echo(f"- {message}")
    if not dry_run and home.resolve() != store_folder().resolve():
        typer.echo(f"- set BRAINGAIN_HOME={home.resolve()} for the other verbs, or profile, brief, ... do not read it")
    whole = [f"- table {name} {answer.line()}" for name, answer in table_answers(plan.tables).items()]
    for line in whole + _answers_in_words(plan, said) + _against_public(beside):
        typer.echo(line)
    for answer in said:
        if answer.check:
            typer.echo(f"Check: {answer.check}. Is it the figure, and the unit, that you mean?")


def _answered(plan: Plan, said: list[Answer]) -> list[dict[str, Any]]:
    """Each row of an import with its answer."""
    if plan.observations is None:
        return []
    rows = records(plan.observations[[*ANSWERED, "value", "unit"]])
    return [
        row | {"used": answer.used, "answer": answer.line(), "check": answer.check}
        for row, answer in zip(rows, said, strict=True)
    ]


def _against_public(beside: list[Beside]) -> list[str]:
    """Own figures beside the published ones; those that nobody publishes together."""
    compared = [one for one in beside if one.public is not None]
    alone = list(dict.fromkeys(one.indicator for one in beside if one.public is None))
    lines = ["Yours against public (both are kept):"] if compared else []
    lines += [f"- {one.line()}" for one in compared[:MOST_BESIDE]]
    if len(compared) > MOST_BESIDE:
        lines.append(f"- {len(compared) - MOST_BESIDE} more: --json has all")
    if alone:
        count = len(beside) - len(compared)
        lines.append(f"- no public figure stands beside {count} of your rows ({', '.join(alone)})")
    return lines


def _answers_in_words(plan: Plan, said: list[Answer]) -> list[str]:
    """The answers to the rows of an import, those with one answer together: how many rows, of which figures and years."""
    if plan.observations is None:
        return []
    groups: dict[str, list[Any]] = {}
    for row, answer in zip(plan.observations.itertuples(index=False), said, strict=True):
        groups.setdefault(f"{0 if answer.used else 1}{answer.line()}", []).append(row)
    lines = []
    for key in sorted(groups):
        rows = groups[key]
        what = ", ".join(dict.fromkeys(row.indicator for row in rows))
        first, last = min(row.year for row in rows), max(row.year_to for row in rows)
        years = str(first) if first == last else f"{first} to {last}"
        lines.append(f"- {len(rows)} {'row' if len(rows) == 1 else 'rows'} ({what}, {years}) {key[1:]}")
    more = [f"- {len(lines) - MOST_ANSWERS} more answers: --json has all"] if len(lines) > MOST_ANSWERS else []
    return lines[:MOST_ANSWERS] + more


def pull(
    source: Annotated[str, typer.Argument(help="A source whose addresses are known, such as who_gho.")],
    again: Annotated[bool, typer.Option("--again", help="Fetch anew what the cache holds.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fetch and check; take nothing in.")] = False,
    store: StoreOption = None,
) -> None:
    """Fetch a source's files from its publisher and take them in: all of them, or none. The only verb that uses a network.

    Files stay in the store's folder `pulled`, by checksum, and are fetched once.

    Example: braingain evidence pull who_gho
    """
    from datetime import date

    from braingain.cli.progress import fetching
    from braingain.evidence.importing import commit_import, plan_import
    from braingain.evidence.pulling import pull as pull_files
    from braingain.evidence.store import store_folder

    home = store_folder(store)
    with fetching() as progress:
        files = pull_files(source, home, again, progress)
    plans = [plan_import(file.path, source, date.today().isoformat()) for file in files]
    for file, plan in zip(files, plans, strict=True):
        written = False if dry_run else commit_import(plan, home)
        rows = (0 if plan.observations is None else len(plan.observations)) + sum(map(len, plan.tables.values()))
        done = "taken in" if written else "checked, nothing written" if dry_run else "already there, nothing written"
        where = "fetched" if file.fresh else "from the cache"
        typer.echo(f"{file.address}: {where}, SHA-256 {file.sha256[:12]}, {rows} rows; {done}")
        for message in plan.messages:
            typer.echo(f"- {message}")


def remove(
    source: Annotated[str, typer.Argument(help="A source that was imported, as in `braingain evidence sources`.")],
    store: StoreOption = None,
) -> None:
    """Take all imports of a source out of the store again.

    Example: braingain evidence remove ministry_2026
    """
    from braingain.evidence.replacing import remove_imports
    from braingain.evidence.store import store_folder

    files = remove_imports(source, store_folder(store))
    typer.echo(f"{source}: removed what was imported from {', '.join(files)}")
