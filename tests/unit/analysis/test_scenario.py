"""Scenario files: defaults, every mistake at once with its place and the nearest name, limits, and the way back to TOML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from braingain.analysis.scenario import as_record, as_toml, parse_scenario, read_scenario
from braingain.foundation.errors import BraingainError

GOOD = """
[scenario]
name = "Hardship allowance in rural Zambia"
country = "ZMB"
horizon = 2038
[scenario.mechanisms]
substitution = false
[scenario.paths.inflation]
years = [2018, 2025]
values = [0.2, 0.1]
why = "high-inflation variant"
[scenario.estimates.beta_go]
value = 0.9
why = "central value"
[[package]]
name = "Supplement, five years"
[[package.lever]]
id = "rural_supplement"
start = 2019
end = 2024
cadres = ["doctor"]
supplement_share = 0.30
payer = { donor = 1.0 }
"""


def problems(text: str, place: str = "a.toml") -> list[str]:
    with pytest.raises(BraingainError) as raised:
        parse_scenario(text.encode(), place)
    return [problem.line() for problem in raised.value.problems]


def test_defaults_are_filled_in() -> None:
    scenario = parse_scenario(b'[scenario]\ncountry = "gha"\n', "ghana.toml")
    assert (scenario.country, scenario.start, scenario.horizon, scenario.draws, scenario.seed) == (
        "GHA",
        2018,
        2047,
        500,
        1,
    )
    assert scenario.name == "ghana"
    assert scenario.packages == ()


def test_a_scenario_goes_to_toml_and_back() -> None:
    scenario = parse_scenario(GOOD.encode(), "a.toml")
    again = parse_scenario(as_toml(scenario).encode(), "b.toml")
    assert as_record(again) == as_record(scenario)
    assert scenario.packages[0].levers[0].doses == {"supplement_share": 0.3}
    assert scenario.packages[0].levers[0].payer == {"donor": 1.0}


def test_json_is_the_same_as_toml() -> None:
    scenario = parse_scenario(GOOD.encode(), "a.toml")
    text = json.dumps(as_record(scenario))
    assert as_record(parse_scenario(text.encode(), "a.json")) == as_record(scenario)


def test_three_errors_are_reported_together_with_place_and_nearest_name() -> None:
    text = GOOD.replace('"ZMB"', '"ZMBA"').replace("rural_supplement", "rural_suplement").replace("2038", "1030")
    lines = problems(text)
    assert len(lines) == 3
    assert any("scenario.country" in line and "ZMBA" in line and "ZMB (Zambia)" in line for line in lines)
    assert any("package 1, lever 1.id" in line and "did you mean rural_supplement?" in line for line in lines)
    assert any("scenario.horizon" in line and "1030" in line for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("supplement_share", "suplement_share", ["suplement_share", "did you mean supplement_share?"]),
        ("= 0.30", "= 30.0", ["supplement_share", "30.0 lies outside 0 to 1"]),
        ("= 0.30", "= nan", ["nan lies outside"]),
        ("= 0.30", '= "much"', ["is not a number"]),
        ("end = 2024", "end = 2010", ["end", "2010 is not after start 2019"]),
        ("start = 2019", "start = 20180", ["20180 lies outside"]),
        ('country = "ZMB"', 'country = "ZMB"\ndraws = 1000000000', ["draws", "1 to 10000"]),
        ('country = "ZMB"', 'country = "ZMB"\ndraws = true', ["draws", "not a whole number"]),
        ("substitution = false", "substitution = 0", ["substitution", "not true or false"]),
        ("substitution = false", "subsitution = false", ["did you mean substitution?"]),
        ('why = "high-inflation variant"', "", ["paths.inflation.why", "missing"]),
        ("paths.inflation", "paths.inflations", ["did you mean inflation?"]),
        ("estimates.beta_go", "estimates.beta_goo", ["did you mean beta_go?"]),
        ("[2018, 2025]", "[2025, 2018]", ["rising years"]),
        ('cadres = ["doctor"]', 'cadres = ["docter"]', ["did you mean doctor?"]),
        ('cadres = ["doctor"]', 'sexes = ["female"]', ["cannot be limited to women or men"]),
        ('cadres = ["doctor"]', 'origins = ["KEN"]', ["acts on that country alone"]),
        ('cadres = ["doctor"]', 'destinations = ["GBX"]', ["GBX"]),
        ("{ donor = 1.0 }", "{ donor = 0.7 }", ["add up to 0.7"]),
        ("{ donor = 1.0 }", "{ donors = 1.0 }", ["did you mean donor?"]),
        ('country = "ZMB"', 'country = "ZMB"\nworld = true', ["stands beside country"]),
        ('country = "ZMB"', "world = true", ["paths: are values of one country", "origins: is missing"]),
        ('country = "ZMB"', 'countries = ["ZMB", "GBX"]', ["countries", "GBX"]),
        ('country = "ZMB"', 'countries = ["ZMB"]', ["list of 2 to 250 countries"]),
        ("[[package.lever]]", "[[package.levers]]", ["did you mean lever?"]),
    ],
)
def test_each_mistake_has_its_message(old: str, new: str, words: list[str]) -> None:
    assert old in GOOD
    lines = " | ".join(problems(GOOD.replace(old, new)))
    for word in words:
        assert word in lines


LEVER = """
[scenario]
country = "ZMB"
[[package]]
[[package.lever]]
id = "ethical_code_public"
"""


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (
            'destinations = ["income:RICH"]',
            '"income:RICH" is not a known group; known: income:LIC, income:LMC, income:UMC',
        ),
        ('destinations = ["income:hic"]', "did you mean income:HIC?"),
        ('destinations = ["region:AFRO"]', "did you mean region:AFR? known: region:AFR, region:AMR"),
        ('destinations = ["EUR"]', "did you mean region:EUR?"),
        ('destinations = ["All"]', "did you mean all?"),
        ('destinations = ["oth"]', "did you mean OTH?"),
        ('destinations = ["group:EU"]', '"group:EU" is not a known group; did you mean region:EUR? known: all, OTH'),
        ('destinations = ["GBX"]', '"GBX" is not a known country; did you mean GBR'),
        ("destinations = []", "is not a list of country codes"),
        ('origins = ["income:RICH"]', 'acts on that country alone; leave origins out, or write ["ZMB"]'),
        ('origins = ["KEN"]', "acts on that country alone"),
    ],
)
def test_who_is_named_is_known_or_refused_in_one_line(field: str, words: str) -> None:
    found = problems(f"{LEVER}{field}\n")
    assert len(found) == 1 and words in found[0]
    assert f"package 1, lever 1 (ethical_code_public).{field.split(maxsplit=1)[0]}: " in found[0]


def test_a_country_is_named_in_any_case_and_by_its_name() -> None:
    text = f'{LEVER}origins = ["zmb"]\ndestinations = ["gbr", "South Africa", "region:EUR", "OTH"]\n'
    use = parse_scenario(text.encode(), "a.toml").packages[0].levers[0]
    assert use.destinations == ("GBR", "ZAF", "region:EUR", "OTH")


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("context", "workers.doctor"),
        ("context", "workers_abroad.doctor.GBR"),
        ("estimates", "place_share.doctor"),
    ],
)
def test_a_name_with_a_dot_outside_quotes_is_one_line_with_the_quotes(table: str, name: str) -> None:
    """TOML takes such a name apart; what it leaves is not told as three mistakes about fields that nobody wrote."""
    text = f'[scenario]\ncountry = "ZMB"\n[scenario.{table}]\n{name} = {{ value = 3, why = "counted" }}\n'
    found = problems(text)
    assert len(found) == 1
    assert f'scenario.{table}.{name}: a name with a dot stands in quotes; write [scenario.{table}."{name}"]' in found[0]
    quoted = parse_scenario(text.replace(f"{name} =", f'"{name}" =').encode(), "a.toml")
    assert list(getattr(quoted, table)) == [name]


def test_syntax_errors_name_the_line() -> None:
    assert "is not TOML" in problems(GOOD.replace("[[package]]", "[[package"))[0]
    assert "line 1, column" in problems('{"scenario": }', "a.json")[0]


def test_hostile_texts_are_refused_in_one_line() -> None:
    assert "twice" in problems('{"scenario": {"country": "GHA", "country": "KEN"}}', "a.json")[0]
    assert "nested too deeply" in problems("[" * 100_000, "a.json")[0]
    assert problems("x = " + "[" * 50_000)
    assert problems('[scenario]\ncountry = "GHA"\nseed = ' + "9" * 5_000)
    many = '[scenario]\ncountry = "GHA"\n' + "[[package]]\n" * 101
    assert "at most 100" in problems(many)[0]
    assert all(len(line) < 1_000 for line in problems(f'[scenario]\ncountry = "{"X" * 10_000}"\n'))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file, content in (
        (tmp_path / "none.toml", None),
        (tmp_path / "big.toml", b"#" * 1_000_001),
        (tmp_path / "odd.toml", b"\xff\xfe"),
    ):
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(BraingainError):
            read_scenario(file)
    with pytest.raises(BraingainError, match="not a file"):
        read_scenario(tmp_path)


def test_a_byte_order_mark_is_read_over() -> None:
    assert parse_scenario("\ufeff[scenario]\ncountry = 'GHA'\n".encode(), "a.toml").country == "GHA"


def test_an_unknown_lever_does_not_hide_the_other_mistakes_of_its_block() -> None:
    def lines(lever: str) -> list[str]:
        text = '[scenario]\ncountry = "GHA"\n[[package]]\nname = "a"\n[[package.lever]]\n' + lever
        with pytest.raises(BraingainError) as caught:
            parse_scenario(text.encode(), "s.toml")
        return [problem.line() for problem in caught.value.problems]

    near = lines('id = "rural_suplement"\nstart = 1800\nnonsense = 1\nsupplement_share = "x"\npayer = { donr = 1.0 }\n')
    for place in (".id", ".nonsense", ".supplement_share", ".start", ".payer.donr"):
        assert any(place + ":" in line for line in near), place
    assert "did you mean rural_supplement?" in near[0]
    far = lines('id = "zzzz"\nstart = 1800\ncadres = ["docter"]\npayer = { donr = 1.0 }\n')
    assert len(far) == 5 and any('"docter" is not known; did you mean doctor?' in line for line in far)
    assert any(".id: is missing" in line for line in lines("start = 1800\n"))


def test_wrong_names_of_the_context_are_named_together_and_with_the_file(tmp_path: Path) -> None:
    from braingain.analysis.ensemble import ensemble_for
    from braingain.evidence.store import open_store

    file = tmp_path / "hardship.toml"
    text = '[scenario]\ncountry = "GHA"\ndraws = 2\n[scenario.context]\n'
    text += '"workrs.doctor" = { value = 1, why = "a" }\n"workers_abroad.doctr" = { value = 1, why = "a" }\n'
    file.write_text(text, "utf-8")
    with pytest.raises(BraingainError) as caught:
        ensemble_for(read_scenario(file), open_store(tmp_path / "home"))
    places = [problem.place for problem in caught.value.problems]
    start = "hardship.toml, scenario.context."
    assert places == [f"{start}workrs.doctor", f"{start}workers_abroad.doctr"]


@pytest.mark.parametrize(("years", "said"), [("2.5", "2.5 is not a whole number (use 2 or 3)"), ("2.0", "")])
def test_years_that_the_model_counts_one_by_one_are_whole(years: str, said: str) -> None:
    """Service of two and a half years was three in the model and two and a half in its cost."""
    lever = f'id = "compulsory_service"\nstart = 2019\nservice_years = {years}\n'
    text = f'[scenario]\ncountry = "ZMB"\n[[package]]\nname = "Service"\n[[package.lever]]\n{lever}'
    if not said:
        assert parse_scenario(text.encode(), "a.toml").packages[0].levers[0].doses == {"service_years": 2.0}
        return
    (line,) = problems(text)
    assert "service_years" in line and "2.5 is not a whole number" in line and "use 2 or 3" in line


def test_a_ladder_for_those_whom_no_course_leads_on_is_refused() -> None:
    """It printed a table of noughts."""
    lever = 'id = "upgrade_ladder"\ncadres = ["doctor"]\n'
    (line,) = problems(f'[scenario]\ncountry = "ZMB"\n[[package]]\nname = "L"\n[[package.lever]]\n{lever}')
    assert "no course leads on from doctors" in line and "midlevel or community" in line
