"""``braingain evidence`` as a user meets it: words, JSON, exit codes, nothing written where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from braingain.cli.main import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_show_as_json_has_rows_with_citations(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("evidence", "show", "gha", "--indicator", "place_share", "--json", "--store", str(home))
    code, out, err = call(capsys, *arguments)
    assert (code, err) == (0, "")
    content = json.loads(out)
    assert content["schema"] == "braingain/evidence/1"
    (row,) = content["rows"]
    assert (row["value"], row["low"], row["country"]) == (0.667, None, "GHA")
    assert "GFMD" in row["citation"]
    assert row["standing"] == {"used": True, "kind": "used", "words": ""} and row["findings"] == []
    assert [one["name"] for one in content["taken"]] == ["population", "capital_share.doctor"]


def test_show_says_of_each_row_whether_it_is_used_and_what_the_checks_find(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    arguments = ("evidence", "show", "MWI", "--indicator", "density_per_10k", "--cadre", "doctor", "--store", str(home))
    _, out, _ = call(capsys, *arguments)
    lines = [line.strip() for line in out.splitlines()]
    at = next(n for n, line in enumerate(lines) if line.startswith("● 2018"))
    assert "worldbank_wdi; not used: break; [" in lines[at]
    assert "doubtful: 1.521 in 2018 stands apart from 0.313 in 2016 and 0.501 in 2020" in lines[at + 1]
    assert any(line.startswith("● 2020") and "; used; [" in line for line in lines)
    assert "What a baseline of 2018 takes" in lines
    assert any(line.startswith("○ workers.doctor 903") for line in lines) and "1 used" in " ".join(lines)
    code, out, _ = call(capsys, *arguments, "--json")
    rows = {row["year"]: row for row in json.loads(out)["rows"]}
    assert (code, rows[2018]["standing"]["kind"], rows[2020]["standing"]["used"]) == (0, "break", True)
    assert {one["check"] for one in rows[2018]["findings"]} == {"break", "not_said"}
    late = ("evidence", "show", "GHA", "--indicator", "graduates", "--start", "2007", "--json", "--store", str(home))
    code, _, err = call(capsys, *late)
    assert code == 1 and len(err.splitlines()) == 1 and "2007" in err
    code, out, _ = call(capsys, *arguments, "--start", "2021", "--json")
    assert (code, json.loads(out)["start"]) == (0, 2021)


def test_check_lists_findings_of_a_country_and_counts_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "evidence", "check", "Malawi", "--json", "--store", str(home))
    content = json.loads(out)
    assert (code, content["schema"], content["country"]) == (0, "braingain/checks/1", "MWI")
    assert {one["country"] for one in content["findings"]} == {"MWI"}
    counts = {one["check"]: one["findings"] for one in content["checks"]}
    assert counts["break"] == sum(one["check"] == "break" for one in content["findings"]) > 5
    code, out, _ = call(capsys, "evidence", "check", "MWI", "--store", str(home))
    assert code == 0 and "doubtful: break" in out and "notes: --check NAME or --json has them" in out
    code, out, _ = call(capsys, "evidence", "check", "--check", "break", "--store", str(home))
    assert code == 0 and "more: name a country" in out
    code, _, err = call(capsys, "evidence", "check", "--check", "brake", "--store", str(home))
    assert (code, len(err.splitlines())) == (1, 1) and "did you mean break?" in err


def test_sql_answers_as_text_json_and_csv(home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    question = "select country, year, value from observations where indicator = 'place_share'"
    code, out, _ = call(capsys, "evidence", "sql", question, "--store", str(home))
    assert (code, out.splitlines()) == (0, ["country  year  value", "-------  ----  -----", "GHA      2007  0.667"])
    code, out, _ = call(capsys, "evidence", "sql", question, "--json", "--store", str(home))
    content = json.loads(out)
    assert (code, content["schema"], content["rows"]) == (0, "braingain/sql/1", [["GHA", 2007, 0.667]])
    many = ("evidence", "sql", "select year from observations", "--store", str(home))
    code, out, _ = call(capsys, *many, "--rows", "3")
    assert len(out.splitlines()) == 6 and out.splitlines()[-1].startswith("more than 3 rows")
    path = tmp_path / "a.csv"
    code, out, _ = call(capsys, *many, "--csv", str(path))
    assert code == 0 and path.read_text("utf-8").startswith("year\n") and path.read_text("utf-8").count("\n") > 19_000
    code, _, err = call(capsys, *many, "--csv", str(path))
    assert code == 1 and "--force overwrites it" in err
    assert call(capsys, *many, "--csv", str(path), "--force")[0] == 0
    code, out, err = call(capsys, "evidence", "sql", "select * from read_csv('/etc/passwd')", "--store", str(home))
    assert (code, out, len(err.splitlines())) == (1, "", 1)


def test_show_as_table_has_value_and_citation(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "evidence", "show", "ZAF", "--source", "seed_paper", "--store", str(home))
    assert code == 0
    assert "32 000" in out
    assert "GFMD (2007)" in " ".join(out.split())


@pytest.mark.parametrize("width", [60, 80])
def test_show_and_gaps_can_be_read_on_a_narrow_terminal(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for verb in (("show", "GHA"), ("show", "DRC"), ("show", "GHA", "--indicator", "workers_abroad"), ("gaps", "GHA")):
        code, out, _ = call(capsys, "evidence", *verb, "--store", str(home))
        assert code == 0
        too_long = [line for line in out.splitlines() if len(line) > width and "https://" not in line]
        assert not too_long
        assert "…" not in out  # nothing is cut


def test_show_sets_the_figures_of_a_series_below_its_name_and_citations_last(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = call(capsys, "evidence", "show", "Ghana", "--store", str(home))
    lines = out.splitlines()
    at = lines.index("Graduates, doctor [graduates; persons a year]")
    assert lines[at + 1] == "  ● 2003-2004       150  us_embassy_accra_2004; period of years; not used: too"
    assert lines[at + 2].strip() == "far"
    assert lines.index("Sources") > at and lines.index("Notes") > lines.index("Sources")
    assert "; in Ghana" not in out  # the country that was asked for is not said on each line
    _, out, _ = call(capsys, "evidence", "show", "GHA", "--indicator", "workers_abroad", "--store", str(home))
    assert "in United Kingdom; trained in" in out


@pytest.mark.parametrize("verb", ["list", "sources"])
def test_list_and_sources(home: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    code, out, _ = call(capsys, "evidence", verb, "--json", "--store", str(home))
    assert code == 0
    content = json.loads(out)
    assert content["schema"] == "braingain/evidence/1"
    assert len(content["indicators" if verb == "list" else "sources"]) > 10
    assert call(capsys, "evidence", verb, "--store", str(home))[0] == 0


def test_gaps_of_a_country_and_of_all(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "evidence", "gaps", "GHA", "--json", "--store", str(home))
    content = json.loads(out)
    assert (code, content["schema"], content["country"]) == (0, "braingain/gaps/1", "GHA")
    assert {"indicator", "cadre", "why", "ask"} <= set(content["gaps"][0])
    code, out, _ = call(capsys, "evidence", "gaps", "--json", "--store", str(home))
    assert (code, json.loads(out)["country"]) == (0, None)


def test_an_unknown_country_is_one_line_and_exit_1(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "evidence", "show", "GHX", "--store", str(home))
    assert (code, out) == (1, "")
    assert err.splitlines() == ['braingain: country: "GHX" is not a known country; did you mean GHA (Ghana)?']


def test_wrong_usage_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "evidence", "show", "--nonsense")[0] == 2


BAD = {
    "negative": b"indicator,country,cadre,year,value,unit\nworkers,GHA,doctor,2024,-1,persons\n",
    "missing": b"indicator,country,cadre,year,value\nworkers,GHA,doctor,2024,1\n",
    "encoding": "indicator,country,cadre,year,value,unit,note\nworkers,GHA,doctor,2024,1,persons,Köln\n".encode(
        "latin-1"
    ),
}


@pytest.mark.parametrize("kind", sorted(BAD))
def test_a_bad_file_is_one_line_exit_1_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(BAD[kind])
    code, out, err = call(capsys, "evidence", "import", str(path), "--store", str(tmp_path / "home"))
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "bad.csv" in err
    assert "Traceback" not in err
    assert not (tmp_path / "home").exists()


def test_a_dry_run_says_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.csv"
    path.write_bytes(BAD["negative"].replace(b"-1", b"1"))
    code, out, _ = call(capsys, "evidence", "import", str(path), "--dry-run", "--store", str(tmp_path / "home"))
    assert code == 0
    assert "checked, nothing written" in out
    assert not (tmp_path / "home").exists()
    code, out, _ = call(capsys, "evidence", "import", str(path), "--json", "--store", str(tmp_path / "home"))
    assert json.loads(out)["import"]["written"] is True


@pytest.mark.parametrize("verb", ["list", "show", "check", "sources", "import", "gaps", "sql"])
def test_every_help_has_an_example(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    code, out, _ = call(capsys, "evidence", verb, "--help")
    assert code == 0
    assert "Example: braingain evidence" in out


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom braingain.cli.main import build\nbuild()\n"
        "print(sorted({'pandas', 'duckdb', 'jax', 'numpy', 'pydantic', 'altair', 'xarray'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


DAMAGED = {
    "empty": "",
    "cut": "{",
    "list": "[]",
    "null": "null",
    "bare": '{"order": 1}',
    "text": '{"source": {"id": 1, "tables": []}, "sources": [], "file": "", "sha256": "", "order": "a", "checksums": {}}',
}


@pytest.fixture
def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "good.csv"
    path.write_bytes(BAD["negative"].replace(b"-1", b"1"))
    assert call(capsys, "evidence", "import", str(path), "--store", str(tmp_path / "home"))[0] == 0
    return tmp_path


def all_verbs(folder: Path) -> list[tuple[str, ...]]:
    store = ("--store", str(folder / "home"))
    other = folder / "other.csv"
    other.write_bytes(BAD["negative"].replace(b"-1", b"2"))
    return [
        ("evidence", "list", *store),
        ("evidence", "show", "GHA", *store),
        ("evidence", "import", str(other), "--source", "good", *store),
        ("evidence", "import", str(other), "--source", "good", "--dry-run", *store),
        ("evidence", "remove", "good", *store),
    ]


@pytest.mark.parametrize("kind", [*DAMAGED, "missing", "not_utf8"])
def test_a_damaged_card_of_an_import_is_one_line(imported: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    (card,) = (imported / "home" / "imported").glob("*/card.json")
    if kind == "missing":
        card.unlink()
    else:
        card.write_bytes(b"\xff\xfe{" if kind == "not_utf8" else DAMAGED[kind].encode())
    for verb in all_verbs(imported):
        code, out, err = call(capsys, *verb)
        assert (code, out) == (1, ""), verb
        (line,) = err.splitlines()
        assert line.startswith("braingain: ") and "card.json" in line and "import the file again" in line


@pytest.mark.parametrize("damage", ["gone", "cut", "text"])
def test_damaged_figures_of_an_import_are_one_line(
    imported: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    (figures,) = (imported / "home" / "imported").glob("*/observations.csv.gz")
    content = figures.read_bytes()
    figures.unlink()
    if damage != "gone":
        figures.write_bytes(content[:20] if damage == "cut" else b"hello")
    for verb in all_verbs(imported)[:-1]:
        code, out, err = call(capsys, *verb)
        assert (code, out) == (1, ""), verb
        (line,) = err.splitlines()
        assert "observations.csv.gz: is not what was imported" in line
    assert call(capsys, *all_verbs(imported)[-1])[0] == 0  # and can be taken out


def test_a_damaged_built_store_is_made_again(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (manifest,) = (imported / "home").glob("built-*/manifest.json")
    for damage in ("[]", "null", '{"checksums": []}', ""):
        manifest.write_text(damage)
        assert call(capsys, "evidence", "list", "--store", str(imported / "home"))[0] == 0


@pytest.mark.parametrize("encoding", ["latin1", "cp1252"])
@pytest.mark.parametrize(
    "verb", [("profile", "CIV"), ("levers",), ("evidence", "show", "CIV"), ("evidence", "sources", "--json")]
)
def test_a_terminal_that_cannot_print_a_letter_gets_another(encoding: str, verb: tuple[str, ...]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", "from braingain.cli.main import run; run()", *verb]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert text
    if "--json" in verb:
        whole = subprocess.run(
            command, capture_output=True, env={**environment, "PYTHONIOENCODING": "utf-8"}, check=True
        )
        assert json.loads(text) == json.loads(whole.stdout)  # nothing is lost
    elif verb[0] == "profile":
        assert "* reported" in text and "o assumed" in text


def test_an_import_into_a_folder_says_how_the_other_verbs_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, home = tmp_path / "ministry.csv", tmp_path / "home"
    path.write_text("indicator,country,cadre,year,value,unit\nvacancy_rate,GHA,nurse,2024,0.1,share\n")
    monkeypatch.setenv("BRAINGAIN_HOME", str(tmp_path / "usual"))
    said = f"- set BRAINGAIN_HOME={home.resolve()} for the other verbs"
    arguments = ("evidence", "import", str(path))
    assert said in call(capsys, *arguments, "--store", str(home))[1]
    assert said not in call(capsys, *arguments, "--store", str(home), "--dry-run")[1]
    monkeypatch.setenv("BRAINGAIN_HOME", str(home))
    assert said not in call(capsys, *arguments)[1] + call(capsys, *arguments, "--store", str(home))[1]


def test_an_import_answers_each_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ministry.csv"
    path.write_text(
        "indicator,country,cadre,year,value,unit\nworkers,GHA,doctor,2024,4500,persons\n"
        "workers,GHA,all,2024,900,persons\nworkers,GHA,all,2023,890,persons\n"
        "vacancy_rate,GHA,nurse,2024,0.1,share\n"
    )
    arguments = ("evidence", "import", str(path), "--store", str(tmp_path / "home"))
    for dry in (("--dry-run",), ()):
        code, out, _ = call(capsys, *arguments, *dry)
        assert code == 0
        assert "- 1 row (workers, 2024) used for: those who practise (doctor, Ghana)" in out
        assert "- 2 rows (workers, 2023 to 2024) kept, not used, because cadre is all: read are doctor" in out
        assert "- 1 row (vacancy_rate, 2024) kept, not used, because no run of this edition reads this" in out
    content = json.loads(call(capsys, *arguments, "--json")[1])["import"]
    assert content["written"] is False and len(content["answers"]) == content["rows"] == 4
    assert [row["used"] for row in content["answers"]].count(True) == 1
    assert {"indicator", "country", "cadre", "year", "value", "used", "answer"} <= set(content["answers"][0])


def test_the_package_runs_as_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "braingain", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "braingain brief GHA" in done.stdout
