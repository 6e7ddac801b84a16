"""Service, distribution, remittances and the treasury's position of a package as JSON (docs/scenarios.md, what comes out)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from braingain.analysis import public_position, summaries
from braingain.analysis.beside import SERVICES, SPREAD
from braingain.foundation.vocabulary import PLACES

ASSOCIATED = "associated"
ASSOCIATED_WHY = (
    "differences between countries of more and of fewer workers; nobody has shown that one more worker causes them"
)
DENSITY, MORTALITY = "density_per_1000", "mortality_ratio"
REMITTED = "remittances_usd_per_year"
SENT_AT_LEAST, SERVED_MORE_THAN = 2.0, 5.0  # E64: African physicians in the United States and Canada
Arrays = Mapping[str, Any]


def services_record(before: Arrays, after: Arrays, methods: Mapping[str, str]) -> dict[str, Any]:
    """Service density, coverage and mortality, each with its places, unit and how it is known.

    ``methods``: by service, where its level comes from.
    """
    found = {DENSITY: _by_place(DENSITY, before, after) | {"unit": "per_1000", "how": "simulated"}}
    for name in SERVICES:
        label = f"{name}_share"
        found[label] = _by_place(label, before, after) | _associated("share") | {"level": methods[name]}
    ratio = summaries.sides(before[MORTALITY], after[MORTALITY]) | _associated("ratio")
    found[MORTALITY] = ratio | {"of": "maternal, infant and under-five mortality over that at the start"}
    return found


def distribution_record(before: Arrays, after: Arrays) -> dict[str, Any]:
    """Gini and Theil over the three places of each density."""
    return {
        name: {
            index: summaries.sides(before[f"{name}.{index}"], after[f"{name}.{index}"]) | {"unit": "index"}
            for index in ("gini", "theil")
        }
        | {"over": list(PLACES), "how": "simulated"}
        for name in SPREAD
    }


def remittances_record(outcomes: Mapping[str, Any], price_year: int) -> dict[str, Any]:
    """Money sent home, of all, by sex and by cadre; to whom it goes."""
    whole = outcomes[REMITTED]
    return dict(whole) | {
        "by_cadre": {
            name.removeprefix(f"{REMITTED}."): {side: record[side] for side in ("baseline", "package", "difference")}
            for name, record in outcomes.items()
            if name.startswith(f"{REMITTED}.")
        },
        "price_year": price_year,
        "paid_to": "households",
        "not_in": "any budget or cost",
    }


def position_record(before: Arrays, after: Arrays, price_year: int, left_out: tuple[str, ...]) -> dict[str, Any]:
    """The six lines with their signs and their sum, never one without the others, and the check against E64."""
    lines = {
        name: summaries.sides(before["state_position"][name], after["state_position"][name])
        | {"sign": sign, "text": text}
        for name, sign, text in public_position.LINES
    }
    sums = [public_position.sum_of(record["state_position"]) for record in (before, after)]
    return {
        "unit": "usd",
        "price_year": price_year,
        "how": "assumed",
        "of": "those who leave in the year, valued in that year",
        "lines": lines,
        "sum": summaries.sides(*sums) | {"text": "above 0: they cost the treasury more than they bring it"},
        "training_not_known": list(left_out),
        "check": check_record(before),
    }


def check_record(before: Arrays) -> dict[str, Any]:
    """Doctors' remittances over the cost of their training, and their years before leaving, beside those of E64."""
    sent, served = before["sent_over_training"][0], before["years_served"][0]
    return {
        "source": "E64",
        "remittances_over_training": {
            "reported": "at least 2, on average, African physicians in the United States and Canada",
            "simulated": summaries.interval(sent),
            "share_of_draws": float(np.mean(sent >= SENT_AT_LEAST)),
        },
        "years_before_leaving": {
            "reported": "more than 5, on average",
            "simulated": summaries.interval(served),
            "share_of_draws": float(np.mean(served > SERVED_MORE_THAN)),
        },
    }


def income_gain_record(before: Arrays, after: Arrays) -> dict[str, Any]:
    """Income that those abroad gain, at purchasing power: not money that changes hands between the accounts."""
    return summaries.sides(before["income_gain"], after["income_gain"]) | {
        "unit": "intl_usd",
        "how": "net pay abroad less pay at home at purchasing power, at the levels of the start",
    }


def unfilled_record(before: Arrays, after: Arrays) -> list[dict[str, Any]]:
    """Empty posts in the destinations that a package touches, by destination and cadre."""
    return [
        {"destination": name.split(".")[0], "cadre": name.split(".")[1], "unit": "posts"}
        | summaries.sides(before["unfilled_abroad"][name], values)
        for name, values in after.get("unfilled_abroad", {}).items()
    ]


def _associated(unit: str) -> dict[str, str]:
    return {"unit": unit, "how": ASSOCIATED, "why_associated": ASSOCIATED_WHY}


def _by_place(name: str, before: Arrays, after: Arrays) -> dict[str, Any]:
    places = {place: summaries.sides(before[f"{name}.{place}"], after[f"{name}.{place}"]) for place in PLACES}
    return summaries.sides(before[name], after[name]) | {"by_place": places}
