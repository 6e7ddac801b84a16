"""What ``braingain simulate`` says around its tables: how well the data are known, switches, women and men, corridors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from braingain.foundation.vocabulary import MECHANISMS_OFF_BY_DEFAULT, SEXES

Record = Mapping[str, Any]
ENOUGH_DRAWS, ENOUGH_DRAWS_OF_MANY = 100, 50  # below these 5 and 95 % are rough; 50 is the default of many countries
SMALLEST_CHANGE = 0.5  # persons a year


def opening(found: Record) -> list[str]:
    """Grade of the data, how much of its emigrants destinations count, few draws, and switches that are not as usual."""
    return [*_known(found), *_few_draws(found), *_switches(found["mechanisms"])]


def _few_draws(found: Record) -> list[str]:
    """A warning where so few draws were made that their intervals are rough."""
    enough = ENOUGH_DRAWS_OF_MANY if found.get("world") else ENOUGH_DRAWS
    few = found["scenario"]["scenario"]["draws"] < enough
    return [f"Few draws: they show that the file is right; report nothing from fewer than {enough}"] if few else []


def _known(found: Record) -> list[str]:
    if "grade" in found:
        grades = ", ".join(f"{cadre}s {grade}" for cadre, grade in found["grade"].items())
        lines = [f"Grade of the data (A best, C weakest): {grades}"]
        share = next((one for one in found["abroad_coverage"].values() if one is not None), None)
        seen = "an unknown share" if share is None else f"{100 * share:.0f} %"
        return [*lines, f"{seen} of emigrants live where doctors are counted by training; nurses: assumed"]
    parts = [
        f"{cadre}s " + ", ".join(f"{grade} {count}" for grade, count in counts.items())
        for cadre, counts in found["countries_by_grade"].items()
    ]
    lines = [f"Countries by grade of the data (A best, C weakest): {'; '.join(parts)}"]
    shares = sorted(100 * one for one in found["abroad_coverage_by_country"].values() if one is not None)
    if shares:
        seen = f"{shares[0]:.0f} to {shares[-1]:.0f} % of a country's emigrants (half the countries: {median(shares):.0f} %"
        lines.append(f"{seen} or more) live where doctors are counted by training; nurses: assumed")
    return lines


def _switches(mechanisms: Record) -> list[str]:
    off = [name for name, on in mechanisms.items() if not on and name not in MECHANISMS_OFF_BY_DEFAULT]
    on = [name for name, on in mechanisms.items() if on and name in MECHANISMS_OFF_BY_DEFAULT]
    lines = [f"Switched off, without and with policy: {', '.join(off)}"] if off else []
    return lines + ([f"Switched on, without and with policy: {', '.join(on)}"] if on else [])


def sexes_line(outcomes: Record) -> str:
    """One line on where numbers of women and men come from."""
    imputed = any(outcomes[name].get("imputed_by_sex", True) for name in ("workers", "emigrants_per_year"))
    if not imputed:
        return "Women and men as counted."
    return "Women and men: imputed from shares of women; no list abroad has sexes"


def split_of(record: Record | None, part: str) -> Record | None:
    """An outcome of all, or its split by a sex or place; None where it has none."""
    if record is None or not part:
        return record
    label = "by_sex" if part in SEXES else "by_place"
    split: Record = record.get(label) or {}
    return split.get(part)


def changed(flows: Sequence[Record]) -> list[Record]:
    """Corridors that a package changes, the largest change first."""
    moved = [flow for flow in flows if abs(flow["difference"]["median"]) >= SMALLEST_CHANGE]
    return sorted(moved, key=lambda flow: -abs(flow["difference"]["median"]))
