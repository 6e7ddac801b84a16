"""Charts as Vega-Lite specifications, made once here and shown by page and document alike.

Each chart has its data inside, a title that says what is seen and a subtitle with unit and years; `as_svg` renders it
without a browser. Intervals are bands of 50 and 90 % of draws; the baseline is dashed grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from braingain.output import tokens, words

Spec = dict[str, Any]
PROJECTION_SIZE = (400, 170)  # pixels
LABEL_APART = 0.09  # of the height of a chart, the least distance of two words
QUANTILES = ("p05", "p25", "median", "p75", "p95")


def projection_chart(
    years: Sequence[int],
    interval: Mapping[str, Sequence[float]],
    reported: Sequence[Mapping[str, Any]],
    policy_start: int,
    title: str,
    subtitle: str,
) -> Spec:
    """Baseline over the years with bands of 50 and 90 % of draws, and reported figures as points beside it.

    Parameters
    ----------
    interval : lists by year of p05, p25, median, p75, p95 [persons or per 10 000]
    reported : rows with ``year`` and ``value``, figures that the model has not seen
    """
    import altair as alt

    rows = [{"year": year, **{q: interval[q][i] for q in QUANTILES}} for i, year in enumerate(years)]
    x = alt.X("year:Q", axis=alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False, title=None))
    scale = alt.Scale(zero=True, nice=True)
    axis = alt.Axis(title=None, tickCount=5, labelExpr="replace(format(datum.value, ',.0f'), /,/g, '\u202f')")
    base = alt.Chart(alt.Data(values=rows))
    wide = base.mark_area(color=tokens.BANDS[0]).encode(x=x, y=alt.Y("p05:Q", scale=scale, axis=axis), y2="p95:Q")
    narrow = base.mark_area(color=tokens.BANDS[1]).encode(x=x, y=alt.Y("p25:Q", axis=axis), y2="p75:Q")
    middle = base.mark_line(color=tokens.BASELINE, strokeDash=[5, 3], strokeWidth=2).encode(
        x=x, y=alt.Y("median:Q", axis=axis)
    )
    ends = alt.Chart(alt.Data(values=_end_labels(rows[-1], interval)))
    label = ends.mark_text(align="left", dx=5, color=tokens.SOFT, fontSize=11).encode(
        x=x, y=alt.Y("at:Q", axis=axis), text="text:N"
    )
    start = alt.Chart(alt.Data(values=[{"year": policy_start, "text": f"policies could begin, {policy_start}"}]))
    rule = start.mark_rule(color=tokens.SOFT, strokeDash=[1, 3]).encode(x=x)
    rule_text = start.mark_text(align="left", dx=4, dy=8, color=tokens.SOFT, fontSize=10).encode(
        x=x, y=alt.value(0), text="text:N"
    )
    layers = [wide, narrow, middle, label, rule, rule_text]
    if reported:
        points = [
            {"year": r["year"], "value": r["value"], "fill": tokens.PAPER if r.get("in_start") else tokens.ACCENT}
            for r in reported
        ]
        seen = alt.Chart(alt.Data(values=points))
        layers.append(
            seen.mark_point(size=42, stroke=tokens.ACCENT, strokeWidth=1.5, opacity=1).encode(
                x=x, y=alt.Y("value:Q", axis=axis), fill=alt.Fill("fill:N", scale=None)
            )
        )
        last = max(reported, key=lambda r: r["year"])
        top = max(
            *(r["value"] for r in reported), interval["p95"][years.index(last["year"])] if last["year"] in years else 0
        )
        named = alt.Chart(alt.Data(values=[{"year": last["year"], "at": top, "text": "reported"}]))
        layers.append(
            named.mark_text(align="center", dy=-11, color=tokens.ACCENT, fontSize=11).encode(
                x=x, y=alt.Y("at:Q", axis=axis), text="text:N"
            )
        )
    chart = alt.layer(*layers).properties(
        width=PROJECTION_SIZE[0],
        height=PROJECTION_SIZE[1],
        title=alt.TitleParams(title, subtitle=subtitle, anchor="start"),
    )
    return styled(chart)


def _end_labels(last: Mapping[str, float], interval: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Words beside the last year: the line always, a band where its edge is far enough from the words below it."""
    apart = LABEL_APART * max(interval["p95"])
    labels: list[dict[str, Any]] = [{"year": last["year"], "at": last["median"], "text": "no new policy"}]
    for edge, text in (("p75", "50 % of draws"), ("p95", "90 % of draws")):
        if last[edge] - labels[-1]["at"] > apart:
            labels.append({"year": last["year"], "at": last[edge], "text": text})
    return labels


def interval_chart(interval: Mapping[str, float], low: float, high: float, gain_is: int) -> Spec:
    """One difference as dot (median), thick line (50 %) and thin line (90 % of draws), with the zero line.

    ``low`` and ``high`` are the column's common range; ``gain_is`` is 1 where more is a gain, −1 where fewer is. Grey
    where the 90 % interval holds zero.
    """
    import altair as alt

    colour = _interval_colour(interval, gain_is)
    row = {q: interval[q] for q in QUANTILES} | {"zero": 0.0}
    x: dict[str, Any] = {"scale": alt.Scale(domain=[low, high], nice=False), "axis": None}
    base = alt.Chart(alt.Data(values=[row]))
    layers = [
        base.mark_rule(color=tokens.RULE).encode(x=alt.X("zero:Q", **x)),
        base.mark_rule(color=colour, strokeWidth=1.4).encode(x=alt.X("p05:Q", **x), x2="p95:Q", y=alt.value(11)),
        base.mark_rule(color=colour, strokeWidth=4).encode(x=alt.X("p25:Q", **x), x2="p75:Q", y=alt.value(11)),
        base.mark_point(color=colour, fill=tokens.CARD, size=46, strokeWidth=2, opacity=1).encode(
            x=alt.X("median:Q", **x), y=alt.value(11)
        ),
    ]
    return styled(alt.layer(*layers).properties(width=110, height=22), padding=2)


def share_bars(rows: Sequence[Mapping[str, Any]], title: str, subtitle: str) -> Spec:
    """Horizontal bars from zero, largest first, each with its number: `label`, `value`, `text` of each row."""
    import altair as alt

    ordered = sorted(rows, key=lambda row: -row["value"])
    base = alt.Chart(alt.Data(values=ordered)).encode(
        y=alt.Y("label:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150)),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, domain=[0, 1.3 * max(r["value"] for r in ordered)])),
    )
    bars = base.mark_bar(color=tokens.GAIN[1], height={"band": 0.7})
    labels = base.mark_text(align="left", dx=4, color=tokens.INK, fontSize=11).encode(text="text:N")
    chart = alt.layer(bars, labels).properties(
        width=250, height=19 * len(ordered), title=alt.TitleParams(title, subtitle=subtitle, anchor="start")
    )
    return styled(chart)


def as_svg(spec: Spec, heard: str = "") -> str:
    """The chart as SVG text, drawn without a browser and without any network.

    ``heard`` is the sentence for those who cannot see it; without one the chart is silent, for a picture of numbers that
    stand beside it.
    """
    import vl_convert

    name = f'role="img" aria-label="{escape(heard, quote=True)}"' if heard else 'aria-hidden="true"'
    return str(vl_convert.vegalite_to_svg(spec)).replace("<svg ", f"<svg {name} ", 1)


def column_range(intervals: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """A common range for the intervals of one column, with zero inside and a margin."""
    low = min([0.0, *(i["p05"] for i in intervals)])
    high = max([0.0, *(i["p95"] for i in intervals)])
    margin = 0.06 * (high - low) or 1.0
    return low - margin, high + margin


def _interval_colour(interval: Mapping[str, float], gain_is: int) -> str:
    if words.holds_zero(interval):
        return tokens.BASELINE
    return tokens.GAIN[0] if interval["median"] * gain_is > 0 else tokens.LOSS[0]


def styled(chart: Any, padding: int = 5) -> Spec:
    """A chart's specification with the type and colours of the house."""
    spec: Spec = chart.to_dict()
    sans = "Inter, Noto Sans, Liberation Sans, DejaVu Sans, sans-serif"
    spec["config"] = {
        "background": None,
        "padding": padding,
        "font": sans,
        "view": {"stroke": None},
        "axis": {
            "domainColor": tokens.LINE,
            "gridColor": tokens.LINE,
            "tickColor": tokens.LINE,
            "labelColor": tokens.SOFT,
            "labelFontSize": 11,
            "titleColor": tokens.SOFT,
        },
        "title": {
            "color": tokens.INK,
            "fontSize": 13,
            "subtitleColor": tokens.SOFT,
            "subtitleFontSize": 11,
            "offset": 10,
        },
    }
    return spec
