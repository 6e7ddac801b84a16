"""Importer of CEPII GeoDist (dist_cepii), as Stata file, Excel file or zip of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import FORMER_CODES, guess_iso3
from braingain.sources.contract import Read

if TYPE_CHECKING:
    import pandas as pd

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TIES = ("contig", "comlang_off", "comlang_ethno", "colony")
KILOMETRES = ("distw", "dist")


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
    """
    import pandas as pd

    pairs = pd.concat([_pairs(content) for content in files.values()])
    both = _table(pairs).drop_duplicates(["origin", "destination"])
    table = both.sort_values(["origin", "destination"], ignore_index=True)
    old = sorted(set(pairs["iso_o"]) & set(FORMER_CODES))
    messages = (
        f"codes mapped: {', '.join(f'{code} to {FORMER_CODES[code]}' for code in old)}",
        f"{int(table['distw'].isna().sum())} pairs without distw",
    )
    return Read(None, {"geodist": table}, messages)


def _pairs(content: bytes) -> pd.DataFrame:
    """CEPII's table as it stands, from any of its forms; "." is missing."""
    import pandas as pd

    if content.startswith(ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                return _pairs(packed.read(packed.namelist()[0]))
        except zipfile.BadZipFile as error:
            raise ValueError(f"the zip is damaged ({error})") from error
    if content.startswith(OLE):
        return pd.read_excel(io.BytesIO(content), engine="calamine", na_values=["."], keep_default_na=False)
    return pd.read_stata(io.BytesIO(content))


def _table(pairs: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    codes = {code: guess_iso3(code) for code in {*pairs["iso_o"], *pairs["iso_d"]}}
    unknown = sorted(code for code, iso3 in codes.items() if iso3 is None)
    if unknown:
        raise KeyError(f"codes of CEPII without an ISO code: {', '.join(unknown)}")
    columns = {"origin": pairs["iso_o"].map(codes), "destination": pairs["iso_d"].map(codes)}
    columns |= {name: pd.to_numeric(pairs[name]).astype("float64") for name in KILOMETRES}
    columns |= {name: pairs[name].astype("int8") for name in TIES}
    return pd.DataFrame(columns)
