"""Encodings, delimiters and marks of missing values, as publishers' files have them."""

from __future__ import annotations

import pytest

from braingain.sources.oecd_stat import flag_words, is_live, is_stat, rows_of
from braingain.sources.text import decode, decode_head, header_of, number, table_rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_letters_survive_every_encoding(encoding: str) -> None:
    assert decode("Türkiye,Côte d'Ivoire".encode(encoding)) == "Türkiye,Côte d'Ivoire"


def test_a_head_cut_inside_a_letter_still_reads() -> None:
    whole = "Country,Türkiye".encode()
    for end in range(9, len(whole)):
        assert decode_head(whole[:end]).startswith("Country,")


@pytest.mark.parametrize("cell", ["", ".", "..", "...", "-", ":", " .. ", "\u00a0"])
def test_marks_of_missing_values(cell: str) -> None:
    assert number(cell) is None


@pytest.mark.parametrize("cell", ["1234", "1 234", "1\u00a0234", "1\u202f234", " 1234.0 "])
def test_thousands_may_be_set_apart_by_blanks(cell: str) -> None:
    assert number(cell) == 1234


def test_zero_is_a_number() -> None:
    assert number("0") == 0


@pytest.mark.parametrize("cell", ["n.a.?", "12a", "1,5"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        number(cell)


def test_quoted_and_unquoted_tables_read_alike_and_blank_rows_go() -> None:
    quoted, bare = '"a","b"\n"x, y",1\n\n,\n', 'a,b\n"x, y",1\n'
    assert table_rows(quoted) == table_rows(bare) == [{"a": "x, y", "b": "1"}]


@pytest.mark.parametrize(
    ("codes", "words"),
    [("", ""), ("B", "break"), ("E; D", "estimate;different_method"), ("E; B; D", "estimate;break;different_method")],
)
def test_joined_flags_become_words(codes: str, words: str) -> None:
    assert flag_words(codes) == words


STAT = '"COU","Country","VAR","Variable","CO2","Country of origin","YEA","Year","Value","Flag Codes","Flags"\n'
ROW = '"CAN","Canada","FTDS","Foreign-trained doctors - Stock","GHA","Ghana","2018","2018",52,,\n'


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("quotes", [True, False])
def test_stat_exports_are_known_with_and_without_mark_and_quotes(mark: str, quotes: bool) -> None:
    text = mark + (STAT + ROW if quotes else (STAT + ROW).replace('"', ""))
    assert is_stat(text.encode(), frozenset({"FTDS"}))
    assert not is_stat(text.encode(), frozenset({"RVNURMED"}))
    assert rows_of(text.encode(), "x")[0][0]["COU"] == "CAN"
    assert header_of(text.encode())[0] == "COU"


def test_live_downloads_are_known_by_indicator() -> None:
    text = b"LOCATION,INDICATOR,SUBJECT,MEASURE,FREQUENCY,TIME,Value,Flag Codes\nAUS,MEDICALGRAD,TOT,100000HAB,A,1980,9.3,\n"
    assert is_live(text, frozenset({"MEDICALGRAD"}))
    assert not is_live(text, frozenset({"MEDICALDOC"}))
    assert not is_live(b"", frozenset({"MEDICALGRAD"}))
