"""Import: publishers' forms by content, tidy CSV by columns, all mistakes at once, all or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from braingain.cli.main import run
from braingain.evidence import national
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.evidence.user_rows import MAX_PROBLEMS
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError

TODAY = "2026-11-24"
HEADER = "indicator,country,cadre,year,value,unit\n"
GOOD = HEADER + "workers,GHA,doctor,2024,4500,persons\nworkers,GHA,nurse,2024,60000,persons\n"


def lines_of(path: Path, source: str | None = None) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        plan_import(path, source, TODAY)
    return [problem.line() for problem in caught.value.problems]


def file(tmp_path: Path, content: str | bytes, name: str = "ministry.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_tidy_file_is_taken_in_and_shown_beside_the_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = open_store(home)
    plan = plan_import(file(tmp_path, GOOD), "ministry_2026", TODAY)
    assert commit_import(plan, home)
    after = open_store(home)
    assert after.hash != before.hash
    assert len(after.observations()) == len(before.observations()) + 2
    mine = after.observations(source="ministry_2026", cadre="doctor").iloc[0]
    assert (mine["value"], mine["sex"], mine["activity"], mine["method"]) == (4500.0, "unknown", "unknown", "reported")
    sources = after.sources().set_index("source")
    assert sources.loc["ministry_2026", "retrieved"] == TODAY
    assert bool(sources.loc["ministry_2026", "imported"])


def test_a_density_that_looks_like_another_unit_is_said_and_flagged(tmp_path: Path) -> None:
    content = GOOD + "density_per_10k,GHA,doctor,2024,0.13,per_10k\n"
    plan = plan_import(file(tmp_path, content), None, TODAY)
    assert plan.observations is not None
    assert plan.observations.set_index("indicator")["flag"].to_dict()["density_per_10k"] == "outside_range"
    assert any(
        message.endswith("GHA doctor 2024: 0.13, which looks like per 1 000 people") for message in plan.messages
    )


def test_what_was_filled_in_is_said(tmp_path: Path) -> None:
    messages = plan_import(file(tmp_path, GOOD), None, TODAY).messages
    filled = next(message for message in messages if message.startswith("filled with unknown"))
    for column in ("sex", "place", "activity", "certainty", "definition"):
        assert column in filled
    assert "filled with reported: method" in messages


def test_headings_in_capitals_are_the_same_columns(tmp_path: Path) -> None:
    plan = plan_import(file(tmp_path, GOOD.replace(HEADER, HEADER.title())), None, TODAY)
    assert plan.observations is not None
    assert set(plan.observations["cadre"]) == set(plan_import(file(tmp_path, GOOD), None, TODAY).observations["cadre"])  # type: ignore[index]


def test_a_file_without_cadres_and_a_name_that_becomes_another_are_said(tmp_path: Path) -> None:
    content = "indicator,country,year,value,unit\nworkers,GHA,2024,4500,persons\nmeasles_share,GHA,2017,0.9,share\n"
    messages = plan_import(file(tmp_path, content), "ministry.2026", TODAY).messages
    assert "no column cadre: rows of workers do not say of whom, and are kept, not used" in messages
    assert 'source "ministry.2026" is stored as ministry_2026' in messages
    messages = plan_import(file(tmp_path, GOOD), "ministry_2026", TODAY).messages
    assert not any("cadre:" in message or "is stored as" in message for message in messages)


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_marks_and_semicolons_are_accepted_where_they_are_certain(tmp_path: Path, encode: str, delimiter: str) -> None:
    content = GOOD.replace(",", delimiter).replace("4500", "4500,5" if delimiter == ";" else "4500.5")
    plan = plan_import(file(tmp_path, content.encode(encode)), None, TODAY)
    assert plan.observations is not None
    assert 4500.5 in set(plan.observations["value"])


def test_a_head_count_with_three_digits_behind_a_point_is_refused_in_a_file_with_decimal_commas_too(
    tmp_path: Path,
) -> None:
    header = "indicator;country;cadre;year;value;unit\n"
    content = header + "workers;NPL;doctor;2018;21.500;persons\nwomen_share;NPL;nurse;2018;87,5;percent\n"
    assert lines_of(file(tmp_path, content)) == [
        'ministry.csv, row 2, column value: "21.500" could be read in two ways; '
        "write it as 1234.5, without a sign for thousands"
    ]


def test_every_mistake_of_a_file_is_named_at_once_with_row_and_column(tmp_path: Path) -> None:
    rows = "workers,GHA,doctor,2024,-4500,persons\nworkers,GHX,doctor,2024,1,persons\nworkrs,GHA,doctor,2024,1,person\n"
    lines = lines_of(file(tmp_path, HEADER + rows))
    assert len(lines) == 4
    assert lines[0].startswith("ministry.csv, row 2, column value: -4500 is negative")
    assert lines[1].startswith("ministry.csv, row 3, column country:")
    assert {line.split(":")[0] for line in lines[2:]} == {
        "ministry.csv, row 4, column indicator",
        "ministry.csv, row 4, column unit",
    }


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    lines = lines_of(file(tmp_path, GOOD.replace(",unit", ",units")))
    assert any("column unit: is missing" in line for line in lines)
    assert any('column "units"' in line and "did you mean unit?" in line for line in lines)


def test_a_wrong_encoding_is_named_with_its_row(tmp_path: Path) -> None:
    content = (GOOD.replace("unit\n", "unit,note\n").replace("persons\n", "persons,Türkei\n")).encode("latin-1")
    lines = lines_of(file(tmp_path, content))
    assert len(lines) == 1
    assert lines[0].startswith("ministry.csv, row 2: byte")
    assert "save the file as CSV UTF-8" in lines[0]
    assert "UTF-16" in lines_of(file(tmp_path, GOOD.encode("utf-16")))[0]


def test_a_row_of_another_length_is_named(tmp_path: Path) -> None:
    assert "row 2: has 7 cells, the first row has 6" in lines_of(file(tmp_path, GOOD.replace("4500", "4,500")))[0]


@pytest.mark.parametrize("content", [b"\n\n", b"PK\x03\x04\0\0", b"hello\nworld\n", b"\x89PNG\r\n\0"])
def test_a_file_in_no_known_form_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    lines = lines_of(file(tmp_path, content))
    assert len(lines) == 1
    assert "no form that is known" in lines[0]


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (line,) = lines_of(file(tmp_path, b""))
    assert "is empty" in line


def test_rows_that_differ_are_named_beside_all_other_mistakes(tmp_path: Path) -> None:
    rows = "workers,GHA,doctor,2024,-4500,persons\nworkers,GHA,nurse,2024,8,persons\nworkers,GHA,nurse,2024,9,persons\n"
    lines = lines_of(file(tmp_path, HEADER + rows))
    assert len(lines) == 2
    assert "row 2, column value: -4500 is negative" in lines[0] and "rows 3 and 4" in lines[1]


@pytest.mark.parametrize(
    ("unit", "do"),
    [("per_1k", "did you mean per_1000?"), ("per thousand", "did you mean per_1000?"), ("per_50k", "choose of")],
)
def test_a_unit_of_another_scale_is_never_suggested(tmp_path: Path, unit: str, do: str) -> None:
    (line,) = lines_of(file(tmp_path, HEADER + f"density_per_10k,GHA,doctor,2024,0.2,{unit}\n"))
    assert do in line and "mean per_10k" not in line


@pytest.mark.real_files
def test_a_file_that_ships_is_said_to_and_its_rows_are_those_that_runs_use(
    real_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = real_files / "oecd-health-wfmi-ftds-2018" / "HEALTH_WFMI_FTDS_2018.csv"
    with pytest.raises(SystemExit):
        run(["evidence", "import", str(path), "--store", str(tmp_path / "home")])
    said = capsys.readouterr().out
    assert "ships with this edition, nothing written" in said
    assert "newer release" not in said and "which release" not in said and "used for: " in said


def test_another_table_is_refused_in_one_line_that_says_how_to_describe_it(tmp_path: Path) -> None:
    (line,) = lines_of(file(tmp_path, "region,cadre,year,number,unit\nAshanti,doctor,2020,3,persons\n"))
    assert line.startswith("ministry.csv: is in no form that is known")
    assert "any table with --map CARD" in line


def test_a_file_without_rows_or_without_a_file_is_refused(tmp_path: Path) -> None:
    assert "has no rows" in lines_of(file(tmp_path, HEADER))[0]
    assert "cannot be read" in lines_of(tmp_path / "absent.csv")[0]
    assert "cannot be read" in lines_of(tmp_path)[0]


def test_thousands_of_mistakes_are_counted_not_listed(tmp_path: Path) -> None:
    lines = lines_of(file(tmp_path, HEADER + "workers,GHX,doctor,2024,1,persons\n" * 5000))
    assert len(lines) == MAX_PROBLEMS + 1
    assert "4900 more problems" in lines[-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER + "workers,GHA,doctor,2024,1," + "x" * 3_000_000 + "\n", "cannot be read as CSV"),
        (",".join([HEADER.strip(), *(f"column{i}" for i in range(100_000))]) + "\n", "is not a column"),
        (HEADER + "workers,GHA,doctor,2024," + "9" * 400 + ",persons\n", "is not a finite number"),
        (HEADER + "workers,GHA,doctor," + "9" * 5000 + ",1,persons\n", "is not a year"),
        (HEADER + '"workers,GHA\n', "has 1 cells"),
    ],
)
def test_absurd_files_are_refused_in_bounded_time(tmp_path: Path, content: str, words: str) -> None:
    lines = lines_of(file(tmp_path, content))
    assert len(lines) <= MAX_PROBLEMS + 1
    assert words in lines[0]


@pytest.mark.parametrize("name", ["seed_paper", "dovlo_nyonator_1999", "case_studies"])
def test_a_user_s_figures_cannot_take_the_name_of_a_source_of_the_program(tmp_path: Path, name: str) -> None:
    lines = lines_of(file(tmp_path, GOOD), name)
    assert len(lines) == 1


STAT = "COU,Country,VAR,Variable,CO2,Country of origin,YEA,Year,Value,Flag Codes,Flags\n"
OECD = STAT + "SWE,Sweden,FTDS,Foreign-trained doctors - Stock,GHA,Ghana,2021,2021,9,,\n"


def test_a_publisher_s_form_is_known_by_its_content(tmp_path: Path) -> None:
    plan = plan_import(file(tmp_path, OECD, "download (3).csv"), None, TODAY)
    assert plan.source.id == "oecd_workforce_migration"
    home = tmp_path / "home"
    assert commit_import(plan, home)
    assert 9.0 in set(open_store(home).observations(country="SWE", partner="GHA")["value"])


def test_stocks_in_a_file_named_inflow_are_stocks(tmp_path: Path) -> None:
    rows = plan_import(file(tmp_path, OECD, "foreign_trained_inflow_2018.csv"), None, TODAY).observations
    assert rows is not None
    assert set(zip(rows["indicator"], rows["measure"], strict=True)) == {("workers_abroad", "stock")}


def test_a_table_of_inflation_that_calls_itself_an_index_is_not_read(tmp_path: Path) -> None:
    """The repackaged table of consumer prices names its column CPI and holds yearly changes in percent: the World Bank's own series is read."""
    repackaged = "Country,Country Code,Year,CPI\nAruba,ABW,1985,4.03\nGhana,GHA,2018,9.84\n"
    with pytest.raises(BraingainError, match="in no form that is known"):
        plan_import(file(tmp_path, repackaged, "cpi.csv"), None, TODAY)
    wdi = open_store(tmp_path / "home").table("wdi")
    years, values = national.series(wdi, "GHA", national.INFLATION)
    assert dict(zip(years.tolist(), values.tolist(), strict=True))[2018] == pytest.approx(0.0781, abs=0.0005)


def test_a_publisher_s_file_under_another_source_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, OECD)
    assert "did you mean oecd_workforce_migration" in lines_of(path, "oecd_workforce_migratio")[0]
    assert "is in no form that oecd_graduates has" in lines_of(path, "oecd_graduates")[0]


def test_a_publisher_s_file_that_is_damaged_gives_one_line(tmp_path: Path) -> None:
    lines = lines_of(file(tmp_path, OECD.replace(",9,", ",nine,")))
    assert len(lines) == 1
    assert lines[0].startswith('ministry.csv, row 2, column Value: "nine" is not a number')


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    home, path = tmp_path / "home", file(tmp_path, GOOD)
    assert commit_import(plan_import(path, None, TODAY), home)
    first = open_store(home).hash
    assert not commit_import(plan_import(path, None, TODAY), home)
    assert open_store(home).hash == first


def test_a_column_source_makes_sources_of_its_own(tmp_path: Path) -> None:
    content = HEADER.replace("unit", "unit,source") + "workers,GHA,doctor,2024,1,persons,GHS Payroll 2024\n"
    plan = plan_import(file(tmp_path, content), None, TODAY)
    assert plan.observations is not None
    assert set(plan.observations["source"]) == {"ghs_payroll_2024"}
    assert {source["id"] for source in plan.new_sources} == {"ministry", "ghs_payroll_2024"}


@pytest.mark.parametrize("name", ["../../outside", "/etc/passwd", "a'b;drop", "<script>", "..", "é"])
def test_a_source_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    commit_import(plan_import(file(tmp_path, GOOD), name, TODAY), home)
    (folder,) = (home / "imported").iterdir()
    assert folder.name.replace("_", "").replace("-", "").isalnum()
    assert len(open_store(home).observations(country="GHA", indicator="workers")) >= 2


def test_a_folder_that_cannot_be_written_gives_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    plan = plan_import(file(tmp_path, GOOD), None, TODAY)
    with pytest.raises(BraingainError) as caught:
        commit_import(plan, blocked / "home")
    assert "cannot be written" in caught.value.problems[0].line()


KILLS = """
import os, random, signal, sys, time
from pathlib import Path
from braingain.evidence.importing import commit_import, plan_import
home, file = Path(sys.argv[1]), Path(sys.argv[2])
plan = plan_import(file, None, "2026-11-24")
start = time.perf_counter()
commit_import(plan, home / "unharmed")
long = time.perf_counter() - start
random.seed(7)
killed = 0
for turn in range(400):
    target = home / str(turn)
    child = os.fork()
    if child == 0:
        commit_import(plan, target)
        os._exit(0)
    time.sleep(random.uniform(0, long))
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    seen, whole = list((target / "imported").glob("*")), list((target / "imported").glob("*/card.json"))
    assert len(seen) == len(whole), "half an import is seen"
    if killed == 30:
        break
print(killed)
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_a_killed_import_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        HEADER
        + "".join(f"workers,{c.iso3},nurse,{1990 + y},{y},persons\n" for c in all_countries()[:100] for y in range(30)),
    )
    script = [sys.executable, "-c", KILLS, str(tmp_path / "homes"), str(path)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 30
    for home in sorted((tmp_path / "homes").iterdir())[-2:]:
        rows = open_store(home).observations(source="ministry")
        assert len(rows) in (0, 3000)


WRITER = """
import sys
from pathlib import Path
from braingain.evidence.importing import commit_import, plan_import
home, own = Path(sys.argv[1]), sys.argv[2]
for turn in range(30):
    shared = turn % 2 == 0
    path = home.parent / f"{'both' if shared else own}-{turn}.csv"
    if not path.exists() or not shared:
        path.write_text(f"indicator,country,cadre,year,value,unit\\nworkers,GHA,doctor,2024,{turn},persons\\n")
    commit_import(plan_import(path, f"{'both' if shared else own}", "2026-11-24"), home)
"""


def test_two_writers_at_once_lose_and_break_nothing(tmp_path: Path) -> None:
    for turn in range(0, 30, 2):
        text = f"indicator,country,cadre,year,value,unit\nworkers,GHA,doctor,2024,{turn},persons\n"
        (tmp_path / f"both-{turn}.csv").write_text(text)
    home = tmp_path / "home"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(home), own]) for own in ("one", "other")]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert len(list((home / "imported").iterdir())) == 15 + 2 * 15
    assert {path.name for path in home.iterdir()} == {"imported"}
