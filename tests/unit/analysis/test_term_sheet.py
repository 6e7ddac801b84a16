"""Term sheets: every mistake at once with its place and the nearest name; clauses are cards, with their bounds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import openpyxl
import pytest

from braingain.analysis.agreement_cases import NO_RETURN, TOGETHER, UNCOUNTED, UNPAID
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.term_sheet import CLAUSES, parse_term_sheet, read_term_sheet
from braingain.analysis.term_sheet_schema import schema_text, term_sheet_schema
from braingain.foundation.cards import package_folder
from braingain.foundation.errors import BraingainError
from braingain.output.term_sheet_template import template
from braingain.policy.levers import load_levers

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "docs" / "examples" / "agreements").glob("*.toml"))
GOOD = """
[agreement]
origin = "Ghana"
destination = "GBR"
[clauses.fund]
contribution_usd_per_recruit = 100
"""
WRONG = """
[agreement]
origin = "GHAX"
destination = "GBR"
start = 2027
end = 2027
cadres = ["nurse", "dentist"]
hoziron = 2040
[clauses.recruitment]
quota_ratio = 5
workers_per_year = 3
stay_yeers = 2
[clauses.compensatoin]
compensation_share = 0.5
[clauses.fund]
posts_share = 0.3
[clauses.compensation]
compensation_share = 0.5
payer = { donor = 1.0 }
[clauses.levy]
levy_usd_per_recruit = 100
payer = { employer = 0.7 }
destinations = ["USA"]
[worst_case]
payments_stop = 2040
[safeguards]
uhc_index = 101
[text]
has = ["equal_treatmant"]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BraingainError) as raised:
        parse_term_sheet(text.encode(), "ours.toml")
    return [problem.line() for problem in raised.value.problems]


def test_every_mistake_is_said_at_once_with_its_place_and_the_nearest_name() -> None:
    found = problems(WRONG)
    for words in (
        "agreement.hoziron: is not a known field; did you mean horizon?",
        "agreement.origin:",
        "agreement.end: 2027 is not after start 2027",
        'agreement.cadres: "dentist" is not known',
        "clauses.compensatoin: is not a known field; did you mean compensation?",
        "clauses.recruitment.workers_per_year: stands beside quota_ratio",
        "clauses.recruitment.stay_yeers: is not a known field; did you mean stay_years?",
        "clauses.fund: agrees on nothing; give one of contribution_usd_per_recruit",
        "clauses.compensation.payer: is not a field of this clause; say who pays by charged_to",
        "clauses.levy.payer: shares add up to 0.7",
        "clauses.levy.destinations: is not a field of a clause",
        "worst_case.payments_stop: 2040 lies outside",
        "safeguards.uhc_index: 101 lies outside 0 to 100",
        "safeguards.year: is missing",
        "safeguards.source: is missing",
        'text.has: "equal_treatmant" is not known; did you mean equal_treatment?',
    ):
        assert any(words in line for line in found), words
    assert all(line.startswith("ours.toml, ") for line in found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"GBR"', '"Ghana"'), "agreement.destination: is GHA, as the origin"),
        (('"GBR"', '"Wakanda"'), "agreement.destination:"),
        (("= 100\n", "= 200000\n"), "contribution_usd_per_recruit: 200000 lies outside 0 to 100000"),
        (("[clauses.fund]", "[clauses.fund]\nstart = 2020"), "clauses.fund.start: 2020 is before the agreement, 2027"),
        (("[clauses.fund]", "[clauses.fund]\nend = 2050"), "clauses.fund.end: 2050 is after the agreement, 2032"),
        (("[clauses.fund]", '[clauses.fund]\nplaces = ["rural"]'), "clauses.fund.places: is not a field of a clause"),
        (("[agreement]", "[agreemant]"), "has no [agreement] table"),
        (("[clauses.fund]\ncontribution_usd_per_recruit = 100", ""), "clauses: holds no clause"),
        (("[agreement]", "[agreement]\nhorizon = 2030"), "agreement.end: 2032 is after the horizon 2030"),
        (("[clauses.fund]", '[clauses.fund]\ncadres = ["midlevel"]'), "clauses.fund.cadres: midlevel: not in agreement"),
        (("[agreement]", "[agreement"), "is not TOML"),
    ],
)  # fmt: skip
def test_each_mistake_is_refused(change: tuple[str, str], words: str) -> None:
    assert any(words in line for line in problems(GOOD.replace(*change)))


def test_a_misspelt_cadre_is_told_once() -> None:
    more = "[clauses.levy]\nlevy_usd_per_recruit = 1\n[clauses.compensation]\ncompensation_share = 0.1\n"
    found = problems(GOOD.replace("[clauses.fund]", 'cadres = ["nurs"]\n[clauses.fund]') + more)
    assert len(found) == 1 and 'agreement.cadres: "nurs" is not known; did you mean nurse?' in found[0]


def test_a_workbook_is_no_term_sheet_and_is_called_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "mine.xlsx")
    with pytest.raises(BraingainError, match=r"mine.xlsx: is a workbook .*; give a term sheet in TOML or JSON"):
        read_term_sheet(tmp_path / "mine.xlsx")


def test_what_is_not_said_is_not_agreed() -> None:
    text = GOOD.replace("[clauses.fund]", "[clauses.recruitment]\nquota_ratio = 0.2\n[clauses.fund]")
    sheet = parse_term_sheet(text.encode(), "ours.toml")
    assert list(sheet.clauses) == ["fund", "recruitment"]  # what the fund may pay out is that of the fund's own clause
    doses = sheet.clauses["recruitment"].doses
    assert doses == {"quota_ratio": 0.2, "entry_cost_cut_share": 0.0, "cofunding_usd_per_recruit": 0.0}
    assert sheet.clauses["recruitment"].destinations == ("GBR",)
    assert (sheet.origin, sheet.start, sheet.end) == ("GHA", 2027, 2032)
    assert sheet.scenario.country == "GHA" and sheet.name == "GHA and GBR"


def test_values_of_the_start_can_be_given_with_a_reason() -> None:
    own = '[context."workers_abroad.nurse.GBR"]\nvalue = 12000\nwhy = "the register"\n'
    sheet = parse_term_sheet((GOOD + own).encode(), "ours.toml")
    assert sheet.scenario.context["workers_abroad.nurse.GBR"].value == 12000
    assert any('context."' in line or "context.workers" in line for line in problems(GOOD + own.replace("why", "wy")))


def test_clauses_are_cards_and_their_money_is_a_dose_of_them() -> None:
    cards = load_levers()
    assert CLAUSES
    for clause in CLAUSES.values():
        doses = {dose.name for dose in cards[clause.card].doses}
        assert {*clause.money, *clause.fixed} <= doses


def test_model_clauses_point_at_clauses_and_doses_that_there_are() -> None:
    cards = load_levers()
    assert len(model_clauses()) > 8
    for clause in model_clauses():
        assert clause.text and clause.source and clause.serves in ("origin", "migrant", "both")
        for name, dose in (one.split(".") for one in clause.found_by):
            assert dose in {known.name for known in cards[CLAUSES[name].card].doses}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_a_term_sheet(path: Path) -> None:
    assert read_term_sheet(path).clauses


def test_the_template_is_a_term_sheet_and_so_is_all_that_it_comments_out() -> None:
    text = template("GHA", "GBR")
    assert set(parse_term_sheet(text.encode(), "ours.toml").clauses) == {"recruitment", "fund", "compensation"}
    lines = [line.removeprefix("# ") for line in text.splitlines()[4:]]
    ids = ", ".join(clause.id for clause in model_clauses())
    everything = "\n".join(line for line in lines if line != ids and not line.startswith("workers_per_year"))
    assert tomllib.loads(everything)
    assert set(parse_term_sheet(everything.encode(), "ours.toml").clauses) == set(CLAUSES)


def test_the_published_schema_is_up_to_date() -> None:
    published = package_folder("analysis", "term_sheet.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it again: braingain.analysis.term_sheet_schema.schema_text()"
    clauses = term_sheet_schema()["properties"]["clauses"]["properties"]
    assert clauses["recruitment"]["properties"]["quota_ratio"]["maximum"] == 3.0


def test_the_page_shows_the_example_as_it_is_and_its_other_blocks_can_be_read() -> None:
    page = (EXAMPLES[0].parents[2] / "agreement.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    assert EXAMPLES[0].read_text(encoding="utf-8").endswith(blocks[0])
    assert len(blocks) == 3
    for block in blocks[1:]:
        assert parse_term_sheet((GOOD + block).encode(), "page.toml").clauses
    for name, clause in CLAUSES.items():
        assert f"| `{name}` | `{clause.card}` |" in page
    assert set(re.findall(r"^\| (payments stop|others not counted|few return|all together) \|", page, re.M)) == {
        UNPAID,
        UNCOUNTED,
        NO_RETURN,
        TOGETHER,
    }
