"""A filled workbook of a ministry as evidence rows: every mistake at once with sheet and cell, or rows and what to say of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from braingain.evidence.ministry import sheets as form
from braingain.evidence.ministry.cells import Page, pages, sheet_names
from braingain.evidence.ministry.line import Line, Taken, plain, read_line
from braingain.evidence.ministry.sums import do_not_add_up
from braingain.evidence.schema import LATEST
from braingain.evidence.user_rows import at_most, once
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.sources.contract import evidence_rows

if TYPE_CHECKING:
    import pandas as pd

CODE = re.compile(r"\(([A-Z]{3})\)")
HEADER_WITHIN = 30  # rows from the top in which the names of the columns have to stand
SHOWN = 12  # cells named in a message
GONE = "sheets of the template that are missing"
NOT_OURS = "sheets that the template does not have, not read"
SET_APART = "keep one, or say in another column of the row what sets them apart"


def is_template(content: bytes) -> bool:
    """Whether a file is a workbook with sheets of the template, so that it is read by the template."""
    names = {plain(name) for name in sheet_names(content)}
    concepts = names & {plain(name) for name in form.BY_NAME}
    return len(concepts) > 1 or bool(concepts and names & {plain(name) for name in form.HELP_SHEETS})


def read_template(name: str, content: bytes, source: str, latest: int = LATEST) -> tuple[pd.DataFrame, list[str]]:
    """A filled workbook as evidence rows (stocks reported up to ``latest``), and what has to be said about it.

    Rows that came with the workbook as public figures are left out, unless they were changed.

    Raises
    ------
    BraingainError
        With every mistake of the workbook at once, each with sheet and cell.
    """
    import pandas as pd

    book = pages(name, content)
    taken = Taken()
    country = _country(name, book, taken)
    for page in book:
        _read_page(name, page, country, latest, taken)
    problems = list(dict.fromkeys(taken.problems))
    rows, differ, messages = once(
        taken.rows, taken.places, lambda one, other: f"{name}, cells {one} and {other}", "cells", SET_APART
    )
    problems += differ
    _say_missing(book, taken)
    if not rows and not problems:
        do = "fill in a row and say ours in the column Whose figure, or leave that empty"
        sheets = [f"; {words}: {_some(taken.said[words])}" for words in (GONE, NOT_OURS) if words in taken.said]
        problems = [Problem(name, f"has no figures of yours{''.join(sheets)}", do)]
    if problems:
        raise BraingainError(at_most(problems, name))
    said = [f"{words}: {_some(places)}" for words, places in taken.said.items()]
    said += do_not_add_up(taken.rows, taken.places)
    return evidence_rows(pd.DataFrame(rows), source), [*said, *messages]


def _say_missing(book: list[Page], taken: Taken) -> None:
    """Name the sheets of the template that a workbook does not have."""
    there = {plain(page.name) for page in book}
    for sheet in form.SHEETS:
        if plain(sheet.name) not in there:
            taken.say(GONE, sheet.name)


def _country(name: str, book: list[Page], taken: Taken) -> str:
    """The country whose workbook it is, by the code in the titles of its sheets."""
    known = {country.iso3 for country in all_countries()}
    found: dict[str, str] = {}
    for page in book:
        if plain(page.name) in {plain(one) for one in (*form.BY_NAME, form.README)}:
            for row in page.rows[:1]:
                for code in CODE.findall(" ".join(cell.text for cell in row.cells.values())):
                    if code in known:
                        found.setdefault(code, page.name)
    if len(found) == 1:
        return next(iter(found))
    if found:
        what = f"has sheets of several countries: {', '.join(f'{sheet} of {code}' for code, sheet in found.items())}"
        taken.problems.append(Problem(name, what, "one workbook for each country"))
    else:
        what = "does not say of which country it is: the titles with its code, such as (GHA), are gone"
        taken.problems.append(Problem(f"{name}, sheet {form.README}, cell A1", what, "write the code there"))
    return next(iter(found), "")


def _read_page(name: str, page: Page, country: str, latest: int, taken: Taken) -> None:
    sheet = next((one for one in form.SHEETS if plain(one.name) == plain(page.name)), None)
    if sheet is None:
        if page.rows and plain(page.name) not in {plain(one) for one in form.HELP_SHEETS}:
            bare = page.name.casefold()
            near = [one for one in form.BY_NAME if one.casefold() in bare or one[0].casefold() == bare[0]]
            alike = did_you_mean(page.name, near)
            taken.say(NOT_OURS, f"{page.name}{f' ({alike})' if alike else ''}")
        return
    for address in page.far:
        what = "stands too far from the others to be read"
        taken.problems.append(Problem(f"{name}, sheet {sheet.name}, cell {address}", what, "move it up, or clear it"))
    columns, header = _header(name, sheet, page, taken)
    if not columns:
        return
    for row in page.rows:
        if row.number > header:
            read_line(Line(name, sheet, row, columns), country, latest, taken)


def _header(name: str, sheet: form.Sheet, page: Page, taken: Taken) -> tuple[dict[str, int], int]:
    """Columns by title, and the row that names them; none where it is not found."""
    titles = {plain(title): title for title in sheet.titles}
    for row in page.rows:
        found = {titles[plain(cell.text)]: at for at, cell in row.cells.items() if plain(cell.text) in titles}
        if row.number > HEADER_WITHIN or len(found) < min(3, len(sheet.keys) + len(sheet.figures)):
            continue
        needed = [key.title for key in sheet.keys if key.needed and key.title not in found]
        needed += [
            figure.title for figure in sheet.figures[:1] if len(sheet.figures) == 1 and figure.title not in found
        ]
        others = {at: cell for at, cell in row.cells.items() if cell.text and plain(cell.text) not in titles}
        for title in needed:
            near = did_you_mean(title, [cell.text for cell in others.values()]).replace("did you mean", "is it")
            what = f"the column {title} is missing"
            taken.problems.append(Problem(f"{name}, sheet {sheet.name}, row {row.number}", what, near))
        for at, cell in others.items():
            if any(below.number > row.number and at in below.cells for below in page.rows):
                taken.say(
                    "columns that the template does not have, not read", f"{sheet.name} {cell.address} ({cell.text})"
                )
        return (found, row.number) if not needed else ({}, 0)
    if page.rows:
        what = f"the row with the names of the columns ({', '.join(sheet.titles[:3])}, ...) is gone"
        taken.problems.append(Problem(f"{name}, sheet {sheet.name}", what, "copy it from a new template"))
    return {}, 0


def _some(places: list[str]) -> str:
    """Places in a message, the first few by name; how many, where they have none."""
    named = [place for place in places if place]
    if not named:
        return str(len(places))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return f"{', '.join(named[:SHOWN])}{more}"
