"""One row of a ministry's sheet: what its cells say, as evidence rows, and everything that is wrong with them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from braingain.evidence.ministry import sheets as form
from braingain.evidence.ministry.cells import EMPTY, Cell, Row
from braingain.evidence.ministry.numbers import number_of
from braingain.evidence.said import meant
from braingain.evidence.schema import EARLIEST, HEADS, LATEST, WHOLE_YEAR, check_row
from braingain.foundation.countries import find_country
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

PUBLIC_LEFT = "public figures that came with the workbook, left as they are"


@dataclass
class Taken:
    """What was read so far: rows and their cells, problems, and what has to be said."""

    rows: list[dict[str, object]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)  # cells or rows by what is said of them

    def say(self, words: str, place: str) -> None:
        """Note that something has to be said of a cell or row."""
        self.said.setdefault(words, []).append(place)


@dataclass(frozen=True)
class Line:
    """A row of a sheet by the names of its columns."""

    file: str
    sheet: form.Sheet
    row: Row
    columns: Mapping[str, int]

    def cell(self, title: str) -> Cell:
        """The cell of a column; an empty one where the row or the sheet has none."""
        return self.row.cells.get(self.columns.get(title, 0), EMPTY)

    def address(self, title: str) -> str:
        """The cell's address, also where it is empty."""
        return (
            f"{_letters(self.columns[title])}{self.row.number}" if title in self.columns else f"row {self.row.number}"
        )

    def problem(self, title: str, what: str, do: str = "") -> Problem:
        """A problem of a cell."""
        return Problem(f"{self.file}, sheet {self.sheet.name}, cell {self.address(title)} ({title})", what, do)

    def place(self) -> str:
        """The row in a few words."""
        return f"{self.sheet.name} {self.row.number}"

    def given(self, titles: tuple[str, ...]) -> bool:
        """Whether any cell of these columns holds something."""
        return any(self.cell(title).text or self.cell(title).wrong for title in titles)


def as_it_was(texts: list[str]) -> str:
    """The mark of a row that came with the workbook, by which a change is seen: what its cells held."""
    return "|".join(texts)


def read_line(line: Line, country: str, latest: int, taken: Taken) -> None:
    """Take in a row: its figures as evidence rows of ``country``, its mistakes, what has to be said of it.

    Parameters
    ----------
    latest : the last year that a stock can be reported of
    """
    sheet = line.sheet
    if not line.given(sheet.compared):
        return
    figures = [figure for figure in sheet.figures if line.given((figure.title,))]
    if not figures:
        if line.given((form.LOW, form.HIGH)):
            taken.problems.append(line.problem(sheet.figures[0].title, "is empty, and Low or High is given"))
        else:
            taken.say("rows without a figure, passed over", line.place())
        return
    came = _came_with_the_workbook(line, taken)
    if came is None:
        return
    if line.row.hidden:
        taken.say("hidden rows, read as the others", line.place())
    known, bad = _known(line, country, taken)
    if came and line.cell(form.AS_IT_WAS).text.endswith(f"|{line.cell(form.METHOD.title).text}"):
        known["method"] = form.METHOD.empty  # how the publisher knew says nothing of the ministry's own figure
    note = "; ".join(line.cell(title).text for title in (form.SOURCE, form.COMMENT) if line.cell(title).text)
    known["note"] = line.cell(form.COMMENT).text if came and note.startswith(form.PUBLIC_MARK) else note
    sizes: dict[str, float] = {}
    for figure in figures:
        value = _figure(line, figure, figure.title, taken)
        low, high = (
            _figure(line, figure, title, taken) if sheet.bounds else math.nan for title in (form.LOW, form.HIGH)
        )
        if value is None or (not figure.unit and "unit" in bad):
            continue
        sizes[figure.title] = value
        row = {**known, **form.SET_BY_FIGURE.get(figure.indicator, {})}
        row |= {"indicator": figure.indicator, "measure": figure.measure, "unit": figure.unit or known["unit"]}
        sized = (("value", value), ("low", low), ("high", high))
        row |= {column: "" if size is None or math.isnan(size) else repr(size) for column, size in sized}
        clean, problems = check_row(row, False, latest)
        taken.problems += [_in_cell(line, figure, problem) for problem in problems]
        taken.rows.append(clean)
        taken.places.append(f"{sheet.name} {line.address(figure.title)}")
    _check_parts(line, sizes, taken)


def _came_with_the_workbook(line: Line, taken: Taken) -> bool | None:
    """Whether a row came as a public figure and was changed; None where it is as it was, or cannot be told."""
    whose = line.cell(form.WHOSE)
    if plain(whose.text) in ("", form.OURS, "our", "yours", "own"):
        return False
    if plain(whose.text) != form.PUBLIC:
        do = f"choose {form.OURS} or {form.PUBLIC}, or leave it empty"
        taken.problems.append(line.problem(form.WHOSE, f'"{whose.text}" is not on the list', do))
        return False
    was = line.cell(form.AS_IT_WAS).text
    if was == as_it_was([line.cell(title).text for title in line.sheet.marked]):
        taken.said.setdefault(PUBLIC_LEFT, []).append("")
        return None
    if not was:
        do = f"write {form.OURS} if the figure is yours, else clear the row"
        taken.problems.append(line.problem(form.WHOSE, "says public, and the row is none that came with it", do))
        return None
    taken.say(
        "rows marked public that were changed, taken as yours",
        f"{line.place()} (it was {', '.join(filter(None, was.split('|')))})",
    )
    return True


def _known(line: Line, country: str, taken: Taken) -> tuple[dict[str, str], set[str]]:
    """What the columns say the figures are of, in the evidence row's words, and the fields that could not be read."""
    known = {"country": country, "partner": "", "age": "all", "certainty": "user", "year": ""}
    known |= {"definition": "", "cadre": "", "sex": "all", "place": "all", "employment": "all", "unit": "usd"}
    bad: set[str] = set()
    for key in (*line.sheet.keys, form.METHOD):
        read = _key(line, key, country, taken)
        if read is None:
            bad.add(key.field)
        known[key.field] = read or ""
        if read == "unknown" and key.empty == "unknown":
            taken.say(f"rows that do not say {key.title}, kept as not known", line.place())
    if "country" in {key.field for key in line.sheet.keys}:
        known["partner"], known["country"] = country, known["country"] or country
    if "year" in bad:
        known |= {"year": "2018", "method": "assumed"}  # so that the other cells of the row are checked too
    return known, bad


def _key(line: Line, key: form.Column, country: str, taken: Taken) -> str | None:
    """The value of a column that says what the row is of; None where that is a mistake."""
    cell = line.cell(key.title)
    if not cell.text and not cell.wrong and not key.needed:
        return key.empty
    year = WHOLE_YEAR.sub(r"\1", cell.text)
    words = {plain(word): choice.code for choice in key.choices for word in (choice.word, choice.code)}
    if cell.wrong:
        what, do = cell.wrong, "write the year as four digits" if key.field == "year" else "write what is meant"
    elif not cell.text:
        words_of = ", ".join(choice.word for choice in key.choices)
        what, do = "is empty", f"choose of {words_of}" if words_of else key.help
    elif key.field == "country":
        return _other_country(line, key, cell.text, country, taken)
    elif key.field != "year":
        if plain(cell.text) in words:
            return words[plain(cell.text)]
        what, do = f'"{cell.text[:40]}" is not on the list', _choose(cell.text, key)
    elif year.isascii() and year.isdigit() and EARLIEST <= int(year[:9]) <= LATEST:
        return year
    else:
        what, do = f'"{cell.text[:40]}" is not a year', "write one year as four digits, such as 2024"
    taken.problems.append(line.problem(key.title, what, do))
    return None


def _other_country(line: Line, key: form.Column, text: str, country: str, taken: Taken) -> str | None:
    """The code of the country of a cell; None where it is none, or the ministry's own."""
    try:
        found = find_country(text).iso3
    except BraingainError as error:
        taken.problems.append(line.problem(key.title, f'"{text[:40]}" is not a country', error.problems[0].do))
        return None
    if found == country:
        taken.problems.append(line.problem(key.title, "is our own country", "give the country abroad"))
        return None
    return found


def _choose(text: str, key: form.Column) -> str:
    """What was meant of a drop-down list, in its own words, else the whole list."""
    by_code = {choice.code: choice.word for choice in key.choices}
    found = re.fullmatch(r"did you mean (.+)\?", meant(text, by_code))
    near = f"did you mean {by_code[found[1]]}?" if found else did_you_mean(text, list(by_code.values()))
    return near or f"choose of {', '.join(by_code.values())}"


def _figure(line: Line, figure: form.Figure, title: str, taken: Taken) -> float | None:
    """A figure of a cell in the unit of its column, NaN where it is empty; None where that is a mistake."""
    cell = line.cell(title)
    percent = figure.unit in form.PERCENT
    if cell.merged and title == figure.title:
        what = f"is one of the merged cells {cell.merged}"
        taken.problems.append(line.problem(title, what, "unmerge them: each row needs its own figure"))
        return None
    if cell.wrong:
        taken.problems.append(line.problem(title, cell.wrong, "write the number"))
        return None
    if cell.percent and not percent:
        taken.problems.append(
            line.problem(title, "is shown in percent", "write the number itself, formatted as a number")
        )
        return None
    text = cell.text.removesuffix("%").strip() if percent else cell.text
    try:
        size = float(text) if cell.number else number_of(text, figure.unit in HEADS)
    except ValueError as error:
        do = "write it as 1234.5, without a sign for thousands; leave the cell empty where it is not known"
        taken.problems.append(line.problem(title, str(error), do))
        return None
    if cell.percent:
        return float(f"{100.0 * size:.12g}")
    if percent and 0.0 < size < 1.0 and not cell.text.endswith("%"):
        taken.say(
            "less than one percent, as written; is it a share? then write 32 for 0.32",
            f"{line.sheet.name} {cell.address}",
        )
    return size


def _in_cell(line: Line, figure: form.Figure, problem: Problem) -> Problem:
    """A problem of a column of the evidence row, in the cell that it comes from."""
    column = problem.place.removeprefix("column ")
    titles = {key.field: key.title for key in (*line.sheet.keys, form.METHOD)} | {"low": form.LOW, "high": form.HIGH}
    title = titles.get(column, figure.title)
    if not line.cell(title).text:
        title = figure.title
    do = "a share is at most 100 percent" if problem.do.startswith("is it percent") else problem.do
    return line.problem(title, problem.what, do)


def _check_parts(line: Line, sizes: Mapping[str, float], taken: Taken) -> None:
    """Parts of a row that are more than their whole: more vacant posts than posts, more who retired than left."""
    wholes = {title: sizes[title] for title in line.sheet.wholes if title in sizes}
    parts = {title: sizes[title] for title in line.sheet.parts if title in sizes}
    if not wholes or not parts or sum(parts.values()) <= max(wholes.values()):
        return
    whole = max(wholes, key=lambda title: wholes[title])
    what = f"{' and '.join(parts)} make {sum(parts.values()):,.12g}, more than {whole}, {wholes[whole]:,.12g}"
    taken.problems.append(line.problem(next(iter(parts)), what, "check both"))


def plain(text: str) -> str:
    """Words as they are compared: small letters, single spaces, without the mark of a needed column."""
    return " ".join(text.replace("*", " ").casefold().split())


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
