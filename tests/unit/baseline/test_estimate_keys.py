"""Which estimate holds for whom: the rows of docs/model.md 4.9 that go by destination, cadre, region or income."""

from __future__ import annotations

import pytest

from braingain.baseline import behaviour
from braingain.baseline.natives import both_in_union, moves_freely, natives_estimate

GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU")


@pytest.mark.parametrize(
    ("cadre", "destination", "recruited", "alone"),
    [
        *[("doctor", d, "doctor_nzl_aus", "doctor_nzl_aus") for d in ("NZL", "AUS")],
        *[("doctor", d, "doctor_other", "own") for d in ("GBR", "USA", "IRL", "OTH")],
        *[("nurse", d, "nurse_gbr_irl", "own") for d in ("GBR", "IRL")],
        *[("nurse", d, "nurse_other", "own") for d in ("NZL", "AUS", "USA")],
        *[(cadre, d, "gulf", "gulf") for cadre in ("doctor", "nurse", "midlevel") for d in GULF],
    ],
)
def test_temporary_share_of_arrivals(cadre: str, destination: str, recruited: str, alone: str) -> None:
    assert behaviour.temporary_keys(cadre, destination) == (recruited, alone)


@pytest.mark.parametrize(
    ("cadre", "origin", "destination", "key"),
    [
        ("doctor", "GHA", "USA", "usa_can"),
        ("nurse", "GHA", "CAN", "usa_can"),
        ("doctor", "GHA", "GBR", "other"),
        ("nurse", "ROU", "GBR", "free_movement"),
        ("doctor", "NZL", "AUS", "free_movement"),
        ("midlevel", "ROU", "GBR", "midlevel"),
        ("community", "GHA", "USA", "community"),
    ],
)
def test_recognised_share(cadre: str, origin: str, destination: str, key: str) -> None:
    assert behaviour.recognition_key(cadre, origin, destination, 2018) == key


@pytest.mark.parametrize(
    ("cadre", "origin", "destination", "key"),
    [
        ("doctor", "GHA", "NZL", "doctor_nzl"),
        ("doctor", "NZL", "AUS", "doctor_aus"),  # measured before free movement
        ("nurse", "NZL", "AUS", "free_movement"),
        ("nurse", "GHA", "NZL", "default"),
        ("doctor", "ROU", "GBR", "free_movement"),
        ("doctor", "GHA", "GBR", "doctor_gbr"),
        ("nurse", "GHA", "GBR", "nurse_gbr"),
        ("midlevel", "GHA", "GBR", "default"),
        ("midlevel", "GHA", "USA", "usa_can"),
        ("nurse", "GHA", "CAN", "usa_can"),
        *[("nurse", "PHL", d, "gulf") for d in GULF],
        ("doctor", "GHA", "DEU", "default"),
    ],
)
def test_hazard_of_leaving(cadre: str, origin: str, destination: str, key: str) -> None:
    assert behaviour.leave_key(cadre, origin, destination, 2018) == key


def test_settling_and_moving_on_by_destination() -> None:
    assert {d: behaviour.settle_key(d) for d in ("NZL", *GULF)} == dict.fromkeys(("NZL", *GULF), "nzl_gulf")
    assert {behaviour.settle_key(d) for d in ("GBR", "USA", "AUS", "OTH")} == {"other"}
    assert {behaviour.onward_key(d) for d in ("IRL", "GBR", "NZL", "SGP", *GULF)} == {"gateway"}
    assert {behaviour.onward_key(d) for d in ("USA", "CAN", "AUS")} == {"final"}
    assert {behaviour.onward_key(d) for d in ("DEU", "FRA", "OTH")} == {"other"}


def test_vacancies_channels_and_schools_by_cadre() -> None:
    assert behaviour.vacancy_key("nurse", "GBR") == "nurse_GBR"
    assert {behaviour.vacancy_key(*one) for one in (("doctor", "GBR"), ("nurse", "USA"))} == {"other"}
    cadres = ("doctor", "nurse", "midlevel", "community")
    assert [behaviour.channel_key(k) for k in cadres] == ["doctor", "nurse", "midlevel", "midlevel"]
    assert [behaviour.school_key(k) for k in cadres] == ["public_medicine", *["public_other"] * 3]


def test_responses_and_shares_by_region_and_income() -> None:
    """E30: Kenya's slope in Africa, South Africa's in the south, Thailand's in Asia; public shares of E92."""
    assert [behaviour.stated_pay_key(*one) for one in (("KEN", "AFR"), ("JAM", "AMR"))] == ["africa", "africa"]
    assert behaviour.stated_pay_key("ZAF", "AFR") == behaviour.stated_pay_key("BWA", "AFR") == "southern_africa"
    assert behaviour.stated_pay_key("THA", "SEA") == behaviour.stated_pay_key("PHL", "WPR") == "asia"
    assert behaviour.public_key("AFR", "LMC") == "africa" and behaviour.public_key("AFR", "HIC") == "high"
    assert behaviour.public_key("SEA", "LMC") == "other" and behaviour.public_key("EUR", "HIC") == "high"
    assert behaviour.income_key("HIC") == "high" and behaviour.income_key("UMC") == "lowmid"


def test_frozen_posts_are_of_ghana_s_nurses_alone_and_private_schools_of_the_philippines() -> None:
    """E90; 85 % private graduates of Philippine nurses."""
    assert (
        behaviour.frozen("GHA", "nurse")
        and not behaviour.frozen("GHA", "doctor")
        and not behaviour.frozen("KEN", "nurse")
    )
    assert behaviour.reserve_name("GHA", "nurse") == "reserve_share_frozen.nurse"
    assert behaviour.reserve_name("GHA", "doctor") == "reserve_share.doctor"
    assert behaviour.private_graduates_name("PHL", "nurse") == "private_graduates_share.nurse.PHL"
    assert behaviour.private_graduates_name("PHL", "doctor") == "private_graduates_share.doctor"


@pytest.mark.parametrize(
    ("origin", "destination", "key"),
    [
        ("GRD", "USA", "GRD"),
        ("GRD", "GBR", "GRD"),
        ("GRD", "DEU", "DEU"),
        ("MEX", "USA", "MEX_USA"),
        ("MEX", "CAN", "other"),
        ("GHA", "ISR", "to_ISR"),
        ("GHA", "NOR", "to_NOR"),
        ("IRL", "USA", "high_income_schools_USA"),
        ("POL", "USA", "high_income_schools_USA"),
        ("CAN", "USA", "high_income_schools_USA"),
        ("POL", "GBR", "other"),
        ("GHA", "USA", "other"),
    ],
)
def test_natives_among_those_trained_elsewhere(origin: str, destination: str, key: str) -> None:
    assert natives_estimate(origin, destination) == f"natives_share.{key}"


def test_who_moves_freely() -> None:
    assert moves_freely("ROU", "GBR", 2020) and not moves_freely("ROU", "GBR", 2021)
    assert moves_freely("ROU", "DEU", 2021) and moves_freely("CHE", "AUT", 2021)
    assert moves_freely("AUS", "NZL", 2018) and moves_freely("NZL", "AUS", 2018)
    assert not moves_freely("GHA", "GBR", 2018) and not moves_freely("NZL", "GBR", 2018)


def test_the_union_of_gravity_is_the_european_area_alone() -> None:
    assert both_in_union("ROU", "GBR", 2020) and not both_in_union("ROU", "GBR", 2021)
    assert both_in_union("ROU", "NOR", 2021) and not both_in_union("AUS", "NZL", 2018)
    assert not both_in_union("GHA", "FRA", 2018) and not both_in_union("FRA", "USA", 2018)
