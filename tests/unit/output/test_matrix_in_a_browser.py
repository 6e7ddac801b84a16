"""The page of the matrix in a real browser: what its address asks for is what is shown, and a click on a head sorts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import invented
import pytest
from test_matrix_files import record

from braingain.output import matrix_page

CHROMIUM = os.environ.get("BRAINGAIN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: chromium on the path, or BRAINGAIN_CHROMIUM")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def page() -> str:
    return matrix_page.render(record(), invented.brief()["projection"])


def shown_by(html: str, tmp_path: Path, asked: str = "", click: str = "") -> str:
    """The page's markup once its own script, and then ``click``, have run."""
    if click:
        html = POLICY.sub("", html).replace("</body>", f"<script>{click}</script></body>")
    file = tmp_path / "matrix.html"
    file.write_text(html, encoding="utf-8")
    alone = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [CHROMIUM, *alone, "--disable-sync", profile, "--dump-dom", f"file://{file}{asked}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def levers(dom: str) -> list[tuple[str, bool]]:
    """Each lever in the order in which it stands, and whether it can be seen."""
    bodies = re.findall(r'<tbody [^>]*class="one"[^>]*>', dom)
    return [(re.search(r'id="lever-([a-z_]+)"', body)[1], "hidden" not in body) for body in bodies]  # type: ignore[index]


def medians(name: str) -> list[str]:
    """The levers that apply, by the size of a number, smallest first."""
    rows = [row for row in record()["rows"] if not row["not_applicable"]]
    size = {
        "workers": lambda row: row["outcomes"]["workers"]["difference"]["median"],
        "cost": lambda row: row["cost_usd"]["total"]["median"],
    }[name]
    return [row["lever"] for row in sorted(rows, key=size)]


def test_all_levers_are_shown_in_the_order_of_the_catalogue(tmp_path: Path) -> None:
    dom = shown_by(page(), tmp_path)
    assert levers(dom) == [(row["lever"], True) for row in record()["rows"]]
    assert "6 of 6 levers shown" in dom and '<form id="choose" hidden' not in dom


def test_the_address_filters_and_sorts(tmp_path: Path) -> None:
    dom = shown_by(page(), tmp_path, "#family=partnership")
    asked = [row["lever"] for row in record()["rows"] if row["family"] == "partnership"]
    assert [name for name, seen in levers(dom) if seen] == asked and 0 < len(asked) < len(record()["rows"])
    assert f"{len(asked)} of 6 levers shown" in dom
    dom = shown_by(page(), tmp_path, "#acting=1&sort=workers+descending")
    assert [name for name, seen in levers(dom) if seen] == medians("workers")[::-1]
    assert 'aria-sort="descending"' in unescape(dom)


def test_a_click_on_a_head_sorts_and_a_second_one_turns_the_order_round(tmp_path: Path) -> None:
    once = "document.querySelector('thead [data-column=cost] button').click();"
    last = record()["rows"][5]["lever"]
    dom = shown_by(page(), tmp_path, click=once)
    assert [name for name, _ in levers(dom)] == [*medians("cost"), last], "what does not apply stands last"
    dom = shown_by(page(), tmp_path, click=once * 2)
    assert [name for name, _ in levers(dom)] == [*medians("cost")[::-1], last]


def test_costs_for_people_from_all_countries_and_harm_lead_no_sort_and_levels_stay_on_top(tmp_path: Path) -> None:
    found = record()
    cheapest, harmful = found["rows"][0], found["rows"][2]
    assert medians("cost")[0] == cheapest["lever"]
    cheapest["cost_is_whole"] = True
    harmful |= {"aim_outcome": "workers", "first_effect_year": 2027, "first_effect_sign": -1}
    outcomes = {"workers": {"level": invented.interval(1000, 9), "by_sex": None, "by_place": None}}
    found["without_policy"] = [{"year": 2047, "outcomes": outcomes}]
    html = matrix_page.render(found, invented.brief()["projection"])
    applying = [row["lever"] for row in found["rows"] if not row["not_applicable"]]
    dom = shown_by(html, tmp_path, "#sort=cost+ascending")
    assert [name for name, _ in levers(dom)][: len(applying)] == [*medians("cost")[1:], cheapest["lever"]]
    assert dom.index('class="level"') < dom.index('class="one"')
    dom = shown_by(html, tmp_path, "#sort=first+ascending")
    order = [name for name, _ in levers(dom)]
    assert order[0] == cheapest["lever"] and order.index(harmful["lever"]) > 0


def test_a_hostile_address_changes_nothing(tmp_path: Path) -> None:
    dom = shown_by(page(), tmp_path, "#family=%3Cscript%3Ealert(1)%3C/script%3E&sort=nothing+up&cadre=")
    assert all(seen for _, seen in levers(dom)) and "alert(1)" not in dom
