"""Published figures as rows of the ministry's workbook: by sheet, in the words and units of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.evidence.ministry import sheets as form
from braingain.foundation.countries import all_countries, country_name
from braingain.foundation.units import convert

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR = 2000  # older figures are in the evidence base and not in the workbook


@dataclass(frozen=True)
class KnownRow:
    """A row of a sheet that comes with the workbook: what its cells hold by title, and where the figure is from."""

    cells: dict[str, str | float | int]
    source: str


def known_rows(sheet: form.Sheet, published: pd.DataFrame, citations: dict[str, str]) -> list[KnownRow]:
    """The published figures that a sheet can show, by its columns and the year.

    Parameters
    ----------
    published : rows of evidence of the country (``analysis.public_figures``)
    citations : citation of each source
    """
    out = []
    for figure in sheet.figures:
        rows: Iterable[Any] = published[published["indicator"] == figure.indicator].itertuples(index=False)
        for row in rows:
            if row.year_to < FIRST_YEAR or not _fits(sheet, figure, row):
                continue
            cells = dict(_cells(sheet, figure, row))
            years = "" if row.year == row.year_to else f", {row.year} to {row.year_to}"
            note = f", {row.note}" if row.method != "reported" and row.note else ""
            out.append(KnownRow(cells, f"{form.PUBLIC_MARK}{citations.get(row.source, row.source)}{years}{note}"))
    order = [key.title for key in sheet.keys if key.title != form.YEAR]
    return sorted(out, key=lambda one: (*(str(one.cells.get(title, "")) for title in order), one.cells[form.YEAR]))


def _fits(sheet: form.Sheet, figure: form.Figure, row: Any) -> bool:
    """Whether the columns of the sheet can say all that the row says."""
    for key in sheet.keys:
        value = getattr(row, key.field)
        if key.choices and value not in {key.empty, "unknown", *(choice.code for choice in key.choices)}:
            return False
        if key.choices and key.needed and value not in {choice.code for choice in key.choices}:
            return False
    fields = {key.field for key in sheet.keys}
    if "country" in fields and row.country not in {country.iso3 for country in all_countries()}:
        return False
    set_by = form.SET_BY_FIGURE.get(figure.indicator, {})
    for column in ("place", "employment", "sex"):
        wanted = {set_by[column]} if column in set_by else {"all", "unknown", "salaried", ""}
        own = {"women_share": ("sex", "female"), "private_share": ("employment", "private")}.get(figure.indicator)
        wanted |= {own[1]} if own and own[0] == column else set()
        if column not in fields and getattr(row, column) not in wanted:
            return False
    return True


def _cells(sheet: form.Sheet, figure: form.Figure, row: Any) -> Iterator[tuple[str, str | float | int]]:
    for key in sheet.keys:
        value = getattr(row, key.field)
        if key.field == "year":
            yield key.title, int(row.year_to)
        elif key.field == "country":
            yield key.title, country_name(value)
        else:
            word = next((choice.word for choice in key.choices if choice.code == value), "")
            if word and value not in (key.empty, "unknown"):
                yield key.title, word
    unit = figure.unit or row.unit
    sizes = [(figure.title, row.value), *([(form.LOW, row.low), (form.HIGH, row.high)] if sheet.bounds else [])]
    for title, size in sizes:
        if size == size:  # noqa: PLR0124 NaN only
            yield title, _tidy(convert(float(size), row.unit, unit))
    yield form.METHOD.title, next((one.word for one in form.METHOD.choices if one.code == row.method), "Estimated")


def _tidy(size: float) -> float | int:
    rounded = float(f"{size:.6g}")
    return int(rounded) if rounded.is_integer() else rounded
