"""Rows of evidence and gaps as text that a terminal of 80 columns holds: a heading for each series, its figures below."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from braingain.analysis.completeness import STATES
from braingain.cli.profile import METHOD_WORDS
from braingain.evidence.schema import indicators
from braingain.foundation.countries import country_name
from braingain.foundation.units import all_units

Record = Mapping[str, Any]
LEAST_WIDTH, MOST_WIDTH = 40, 120
SAYS_NOTHING = ("", "all", "unknown")
PARTNER_WORDS = {"trained": "trained in", "born": "born in", "national": "nationals of"}
NOTES_SHOWN = 20
MILLION = 1e6
TOLD = ("another source", "another definition", "another kind")  # reasons that are told in full beside a row


def evidence_lines(rows: Sequence[Record], country: str | None, width: int) -> list[str]:
    """Rows of evidence by series, with the marks of the profile; citations and notes stand below.

    ``country`` is the one that was asked for: it is named only where a row is of another as well. A row with a standing
    says whether a baseline takes it; below the first row of a finding stands what the check found, with its number.
    """
    from braingain.output.tokens import METHOD_MARKS

    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    lines = wrapped("  ".join(f"{METHOD_MARKS[m]} {word}" for m, word in METHOD_WORDS.items()), width)
    last, seen = "", dict[tuple[str, str, str], int]()
    for row in rows:
        heading = _heading(row)
        if heading != last:
            lines += ["", *wrapped(heading, width)]
            last = heading
        start = f"{METHOD_MARKS.get(row['method'], '?')} {_years(row):<9} {_figure(row):>9}  "
        new = [one for one in row.get("findings", []) if _finding(one, row) not in seen]
        seen |= {_finding(one, row): len(seen) + n + 1 for n, one in enumerate(new)}
        marks = [f"[{seen[_finding(one, row)]}]" for one in row.get("findings", [])]
        details = _details(row, country) + _standing(row) + ([" ".join(marks)] if marks else [])
        lines += wrapped(start + "; ".join(details), width, " " * len(start), "  ")
        for one in new:
            lines += wrapped(
                f"[{seen[_finding(one, row)]}] {one['severity']}: {one['words']}", width, "        ", "    "
            )
    return lines


def _finding(one: Record, row: Record) -> tuple[str, str, str]:
    return one["check"], one["words"], f"{row['indicator']} {row['country']} {row['cadre']} {row['source']}"


def _standing(row: Record) -> list[str]:
    """Whether a baseline takes a row, in a few words; nothing where nobody asked."""
    known = row.get("standing")
    if not known:
        return []
    if known["used"] or known["kind"] == "not read":
        return ["used" if known["used"] else "not read"]
    return [f"not used: {known['words'] if known['kind'] in TOLD else known['kind']}"]


def taken_lines(taken: Sequence[Record], start: int, width: int) -> list[str]:
    """The values that a baseline holds of what the rows are about, and what became of the rows."""
    from braingain.output.tokens import METHOD_MARKS

    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    lines = ["", f"What a baseline of {start} takes"] if taken else []
    for one in taken:
        figure = "–" if one["value"] is None else _number(one["value"])
        rows = ", ".join(f"{count} {kind}" for kind, count in one["rows"].items())
        told = "; ".join(filter(None, (one["source"], one["note"], f"rows: {rows}" if rows else "")))
        lines += wrapped(f"{METHOD_MARKS[one['method']]} {one['name']} {figure}: {told}", width, "    ", "  ")
        for other in one["others"]:
            text = f"not: {_number(other['value'])}, {other['source']} {other['year']}: {other['why']}"
            lines += wrapped(text, width, "      ", "    ")
    return lines


def finding_lines(findings: Sequence[Record], width: int) -> list[str]:
    """Findings, each with the row that it is about."""
    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    lines: list[str] = []
    last = ""
    for one in findings:
        heading = f"{one['severity']}: {one['check']}"
        lines += ["", heading] if heading != last else []
        last = heading
        where = [one["country"], one["partner"], one["cadre"], one["indicator"], str(one["year"]), one["source"]]
        text = f"{' '.join(part for part in where if part not in SAYS_NOTHING)}: {one['words']}"
        lines += wrapped(text, width, "    ", "  ")
    return lines


def citation_lines(rows: Sequence[Record], width: int) -> list[str]:
    """The sources of rows, each once: what to cite and where it is."""
    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    cited = {row["source"]: f"{row['source']}: {row['citation'].rstrip('.')}. {row['link']}".rstrip() for row in rows}
    lines = ["", "Sources"] if cited else []
    for text in cited.values():
        lines += wrapped(text, width, "    ", "  ")
    notes = [note for note in dict.fromkeys(row["note"] for row in rows) if note][:NOTES_SHOWN]
    lines += ["", "Notes"] if notes else []
    for note in notes:
        lines += wrapped(f"- {note}", width, "    ", "  ")
    return lines


def gap_lines(gaps: Sequence[Record], width: int) -> list[str]:
    """Gaps of a country: what is missing, why it matters, whom to ask."""
    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    lines: list[str] = []
    for gap in gaps:
        lines += ["", *wrapped(f"{gap['indicator']} ({gap['cadre'] or 'country'})", width)]
        lines += wrapped(f"{gap['why']}.", width, "  ", "  ")
        lines += wrapped(f"Ask: {gap['ask']}.", width, "  ", "  ")
    return lines


def completeness_lines(countries: Sequence[Record], by_sex: Sequence[Record], width: int) -> list[str]:
    """How complete the evidence is: of one country its grades, needs, rows and findings; of many, how many have each grade.

    ``by_sex`` are the rows of health workers by indicator, each once: rows by country count those of two countries twice.
    """
    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    if len(countries) != 1:
        graded = {cadre: Counter(one["grades"][cadre] for one in countries) for cadre in countries[0]["grades"]}
        grades = "; ".join(f"{c}s: " + ", ".join(f"{n[g]} {g}" for g in "ABC") for c, n in graded.items())
        rows, of_sex = sum(one["rows"] for one in by_sex), sum(one["rows_by_sex"] for one in by_sex)
        sex = f"Of {rows:,} rows of health workers {of_sex:,} tell women from men.".replace(",", " ")
        return [*wrapped(f"Grades: {grades}. {sex}", width)]
    one = countries[0]
    grades = ", ".join(f"{cadre}s {grade or '–'}" for cadre, grade in one["grades"].items())
    needs = ", ".join(f"{one[state]} {state}" for state in STATES)
    share = "" if one["share_by_sex"] is None else f" ({one['share_by_sex']:.1%})"
    rows = f"{one['rows']} rows, {one['rows_by_sex']} of them{share} tell women from men"
    findings = ", ".join(f"{count} {name}" for name, count in one["findings"].items())
    lines = wrapped(f"Grades: {grades}. Of {len(one['needs'])} needs: {needs}. {rows}.", width)
    return lines + (
        wrapped(f"Checks: {findings} (braingain evidence check {one['country']}).", width) if findings else []
    )


def wrapped(text: str, width: int, hang: str = "  ", indent: str = "") -> list[str]:
    """A text in lines of a width; a word longer than a line (an address) keeps its line."""
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )


def _heading(row: Record) -> str:
    known = indicators()[row["indicator"]]
    cadre = "" if row["cadre"] in SAYS_NOTHING else f", {row['cadre'].replace('_', ' ')}"
    return f"{known['title']}{cadre} [{row['indicator']}; {all_units()[row['unit']].title}]"


def _years(row: Record) -> str:
    return str(row["year"]) if row["year"] == row["year_to"] else f"{row['year']}-{row['year_to']}"


def _figure(row: Record) -> str:
    return "–" if row["value"] is None else _number(row["value"])


def _number(value: float) -> str:
    whole = abs(value) >= MILLION
    return (f"{value:,.0f}" if whole else f"{value:,.6g}").replace(",", " ")


def _details(row: Record, country: str | None) -> list[str]:
    """Source, place, partner and what else sets a row apart from the others of its series."""
    parts = [row["source"]]
    if row["low"] is not None and row["high"] is not None:
        parts.append(f"{_number(row['low'])} to {_number(row['high'])}")
    if row["country"] != country:
        parts.append(f"in {country_name(row['country'])}")
    if row["partner"] not in ("", "unknown"):
        parts.append(f"{PARTNER_WORDS.get(row['definition'], 'from')} {country_name(row['partner'])}")
    parts += [
        row[column].replace("_", " ")
        for column in ("activity", "place", "employment", "sex")
        if row[column] not in SAYS_NOTHING
    ]
    return parts + [flag.replace("_", " ") for flag in row["flag"].split(";") if flag]
