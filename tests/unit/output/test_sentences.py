"""Sentences of the brief: made from the numbers, each with its limits, and none that a number does not bear."""

from __future__ import annotations

import io
from typing import Any

import invented
import openpyxl
import pytest

from braingain.analysis import read_years, side_effect_records
from braingain.output import (
    brief,
    brief_appendix,
    brief_effects,
    brief_facts,
    brief_lead,
    brief_matrix,
    brief_profile,
    lever_words,
    matrix_workbook,
)

THIN = "\u202f"


def said(parts: list[dict[str, str]]) -> str:
    return "".join(part["text"] for part in parts)


def matrix_of(*gains: float) -> dict[str, Any]:
    rows = [invented.row(f"lever_{i}", "origin", gain) for i, gain in enumerate(gains)]
    return invented.brief()["matrix"] | {"rows": rows}


def test_the_first_sentence_names_problem_gain_and_price() -> None:
    text = said(brief_lead.lead(invented.brief()))
    assert text.startswith(
        f"Ghana has one doctor for 6{THIN}100 people and 35 nurses and midwives for 10{THIN}000. About 24{THIN}%"
    )
    assert (
        f"of the doctors it trained work in countries that count them (19 to 30{THIN}%, an estimate; 41{THIN}% of its emigrants live there)"
        in text
    )
    assert text.endswith(
        "“Expand training” could add about 380 workers at home by 2031 (320 to 440),"
        " for about $2.4 million in all ($1.4 to 3.4 million, dollars of 2018), $480\u202f000 a year."
    )


def test_those_assumed_elsewhere_are_said_beside_those_counted() -> None:
    """The share in countries that count is not that of the model, which has people elsewhere too."""
    rate = {"value": 0.083, "low": 0.06, "high": 0.18, "coverage": 0.37}
    at_home = {q: [x, 0.5] for q, x in (("p05", 0.53), ("p25", 0.8), ("median", 0.85), ("p75", 0.9), ("p95", 0.93))}
    projection = {"outcomes": {"share_at_home.doctor": at_home}}
    assert brief_lead.emigration_words(rate, brief_lead.model_share(projection)) == (
        f"About 8{THIN}% of the doctors it trained work in countries that count them (6 to 18{THIN}%, an estimate; "
        f"37{THIN}% of its emigrants live there); with those assumed elsewhere it is 15{THIN}% (7 to 47{THIN}%)."
    )


def test_the_price_stands_beside_what_the_state_spends_on_health() -> None:
    row = {"cost_usd": {"total": {"median": 1.05e10}}, "years": {"start": 2027, "end": 2048}}
    assert brief_matrix.a_year(row, (1e9, 2018)) == (
        f", $500 million a year, 50{THIN}% of public health spending of 2018"
    )
    names = {"public_health_spending_share": 0.02, "gdp_per_head_usd": 1500.0, "population": 2e7}
    profile = {"values": [{"indicator": n, "value": v, "year": 2018} for n, v in names.items()]}
    assert brief_facts.public_health_usd(profile) == pytest.approx((6e8, 2018))
    assert brief_facts.public_health_usd({"values": profile["values"][1:]}) is None


def test_training_with_posts_says_that_they_are_paid() -> None:
    """The gain of training rests on posts for those who graduate: the first sentence says so."""
    matrix = matrix_of(400)
    matrix["rows"][0]["doses"] = [{"name": "posts_funded_share", "value": 1.0, "unit": "share", "text": ""}]
    assert said(brief_matrix.gain_and_price(matrix, 1.0)).endswith(
        " a year, with a post paid for each of those who graduate."
    )
    matrix["rows"][0]["doses"][0]["value"] = 0.0
    assert said(brief_matrix.gain_and_price(matrix, 1.0)).endswith(" a year.")


def test_nurses_not_in_a_post_are_named_where_they_are_many_and_more_than_at_the_start() -> None:
    record = invented.brief()
    outcomes = record["projection"]["outcomes"]
    whole = outcomes["reserve.nurse"]
    assert "not be in a post" not in said(brief_lead.beside(record))  # as many as ever, beside as many workers
    outcomes["reserve.nurse"] = {q: [0.2 * band[0], *band[1:]] for q, band in whole.items()}
    text = said(brief_lead.beside(record))
    assert (
        f"about 5{THIN}500 licensed nurses would not be in a post in 2027 (4{THIN}400 to 6{THIN}600, simulated; "
        in text
    )
    assert "mostly assumed)" in text
    outcomes["reserve.nurse"] = {q: [0.05 * x for x in band] for q, band in outcomes["reserve.nurse"].items()}
    assert "not be in a post" not in said(brief_lead.beside(record))


def test_nurses_assumed_abroad_are_named_where_they_are_the_larger_story() -> None:
    record = invented.brief()
    record["profile"]["abroad"][-1] |= {"workers": 52345.0, "low": 9876.0, "high": 123456.0}
    text = said(brief_lead.beside(record))
    assert (
        f"no table says: about 52{THIN}000 are assumed to be abroad (9{THIN}900 to 120{THIN}000), beside 100{THIN}000 at home."
        in text
    )
    assert "in a post" not in text


def test_where_leaving_is_not_measured_the_sentence_says_why() -> None:
    rate = {"value": None, "why": "not measured here: few of its emigrants live where doctors are counted by origin"}
    assert brief_lead.emigration_words(rate) == (
        "How many of its doctors left is not known (few of its emigrants live where doctors are counted by origin)."
    )


def test_where_nothing_raises_the_workers_no_gain_is_claimed() -> None:
    parts = brief_matrix.gain_and_price(matrix_of(20, -200), 1.0)
    assert (
        said(parts)
        == "None of two interventions raises the workers at home by one in a thousand or more in at least 95 % of draws."
    )
    assert [part["tone"] for part in parts] == ["loss-word"]


@pytest.mark.parametrize(
    ("gains", "text"),
    [
        (
            (380,),
            "Of one intervention, one raises the number of health workers at home by one in a thousand or more in at least 95 % of draws; it has a",
        ),
        ((380, 140), "; both have a side effect in most draws (people leave posts in the capital for rural ones)."),
        ((380, 140, 90), "; all of these have a side effect in most draws"),
        ((380, -200, 10), "; one lowers it; for one the change is smaller than that, or could be more or fewer."),
        ((10, 20), "Of two interventions, none raises the number"),
    ],
)
def test_the_sentence_above_the_matrix_counts_what_the_table_holds(gains: tuple[float, ...], text: str) -> None:
    assert text in said(brief_matrix.matrix_lead(matrix_of(*gains), 1.0))


def effect(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = invented.row("a", "origin", 1)["side_effects"][0] | {"unit": "persons_per_year"}
    return found | changes


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, f"Found in 97{THIN}% of draws: 20 a year, 10 to 30; gone where nobody may leave one post for another."),
        ({"share_of_draws_visible": 0.4}, f"Looked for, and found in 40{THIN}% of draws: 20 a year, 10 to 30."),
        ({"share_of_draws_visible": 0.0}, "Looked for, and not found as described: 20 a year, 10 to 30."),
        (
            {
                "share_of_draws_visible": 0.0,
                "difference": invented.interval(-20, 10),
                "otherwise": "Fewer leave (here).",
            },
            "Looked for, and found the other way: fewer leave: \u221220 a year, \u221230 to \u221210.",
        ),
        (
            {"gone_when_off": False, "with_mechanism_off": invented.interval(50, 10), "neutral": "no_pay_response"},
            f"Found in 97{THIN}% of draws: 20 a year, 10 to 30; 50 a year, 40 to 60 where nobody may leave one post for "
            "another and where pay does not decide who takes which post.",
        ),
        (
            {"mechanism": None, "off_doses": {"posts_funded_share": 1.0}},
            f"Found in 97{THIN}% of draws: 20 a year, 10 to 30; gone where posts are funded for all of them.",
        ),
        ({"share_of_draws_visible": 0.0, "difference": invented.interval(0, 0)}, "Looked for, and found in no draw."),
        (
            {"difference": invented.interval(0.1, 0.1), "mechanism": None},
            f"Found in 97{THIN}% of draws: less than one a year.",
        ),
        (
            {"unit": "share", "difference": invented.interval(0.96, 0.03), "mechanism": None},
            f"Found in 97{THIN}% of draws: 96 %, 93 to 99.",
        ),
        (
            {"unit": "share_points", "difference": invented.interval(-0.02, 0.01), "share_of_draws_visible": None},
            "\u22122.0 percentage points, \u22123.0 to \u22121.0.",
        ),
    ],
)
def test_a_side_effect_says_how_often_how_large_and_whether_it_goes_with_its_mechanism(
    changes: dict[str, Any], text: str
) -> None:
    assert brief_effects.effect_measure(effect(**changes)) == text


def test_an_assumed_value_says_for_whom_it_was_taken_and_from_what() -> None:
    record = invented.brief()
    pay, women = (
        next(v for v in record["profile"]["values"] if v["indicator"] == name) for name in ("pay", "women_share")
    )
    shown = brief_facts.fact(pay, record)
    assert shown["source_name"] == "no figure here: taken for lower middle income, nearest study"
    assert (shown["studies"], shown["code"]) == (["E30"], "pay_multiple.doctor.LMC")
    assert (shown["value"], shown["range"]) == ("6.5 × GDP per head", "4.0 to 11.9")
    assert (
        brief_facts.fact(women, record)["source_name"] == "no figure here: assumed for low and middle income, no study"
    )


def test_workers_that_nobody_counted_are_not_a_count_of_zero() -> None:
    record = invented.brief()
    missing = next(v for v in record["profile"]["values"] if v["cadre"] == "midlevel")
    assert brief_facts.fact(missing, record)["value"] == "not known; counted as none"


def test_the_gaps_that_matter_come_first_and_equal_ones_are_said_once() -> None:
    gaps = invented.brief()["profile"]["gaps"]
    first = brief_facts.gaps_that_matter(gaps)
    assert [row["indicator"] for row in first] == ["graduates", "workers_abroad", "pay"]
    assert first[1]["title"] == "Abroad, by country (nurses)."
    merged = brief_facts.gaps_merged(gaps)
    assert len(merged) == len(gaps) - 1
    assert merged[0]["title"] == "Women among them (doctors and nurses)."
    assert merged[0]["ask"] == "Ask for: register by sex."


def test_the_meaning_of_a_family_of_assumed_numbers_is_said_once() -> None:
    record = invented.brief()
    record["assumed"] += [record["assumed"][0] | {"name": "place_share.doctor", "drawn": invented.interval(0.2, 0)}]
    first, second = brief_appendix.assumed_rows(record)
    assert (first["meaning"], first["range"]) == ("Place of work", "0.20 to 0.40")
    assert (second["meaning"], second["range"]) == ("", "fixed")


@pytest.mark.parametrize(
    ("reported", "text"),
    [
        ([], "The series used in this edition holds no later figure."),
        ([{"year": 2019, "value": 5000}], "The one figure of a later year lies in the 90 % band."),
        (
            [{"year": 2019, "value": 9000, "in_start": True}],
            "The one figure of a later year (the start or its growth was read from it) lies outside the 90 % band.",
        ),
        (
            [{"year": y, "value": 5000, "in_start": True} for y in (2019, 2020)],
            "Of two figures of later years (the start or its growth was read from all), all lie in the 90 % band.",
        ),
        ([{"year": 2019, "value": 5000}, {"year": 2020, "value": 9000}], "Of two figures of later years, one lies in the 90 % band."),
    ],
)  # fmt: skip
def test_the_projection_says_how_it_stands_beside_figures_published_since(
    reported: list[dict[str, Any]], text: str
) -> None:
    projection = invented.brief()["projection"] | {"reported_since": {"doctor": reported}}
    assert brief_profile.projection_sentence(projection, "doctor").endswith(text)


def test_posts_without_vacancies_are_read_on_the_first_of_january_of_the_policy_year() -> None:
    projection = invented.brief()["projection"]
    at = projection["stock_years"].index(projection["policy_start"])
    reserve = {q: [1.0] * len(band) for q, band in projection["outcomes"]["reserve"].items()}
    reserve["median"][at] = 7777.0
    projection["outcomes"] |= {"reserve": reserve}
    words = brief_matrix.matrix_why(projection)
    assert words.startswith(
        f"In 2027 without new policy 7{THIN}800 licensed people are not in a post and 0 funded posts stand empty"
    )
    projection["outcomes"]["reserve"]["median"][at] = 1.0  # no more than at the start: nobody waits
    assert brief_matrix.matrix_why(projection) == ""


def test_figures_of_a_user_are_named_with_their_file() -> None:
    record = invented.brief()
    assert "mported" not in brief_profile.profile_intro(record["profile"])
    titles = ["Doctors: who practise in the country", "Nurses: in United Kingdom"]
    record["profile"]["own"] = [{"source": "ministry", "files": ["ministry 2026.csv"], "figures": titles}]
    text = brief_profile.profile_intro(record["profile"])
    assert text.endswith(
        "Imported by the user, in place of public figures: two figures from ministry 2026.csv, named beside each of them."
    )
    row = next(row for row in record["profile"]["abroad"] if row["cadre"] == "doctor" and row["method"] == "reported")
    row["source"] = "ministry"
    small = brief_profile.doctors_abroad(record)["small"]
    assert small.endswith(f"{row['destination_name']} as the user counted them")


def test_nurses_that_a_user_counted_are_said_beside_what_no_table_says() -> None:
    profile = invented.brief()["profile"]
    assert brief_profile.where_nurses_went(profile) == "Where nurses went no table says."
    own = {"cadre": "nurse", "destination": "GBR", "destination_name": "United Kingdom", "workers": 5542.8}
    profile["abroad"] = [*profile["abroad"], own]
    assert f"have 5{THIN}543 in the United Kingdom; where the others went" in brief_profile.where_nurses_went(profile)


def test_a_row_says_when_its_aim_moves_the_wrong_way_once_or_after_its_end() -> None:
    row = {"first_effect_year": 2028, "last_effect_year": 2047, "first_effect_sign": 1, "years": {"end": 2032}}
    assert lever_words.first_seen(row | {"aim_outcome": "workers"}) == "2028"
    assert lever_words.first_seen(row | {"aim_outcome": "emigrants_per_year"}) == "2028, the wrong way"
    assert lever_words.first_seen(row | {"aim_outcome": "workers", "last_effect_year": 2028}) == "2028 only"
    late = row | {"aim_outcome": "workers", "first_effect_year": 2034}
    assert lever_words.first_seen(late) == "2034, after its end"
    assert lever_words.first_seen(late | {"first_effect_year": None}) == "–"


@pytest.mark.parametrize(
    ("median", "said"),
    [
        (0.4, "40 % left 5 y after"),
        (1.3, "still larger 5 y after"),
        (-0.2, "turned round 5 y after"),
        (-0.01, "nothing left 5 y after"),
        (-0.08, "nothing left 5 y after, or turned round"),
    ],
)
def test_what_is_left_of_an_effect_is_never_cut_off_at_nothing(median: float, said: str) -> None:
    row = invented.row("pay", "origin", 100) | {"share_left_after_end": invented.interval(median, 0.1)}
    assert brief_matrix.row_words(row)["after"].replace("\u202f", " ") == f"half by 2029; {said}"


def test_half_of_an_effect_stands_beside_the_first_and_only_where_there_is_one() -> None:
    row = invented.row("pay", "origin", 100)
    assert lever_words.seen_words(row | {"last_effect_year": 2040}) == "first seen 2028, half by 2029"
    assert lever_words.half_seen(row | {"half_effect_year": 2028}) == "half at once"
    assert lever_words.half_seen(row | {"first_effect_year": None}) == ""


def test_what_goes_wrong_at_the_row_s_own_doses_is_said_though_it_was_looked_for_at_others() -> None:
    """Graduates without a post under a lever that funds posts: measured at the row's doses as well."""
    row = invented.row("train", "origin", 100)
    interval = {"p05": 5.0, "p25": 6.0, "median": 8.0, "p75": 9.0, "p95": 12.0}
    looked = row["side_effects"][0] | {
        "what": "reserve_without_posts",
        "doses": {"posts_funded_share": 0.0},
        "visible_from": 1.0,
        "cadres": None,
        "switched_on": None,
    }
    looked["looked_for"] = "More stay without a post (looked for with no post funded)."
    at_row = looked | {"difference_at_row_doses": interval}
    row["side_effects"] = [at_row | {"seen": side_effect_records.seen(at_row)}]
    (effect,) = brief_effects.appearing(row)
    assert effect["difference"] == interval and effect["text"] == "More stay without a post."
    assert effect["share_of_draws_visible"] is None, "that share is of the other doses"
    at_row = looked | {"difference_at_row_doses": interval | {"p05": -5.0}}
    row["side_effects"] = [at_row | {"seen": side_effect_records.seen(at_row)}]
    assert brief_effects.appearing(row) == []


def test_dollars_are_rounded_once() -> None:
    from braingain.output import words

    assert words.dollars(4_353_845_352) == "$4.4 billion" == words.dollars(4_353_845_352, 2)
    assert words.dollars(1_253_235_675) == "$1.3 billion"
    assert words.dollars(17_120_000_000) == "$17.1 billion" and words.dollars(17_120_000_000, 2) == "$17 billion"
    assert words.dollars(123_456_789) == "$123 million" and words.dollars(12_345) == "$12\u202f300"


def test_costs_that_pay_makes_too_high_are_said_beside_the_price() -> None:
    profile = invented.brief()["profile"]
    assert brief_lead.pay_is_off(profile) == []
    bill = {"indicator": "public_wage_bill_share", "value": 2.9, "flag": "implausible", "cadre": "all"}
    profile["values"] = [*profile["values"], bill]
    assert "2.9 times public health spending" in said(brief_lead.pay_is_off(profile))


def test_gaps_of_page_one_ask_for_what_runs_use() -> None:
    gaps = [
        {
            "indicator": "vacancy_rate",
            "cadre": "doctor",
            "why": f"{brief_facts.UNUSED}; tells a shortage",
            "ask": "a list",
        },
        {"indicator": "pay", "cadre": "doctor", "why": "not reported", "ask": "the salary scale"},
    ]
    assert [row["indicator"] for row in brief_facts.gaps_that_matter(gaps)] == ["pay"]


def test_the_first_page_says_how_many_nurses_abroad_the_user_counted_and_where() -> None:
    record = invented.brief()
    profile = record["profile"]
    total = next(row for row in profile["abroad"] if row["cadre"] == "nurse")
    total |= {"destination": "all", "workers": 52345.0, "low": 9876.0, "high": 123456.0}
    total["note"] = "of your own import in Australia, United Kingdom; elsewhere home nurses x 0.8"
    assert "no table says: about" in brief_lead.nurses_words(record)
    own = [("GBR", "United Kingdom", 5400.0), ("AUS", "Australia", 9800.0)]
    named = [{"cadre": "nurse", "destination": d, "destination_name": n, "workers": w} for d, n, w in own]
    profile["abroad"] = [*profile["abroad"], *named]
    counted = f"9{THIN}800 in Australia and 5{THIN}400 in the United Kingdom"
    text = brief_lead.nurses_words(record)
    assert (
        f"the user counted {counted}; with those assumed elsewhere" in text and f"about 52{THIN}000 are abroad" in text
    )
    row = next(row for row in brief_profile.key_facts(record | {"profile": profile}) if row["title"] == "Nurses abroad")
    assert row["small"] == f"all destinations together; {counted} as the user counted them"
    assert row["note"].lower() == "assumed where the user counted none"


def test_a_lever_raises_workers_only_where_95_percent_of_draws_do() -> None:
    """Three draws of four are not enough: the lower end of the 90 % interval has to be a gain."""
    matrix = matrix_of(400, 300)
    assert len(brief_matrix.raising(matrix, 1.0)) == 2
    matrix["rows"][1]["outcomes"]["workers"]["difference"] |= {"p05": -1.0, "p25": 5.0}
    assert [row["lever"] for row in brief_matrix.raising(matrix, 1.0)] == ["lever_0"]


def test_a_gain_of_a_person_is_not_counted_among_those_that_raise_the_workers() -> None:
    """A change is counted from one in a thousand of the workers at home; a sure gain below it is none."""
    matrix = matrix_of(400, 300)
    matrix["rows"][1]["outcomes"]["workers"]["difference"] = {
        "p05": 0.1,
        "p25": 0.4,
        "median": 0.7,
        "p75": 2.0,
        "p95": 20.0,
    }
    projection = invented.brief()["projection"]
    at = projection["stock_years"].index(projection["policy_start"])
    least = brief_matrix.least_change(projection)
    assert least == pytest.approx(0.001 * projection["outcomes"]["workers"]["median"][at])
    assert [row["lever"] for row in brief_matrix.raising(matrix, least)] == ["lever_0"]
    assert [row["lever"] for row in brief_matrix.raising(matrix, 0.0)] == ["lever_0"]
    assert len(brief_matrix.raising(matrix, 339.0)) == 1 and brief_matrix.raising(matrix, 400.0) == []


def test_an_assumed_effect_has_no_studies_from_anywhere() -> None:
    row = invented.row("ethical_code_private", "destination", 0.0)
    assert brief_appendix.evidence_row(row)["distance"] == "from unlike countries"
    row["evidence"]["grade"] = "assumed"
    assert brief_appendix.evidence_row(row)["distance"] == "no study of its effect"


def test_the_brief_says_on_how_many_draws_gone_rests() -> None:
    record = invented.brief()
    effect = record["matrix"]["rows"][0]["side_effects"][0]
    assert brief_effects.made_again(record["matrix"]) == ""  # no run was made again
    record["matrix"]["draws"], effect["draws_with_mechanism_off"] = 200, 40
    words = (
        "without that mechanism, in the first 40 of 200 draws: “gone” and what is left without it are of those alone."
    )
    assert words in brief.render(record)
    record["matrix"]["draws"] = 40
    assert "made again without that mechanism. Sizes" in brief.render(record)


YEARS = {"first": 2028, "last": 2033}


@pytest.mark.parametrize(
    ("years_are", "said"),
    [
        ("level", "in 2033"),
        ("mean", "mean of 2028 to 2033"),
        ("sum", "sum of 2028 to 2033"),
        ("change", "from 2028 to 2033"),
        ("lowest", "in the lowest year of 2028 to 2033"),
        ("together", "of 2028 to 2033 together"),
        ("spread", "between the years of 2028 to 2033"),
    ],
)
def test_the_number_of_a_side_effect_says_of_which_years_it_is(years_are: str, said: str) -> None:
    row = invented.row("a", "origin", 1)
    row["side_effects"] = [effect(years=YEARS, years_are=years_are)]
    assert (
        brief_matrix.goes_wrong(row)
        == f"People leave posts in the capital for rural ones (20 a year, 10 to 30, {said})"
    )
    assert f": 20 a year, 10 to 30, {said}; gone where" in brief_effects.wrong(row)["effects"][0]["measure"]


def test_every_way_to_read_a_side_effect_has_words() -> None:
    assert set(brief_effects.WHEN) == {
        getattr(read_years, name) for name in ("LEVEL", "MEAN", "SUM", "TOGETHER", "LOWEST", "CHANGE", "SPREAD")
    }


def test_a_side_effect_has_the_same_number_in_the_line_the_detail_and_the_workbook() -> None:
    """Looked for at other doses: the row's number comes first everywhere, that of the experiment is named as one."""
    at_row = {"p05": 7.4, "p25": 9.0, "median": 22.0, "p75": 30.0, "p95": 390.0}
    row = invented.row("fund", "origin", 100) | {"cadres": ["nurse"], "destinations": [], "flags": []}
    looked_for = "More stay without a post (looked for with no post funded)."
    tried = {"doses": {"posts_share": 0.0}, "visible_from": 1.0, "difference_at_row_doses": at_row, "mechanism": None}
    row["side_effects"] = [effect(looked_for=looked_for, unit="persons", years=YEARS, years_are="level", **tried)]
    size = "22 persons, 7.4 to 390, in 2033"
    assert brief_matrix.goes_wrong(row) == f"More stay without a post ({size})"
    (detail,) = brief_effects.wrong(row)["effects"]
    assert detail["text"] == "More stay without a post."
    assert detail["measure"].startswith(f"At the row's doses: {size}. With no post funded: found in 97")
    book = openpyxl.load_workbook(
        io.BytesIO(matrix_workbook.workbook_bytes(invented.brief()["matrix"] | {"rows": [row]}))
    )
    names, cells = book["Side effects"].iter_rows(values_only=True)
    found = dict(zip(names, cells, strict=True))
    assert found["Size at the row's doses, median"] == 22 and found["Size in the experiment, median"] == 20
    assert (found["Of which years"], found["Experiment at other doses"]) == ("in 2033", "with no post funded")


def test_own_money_withdrawn_is_named_first_where_the_row_loses_workers() -> None:
    share = {"p05": 0.06, "p25": 0.2, "median": 0.3, "p75": 0.5, "p95": 0.66}
    lost = effect(what="own_budget_withdrawn", unit="posts", difference=invented.interval(-7300, 4000), looked_for="x")
    other = effect(what="cliff_at_end")
    row = invented.row("programme", "partnership", -100) | {"side_effects": [other, lost | {"assumed_share": share}]}
    told = brief_matrix.goes_wrong(row).replace("\u202f", " ")
    said = "the government is assumed to withdraw own money for posts: 30 %, 6 to 66 %, of what others pay"
    assert told.startswith(f"T{said[1:]} (−7 300 posts, −11 000 to −3 300)")
    assert brief_effects.own_money(row).startswith(said.replace(" %", "\u202f%"))
    gains = invented.row("programme", "partnership", 100) | {"side_effects": row["side_effects"]}
    assert brief_matrix.goes_wrong(gains).startswith("People leave posts") and brief_effects.own_money(gains) == ""
