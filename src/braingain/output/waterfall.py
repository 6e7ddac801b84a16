"""The shortfall as a waterfall: one bar for each cause, from where the one before it ended, with its 90 % interval."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from braingain.foundation.errors import BraingainError, Problem
from braingain.output import tokens
from braingain.output.charts import Spec, as_svg, styled

ENDINGS = (".svg", ".png")
SIZE = (420, 34)  # pixels: width, height of a bar
PIXELS = 2.0  # of a PNG for each pixel of the drawing


def waterfall(record: Mapping[str, Any]) -> Spec:
    """The chart of ``analysis.explain.explain``: parts by their mean of draws, which add up, and the shortfall last."""
    import altair as alt

    rows, at = [], 0.0
    for part in record["parts"]:
        value = part["workers"]
        rows.append(_row(part["title"], at, at + value["mean"], value, at))
        at += value["mean"]
    whole = record["shortfall_workers"]
    rows.append(_row(f"short of the norm in {record['year']}", 0.0, whole["mean"], whole, 0.0, total=True))
    order = [row["label"] for row in rows]
    y = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=330))
    axis = alt.Axis(title="workers", tickCount=6, labelExpr="replace(format(datum.value, ',.0f'), /,/g, '\u202f')")
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_bar(height={"band": 0.6}).encode(
        y=y, x=alt.X("first:Q", axis=axis), x2="last:Q", color=alt.Color("colour:N", scale=None)
    )
    spread = base.mark_rule(color=tokens.INK, strokeWidth=1.2).encode(y=y, x=alt.X("low:Q", axis=axis), x2="high:Q")
    zero = alt.Chart(alt.Data(values=[{"zero": 0.0}])).mark_rule(color=tokens.RULE).encode(x=alt.X("zero:Q", axis=axis))
    subtitle = (
        f"{record['norm_per_10k']:g} doctors, nurses and midwives for 10 000 people; bars are means of {record['draws']} draws, "
        "which add up; lines 90 % of draws"
    )
    title = alt.TitleParams(f"{record['country']}: why workers are short", subtitle=subtitle, anchor="start")
    return styled(alt.layer(zero, bars, spread).properties(width=SIZE[0], height=SIZE[1] * len(rows), title=title))


def write_picture(record: Mapping[str, Any], file: Path, force: bool = False) -> Path:
    """Write the waterfall as SVG or PNG, whole or not at all.

    Raises
    ------
    BraingainError
        For another ending, a file that is there, or a folder that cannot be written.
    """
    check_picture(file, force)
    spec = waterfall(record)
    if file.suffix.lower() == ".png":
        import vl_convert

        content = vl_convert.vegalite_to_png(spec, scale=PIXELS)
    else:
        content = as_svg(spec, heard=f"Why workers are short in {record['country']}").encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise BraingainError(Problem(str(file), what, "give another --picture")) from error
    return file


def check_picture(file: Path, force: bool = False) -> None:
    """Refuse a picture that could not be written, before anything is computed."""
    if file.suffix.lower() not in ENDINGS:
        raise BraingainError(
            Problem("--picture", f'"{file.name}" is neither .svg nor .png', "end the name in one of them")
        )
    if file.exists() and not force:
        raise BraingainError(Problem(str(file), "is there already", "give --force to overwrite it, or another name"))


def _row(
    label: str, first: float, last: float, value: Mapping[str, Any], foot: float, total: bool = False
) -> dict[str, Any]:
    more = value["mean"] > 0
    colour = tokens.ACCENT if total else tokens.LOSS[1] if more else tokens.GAIN[1]
    return {
        "label": label,
        "first": first,
        "last": last,
        "low": foot + value["p05"],
        "high": foot + value["p95"],
        "colour": colour,
    }
