"""The table of the README that is generated: countries by grade of their baseline. ``python -m braingain.output.readme``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

BEGIN, END = "<!-- grades: begin -->", "<!-- grades: end -->"
GRADES = ("A", "B", "C")


def grades_table(counts: Mapping[str, Mapping[str, int]]) -> str:
    """Countries by grade as a Markdown table, a row a cadre; ``counts`` by cadre and grade."""
    lines = ["| countries with a baseline | A | B | C | in all |", "| --- | ---: | ---: | ---: | ---: |"]
    for cadre, by_grade in counts.items():
        numbers = [by_grade.get(grade, 0) for grade in GRADES]
        lines.append(f"| {cadre}s | {' | '.join(map(str, [*numbers, sum(numbers)]))} |")
    return "\n".join(lines)


def with_table(text: str, table: str) -> str:
    """The README's text with the table between its two marks.

    Raises
    ------
    ValueError
        Where the marks are not there.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def current_table() -> str:
    """The table of the evidence as it is now."""
    from braingain.baseline.context import DEFAULT_START
    from braingain.baseline.corridors import world_at
    from braingain.baseline.grades import grade_counts
    from braingain.evidence.store import open_store

    return grades_table(grade_counts(world_at(open_store(), DEFAULT_START)))


if __name__ == "__main__":
    readme = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), current_table()), encoding="utf-8")
