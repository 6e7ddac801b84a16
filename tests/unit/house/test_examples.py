"""Examples and the reference of scenario files name what the code accepts, and nothing else. Nothing is run."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pandas
import pytest

from braingain.analysis import scenario as limits
from braingain.analysis.scenario import Scenario, as_toml, parse_scenario, read_scenario
from braingain.analysis.scenario_checks import HEAD, LEVER_FIELDS, OVERRIDES
from braingain.analysis.scenario_fields import FEWEST_COUNTRIES, MOST_COUNTRIES
from braingain.baseline.behaviour import CLINICAL
from braingain.baseline.context import build_context
from braingain.baseline.overrides import ABROAD, EXTRA, FIRST_START, LAST_START, NOT_READ, OF_TWO
from braingain.evidence.importing import plan_import
from braingain.evidence.store import open_store
from braingain.foundation.vocabulary import (
    CADRES,
    INCOME_GROUPS,
    MECHANISMS,
    MECHANISMS_OFF_BY_DEFAULT,
    PAYERS,
    PLACES,
    SEXES,
    WHO_REGIONS,
)
from braingain.policy.levers import load_levers
from braingain.policy.parts import YEARS_IN_FORCE

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "scenarios.md").read_text(encoding="utf-8")
SCENARIOS = sorted((DOCS / "examples").glob("*.toml"))
CARDS = load_levers()


def rows(heading: str) -> list[list[str]]:
    """Cells of the tables that stand between a heading and the next one."""
    part = re.split(r"^#", PAGE.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def names(heading: str) -> list[str]:
    """Names in the first cells under a heading."""
    return [name for row in rows(heading) for name in re.findall(r"`([^`]+)`", row[0])]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_every_example_is_read_and_goes_to_toml_and_back(path: Path) -> None:
    scenario = read_scenario(path)
    assert scenario.packages
    assert parse_scenario(as_toml(scenario).encode(), "again.toml") == scenario


def test_the_tutorial_shows_the_examples_as_they_are() -> None:
    assert [path.name for path in SCENARIOS] == [
        "code-without-substitution-ghana.toml",
        "hardship-allowance-zambia.toml",
        "indexed-bond-kenya.toml",
    ]
    blocks = re.findall(r"^```toml\n(.*?)^```", PAGE, re.M | re.S)
    ghana, zambia, kenya = (path.read_text(encoding="utf-8") for path in SCENARIOS)
    assert ghana.endswith(blocks[3])
    assert zambia.endswith(blocks[0])
    assert blocks[1] in kenya
    assert blocks[2] in kenya
    for block in blocks:
        text = block if "[scenario]" in block else f'[scenario]\ncountry = "KEN"\n{block}'
        parsed = parse_scenario(text.encode(), "page.toml")
        assert parsed.country or parsed.of_many
        assert tomllib.loads(block)


def test_the_example_table_can_be_imported_and_calls_itself_invented() -> None:
    plan = plan_import(DOCS / "examples" / "my-country.csv", "illustrative_example", "2026-11-24")
    assert plan.observations is not None
    assert set(plan.observations["source"]) == {"illustrative_example"}
    assert plan.observations["note"].str.contains("invented").all()
    assert "invented" in (DOCS / "examples" / "README.md").read_text(encoding="utf-8")


def test_fields_and_closed_lists_are_those_of_the_code() -> None:
    assert set(names("### `[scenario]`")) == set(HEAD)
    assert not [row[0] for row in rows("### `[scenario]`") if "refused" in " ".join(row)]  # all of them are built
    assert set(names("### `[scenario.paths.NAME]`")) == set(limits.PATH_NAMES)
    assert set(names("### `[[package]]`")) == {"name", "lever"}
    fields = [*LEVER_FIELDS, *CADRES, *PLACES, *SEXES, *CARDS]
    heading = "### `[[package.lever]]`"
    listed = [
        *names(heading),
        *re.findall(r"`([^`]+)`", " ".join(" ".join(r[1:]) for r in rows(heading) if len(r) == 3)),
    ]
    assert set(listed) == set(fields)
    assert set(names("### Payers")) == set(PAYERS)
    groups = {
        "all",
        "safeguards_list",
        *(f"region:{name}" for name in WHO_REGIONS),
        *(f"income:{name}" for name in INCOME_GROUPS),
    }
    assert set(names("### Groups of destinations")) == groups
    for table in OVERRIDES:
        assert f"### `[scenario.{table}" in PAGE


def test_mechanisms_and_what_is_off_are_those_of_the_code() -> None:
    given = {row[0].strip("`"): row[2] for row in rows("### `[scenario.mechanisms]`")}
    assert given == {name: str(name not in MECHANISMS_OFF_BY_DEFAULT).lower() for name in MECHANISMS}


def test_context_names_are_those_that_the_code_accepts() -> None:
    context = build_context(open_store(), "GHA")
    accepted = set(context.values) - {"income_group", *NOT_READ}
    accepted |= {f"{name}.{cadre}" for name, cadre in product(EXTRA, CADRES) if name not in OF_TWO or cadre in CLINICAL}
    accepted |= {f"{ABROAD}.{cadre}" for cadre in context.abroad}
    accepted |= {f"{ABROAD}.{cadre}.ISO3" for cadre in context.abroad}
    of_two = {ABROAD, "foreign_trained_share", "growth", *OF_TWO}
    listed = set()
    for name in names("### `[scenario.context]`"):
        cadres = CLINICAL if name.split(".")[0] in of_two else CADRES
        listed |= {name.replace("CADRE", cadre) for cadre in cadres}
    assert listed == accepted


def test_doses_options_and_cards_are_those_of_the_catalogue() -> None:
    doses = [
        ["`" + card.id + "`", "`" + dose.name + "`", dose.unit, f"{dose.low:g}", f"{dose.high:g}", f"{dose.default:g}"]
        for card in CARDS.values()
        for dose in card.doses
    ]
    assert [row[:6] for row in rows("#### Doses")] == doses
    options = [
        [
            "`" + card.id + "`",
            "`" + option.name + "`",
            ", ".join(f"`{one}`" for one in option.choices),
            f"`{option.default}`",
        ]
        for card in CARDS.values()
        for option in card.options
    ]
    assert rows("#### Options") == options
    cards = [
        [
            f"`{card.id}`",
            {5: "five years", 6: "six years"}.get(YEARS_IN_FORCE.get(card.duration, 0), "to the horizon"),
            ", ".join(card.cadres),
            *("as its parts" if years is None else str(years) for years in (card.delay_years, card.ramp_years)),
            ", ".join(f"{payer} {share:g}" for payer, share in card.payer.items()),
        ]
        for card in CARDS.values()
    ]
    assert [row for row in rows("### `[[package.lever]]`") if len(row) == 6] == cards


def test_defaults_and_limits_are_those_of_the_code() -> None:
    plain = Scenario(name="", country="GHA")
    defaults = {row[0].strip("`"): row[4] for row in rows("### `[scenario]`")}
    for field in ("start", "horizon", "draws", "seed"):
        assert defaults[field] == str(getattr(plain, field))
    assert f"| {FEWEST_COUNTRIES} to {MOST_COUNTRIES} countries |" in PAGE
    text = PAGE.split("\n## Limits\n", 1)[1].split("\n## ", 1)[0]
    at_most = (limits.DRAWS_MOST, limits.PACKAGES_MOST, limits.RUNS_MOST, limits.LEVERS_MOST, limits.HORIZON_LAST)
    for number in (*at_most, limits.LARGEST_FILE):
        shown = str(number) if number == limits.HORIZON_LAST else f"{number:,}".replace(",", " ")
        assert f"| {shown}" in text
    assert f"{FIRST_START} to {LAST_START}" in PAGE


def test_the_page_on_xmile_adds_up_a_stock_by_its_elements() -> None:
    """The function of the page, as it stands there, on a table in the form of PySD's."""
    text = (DOCS / "xmile.md").read_text(encoding="utf-8")
    code = text.split("def people(", maxsplit=1)[1].split("\n\n", maxsplit=1)[0]
    columns = {
        "home[doctor,female,PublicRural]": [1.0, 2.0],
        "home[doctor,male,PublicRural]": [10.0, 20.0],
        "home[doctor,male,PublicRuralOther]": [100.0, 200.0],
        "home[nurse,male,PublicRural]": [1e3, 2e3],
        "home_other[doctor,male,PublicRural]": [1e4, 2e4],
    }
    known: dict[str, object] = {"result": pandas.DataFrame(columns, index=[2018, 2019])}
    exec(f"def people({code}", known)
    found = known["people"]("home", "doctor", "PublicRural")  # type: ignore[operator]
    assert found.tolist() == [11.0, 22.0] and found.index.tolist() == [2018, 2019]
