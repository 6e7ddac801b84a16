"""Facts of a country on who and where its workers are, where any are known: women, places, sectors, growth, frozen posts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.baseline import behaviour, macro
from braingain.baseline.choice import chosen
from braingain.baseline.corridors import World
from braingain.baseline.stocks import HomeStock
from braingain.baseline.values import Value
from braingain.evidence.national import URBAN
from braingain.evidence.own import public, readable
from braingain.foundation.countries import who_region
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    import pandas as pd

GROWTH_LIMITS = (
    0.0,
    0.10,
)  # of g_k, with which a stock goes on at the start, docs/model.md 5.1; not of moving a figure
OLDEST_FACT = 20
WOMEN_PLAUSIBLE = {"doctor": (0.12, 0.75), "nurse": (0.5, 1.0)}


def growth_value(world: World, iso3: str, cadre: str, stock: HomeStock) -> Value:
    """Growth of a stock in the past: as measured in its last unbroken segment, else that of the population."""
    if stock.growth is not None:
        inside, cut = _within_limits(stock.growth)
        note = f"last unbroken segment, {min(stock.used)} to {max(stock.used)}{cut}{_other_way(stock)}"
        return Value("stock_growth", inside, "per_year", "estimated", stock.value.source, world.start, cadre, note=note)
    people, cut = _within_limits(_growth_of_people(world, iso3))
    moved = stock.value.from_year
    another = f"; another growth, assumed by income, moved the figure of {moved} to {world.start}" if moved else ""
    return Value(
        "stock_growth",
        people,
        "per_year",
        "assumed",
        "undesa_wpp",
        world.start,
        cadre,
        note=f"as the population{cut}: too few figures to measure{another}",
    )


def _within_limits(growth: float) -> tuple[float, str]:
    """A growth within the limits of g_k, and that it was cut, in words; nothing where it was not. [1/year]"""
    low, high = GROWTH_LIMITS
    inside = min(max(growth, low), high)
    return inside, "" if inside == growth else f", {growth:+.1%} a year cut to {low:.0%} to {high:.0%}"


def _other_way(stock: HomeStock) -> str:
    """That the stock last went the other way than its growth over all years, in words; nothing where it did not."""
    years = sorted(stock.used)
    before, last = years[-2], years[-1]
    lately = float(np.log(stock.used[last] / stock.used[before])) / (last - before)
    if lately * float(stock.growth or 0.0) >= 0:
        return ""
    return (
        f"; lately it went the other way, {stock.used[before]:,.0f} in {before} to {stock.used[last]:,.0f} in {last}, "
        f"{lately:+.1%} a year: no break by the rule, but runs may go on too fast or too slowly"
    )


def population_growth(world: World, iso3: str) -> float:
    """Growth of the population around the start, within the limits of g_k. [1/year]"""
    return _within_limits(_growth_of_people(world, iso3))[0]


def _growth_of_people(world: World, iso3: str) -> float:
    """Growth of the population around the start, as it was; 0 where it is not known. [1/year]"""

    people = macro.people(world.tables, iso3)
    if people is None:
        return 0.0
    before, after = people.on_new_year(people.total, np.array([world.start - 2.0, world.start + 2.0]))
    return float(np.log(after / before) / 4.0)


def facts_of(world: World, iso3: str, group: str) -> dict[str, Value]:
    """Women's shares, shares of the capital and of the private sector, frozen posts, each where known or assumed."""
    out: dict[str, Value] = {}
    for cadre in CADRES:
        out[f"women_share.{cadre}"] = women_share(world, iso3, cadre, group)
        for name, indicator, place in (
            ("capital_share", "place_share", "capital"),
            ("private_share", "private_share", ""),
        ):
            out[f"{name}.{cadre}"] = _fact(world, iso3, cadre, indicator, place) or _assumed(
                world, iso3, cadre, indicator, group
            )
        estimate = behaviour.reserve_name(iso3, cadre)
        out[f"reserve_share.{cadre}"] = Value(
            "reserve_share", world.central(estimate), "share", "assumed", f"estimate:{estimate}", cadre=cadre
        )
        row = behaviour.frozen(iso3, cadre)
        if row:
            out[f"frozen_posts.{cadre}"] = Value(
                "frozen_posts",
                1.0,
                "yes_no",
                "estimated",
                "estimate:frozen_inflow_share.frozen",
                cadre=cadre,
                note=f"posts frozen while schools grew ({row})",
            )
    return out


def women_share(world: World, iso3: str, cadre: str, group: str) -> Value:
    """Share of women: a user's own, else as imported from the UN, else by cadre and income (assumed); implausible ones
    carry a warning."""
    value = chosen(world.tables, "women_share", "share", iso3, cadre, world.start, OLDEST_FACT)
    if value is not None:
        low, high = WOMEN_PLAUSIBLE.get(cadre, (0.0, 1.0))
        if low <= float(value.value or 0.0) <= high:
            return value
        return replace(value, flag="implausible").noted("outside what is usual: perhaps exchanged with men")
    name = f"women_share.{cadre}.{behaviour.income_key(group)}"
    return Value("women_share", world.central(name), "share", "assumed", f"estimate:{name}", cadre=cadre)


def is_fact(value: Value | None) -> bool:
    """Whether a value is a figure of the country, not the centre of an estimate that is drawn."""
    return value is not None and value.value is not None and not value.source.startswith("estimate:")


def _assumed(world: World, iso3: str, cadre: str, indicator: str, group: str) -> Value:
    """Share in the capital or in private work where the country says nothing: the estimates' centre."""
    if indicator == "private_share":
        name = f"public_share.{behaviour.public_key(who_region(iso3), group)}"
        share, note = 1.0 - world.central(name), "one less the public share"
    elif group == "HIC":
        name = "capital_population_share"
        urban = world.tables.at(URBAN, world.start).get(iso3)
        people = world.central(name) * float(urban.value or 0.0) if urban else world.central(name)
        tilt = world.central("place_tilt_high_income") if cadre == "doctor" else 1.0
        share, note = people * tilt / (1.0 + people * (tilt - 1.0)), "as people, doctors more in the capital"
    else:
        name = f"place_share.{cadre}"
        share, note = float(world.registry.get(name).central[0]), ""  # type: ignore[index]
    return Value(indicator, share, "share", "assumed", f"estimate:{name}", cadre=cadre, note=note)


def _fact(world: World, iso3: str, cadre: str, indicator: str, place: str) -> Value | None:
    """The fact of the year nearest the start, as its source states it; None where there is none."""
    row = fact_row(world, iso3, cadre, indicator, place)
    if row is None:
        return None
    return Value(
        indicator,
        float(row["value"]),
        str(row["unit"]),
        "reported",
        str(row["source"]),
        int(row["year"]),
        cadre,
        note=str(row["note"] or ""),
    )


def fact_row(world: World, iso3: str, cadre: str, indicator: str, place: str) -> pd.Series[Any] | None:
    """The row of a share in the capital or in private work that is taken: a user's own, else any, nearest the start."""
    rows = world.tables.observations(indicator, cadre, iso3)
    if place:
        rows = rows[rows["place"] == place]
    rows = rows[rows["value"].notna() & ((rows["year"] - world.start).abs() <= OLDEST_FACT)]
    own = readable(rows, world.tables.own)
    rows = own if len(own) else public(rows, world.tables.own)
    if rows.empty:
        return None
    return rows.iloc[(rows["year"] - world.start).abs().argmin()]
