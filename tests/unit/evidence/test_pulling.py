"""Fetching: retried, checked, kept once, refused in one line. The publisher is a server on this machine; no test touches a network."""

from __future__ import annotations

import hashlib
import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Answer:
    """What the publisher sends: a code, headers, content; ``told`` is the length that it says, ``waits`` [s] comes before the content."""

    content: bytes = b""
    code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    told: int | None = None
    waits: float = 0.0


@dataclass
class Publisher:
    """A server on this machine: its answers, turn by turn (the last goes on), and the paths that were asked for."""

    host: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """Two files of the source."""
        return [f"http://{self.host}/api/HWF_0001", f"http://{self.host}/api/HWF_0006"]


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher of the source ``who_gho`` whose addresses are this machine's; nobody pauses between two tries."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = found.answers[min(len(found.asked), len(found.answers) - 1)]
            found.asked.append(self.path)
            self.send_response(answer.code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.told != 0:
                self.send_header("Content-Length", str(answer.told or len(answer.content)))
            self.end_headers()
            self.wfile.flush()
            time.sleep(answer.waits)
            if not answer.waits:
                self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Publisher(f"127.0.0.1:{server.server_port}")
    card = all_sources()[SOURCE].model_copy(update={"pull": tuple(found.addresses)})
    monkeypatch.setattr(pulling, "find_source", lambda name: card)
    monkeypatch.setattr(pulling, "SCHEMES", ("http",))
    monkeypatch.setattr(pulling, "PAUSE_SECONDS", 0.0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def refused(home: Path) -> str:
    with pytest.raises(BraingainError) as caught:
        pulling.pull(SOURCE, home)
    (problem,) = caught.value.problems
    assert not (home / "pulled").exists()
    return problem.line()


def test_every_address_is_https_and_of_a_source_with_an_importer() -> None:
    assert {"who_gho", "worldbank_wdi"} <= set(pulling.sources_with_addresses())
    for name in pulling.sources_with_addresses():
        assert all(address.startswith("https://") for address in all_sources()[name].pull)


def test_files_are_fetched_once_and_again_where_asked_or_damaged(tmp_path: Path, publisher: Publisher) -> None:
    publisher.answers = [Answer(GOOD)]
    seen: list[tuple[int, int | None]] = []
    first = pulling.pull(SOURCE, tmp_path, progress=lambda address, done, total: seen.append((done, total)))
    assert publisher.asked == ["/api/HWF_0001", "/api/HWF_0006"]
    assert seen == [(len(GOOD), len(GOOD))] * 2
    assert [file.path.read_bytes() for file in first] == [GOOD, GOOD]
    assert [file.sha256 for file in first] == [hashlib.sha256(GOOD).hexdigest()] * 2
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [False, False]
    first[0].path.write_bytes(GOOD[:-1])
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [True, False]
    assert first[0].path.read_bytes() == GOOD
    (tmp_path / "pulled" / SOURCE / f"{first[1].path.stem}.json").write_text("{")
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [False, True]
    assert all(file.fresh for file in pulling.pull(SOURCE, tmp_path, again=True))


def test_progress_counts_the_pieces_and_says_the_whole_where_the_publisher_does(
    tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "PIECE", 100)
    publisher.answers = [Answer(GOOD), Answer(GOOD, told=0)]
    seen: dict[str, list[tuple[int, int | None]]] = {}
    pulling.pull(SOURCE, tmp_path, progress=lambda *of: seen.setdefault(of[0], []).append(of[1:]))
    steps = [*range(100, len(GOOD), 100), len(GOOD)]
    assert seen[publisher.addresses[0]] == [(step, len(GOOD)) for step in steps]
    assert seen[publisher.addresses[1]] == [(step, None) for step in steps]


def test_a_publisher_that_stumbles_is_asked_three_times(tmp_path: Path, publisher: Publisher) -> None:
    publisher.answers = [Answer(code=503), Answer(GOOD[:-5], told=len(GOOD)), Answer(GOOD)]
    pulling.pull(SOURCE, tmp_path)
    assert publisher.asked == ["/api/HWF_0001"] * 3 + ["/api/HWF_0006"]


def test_where_a_publisher_sends_us_on_to_is_followed(tmp_path: Path, publisher: Publisher) -> None:
    moved = Answer(code=302, headers={"Location": "/elsewhere"})
    publisher.answers = [moved, Answer(GOOD)]
    assert pulling.pull(SOURCE, tmp_path)[0].path.read_bytes() == GOOD
    assert publisher.asked == ["/api/HWF_0001", "/elsewhere", "/api/HWF_0006"]


def going_on(to: str) -> bytes:
    return json.dumps({"@odata.nextLink": to} | json.loads(GOOD)).encode()


def test_the_next_page_of_a_reply_is_fetched_too_and_kept(tmp_path: Path, publisher: Publisher) -> None:
    publisher.answers = [
        Answer(going_on("HWF_0001?$skip=1")),
        Answer(going_on(f"http://{publisher.host}/api/HWF_0001?$skip=2")),
        Answer(GOOD),
    ]
    first = pulling.pull(SOURCE, tmp_path)
    assert publisher.asked == ["/api/HWF_0001", "/api/HWF_0001?$skip=1", "/api/HWF_0001?$skip=2", "/api/HWF_0006"]
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [False] * 4
    assert len({file.path for file in first}) == 4


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://elsewhere.example/api", "goes on at http://elsewhere.example/api, which is not its publisher's"),
        ("/api/HWF_0001", "/api/HWF_0001 on have no end"),
    ],
)
def test_pages_that_lead_away_or_round_are_refused(tmp_path: Path, publisher: Publisher, to: str, said: str) -> None:
    publisher.answers = [Answer(going_on(to))]
    with pytest.raises(BraingainError) as caught:
        pulling.pull(SOURCE, tmp_path)
    assert said in caught.value.problems[0].line()
    assert publisher.asked == ["/api/HWF_0001"]


@pytest.mark.parametrize(
    ("answer", "times", "said"),
    [
        (Answer(code=503), 3, "who_gho: 127.0.0.1 answers 503 Service Unavailable; fetch http"),
        (Answer(code=404), 1, "who_gho: 127.0.0.1 answers 404 Not Found; fetch http"),
        (Answer(code=429), 1, "who_gho: 127.0.0.1 answers 429 Too Many Requests; fetch http"),
        (Answer(b"<html>Service moved</html>"), 1, "who_gho: what 127.0.0.1 sent is no file of it (26 bytes); look at http"),
        (Answer(), 1, "who_gho: what 127.0.0.1 sent is no file of it (0 bytes)"),
        (Answer(GOOD[:-5], told=len(GOOD)), 3, "does not answer (the file broke off after"),
        (Answer(GOOD, waits=0.5), 3, "does not answer (timed out)"),
        (
            Answer(code=301, headers={"Location": "ftp://elsewhere/file"}),
            1,
            "answers 301 and sends us to ftp://elsewhere/file, no https address",
        ),
        (Answer(code=302, headers={"Location": "/api/HWF_0001"}), 5, "answers 302 The HTTP server returned a redirect error"),
        (Answer(GOOD * 50), 1, "sends more than 0 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_one_line_and_leaves_nothing(
    tmp_path: Path, publisher: Publisher, answer: Answer, times: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "SECONDS", 0.2)
    monkeypatch.setattr(pulling, "MAX_BYTES", 2000)
    publisher.answers = [answer]
    assert said in refused(tmp_path)
    assert len(publisher.asked) == times


def test_a_second_file_that_fails_leaves_the_first_in_the_cache_and_takes_nothing_in(
    tmp_path: Path, publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers = [Answer(GOOD), Answer(code=404)]
    assert command(capsys, SOURCE, "--store", str(tmp_path))["code"] == 1
    assert not (tmp_path / "imported").exists()
    publisher.answers = [Answer(GOOD)]
    assert [file.fresh for file in pulling.pull(SOURCE, tmp_path)] == [False, True]


def test_an_address_in_clear_text_is_not_asked(
    tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "SCHEMES", ("https",))
    publisher.answers = [Answer(GOOD)]
    assert "is no https address" in refused(tmp_path)
    assert publisher.asked == []


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
    tmp_path: Path, publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers = [Answer(GOOD)]
    done = command(capsys, SOURCE, "--store", str(tmp_path))
    assert done["code"] == 0
    assert f"HWF_0001: fetched, SHA-256 {hashlib.sha256(GOOD).hexdigest()[:12]}" in str(done["out"])
    assert open_store(tmp_path).observations(source=SOURCE)["value"].tolist() == [1.7]


def _nobody(monkeypatch: pytest.MonkeyPatch, publisher: Publisher) -> None:
    """Nobody listens at the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/x"
    card = all_sources()[SOURCE].model_copy(update={"pull": (address,)})
    monkeypatch.setattr(pulling, "find_source", lambda name: card)


def _no_name(monkeypatch: pytest.MonkeyPatch, publisher: Publisher) -> None:
    """No name is known, as without a network."""

    def unknown(*of: object, **more: object) -> object:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


@pytest.mark.parametrize(
    ("without", "said"), [(_nobody, "Connection refused"), (_no_name, "Temporary failure in name resolution")]
)
def test_the_command_without_a_network_says_so_in_one_line(
    tmp_path: Path,
    publisher: Publisher,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    without: Callable[[pytest.MonkeyPatch, Publisher], None],
    said: str,
) -> None:
    without(monkeypatch, publisher)
    done = command(capsys, SOURCE, "--store", str(tmp_path))
    assert done["code"] == 1
    assert str(done["err"]).count("\n") == 1
    assert "no network, or 127.0.0.1 does not answer" in str(done["err"]) and said in str(done["err"])
    assert not (tmp_path / "imported").exists()
