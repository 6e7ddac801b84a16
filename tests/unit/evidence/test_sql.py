"""Questions in SQL: answers from the store's tables, and nothing that leaves the store or changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.evidence.sql import ask
from braingain.evidence.store import Store, open_store
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import COLUMNS


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("home"))


def test_a_question_is_answered_from_every_table(store: Store) -> None:
    rows = len(store.observations())
    assert ask(store, "select count(*) as n from observations", 5).rows == ((rows,),)
    assert ask(store, "SELECT * FROM observations LIMIT 1;", 5).columns == COLUMNS
    for name in ("sources", *store.tables()):
        answer = ask(store, f"from {name} limit 2 -- two rows", 5)
        assert len(answer.rows) == 2 and not answer.more
    joined = "with a as (select distinct source from observations) select count(*) from a join sources using (source)"
    assert ask(store, joined, 5).rows[0][0] == store.observations()["source"].nunique()


def test_no_more_rows_than_asked_for_and_it_says_so(store: Store) -> None:
    few = ask(store, "select year from observations order by year", 7)
    assert len(few.rows) == 7 and few.more
    exact = ask(store, "select year from observations limit 7", 7)
    assert len(exact.rows) == 7 and not exact.more


def test_missing_and_endless_numbers_are_none(store: Store) -> None:
    question = "select null, 'nan'::double, 'inf'::double, 1.5::decimal(4,1), true, date '2018-01-01'"
    assert ask(store, question, 1).rows == ((None, None, None, "1.5", True, "2018-01-01"),)


HOSTILE = {
    "select * from read_csv('/etc/passwd')": "file system operations are disabled",
    "select * from '/etc/passwd'": "does not exist",
    "select * from read_parquet('{folder}/observations.parquet')": "file system operations are disabled",
    "select * from read_text('/etc/passwd')": "file system operations are disabled",
    "select * from glob('/*')": "file system operations are disabled",
    "select * from read_json('https://example.org/x.json')": "disabled",
    "select * from query('copy observations to ''{out}''')": "SELECT",
    "copy observations to '{out}'": "COPY is no question",
    "copy (select 1) to '{out}'": "COPY is no question",
    "export database '{out}'": "EXPORT is no question",
    "attach '{out}' as other": "ATTACH is no question",
    "install httpfs": "INSTALL is no question",
    "load httpfs": "LOAD is no question",
    "pragma database_list": "PRAGMA is no question",
    "set enable_external_access = true": "SET is no question",
    "reset lock_configuration": "RESET is no question",
    "select 1; select 2": "has 2 statements",
    "select 1; drop table observations": "has 2 statements",
    "insert into observations select * from observations": "INSERT is no question",
    "with a as (select 1) insert into sources select * from a": "INSERT is no question",
    "with a as (select 1) delete from sources": "DELETE is no question",
    "update observations set value = 0": "UPDATE is no question",
    "delete from observations": "DELETE is no question",
    "drop table observations": "DROP is no question",
    "create table x as select 1": "CREATE is no question",
    "create macro f() as 1": "CREATE is no question",
    "call pragma_version()": "CALL is no question",
    "explain analyze select 1": "EXPLAIN is no question",
    "prepare q as select 1": "PREPARE is no question",
    "vacuum": "VACUUM is no question",
    "show tables": "SHOW is no question",
    "describe observations": "DESCRIBE is no question",
    "/* select */ -- select\ncheckpoint": "CHECKPOINT is no question",
    "select getenv('HOME')": "getenv does not exist",
    "select * from rows": "does not exist",
    "select nothing from observations": "nothing",
    "selec 1": "syntax error",
    "": "is empty",
    " -- nothing": "is empty",
    "select '": "unterminated",
    "select " + "1 + " * 6000 + "1": "longer than",
}


@pytest.mark.parametrize("question", sorted(HOSTILE), ids=lambda question: question[:40] or "empty")
def test_what_is_no_question_is_one_clear_line(store: Store, tmp_path: Path, question: str) -> None:
    out = tmp_path / "out"
    before = {path: path.stat().st_mtime_ns for path in store.home.rglob("*")}
    with pytest.raises(BraingainError) as raised:
        ask(store, question.format(out=out, folder=store.folder), 5)
    (problem,) = raised.value.problems
    assert HOSTILE[question] in problem.line() and "\n" not in problem.line() and len(problem.line()) < 500
    assert not out.exists()
    assert before == {path: path.stat().st_mtime_ns for path in store.home.rglob("*")}


def test_what_takes_too_long_or_too_much_is_broken_off(store: Store) -> None:
    with pytest.raises(BraingainError, match=r"takes more than 0\.2 seconds"):
        ask(store, "select sum(a.range * b.range) from range(1000000) a, range(1000000) b", 1, seconds=0.2)
    with pytest.raises(BraingainError, match="sql: Out of Memory"):
        ask(store, "select count(distinct md5(range::varchar) || repeat('x', 1000)) from range(5000000)", 1)


def test_a_variable_of_the_program_is_no_table(store: Store) -> None:
    frame = store.sources()
    assert len(frame)
    with pytest.raises(BraingainError, match="frame does not exist"):
        ask(store, "select * from frame", 1)
