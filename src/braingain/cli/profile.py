"""``braingain profile``: what is known of a country, from where, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from braingain.cli.workforce import Card

METHOD_WORDS = {
    "reported": "reported",
    "interpolated": "between reported years",
    "estimated": "estimated",
    "borrowed": "borrowed from like countries",
    "assumed": "assumed",
}
ROLE_TITLES = {"origin": "As a country of origin", "destination": "As a country of destination"}
MOST_ABROAD = 12
WIDTH = 46


def register(app: typer.Typer) -> None:
    """Add the verb ``profile``."""
    app.command("profile")(profile)


def profile(
    country: Annotated[str, typer.Argument(metavar="ISO3", help="ISO 3166 alpha-3 code, such as GHA, or a name.")],
    roles: Annotated[str, typer.Option("--as", metavar="ROLES", help="origin, destination, or both by comma.")] = (
        "origin,destination"
    ),
    start: Annotated[int, typer.Option(help="Context year, 1 January, 2015 to 2023.")] = 2018,
    workforce: Card = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """What is known of a country, from where, and what is missing.

    Example: braingain profile GHA --as origin
    """
    if workforce is not None:
        from braingain.cli.workforce import profile_of

        return profile_of(workforce, country, start, {"--as": roles != "origin,destination"}, as_json)
    from braingain.baseline.profile import profile as build
    from braingain.evidence.store import open_store
    from braingain.foundation.countries import country_meant

    wanted = [role.strip() for role in roles.split(",") if role.strip()]
    record = build(open_store(), country_meant(country).iso3, start, wanted)
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in lines(record):
        typer.echo(line)


def lines(record: Mapping[str, Any]) -> list[str]:
    """The profile as lines of text."""
    from braingain.output.tokens import METHOD_MARKS

    grades = ", ".join(f"{grade} for {cadre}s" for cadre, grade in record["grade"].items())
    out = [f"{record['name']}, 1 January {record['start']} · baseline grade {grades} · edition {record['edition']}"]
    out += [f"  {cadre}: {why}" for cadre, why in record["grade_why"].items()]
    out += [f"  {line}" for line in own_lines(record)]
    out += ["", _rate_line(record), "", "  ".join(f"{METHOD_MARKS[m]} {word}" for m, word in METHOD_WORDS.items())]
    for role, title in ROLE_TITLES.items():
        rows = [row for row in record["values"] if row["role"] == role]
        if rows:
            out += ["", title, *[_value_line(row, METHOD_MARKS) for row in rows]]
    if record["abroad"]:
        out += ["", "Abroad", *[_abroad_line(row, METHOD_MARKS) for row in _shown(record["abroad"])]]
        out += [f"  {record['abroad_are']}", *(f"  {note}" for note in record["notes"])]
    if record["reasons"]:
        out += ["", *reason_lines(record["reasons"])]
    out += ["", "What is missing, and whom to ask"]
    return out + [
        f"  {_words(g['indicator'])} ({g['cadre'] or 'country'}): {g['why']}. Ask: {g['ask']}" for g in record["gaps"]
    ]


def reason_lines(reasons: list[dict[str, Any]]) -> list[str]:
    """Why people leave and would stay, as they were asked."""
    first = reasons[0]
    out = [
        f"Why health professionals leave, and would stay (asked about {first['year']}, {first['source']}; several may be named, the most frequent "
        "are printed; shown, and put into nothing)"
    ]
    for words in dict.fromkeys(row["question_words"] for row in reasons):
        named = [row for row in reasons if row["question_words"] == words]
        out.append(f"  {words}: {', '.join(_reason(row) for row in named)}")
    return out


def _reason(row: Mapping[str, Any]) -> str:
    about = f" → {row['speaks_to']}" if row["speaks_to"] else ""
    return f"{row['reason'].lower()} {row['share']:.0%}{about}"


def own_lines(record: Mapping[str, Any]) -> list[str]:
    """Which figures are a user's own, and from which files."""
    return [
        f"your own figures, from {', '.join(own['files'])} ({own['source']}): {'; '.join(own['figures'])}"
        for own in record["own"]
    ]


def _rate_line(record: Mapping[str, Any]) -> str:
    rate = record["headline"]["emigration_rate"]["doctor"]
    coverage = rate["coverage"]
    seen = "unknown" if coverage is None else f"{coverage:.0%}"
    if rate["value"] is None:
        return f"Doctors who left: no rate; {rate['why']}. Coverage {seen}."
    return (
        f"Doctors who left: {rate['value']:.0%} ({rate['low']:.0%} to {rate['high']:.0%}) of those trained. Coverage {seen}: the "
        f"share of its emigrants who live where doctors are counted by origin. Over {rate['denominator']}."
    )


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest corridors of doctors and the total of nurses."""
    doctors = [row for row in rows if row["cadre"] == "doctor"][:MOST_ABROAD]
    return doctors + [row for row in rows if row["cadre"] != "doctor"]


def _value_line(row: Mapping[str, Any], marks: Mapping[str, str]) -> str:
    year = row["year"] or "–"
    range_ = (
        "" if row["low"] is None else f" ({_number(row['low'], row['unit'])} to {_number(row['high'], row['unit'])})"
    )
    text = f"  {marks[row['method']]} {row['title']:<{WIDTH}} {_number(row['value'], row['unit'])}{range_}"
    tail = "; ".join(part for part in (str(year), row["source"], row["note"]) if part and part != "–")
    return f"{text}  [{tail}]" if tail else text


def _abroad_line(row: Mapping[str, Any], marks: Mapping[str, str]) -> str:
    range_ = "" if row["low"] is None else f" ({row['low']:,.0f} to {row['high']:,.0f})"
    who = f"{row['cadre']}s, {row['destination_name']}"
    tail = "; ".join(part for part in (str(row["year"]), row["source"], row["note"]) if part)
    return f"  {marks[row['method']]} {who:<{WIDTH}} {row['workers']:,.0f}{range_}  [{tail}]"


def _number(value: float | str | None, unit: str) -> str:
    if value is None:
        return "not known"
    if isinstance(value, str):
        return value
    if unit == "share":
        return f"{value:.1%}"
    if unit == "per_year":
        return f"{value:+.1%} a year"
    if unit == "yes_no":
        return "yes" if value > 0.5 else "no"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _words(indicator: str) -> str:
    return indicator.replace("_", " ").replace(".", ", ")
