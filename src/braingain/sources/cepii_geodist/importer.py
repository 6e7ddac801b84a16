"""Importer of CEPII GeoDist (dist_cepii), as Stata file, Excel file or zip of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import FORMER_CODES, guess_iso3
from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.checked import Cells, Reading, check_header
from braingain.sources.checked_frames import numbers, once
from braingain.sources.contract import Read
from braingain.sources.workbooks import old_sheet

if TYPE_CHECKING:
    import pandas as pd

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TIES = ("contig", "comlang_off", "comlang_ethno", "colony")
KILOMETRES = ("distw", "dist")
CODES = ("iso_o", "iso_d")
MISSING_KM = (".", "nan", "")  # of Excel, of Stata


def recognises(name: str, head: bytes) -> bool:
    """True for dist_cepii as .dta, .xls or zip; CEPII's file of single countries (geo_cepii) is not of use here."""
    if head.startswith((ZIP, OLE)):
        return b"dist_cepii" in head[:4096] or "dist_cepii" in name.lower()
    return b"iso_o\x00" in head and b"distw\x00" in head


def read(files: Mapping[str, bytes]) -> Read:
    """The table ``geodist``: origin, destination, distw, dist, contig, comlang_off, comlang_ethno, colony.

    ``distw`` is the distance weighted by where people live, ``dist`` that between the largest towns [km]; a missing
    distw (NaN in Stata, "." in Excel) stays missing. The others are 1 or 0. CEPII's codes of its own (ROM, ZAR, PAL)
    and of countries that were (TMP, YUG, ANT) become ISO codes; YUG goes to SRB and ANT to CUW.

    Raises
    ------
    BraingainError
        With every row and column that is wrong; of a workbook the sheet too. Rows of Stata are counted from 1.
    """
    import pandas as pd

    pairs = pd.concat([_checked(name, content) for name, content in files.items()])
    both = _table(pairs).drop_duplicates(["origin", "destination"])
    table = both.sort_values(["origin", "destination"], ignore_index=True)
    old = sorted(set(pairs["iso_o"]) & set(FORMER_CODES))
    messages = (
        f"codes mapped: {', '.join(f'{code} to {FORMER_CODES[code]}' for code in old)}",
        f"{int(table['distw'].isna().sum())} pairs without distw",
    )
    return Read(None, {"geodist": table}, messages)


def _checked(name: str, content: bytes) -> pd.DataFrame:
    """CEPII's table of one file with numbers as numbers; every mistake of the file at once."""
    file, sheet, pairs = _pairs(name, content)
    reading, where = Reading(file), f"sheet {sheet}, " if sheet else ""
    check_header(reading, list(map(str, pairs.columns)), [*CODES, *KILOMETRES, *TIES], 1)
    for column in CODES:
        known = {code: guess_iso3(str(code)) for code in pairs[column].unique()}
        for at in pairs.index[pairs[column].map(known).isna()]:
            what = f'"{str(pairs.at[at, column])[:40]}" is no code of a country'
            reading.wrong(Cells(f"{where}row {at}", {}), column, what)
    once(reading, pairs, CODES, where)
    for column in KILOMETRES:
        pairs[column] = numbers(reading, pairs, column, missing=MISSING_KM, where=where)
    for column in TIES:
        pairs[column] = numbers(reading, pairs, column, most=1.0, whole=True, where=where)
    reading.finish()
    return pairs


def _pairs(name: str, content: bytes) -> tuple[str, str, pd.DataFrame]:
    """CEPII's table as it stands, from any of its forms: the file, its sheet if any, the table by row in the file.

    Raises
    ------
    BraingainError
        Where the file is damaged or breaks off.
    """
    import pandas as pd

    try:
        if content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                inside = next((one for one in packed.namelist() if "dist_cepii" in one.lower()), packed.namelist()[0])
                return _pairs(f"{name}, {inside}", packed.read(inside))
        if content.startswith(OLE):
            found = old_sheet(content)
            table, sheet = pd.DataFrame(found.rows[1:], columns=found.rows[0]), found.name
            return name, sheet, table.set_axis(range(2, len(table) + 2))  # below the header
        table = pd.read_stata(io.BytesIO(content))
        return name, "", table.set_axis(range(1, len(table) + 1))
    except BraingainError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in the reader of its form
        what = f"the file breaks off or is damaged ({type(error).__name__}: {str(error)[:80]})"
        raise BraingainError(Problem(name, what, "fetch it again")) from error


def _table(pairs: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    columns = {"origin": pairs["iso_o"].map(guess_iso3), "destination": pairs["iso_d"].map(guess_iso3)}
    columns |= {name: pairs[name] for name in KILOMETRES}
    columns |= {name: pairs[name].astype("int8") for name in TIES}
    return pd.DataFrame(columns)
