"""Doctors and nurses of one origin abroad at the start, as the model takes them (docs/evidence.md-6.13, 7; docs/model.md 4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from braingain.baseline.corridors import HIGHEST_RATE, MOSTLY_GERMANY, World
from braingain.baseline.destinations import BY_NATIONALITY, CORRIDOR_GROWTH, OTHER, order
from braingain.baseline.needs import nurse_law
from braingain.baseline.values import Value
from braingain.evidence.own import public

if TYPE_CHECKING:
    import pandas as pd

WHR_YEAR = 2004
DEPLOYED_FROM, DEPLOYED_TO = 2000, 2008


@dataclass(frozen=True, eq=False)
class StocksAbroad:
    """Stocks by cadre and destination with what was decided about them."""

    by_cadre: Mapping[str, Mapping[str, Value]]
    scale: float  # on doctors where the rate after natives is not plausible
    why_not: str  # why no doctors' rate is measured; empty where it is
    nurse_sd: float  # log-s.d. of the level of nurses
    notes: tuple[str, ...]


def stocks_abroad(world: World, origin: str, values: Mapping[str, Value]) -> StocksAbroad:
    """Stocks of one origin.

    Doctors: as counted and filled; where leaving cannot be computed, the rest of the world holds what the leaving of
    like countries implies (borrowed), or the counted stocks are scaled down to it where more are abroad than at home.
    Nurses: a level (WHR 2006 moved on, else home nurses times the doctors' rate times .8) spread by gravity.
    """
    doctors = {d: world.doctors_abroad(origin, d) for d in order(world.destinations, origin) if d != OTHER}
    notes: list[str] = []
    if _mostly_germany(doctors):
        notes.append(
            "more than half of the doctors counted abroad are in Germany, which counts nationals wherever trained: "
            "the model starts with them there, rates leave them out"
        )
    leaving = world.leaving[origin]
    scale, rest = 1.0, Value("workers_abroad", 0.0, "persons", "assumed", cadre="doctor", partner=OTHER)
    rest = replace(rest, note="the rest of the world does not report; taken as none")
    if leaving.why_not:
        scale, rest, note = _borrowed(world, origin, doctors, rest)
        notes.append(note)
    doctors[OTHER] = rest
    nurses, sd, note = nurses_abroad(world, origin, doctors, scale)
    return StocksAbroad({"doctor": doctors, "nurse": nurses}, scale, leaving.why_not, sd, (*notes, note))


def nurses_abroad(
    world: World, origin: str, doctors: Mapping[str, Value], scale: float
) -> tuple[dict[str, Value], float, str]:
    """Nurses by destination, the log-s.d. of their level, and where the level comes from.

    Every cell is assumed, but those that a user gives.
    """
    level, sd, note = _nurse_level(world, origin, doctors, scale)
    stock = world.home(origin, "nurse")
    share = world.central("nurses_abroad_most_share")
    most = share * stock.persons / (1.0 - share) if stock else level
    if level > most:
        level, note = most, f"{note}; cut to {share:.0%} of those at home and abroad"
    shape = world.prior(origin, "nurse")
    cells = {
        d: Value(
            "workers_abroad", level * share, "persons", "assumed", "", world.start, "nurse", d, "trained", note=note
        )
        for d, share in shape.items()
    }
    own = {d: cell for d in shape if (cell := world.own_abroad("nurse", origin, d)) is not None}
    return cells | own, sd, note


def largest(world: World, origin: str, doctors: Mapping[str, Value]) -> str | None:
    """The destination with most doctors trained in the origin, natives out, Germany apart; None where none has any.

    Assumed cells decide nothing where any other is known.
    """
    sizes = {
        d: float(cell.value or 0.0) * (1.0 - world.natives(origin, d))
        for d, cell in doctors.items()
        if d not in (BY_NATIONALITY, OTHER)
    }
    known = {d: size for d, size in sizes.items() if doctors[d].method != "assumed" and size > 0}
    sizes = known or sizes
    best = max(sizes, key=lambda d: sizes[d], default=None)
    return best if best and sizes[best] > 0 else None


def _mostly_germany(doctors: Mapping[str, Value]) -> bool:
    counted = {d: float(v.value or 0.0) for d, v in doctors.items() if v.source == "oecd_workforce_migration"}
    total = sum(counted.values())
    return total > 0 and counted.get(BY_NATIONALITY, 0.0) > MOSTLY_GERMANY * total


def _borrowed(world: World, origin: str, doctors: Mapping[str, Value], rest: Value) -> tuple[float, Value, str]:
    """Scale on what is counted, the rest of the world's stock, and the remark, from the leaving of like countries."""
    hazard, whose = world.region_hazard(origin)
    growth = world.central(CORRIDOR_GROWTH)
    flow = sum(
        float(v.value or 0.0)
        * (1.0 - world.natives(origin, d))
        * (growth + world.central(world.loss("doctor", origin, d)))
        for d, v in doctors.items()
    )
    wanted = hazard * world.own_trained(origin, "doctor")
    reason = world.leaving[origin].why_not
    if flow > wanted:
        if wanted > 0 and (world.leaving[origin].share > HIGHEST_RATE or "offshore" in reason):
            return wanted / flow, rest, f"{reason}; leaving borrowed: {whose}"
        return 1.0, rest, f"{reason}; what is counted already exceeds the leaving of like countries ({whose})"
    kept = (wanted - flow) / (growth + world.central("loss_rate.doctor.other"))
    note = f"leaving of like countries ({whose}) less what is counted"
    size = kept / (1.0 - world.natives(origin, OTHER))
    return 1.0, replace(rest, value=size, method="borrowed", year=world.start, note=note), f"{reason}; {note}"


def _nurse_level(world: World, origin: str, doctors: Mapping[str, Value], scale: float) -> tuple[float, float, str]:
    """Level, its log-s.d. and its rule (docs/evidence.md)."""
    growth, counted = world.central(CORRIDOR_GROWTH), world.central("nurse_level_sd")
    row = counted_nurses(world, origin)
    if row is not None:
        level = float(row["value"]) * (1.0 + growth) ** (world.start - WHR_YEAR)
        return (
            level,
            counted,
            f"WHR 2006 (seven destinations, {WHR_YEAR}) grown by {growth:.0%} a year to {world.start}",
        )
    deployed = _deployed(world, origin)
    if deployed is not None:
        level = deployed / (growth + world.central("loss_rate.nurse.other"))
        return level, counted, f"stock that {deployed:.0f} deployments a year ({DEPLOYED_FROM}-{DEPLOYED_TO}) keep up"
    stock, home = world.home(origin, "nurse"), world.own_trained(origin, "doctor")
    nurses = stock.persons if stock else 0.0
    abroad = sum(
        float(v.value or 0.0) * scale * (1.0 - world.natives(origin, d))
        for d, v in doctors.items()
        if d != BY_NATIONALITY
    )
    factor = world.central("nurse_abroad_level")
    whose = f"doctors' rate x {factor:g}"
    if world.leaving[origin].why_not:
        factor = world.central("unknown_leaving_factor")
        whose = f"like countries' doctors' rate x {factor:g}"
    return (
        nurses * (abroad / home if home > 0 else 0.0) * factor,
        nurse_law()[1],
        f"home nurses x {whose}; no table by origin",
    )


def counted_nurses(world: World, origin: str) -> pd.Series[Any] | None:
    """The row of nurses of an origin in seven destinations (WHR 2006); None where it has none."""
    rows = world.tables.observations("workers_abroad", "nurse")
    rows = rows[(rows["partner"] == origin) & (rows["source"] == "who_whr2006")]
    return rows.iloc[0] if len(rows) else None


def _deployed(world: World, origin: str) -> float | None:
    """Nurses deployed a year, mean of the longest total that is reported; None where none is."""
    row = deployed_nurses(world, origin)
    return None if row is None else float(row["value"]) / (int(row["year_to"]) - int(row["year"]) + 1)


def deployed_nurses(world: World, origin: str) -> pd.Series[Any] | None:
    """The row of nurses deployed over the longest time; None where none is reported."""
    rows = public(world.tables.observations("fact.deployed_total", "nurse", origin), world.tables.own)
    rows = rows[rows["value"].notna() & rows["partner"].fillna("").isin(["", "all"])]
    if rows.empty:
        return None
    return rows.iloc[(rows["year_to"] - rows["year"]).argmax()]
