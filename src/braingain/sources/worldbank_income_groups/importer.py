"""Importer of the World Bank's OGHIST workbook: the income group of each country by calendar year of the income."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, letter, sheet_names
from braingain.sources.contract import Read

if TYPE_CHECKING:
    import pandas as pd

SHEET = "Country Analytical History"
YEARS_LABEL = "Data for calendar year"
GROUPS = {"L": "LIC", "LM": "LMC", "UM": "UMC", "H": "HIC"}
MISSING = frozenset({"", ".."})


def recognises(name: str, head: bytes) -> bool:
    """True for an Excel workbook with a name like OGHIST: a zip's beginning does not say what its sheets hold."""
    return head.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in head and "oghist" in name.lower()


def recognises_whole(name: str, content: bytes) -> bool:
    """True for a workbook with the sheet of classes, whatever it is called."""
    return SHEET in sheet_names(content)


def read(files: Mapping[str, bytes]) -> Read:
    """The table ``income_groups`` (country, year, group): LIC, LMC, UMC or HIC.

    The year is that of the income (the World Bank's "Data for calendar year"): the class set in July of the year
    after it. Economies that are no more (below the list) are left out and named: their class is no successor's.
    """
    import pandas as pd

    rows: list[tuple[str, int, str]] = []
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        found, said = _classes(reading, _sheet(content))
        reading.finish()
        rows.extend(found)
        messages.extend(said)
    table = pd.DataFrame(rows, columns=["country", "year", "group"]).sort_values(["country", "year"], ignore_index=True)
    return Read(None, {"income_groups": table}, tuple(messages))


def _classes(reading: Reading, sheet: pd.DataFrame) -> tuple[list[tuple[str, int, str]], list[str]]:
    """Classes of the list of economies (from the first code to the next empty row), and what was left out."""
    years = _years(sheet)
    codes = [_text(cell) for cell in sheet[0]]
    first = next((at for at, code in enumerate(codes) if code), len(codes))
    last = next((at for at in range(first, len(codes)) if not codes[at]), len(codes))
    rows: list[tuple[str, int, str]] = []
    starred, unknown = 0, list[str]()
    for at in range(first, last):
        iso3 = guess_iso3(codes[at])
        if iso3 is None:
            unknown.append(codes[at])
            continue
        for column, year in years.items():
            text = _text(sheet.iat[at, column])
            if text.removesuffix("*") not in {*GROUPS, *MISSING}:
                place = Cells(f"sheet {SHEET}, row {at + 1}", {})
                reading.wrong(place, letter(column), f'"{text[:20]}" is no class', f"known are {', '.join(GROUPS)}")
            elif text not in MISSING:
                starred += text.endswith("*")
                rows.append((iso3, year, GROUPS[text.removesuffix("*")]))
    former = [code for code in codes[last:] if code]
    messages = [f"{starred} classes with a footnote (*) taken as they stand"] if starred else []
    messages.extend([f"no ISO 3166 code, left out: {', '.join(unknown)}"] if unknown else [])
    messages.extend([f"economies that are no more, left out: {', '.join(former)}"] if former else [])
    return rows, messages


def _sheet(content: bytes) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_excel(io.BytesIO(content), sheet_name=SHEET, header=None, engine="openpyxl")
    except zipfile.BadZipFile as error:
        raise ValueError(f"the workbook is damaged ({error})") from error


def _years(sheet: pd.DataFrame) -> dict[int, int]:
    """Calendar year by column, from the row that the workbook labels so."""
    labels = [at for at in range(len(sheet)) if str(sheet.iat[at, 1]).startswith(YEARS_LABEL)]
    if not labels:
        raise ValueError(f'no row "{YEARS_LABEL}"')
    return {at: int(float(text)) for at, cell in enumerate(sheet.iloc[labels[0]]) if at > 1 and (text := _text(cell))}


def _text(cell: object) -> str:
    """A cell as text, "" where it is empty."""
    import pandas as pd

    return "" if pd.isna(cell) else str(cell).strip()  # type: ignore[call-overload]
