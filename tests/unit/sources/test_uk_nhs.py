"""NHS England by nationality: words made codes, never guessed between two countries; full-time equivalents, never heads."""

from __future__ import annotations

from pathlib import Path

import pytest
from world_files import recognised_by

from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.uk_nhs.importer import nationalities, read, recognises

HEADER = "Month,Staff group,Nationality,FTE\n"


def taken(text: str) -> Read:
    assert recognises("x", (HEADER + text).encode())
    return read({"nhs.csv": (HEADER + text).encode()})


def test_nurses_and_midwives_are_one_cadre_in_full_time_equivalents() -> None:
    rows = taken("2018-JUN,Nurses & health visitors,Filipino,10457.5\n2018-JUN,Midwives,Filipino,2\n").observations
    assert rows is not None
    columns = ["indicator", "partner", "cadre", "year", "value", "unit", "count", "definition"]
    assert rows[columns].values.tolist() == [
        ["workers_abroad_fte", "PHL", "nurse", 2018, 10459.5, "fte", "fte", "national"]
    ]


def test_the_british_and_those_of_two_countries_are_left_out_and_said() -> None:
    found = taken(
        "".join(f"2018-JUN,HCHS doctors,{who},1\n" for who in ("Scottish", "Welsh", "Congolese", "Unknown", "Ghanaian"))
    )
    assert found.observations is not None
    assert found.observations["partner"].tolist() == ["GHA"]
    assert found.messages == (
        "2 rows of the British left out: they are no migrants",
        "1 rows of Congolese left out: of no country, or of more than one",
        "1 rows of Unknown left out: of no country, or of more than one",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2018-JUN,HCHS doctors,Ghanaian,1O\n", 'row 2, column FTE: "1O" is not a number'),
        ("June 2018,HCHS doctors,Ghanaian,1\n", 'row 2, column Month: "June 2018" is not a month'),
        ("2018-JUN,HCHS doctors,Ghanaian\n", "row 2, column Nationality: the row has 3 cells"),
        ("2018-JUN,HCHS doctors,Ghanaian,1\n" * 2, "row 3, column Nationality: says again what row 2 says"),
    ],
)
def test_dirty_files_name_file_row_and_column(row: str, said: str) -> None:
    with pytest.raises(BraingainError) as caught:
        taken(row)
    assert caught.value.problems[0].line().startswith(f"nhs.csv, {said}")


def test_every_code_is_a_country_s() -> None:
    assert set(nationalities().values()) <= {country.iso3 for country in all_countries()}
    assert not {"Congolese", "Dominican", "Korean", "Unknown"} & set(nationalities())


@pytest.mark.real_files
def test_the_real_file(real_files: Path) -> None:
    path = real_files / "uk-nhs-nationality/nhs_england_fte_by_staff_group_nationality_2017_2018.csv"
    assert recognised_by(path) == ["uk_nhs"]
    found = read({path.name: path.read_bytes()})
    assert found.observations is not None
    by_key = found.observations.set_index(["cadre", "partner", "year"])["value"]
    assert by_key[("doctor", "IND", 2018)] == pytest.approx(6359, abs=1)
    assert by_key[("nurse", "GHA", 2017)] >= 770
    named = {
        message.split("rows of ")[1].split(" left out")[0] for message in found.messages if "of no country" in message
    }
    assert named <= {
        "Unknown",
        "Unknown_RoW",
        "Nationality",
        "Congolese",
        "Dominican",
        "Korean",
        "Dutch Antillean",
        "Channel Islander",
    }
