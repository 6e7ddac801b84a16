"""Fetching: retried, checked, kept once, refused in one line; no test here touches a network."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from pathlib import Path

import pytest

from braingain.cli.main import run
from braingain.evidence import pulling
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError
from braingain.sources.registry import all_sources

SOURCE = "who_gho"
GOOD = json.dumps(
    {
        "value": [
            {
                "IndicatorCode": "HWF_0001",
                "SpatialDimType": "COUNTRY",
                "SpatialDim": "GHA",
                "TimeDim": 2020,
                "NumericValue": 1.7,
                "Value": "1.7",
            }
        ]
    }
).encode()


class Reply(io.BytesIO):
    """What a publisher sends."""

    def __init__(self, content: bytes, told: int | None = None):
        super().__init__(content)
        self.content, self.told = content, told
        self.headers = {"Content-Length": str(len(content) if told is None else told)}


Answer = bytes | Reply | Exception


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer requests with what is given, turn by turn; the last answer goes on. Gives the addresses that were asked."""

    def answering(*answers: Answer) -> list[str]:
        asked: list[str] = []

        def urlopen(request: urllib.request.Request, timeout: float) -> Reply:
            assert timeout == pulling.SECONDS
            answer = answers[min(len(asked), len(answers) - 1)]
            asked.append(request.full_url)
            if isinstance(answer, Exception):
                raise answer
            return Reply(answer.content, answer.told) if isinstance(answer, Reply) else Reply(answer)

        monkeypatch.setattr(urllib.request, "urlopen", urlopen)
        monkeypatch.setattr(pulling.time, "sleep", lambda seconds: None)
        return asked

    return answering


def http_error(code: int) -> urllib.error.HTTPError:
    return urllib.error.HTTPError("https://x", code, "no such thing", Message(), None)


def refused(home: Path) -> str:
    with pytest.raises(BraingainError) as caught:
        pulling.pull(SOURCE, home)
    (problem,) = caught.value.problems
    assert not list((home / "pulled").rglob("*.data"))
    return problem.line()


def test_every_address_is_https_and_of_a_source_with_an_importer() -> None:
    assert {"who_gho", "worldbank_wdi"} <= set(pulling.sources_with_addresses())
    for name in pulling.sources_with_addresses():
        assert all(address.startswith("https://") for address in all_sources()[name].pull)


def test_files_are_fetched_once_and_again_where_asked_or_damaged(
    tmp_path: Path, publisher: Callable[..., list[str]]
) -> None:
    asked, addresses = publisher(GOOD), list(all_sources()[SOURCE].pull)
    seen: list[tuple[int, int | None]] = []
    first = pulling.pull(SOURCE, tmp_path, progress=lambda address, done, total: seen.append((done, total)))
    assert asked == addresses
    assert seen[0] == (len(GOOD), len(GOOD))
    assert [file.path.read_bytes() for file in first] == [GOOD] * len(addresses)
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [False] * len(addresses)
    first[0].path.write_bytes(GOOD[:-1])
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [True] + [False] * (len(addresses) - 1)
    assert all(file.fresh for file in pulling.pull(SOURCE, tmp_path, again=True))


def test_a_publisher_that_stumbles_is_asked_three_times(tmp_path: Path, publisher: Callable[..., list[str]]) -> None:
    asked = publisher(http_error(503), Reply(GOOD[:-5], len(GOOD)), GOOD)
    pulling.pull(SOURCE, tmp_path)
    assert asked[:3] == [asked[0]] * 3


@pytest.mark.parametrize(
    ("answer", "times", "said"),
    [
        (
            urllib.error.URLError("Name or service not known"),
            3,
            "who_gho: no network, or ghoapi.azureedge.net does not answer",
        ),
        (TimeoutError("timed out"), 3, "does not answer (timed out)"),
        (http_error(503), 3, "answers 503"),
        (http_error(404), 1, "answers 404 no such thing; fetch https://ghoapi.azureedge.net/api/HWF_0001 in a browser"),
        (b"<html>Service moved</html>", 1, "who_gho: what ghoapi.azureedge.net sent is no file of it (26 bytes)"),
        (Reply(GOOD[:-5], len(GOOD)), 3, "does not answer"),
    ],
)
def test_what_cannot_be_fetched_is_one_line_and_leaves_nothing(
    tmp_path: Path, publisher: Callable[..., list[str]], answer: Answer, times: int, said: str
) -> None:
    asked = publisher(answer)
    assert said in refused(tmp_path)
    assert len(asked) == times


def test_a_source_without_an_address_names_those_that_have_one(tmp_path: Path) -> None:
    with pytest.raises(BraingainError, match=r"addresses are known of .*who_gho"):
        pulling.pull("cepii_geodist", tmp_path)
    with pytest.raises(BraingainError, match="did you mean who_gho"):
        pulling.pull("who_ghoo", tmp_path)


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> Mapping[str, object]:
    with pytest.raises(SystemExit) as ended:
        run(["evidence", "pull", *arguments])
    out, err = capsys.readouterr()
    return {"code": ended.value.code or 0, "out": out, "err": err}


def test_the_command_takes_in_what_it_fetched(
    tmp_path: Path, publisher: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    publisher(GOOD)
    done = command(capsys, SOURCE, "--store", str(tmp_path))
    assert done["code"] == 0
    assert "HWF_0001: fetched, SHA-256" in str(done["out"])
    assert open_store(tmp_path).observations(source=SOURCE)["value"].tolist() == [1.7]


def test_the_command_without_a_network_says_so_in_one_line(
    tmp_path: Path, publisher: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    publisher(urllib.error.URLError("Network is unreachable"))
    done = command(capsys, SOURCE, "--store", str(tmp_path))
    assert done["code"] == 1
    assert str(done["err"]).count("\n") == 1
    assert "no network" in str(done["err"])
    assert not (tmp_path / "imported").exists()
