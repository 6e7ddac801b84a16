"""The heat table of what is known: countries by WHO region against what a baseline needs, with the grades, as charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from braingain.analysis.completeness import STATES, Country
from braingain.evidence.gaps import needs
from braingain.output import tokens
from braingain.output.charts import Spec, styled

if TYPE_CHECKING:
    import altair

CELL = (15, 12)  # width and height [pixels]
SIGN = 20  # square pixels
GRADE_LABELS = {"doctor": "grade, doctors", "nurse": "grade, nurses"}
REGIONS = {
    "AFR": "Africa",
    "AMR": "The Americas",
    "EMR": "Eastern Mediterranean",
    "EUR": "Europe",
    "SEA": "South-East Asia",
    "WPR": "Western Pacific",
}
COLUMNS = (("AFR", "SEA"), ("EUR",), ("AMR",), ("WPR", "EMR"))  # of the whole picture
# The more is known the darker: read in grey print too. The sign in a cell says the same a second time.
FILLS = dict(zip(STATES, (tokens.GAIN[0], tokens.GAIN[2], tokens.GAIN[3], tokens.LOSS[3], tokens.CARD), strict=True))
SIGNS = dict(zip(STATES, ("circle", "triangle-up", "square", "diamond", "cross"), strict=True))
INKS = dict(zip(STATES, (tokens.CARD, tokens.GAIN[0], tokens.GAIN[1], tokens.LOSS[1], tokens.LOSS[0]), strict=True))
MEANINGS = {
    "met": "a figure of the years that count",
    "older": "a figure from before",
    "unused": "figures are kept and shown, and no run uses them",
    "borrowed": "no figure: borrowed from like countries, estimated or assumed",
    "missing": "no figure, and nothing stands in",
}
SUBTITLE = "what a baseline needs; WHO's regions, the most complete country first"


def region_chart(countries: Sequence[Country], region: str) -> Spec:
    """The countries of one region as a chart of its own."""
    some = [one for one in countries if one.region == region]
    return _spec(_table(some, ""), some)


def whole_chart(countries: Sequence[Country]) -> Spec:
    """All regions side by side, with the legend below."""
    import altair as alt

    there = {one.region for one in countries}
    columns = [[region for region in column if region in there] for column in COLUMNS]
    drawn = [
        alt.vconcat(*(_table([c for c in countries if c.region == region], REGIONS[region]) for region in column))
        for column in columns
        if column
    ]
    title = alt.TitleParams("What is known of health workers, by country", subtitle=SUBTITLE, anchor="start")
    spec = _spec(alt.vconcat(alt.hconcat(*drawn, spacing=28), _legend()).properties(title=title), countries)
    spec["config"]["background"] = tokens.CARD  # it is looked at without a page around it
    return spec


def legend_chart() -> Spec:
    """The five states with their signs and meanings."""
    return styled(_legend())


def _table(countries: Sequence[Country], title: str) -> altair.LayerChart:
    """One table: a row for each country, a column for each need, before them the grades."""
    import altair as alt

    labels = [need["label"] for need in needs()]
    columns = [*GRADE_LABELS.values(), *labels]
    names = [one.name for one in countries]
    region = countries[0].region if countries else ""
    axis = alt.Axis(
        title=None, orient="top", labelAngle=-90, ticks=False, domain=False, labelLimit=150, labelFontSize=9
    )
    x = alt.X("need:N", sort=None, scale=alt.Scale(domain=columns), axis=axis)
    side = alt.Axis(title=None, ticks=False, domain=False, labelLimit=170, labelFontSize=9, labelColor=tokens.INK)
    y = alt.Y("country:N", sort=None, scale=alt.Scale(domain=names), axis=side)
    base = alt.Chart(alt.NamedData(name=f"cells{region}")).encode(x=x, y=y)
    fill = alt.Fill("state:N", scale=_scale(FILLS), legend=None)
    rects = base.mark_rect(stroke=tokens.LINE, strokeWidth=0.7, aria=False).encode(fill=fill)
    shape = alt.Shape("state:N", scale=_scale(SIGNS), legend=None)
    ink = alt.Fill("state:N", scale=_scale(INKS), legend=None)
    signs = base.mark_point(size=SIGN, strokeWidth=0, opacity=1, aria=False).encode(shape=shape, fill=ink)
    text = alt.Chart(alt.NamedData(name=f"grades{region}")).mark_text(
        fontSize=9, fontWeight="bold", color=tokens.INK, aria=False
    )
    grades = text.encode(x=x, y=y, text="grade:N")
    size = {"width": CELL[0] * len(columns), "height": CELL[1] * max(len(names), 1)}
    layers = alt.layer(rects, signs, grades).resolve_scale(fill="independent", shape="independent")
    named = {"title": alt.TitleParams(title, anchor="start", fontSize=12)} if title else {}
    return layers.properties(**named, **size)


def _spec(chart: Any, countries: Sequence[Country]) -> Spec:
    """A chart of tables with the data of its regions beside it: inside, each layer would carry and check them again."""
    spec = styled(chart)
    labels = [need["label"] for need in needs()]
    data: dict[str, list[dict[str, str]]] = {}
    for one in countries:
        data.setdefault(f"cells{one.region}", []).extend(
            {"country": one.name, "need": label, "state": cell.state}
            for label, cell in zip(labels, one.cells, strict=True)
        )
        data.setdefault(f"grades{one.region}", []).extend(
            {"country": one.name, "need": GRADE_LABELS[cadre], "grade": grade} for cadre, grade in one.grades.items()
        )
    spec["datasets"] = {**spec.get("datasets", {}), **data}
    return spec


def _legend() -> altair.LayerChart:
    import altair as alt

    rows = [{"state": state, "at": n, "text": f"{state}: {MEANINGS[state]}"} for n, state in enumerate(STATES)]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("at:O", axis=None))
    fill = alt.Fill("state:N", scale=_scale(FILLS), legend=None)
    rects = base.mark_rect(stroke=tokens.LINE, strokeWidth=0.7, width=CELL[0], height=CELL[1]).encode(
        x=alt.value(8), fill=fill
    )
    ink = alt.Fill("state:N", scale=_scale(INKS), legend=None)
    shape = alt.Shape("state:N", scale=_scale(SIGNS), legend=None)
    signs = base.mark_point(size=SIGN, strokeWidth=0, opacity=1, aria=False).encode(
        x=alt.value(8), shape=shape, fill=ink
    )
    text = base.mark_text(align="left", fontSize=11, color=tokens.INK).encode(x=alt.value(24), text="text:N")
    layers = alt.layer(rects, signs, text).resolve_scale(fill="independent", shape="independent")
    return layers.properties(width=430, height=16 * len(rows))


def _scale(by_state: dict[str, str]) -> Any:
    import altair as alt

    return alt.Scale(domain=list(by_state), range=list(by_state.values()))
