"""Traps of OECD's remuneration and of its withdrawn downloads of graduates and doctors."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.sources.oecd_graduates import importer as graduates
from braingain.sources.oecd_remuneration import importer as remuneration

PAY = '\ufeff"VAR","Variable","UNIT","Measure","COU","Country","YEA","Year","Value","Flag Codes","Flags"\n'


def pay_row(var: str, unit: str, value: float, flags: str = "") -> str:
    return f'"{var}","x","{unit}","x","GBR","United Kingdom","2018","2018",{value},"{flags}","x"\n'


def test_pay_keeps_cadres_employment_and_money_apart() -> None:
    text = (
        PAY
        + pay_row("RVNURMED", "YSALARMT", 110000.0)
        + pay_row("RVNURMEG", "YSEFXRMB", 90000.0)
        + pay_row("RVNURINF", "YSALGDMT", 1.1, "E; D")
    )
    assert remuneration.recognises("x.csv", text.encode())
    rows = remuneration.read({"x.csv": text.encode()}).observations
    assert rows is not None
    found = rows.set_index("cadre")[["employment", "unit", "value", "flag"]]
    assert found.loc["doctor_specialist"].tolist() == ["salaried", "local_currency", 110000.0, ""]
    assert found.loc["doctor_general"].tolist() == ["self_employed", "usd", 90000.0, ""]
    assert found.loc["nurse"].tolist() == ["salaried", "gdp_per_head_multiple", 1.1, "estimate;different_method"]


UNITS = {
    "YSALARMT": ("salaried", "local_currency"), "YSALXRMT": ("salaried", "usd"), "YSALVCMT": ("salaried", "intl_usd_consumption"),
    "YSALGDMT": ("salaried", "gdp_per_head_multiple"), "YSALAWMT": ("salaried", "average_wage_multiple"),
    "YSALPIMT": ("salaried", "local_currency_2015"), "YSELFPMB": ("self_employed", "local_currency"),
    "YSEFXRMB": ("self_employed", "usd"), "YSELVCMT": ("self_employed", "intl_usd_consumption"),
    "YSEFGDMB": ("self_employed", "gdp_per_head_multiple"), "YSEFAWMT": ("self_employed", "average_wage_multiple"),
    "YSEFPIMT": ("self_employed", "local_currency_2015"),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(UNITS))
def test_every_code_of_pay_is_of_its_workers_and_its_money(code: str) -> None:
    """XRMT is at exchange rates, VCMT at the prices of consumption, GDMT over GDP per head."""
    rows = remuneration.read({"x": (PAY + pay_row("RVNURINF", code, 5.0)).encode()}).observations
    assert rows is not None
    assert rows[["employment", "unit"]].values.tolist() == [list(UNITS[code])]


def test_purchasing_power_of_consumption_is_not_that_of_gdp() -> None:
    rows = remuneration.read({"x": (PAY + pay_row("RVNURINF", "YSALVCMT", 50000)).encode()}).observations
    assert rows is not None
    assert rows.loc[0, "unit"] == "intl_usd_consumption"


def test_a_series_that_is_not_known_is_counted_and_left_out() -> None:
    result = remuneration.read(
        {
            "x": (
                PAY + pay_row("RVNURMED", "NEWUNIT", 1.0) + pay_row("RVNURMED", "NEWUNIT", 2.0).replace("GBR", "FRA")
            ).encode()
        }
    )
    assert result.observations is not None
    assert result.observations.empty
    assert result.messages == ("2 rows of RVNURMED NEWUNIT left out: not a known series",)


LIVE = "LOCATION,INDICATOR,SUBJECT,MEASURE,FREQUENCY,TIME,Value,Flag Codes\n"


def test_graduates_and_doctors_per_head_have_their_own_units() -> None:
    grads = LIVE + "AUS,MEDICALGRAD,TOT,100000HAB,A,1980,9.33,B\nOAVG,MEDICALGRAD,TOT,100000HAB,A,1980,9,\n"
    doctors = LIVE + "AUS,MEDICALDOC,TOT,1000HAB,A,2018,3.75,\n"
    assert graduates.recognises("x", grads.encode())
    assert graduates.recognises("x", doctors.encode())
    result = graduates.read({"a": grads.encode(), "b": doctors.encode()})
    assert result.observations is not None
    found = result.observations.set_index("indicator")[["value", "unit", "flag", "measure"]]
    assert found.loc["graduates_per_100k"].tolist() == [9.33, "per_100k", "break", "inflow"]
    assert found.loc["density_per_10k"].tolist() == [37.5, "per_10k", "", "stock"]
    assert result.messages == ("1 rows of aggregates or other series dropped",)


@pytest.mark.parametrize("row", ["", "A", "AUS", "AUS,"])
def test_a_download_that_breaks_off_in_its_first_row_is_no_file_of_it(row: str) -> None:
    assert not graduates.recognises("x", (LIVE + row).encode())


@pytest.mark.real_files
def test_the_publishers_files(real_files: Path) -> None:
    content = (real_files / "oecd-health-reac-remuneration/HEALTH_REAC_30042023221201143.csv").read_bytes()
    assert remuneration.recognises("x", content[:65536])
    rows = remuneration.read({"x": content}).observations
    assert rows is not None
    assert len(rows) == 6215
    assert rows["country"].nunique() == 37
    names = {"DP_LIVE_MEDICALGRAD.csv": (1340, 37), "DP_LIVE_MEDICALDOC.csv": (1413, 39)}
    for name, (length, countries) in names.items():
        content = (real_files / "oecd-dp-live" / name).read_bytes()
        assert graduates.recognises("x", content[:65536])
        rows = graduates.read({name: content}).observations
        assert rows is not None
        assert (len(rows), rows["country"].nunique()) == (length, countries)
