"""A workforce other than health's: its card and rows, what is refused, what is taken over, and runs of teachers of Jamaica."""

from __future__ import annotations

import copy
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.runs import Key
from braingain.analysis.scenario import Scenario
from braingain.analysis.workforce import card as cards
from braingain.analysis.workforce import runs
from braingain.analysis.workforce.card import Interval, Workforce, read_workforce
from braingain.analysis.workforce.context import build_start
from braingain.analysis.workforce.ensemble import NEUTRAL, complement, no_price, registry_of, workforce_ensemble
from braingain.analysis.workforce.outcomes import served, with_need
from braingain.analysis.workforce.rows import READ
from braingain.analysis.workforce.scenario import in_place, read_scenario
from braingain.analysis.workforce.words import flag, own_name, renamed
from braingain.baseline.tables import world_tables
from braingain.cli.main import build
from braingain.cli.workforce_tables import print_matrix, print_simulation, profile_lines
from braingain.evidence.distributions import Triangular
from braingain.evidence.estimates import load_registry
from braingain.evidence.people import population_by_age
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError
from braingain.policy.levers import load_levers

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "teachers"
CARD = (EXAMPLE / "jamaica.toml").read_text(encoding="utf-8")
ROWS = (EXAMPLE / "jamaica.csv").read_text(encoding="utf-8")
OF_HEALTH = re.compile(
    r"\b(doctors?|nurses?|midwi\w+|mid-?level|community workers?|patients?|clinic\w*|medic\w+|health)\b", re.I
)
# What a result says of health on purpose: what is taken over, replaced, left out, and on whom a lever was measured.
SAID_OF_HEALTH = (
    "taken_over",
    "replaced",
    "neutral",
    "model",
    "left_out",
    "costs",
    "cost_why",
    "evidence",
    "runs_in_the_place_of",
    "not_for_this_workforce",
)


def teachers() -> Workforce:
    return read_workforce(EXAMPLE / "jamaica.toml")


def read(folder: Path, card: str = CARD, rows: str = ROWS) -> Workforce:
    (folder / "jamaica.toml").write_text(card, encoding="utf-8")
    (folder / "jamaica.csv").write_text(rows, encoding="utf-8")
    return read_workforce(folder / "jamaica.toml")


def problems(folder: Path, card: str = CARD, rows: str = ROWS) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        read(folder, card, rows)
    return [problem.line() for problem in caught.value.problems]


def without(of: str) -> str:
    """The card without what it assumes of a value."""
    kept = re.sub(rf'\[\[assumed\]\]\nof = "{of}"\n(?:[a-z]+ = [^\n]+\n)+', "", CARD)
    assert kept != CARD
    return kept


# --- the card and its rows -------------------------------------------------------------------------------------------


def test_the_example_is_read_and_every_row_names_a_source_that_says_how_it_was_read() -> None:
    found = teachers()
    assert found.country == "JAM" and found.slots == {"primary_teacher": "nurse", "secondary_teacher": "doctor"}
    assert set(found.levers) | set(found.left_out) == set(load_levers())
    assert not set(found.levers) & set(found.left_out)
    used = {row.source for row in found.rows}
    assert used == {source.id for source in found.card.source}
    assert all(source.link.startswith("http") and source.how_read for source in found.card.source)


def test_a_card_that_says_nothing_of_a_lever_leaves_it_out_and_says_so(tmp_path: Path) -> None:
    card = CARD.replace('[[lever]]\nid = "visa_cap"\n', "")
    assert read(tmp_path, card).left_out["visa_cap"] == "the card does not name it"


def test_every_mistake_of_card_and_table_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    card = CARD.replace('country = "JAM"', 'country = "JAN"', 1)
    card = card.replace('isco08 = ["2341"]', 'isco08 = ["teacher"]')
    card = card.replace("share = 0.25", "share = 0.75")
    card = card.replace('name = "pass_share.public"', 'name = "pass_share.publik"')
    card = card.replace('id = "bonding"', 'id = "bondng"')
    card = card.replace('of = "reserve_share"\nlow = 0.02', 'of = "reserve_share"\ndestination = "USA"\nlow = 0.02')
    card = card.replace("capital_share", "capitol_share", 1)
    rows = ROWS.replace("primary_teacher,all,all,stock,employed,headcount,2014", "primary_techer,,,,,,2014")
    rows = rows.replace("12842,persons,wdi_teachers", "12842,person,wdi_teacher")
    lines = problems(tmp_path, card, rows)
    expected = (
        "jamaica.toml, workforce.country",
        'cadre primary_teacher.isco08: "teacher" is not a code of ISCO-08',
        "the shares add up to 1.35",
        "estimate pass_share.publik: is not an estimate of the registry; did you mean pass_share.public?",
        'lever: "bondng" is not a known lever; did you mean bonding?',
        "assumed reserve_share of all in USA: is no value of a destination",
        '"capitol_share" cannot be taken over; did you mean capital_share?',
        'jamaica.csv, line 2, column source: "wdi_teacher" is not a source of the card; did you mean wdi_teachers?',
        'jamaica.csv, line 2, column unit: "person" is not on the list',
        'jamaica.csv, line 3, column cadre: "primary_techer" is not a cadre of the card; did you mean primary_teacher?',
    )
    for text in expected:
        assert any(text in line for line in lines), (text, lines)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'sector = "education"',
            'sektor = "education"',
            'workforce: "sektor" is not a known field; did you mean sector?',
        ),
        ('id = "secondary_teacher"\ntitle', 'id = "doctor"\ntitle', "is the name of a health cadre"),
        ('like = "doctor"', 'like = "nurse"', 'two cadres are like "nurse", and each needs a place of its own'),
        ('country = "JAM"', 'country = "GHA"', "posts of nurses were frozen there"),
        ("low = 300\ncentral = 600", "low = 700\ncentral = 600", "needs low <= central <= high"),
        ("low = 300\ncentral = 600\nhigh = 1200", "low = 300", "needs low, central and high, or one value"),
        ("training_years = 4", "training_years = 9", "less than or equal to 7"),
        ('levers_abroad_at = "GBR"', 'levers_abroad_at = "CAN"', '"CAN" is not a destination of this card'),
        ('evidence = "jamaica.csv"', 'evidence = "teachers.csv"', "teachers.csv: is not a file"),
        ('id = "visa_cap"', 'id = "who_code"', '"who_code" is named twice; it applies or does not'),
        (
            '[[lever]]\nid = "visa_cap"',
            '[[lever]]\nid = "task_shifting"',
            '"task_shifting" acts on no cadre of this card',
        ),
    ],
)
def test_what_a_card_cannot_be(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CARD
    assert any(message in line for line in problems(tmp_path, CARD.replace(old, new)))


def test_mistakes_of_each_cadre_stand_by_its_name_and_nothing_says_that_there_is_none(tmp_path: Path) -> None:
    lines = problems(tmp_path, CARD.replace("training_years", "training_yeers"))
    for name in ("primary_teacher", "secondary_teacher"):
        assert any(f"cadre {name}: " in line and "did you mean training_years?" in line for line in lines)
    assert not any("cadre.0" in line or "at least 1 item" in line for line in lines)


def test_posts_that_follow_people_need_to_know_whom_each_cadre_serves(tmp_path: Path) -> None:
    card = CARD.replace("follow_public_money", "follow_people_served")
    assert read(tmp_path, card).card.workforce.posts == "follow_people_served"
    bare = re.sub(r"\[cadre\.need\]\n(?:[a-z_]+ = [^\n]+\n)+", "", card, count=1)
    assert any("primary_teacher does not say whom it serves" in line for line in problems(tmp_path, bare))


def test_two_values_of_one_year_are_refused(tmp_path: Path) -> None:
    line = next(line for line in ROWS.splitlines() if ",2018,10036," in line)
    found = problems(tmp_path, rows=ROWS + line + "\n")
    assert found == [
        "jamaica.csv: workers of primary_teacher of JAM in 2018 is there twice; "
        "keep the one that you trust, and say why in its note"
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "workers,JAM,,primary_teacher,female,,,,,2012,9000,persons,jis_2023,read,",
            "column sex: is female: a run reads the whole",
        ),
        ("workers,JAM,,primary_teacher,,,,,fte,2012,9000,persons,jis_2023,read,", "column count: is fte"),
        (
            "workers_abroad,GBR,JAM,primary_teacher,,,,,,2012,900,persons,jis_2023,read,",
            "column definition: does not say trained",
        ),
        (
            "graduates,JAM,,primary_teacher,,,,,,2012,9,per_100k,jis_2023,read,",
            "column unit: per_100k does not fit graduates",
        ),
        ("workers,JAM,,primary_teacher,,,,,,2012,-9,persons,jis_2023,read,", "-9 is negative"),
    ],
)
def test_a_row_of_a_part_of_the_workforce_is_refused(tmp_path: Path, row: str, message: str) -> None:
    assert any(message in line for line in problems(tmp_path, rows=f"{ROWS}{row}\n"))


def test_a_high_income_country_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, CARD.replace('country = "JAM"', 'country = "BRB"', 1))
    with pytest.raises(BraingainError, match="BRB: is a high-income country"):
        build_start(found, open_store(), 2018)


def test_not_a_card_at_all(tmp_path: Path) -> None:
    for content, message in ((b"\xff\xfe", "is not UTF-8 text"), (b"[workforce", "is not TOML")):
        (tmp_path / "card.toml").write_bytes(content)
        with pytest.raises(BraingainError, match=message):
            read_workforce(tmp_path / "card.toml")
    with pytest.raises(BraingainError, match="is not a file"):
        read_workforce(tmp_path / "none.toml")


# --- the start: rows, assumptions, what is taken over, what is missing -------------------------------------------------


def test_a_value_that_nothing_gives_is_refused_by_name_all_at_once(tmp_path: Path) -> None:
    card = without("pay").replace('taken_over = { capital_share = "nurse" }\n', "", 1)
    lines = problems(tmp_path, card)
    assert len(lines) == 3
    also = problems(tmp_path, card.replace("training_years", "training_yeers"))
    assert set(lines) < set(also)  # not only after the other mistakes are mended
    assert sum("pay of primary_teacher: is not known" in line for line in lines) == 1
    assert sum("pay of secondary_teacher: is not known" in line for line in lines) == 1
    assert any(
        "capital_share of primary_teacher: is not known: no row, and the card says nothing of it; give a row of place_share, or "
        "name in taken_over of the cadre the health cadre whose capital_share it has" in line
        for line in lines
    )
    few = "\n".join(line for line in ROWS.splitlines() if ",wdi_" not in line and ",bbc_" not in line) + "\n"
    text = "\n".join(problems(tmp_path, without("emigrants"), few))
    for name in ("workers of primary_teacher", "emigrants of secondary_teacher", "women_share of primary_teacher"):
        assert f"{name}: is not known" in text


def test_rows_that_are_too_old_are_refused_when_the_run_begins(tmp_path: Path) -> None:
    old = re.sub(r"^(workers,JAM,.*?),20[0-9]{2},", r"\1,1990,", ROWS, flags=re.M)
    kept = {line.split(",")[3]: line for line in old.splitlines() if line.startswith("workers,JAM")}
    rest = [line for line in old.splitlines() if not line.startswith("workers,JAM")]
    found = read(tmp_path, rows="\n".join([*rest, *kept.values()]) + "\n")
    with pytest.raises(BraingainError, match="workers of primary_teacher: is not known"):
        build_start(found, open_store(), 2018)


def test_missing_graduates_are_a_gap_and_no_number(tmp_path: Path) -> None:
    rows = "\n".join(line for line in ROWS.splitlines() if not line.startswith("graduates")) + "\n"
    begun = build_start(read(tmp_path, rows=rows), open_store(), 2018)
    assert len(begun.got.gaps) == 2 and "graduates of primary_teacher: no row" in begun.got.gaps[1]
    assert not [name for name in begun.context.values if name.startswith("graduates.")]


def test_the_start_has_no_figure_of_health_workers() -> None:
    begun = build_start(teachers(), open_store(), 2018)
    values = begun.context.values
    assert values["workers.nurse"].value == 10036 and values["workers.nurse"].method == "reported"
    assert values["workers.doctor"].value == 12011
    assert values["workers.midlevel"].value == 0 and values["workers.community"].value == 0
    assert values["women_share.nurse"].value == pytest.approx(0.8982)
    assert "public_health_spending_share" not in values and "public_health_spending_share" not in begun.context.series
    assert begun.context.destinations == ("USA", "GBR", "OTH") and begun.context.default_destination == "GBR"
    sources = {row.source for row in teachers().rows} | {""}
    for name, value in values.items():
        if name.endswith((".doctor", ".nurse")):
            assert value.source in sources or value.source.startswith("estimate:"), name
    assert begun.context.places["GBR"].workforce["nurse"].value == pytest.approx(280504.7)
    assert begun.context.places["USA"].workforce["nurse"].value == 0


def test_rows_come_before_what_the_card_assumes(tmp_path: Path) -> None:
    rows = ROWS + "pay,JAM,,primary_teacher,,,,,,2018,1.1,gdp_per_head_multiple,jis_2023,secondary,of the test\n"
    found = read(tmp_path, rows=rows)
    begun = build_start(found, open_store(), 2018)
    assert begun.context.values["pay.nurse"].value == 1.1
    assert begun.context.values["pay.doctor"].method == "assumed"
    assert registry_of(found, begun).get("pay_multiple.nurse.UMC").central == 1.1


def test_the_registry_of_health_stays_as_it_is_and_the_card_stands_in_its_copy() -> None:
    found = teachers()
    before = dict(load_registry().estimates)
    begun = build_start(found, open_store(), 2018)
    own = registry_of(found, begun)
    assert load_registry().estimates == before
    assert own.get("pass_share.public").central == 1.0 and own.get("pass_share.public").status == "A"
    assert own.get("programme_years.nurse").central == 4 and own.get("programme_years.doctor").central == 4
    assert own.get("place_share.doctor").distribution == before["place_share.nurse"].distribution
    public = own.get("public_share.other").distribution
    assert isinstance(public, Triangular) and public.bounds == pytest.approx((0.8, 0.97))
    measured = [e for e in before.values() if not e.assumed and e.countries and e.context == "origin"]
    assert measured
    for estimate in measured:
        law = own.get(estimate.name).distribution
        assert law == estimate.distribution or getattr(law, "extra", None) == 0.6
    assert sum(getattr(own.get(e.name).distribution, "extra", None) == 0.6 for e in measured) >= 5


def test_draws_of_health_are_the_same_to_the_last_bit_beside_a_run_of_teachers() -> None:
    ghana = Scenario("Ghana", "GHA", 2018, 2030, 5, 1)
    before = ensemble_for(ghana).drawn
    worlds = workforce_ensemble(teachers(), Scenario("teachers", "JAM", 2018, 2030, 5, 1))
    after = ensemble_for(ghana).drawn
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    for name, (value, _) in NEUTRAL.items():
        assert (worlds.drawn[name] == value).all()
    assert not any(worlds.drawn[name].any() for name in worlds.drawn if name.startswith("natives_share."))


def test_an_assumed_interval_of_one_less_a_share() -> None:
    why = "a reason that is long enough"
    assert complement(Interval(low=0.1, central=0.2, high=0.4, why=why)).numbers == pytest.approx((0.6, 0.8, 0.9))
    assert complement(Interval(value=0.3, why=why)).numbers == pytest.approx((0.7,))


def test_prices_of_health_schools_are_no_prices_of_teachers_colleges(tmp_path: Path) -> None:
    assert "seat_cost_usd.doctor.UMC" in no_price(teachers(), "UMC", ["expand_training"])
    assert not no_price(teachers(), "UMC", ["health_pay"])
    own = "".join(
        f'\n[[estimate]]\nname = "{name}"\nvalue = 3000\nwhy = "a price of the test alone"\n'
        for name in ("seat_cost_usd.doctor.UMC", "seat_cost_usd.nurse.UMC", "place_cost_usd.UMC")
    )
    assert not no_price(read(tmp_path, CARD + own), "UMC", ["expand_training"])


ENGINEERS = """
[workforce]
id = "engineers"
title = "Engineers of a test"
people = "engineers"
sector = "industry"
country = "KEN"
evidence = "rows.csv"
posts = "follow_public_money"
posts_why = "a reason of the test alone"
[[source]]
id = "invented"
citation = "Invented for a test: no data"
how_read = "not read anywhere: invented"
[[cadre]]
id = "engineer"
title = "Engineers"
isco08 = ["214"]
like = "LIKE"
training_years = 5
entry_age = 24
training_why = "a reason of the test alone"
taken_over = { women_share = "doctor", foreign_trained_share = "nurse", capital_share = "doctor", private_share = "doctor", reserve_share = "midlevel" }
[[destination]]
iso3 = "GBR"
share = 1.0
why = "a reason of the test alone"
[[assumed]]
of = "pay"
value = 3.0
why = "a reason of the test alone"
[[assumed]]
of = "pay_abroad"
destination = "GBR"
value = 1.5
why = "a reason of the test alone"
"""


@pytest.mark.parametrize(("like", "k"), [("doctor", 0), ("nurse", 1)])
def test_one_cadre_with_stocks_abroad_that_are_counted(tmp_path: Path, like: str, k: int) -> None:
    (tmp_path / "engineers.toml").write_text(ENGINEERS.replace("LIKE", like), encoding="utf-8")
    rows = "indicator,country,partner,definition,cadre,year,value,unit,source\n"
    rows += "workers,KEN,,,engineer,2018,20000,persons,invented\n"
    rows += "workers_abroad,GBR,KEN,trained,engineer,2018,1000,persons,invented\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    found = read_workforce(tmp_path / "engineers.toml")
    worlds = workforce_ensemble(found, Scenario("engineers", "KEN", 2018, 2022, 20, 1))
    state = worlds.block(0).setting.world.state
    abroad, home = (
        np.asarray(part).sum(axis=tuple(range(1, np.asarray(part).ndim - 1))) for part in (state.abroad, state.home)
    )
    assert abroad[k] == pytest.approx(1000 / 0.97, rel=0.2)  # those who practise and a few who do not
    assert home[k].min() > 10_000 and not home[1 - k].any() and not abroad[1 - k].any()
    registry = registry_of(found, worlds.begun)
    assert (
        registry.get(f"reserve_share.{like}").distribution == load_registry().get("reserve_share.midlevel").distribution
    )
    found_values = {name: value for name, value in worlds.context.values.items() if name.endswith(f".{like}")}
    assert found_values[f"women_share.{like}"].source == "estimate:women_share.doctor.lowmid"
    assert len(worlds.begun.got.gaps) == 1 and "graduates of engineer" in worlds.begun.got.gaps[0]
    assert {e.name for e in worlds.taken_over()} >= {"women_share.doctor.lowmid", "reserve_share.midlevel"}


# --- words, need, scenario ---------------------------------------------------------------------------------------------


def test_people_served_are_those_of_the_ages() -> None:
    tables = world_tables(open_store())
    by_age = population_by_age(tables.table("population"), "JAM", 2020)
    assert by_age is not None
    ages = by_age.value.sum(axis=0)
    mid_2020 = 0.8 * ages[1] + 0.4 * ages[2]  # of 6 to 9 and of 10 to 11 years
    found = served(tables, "JAM", (6, 11), [2019, 2020])
    assert found[0] > mid_2020 > found[1]  # 31 December on both sides of July: fewer children each year
    assert np.sqrt(found[0] * found[1]) == pytest.approx(mid_2020, rel=0.002)


def test_need_is_people_over_the_norm_less_those_at_work() -> None:
    found = teachers()
    heads = {"doctor": 100.0, "nurse": 200.0}
    series = {Key(f"workers.{slot}"): np.full((1, 2), size) for slot, size in heads.items()}
    out = with_need(series, found, {"doctor": np.array([5000.0]), "nurse": np.array([2500.0])})
    assert out["need_minus_present.secondary_teacher"][0, 0] == pytest.approx(5000 / 25 - 100)
    assert out["need_minus_present.primary_teacher"][0, 0] == pytest.approx(2500 / 25 - 200)
    assert out["need_minus_present"][0, 0] == pytest.approx(100 - 100)
    assert out["people_per_worker.secondary_teacher"][0, 0] == pytest.approx(50)
    assert "workers.secondary_teacher" in out and "workers.doctor" not in out


def test_words_of_this_run_have_the_names_of_its_cadres() -> None:
    found = teachers()
    text = "no doctors and nurses are known to work in Jamaica"
    assert renamed(text, found) == "no secondary teachers and primary teachers are known to work in Jamaica"
    assert flag("teachers bind: 66 of 100 added seats have teachers in 2031", found).startswith("educators bind: 66")
    assert own_name("workers.rural.nurse", found) == "workers.rural.primary_teacher"
    assert own_name("workers.midlevel", found) is None


def test_a_scenario_has_the_cards_cadres_and_levers_and_no_others(tmp_path: Path) -> None:
    found = teachers()
    text = (EXAMPLE / "scenario.toml").read_text(encoding="utf-8")
    scenario = read_scenario(EXAMPLE / "scenario.toml", found)
    assert scenario.packages[0].levers[0].cadres == ("nurse", "doctor")
    wrong = text.replace('"primary_teacher"', '"nurse"').replace('country = "JAM"', 'country = "GHA"')
    wrong = wrong.replace('id = "ethical_code_private"', 'id = "who_code"')
    wrong += '\n[scenario.context]\n"workers.nurse" = { value = 1, why = "none" }\n'
    wrong += '[scenario.paths.public_health_spending]\nvalue = 0.05\nwhy = "none"\n'
    (tmp_path / "wrong.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(BraingainError) as caught:
        read_scenario(tmp_path / "wrong.toml", found)
    lines = [problem.line() for problem in caught.value.problems]
    for part in (
        'wrong.toml, package 1, lever 1 (health_pay).cadres: "nurse" is not a cadre of jamaica.toml',
        "GHA is not the country of jamaica.toml; write JAM",
        "(who_code).id: does not apply to teachers; instruments of the World Health Organization",
        "scenario.context: is not read in a run of a workforce",
        "scenario.paths.public_health_spending: is money for health care",
    ):
        assert any(part in line for line in lines), (part, lines)
    content = {"package": [{"lever": [{"cadres": ["primary_teacher"]}]}]}
    assert in_place(content, found)["package"][0]["lever"][0]["cadres"] == ["nurse"]
    assert content["package"][0]["lever"][0]["cadres"] == ["primary_teacher"]


# --- runs --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated() -> dict[str, Any]:
    found = teachers()
    scenario = replace(read_scenario(EXAMPLE / "scenario.toml", found), draws=20, horizon=2027)
    return runs.simulate(found, scenario)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The card with three levers, two of them with something to act on."""
    folder = tmp_path_factory.mktemp("card")
    kept = CARD[: CARD.index("# Levers that make sense")]
    kept += '[[lever]]\nid = "health_pay"\ntitle = "Raise the pay of teachers"\n'
    kept += '[[lever]]\nid = "expand_training"\ntitle = "Train more teachers"\n'
    kept += '[[lever]]\nid = "visa_cap"\n'
    shutil.copy(EXAMPLE / "jamaica.csv", folder / "jamaica.csv")
    (folder / "jamaica.toml").write_text(kept, encoding="utf-8")
    return folder / "jamaica.toml"


@pytest.fixture(scope="module")
def filled(small: Path) -> dict[str, Any]:
    return runs.matrix(read_workforce(small), 20, 1, 2018, 2019, 2024, ["USA"])


def of_health(record: Any, place: str = "") -> list[str]:
    """Where a record speaks of health, besides where it says so on purpose."""
    if isinstance(record, dict):
        kept = {key: value for key, value in record.items() if key not in SAID_OF_HEALTH}
        return [found for key, value in kept.items() for found in of_health(value, f"{place}/{key}")] + [
            f"{place}/{key}" for key in kept if OF_HEALTH.search(str(key).replace("_", " "))
        ]
    if isinstance(record, list):
        return [found for i, value in enumerate(record) for found in of_health(value, f"{place}/{i}")]
    allowed = (
        "taken over from health workers (nurse)",
        "growth of health workers abroad",
        "health's are far more",
        "health_pay",
    )
    said = str(record)
    for text in allowed:
        said = said.replace(text, "")
    return [f"{place}: {record}"] if isinstance(record, str) and OF_HEALTH.search(said.replace("_", " ")) else []


def printed(show: Any, record: dict[str, Any]) -> str:
    console = Console(width=500, record=True, file=io.StringIO())
    show(console, record)
    return console.export_text()


def test_people_are_conserved_and_as_many_leave_as_the_card_says(simulated: dict[str, Any]) -> None:
    assert simulated["conservation_residual"] < 1e-9
    outcomes = simulated["packages"][0]["outcomes"]
    first = {name: outcomes[name]["baseline"]["median"][0] for name in ("emigrants_per_year", "workers")}
    assert 400 < first["emigrants_per_year"] < 900  # 600, from 300 to 1 200, in 20 draws
    assert 19_000 < first["workers"] < 26_000  # 22 047
    both = [outcomes[f"workers.{c}"]["baseline"]["median"][0] for c in ("primary_teacher", "secondary_teacher")]
    assert all(8_000 < size < 15_000 for size in both)
    assert set(outcomes["workers"]["by_sex"]) == {"female", "male"}
    women = outcomes["workers.primary_teacher"]["by_sex"]["female"]["baseline"]["median"][0]
    assert 0.85 < women / both[0] < 0.95


def test_a_run_of_teachers_speaks_of_teachers(simulated: dict[str, Any], filled: dict[str, Any]) -> None:
    assert not of_health(simulated)
    assert not of_health(filled)
    names = set(simulated["packages"][0]["outcomes"])
    assert {
        "workers.primary_teacher",
        "need_minus_present.secondary_teacher",
        "people_per_worker.primary_teacher",
    } <= names
    assert simulated["scenario"]["package"][0]["lever"][0]["cadres"] == ["primary_teacher", "secondary_teacher"]
    for show, record in ((print_simulation, simulated), (print_matrix, filled)):
        text = printed(show, record)
        after = text[text.index("The start:") :]
        said = re.sub(
            r"taken over from health\s+workers\s+\(nurse\)|(measured\s+on|growth\s+of)\s+health\s+workers", "", after
        )
        said = re.sub(r"Not for this workforce.*|Costs in US dollars.*|No result is given.*", "", said)
        said = said.replace("health's are far more", "")
        assert not OF_HEALTH.search(said), OF_HEALTH.search(said)
        assert "Primary teachers" in text and "Taken over:" in text


def test_all_that_is_health_s_is_listed(simulated: dict[str, Any]) -> None:
    taken = simulated["taken_over"]
    names = {estimate["name"] for estimate in taken["estimates"]}
    assert taken["count"] == len(names) > 100
    assert {"beta_go", "theta_destination", "place_share.nurse", "retirement_age"} <= names
    own = {entry["name"] for entry in simulated["replaced"]} | {
        "programme_years.nurse",
        "demand_65",
        "reserve_share.nurse",
    }
    assert not names & own
    assert not [name for name in names if "midlevel" in name.split(".") or "community" in name.split(".")]
    assert taken["distance"] == "far" and taken["method"] == "assumed"
    evidence = simulated["packages"][0]["levers"][0]["evidence"]
    assert evidence["grade"] == "assumed" and evidence["measured_on"] == "health workers"
    assert evidence["grade_there"] == load_levers()["health_pay"].evidence.grade
    methods = {value["name"]: value["method"] for value in simulated["start"]}
    assert methods["workers"] == "reported" and methods["pay"] == "assumed" and methods["share_of_leavers"] == "assumed"
    assert {row["indicator"] for row in simulated["rows_not_read"]} == {
        "graduates",
        "emigrants",
        "leavers",
        "vacancies",
    }


def test_figures_reported_since_stand_beside_the_run(simulated: dict[str, Any]) -> None:
    years = [(one["cadre"], one["year"]) for one in simulated["reported_since"]]
    assert ("primary_teacher", 2023) in years and ("secondary_teacher", 2020) in years and len(years) == 5
    assert all(one["simulated"]["p05"] < one["reported"] * 1.2 for one in simulated["reported_since"])


def test_the_matrix_has_the_cards_levers_and_why_the_others_are_not_there(filled: dict[str, Any]) -> None:
    rows = {row["lever"]: row for row in filled["rows"]}
    assert set(rows) == {"health_pay", "expand_training", "visa_cap"}
    assert len(filled["not_for_this_workforce"]) == len(load_levers()) - 3
    assert rows["health_pay"]["outcomes"]["workers"]["difference"]["median"] > 0
    assert rows["health_pay"]["cost_usd"]["total"]["median"] > 0
    assert rows["expand_training"]["cost_usd"] is None and "prices of training" in rows["expand_training"]["cost_why"]
    assert rows["visa_cap"]["not_applicable"] == (
        "it acts on the labour market of teachers in USA, and no row counts them (primary_teacher, secondary_teacher)"
    )
    assert filled["conservation_residual"] < 1e-9


def test_the_matrix_says_the_level_whose_rights_and_an_effect_the_wrong_way(filled: dict[str, Any]) -> None:
    assert [one["year"] for one in filled["without_policy"]] == sorted(
        {row["at_year"] for row in filled["rows"] if not row["not_applicable"]} | {filled["horizon"]}
    )
    level = filled["without_policy"][0]["outcomes"]
    assert level["workers"]["level"]["median"] > 1000 and "workers.primary_teacher" in level
    record = copy.deepcopy(filled)
    pay = next(row for row in record["rows"] if row["lever"] == "health_pay")
    assert pay["aim_outcome"] == "workers" and pay["cost_per_worker_year_with_wages_usd"]
    pay |= {"rights_note": "Nobody is bound.", "first_effect_year": 2022, "first_effect_sign": -1}
    text = " ".join(printed(print_matrix, record).split())
    assert f"Rights: {pay['title']}: Nobody is bound." in text
    for words in ("wrong way", "note on rights", "Without new policy"):
        assert words in text


def test_a_lever_on_a_market_that_nobody_counts_is_refused(tmp_path: Path) -> None:
    text = (EXAMPLE / "scenario.toml").read_text(encoding="utf-8").replace('["GBR"]', '["USA"]')
    (tmp_path / "usa.toml").write_text(text, encoding="utf-8")
    scenario = replace(read_scenario(tmp_path / "usa.toml", teachers()), draws=5)
    with pytest.raises(BraingainError) as caught:
        runs.simulate(teachers(), scenario)
    assert len(caught.value.problems) == 2
    assert "usa.toml" in str(caught.value) and "no row counts them" in str(caught.value)


def test_posts_can_follow_the_children(tmp_path: Path) -> None:
    found = read(tmp_path, CARD.replace("follow_public_money", "follow_people_served"))
    setting = workforce_ensemble(found, Scenario("teachers", "JAM", 2018, 2030, 5, 1)).block(0).setting
    posts = np.asarray(setting.world.paths.posts)
    people = served(world_tables(open_store()), "JAM", (6, 11), [2017 + row for row in range(len(posts))])
    assert posts[:, 1].sum(axis=1)[:, 0] / posts[0, 1].sum(axis=0)[0] == pytest.approx(people / people[0])
    assert (np.asarray(setting.world.paths.posts_new) >= 0).all()


# --- the commands ------------------------------------------------------------------------------------------------------


def test_the_profile_is_printed_with_its_sources_and_what_is_not_read() -> None:
    text = "\n".join(profile_lines(runs.profile(teachers())))
    for part in (
        "[wdi_teachers]",
        "How read:",
        "○ Secondary teachers and Primary teachers: pay",
        "Not read: leavers",
        "bonding",
    ):
        assert part in text
    done = CliRunner().invoke(build(), ["profile", "Jamaica", "--workforce", str(EXAMPLE / "jamaica.toml"), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["schema"] == "braingain/workforce-profile/1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profile", "GHA"], "GHA is not the country of jamaica.toml; write JAM"),
        (
            ["matrix", "JAM", "--family", "origin", "--out", "x.xlsx"],
            "--family: is not taken together with --workforce",
        ),
        (["matrix", "JAM", "--destination", "FRA"], "--destination: FRA is not on the card"),
        (["simulate", "scenario.toml"], "scenario.toml: is not a file"),
    ],
)
def test_what_the_commands_refuse(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BraingainError) as caught:
        CliRunner().invoke(build(), [*arguments, "--workforce", str(EXAMPLE / "jamaica.toml")], catch_exceptions=False)
    assert message in str(caught.value)


def test_the_page_names_the_fields_of_a_card_and_commands_that_are_there() -> None:
    page = (EXAMPLE.parents[1] / "second-workforce.md").read_text(encoding="utf-8")
    table = page.split("\n## The card\n", 1)[1].split("\n## ", 1)[0]
    forms = (
        cards.Head,
        cards.Source,
        cards.Cadre,
        cards.Need,
        cards.Destination,
        cards.Assumed,
        cards.Estimate,
        cards.Applies,
        cards.Without,
    )
    cells = " ".join(line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`\[*([a-z0-9_.]+)\]*`", cells)) - {"workforce", "cadre.need"}
    tables = {"source", "cadre", "destination", "assumed", "estimate", "lever", "without", "need"}
    assert named - tables == {field for form in forms for field in form.model_fields} - tables
    for name in (*cards.TAKEN, *cards.SHARES, "emigrants", "pay", "pay_abroad", *READ, *NEUTRAL):
        assert f"`{name}`" in page, name
    commands = re.findall(r"^\.venv/bin/braingain (\S+) (.*)$", page, re.M)
    assert [verb for verb, _ in commands] == ["profile", "simulate", "matrix"]
    for verb, rest in commands:
        helped = CliRunner().invoke(build(), [verb, "--help"]).stdout
        for word in rest.split():
            assert not word.startswith("--") or word in helped
            assert not word.startswith("docs/") or (EXAMPLE.parents[2] / word).is_file()
    assert f"at least {cards.SHORTEST_WHY} letters" in table


@pytest.mark.slow
def test_the_numbers_on_the_page_are_those_of_the_scenario() -> None:
    page = (EXAMPLE.parents[1] / "second-workforce.md").read_text(encoding="utf-8")
    workforce = teachers()
    found = runs.simulate(workforce, read_scenario(EXAMPLE / "scenario.toml", workforce))
    pay, code = found["packages"]
    at_end = {q: pay["outcomes"]["workers"]["baseline"][q][-1] for q in ("median", "p05", "p95")}
    middle, low, high = (f"{round(value, -1):,.0f}".replace(",", " ") for value in at_end.values())
    assert f"{middle} ({low} to {high})" in page
    cost = {q: code["cost_usd"]["total"][q] / 1e6 for q in ("median", "p05", "p95")}
    assert f"{cost['median']:.1f} ({cost['p05']:.1f} to {cost['p95']:.0f})" in page
    assert f"{found['taken_over']['count']} estimates of health workers" in page
