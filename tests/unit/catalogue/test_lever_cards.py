"""The cards of levers as the page has them (`lever_heads.csv`, `lever_doses.csv` beside this file), and cards that are wrong."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from braingain.analysis.rows import Frame, evidence_record
from braingain.evidence.registry import evidence_distance, load_registry
from braingain.foundation.cards import catalogue_table, package_table
from braingain.foundation.errors import BraingainError
from braingain.policy.levers import find_lever, load_levers, read_levers

TEN = [
    "expand_training",
    "train_for_local_market",
    "rural_supplement",
    "health_pay",
    "bonding",
    "return_incentive",
    "ethical_code_public",
    "ethical_code_private",
    "joint_salary_support",
    "twinning_with_return",
]
# id: class, delay, ramp, aim, outcome, grade, cost form, payer
CARDS = {
    "expand_training": ("H", 0, 1, "push", "workers", "weak", "train + posts", {"origin_budget": 1}),
    "train_for_local_market": (
        "H",
        0,
        1,
        "push",
        "workers",
        "weak",
        "train + posts + wages_of_staff",
        {"origin_budget": 0.6, "donor": 0.4},
    ),
    "rural_supplement": ("5y", 1, 1, "push", "workers.rural", "weak", "topup", {"origin_budget": 1}),
    "health_pay": ("5y", 0, 1, "push", "workers", "moderate", "pay", {"origin_budget": 1}),
    "bonding": ("H", 0, 1, "push", "workers", "weak", "bond", {"origin_budget": 1}),
    "return_incentive": ("5y", 1, 1, "push", "workers", "moderate", "person", {"origin_budget": 0.5, "donor": 0.5}),
    "ethical_code_public": ("H", 0, 1, "pull", "emigrants_per_year", "weak", "rule", {"destination_budget": 1}),
    "ethical_code_private": (
        "H",
        1,
        1,
        "pull",
        "emigrants_per_year",
        "assumed",
        "rule + agencies",
        {"destination_budget": 0.5, "employer": 0.5},
    ),
    "joint_salary_support": ("5y", 1, 1, "mutual", "workers.rural", "weak", "topup", {"donor": 1}),
    "twinning_with_return": (
        "5y",
        0,
        1,
        "mutual",
        "share_at_home",
        "weak",
        "person",
        {"destination_budget": 0.7, "donor": 0.2, "origin_budget": 0.1},
    ),
}
# lever, dose, default, low, high, amplitude, studied
DOSES = [
    ("expand_training", "seats_ratio", 0.40, 0, 2, True, (0, 1)),
    ("expand_training", "seats_add", 0, 0, 50_000, True, None),
    ("expand_training", "build_years", 3, 1, 6, False, None),
    ("expand_training", "posts_funded_share", 1, 0, 1, False, None),
    ("expand_training", "admission_female_share_add", 0, -0.3, 0.3, False, None),
    ("train_for_local_market", "seats_per_100k", 1, 0, 20, True, None),
    ("train_for_local_market", "supervisor_fte_per_worker", 0.05, 0, 0.2, False, None),
    ("train_for_local_market", "build_years", 2, 0, 5, False, None),
    ("rural_supplement", "supplement_share", 0.30, 0, 1, True, (0.2, 1)),
    ("rural_supplement", "new_money_share", 1, 0, 1, False, None),
    ("health_pay", "raise_ratio", 0.20, 0, 1.5, True, (0.1, 0.5)),
    ("health_pay", "new_money_share", 1, 0, 1, False, None),
    ("bonding", "bond_years", 5, 0, 10, True, (1, 10)),
    ("bonding", "fine_pay_multiple", 2, 0, 10, False, None),
    ("bonding", "enforcement_effort_share", 0.5, 0, 1, False, None),
    ("return_incentive", "job_offer_share", 0.5, 0, 1, True, None),
    ("return_incentive", "grant_pay_multiple", 1, 0, 5, False, None),
    ("return_incentive", "tax_cut_share", 0, 0, 0.5, False, (0.1, 0.15)),
    ("return_incentive", "eligible_share", 0.5, 0, 1, False, None),
    ("ethical_code_public", "scope_share", 1, 0, 1, True, None),
    ("ethical_code_private", "scope_share", 1, 0, 1, True, None),
    ("ethical_code_private", "licensing", 1, 0, 1, False, None),
    ("ethical_code_private", "fee_ban", 0, 0, 1, False, None),
    ("joint_salary_support", "scale", 1, 0, 1.5, True, None),
    ("twinning_with_return", "persons_per_1000_workers", 5, 0, 50, True, None),
    ("twinning_with_return", "stay_years", 2, 0.5, 5, False, None),
    ("twinning_with_return", "obligation_effort_share", 0.5, 0, 1, False, None),
    ("twinning_with_return", "qa_index", 0.1, 0, 1, True, None),
]


def table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).with_name(name)).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HEADS, MORE_DOSES = table("lever_heads.csv"), table("lever_doses.csv")


def test_each_card_says_which_lines_of_the_background_paper_it_is_of() -> None:
    named = {
        row["lever"]: tuple(int(line) for line in row["seed_lines"].split()) for row in table("lever_seed_lines.csv")
    }
    assert {name: tuple(card.seed_lines) for name, card in load_levers().items()} == named
    lines = {line for of in named.values() for line in of}
    assert set(range(30, 64)) - lines == {53, 60}, "53 opens a part of the paper, of 60 no figure is named"


def test_the_levers_come_in_the_order_of_the_matrix():
    order = [row["lever"] for row in catalogue_table("matrix_order")]
    assert len(HEADS) == 34
    known = {*TEN, *(row["lever"] for row in HEADS)}
    assert list(load_levers()) == [id for id in order if id in known]


@pytest.mark.parametrize("row", HEADS, ids=lambda row: row["lever"])
def test_other_cards_are_those_of_the_page(row):
    lever = load_levers()[row["lever"]]
    delay, ramp = (int(row[name]) if row[name] else None for name in ("delay", "ramp"))
    assert (lever.duration, lever.delay_years, lever.ramp_years) == (row["class"], delay, ramp)
    assert (lever.aim, lever.aim_outcome, lever.evidence.grade) == (row["aim"], row["outcome"], row["grade"])
    assert lever.cost_form == row["form"]
    assert lever.payer == {name: float(share) for name, share in (one.split("=") for one in row["payer"].split())}
    assert lever.title and lever.text.endswith(".")
    assert bool(lever.seed_lines) != bool(lever.source)
    doses = [one for one in MORE_DOSES if one["lever"] == lever.id]
    assert [dose.name for dose in lever.doses] == [one["dose"] for one in doses]
    for dose, one in zip(lever.doses, doses, strict=True):
        assert (dose.default, dose.low, dose.high) == (float(one["default"]), float(one["low"]), float(one["high"]))
        assert dose.amplitude == (one["amplitude"] == "yes")
        assert [dose.studied_low, dose.studied_high] == [float(x) for x in one["studied"].split()] or [None, None]


def test_facts_are_those_of_the_case_studies():
    notes = " ".join(row["note"] for row in package_table("sources", "case_studies", "observations.csv"))
    named = {fact for lever in load_levers().values() for fact in lever.evidence.facts}
    assert named
    assert {fact for fact in named if f"{fact};" not in notes} == set()


def test_a_grade_may_rest_on_reports_of_cases_alone(tmp_path: Path):
    text = SUPPLEMENT.read_text(encoding="utf-8")
    effect = ', effect = ["E30", "E32", "E33", "E34", "E35"]'
    assert effect in text
    (tmp_path / SUPPLEMENT.name).write_text(text.replace(effect, ', facts = ["ZMB-05"]'), encoding="utf-8")
    assert read_levers(tmp_path.iterdir(), load_registry())["rural_supplement"].evidence.effect == ()
    (tmp_path / SUPPLEMENT.name).write_text(text.replace(effect, ""), encoding="utf-8")
    with pytest.raises(BraingainError, match="needs rows in effect, or facts"):
        read_levers(tmp_path.iterdir(), load_registry())


@pytest.mark.parametrize("id", TEN)
def test_cards_are_those_of_the_page(id):
    lever = load_levers()[id]
    duration, delay, ramp, aim, outcome, grade, form, payer = CARDS[id]
    assert (lever.duration, lever.delay_years, lever.ramp_years) == (duration, delay, ramp)
    assert (lever.aim, lever.aim_outcome, lever.evidence.grade) == (aim, outcome, grade)
    assert lever.cost_form == form
    assert lever.payer == payer
    assert lever.title and lever.text.endswith(".")
    assert lever.seed_lines


@pytest.mark.parametrize(("id", "name", "default", "low", "high", "amplitude", "studied"), DOSES)
def test_doses_are_those_of_the_page(id, name, default, low, high, amplitude, studied):
    dose = {dose.name: dose for dose in load_levers()[id].doses}[name]
    assert (dose.default, dose.low, dose.high, dose.amplitude) == (default, low, high, amplitude)
    assert (dose.studied_low, dose.studied_high) == (studied or (None, None))


@pytest.mark.parametrize(
    ("id", "name", "default", "choices"),
    [
        ("train_for_local_market", "cadre", "midlevel", {"midlevel", "community"}),
        ("bonding", "indexed", "no", {"no", "yes"}),
        ("bonding", "binds", "country", {"country", "public_service"}),
        ("ethical_code_public", "binding", "guidance", {"voluntary", "guidance", "contract", "law"}),
        ("ethical_code_private", "binding", "law", {"voluntary", "guidance", "contract", "law"}),
    ],
)
def test_options_are_those_of_the_page(id, name, default, choices):
    option = {option.name: option for option in load_levers()[id].options}[name]
    assert option.default == default
    assert set(option.choices) == choices


def test_what_limits_the_freedom_to_move_carries_a_note_on_rights():
    noted = {id for id, lever in load_levers().items() if lever.rights_note}
    always = {"bonding", "ethical_code_public", "ethical_code_private", "compulsory_service", "exit_restriction"}
    always |= {"scholarship_bond", "visa_cap", "coordinated_code", "safeguards_list", "train_for_export"}
    conditional = {"twinning_with_return", "compensation", "recruitment_levy", "health_brigades", "skill_partnership"}
    assert noted == always | conditional


def printed(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name}={share:g}" for name, share in sorted(value.items()))
    if isinstance(value, tuple):
        return " ".join(value)
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def test_composites_are_made_of_the_parts_of_the_page():
    found = [
        (id, part.id, field, printed(value))
        for id, lever in load_levers().items()
        for part in lever.made_of
        for field, value in part.flat().items()
        if field != "id"
    ]
    assert found == [tuple(row.values()) for row in table("lever_parts.csv")]


def test_joint_salary_support_is_the_rural_supplement_of_a_donor():
    (part,) = load_levers()["joint_salary_support"].made_of
    assert part.flat() == {
        "id": "rural_supplement",
        "supplement_share": 0.5,
        "new_money_share": 1.0,
        "cadres": ("doctor",),
        "payer": {"donor": 1.0},
    }


def test_every_risk_is_a_sentence():
    for lever in load_levers().values():
        assert lever.look_for
        assert all(risk.endswith(".") for risk in lever.risks)


def test_an_unknown_lever_is_told_with_the_nearest():
    with pytest.raises(
        BraingainError, match=r'"rural_suplement" is not a known lever; did you mean rural_supplement\?'
    ):
        find_lever("rural_suplement")


SUPPLEMENT = Path(__file__).resolve().parents[3] / "src/braingain/catalogue/levers/rural_supplement.toml"
JOINT = SUPPLEMENT.with_name("joint_salary_support.toml")


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("aim_outcome =", "aim_outcom =", ["aim_outcom", "is not a known field", "did you mean aim_outcome?"]),
        (
            '"supplement", "posts"',
            '"suplement", "posts"',
            ['"suplement" is not a known move; did you mean supplement?'],
        ),
        ('cost_form = "topup"', 'cost_form = "top-up"', ['"top-up" is not a known cost form; did you mean topup?']),
        ('"no_rural_posts"', '"no_rural_post"', ["is not a known check; did you mean no_rural_posts?"]),
        ('"windfall"', '"windfal"', ['"windfal" is not a known side effect; did you mean windfall?']),
        ('"beta_go"', '"beta_gone"', ["responses", '"beta_gone" is not a known estimate; did you mean beta_go?']),
        ('"pay_multiple"', '"pay_multipl"', ["unit_costs", "did you mean pay_multiple?"]),
        ('"E103"', '"E903"', ["evidence.ids", '"E903" is not a row of the registry']),
        ("origin_budget = 1.0", "origin_budget = 0.9", ["must sum to 1, they sum to 0.9"]),
        ("origin_budget = 1.0", "origin_bugdet = 1.0", ['"origin_bugdet" is not a payer; did you mean origin_budget?']),
        ("default = 0.30", "default = 1.30", ['dose "supplement_share" needs low <= default <= high']),
        (
            'low = 0.0, high = 1.0, unit = "share of base pay"',
            'low = 0.1, high = 1.0, unit = "share of base pay"',
            ["0 must lie in its bounds"],
        ),
        ("studied_low = 0.2, ", "", ["both studied_low and studied_high"]),
        (
            "studied_low = 0.2",
            "studid_low = 0.2",
            ['"studid_low" is not a known field; did you mean studied_low?'],
        ),
        ("amplitude = true", "amplitude = false", ["no dose is an amplitude"]),
        ('effect = ["E30",', 'effect = ["E31",', ['"E31" is in effect and not in ids']),
        ('grade = "weak"', 'grade = "assumed"', ["the grade assumed has no rows in effect"]),
        (', effect = ["E30", "E32", "E33", "E34", "E35"]', "", ["needs rows in effect"]),
        ('grade = "weak"', 'grade = "fair"', ["evidence.grade", "'strong', 'moderate', 'weak' or 'assumed'"]),
        (
            'id = "rural_supplement"',
            'id = "rural_bonus"',
            ["give file and id the same name", "not a lever of the policy matrix"],
        ),
        ('family = "origin"', 'family = "partnership"', ['rural_supplement belongs to "origin"']),
        ("seed_lines = [39, 40, 69]", "", ["needs seed_lines"]),
        ("ramp_years = 1", "ramp_years = 0", ["ramp_years", "greater than or equal to 1"]),
        ('actor = "ministry of health"', "", ["actor", "is missing"]),
        ('id = "rural', "id = rural", ["is not TOML"]),
    ],
)
def test_a_card_that_is_wrong_says_what_is_wrong(tmp_path: Path, old: str, new: str, messages: list[str]):
    text = SUPPLEMENT.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "rural_supplement.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BraingainError) as error:
        read_levers(tmp_path.iterdir(), load_registry())
    for message in messages:
        assert message in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('{ id = "rural_supplement"', '{ id = "rural_suplement"', '"rural_suplement" is not a known lever'),
        ("supplement_share = 0.5", "supplement_shar = 0.5", '"supplement_shar" is not a dose of rural_supplement'),
        ("supplement_share = 0.5", "supplement_share = 1.5", "supplement_share = 1.5 lies outside 0 to 1"),
        ("supplement_share = 0.5", 'binding = "law"', '"binding" is not an option of rural_supplement'),
        ("supplement_share = 0.5", "supplement_share = true", "is neither a number nor a name"),
        ('name = "scale"', 'name = "size"', 'a composite (made_of) has a dose "scale"'),
    ],
)
def test_a_composite_that_is_wrong_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str):
    (tmp_path / SUPPLEMENT.name).write_text(SUPPLEMENT.read_text(encoding="utf-8"), encoding="utf-8")
    text = JOINT.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / JOINT.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BraingainError) as error:
        read_levers(tmp_path.iterdir(), load_registry())
    assert message in str(error.value)


def test_mistakes_of_all_cards_are_told_together(tmp_path: Path):
    text = SUPPLEMENT.read_text(encoding="utf-8")
    text = (
        text.replace('aim = "push"', 'aim = "shove"').replace('"windfall"', '"windfal"').replace("[39, 40, 69]", '"39"')
    )
    (tmp_path / SUPPLEMENT.name).write_text(text, encoding="utf-8")
    (tmp_path / JOINT.name).write_text(JOINT.read_text(encoding="utf-8").replace("5y", "7y"), encoding="utf-8")
    with pytest.raises(BraingainError) as error:
        read_levers(tmp_path.iterdir(), load_registry())
    fields = " ".join(problem.place for problem in error.value.problems)
    assert all(field in fields for field in ("aim", "look_for", "seed_lines", "class"))


def test_rows_for_doses_costs_bounds_and_warnings_measure_no_effect():
    """A plan, a price or a bond that was given up says nothing of how people answered."""
    rows, beside = (
        load_registry().evidence,
        ("dose", "unit cost", "c_", "fiscal runaway", "bond_without_posts", "test T"),
    )
    named = [rows[id] for card in load_levers().values() for id in card.evidence.effect]
    assert named
    assert [row.id for row in named if row.use.startswith(beside) or " cost" in row.use] == []


def test_distance_is_that_of_the_studies_of_the_effect():
    """Returning was studied in Malaysia alone; plan numbers and a dropped bond of Ghana are not studies of an effect."""
    registry, cards = load_registry(), load_levers()

    def far(lever: str, country: str, region: str) -> str:
        return evidence_record(cards[lever], frame(country, region))["distance"]

    def frame(country: str, region: str) -> Frame:
        ask = lambda ids: evidence_distance(registry, ids, country, region, "LMC")  # noqa: E731
        return cast(Any, SimpleNamespace(worlds=SimpleNamespace(distance=ask)))

    assert [far("return_incentive", "GHA", "AFR"), far("return_incentive", "PHL", "WPR")] == ["far", "middle"]
    assert far("bonding", "GHA", "AFR") == "middle"  # South Africa shares the region
    assert far("health_pay", "GHA", "AFR") == "near"
    assert far("ethical_code_private", "GHA", "AFR") == "far"  # assumed: nothing was studied
    assert evidence_record(cards["return_incentive"], frame("GHA", "AFR"))["ids"] == ["E62", "E129", "E130"]
