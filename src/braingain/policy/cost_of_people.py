"""What people in programmes cost, each by a unit cost (cost forms ``person``, ``month``, ``bond``, ``rule``, ``agencies``)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from braingain.foundation.vocabulary import CADRES, PLACES
from braingain.model.containers import GOVERNMENT, IRREGULAR, PRIVATE_CHANNEL
from braingain.policy.channels import channel_of, is_code
from braingain.policy.missions import MONTHS, kind_of, sent_from_here, starts_a_year
from braingain.policy.moves import PUBLIC_OWNER, sex_indices
from braingain.policy.paired import (
    PairedRun,
    annuity,
    group_of,
    in_force,
    mission_of,
    programme_of,
    recruits,
)
from braingain.policy.parts import Part, stay_length
from braingain.policy.training import teachers_present
from braingain.policy.work import places_abroad

Person = Callable[[Part, Sequence[Part], PairedRun], np.ndarray]
TAX_CUT_YEARS = 5  # a tax cut weighs in (2.21c) as a grant over five years


def person(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Cost per person, with administration: of all whom the part's doses pay for."""
    found = [cost(part, parts, run) for dose, cost in PERSONS.items() if dose in part.doses]
    return np.asarray(np.sum(found, axis=0) * (1 + run.unit("admin_share"))) if found else run.zeros()


def _returned(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Grant, tax cut over five years and passage of all eligible who return, those who would have come anyway included."""
    generosity = part.dose("grant_pay_multiple") + TAX_CUT_YEARS * part.dose("tax_cut_share")
    chosen = run.setting.cadre_indices(part.cadres)
    returns = np.asarray(run.package.returns)[:, chosen].sum(axis=2)
    each = generosity * run.pay[:, chosen] + run.unit("return_cost_usd")
    eligible = part.dose("eligible_share", 1.0) * (part.effective("job_offer_share", run.setting.years) > 0)
    return np.asarray(eligible[:, None] * (returns * each).sum(axis=1))


def _sent(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """People sent abroad, a year's cost for each year of their stay, booked when it begins."""
    programme = programme_of(part, parts, run)
    begun = np.asarray(run.package.stays_begun)[:, programme, run.setting.cadre_indices(part.cadres)].sum(axis=(1, 2))
    return np.asarray(begun * stay_length(part) * run.unit("scholar_cost_usd"))


def _recruited(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Preparation of those whom governments recruit under an agreement, on its channel or for a contract with an end."""
    chosen, ends = run.setting.cadre_indices(part.cadres), run.setting.destination_indices(part.destinations)
    if part.dose("stay_years") > 0:
        heads = np.asarray(run.package.stays_begun)[:, programme_of(part, parts, run), chosen].sum(axis=(1, 2))
    else:
        heads = np.asarray(run.package.flows)[:, chosen, GOVERNMENT][:, :, ends].sum(axis=(1, 2))
    return np.asarray(in_force(part, run) * heads * run.unit("preparation_cost_usd"))


def _cofunded(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """What an agreement pays for each legal recruit."""
    paid = part.effective("cofunding_usd_per_recruit", run.setting.years)[:, None]
    return np.asarray(paid * recruits(part, run).sum(axis=1))


def _prepared(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Preparation of graduates who go abroad on a track."""
    chosen, ends = run.setting.cadre_indices(part.cadres), run.setting.destination_indices(part.destinations)[:1]
    heads = np.asarray(run.package.tracks)[:, chosen][:, :, :, ends].sum(axis=(1, 2, 3))
    return np.asarray(heads * run.unit("preparation_cost_usd"))


def _recognised(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Recognition of those who arrive legally."""
    return np.asarray(in_force(part, run) * recruits(part, run).sum(axis=1) * run.unit("recognition_cost_usd"))


def _brought_back(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Return to practice of those who come back to work: at destinations the places, at home the people."""
    chosen = run.setting.cadre_indices(part.cadres)
    if part.card.scope == "named country":
        heads = np.asarray(run.package.reentered)[:, chosen].sum(axis=(1, 2))
    else:
        ends = run.setting.destination_indices(part.destinations)
        heads = places_abroad(part, run.setting)[:, chosen][:, :, ends].sum(axis=(1, 2))
    return np.asarray(heads * run.unit("return_to_practice_cost_usd"))


def _taught(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Visiting teachers for the year."""
    return np.asarray(teachers_present(part, run.setting)[:, None] * run.unit("teacher_cost_usd"))


def _transferred(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Workers lent by another country: pay at the host's rate while they are present, passage home for each."""
    if sent_from_here(part, run.setting):
        return run.zeros()  # the host's donor pays
    chosen = run.setting.cadre_indices(part.cadres)
    present = np.asarray(run.package.mission_present)[:, mission_of(part, parts)][:, chosen]
    passages = starts_a_year(part, run.setting)[:, None] * run.unit("return_cost_usd")
    return np.asarray((present * run.pay[:, chosen]).sum(axis=1) + passages)


def _rural_entrants(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Outreach to those of the lever's sexes who enter school with a rural background, and bursaries, for all years, of some."""
    setting, total, sexes = run.setting, run.zeros(), sex_indices(part)
    mix = np.asarray(setting.world.constants.applicant_mix)
    for cadre in setting.cadre_indices(part.cadres):
        entrants = np.asarray(run.package.intake)[:, cadre][:, sexes, PUBLIC_OWNER].sum(axis=1)
        more = part.effective("rural_admission_share_add", setting.years)[:, None]
        among = mix[cadre][sexes].sum(axis=0)  # by background
        rural = np.clip(among[0] / np.maximum(among.sum(axis=0), 1e-300) + more, 0.0, 1.0)
        bursary = run.unit("bursary_share") * run.unit(f"seat_cost_usd.{CADRES[cadre]}.{setting.income_group}")
        years = setting.world.options.programme_years[cadre]
        each = part.dose("bursary_share") * bursary * years + part.dose("outreach_usd_per_entrant")
        total += in_force(part, run) * entrants * rural * each
    return total


def _posted(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Those who serve: new licensed of the cohorts that owe service whose first post is rural, in each year that they owe:
    the cost of posting them, a share of pay, and the yearly cost of a house. Who owes and waits for a post costs nothing."""
    chosen = run.setting.cadre_indices(part.cadres)
    house = run.unit(f"house_cost_usd.{run.setting.income_group}") * annuity()
    each = run.unit("posting_share") * run.pay[:, chosen] + house
    posted = in_force(part, run)[:, None] * np.asarray(run.package.entrant_places)[:, chosen, PLACES.index("rural")]
    serving = sum(
        np.concatenate([np.zeros_like(posted[:year]), posted[: len(posted) - year]])
        for year in range(min(math.ceil(part.dose("service_years")), len(posted)))
    )
    return np.asarray((serving * each).sum(axis=1)) if part.dose("service_years") > 0 else run.zeros()


PERSONS: Mapping[str, Person] = {
    "job_offer_share": _returned,
    "persons_per_1000_workers": _sent,
    "scholarships_per_1000_workers": _sent,
    "quota_ratio": _recruited,
    "cofunding_usd_per_recruit": _cofunded,
    "away_share": _prepared,
    "recognition_add": _recognised,
    "return_places_share": _brought_back,
    "teacher_fte": _taught,
    "transferred_per_year": _transferred,
    "rural_admission_share_add": _rural_entrants,
    "service_years": _posted,
}


def month(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Person-months of missions at the price of their kind, with administration."""
    if sent_from_here(part, run.setting):
        return run.zeros()  # the host pays
    present = np.asarray(run.package.mission_present)[:, mission_of(part, parts)].sum(axis=1)
    kind = kind_of(part)
    price = f"brigade_month_cost_usd.{run.setting.income_group}" if kind == "brigade" else f"{kind}_month_cost_usd"
    return np.asarray(present * MONTHS * run.unit(price) * (1 + run.unit("admin_share")))


def bond(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Administration of those under bond and pursuit of those who left; of grants with a bond, of those who did not come back."""
    group = run.setting.income_group
    chosen = run.setting.cadre_indices(part.cadres)
    if "scholarships_per_1000_workers" in part.doses:
        programme = programme_of(part, parts, run)
        bonded = np.asarray(run.package.away)[:, programme, chosen].sum(axis=(1, 2))
        leavers = overstayed(part, parts, run)
    else:
        bonded = np.asarray(run.package.bonded)[:, chosen].sum(axis=(1, 2))
        leavers = np.asarray(run.package.bonded_leavers)[:, chosen].sum(axis=(1, 2, 3))
    pursued = part.dose("enforcement_effort_share") * leavers
    return np.asarray(bonded * run.unit(f"bond_cost_usd.{group}") + pursued * run.unit(f"enforcement_cost_usd.{group}"))


def overstayed(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Of those whom a part sent, who remained abroad: of all who did, the share that its stays have. (year, draw)

    The record has those who remained of all programmes together.
    """
    chosen = run.setting.cadre_indices(part.cadres)
    gone = np.asarray(run.package.stays_overstayed)[:, chosen].sum(axis=(1, 2))
    begun = np.asarray(run.package.stays_begun)[:, :, chosen].sum(axis=(0, 2, 3))  # (programme, draw)
    own, whole = begun[programme_of(part, parts, run)], begun.sum(axis=0)
    return np.asarray(gone * np.divide(own, whole, out=np.zeros_like(whole), where=whole > 0))


def rule(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Keeping a rule: the office that keeps it (``office``), and a file for each person whom it covers (``files``)."""
    return office(part, parts, run) + files(part, parts, run)


def office(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """A sum a year for each acting country. One that keeps several codes of a package pays the sum of one. (year, draw) [US$]"""
    force, each = in_force(part, run), run.unit("code_cost_usd")
    if _of_the_country(part):
        return np.asarray(force * each)
    total = run.zeros()
    for place in run.setting.destination_indices(part.destinations):
        own = force * np.prod([1.0 - in_force(other, run) for other in _codes_before(part, parts, place, run)], axis=0)
        total += own * each
    return total


def files(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """A file for each person covered. (year, draw) [US$]

    Of a code the recruits on its channel, of another rule of a destination all who come legally, of a rule of the
    country itself all who leave legally.
    """
    force, chosen = in_force(part, run), run.setting.cadre_indices(part.cadres)
    flows = np.asarray(run.package.flows)[:, chosen]
    if _of_the_country(part):
        file = run.unit(f"file_cost_usd.{run.setting.income_group}") if "exit" in part.card.moves else 0.0
        return np.asarray(force * flows[:, :, :IRREGULAR].sum(axis=(1, 2, 3)) * file)
    total = run.zeros()
    for place in run.setting.destination_indices(part.destinations):
        covered = flows[:, :, channel_of(part), place] if is_code(part) else flows[:, :, :IRREGULAR, place].sum(axis=2)
        total += force * covered.sum(axis=1) * run.unit(f"file_cost_usd.{group_of(run, place)}")
    return total


def _of_the_country(part: Part) -> bool:
    """Whether a rule is one of the country itself, not of destinations."""
    return part.card.scope == "named country" and not is_code(part)


def _codes_before(part: Part, parts: Sequence[Part], place: int, run: PairedRun) -> list[Part]:
    """Codes that stand before this one in the package and are kept by the same destination; none before another rule."""
    if not is_code(part):
        return []
    others = parts[: next(i for i, one in enumerate(parts) if one is part)]
    kept = [one for one in others if is_code(one) and not one.is_zero and "rule" in one.card.cost_forms]
    return [one for one in kept if place in run.setting.destination_indices(one.destinations)]


def agencies(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Licences of agencies that recruit, as many as the recruits of the private channel keep busy."""
    places = run.setting.destination_indices(part.destinations)
    flows = np.asarray(run.package.flows)[:, run.setting.cadre_indices(part.cadres), PRIVATE_CHANNEL][:, :, places]
    force = part.dose("licensing") * in_force(part, run)
    licences = flows.sum(axis=(1, 2)) / run.unit("recruits_per_agency")
    return np.asarray(force * licences * run.unit("agency_licence_cost_usd"))
