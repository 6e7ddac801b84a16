"""Countries: strict for users with the nearest name, forgiving for importers, and the old traps."""

from __future__ import annotations

import pytest

from braingain.foundation.countries import (
    SAID,
    SHARED,
    all_countries,
    country_meant,
    country_name,
    find_country,
    guess_iso3,
    named,
    who_region,
)
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import WHO_REGIONS


def test_codes_are_unique_and_regions_are_who_s() -> None:
    countries = all_countries()
    assert len(countries) > 230
    for column in ("iso3", "iso2", "m49", "name"):
        assert len({getattr(country, column) for country in countries}) == len(countries)
    assert {country.who_region for country in countries} == set(WHO_REGIONS)


@pytest.mark.parametrize("text", ["GHA", "gha", " Gha ", "Ghana", "ghana"])
def test_a_user_may_write_code_or_name_in_any_case(text: str) -> None:
    assert find_country(text).iso3 == "GHA"


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        *[("DRC", "COD"), ("UK", "GBR"), ("USA", "USA"), ("UAE", "ARE"), ("Ivory Coast", "CIV"), ("U.S.", "USA")],
        *[("South Korea", "KOR"), ("Tanzania", "TZA"), ("Vietnam", "VNM"), ("Laos", "LAO"), ("RSA", "ZAF")],
        *[("D.R. Congo", "COD"), ("Russia", "RUS"), ("Holland", "NLD"), ("CAR", "CAF"), ("Sao Tome", "STP")],
    ],
)
def test_names_that_planners_use_are_taken(text: str, iso3: str) -> None:
    assert find_country(text).iso3 == find_country(text.lower()).iso3 == iso3


def test_a_planner_s_short_names_are_no_codes_for_importers() -> None:
    assert guess_iso3("CAR") is None  # regions in some tables
    assert not {name.upper() for name in SAID if len(name) == 3} & {c.iso3 for c in all_countries()}


@pytest.mark.parametrize("text", ["Atlantis", "Afrika"])
def test_where_no_name_is_near_none_is_suggested(text: str) -> None:
    with pytest.raises(BraingainError, match="give an ISO 3166 alpha-3 code"):
        find_country(text)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        *[("GHX", "GHA (Ghana)"), ("Gahna", "GHA (Ghana)"), ("KEM", "KEN (Kenya)"), ("ZBM", "ZMB (Zambia)")],
        *[
            ("GH", "GHA (Ghana)"),
            ("GHAN", "GHA (Ghana)"),
            ("PHIL", "PHL (Philippines)"),
            ("GBRR", "GBR (United Kingdom)"),
            ("Scotland", "GBR (United Kingdom)"),
            ("Tansania", "TZA (United Republic of Tanzania)"),
        ],
    ],
)
def test_an_unknown_country_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(BraingainError, match="did you mean") as caught:
        find_country(text)
    assert near in caught.value.problems[0].do
    assert text in caught.value.problems[0].what


@pytest.mark.parametrize("text", ["", "   ", "../../etc/passwd", "<b>", "x" * 5000])
def test_nonsense_is_refused_in_one_problem(text: str) -> None:
    with pytest.raises(BraingainError) as caught:
        find_country(text)
    assert len(caught.value.problems) == 1


def test_namibia_s_alpha_2_code_is_not_a_missing_value() -> None:
    assert guess_iso3("NA") == "NAM"
    assert guess_iso3("na") is None
    assert next(c for c in all_countries() if c.iso3 == "NAM").iso2 == "NA"


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("ROM", "ROU"),
        ("ZAR", "COD"),
        ("PAL", "PSE"),
        ("TMP", "TLS"),
        ("YUG", "SRB"),
        ("ANT", "CUW"),
        ("288", "GHA"),
        ("4", "AFG"),
        (4, "AFG"),
        ("412", "XKX"),
        ("736", "SDN"),
        ("Czech Republic", "CZE"),
        ("Czechia", "CZE"),
        ("FYROM", "MKD"),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("Swaziland", "SWZ"),
        ("Eswatini", "SWZ"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Korea", "KOR"),
        ("Cote d\u2019Ivoire", "CIV"),
        ("Viet\u00a0Nam", "VNM"),
        ("  St. Lucia ", "LCA"),
        ("United States", "USA"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"),
    ],
)
def test_importers_understand_old_and_new_names_and_codes(text: object, iso3: str) -> None:
    assert guess_iso3(text) == iso3


@pytest.mark.parametrize(
    "text", ["TOT", "NS", "World", "W", "Sub-Saharan Africa", "", "..", "830", "900", "AFE", "ARB"]
)
def test_totals_and_regions_are_no_countries(text: str) -> None:
    assert guess_iso3(text) is None


def test_names_and_regions_by_code() -> None:
    assert country_name("GBR") == "United Kingdom"
    assert country_name("OTH") == "OTH"
    assert who_region("ghana") == "AFR"
    assert who_region("SDN") == "EMR"


@pytest.mark.parametrize("text", ["Korea", " korea ", "Congo", "CONGO"])
def test_a_planner_s_name_of_two_countries_is_refused_with_both(text: str) -> None:
    with pytest.raises(BraingainError, match="may be more than one country; write") as caught:
        country_meant(text)
    for iso3 in SHARED[text.strip().casefold()]:
        assert f"{iso3} ({country_name(iso3)})" in caught.value.problems[0].do


@pytest.mark.parametrize(
    ("text", "iso3"), [("KOR", "KOR"), ("South Korea", "KOR"), ("DR Congo", "COD"), ("Guinea", "GIN")]
)
def test_a_name_of_one_country_is_taken_and_headings_say_which(text: str, iso3: str) -> None:
    assert country_meant(text).iso3 == iso3
    assert named(iso3) == f"{country_name(iso3)} ({iso3})"
    with pytest.raises(BraingainError, match="did you mean"):
        country_meant("Gahna")
