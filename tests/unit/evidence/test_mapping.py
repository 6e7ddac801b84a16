"""A table in its own columns and words: read by a card, refused by row and column, never guessed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from braingain.cli.main import run
from braingain.evidence.importing import Plan, commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError

TODAY = "2026-11-24"
CARD = """
[source]
name = "registre_national"
publisher = "Ministère de la santé"
vintage = "2024-06"
[file]
encoding = "cp1252"
delimiter = ";"
decimal = ","
thousands = " "
header_row = 2
missing = ["", "n.d."]
footnote_marks = ["*"]
[columns]
cadre = "Catégorie"
year = "Année"
value = "Effectif"
sex = "Sexe"
[constant]
indicator = "workers"
country = "CIV"
unit = "persons"
activity = "registered"
[words.cadre]
"Médecins" = "doctor"
Infirmiers = "nurse"
[words.sex]
F = "female"
T = "all"
[drop]
"Catégorie" = ["Total", "Source : ministère"]
"""
TABLE = (
    "Registre, extrait;;;\nCatégorie;Année;Sexe;Effectif\nMédecins;2023;T;4\u00a0350\nMédecins;2023;F;1 212*\n"
    "Infirmiers;2023;T;n.d.\nTotal;2023;T;18 000\nInfirmiers;2022;T;12 345\n"
)


def taken(tmp_path: Path, table: str | bytes = TABLE, card: str = CARD, name: str = "registre.csv") -> Plan:
    (tmp_path / name).write_bytes(table if isinstance(table, bytes) else table.encode("cp1252"))
    (tmp_path / "card.toml").write_text(card, encoding="utf-8")
    return plan_import(tmp_path / name, None, TODAY, tmp_path / "card.toml")


def wrong(tmp_path: Path, table: str | bytes = TABLE, card: str = CARD, name: str = "registre.csv") -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(tmp_path, table, card, name)
    return [problem.line() for problem in caught.value.problems]


def test_a_table_of_a_register_in_another_language(tmp_path: Path) -> None:
    plan = taken(tmp_path)
    rows = plan.observations
    assert rows is not None
    assert rows[["country", "cadre", "sex", "year", "value", "activity", "vintage"]].values.tolist() == [
        ["CIV", "doctor", "all", 2023, 4350.0, "registered", "2024-06"],
        ["CIV", "doctor", "female", 2023, 1212.0, "registered", "2024-06"],
        ["CIV", "nurse", "all", 2022, 12345.0, "registered", "2024-06"],
    ]
    assert set(rows["source"]) == {"registre_national"}
    assert plan.source.publisher == "Ministère de la santé"
    for said in (
        "1 row dropped: without a figure",
        "1 row dropped: Catégorie is Total, which the card drops",
        "1 marks of footnotes taken off figures",
    ):
        assert said in plan.messages
    filled = next(message for message in plan.messages if message.startswith("filled with unknown"))
    assert "definition" in filled
    assert "count" in filled


def test_a_parquet_file_with_and_without_a_card(tmp_path: Path) -> None:
    ours = pd.DataFrame(
        {
            "indicator": ["workers"],
            "country": ["GHA"],
            "cadre": ["doctor"],
            "year": [2023],
            "value": [5000.5],
            "unit": ["persons"],
        }
    )
    ours.to_parquet(tmp_path / "own.parquet")
    plan = plan_import(tmp_path / "own.parquet", None, TODAY)
    assert plan.observations is not None
    assert plan.observations[["country", "year", "value", "source"]].values.tolist() == [["GHA", 2023, 5000.5, "own"]]
    theirs = pd.DataFrame({"land": ["GHA", "NAM"], "jahr": [2023, 2023], "zahl": [21.5, None]})
    theirs.to_parquet(tmp_path / "theirs.parquet")
    card = '[columns]\ncountry="land"\nyear="jahr"\nvalue="zahl"\n[constant]\nindicator="density_per_10k"\nunit="per_1000"\ncadre="nurse"\n'
    plan = taken(tmp_path, (tmp_path / "theirs.parquet").read_bytes(), card, "theirs.parquet")
    assert plan.observations is not None
    assert plan.observations[["country", "value", "unit"]].values.tolist() == [["GHA", 215.0, "per_10k"]]


def test_a_parquet_file_that_breaks_off_gives_one_line(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-30])
    with pytest.raises(BraingainError) as caught:
        plan_import(tmp_path / "b.parquet", None, TODAY)
    assert "b.parquet: the Parquet file breaks off or is damaged" in caught.value.problems[0].line()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("4\u00a0350", "4350x", 'registre.csv, row 3, column "Effectif" (value): "4350x" is not a number'),
        (
            "4\u00a0350",
            "4.350",
            'registre.csv, row 3, column "Effectif" (value): "4.350" is not a number (decimal sign',
        ),
        ("4\u00a0350", "43 50", 'registre.csv, row 3, column "Effectif" (value): "43 50" is not a number'),
        ("4\u00a0350", "-4 350", 'registre.csv, row 3, column "Effectif" (value): -4350 is negative'),
        ("1 212*", "1 212†", 'registre.csv, row 4, column "Effectif" (value): "1 212†" is not a number'),
        (
            "Infirmiers;2022",
            "Sages-femmes;2022",
            'registre.csv, row 7, column "Catégorie" (cadre): "Sages-femmes" is not on the list',
        ),
        ("2022;T;12 345\n", "2022;T", "registre.csv, row 7: has 3 cells, the header 4"),
        ("Infirmiers;2022", "Infirmiers;22", 'registre.csv, row 7, column "Année" (year): "22" is not a year'),
        ("Infirmiers;2022", "Médecins;2023", "registre.csv, rows 3 and 7, column"),
        (
            "Effectif\n",
            "Effectifs\n",
            'registre.csv, row 2, column "Effectif": is named in the card and not in the file',
        ),
        ("Sexe;", "Effectif;", 'registre.csv, row 2, column "Sexe": is named in the card'),
    ],
)
def test_dirty_tables_are_refused_by_row_and_column(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TABLE
    lines = wrong(tmp_path, TABLE.replace(old, new))
    assert any(line.startswith(said) for line in lines), lines
    assert not (tmp_path / "home").exists()


def test_a_wrong_encoding_is_named(tmp_path: Path) -> None:
    (line,) = wrong(tmp_path, TABLE, CARD.replace('"cp1252"', '"utf-8"'))
    assert line.startswith("registre.csv, row 2: is no utf-8 text")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[columns]\ncadre", "[columns]\ncader", "did you mean cadre?"),
        ('indicator = "workers"', 'indicator = "workers"\nyear = "2020"', "year: is both a column and a constant"),
        ('thousands = " "', 'thousands = "x"', "thousands"),
        ("[drop]", "[dropp]", "dropp"),
        ("[source]", "[source", "is not TOML"),
    ],
)
def test_a_card_with_a_mistake_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    lines = wrong(tmp_path, card=CARD.replace(old, new))
    assert any(said in line for line in lines), lines


def test_all_mistakes_of_a_card_come_at_once(tmp_path: Path) -> None:
    """An encoding and a block that there are not, and two words that are on no list."""
    card = CARD.replace('"cp1252"', '"cp1259"').replace("[drop]", "[dropp]")
    card = card.replace('"registered"', '"enrolled"').replace('Infirmiers = "nurse"', 'Infirmiers = "medic"')
    lines = wrong(tmp_path, card=card)
    assert len(lines) == 4
    assert any("file.encoding" in line for line in lines) and any("dropp" in line for line in lines)
    assert any('constant.activity: "enrolled" is not on the list' in line for line in lines)
    assert any('words.cadre: "medic" is not on the list' in line for line in lines)


def test_a_corrected_card_is_another_import(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert commit_import(taken(tmp_path), home)
    assert not commit_import(taken(tmp_path), home)
    assert commit_import(taken(tmp_path, card=CARD.replace('"registered"', '"practising"')), home)
    rows = open_store(home).observations(source="registre_national")
    assert set(rows["activity"]) == {"registered", "practising"}


def test_a_missing_card_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    with pytest.raises(BraingainError, match="cannot be read"):
        plan_import(tmp_path / "t.csv", None, TODAY, tmp_path / "absent.toml")


def test_the_card_in_the_documentation_reads_such_a_table(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/evidence.md").read_text(encoding="utf-8")
    card = page.split("### A mapping card", 1)[1].split("```toml\n", 1)[1].split("```", 1)[0]
    table = "Profession,Year,Number\nMedical practitioners,2024,7 100*\nNurses,2024,n/a\nTotal,2024,7 100\n"
    plan = taken(tmp_path, table, card)
    assert plan.observations is not None
    assert plan.observations[["country", "cadre", "value", "activity"]].values.tolist() == [
        ["GHA", "doctor", 7100.0, "registered"]
    ]
    assert plan.source.id == "national_register"


def test_the_command_takes_a_card_and_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "registre.csv").write_bytes(TABLE.encode("cp1252"))
    (tmp_path / "card.toml").write_text(CARD, encoding="utf-8")
    where = ["--map", str(tmp_path / "card.toml"), "--store", str(tmp_path / "home")]
    with pytest.raises(SystemExit) as ended:
        run(["evidence", "import", str(tmp_path / "registre.csv"), *where])
    assert not ended.value.code
    out = capsys.readouterr().out
    assert out.startswith("registre.csv: 3 rows of source registre_national; taken in")
    assert "1 row dropped: Catégorie is Total, which the card drops" in out
