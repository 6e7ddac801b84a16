"""One figure under two names, and figures that do not say what they count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from braingain.evidence.checks.registry import Hit, Seen, check

if TYPE_CHECKING:
    import pandas as pd

THING = ("indicator", "country", "partner", "cadre", "sex", "age", "place", "employment", "unit")
SAME = 0.001  # figures this near are one figure [share]
FEWEST_DIGITS = 2  # that a rounded figure needs to be told from others
FEWEST_SAME = 2  # years in which two sources have to agree
# What a figure of these indicators has to say of itself, by column, in words.
ASKED: Mapping[str, Mapping[str, str]] = {
    "workers": {"activity": "whether they practise", "count": "whether heads or full-time equivalents"},
    "density_per_10k": {"activity": "whether they practise", "count": "whether heads or full-time equivalents"},
    "workers_abroad": {"definition": "whether trained, born or nationals there", "activity": "whether they practise"},
    "emigrants": {"definition": "whether trained, born or nationals there"},
    "migrants": {"definition": "whether born or nationals there"},
}


@check(
    "same_figure",
    "note",
    "one figure under two sources: they are one witness, not two",
    "DATA 6.6: the World Bank repeats WHO, Eurostat and the OECD share their figures",
)
def find_repeated(seen: Seen) -> Iterator[Hit]:
    """Pairs of sources that agree, but for rounding, in at least two years, and in half of those that they have in common."""
    rows = seen.rows[seen.rows["value"].notna() & (seen.rows["value"] != 0)]
    several = rows.groupby([*THING, "year"])["source"].transform("nunique") > 1
    for _, group in rows[several].groupby(list(THING), sort=True):
        by_source = {str(name): _by_year(one) for name, one in group.groupby("source", sort=True)}
        for (first, ours), (second, theirs) in combinations(by_source.items(), 2):
            common = sorted(set(ours) & set(theirs))
            same = [y for y in common if _one_figure(ours[y][0], theirs[y][0])]
            if len(same) < FEWEST_SAME or 2 * len(same) < len(common):
                continue
            labels = tuple(at for year in reversed(same) for at in (ours[year][1], theirs[year][1]))
            years = f"{same[0]} to {same[-1]}"
            words = f"{first} and {second} have one figure in {len(same)} of {len(common)} common years, {years}"
            yield Hit(labels, words)


@check(
    "not_said",
    "note",
    "a source that does not say whether workers practise, what is counted, or what the other country is",
    "docs/evidence.md, An observation: what a source does not say is unknown, and never guessed",
)
def find_not_said(seen: Seen) -> Iterator[Hit]:
    """Rows whose columns are unknown where the meaning of the figure hangs on them: one finding for a series."""
    for indicator, asked in ASKED.items():
        rows = seen.rows[seen.rows["indicator"] == indicator]
        for _, group in rows.groupby(["source", "country", "cadre", *asked], sort=True):
            missing = [words for column, words in asked.items() if group[column].iloc[0] in ("unknown", "")]
            if missing:
                labels = group.sort_values("year", ascending=False, kind="stable").index
                yield Hit(tuple(map(int, labels)), f"the source does not say {', nor '.join(missing)}")


def _one_figure(first: float, second: float) -> bool:
    """Whether two figures are one: alike, or alike once the longer is rounded to the decimals of the shorter (1.523 and 1.52)."""
    if abs(first - second) <= SAME * abs(first):
        return True
    decimals = min(_decimals(first), _decimals(second))
    digits = math.floor(math.log10(min(abs(first), abs(second)))) + 1 + decimals
    return digits >= FEWEST_DIGITS and abs(first - second) <= 0.5 * 10.0**-decimals + 1e-9


def _decimals(value: float) -> int:
    """Decimals that a figure is written with."""
    text = f"{value:.6f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _by_year(rows: pd.DataFrame) -> dict[int, tuple[float, int]]:
    """Value and label by year; of several of one year the last."""
    years, values, labels = rows["year"].tolist(), rows["value"].tolist(), rows.index.tolist()
    return {int(y): (float(v), int(at)) for y, v, at in zip(years, values, labels, strict=True)}
