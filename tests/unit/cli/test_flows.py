"""``flows`` on the command line: what it prints and writes, and every mistake by file, row and column."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from braingain import flows
from braingain.analysis.flow_files import STOCKS
from braingain.analysis.flow_tables import OUTSIDE
from braingain.cli.flows import METHODS
from braingain.cli.main import run

GOOD = """origin,destination,year,value
GHA,GHA,2010,900
GHA,GBR,2010,60
GHA,USA,2010,40
GBR,GHA,2010,10
GBR,GBR,2010,800
GBR,USA,2010,30
USA,GHA,2010,10
USA,GBR,2010,20
USA,USA,2010,1200
GHA,GHA,2012,930
GHA,GBR,2012,90
GHA,USA,2012,60
GBR,GHA,2012,10
GBR,GBR,2012,840
GBR,USA,2012,20
USA,GHA,2012,10
USA,GBR,2012,10
USA,USA,2012,1250
"""
ENTRIES = (
    "country,year,value\nGHA,2010,40\nGHA,2011,60\nGBR,2010,30\nGBR,2011,30\nUSA,2010,40\nUSA,2011,40\nUSA,2012,7\n"
)
EXITS = "country,value\nGHA,46\nGBR,44\nUSA,127\n"
CASE_06 = {("GHA", "GBR"): 1473 / 49, ("GHA", "USA"): 18514 / 833, ("GBR", "USA"): 2305 / 238, ("USA", "GHA"): 1 / 3}


def outcome(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    try:
        run(["flows", *map(str, arguments)])
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("stocks", GOOD), ("entries", ENTRIES), ("exits", EXITS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def account(files: Path) -> tuple[object, ...]:
    return files / "stocks.csv", "--entries", files / "entries.csv", "--exits", files / "exits.csv"


def test_methods_are_the_functions_of_the_library() -> None:
    assert len(METHODS) == 8
    for method in METHODS:
        assert callable(getattr(flows, method.replace("-", "_")))


def test_the_worked_account_as_json(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Case 06: entries of two years added up, those of the end year not; exits without a year are of the one interval."""
    code, printed, said = outcome(capsys, *account(files), "--method", "minimum-open", "--json")
    assert (code, said) == (0, "")
    record = json.loads(printed)
    assert record["schema"] == "braingain/flows/1"
    assert (record["method"], record["weight"], record["countries"]) == ("minimum-open", None, ["GBR", "GHA", "USA"])
    (interval,) = record["intervals"]
    assert (interval["year"], interval["year_to"]) == (2010, 2012)
    found = {(flow["origin"], flow["destination"]): flow["workers"] for flow in interval["flows"]}
    assert len(found) == 6
    for pair, workers in CASE_06.items():
        assert found[pair] == pytest.approx(workers, abs=1e-9)
    assert found[("USA", "GBR")] == pytest.approx(7)
    assert interval["workers"] == pytest.approx(sum(found.values()))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("more", [(), ("--by-training",)])
def test_every_method_prints_and_writes(
    method: str, more: tuple[str, ...], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = files / "deep" / "moves.csv"
    code, printed, said = outcome(capsys, files / "stocks.csv", "--method", method, "--out", out, *more)
    assert (code, said) == (0, f"{out.parent}: is not there; this folder will be made\n")
    assert "1 January 2010 to 1 January 2012" in printed
    assert f"Written: {out}" in printed
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    heads = ["training"] if more else []
    assert list(rows[0]) == [*heads, "origin", "destination", "year", "year_to", "value"]
    assert all(float(row["value"]) >= 0 for row in rows)
    total = sum(float(row["value"]) for row in rows if OUTSIDE not in (row["origin"], row["destination"]))
    stocks = flows.from_table(
        {name: [row[name] for row in _read(GOOD)] for name in ("origin", "destination", "year", "value")}
    )
    estimate = getattr(flows, method.replace("-", "_"))(*stocks.workers)
    assert total == pytest.approx(estimate.sum(), rel=1e-9)
    assert [path.name for path in out.parent.iterdir()] == ["moves.csv"]
    code, _, said = outcome(capsys, files / "stocks.csv", "--method", method, "--out", out, *more)
    assert (code, said) == (1, f"braingain: {out}: is there already; --force overwrites it\n")
    assert outcome(capsys, files / "stocks.csv", "--method", method, "--out", out, "--force", *more)[0] == 0


def _read(text: str) -> list[dict[str, object]]:
    rows = list(csv.DictReader(text.splitlines()))
    return [{**row, "year": int(row["year"]), "value": float(row["value"])} for row in rows]


def test_three_years_are_two_intervals(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = [line.replace(",2012,", ",2013,") for line in GOOD.splitlines() if ",2012," in line]
    (files / "stocks.csv").write_text(GOOD + "\n".join(later), encoding="utf-8")
    code, printed, _ = outcome(capsys, files / "stocks.csv", "--method", "minimum-open", "--json")
    assert code == 0
    spans = [(one["year"], one["year_to"], one["workers"]) for one in json.loads(printed)["intervals"]]
    assert [span[:2] for span in spans] == [(2010, 2012), (2012, 2013)]
    assert spans[1][2] == pytest.approx(0)
    code, _, said = outcome(capsys, files / "stocks.csv", "--exits", files / "exits.csv", "--method", "minimum-open")
    assert code == 1
    assert "exits.csv, row 1: has no column year, and the stocks have 2 intervals" in said


def test_weights_of_pairs_and_of_the_mixture(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = "origin,destination,value\n" + "".join(
        f"{o},{d},{1 if o == d else 2 + i}\n"
        for i, o in enumerate(("GHA", "GBR", "USA"))
        for d in ("GHA", "GBR", "USA")
    )
    (files / "near.csv").write_text(pairs, encoding="utf-8")
    given = (files / "stocks.csv", "--method", "pseudo-bayes-open", "--json", "--affinity", files / "near.csv")
    totals = [json.loads(outcome(capsys, *given, "--weight", w)[1])["intervals"][0]["workers"] for w in (1, 0.5, 0)]
    assert totals[0] < totals[1] < totals[2]
    assert totals[1] == pytest.approx((totals[0] + totals[2]) / 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("GHA,USA,2010,40", "GHA,USA,2010,forty", ['stocks.csv, row 4, column value: "forty" is no number']),
        ("GHA,USA,2010,40", "GHA,USA,2010,", ["row 4, column value", "unreported is not zero"]),
        ("GHA,USA,2010,40", "GHA,USA,2010,-40", ["stocks.csv, row 4, column value: -40 is negative"]),
        ("GHA,USA,2010,40", "GHA,USA,2010,nan", ["row 4, column value"]),
        ("GHA,USA,2010,40", "GHA,USA,20l0,40", ["stocks.csv, row 4, column year"]),
        ("GHA,USA,2010,40", "GHA,USA,20100,40", ['row 4, column year: "20100" is no year']),
        ("GHA,USA,2010,40", ",USA,2010,40", ["row 4, column origin: is empty"]),
        ("GHA,USA,2010,40", "GHA,USA,2010", ["row 4: has 3 cells, the first row has 4"]),
        ("GHA,USA,2010,40\n", "", ["stocks.csv, 2010: no row of GHA in USA; unreported is not zero"]),
        ("GHA,USA,2010,40", "GHA,GBR,2010,40", ["stocks.csv, row 4: GHA, GBR, 2010 stands in row 3 already"]),
        ("origin,destination", "origin,destinaton", ["row 1: has no column destination; did you mean destinaton?"]),
        (GOOD, "", ["stocks.csv, row 1: has no column origin"]),
        (GOOD, "origin,destination,year,value\n", ["stocks.csv: has no rows"]),
        (",2012,", ",2010,", ["row 11: GHA, GHA, 2010 stands in row 2 already"]),
        (GOOD, "origin,destination,year,value\nGHA,GHA,2010,5\n", ["has stocks of 2010 only"]),
    ],
)
def test_mistakes_of_the_stock_table(
    old: str, new: str, said: list[str], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in GOOD
    (files / "stocks.csv").write_text(GOOD.replace(old, new), encoding="utf-8")
    out = files / "moves.csv"
    code, printed, error = outcome(capsys, files / "stocks.csv", "--method", "minimum-open", "--out", out, "--json")
    assert (code, printed, out.exists()) == (1, "", False)
    assert "Traceback" not in error
    assert all(line.startswith("braingain: ") for line in error.splitlines())
    assert all(part in error for part in said), error


def test_all_mistakes_come_at_once(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "stocks.csv").write_text(GOOD.replace(",40\n", ",x\n").replace(",30\n", ",y\n"), encoding="utf-8")
    code, _, said = outcome(capsys, files / "stocks.csv", "--method", "minimum-open")
    assert code == 1
    assert [line.split(": ")[1].split(", ", 1)[1] for line in said.splitlines()] == [
        "row 4, column value",
        "row 7, column value",
    ]


def test_mistakes_of_every_kind_come_at_once(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A negative figure, a row that is there twice and a pair without a row; of entries likewise."""
    wrong = GOOD.replace("GHA,USA,2010,40", "GHA,USA,2010,-40").replace("USA,GHA,2012,10", "USA,GBR,2012,10")
    (files / "stocks.csv").write_text(wrong, encoding="utf-8")
    code, _, said = outcome(capsys, files / "stocks.csv", "--method", "minimum-open")
    assert code == 1
    for part in ("row 4, column value: -40 is", "row 18: USA, GBR, 2012 stands", "2012: no row of USA in GHA"):
        assert part in said
    assert len(said.splitlines()) == 3
    (files / "stocks.csv").write_text(GOOD, encoding="utf-8")
    (files / "exits.csv").write_text("country,value\nGHA,-1\nGBR,44\nGBR,44\nFRA,4\n", encoding="utf-8")
    _, _, said = outcome(capsys, *account(files), "--method", "minimum-open")
    for part in ("-1 is negative", "GBR stands in row 3 already", "FRA is not in the stock", "has no row of USA"):
        assert part in said
    assert len(said.splitlines()) == 4


def test_an_open_account_says_who_left_for_outside_and_came_from_there(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the page's example: 32 of those trained in Ghana came from outside; stocks and moves with them add up."""
    code, printed, _ = outcome(capsys, *account(files), "--method", "minimum-open", "--json")
    rows = json.loads(printed)["intervals"][0]["outside"]
    balance = flows.open_balance(*_stocks_of(GOOD), [60, 100, 80], [44, 46, 127])
    left = sum(row["workers"] for row in rows if row["destination"] == OUTSIDE)
    came = sum(row["workers"] for row in rows if row["origin"] == OUTSIDE)
    assert (code, left) == (0, pytest.approx(balance.outside.clip(min=0).sum()))
    assert came == pytest.approx(-balance.outside.clip(max=0).sum())
    assert came > 32 and balance.outside[1] == pytest.approx(-32)
    _, printed, _ = outcome(capsys, *account(files), "--method", "minimum-open", "--out", files / "moves.csv")
    assert "  left for outside the table" in printed and "  came from outside the table, to " in printed
    written = list(csv.DictReader((files / "moves.csv").open(encoding="utf-8")))
    assert sum(float(row["value"]) for row in written if row["origin"] == OUTSIDE) == pytest.approx(came)
    # each country: stock at the start, less exits, plus moves and outside, plus entries, is the stock at the end
    start, end = (table.sum(0) for table in _stocks_of(GOOD))
    for place, (name, entered, gone) in enumerate((("GBR", 60, 44), ("GHA", 100, 46), ("USA", 80, 127))):
        net = sum(float(r["value"]) * ((r["destination"] == name) - (r["origin"] == name)) for r in written)
        assert start[place] - gone + net + entered == pytest.approx(end[place])
    _, printed, _ = outcome(capsys, *account(files), "--method", "minimum-open", "--json", "--by-training")
    ghana = [row for row in json.loads(printed)["intervals"][0]["outside"] if row["training"] == "GHA"]
    assert sum(row["workers"] for row in ghana) == pytest.approx(32)


def test_a_closed_account_says_what_it_took_up(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stocks grew by 150 workers, entries less exits are 23: the world does not balance by 127, and is made to."""
    _, printed, _ = outcome(capsys, *account(files), "--method", "minimum-closed", "--json")
    record = json.loads(printed)
    assert record["intervals"][0]["surplus"] == pytest.approx(23 - 150)
    assert "outside" not in record["intervals"][0]
    note = "2010 to 2012: stocks grew by 127.0 workers more than entries less exits; half is added to those at home"
    assert any(one.startswith(note) for one in record["notes"])
    (files / "exits.csv").write_text("country,value\nGHA,30\nGBR,30\nUSA,30\n", encoding="utf-8")
    _, printed, _ = outcome(capsys, *account(files), "--method", "minimum-closed")
    assert "stocks grew by" not in printed


def _stocks_of(text: str) -> tuple[Any, Any]:
    rows = _read(text)
    return flows.from_table({name: [row[name] for row in rows] for name in STOCKS}).workers


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "entries",
            "country,value\nGHA,1\nGBR,1\n",
            "entries.csv: has no row of USA; give a figure, or 0 where nobody is",
        ),
        ("entries", ENTRIES.replace("GHA,2011,60\n", ""), "entries.csv: has no row of GHA in 2011"),
        ("entries", ENTRIES + "FRA,2010,4\n", "row 9, column country: FRA is not in the stock table"),
        ("exits", EXITS + "USA,5\n", "exits.csv, row 5: USA stands in row 4 already"),
        ("exits", EXITS.replace("46", "2000"), "exits.csv, GHA: 2000 die, retire or leave practice, of 920 workers"),
        (
            "entries",
            "country,value\nGHA,1\nGBR,9000\nUSA,1\n",
            "entries.csv, GBR: 9000 are newly licensed, of 940 workers",
        ),
    ],
)
def test_mistakes_of_entries_and_exits(
    name: str, text: str, said: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / f"{name}.csv").write_text(text, encoding="utf-8")
    code, printed, error = outcome(capsys, *account(files), "--method", "minimum-open")
    assert (code, printed) == (1, "")
    assert said in error


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--method", "most"), 2, "is not one of 'stock-difference-drop'"),
        ((), 2, "Missing option"),
        (("--method", "minimum-open", "--weight", "0.5"), 1, "--weight: minimum-open mixes nothing"),
        (("--method", "pseudo-bayes-open", "--weight", "1.5"), 1, "--weight: must be from 0 to 1, is 1.5"),
        (("--method", "pseudo-bayes-open", "--weight", "nan"), 1, "--weight: must be from 0 to 1"),
        (
            ("--method", "stock-difference-drop", "--entries", "x.csv"),
            1,
            "--entries: stock-difference-drop does not use",
        ),
        (("--method", "minimum-open", "--exits", "no.csv"), 1, "no.csv: cannot be read (No such file or directory)"),
        (("--method", "minimum-open", "--out", "moves.txt"), 1, "--out: moves.txt does not end in .csv"),
    ],
)
def test_options_that_do_not_fit(
    arguments: tuple[str, ...], code: int, said: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, printed, error = outcome(capsys, files / "stocks.csv", *arguments)
    assert (found, printed) == (code, "")
    assert said in error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "this is an Excel file; save the sheet as CSV UTF-8"),
        ("origin,destination,year,value\nCôte,B,2010,1\n".encode("cp1252"), "row 2: is no UTF-8 text"),
        (b"origin\0,destination,year,value\n", "is no text"),
    ],
)
def test_files_that_are_no_csv(content: bytes, said: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "stocks.csv").write_bytes(content)
    code, printed, error = outcome(capsys, files / "stocks.csv", "--method", "minimum-open")
    assert (code, printed) == (1, "")
    assert said in error


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\ufeff" + GOOD.replace(",", ";").replace(";40\n", ";40,5\n")
    (files / "stocks.csv").write_text(text, encoding="utf-8")
    code, printed, _ = outcome(capsys, files / "stocks.csv", "--method", "stock-difference-drop", "--json")
    assert code == 0
    flow = next(
        f for f in json.loads(printed)["intervals"][0]["flows"] if (f["origin"], f["destination"]) == ("GHA", "USA")
    )
    assert flow["workers"] == 19.5


def test_a_refusal_of_the_account_names_countries(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        f"{o},{d},{y},{v}"
        for y, at in ((2010, (100, 100)), (2011, (80, 120)))
        for o, d, v in (("GHA", "GHA", at[0]), ("GBR", "GBR", at[1]), ("GHA", "GBR", 0), ("GBR", "GHA", 0))
    ]
    (files / "stocks.csv").write_text("origin,destination,year,value\n" + "\n".join(rows), encoding="utf-8")
    code, _, said = outcome(capsys, files / "stocks.csv", "--method", "minimum-closed")
    assert code == 1
    assert "stocks.csv, 2010: row GBR must hold 110 in all, but has cells only in column GBR" in said


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, "--help")
    assert code == 0
    assert "Example: braingain flows" in printed
