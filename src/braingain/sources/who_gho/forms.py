"""The four forms of a file of WHO's Global Health Observatory, as one list of facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from braingain.sources.checked import Cells, Reading, csv_cells, json_content
from braingain.sources.text import decode_head, header_of

WEBSITE = ("IndicatorCode", "SpatialDimValueCode", "Period", "FactValueNumeric", "Value", "DateModified")
DOWNLOAD = (
    "IndicatorCode",
    "SpatialDimension",
    "SpatialDimensionValueCode",
    "TimeDim",
    "NumericValue",
    "Value",
    "Date",
)
FORMER = ("GHO", "YEAR", "COUNTRY", "SEX", "Display Value", "Numeric")
ODATA = ("IndicatorCode", "SpatialDimType", "SpatialDim", "TimeDim", "NumericValue")
COUNTRY_DIMENSION = "COUNTRY"
WITHDRAWN = "before 2019"  # the release of the former series, older than any that is dated


@dataclass(frozen=True)
class Fact:
    """One figure: where it stands, its code, place, and by which dimensions it is cut (none: the whole country)."""

    cells: Cells
    code: str
    place: str
    is_country: bool
    cuts: tuple[str, ...]  # codes such as FMLE, RUR
    year_column: str
    value_column: str
    comment: str
    date: str


def form_of(head: bytes) -> str:
    """Which form a file has by its first bytes: website, download, former, odata; "" for none."""
    text = decode_head(head[:4096]).lstrip()
    if text.startswith("{"):
        return "odata" if '"IndicatorCode"' in text and '"SpatialDim"' in text else ""
    header = set(header_of(head))
    for form, columns in (("website", WEBSITE[:3]), ("download", DOWNLOAD[:4]), ("former", FORMER[:4])):
        if set(columns) <= header:
            return form
    return ""


def facts_of(reading: Reading, content: bytes) -> Iterator[Fact]:
    """The figures of a file, whatever its form."""
    form = form_of(content[:65_536])
    if form == "odata":
        yield from _odata(reading, content)
        return
    readers = {"website": (WEBSITE, _website), "download": (DOWNLOAD, _download), "former": (FORMER, _former)}
    columns, make = readers[form]
    for row in csv_cells(reading, content, columns):
        yield make(row)


def _website(row: Cells) -> Fact:
    cuts = tuple(filter(None, (row.get(f"Dim{n}ValueCode") or row.get(f"Dim{n}") for n in (1, 2, 3))))
    kind = row.get("Location type").upper() in ("", COUNTRY_DIMENSION)
    value = "FactValueNumeric" if row["FactValueNumeric"] else "Value"
    place, comment, date = row["SpatialDimValueCode"], row.get("FactComments"), row["DateModified"]
    return Fact(row, row["IndicatorCode"], place, kind, cuts, "Period", value, comment, date[:10])


def _download(row: Cells) -> Fact:
    names = (f"DisaggregatingDimension{n}" for n in (1, 2, 3))
    cuts = tuple(filter(None, (row.get(f"{name}ValueCode") for name in names)))
    kind = row["SpatialDimension"].upper() == COUNTRY_DIMENSION
    value = "NumericValue" if row["NumericValue"] else "Value"
    place, comment, date = row["SpatialDimensionValueCode"], row.get("Comments"), row["Date"]
    return Fact(row, row["IndicatorCode"], place, kind, cuts, "TimeDim", value, comment, date[:10])


def _former(row: Cells) -> Fact:
    cuts = tuple(filter(None, (row.get("AGEGROUP"), row["SEX"], row.get("RESIDENCEAREATYPE"))))
    value = "Numeric" if row["Numeric"] else "Display Value"
    return Fact(
        row, row["GHO"], row["COUNTRY"], bool(row["COUNTRY"]), cuts, "YEAR", value, row.get("Comments"), WITHDRAWN
    )


def _odata(reading: Reading, content: bytes) -> Iterator[Fact]:
    reply = json_content(reading, content)
    items = reply.get("value") if isinstance(reply, dict) else None
    if not isinstance(items, list):
        reading.wrong(Cells("item 1", {}), "value", "the reply holds no list of figures")
        return
    if "@odata.nextLink" in reply:
        reading.messages.append(
            "the reply is a page, and says that another follows: it needs that one too (`braingain evidence pull who_gho` fetches all)"
        )
    for number, item in enumerate(items, start=1):
        place = f"item {number}"
        if not isinstance(item, dict):
            reading.wrong(Cells(place, {}), "value", "is no record")
            continue
        row = Cells(place, {str(name): "" if cell is None else str(cell).strip() for name, cell in item.items()})
        lacking = [column for column in ODATA if column not in row.of]
        for column in lacking:
            reading.wrong(row, column, "is missing")
        if lacking:
            continue
        cuts = tuple(filter(None, (row.get(f"Dim{n}") for n in (1, 2, 3))))
        kind, date = row["SpatialDimType"].upper() == COUNTRY_DIMENSION, row.get("Date")[:10]
        value = "NumericValue" if row["NumericValue"] else "Value"
        yield Fact(
            row, row["IndicatorCode"], row["SpatialDim"], kind, cuts, "TimeDim", value, row.get("Comments"), date
        )
