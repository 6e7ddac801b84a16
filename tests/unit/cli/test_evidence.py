"""``braingain evidence`` as a user meets it: words, JSON, exit codes, nothing written where something is wrong."""

from __future__ import annotations

import json
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


def test_show_as_table_has_value_and_citation(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "evidence", "show", "ZAF", "--source", "seed_paper", "--store", str(home))
    assert code == 0
    assert "32 000" in out
    assert "GFMD (2007)" in out


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


@pytest.mark.parametrize("verb", ["list", "show", "sources", "import", "gaps"])
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
