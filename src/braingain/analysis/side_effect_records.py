"""The side effects of a row as records: what was looked for, whether it is seen in the row, and what is left without its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.probe import Probe
from braingain.analysis.probes import PROBES
from braingain.analysis.read_years import Reading, sum_to_last_read
from braingain.foundation.cards import catalogue_table
from braingain.foundation.vocabulary import MECHANISMS_OFF_BY_DEFAULT

if TYPE_CHECKING:
    from braingain.policy.levers import Lever
    from braingain.policy.parts import Part
    from braingain.policy.setting import Setting

Record = Mapping[str, Any]
GONE = 1e-9
MOST = 0.5  # share of draws beyond which an effect is seen, and named by the sign that it has in them
MOSTLY_LEFT = 0.9  # of an effect, without its source, from which on the lever is not its cause
NOT_SEEN = "Not seen in most draws: "


def side_effects(card: Lever, found: Mapping[str, Mapping[str, np.ndarray]]) -> list[dict[str, Any]]:
    """What was looked for: size, share of draws in which it appears, and what is left with its mechanism off."""
    probes = {probe.what: probe for probe in PROBES.get(card.id, ())}
    probes["fine_eroded_by_inflation"] = Probe("fine_eroded_by_inflation", _never, "persons", "bond_erosion")
    return [side_effect(probes[what], values) for what, values in found.items()]


def readings(card: Lever, part: Part, setting: Setting) -> dict[str, Reading]:
    """Of which years the number of each side effect of a lever is, by the name of the effect."""
    found = {probe.what: probe.reading(part, setting) for probe in PROBES.get(card.id, ())}
    return found | {"fine_eroded_by_inflation": sum_to_last_read(part, setting)}


def with_years(record: Record, reading: Reading) -> dict[str, Any]:
    """A side effect with the years that its number is of: ``years``, and ``years_are``, how they are read."""
    return {**record, "years": {"first": reading.first, "last": reading.last}, "years_are": reading.how}


def side_effect(probe: Probe, values: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """One side effect as a record."""
    record: dict[str, Any] = {
        "what": probe.what,
        "looked_for": _text(probe.what),
        "unit": probe.unit,
        "difference": summaries.interval(values["on"]),
        "doses": dict(probe.doses) or None,
        "cadres": list(probe.cadres) or None,
        "switched_on": probe.mechanism if probe.mechanism in MECHANISMS_OFF_BY_DEFAULT else None,
        "share_of_draws": float(np.mean(values["on"] * probe.sign > GONE)),
        "visible_from": probe.visible,
        "share_of_draws_visible": float(np.mean(values["on"] * probe.sign >= probe.visible)),
        "otherwise": _otherwise(probe, values["on"]),
        "mechanism": probe.mechanism or None,
        "neutral": probe.neutral or None,
        "off_doses": dict(probe.off_doses) or None,
        "gone_when_off": None,
        "with_mechanism_off": None,
        "largest_with_mechanism_off": None,
    }
    record |= _without_source(record, values) | _beside(values)
    return record | {"text": found_text(record), "seen": seen(record), "not_seen_why": not_seen_why(record)}


def _without_source(record: Record, values: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """What is left where the source is taken away; nothing is said where no run was made without it."""
    if "off" not in values:
        return {}
    largest = float(np.max(np.abs(values["off"])))
    appeared = record["share_of_draws"] > 0  # what never appears cannot be gone
    return {
        "with_mechanism_off": summaries.interval(values["off"]),
        "largest_with_mechanism_off": largest,
        "gone_when_off": bool(largest <= GONE) if appeared else None,
        "draws_with_mechanism_off": int(values["off"].size),
    }


def _beside(values: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """What was measured beside an effect."""
    found: dict[str, Any] = {}
    if "at_row_doses" in values:
        found["difference_at_row_doses"] = summaries.interval(values["at_row_doses"])
    if "off_in_either_run" in values:
        found["largest_in_either_run_with_mechanism_off"] = float(np.max(values["off_in_either_run"]))
    if "first_posts" in values:
        found["first_posts_of_new_licensed"] = summaries.interval(values["first_posts"])
    return found


def found_text(record: Record) -> str:
    """What was found, in words that fit the sign of ``difference``: as looked for, the other way, or neither in most draws."""
    if record["share_of_draws_visible"] > MOST:
        return str(record["looked_for"])
    if record["otherwise"]:
        return str(record["otherwise"])
    looked_for = record["looked_for"]
    return str(looked_for) if seen(record) else f"{NOT_SEEN}{looked_for[:1].lower()}{looked_for[1:]}"


def seen(record: Record) -> bool:
    """Whether an effect is seen with the lever as it stands in the row: in most draws, large enough to notice.

    One that was looked for at other doses, cadres or mechanisms is seen where it was measured at the row's doses too, and
    its 90 % interval there leaves out 0. What stays when its source is taken away is no doing of the lever.
    """
    if stays_without_its_source(record):
        return False
    if not elsewhere(record) and record["share_of_draws_visible"] > MOST:
        return True
    at_row = record.get("difference_at_row_doses")
    return bool(at_row and not at_row["p05"] <= 0 <= at_row["p95"] and abs(at_row["median"]) >= record["visible_from"])


def not_seen_why(record: Record) -> str | None:
    """Why an effect is not seen with the lever as it stands in the row; null where it is."""
    share = record["share_of_draws_visible"]
    if seen(record):
        return None
    if share <= MOST:
        return f"large enough to notice in {share:.0%} of draws, which is not in most"
    if stays_without_its_source(record):
        return "it stays when its source is taken away: no doing of the lever"
    return "looked for at other doses, cadres or mechanisms than those of the row"


def stays_without_its_source(record: Record) -> bool:
    """Whether nine tenths of it are there when its source is taken away."""
    without = record["with_mechanism_off"]
    if record["gone_when_off"] is not False or not without:
        return False
    size = record["difference"]["median"]
    return bool(abs(size) > 0 and without["median"] / size >= MOSTLY_LEFT)


def elsewhere(record: Record) -> bool:
    """Whether it was looked for at other doses, cadres or mechanisms than those of the row."""
    return any(record.get(name) for name in ("doses", "cadres", "switched_on"))


def not_measured(card: Lever, found: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the card says to look for and no run of this lever measures."""
    return [{"what": what, "text": _text(what)} for what in card.look_for if what not in found]


def _otherwise(probe: Probe, on: np.ndarray) -> str | None:
    """What happens instead, in words, where in most draws the effect has the other sign and can be noticed."""
    mostly = float(np.mean(on * probe.sign <= -probe.visible)) > MOST
    return (_words(probe.what)["otherwise"] or None) if mostly else None


def _text(what: str) -> str:
    return _words(what)["text"]


def _words(what: str) -> Mapping[str, str]:
    """What is said of a side effect."""
    return next(entry for entry in catalogue_table("side_effects") if entry["side_effect"] == what)


def _never(run: Any, parts: Any) -> np.ndarray:
    raise ValueError("measured apart, on two paths of inflation")
