"""A file that breaks off anywhere is refused, or gives only rows of the whole file, or says that it may be cut."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.foundation.errors import BraingainError
from braingain.sources.contract import COLUMNS
from braingain.sources.registry import importer_of

STAT = "COU,Country,VAR,Variable,CO2,Country of origin,YEA,Year,Value,Flag Codes,Flags\n"
GHO = (
    "IndicatorCode,Location type,SpatialDimValueCode,Period,FactValueNumeric,Value,FactComments,DateModified\n"
    'HWF_0001,Country,GHA,2018,1.45,1.45,"one, two",2024-01-31\nHWF_0002,Country,GHA,2018,4406,4 406,,2024-01-31\n'
)
ITEM = {
    "IndicatorCode": "HWF_0001",
    "SpatialDimType": "COUNTRY",
    "SpatialDim": "GHA",
    "TimeDim": 2020,
    "NumericValue": 1.75,
    "Value": "1.75",
}
FILES = {
    "who_gho csv": ("who_gho", GHO),
    "who_gho json": ("who_gho", json.dumps({"value": [ITEM, {**ITEM, "TimeDim": 2019}]})),
    "oecd_workforce_migration": (
        "oecd_workforce_migration",
        STAT + "SWE,Sweden,FTDS,x,GHA,Ghana,2021,2021,123,,\nSWE,Sweden,FTDS,x,PHL,x,2021,2021,45,,\n",
    ),
    "oecd_graduates": (
        "oecd_graduates",
        "LOCATION,INDICATOR,SUBJECT,MEASURE,FREQUENCY,TIME,Value,Flag Codes\nAUS,MEDICALGRAD,TOT,100000HAB,A,1980,9.33,B\n",
    ),
    "eurostat": (
        "eurostat",
        "freq,unit,isco08,tngplace,geo\\TIME_PERIOD\t2019 \t2020 \nA,NR,OC221,TOTAL,AT\t1234 \t2345 b\nA,NR,OC221,TOTAL,EL\t99 \t88\n",
    ),
    "uk_nmc": ("uk_nmc", "year,UK,Outside the EEA,EEA\n2017,585796,67683,36259\n2018,589253,70491,33874\n"),
    "worldbank_wwbi": (
        "worldbank_wwbi",
        '"Country Code","Indicator Name","Indicator Code","2015"\n"GHA","x","BI.PWK.CMPA.HD.MD","4.25"\n"KEN","x","BI.PWK.CMPA.HD.MD","3.15"\n',
    ),
}


def rows(frame: pd.DataFrame | None) -> set[tuple[object, ...]]:
    columns = [column for column in COLUMNS if column not in ("low", "high", "vintage", "note", "flag")]
    return set() if frame is None else set(frame[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["who_gho csv", "oecd_workforce_migration", "oecd_graduates", "uk_nmc"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_that_a_spreadsheet_saved_again_gives_the_same(name: str, encoding: str) -> None:
    source, text = FILES[name]
    importer = importer_of(source)
    assert importer is not None
    parts = text.replace('"one, two"', "one. two")
    again = parts.replace(",", ";").replace("\n", "\r\n").encode(encoding)
    assert importer.recognises("x", again)
    assert rows(importer.read({"x": again}).observations) == rows(importer.read({"x": parts.encode()}).observations)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_a_cut_file_never_gives_another_figure_in_silence(name: str, data: st.DataObject) -> None:
    source, text = FILES[name]
    importer = importer_of(source)
    assert importer is not None
    whole = rows(importer.read({"x": text.encode()}).observations)
    assert whole
    at = data.draw(st.integers(0, len(text.encode()) - 1))
    content = text.encode()[:at]
    if not importer.recognises("x", content):
        return
    try:
        found = importer.read({"x": content})
    except BraingainError as error:
        assert error.problems[0].place.startswith("x, ")
        return
    cut = any("its last figure may be cut" in message for message in found.messages)
    assert cut or rows(found.observations) <= whole
