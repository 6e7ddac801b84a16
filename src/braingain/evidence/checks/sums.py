"""Parts that do not make their whole, and totals that stand among the parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from braingain.evidence.checks.registry import Hit, Seen, as_dicts, check
from braingain.evidence.schema import HEADS, allowed
from braingain.evidence.sums import SLACK, unequal

if TYPE_CHECKING:
    import pandas as pd

# Signs of a total or residual where an origin is meant: the OECD's, and areas of our own.
TOTALS = ("TOT", "WLD", "W", "all", "world")
RESIDUALS = ("NS", "UNK", "unknown", "")
FEWEST_ORIGINS = 3  # besides the one that looks like their sum
TO_THE_PERSON = 0.0005  # a sum is exact; one person is always allowed [share]
REGISTER_SLACK = 0.05  # a list and its register's total are of other days
BY_ORIGIN = (
    "source", "indicator", "country", "definition", "measure", "activity", "count", "cadre", "sex", "age", "place",
    "employment", "year", "unit",
)  # fmt: skip


@check(
    "parts",
    "doubtful",
    "women and men, places, or public and private work that do not make the figure of all together",
    f"of one source, release and year, counts; a difference of {SLACK:.1%} or one person is rounding (evidence.sums)",
)
def find_unequal_parts(seen: Seen) -> Iterator[Hit]:
    """Counts whose parts miss their whole, within one release, while any of them is the newest figure of its kind."""
    rows, newest = seen.releases, set(seen.rows.index)
    counts = rows[rows["unit"].isin(HEADS) & rows["value"].notna()]
    for one in unequal(as_dicts(counts), counts.index.tolist()):
        if not newest & {one.whole, *one.parts}:
            continue
        words = f"{len(one.parts)} parts make {one.sum:,.6g}, the figure for all together is {one.given:,.6g}"
        yield Hit((int(str(one.whole)), *(int(str(part)) for part in one.parts)), words)


@check(
    "totals",
    "doubtful",
    "a total among the origins, which would count everybody twice, or origins that make more than their total",
    "DATA 6, traps: TOT, NS and W among origins are no countries",
)
def find_totals(seen: Seen) -> Iterator[Hit]:
    """Rows for all origins beside rows by origin, an origin as large as all others together, lists above their register."""
    counts = seen.rows[seen.rows["unit"].isin(HEADS) & seen.rows["value"].notna()]
    listed = counts[~counts["partner"].isin(["", *RESIDUALS]) & (counts["partner"] != counts["country"])]
    areas = set(allowed("area"))
    for _, group in listed.groupby(list(BY_ORIGIN), sort=True):
        total = group[group["partner"].isin(TOTALS)]
        origins = group[~group["partner"].isin([*TOTALS, *areas])]
        if len(total) and len(origins) > 1:
            yield _beside_a_total(total, origins)
        elif len(origins) > FEWEST_ORIGINS:
            yield from _like_a_total(origins)
    yield from _above_the_register(counts)


def _beside_a_total(total: pd.DataFrame, origins: pd.DataFrame) -> Hit:
    whole, parts = float(total["value"].iloc[0]), float(origins["value"].sum())
    more = parts > whole * (1.0 + SLACK) + 1.0
    words = f"a total ({total['partner'].iloc[0]}, {whole:,.6g}) stands beside {len(origins)} origins, which make {parts:,.6g}"
    words += ": more than the total" if more else ": never add it to them"
    return Hit((int(total.index[0]), *map(int, origins.index)), words, "doubtful" if more else "note")


def _like_a_total(origins: pd.DataFrame) -> Iterator[Hit]:
    """An origin as large as all the others together: a total under a country's code."""
    at: Any = origins["value"].idxmax()
    most, rest = float(origins["value"].max()), float(origins["value"].sum() - origins["value"].max())
    others = int((origins["value"] > 0).sum()) - 1
    if others >= FEWEST_ORIGINS and abs(most - rest) <= max(1.0, TO_THE_PERSON * most):
        words = f"{origins.loc[at, 'partner']} has {most:,.6g}, as many as the {others} other origins together ({rest:,.6g})"
        yield Hit((int(at),), words)


def _above_the_register(counts: pd.DataFrame) -> Iterator[Hit]:
    """Workers by country of training that are more than all on the register of the same source and year."""
    keys = ["source", "country", "cadre", "year"]
    registers = counts[(counts["indicator"] == "workers") & counts["partner"].isin(RESIDUALS)]
    whole = registers.groupby(keys)["value"].max()
    abroad = counts[(counts["indicator"] == "workers_abroad") & (counts["definition"] == "trained")]
    abroad = abroad[~abroad["partner"].isin([*TOTALS, *allowed("area")])]
    for key, group in abroad.groupby(keys, sort=True):
        known: Any = whole.get(key)
        parts = float(group["value"].sum())
        if known is not None and parts > float(known) * (1.0 + REGISTER_SLACK):
            words = f"{len(group)} origins make {parts:,.6g}, more than all on the register of that year, {known:,.6g}"
            yield Hit(tuple(map(int, group.index)), words)
