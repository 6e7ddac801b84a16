"""The brief as a page: whole, self-contained, inert against hostile names, and the same numbers as its data."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import invented
import pytest

from braingain.foundation.errors import BraingainError
from braingain.output import brief, charts, tokens, words

PARTS = (
    *("profile", "projection", "matrix", "wrong", "sure", "method"),
    *("appendix", "values", "gaps", "assumed", "studies", "sources"),
)


class Page(HTMLParser):
    """Collects tags, ids, text by section and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.quiet += tag in ("script", "style")
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("src", "href", "xlink:href") and value:
                self.addresses.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.text += data


@pytest.fixture(scope="module")
def html() -> str:
    return brief.render(invented.brief())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    parsed = Page()
    parsed.feed(html)
    return parsed


def test_the_parts_stand_in_their_order(html: str) -> None:
    places = [html.index(f'id="{name}"') for name in PARTS]
    assert places == sorted(places)


def test_the_page_works_offline(page: Page) -> None:
    assert all(address.startswith("#") for address in page.addresses)
    assert "link" not in page.tags and "img" not in page.tags
    assert page.tags.count("script") == 1, "data only, no program"


def test_links_inside_the_page_lead_somewhere(page: Page) -> None:
    assert {address[1:] for address in page.addresses} <= set(page.ids)


def test_the_first_sentence_is_the_problem_in_one_number(page: Page) -> None:
    assert "one doctor for 6\u202f100 people" in page.text
    assert "an estimate" in page.text


def test_figures_that_matter_stand_before_the_matrix_and_all_values_after_it(html: str) -> None:
    first, rest = html.split('<section id="matrix">')
    assert "Doctors at home" in first and "4\u202f800" in first and "All 6 gaps" in first
    assert "women share" not in first
    assert "women share" in rest.split('id="values"')[1]


def test_code_names_stand_small_in_the_appendix_only(html: str, page: Page) -> None:
    before = html.split('<section id="appendix">', maxsplit=1)[0]
    for code in ("estimate:", "pay_multiple", "place_share", "docs/model.md 4.9", "assumed law"):
        assert code not in before
    assert '<small class="code">pay_multiple.doctor.LMC</small>' in html
    assert "docs/model.md 4.9" not in page.text


def test_ids_are_unique_and_every_table_and_picture_says_what_it_is(html: str, page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("table") == page.tags.count("caption")
    pictures = re.findall(r"<svg[^>]*>", html)
    assert len(pictures) >= 8
    for picture in pictures:
        assert 'aria-hidden="true"' in picture or re.search(r'role="img" aria-label="[^"]{30,}"', picture)


def test_every_lever_has_a_row_and_the_one_that_does_not_apply_says_why(page: Page) -> None:
    for row in invented.brief()["matrix"]["rows"]:
        assert f"lever-{row['lever']}" in page.ids
    assert "Not applicable: nobody works here in this cadre" in page.text


def test_the_table_says_what_the_data_say(html: str, page: Page) -> None:
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.S)[1])  # type: ignore[index]
    assert data == json.loads(json.dumps(invented.brief()))
    for row in data["matrix"]["rows"]:
        if not row["not_applicable"]:
            for text in words.counts(row["outcomes"]["workers.doctor"]["difference"]):
                assert text in page.text


def test_rights_note_is_shown_where_freedom_is_limited(page: Page) -> None:
    assert "limits freedom to move" in page.text
    assert "Binds people to work at home for a term." in page.text


def test_hostile_names_are_inert() -> None:
    record = invented.brief()
    record["profile"]["name"] = "</script><script>alert(1)</script>"
    record["profile"]["gaps"][0]["why"] = "<img src=x onerror=alert(1)>"
    html = brief.render(record)
    assert "<script>alert" not in html
    assert "<img" not in html


def test_does_not_overwrite_without_force(tmp_path: Path) -> None:
    first = brief.write_brief(invented.brief(), tmp_path)
    before = first[1].read_bytes()
    changed = invented.brief()
    changed["matrix"]["seed"] = 2
    with pytest.raises(BraingainError, match="--force"):
        brief.write_brief(changed, tmp_path)
    assert first[1].read_bytes() == before
    brief.write_brief(changed, tmp_path, force=True)
    assert json.loads(first[1].read_text(encoding="utf-8"))["matrix"]["seed"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief-GHA.html", "brief-GHA.json"]


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    for out in (blocked, blocked / "below", Path("/proc/nope")):
        with pytest.raises(BraingainError, match="--out"):
            brief.check_free("GHA", out)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_number_that_is_not_finite_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    record = invented.brief()
    record["matrix"]["rows"][0]["outcomes"]["workers"]["difference"]["median"] = float("nan")
    with pytest.raises(ValueError):
        brief.write_brief(record, tmp_path)
    assert not list(tmp_path.iterdir())


def test_charts_are_drawn_and_hold_the_data_of_the_table() -> None:
    band = {q: [10.0, 12.0 + i] for i, q in enumerate(charts.QUANTILES)}
    spec = charts.projection_chart([2018, 2019], band, [{"year": 2019, "value": 11}], 2027, "Doctors", "persons")
    rows = [row for data in spec["datasets"].values() for row in data] if "datasets" in spec else _inline_rows(spec)
    assert any(row.get("median") == 14.0 for row in rows)
    ElementTree.fromstring(charts.as_svg(spec))


def _drawn(svg: str) -> dict[str, float]:
    """Names and values that a drawn chart carries in its marks."""
    found = {}
    for label in re.findall(r'aria-label="([^"]*)"', svg):
        pairs = [pair.split(": ") for pair in label.replace("\u2212", "-").split("; ") if ": " in pair]
        found |= {name: float(value) for name, value in pairs if re.fullmatch(r"-?[\d.]+", value)}
    return found


def test_the_intervals_of_the_matrix_draw_the_numbers_of_their_row(html: str) -> None:
    rows = [row for row in invented.brief()["matrix"]["rows"] if not row["not_applicable"]]
    assert rows
    for row in rows:
        cells = re.search(rf'id="lever-{row["lever"]}".*?</tr>', html, re.S)[0]  # type: ignore[index]
        drawn, difference = _drawn(cells), row["outcomes"]["workers"]["difference"]
        assert {q: drawn[q] for q in charts.QUANTILES} == pytest.approx(difference)
        assert words.counts(difference)[0] in cells


def test_the_projection_draws_the_record_and_its_words_say_the_same(html: str) -> None:
    record = invented.brief()["projection"]
    figure = re.search(r'id="projection".*?</figure>', html, re.S)[0]  # type: ignore[index]
    last = {q: record["outcomes"]["workers.doctor"][q][-1] for q in charts.QUANTILES}
    assert words.rounded(last["median"]) in figure and words.rounded_interval(last) in figure
    band = record["outcomes"]["workers.doctor"]
    spec = charts.projection_chart(record["stock_years"], band, record["reported_since"]["doctor"], 2027, "a", "b")
    rows = [row for row in _inline_rows(spec) if "p05" in row]
    assert [row["median"] for row in rows][: len(band["median"])] == band["median"]


def test_the_bars_of_destinations_draw_the_record(html: str) -> None:
    figure = re.search(r'<section id="profile">.*?</figure>', html, re.S)[0]  # type: ignore[index]
    for row in invented.brief()["profile"]["abroad"]:
        if row["cadre"] == "doctor":
            assert f"value: {row['workers']}" in figure and row["destination_name"] in figure


def _inline_rows(spec: dict) -> list[dict]:
    return [row for layer in spec["layer"] for row in layer.get("data", spec.get("data", {})).get("values", [])]


def test_interval_colour_is_grey_where_it_could_be_either() -> None:
    unsure = charts.interval_chart(invented.interval(5, 10), -20, 20, 1)
    loss = charts.interval_chart(invented.interval(15, 10), -20, 30, -1)
    assert tokens.BASELINE in json.dumps(unsure) and tokens.GAIN[0] not in json.dumps(unsure)
    assert tokens.LOSS[0] in json.dumps(loss)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [(tokens.INK, t) for t in (tokens.PAPER, tokens.CARD, tokens.EITHER, *tokens.GAIN[2:], *tokens.LOSS[2:])]
    + [(tokens.SOFT, tokens.PAPER), (tokens.GAIN[0], tokens.PAPER), (tokens.LOSS[0], tokens.PAPER)]
    + [(tokens.RIGHTS[0], tokens.RIGHTS[1]), (tokens.WARNING[0], tokens.WARNING[1])],
)
def test_text_contrast(ink: str, paper: str) -> None:
    assert _contrast(ink, paper) >= 4.5


def test_what_people_said_of_leaving_stands_in_the_appendix_with_its_source() -> None:
    assert 'href="#reasons"' not in brief.render(invented.brief())
    said = {"question_words": "left because of", "reason": "<b>Pay", "share": 0.4, "year": 2004, "source": "asked"}
    record = invented.brief()
    record["profile"]["reasons"] = [said]
    record["sources"] = [
        *record["sources"],
        {"source": "asked", "publisher": "Who asked", "citation": "", "licence": "", "link": ""},
    ]
    text = brief.render(record)
    shown = text[text.index('id="reasons"') : text.index('id="gaps"')]
    assert "left because of &lt;b&gt;pay 40%" in shown and '<a href="#source-asked">Who asked</a>' in shown
    assert text.index('id="values"') < text.index('id="reasons"')
    assert text.count('href="#reasons"') == 2
