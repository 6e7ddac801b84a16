"""One row of the matrix: effects, money, speed and evidence of a lever, and for whom it is (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import row_notes, side_effect_records, summaries
from braingain.analysis.for_whom import SERVICE, WORKERS, Sums, for_whom
from braingain.analysis.measured import baseline_of
from braingain.analysis.outcomes import OUTCOMES, sex_record, splits_of
from braingain.analysis.runs import Key, Plan
from braingain.policy.narrowing import acts_abroad
from braingain.policy.parts import Part

if TYPE_CHECKING:
    from braingain.analysis.ensemble import Ensemble
    from braingain.analysis.matrix import Chosen
    from braingain.policy.levers import Lever
    from braingain.policy.setting import Setting

DISCOUNT = 0.03
YEARS_AFTER = 5
GONE = 1e-9
HEADS = ("persons", "persons_per_year", "posts")  # units whose parts by place add up in each draw
ADDING = 0.25  # of the whole and of its interval: how far a sum of medians by place may be from the median of the whole
APART = (
    "each draw moves another number of people between places, so that medians by place do not add up to that of the whole; "
    "see simulate for each place"
)
LARGE = 10_000  # from here on a dose is written whole, with spaces between thousands
ASSUMED = {"own_budget_withdrawn": "fungibility_share"}  # an estimate without a study that makes a side effect
OFTEN = 0.05  # share of draws from which on a row says that teachers bind
RESULT_NAMES = (
    "workers",
    "workers.rural",
    "emigrants_per_year",
    "share_at_home",
    "reserve",
    "density_per_10k",
    "effective_density_per_10k",
    "left_sector",
    "vacancies",
    "graduates_per_year",
    "returns_per_year",
    "workers_abroad",
    "emigration_rate",
    "foreign_trained_share",
    "need_minus_funded",
    "funded_minus_filled",
    "need_minus_present",
    "remittances_usd_per_year",
)
SENT_HOME = Key("remittances_usd_per_year")
Series = Mapping[Key, np.ndarray]


@dataclass(frozen=True)
class Frame:
    """What all rows of a matrix share: worlds, years, and what the runs left behind."""

    worlds: Ensemble
    start: int
    policy_start: int
    horizon: int
    draws: int
    setting: Setting
    kept: Mapping[str, Any]

    def index(self, year: int) -> int:
        """Row of a year."""
        return min(max(year - self.start, 0), self.horizon - self.start)


def row(chosen: Chosen, planned: Plan, frame: Frame) -> dict[str, Any]:
    """A lever's row; one that does not apply says why and nothing else."""
    card, parts = chosen.card, chosen.parts
    head = _head(chosen, frame)
    if chosen.reason:
        return head
    kept = frame.kept["packages"][card.id]
    baseline = frame.kept["baselines"][baseline_of(parts, frame.setting)]
    before, after = baseline["series"], kept["series"]
    end = min(max(part.end for part in parts), frame.horizon + 1)
    at_year = end - 1
    gain = aim_difference(card, before, after)
    numbers = speed(gain, end, frame) | money(kept["costs"], before, after, frame)
    visited = "visitors" in kept
    return head | {
        "flags": [
            *chosen.flags,
            *teachers_words(parts, kept["probes"], at_year),
            *row_notes.visiting_teachers(kept["probes"]),
            *wages_words(numbers["posts_paid_usd"], numbers["cost_usd"]["total"]),
        ],
        "years": {"start": frame.policy_start, "end": end},
        "acts_from": first_acting(parts),
        "at_year": at_year,
        "outcomes": outcome_records(before, after, frame.index(at_year), frame.setting.cadres),
        "visitors_present": summaries.interval(kept["visitors"][frame.index(at_year)]) if visited else None,
        "by_its_own_way": row_notes.sent_record(kept, frame.index(at_year)),
        "probability_gain": probabilities(before, after, frame.index(at_year)),
        **numbers,
        "for_whom": _for_whom(kept, baseline, frame, at_year),
        "why_none": why_none(numbers, gain is not None, end, frame.horizon, visited),
        "side_effects": _side_effects(card, parts, kept["probes"], frame),
        "not_measured": side_effect_records.not_measured(card, kept["probes"]),
    }


def _side_effects(
    card: Lever, parts: Sequence[Part], found: Mapping[str, Mapping[str, np.ndarray]], frame: Frame
) -> list[dict[str, Any]]:
    """The side effects of a row, each with its years, and with the size of what is assumed where it follows from that alone."""
    years = side_effect_records.readings(card, parts[0], frame.setting)
    records = [
        side_effect_records.with_years(record, years[record["what"]])
        for record in side_effect_records.side_effects(card, found)
    ]
    for record in records:
        if record["what"] in ASSUMED:
            record["assumed_share"] = summaries.interval(frame.worlds.drawn[ASSUMED[record["what"]]])
    return records


def first_acting(parts: Sequence[Part]) -> int:
    """The first year in which a lever acts: that of its earliest part, after its delay."""
    return min(part.start + part.delay_years for part in parts)


def _for_whom(kept: Mapping[str, Any], baseline: Mapping[str, Any], frame: Frame, at_year: int) -> dict[str, Any]:
    """What each party gains or loses by a lever: stocks in the year read, money and income of all years, discounted."""
    before, after = baseline["series"], kept["series"]
    home = {name: _difference(before, after, Key(name)) for name in (WORKERS, SERVICE)}
    sums = Sums(discount(frame), frame.index(at_year))
    found = for_whom(
        kept["costs"], home, (before[SENT_HOME], after[SENT_HOME]), (baseline["abroad"], kept["abroad"]), sums
    )
    said = {"year": at_year, "worth_in": frame.policy_start, "discount_rate": DISCOUNT}
    return said | {"price_year": frame.worlds.price_year} | found


def _head(chosen: Chosen, frame: Frame) -> dict[str, Any]:
    """What a row has whether it applies or not."""
    card, parts = chosen.card, chosen.parts
    destination = destination_of(card, parts)
    return {
        "lever": card.id,
        "title": card.title,
        "family": card.family,
        "aim": card.aim,
        "aim_outcome": card.aim_outcome,
        "text": card.text,
        "not_applicable": chosen.reason,
        "doses": dose_records(card, parts),
        "options": {name: value for part in parts for name, value in part.options.items()},
        "cadres": cadres_of(parts, frame.setting),
        "destination": destination,
        "destinations": sorted({name for part in parts for name in part.destinations}) if destination else [],
        "evidence": evidence_record(card, frame),
        "rights_note": card.rights_note,
        "limits_moving": row_notes.limits_moving(parts),
        "cost_is_whole": row_notes.cost_is_whole(parts),
        "sex_channel": card.sex_channel,
        "flags": list(chosen.flags),
        "for_whom": None,
    }


def cadres_of(parts: Sequence[Part], setting: Setting) -> list[str]:
    """The cadres of a country on which a lever acts."""
    return [cadre for cadre in setting.cadres if any(cadre in part.cadres for part in parts)]


def dose_records(card: Lever, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The doses of a row with value, unit and words; those of a composite's parts are named with their card."""
    records = [] if not card.made_of else [_dose(dose, dose.default, "") for dose in card.doses]
    for part in parts:
        label = f"{part.card.id}." if card.made_of else ""
        records += [_dose(dose, part.doses[dose.name], label) for dose in part.card.doses]
    return records


def _dose(dose: Any, value: float, label: str) -> dict[str, Any]:
    return {
        "name": label + dose.name,
        "value": value,
        "unit": dose.unit,
        "amplitude": dose.amplitude,
        "text": dose_words(dose.name, value, dose.unit) if dose.amplitude and value else "",
    }


def dose_words(name: str, value: float, unit: str) -> str:
    """A dose as a planner says it: shares and ratios as percent."""
    if name.endswith("_ratio"):
        return f"{100 * value:g} % ({unit})"
    if name.endswith("_share") and unit.startswith("share "):
        return f"{100 * value:g} % {unit.removeprefix('share ')}"
    number = f"{value:,.0f}".replace(",", " ") if abs(value) >= LARGE else f"{value:g}"
    return f"{number} {unit}"


def teachers_words(parts: Sequence[Part], found: Mapping[str, Mapping[str, np.ndarray]], year: int) -> list[str]:
    """What is left of added seats where teachers are too few (2.5b), from the run: capacity over seats opened."""
    if "teachers_bind" not in found:
        return []
    taught = 1.0 - np.asarray(found["teachers_bind"]["on"])
    binds = taught < 1.0 - GONE
    if np.mean(binds) < OFTEN:
        return []
    low, middle, high = (round(float(x)) for x in np.percentile(100.0 * taught[binds], (5, 50, 95)))
    often = ":" if binds.all() else f" in {100 * np.mean(binds):.0f} % of draws, where"
    words = f"teachers bind{often} {middle} of 100 added seats have teachers in {year} ({low} to {high})"
    cadres = dict.fromkeys(name for part in parts for name in part.cadres)
    return [words + (", schools of all cadres together" if len(cadres) > 1 else "")]


def destination_of(card: Lever, parts: Sequence[Part]) -> str | None:
    """The first destination on which a lever acts; null for levers at home."""
    acts = [part for part in parts if acts_abroad(part.card)]
    return acts[0].destinations[0] if acts and acts[0].destinations else None


def evidence_record(card: Lever, frame: Frame) -> dict[str, Any]:
    """Grade, rows of evidence, and how far those that measure the lever's effect are from this country."""
    known = card.evidence
    return {"grade": known.grade, "ids": list(known.ids), "distance": frame.worlds.distance(known.effect)}


def outcome_records(before: Series, after: Series, at: int, cadres: Sequence[str]) -> dict[str, Any]:
    """Differences from the baseline in one year, of all and by sex and place."""
    records = {}
    for name in sorted({key.name for key in after}, key=_order):
        base = name.split(".")[0]
        if base not in RESULT_NAMES and name not in RESULT_NAMES:
            continue
        record: dict[str, Any] = {"difference": summaries.interval(_difference(before, after, Key(name))[at])}
        for kind, label in (("sex", "by_sex"), ("place", "by_place")):
            members = [member for split, member in splits_of(name) if split == kind]
            record[label] = {
                member: summaries.interval(_difference(before, after, Key(name, **{kind: member}))[at])
                for member in members
            } or None
        if (
            record["by_place"]
            and OUTCOMES[base].unit in HEADS
            and not adds_up(record["by_place"], record["difference"])
        ):
            record |= {"by_place": None, "by_place_why": APART}
        records[name] = record | sex_record(name)
    return records


def adds_up(parts: Mapping[str, Mapping[str, float]], whole: Mapping[str, float]) -> bool:
    """Whether medians of parts sum to about the median of the whole, so that a reader may add them up (decision 0029).

    They do in each draw. Where draws move different numbers of people between places their medians need not; let pass is a
    quarter of the whole, or of its 90 % interval and half a head.
    """
    total = sum(part["median"] for part in parts.values())
    room = max(ADDING * abs(whole["median"]), ADDING * (whole["p95"] - whole["p05"]) + 0.5)
    return abs(total - whole["median"]) <= room


def _order(name: str) -> tuple[int, str]:
    return (RESULT_NAMES.index(name) if name in RESULT_NAMES else len(RESULT_NAMES), name)


def _difference(before: Series, after: Series, key: Key) -> np.ndarray:
    """Lever less baseline. (year, draw)"""
    return summaries.change(before[key], after[key])


def probabilities(before: Series, after: Series, at: int) -> dict[str, float]:
    """Share of draws in which an outcome is larger than without policy."""
    names = [name for name in RESULT_NAMES if Key(name) in after]
    return {name: summaries.share_above_zero(_difference(before, after, Key(name))[at]) for name in names}


def aim_difference(card: Lever, before: Series, after: Series) -> np.ndarray | None:
    """The difference in the outcome at which the card aims, by year and draw."""
    return None if card.aim_outcome == "none" else _difference(before, after, Key(card.aim_outcome))


def speed(gain: np.ndarray | None, end: int, frame: Frame) -> dict[str, Any]:
    """First and last year of effect and its sign in the first, year of half the effect, what is left after the end.

    What is left five years after the end is null where the interval of the last year holds zero.
    """
    nothing: dict[str, Any] = {
        "first_effect_year": None,
        "first_effect_sign": None,
        "last_effect_year": None,
        "half_effect_year": None,
        "share_left_after_end": None,
    }
    if gain is None:
        return nothing
    found = nothing | _years_of_effect(gain, frame.start)
    if end + YEARS_AFTER - 1 > frame.horizon:
        return found
    last, later = gain[frame.index(end - 1)], gain[frame.index(end - 1 + YEARS_AFTER)]
    if summaries.excludes_zero(last[None])[0]:  # a share of an effect of either sign says nothing
        found["share_left_after_end"] = summaries.ratio(later, last, last != 0, "in which there was an effect")
    return found


def _years_of_effect(gain: np.ndarray, start: int) -> dict[str, int]:
    """First year in which the 90 % interval leaves out 0, the sign there, the last such year, and that of half the effect.

    Half the effect is there in the first year, not before the first effect, whose median has the sign of the first effect and
    half of the largest size that medians of this sign reach from then on; nothing where no effect is seen.
    """
    seen: np.ndarray = np.flatnonzero(summaries.excludes_zero(gain))
    if not len(seen):
        return {}
    first, median = int(seen[0]), np.median(gain, axis=-1)
    sign = int(np.sign(median[first]))
    since = sign * median[first:]
    half = first + int(np.flatnonzero(since >= since.max() / 2)[0])
    return {
        "first_effect_year": start + first,
        "first_effect_sign": sign,
        "last_effect_year": start + int(seen[-1]),
        "half_effect_year": start + half,
    }


def wages_words(posts_paid: Mapping[str, float], total: Mapping[str, float]) -> list[str]:
    """That wages of posts are in a lever's cost, where they are: both costs of a worker-year have them."""
    if posts_paid["median"] <= 0 or total["median"] <= 0:
        return []
    share = min(posts_paid["median"] / total["median"], 1.0)
    return [f"wages of the posts that it funds are {share:.0%} of its cost, and stand in both costs of a worker-year"]


def why_none(numbers: Mapping[str, Any], aims: bool, end: int, horizon: int, visited: bool) -> dict[str, str]:
    """Why a number of a row is not there, by its name: nothing is left empty without a reason."""
    gained = "workers are gained in half of the draws or fewer"
    if visited:
        gained += ": visiting workers are in no stock of workers, what they do is service"
    late = end + YEARS_AFTER - 1 > horizon
    reasons = {
        "cost_per_worker_year_usd": gained,
        "cost_per_worker_year_with_wages_usd": gained,
        "first_effect_year": "in no year does the 90 % interval of what the lever aims at leave out 0",
        "half_effect_year": "no effect is seen of which there could be half",
        "share_left_after_end": f"the run ends less than {YEARS_AFTER} years after the lever"
        if late
        else "the 90 % interval of the lever's last year holds 0",
    }
    if not aims:
        reasons |= dict.fromkeys(list(reasons)[2:], "the lever aims at none of the outcomes")
    return {name: why for name, why in reasons.items() if numbers[name] is None}


def money(costs: Mapping[str, Any], before: Series, after: Series, frame: Frame) -> dict[str, Any]:
    """Gross outlay by payer, receipts, windfall, wage bill, and the two costs of a worker-year, price year stated.

    ``posts_paid_usd`` is the part of the outlay that is wages of posts which the lever funds.
    """
    outlay = costs["outlay"]
    total = np.sum(list(outlay.values()), axis=0)
    weights = discount(frame)
    gained = _difference(before, after, Key("workers"))
    worker_years = (weights * gained).sum(axis=0)
    programme = (weights * total).sum(axis=0)
    wages = (weights * (costs["wages_gained"] - costs["posts_paid"])).sum(axis=0)
    usable, what = worker_years > 0, "in which workers are gained"
    return {
        "price_year": frame.worlds.price_year,
        "cost_usd": {
            "total": summaries.interval(total.sum(axis=0)),
            "by_payer": {payer: summaries.interval(paid.sum(axis=0)) for payer, paid in outlay.items()},
        },
        "cost_discounted_usd": summaries.interval(programme),
        "receipts_usd": {name: summaries.interval(value.sum(axis=0)) for name, value in costs["receipts"].items()},
        "posts_paid_usd": summaries.interval(costs["posts_paid"].sum(axis=0)),
        "windfall_usd": summaries.interval(costs["windfall"].sum(axis=0)),
        "public_wage_bill_difference_usd": summaries.interval(costs["wage_bill_difference"].sum(axis=0)),
        "worker_years_gained": summaries.interval(gained.sum(axis=0)),
        "cost_per_worker_year_usd": summaries.ratio(programme, worker_years, usable, what),
        "cost_per_worker_year_with_wages_usd": summaries.ratio(
            programme + np.maximum(wages, 0.0), worker_years, usable, what
        ),
    }


def discount(frame: Frame) -> np.ndarray:
    """Weights of years at 3 % from the policy's start; years before it count nothing. (year, 1)"""
    ahead = np.arange(frame.start, frame.horizon + 1) - frame.policy_start
    return np.where(ahead < 0, 0.0, (1 + DISCOUNT) ** -np.maximum(ahead, 0.0))[:, None]
