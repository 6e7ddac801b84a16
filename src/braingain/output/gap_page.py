"""The picture of the gaps as a page, and what to ask a ministry for as a table: files that are written beside each other."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from statistics import median
from typing import Any

from braingain.analysis.completeness import MET, STATES, Country, to_ask
from braingain.evidence.gaps import needs
from braingain.output import gap_picture, tokens
from braingain.output.charts import as_svg

ASK_COLUMNS = (
    "country",
    "name",
    "region",
    "indicator",
    "cadre",
    "what",
    "state",
    "latest_year",
    "stands_in",
    "why",
    "ask",
)
WIDTHS = (9, 26, 8, 24, 10, 24, 10, 11, 12, 60, 60)
PNG_SCALE = 1.6
CSS = """
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 var(--sans)}
main{max-width:960px;margin:0 auto;padding:32px 24px}
h1{font:28px/1.25 var(--serif);margin:0 0 8px}h2{font:20px/1.3 var(--serif);margin:32px 0 8px}
p.lead{font:19px/1.4 var(--serif);max-width:44em}p,li{max-width:48em}small,footer{color:var(--soft)}
figure{margin:0 0 24px;background:var(--card);border:1px solid var(--line);padding:12px;overflow-x:auto}
figure svg{max-width:100%;height:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;background:var(--card)}
th,td{border-bottom:1px solid var(--line);padding:1px 10px;text-align:right}
th:first-child,td:first-child{text-align:left}
@media print{@page{size:A4 portrait;margin:12mm}body{background:#fff;font-size:10pt}main{padding:0;max-width:none}
figure{border:0;padding:0;break-inside:avoid;overflow:visible}h2{break-after:avoid}}
"""


def gap_files(countries: Sequence[Country], name: str, made: str, start: int) -> dict[str, bytes]:
    """The files of the gaps by their names: page, picture as SVG and PNG, and what to ask as CSV and workbook.

    Parameters
    ----------
    name : stem of the files: ``gaps``, or ``gaps-GHA``
    made : program and hash of the data, for the foot of the page
    start : year from which what stands in was asked
    """
    import vl_convert

    whole = gap_picture.whole_chart(countries)
    asked = to_ask(countries)
    return {
        f"{name}.html": page(countries, name, made, start).encode(),
        f"{name}.svg": as_svg(whole, sentence(countries)).encode(),
        f"{name}.png": bytes(vl_convert.vegalite_to_png(whole, scale=PNG_SCALE)),
        f"{name}-ask.csv": ask_csv(asked).encode("utf-8-sig"),
        f"{name}-ask.xlsx": ask_workbook(asked),
    }


def sentence(countries: Sequence[Country]) -> str:
    """The first thing to know of the gaps, from the numbers."""
    total, known = len(needs()), [one.count(MET) for one in countries]
    if len(countries) == 1:
        one = countries[0]
        unused, borrowed = one.count("unused"), one.count("borrowed")
        missing = f"{unused} are known in figures that no run uses, {borrowed} are borrowed, estimated or assumed and {one.count('missing')} missing"
        return f"Of {total} figures that a baseline needs, {one.name} reports {one.count(MET)} of the years that count; {missing}."
    nobody = [need["label"] for n, need in enumerate(needs()) if not any(c.cells[n].state == MET for c in countries)]
    return (
        f"Of {total} figures that a baseline needs, half of {len(countries)} countries and territories report {median(known):g} or fewer; "
        f"{_nobody(nobody)}."
    )


def _nobody(labels: Sequence[str]) -> str:
    if not labels:
        return "each is reported somewhere"
    last = f" and {labels[-1]}" if len(labels) > 1 else labels[-1]
    return f"nobody reports {len(labels)} of them for the years that count in a form that is used: {', '.join(labels[:-1])}{last}"


def page(countries: Sequence[Country], name: str, made: str, start: int) -> str:
    """One page without scripts or network: the sentence, a table by region, what is known by need, what to do with it."""
    parts = [f"<p class=lead>{escape(sentence(countries))}</p>"]
    parts.append(f"<figure>{as_svg(gap_picture.legend_chart(), 'Signs: ' + _meanings())}</figure>")
    parts += ["<h2>By figure</h2>", _by_need(countries)]
    for region, title in gap_picture.REGIONS.items():
        some = [one for one in countries if one.region == region]
        if some:
            heard = f"{title}: {len(some)} countries; {_counted(some)}"
            svg = as_svg(gap_picture.region_chart(countries, region), heard)
            parts.append(f"<h2>{escape(title)}</h2><figure>{svg}</figure>")
    parts += ["<h2>What to do</h2>", _to_do(name)]
    foot = f"<footer><small>{escape(made)}. What stands in is that of a baseline of {start}; grades and words: docs/evidence.md.</small></footer>"
    head = f"<title>Gaps in the evidence</title><style>{tokens.as_css()}{CSS}</style>"
    body = f"<main><h1>What is known, and what is not</h1>{''.join(parts)}{foot}</main>"
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{view}{head}</head><body>{body}</body></html>\n'


def ask_csv(asked: Sequence[Mapping[str, Any]]) -> str:
    """What to ask for as CSV, one figure of one country a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ASK_COLUMNS)
    writer.writerows(["" if row[column] is None else row[column] for column in ASK_COLUMNS] for row in asked)
    return text.getvalue()


def ask_workbook(asked: Sequence[Mapping[str, Any]]) -> bytes:
    """The same as a workbook that can be filtered and printed."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "What to ask"
    sheet.append([column.replace("_", " ") for column in ASK_COLUMNS])
    for row in asked:
        sheet.append([row[column] if row[column] != "" else None for column in ASK_COLUMNS])
    for cell, width in zip(sheet[1], WIDTHS, strict=True):
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    book.properties.creator = "braingain"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _by_need(countries: Sequence[Country]) -> str:
    head = "".join(f"<th>{state}</th>" for state in STATES)
    rows = []
    for n, need in enumerate(needs()):
        counts = "".join(f"<td>{sum(c.cells[n].state == state for c in countries)}</td>" for state in STATES)
        rows.append(f"<tr><td>{escape(need['label'])}</td>{counts}</tr>")
    return f"<table><thead><tr><th>figure</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _to_do(name: str) -> str:
    return (
        f"<p>Beside this page <a href='{name}-ask.xlsx'>{name}-ask.xlsx</a> and <a href='{name}-ask.csv'>{name}-ask.csv</a> list "
        "each figure that is not met, why it matters and whom to ask. A ministry fills in the workbook that "
        "<code>braingain template ISO3</code> writes; <code>braingain evidence import</code> takes it in.</p>"
    )


def _meanings() -> str:
    return "; ".join(f"{state}, {words}" for state, words in gap_picture.MEANINGS.items())


def _counted(countries: Sequence[Country]) -> str:
    whole = len(countries) * len(needs())
    return ", ".join(f"{sum(one.count(state) for one in countries) / whole:.0%} {state}" for state in STATES)
