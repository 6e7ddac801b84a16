"""Service, distribution, remittances and the treasury's position of a package as JSON (docs/scenarios.md, what comes out)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from braingain.analysis import public_position, summaries
from braingain.analysis.beside import DENSITY, MORTALITY, SERVICES, SPREAD
from braingain.analysis.outcomes import FOREIGN_AS_OWN, NO_SEX_OF_POSTS
from braingain.analysis.sexes import no_sexes
from braingain.foundation.vocabulary import PLACES, SEXES

ASSOCIATED = "associated"
ASSOCIATED_WHY = (
    "differences between countries of more and of fewer workers; nobody has shown that one more worker causes them"
)
NO_SEX_OF_SERVICE = (
    "people whom a service reaches, by women and men together: no study has the response to either alone"
)
NO_SEX_OF_SPREAD = "how all workers are spread; the indices of women and of men would not add up to it"
NO_SEX_OF_LEAVERS = (
    "leavers of a cadre are valued alike, whatever their sex: emigrants_per_year has how many are women and men"
)
GAIN_OF_SEXES = "women and men abroad follow from shares of women at home, for no list abroad has sexes; they are taken to earn alike"
REMITTED = "remittances_usd_per_year"
SENT_AT_LEAST, SERVED_MORE_THAN = 2.0, 5.0  # E64: African physicians in the United States and Canada
Arrays = Mapping[str, Any]


def services_record(before: Arrays, after: Arrays | None, methods: Mapping[str, str]) -> dict[str, Any]:
    """Service density, coverage and mortality, each with its places, unit and how it is known; of one run without ``after``.

    ``methods``: by service, where its level comes from.
    """
    by_sex = {sex: _sides(f"{DENSITY}.{sex}", before, after) for sex in SEXES}
    split = {"by_sex": by_sex, "imputed_by_sex": True, "by_sex_why": FOREIGN_AS_OWN}
    found = {DENSITY: _by_place(DENSITY, before, after) | split | {"unit": "per_1000", "how": "simulated"}}
    for name in SERVICES:
        label = f"{name}_share"
        found[label] = _by_place(label, before, after) | _associated("share") | {"level": methods[name]}
    ratio = _sides(MORTALITY, before, after) | _associated("ratio")
    found[MORTALITY] = ratio | {"of": "maternal, infant and under-five mortality over that at the start"}
    return found


def distribution_record(before: Arrays, after: Arrays | None = None) -> dict[str, Any]:
    """Gini and Theil over the three places of each density; of one run where there is no other."""
    return {
        name: {index: _sides(f"{name}.{index}", before, after) | {"unit": "index"} for index in ("gini", "theil")}
        | {"over": list(PLACES), "how": "simulated", **no_sexes(NO_SEX_OF_SPREAD)}
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
        **no_sexes(NO_SEX_OF_LEAVERS),
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
    gained = before["income_gain"], after["income_gain"]
    return summaries.sides(*(one[""] for one in gained)) | {
        "by_sex": {sex: summaries.sides(*(one[sex] for one in gained)) for sex in SEXES},
        "imputed_by_sex": True,
        "by_sex_why": GAIN_OF_SEXES,
        "unit": "intl_usd",
        "how": "net pay abroad less pay at home at purchasing power, at the levels of the start",
    }


def unfilled_record(before: Arrays, after: Arrays) -> list[dict[str, Any]]:
    """Empty posts in the destinations that a package touches, by destination and cadre."""
    return [
        {"destination": name.split(".")[0], "cadre": name.split(".")[1], "unit": "posts"}
        | no_sexes(NO_SEX_OF_POSTS)
        | summaries.sides(before["unfilled_abroad"][name], values)
        for name, values in after.get("unfilled_abroad", {}).items()
    ]


def _associated(unit: str) -> dict[str, Any]:
    return {"unit": unit, "how": ASSOCIATED, "why_associated": ASSOCIATED_WHY, **no_sexes(NO_SEX_OF_SERVICE)}


def _by_place(name: str, before: Arrays, after: Arrays | None) -> dict[str, Any]:
    places = {place: _sides(f"{name}.{place}", before, after) for place in PLACES}
    return _sides(name, before, after) | {"by_place": places}


def _sides(name: str, before: Arrays, after: Arrays | None) -> dict[str, Any]:
    return summaries.intervals(before[name]) if after is None else summaries.sides(before[name], after[name])
