"""``matrix`` and ``simulate`` on the command line: mistakes are lines on standard error, exit 1, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from braingain.cli.main import run

WRONG = """
[scenario]
country = "ZMBA"
horizon = 1030
[[package]]
[[package.lever]]
id = "rural_suplement"
"""


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def test_three_mistakes_of_a_scenario_are_three_lines_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "wrong.toml", tmp_path / "out"
    file.write_text(WRONG)
    code, printed, said = outcome(capsys, "simulate", str(file), "--out", str(out))
    lines = said.strip().splitlines()
    assert (code, printed, len(lines)) == (1, "", 3)
    for word in ("ZMBA", "did you mean ZMB", "rural_suplement", "did you mean rural_supplement", "horizon: 1030"):
        assert word in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("matrix", "GHX"), "did you mean GHA (Ghana)?"),
        (("matrix", "GHA", "--horizon", "2030"), "--horizon: 2030 is not between 2037 and 2060"),
        (("matrix", "GHA", "--policy-start", "2017"), "--policy-start: 2017 is before --start 2018"),
        (("matrix", "GHA", "--destination", "GBX"), "GBX"),
        (("matrix", "GHA", "--destination", "GBR,Ghana"), "--destination: GHA is the country itself"),
        (("brief", "GHA", "--out", "nowhere", "--destination", "GHA"), "--destination: GHA is the country itself"),
        (("matrix", "Korea"), "may be more than one country; write KOR (Republic of Korea) or PRK"),
        (("lessons", "Congo"), "may be more than one country; write COG (Congo) or COD"),
        (("profile", "Korea"), "may be more than one country"),
        (("matrix", "GHA", "--family", "orign"), "is not one of origin, destination, partnership, since_2007"),
        (("matrix", "GHA", "--aim", "push,"), '--aim: "" is not one of push, pull, mutual'),
        (("matrix", "GHA", "--evidence", "strong,weak"), "is not one of strong, moderate, weak, assumed"),
        (("matrix", "GHA", "--sort", "price"), "is not one of catalogue, workers, cost, cost-per-worker-year"),
        (("matrix", "GHA", "--draws", "1", "--family", "origin", "--aim", "pull"), "no lever is all of this"),
        (("matrix", "GHA", "--out", "ghana.pdf"), "does not end in .xlsx, .html, .json"),
        (("brief", "GHA", "--destination", "GBX"), "GBX"),
        (("simulate", "nowhere.toml"), "is not a file"),
    ],
)
def test_mistakes_are_one_line_and_exit_1(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, said = outcome(capsys, *arguments)
    assert (code, printed) == (1, "")
    assert words in said


@pytest.mark.parametrize("verb", ["matrix", "simulate"])
def test_help_has_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, verb, "--help")
    assert code == 0
    assert "Example: braingain" in printed


SUPPLEMENT = """
[scenario]
name = "Supplement"
country = "MWI"
horizon = 2036
draws = 4

[[package]]
name = "thirty percent"
[[package.lever]]
id = "rural_supplement"
start = 2027
"""


def test_a_package_is_read_in_its_levers_last_year_and_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A supplement of five years is not judged by the year in which its effect has worn off; rural and payer are shown."""
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "supplement.toml"
    file.write_text(SUPPLEMENT)
    code, printed, _ = outcome(capsys, "simulate", str(file), "--out", str(tmp_path / "out"))
    assert code == 0
    for words in ("change, 2031", "change, 2036", "in rural places", "paid by: origin budget", "sum of all years"):
        assert words in printed
    attended = next(line for line in printed.splitlines() if line.startswith("Births attended"))
    assert "not known" in attended  # Malawi has no figure of its own: differences only
    lines = printed.split("Written to", maxsplit=1)[0].splitlines()
    assert max(map(len, lines)) <= 80
    below = lines[next(i for i, line in enumerate(lines) if line.startswith("Workers at home")) + 1]
    assert below.count("(") == 3, "the level without policy has its interval, as its changes have"
    said = " ".join(printed.split())
    assert (
        "Women and men: imputed from shares of women, themselves assumed by cadre and income group (doctors, nurses)"
        in said
    )
    assert "Outlay, sum of all years: US$ " in printed and "public health spending" not in printed
    _what_is_written(tmp_path / "out")


def _what_is_written(out: Path) -> None:
    """Service and distribution of every draw stand in the table, and the manifest says which splits are imputed."""
    import pyarrow.parquet as pq

    table = pq.read_table(out / "results.parquet").to_pandas()
    rows = {tuple(row) for row in table[["run", "outcome", "sex", "place"]].drop_duplicates().itertuples(index=False)}
    for run_ in ("baseline", "thirty percent"):
        assert {
            (run_, "services.density_per_1000", "female", ""),
            (run_, "services.measles_share", "", "rural"),
            (run_, "services.mortality_ratio", "", ""),
            (run_, "distribution.density_per_10k.gini", "", ""),
        } <= rows
    imputed = json.loads((out / "manifest.json").read_text())["imputed_by_sex"]
    assert {name for _, name, sex, _ in rows if sex and "." not in name.removeprefix("services.")} == set(imputed) - {
        "flows"
    }
    assert all(imputed.values())


CODE = """
[scenario]
country = "JAM"
horizon = 2029
draws = 4

[scenario.mechanisms]
substitution = false
brain_gain = true

[[package]]
name = "code"
[[package.lever]]
id = "ethical_code_public"
start = 2027
destinations = ["GBR"]
binding = "law"
"""


def test_what_a_planner_must_know_stands_beside_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Women and men and that they are imputed, grade and coverage, switches that are not as usual, corridors with labels."""
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "code.toml"
    file.write_text(CODE)
    code, printed, _ = outcome(capsys, "simulate", str(file))
    assert code == 0
    lines = [line.rstrip() for line in printed.splitlines()]
    assert max(map(len, lines)) <= 80
    assert (
        sum(line.startswith("  women ") for line in lines) == 2
        and sum(line.startswith("  men ") for line in lines) == 2
    )
    assert sum("imputed" in line for line in lines) == 1
    for words in (
        "Grade of the data (A best, C weakest): doctors ",
        " % of emigrants live where doctors are counted by training; nurses: assumed",
        "Few draws: they show that the file is right; report nothing from fewer than 100",
        "Switched off, without and with policy: substitution",
        "Switched on, without and with policy: brain_gain",
        "No policy here, as the package, lets vacancies and pay in GBR answer",
    ):
        assert words in printed
    doctors = next(line for line in lines if line.startswith("GBR, doctors"))
    assert doctors.endswith(("reported", "estimated"))
    assert any(line.startswith("ethical_code_public: 2027 to 2029, doctor, nurse; ") for line in lines)
    assert "evidence " in printed and "binding law" in printed


def test_switches_as_usual_are_not_spoken_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "path.toml"
    file.write_text(SUPPLEMENT.split("[[package]]", maxsplit=1)[0])
    code, printed, _ = outcome(capsys, "simulate", str(file))
    assert code == 0 and "Switched" not in printed
    assert "imputed" in printed and "  women" in printed


def test_a_card_in_json_has_what_a_scenario_may_say(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, "levers", "--json")
    cards = {card["id"]: card for card in json.loads(printed)["levers"]}
    supplement, public_code = cards["rural_supplement"], cards["ethical_code_public"]
    assert code == 0
    assert (supplement["delay_years"], supplement["ramp_years"], supplement["runs_years"]) == (1, 1, 5)
    assert supplement["places"] == ["rural"] and cards["health_pay"]["places"] == ["capital", "urban", "rural"]
    assert supplement["may_limit"] == {"cadres": True, "sexes": False, "places": True, "destinations": False}
    assert cards["joint_salary_support"]["places"] == ["rural"]
    assert public_code["places"] is None and public_code["runs_years"] is None
    assert public_code["destinations"] == "largest destination" and public_code["may_limit"]["destinations"]


def test_a_scenario_without_packages_prints_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "path.toml"
    file.write_text(SUPPLEMENT.split("[[package]]", maxsplit=1)[0])
    code, printed, _ = outcome(capsys, "simulate", str(file))
    assert code == 0
    assert "No new policy" in printed and "Workers at home" in printed and "2036" in printed


def test_the_matrix_can_be_read_at_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No number is cut: large ones have three figures, and each bound a line."""
    from rich.console import Console

    from braingain.cli import matrix

    monkeypatch.setenv("COLUMNS", "80")
    wide = {"difference": {"median": 75_367.2, "p05": -53_149.0, "p95": 1_105_499.0}}
    row = {
        "title": "Ethical recruitment code for private agencies",
        "not_applicable": None,
        "outcomes": {name: wide for name, _ in matrix.COLUMNS},
        "cost_per_worker_year_usd": wide["difference"] | {"median": 3_453_000.0},
        "cost_per_worker_year_with_wages_usd": wide["difference"]
        | {"median": 4_200_000.0, "why": "of the 82% of draws"},
        "cost_is_whole": True,
        "cost_usd": {
            "total": {"median": 2.5e9},
            "by_payer": {"destination_budget": {"median": 2.5e9}, "employer": {"median": 0.0}},
        },
        "destinations": ["GBR"],
        "first_effect_year": None,
        "at_year": 2047,
        "evidence": {"grade": "weak", "distance": "middle"},
        "rights_note": "People may leave.",
        "flags": [],
        "side_effects": [],
        "price_year": 2018,
        "for_whom": {
            key: {"verdict": "not known", "rests_on": [], "figures": {}} for key in ("origin", "destination", "migrant")
        },
    }
    level = {"year": 2047, "outcomes": {name: {"level": wide["difference"]} for name, _ in matrix.COLUMNS}}
    head = {
        "without_policy": [level],
        "country": "GHA",
        "start": 2018,
        "draws": 20,
        "policy_start": 2027,
        "grade": {"doctor": "C"},
        "rows": [row],
    }
    asked = {"family": None, "aim": ["pull", "mutual"], "cadre": None, "evidence": "weak"}
    matrix.print_table(Console(), {**head, "filter": asked, "sort": "first-effect"})
    printed = capsys.readouterr().out
    assert "…" not in printed and max(map(len, printed.splitlines())) <= 80
    told = " ".join(printed.split())
    assert "Only levers with: aim pull or mutual; evidence weak or better. Sorted by first effect that helps." in told
    assert "whom: origin" in told or "for whom:" in told
    for words in ("+75,400", "-53,100 to", "+1,110,000", "Rights: Ethical"):
        assert words in printed
    whole = " ".join(line.split("│")[0].strip() for line in printed.splitlines())
    assert "$2.5 billion in all" in whole and "employer" not in whole
    for words in (
        "acts in the United Kingdom",
        "$4.2 million a worker-year with public wages, $3.5 million as paid, of the 82% of draws",
        "whole cost, for people from all countries",
        "from partly like countries",
        "Without new policy, 2047",
        "not seen for sure",
        "note on rights",
    ):
        assert words in whole, words
    assert "Intervals of costs, doctors and nurses, women and men" in told


def test_each_lever_that_ends_is_read_in_its_last_year() -> None:
    """A bad year of a temporary lever is not hidden by another lever that runs to the end."""
    from braingain.cli.simulate_table import reading_years

    def package(*ends: int) -> dict[str, list[dict[str, object]]]:
        return {"levers": [{"end": end, "not_applicable": "nobody to act on"} for end in ends]}

    years = list(range(2018, 2043))
    assert reading_years(package(2035, 2043), years) == [2034, 2042]
    assert reading_years(package(2032, 2035, 2043), years) == [2031, 2034, 2042]
    assert reading_years(package(2043), years) == [2042]


def test_more_draws_than_a_run_takes_are_refused_whether_in_the_file_or_on_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.toml"
    file.write_text('[scenario]\nname = "two"\ncountries = ["GHA", "GBR"]\n', encoding="utf-8")
    code, printed, said = outcome(capsys, "simulate", str(file), "--draws", "501")
    assert (code, printed) == (1, "")
    assert "--draws: 501, at most 500 in this run" in said


def test_a_package_is_not_named_as_no_new_policy_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.toml"
    lever = '[[package.lever]]\nid = "bonding"\nstart = 2027\n'
    file.write_text(f'[scenario]\ncountry = "GHA"\n[[package]]\nname = "baseline"\n{lever}', encoding="utf-8")
    code, printed, said = outcome(capsys, "simulate", str(file))
    assert (code, printed) == (1, "")
    assert 'a package is named "baseline"' in said


def test_files_of_a_matrix_are_the_same_numbers_and_none_is_overwritten_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    names = ("few.xlsx", "few.html", "deep/few.json")
    paths = [tmp_path / name for name in names]
    outs = [word for path in paths for word in ("--out", str(path))]
    asked = ("matrix", "MWI", "--draws", "2", "--family", "destination", "--evidence", "moderate", *outs)
    code, printed, said = outcome(capsys, *asked, "--json")
    assert code == 0 and said.count("Written: ") == 3
    found = json.loads(printed)
    assert json.loads(paths[2].read_text(encoding="utf-8")) == found
    sheet = openpyxl.load_workbook(paths[0])["Matrix"]
    assert [cell.value for cell in sheet["B"][2:]] == [row["lever"] for row in found["rows"]]
    assert f'id="lever-{found["rows"][0]["lever"]}"' in paths[1].read_text(encoding="utf-8")
    paths[2].unlink()
    before = paths[0].read_bytes()
    code, printed, said = outcome(capsys, *asked)
    assert (code, printed, len(said.strip().splitlines())) == (1, "", 2)
    assert "few.xlsx: is there already; give --force to overwrite it" in said and "few.html" in said
    assert paths[0].read_bytes() == before and not paths[2].exists()
    code, printed, said = outcome(capsys, *asked[:8], *outs[4:])
    assert code == 0
    first, last = printed.strip().splitlines()
    applying = sum(not row["not_applicable"] for row in found["rows"])
    levers = f"{len(found['rows'])} levers, {applying} of which apply"
    assert first == f"Written: {paths[2]} (all numbers as JSON, {levers})"
    assert last == "No table is printed with --out; without it the table stands here."
