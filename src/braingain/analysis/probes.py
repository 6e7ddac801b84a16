"""What is looked for with each lever, and what takes it away: measured by running it with and without (docs/model.md 3.0).

A probe reads a side effect off a run beside its baseline, both with its source, then both without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from braingain.analysis.probe import Probe
from braingain.analysis.read_years import AFTER_YEARS
from braingain.analysis.side_effects import (
    away,
    away_after_end,
    bonds_lapsed,
    claimed,
    deadweight,
    emigrants,
    emigrants_at_first,
    emigrants_of_others,
    first_posts_capital,
    gained_lost_after_end,
    in_rural_posts,
    irregular,
    leaves_less_than_doctors,
    leaving_after_bond,
    leaving_before_service,
    moves_capital_to_rural,
    onward,
    outside_sector,
    overstayed,
    pass_share,
    private_and_out,
    private_seats_of_others,
    public_posts,
    recruited_at_first,
    rich_among_leavers,
    seats_empty_for_teachers,
    service_of_returnees,
    share_outside_sector,
    to_other_channels,
    to_other_destinations,
    windfall,
    without_posts,
    workers,
)
from braingain.analysis.side_effects_of_programmes import (
    applicants,
    below_their_skill,
    bill_after_end,
    contributions_vary,
    cost_over_local_pay,
    empty_posts,
    everyone_leaving,
    falls_later,
    kept_without_work,
    left_by_track,
    men_at_work,
    own_public_posts,
    present_after_end,
    private_pass_share,
    private_work,
    public_hours,
    public_workers,
    pull_of_leaving,
    seats_lost_with_teachers,
    service_beyond_heads,
    urban_entrants,
)
from braingain.policy.parts import Part

_RURAL = (
    Probe("capital_short_of_young_doctors", moves_capital_to_rural, "persons_per_year", "reconsider"),
    Probe("cliff_at_end", away_after_end, "persons", "reconsider", years_after=AFTER_YEARS),
    Probe("windfall", windfall, "share"),
)
_POSTS_CUT = Probe(
    "posts_cut_without_new_money", public_posts, "posts", "budget_limit", sign=-1, doses={"new_money_share": 0.0}
)
_WITHDRAWN = Probe("own_budget_withdrawn", own_public_posts, "posts", "budget_limit", sign=-1, neutral="no_fungibility")
_LESS_PRIVATE_WORK = Probe("less_private_work", private_work, "share", "dual_practice", sign=-1)
_NO_POST_FUNDED, _ALL_FUNDED = {"posts_funded_share": 0.0}, {"posts_funded_share": 1.0}
_CLAIMS = Probe("claims_if_relative_pay", claimed, "share", "relative_pay", cadres=("doctor",))
_WAITING = Probe("reserve_without_posts", without_posts, "persons", doses=_NO_POST_FUNDED, off_doses=_ALL_FUNDED)
_ELSEWHERE = Probe(
    "shift_to_other_destinations", to_other_destinations, "persons_per_year", "substitution", first_year_only=True
)
_IRREGULAR = Probe("irregular_and_deskilled", irregular, "persons_per_year", "irregular", first_year_only=True)
_CODE = (
    _ELSEWHERE,
    Probe("shift_to_other_channels", to_other_channels, "persons_per_year", "substitution", first_year_only=True),
    _IRREGULAR,
)
_MORE_LEAVE = Probe("more_emigrants_in_number", emigrants, "persons_per_year", neutral="no_emigration")
_OVERSTAY = Probe("overstay", overstayed, "persons", neutral="full_compliance")
_AWAY = Probe("away_meanwhile", away, "persons")
_CLIFF = Probe("cliff_at_end", gained_lost_after_end, "persons", "reconsider", years_after=AFTER_YEARS)
_PAY_ALONE = dict.fromkeys(
    (
        "seats_ratio",
        "housing_index",
        "equipment_index",
        "management_index",
        "training_rights_index",
        "job_offer_share",
        "brigade_per_million",
    ),
    0.0,
)
PROBES: dict[str, tuple[Probe, ...]] = {
    "expand_training": (
        _MORE_LEAVE,
        _WAITING,
        Probe("pass_rate_falls", pass_share, "share_points", "quality_dilution", sign=-1),
        Probe("teachers_bind", seats_empty_for_teachers, "share", "teachers"),
        Probe("pool_still_grows", workers, "persons"),
    ),
    "train_for_local_market": (
        Probe("low_emigration_by_mechanism", leaves_less_than_doctors, "per_year", neutral="full_recognition"),
        Probe("leaves_sector_without_posts", outside_sector, "persons", doses=_NO_POST_FUNDED, off_doses=_ALL_FUNDED),
        _WAITING,
    ),
    "rural_supplement": (
        *_RURAL,
        _CLAIMS,
        _POSTS_CUT,
    ),
    "health_pay": (
        _POSTS_CUT,
        Probe("pull_from_private_and_out", private_and_out, "persons", neutral="no_pay_response", sign=-1),
        _CLAIMS,
        _CLIFF,
        _LESS_PRIVATE_WORK,
    ),
    "bonding": (
        Probe(
            "exits_bunch_at_end_of_bond",
            leaving_after_bond,
            "persons_per_year",
            off_doses={"enforcement_effort_share": 0.0},
        ),
        Probe("rich_buy_out", rich_among_leavers, "share_points", neutral="equal_savings"),
        Probe("bond_lapses_without_posts", bonds_lapsed, "share"),
    ),
    "return_incentive": (
        Probe("deadweight", deadweight, "share"),
        Probe("resentment_of_stayers", emigrants, "persons_per_year", "relative_pay", against="no_resentment"),
        Probe("no_onward_moves_stopped", onward, "persons_per_year", "onward_moves", sign=-1),
    ),
    "ethical_code_public": _CODE,
    "ethical_code_private": _CODE,
    "joint_salary_support": (
        *_RURAL,
        _CLAIMS,
        _WITHDRAWN,
    ),
    "twinning_with_return": (
        _OVERSTAY,
        Probe("skill_gain_of_returnees", service_of_returnees, "share", neutral="no_skill_gain"),
        _AWAY,
    ),
    "twinned_training": (
        Probe("teachers_gone_at_end", seats_lost_with_teachers, "persons_per_year", off_doses={"teacher_fte": 0.0}),
        _MORE_LEAVE,
    ),
    "compensation": (Probe("posts_only_if_earmarked", public_posts, "posts", off_doses={"earmark_share": 0.0}),),
    "reinvestment_fund": (
        Probe(
            "reserve_without_posts",
            without_posts,
            "persons",
            doses={"posts_share": 0.0},
            off_doses={"posts_share": 1.0},
        ),
        Probe("contributions_follow_inflow", contributions_vary, "share"),
    ),
    "upgrade_ladder": (
        Probe("upgraded_leave_more", everyone_leaving, "persons_per_year", "ladders"),
        Probe("lower_cadre_shrinks", workers, "persons", "ladders", sign=-1),
        Probe("upgraded_less_rural", in_rural_posts, "persons", "ladders", sign=-1, against="upgraded_as_others"),
        Probe(
            "right_to_study_keeps",
            share_outside_sector,
            "share_points",
            "ladders",
            sign=-1,
            against="no_right_to_study",
        ),
    ),
    "rural_package": _RURAL[:2],
    "rural_recruitment": (
        Probe("urban_applicants_displaced", urban_entrants, "persons_per_year", sign=-1),
        Probe(
            "fewer_graduates_in_capital",
            first_posts_capital,
            "persons_per_year",
            sign=-1,
            neutral="no_rural_background",
        ),
    ),
    "compulsory_service": (
        Probe(
            "exits_bunch_at_end_of_service",
            leaving_after_bond,
            "persons_per_year",
            doses={"service_years": 5.0},
            off_doses={"service_years": 0.0},
        ),
        Probe("leaves_before_service", leaving_before_service, "persons_per_year", neutral="full_hold"),
        _IRREGULAR,
        Probe(
            "waits_for_rural_post",
            without_posts,
            "persons",
            off_doses={"enforcement_effort_share": 0.0, "licence_withheld": 0.0},
        ),
    ),
    "civil_service_pay": (
        _POSTS_CUT,
        _CLIFF,
        Probe(
            "outside_sector_holds_more", outside_sector, "persons", neutral="pay_moves_nobody", against="no_pay_outside"
        ),
        _LESS_PRIVATE_WORK,
    ),
    "benefits_in_kind": (
        _CLAIMS,
        Probe(
            "resentment_of_the_excluded",
            emigrants_of_others,
            "persons_per_year",
            "relative_pay",
            cadres=("doctor",),
            against="no_envy",
        ),
    ),
    "dual_practice": (
        Probe("public_hours_fall", public_hours, "share", "dual_practice", sign=-1),
        Probe("private_work_keeps_staff", emigrants, "persons_per_year", "dual_practice", sign=-1),
    ),
    "exit_restriction": (
        _IRREGULAR,
        Probe("fewer_apply", applicants, "persons_per_year", "brain_gain", sign=-1),
        Probe("kept_without_work", kept_without_work, "persons", neutral="no_emigration"),
    ),
    "scholarship_bond": (_OVERSTAY, _AWAY),
    "diaspora_missions": (Probe("dear_for_its_time", cost_over_local_pay, "years"),),
    "destination_training": (
        Probe("nothing_before_graduates", falls_later, "persons_per_year", "destination_response", sign=-1),
    ),
    "visa_cap": (_ELSEWHERE, _IRREGULAR),
    "health_brigades": (
        Probe("host_posts_taken", public_workers, "persons", sign=-1, off_doses={"fills_posts_share": 0.0}),
        Probe("gone_at_end", present_after_end, "persons", years_after=AFTER_YEARS),
    ),
    "ngo_missions": (
        Probe(
            "local_staff_leave_public_posts",
            public_workers,
            "persons",
            sign=-1,
            off_doses={"local_staff_per_mission": 0.0},
        ),
    ),
    "skill_partnership": (
        Probe("graduates_leave_by_track", left_by_track, "persons", off_doses={"away_share": 0.0}),
        Probe("others_follow_the_track", pull_of_leaving, "share", "network"),
        Probe("pool_still_grows", workers, "persons", off_doses={"away_share": 1.0}),
    ),
    "credential_recognition": (
        Probe("recognised_leave_more", emigrants, "persons_per_year", neutral="no_emigration"),
        Probe("skill_waste_falls", below_their_skill, "persons", sign=-1, neutral="all_recognised"),
    ),
    "task_shifting": (Probe("service_not_heads", service_beyond_heads, "share"),),
    "recruitment_levy": (
        Probe(
            "fewer_recruited",
            recruited_at_first,
            "persons_per_year",
            sign=-1,
            first_year_only=True,
            neutral="no_answer_to_hiring_cost",
        ),
        _ELSEWHERE,
        _MORE_LEAVE,
    ),
    "workload": (
        Probe("posts_stay_empty", empty_posts, "posts"),
        Probe("empty_posts_drive_away", emigrants, "persons_per_year", "workload_feedback"),
    ),
    "rural_schools": (
        Probe(
            "fewer_graduates_in_capital", first_posts_capital, "persons_per_year", sign=-1, neutral="no_rural_training"
        ),
    ),
    "train_for_export": (
        _MORE_LEAVE,
        Probe("more_apply", applicants, "persons_per_year", "brain_gain"),
        Probe(
            "pass_rate_falls",
            private_pass_share,
            "share_points",
            "quality_dilution",
            sign=-1,
            doses={"qa_index": 0.0},
        ),
        Probe("pool_still_grows", workers, "persons"),
        Probe("other_private_seats_give_way", private_seats_of_others, "persons_per_year", "private_seats", sign=-1),
    ),
    "destination_pay": (
        Probe(
            "draws_people_at_first",
            emigrants_at_first,
            "persons_per_year",
            first_year_only=True,
            neutral="no_pull_of_pay",
        ),
        Probe("posts_there_fill", falls_later, "persons_per_year", "destination_response", sign=-1),
    ),
    "coordinated_code": (_ELSEWHERE, _IRREGULAR),
    "capacity_building": (_MORE_LEAVE, Probe("pool_still_grows", workers, "persons"), _WITHDRAWN),
    "funded_transfer": (Probe("gone_at_end", present_after_end, "persons", years_after=AFTER_YEARS),),
    "sector_programme": (
        _CLIFF,
        _WITHDRAWN,
        Probe("recurrent_bill_after_end", bill_after_end, "share", years_after=1),
        Probe("pay_alone_gains_workers", workers, "persons", doses=_PAY_ALONE, neutral="pay_moves_nobody"),
        Probe("pool_still_grows", workers, "persons"),
    ),
    "multilateral_alliance": (
        Probe(
            "reserve_without_posts",
            without_posts,
            "persons",
            doses={"pooled_fund_usd_per_year": 1e7},
            off_doses={"pooled_fund_usd_per_year": 0.0},
        ),
    ),
    "who_code": (_IRREGULAR, Probe("fades_away", falls_later, "persons_per_year", neutral="no_fading")),
    "safeguards_list": (_IRREGULAR,),
    "bilateral_agreement": (
        Probe("agreement_opens_a_way", emigrants, "persons_per_year", neutral="no_emigration"),
        _IRREGULAR,
        _ELSEWHERE,
    ),
    "gender_package": (Probe("men_find_fewer_posts", men_at_work, "persons", sign=-1),),
}


def variant_name(lever: str, probe: Probe) -> str:
    """The name under which a lever is run at a probe's own doses or cadres."""
    return f"{lever} for {probe.what}"


def without_name(lever: str, probe: Probe) -> str:
    """The name under which a lever is run at the doses at which a probe's side effect must go."""
    return f"{lever} without {probe.what}"


def variants_of(packages: Mapping[str, tuple[Part, ...]]) -> dict[str, tuple[Part, ...]]:
    """The same levers as those probes look for them that do so at other doses or cadres, and at the doses without.

    By ``variant_name`` and ``without_name``.
    """
    found = {}
    for lever, parts in packages.items():
        for probe in PROBES.get(lever, ()):
            if probe.varied:
                found[variant_name(lever, probe)] = varied(parts, probe.doses, probe.cadres)
            if probe.off_doses:
                off = {**probe.doses, **probe.off_doses}
                found[without_name(lever, probe)] = varied(parts, off, probe.cadres)
    return found


def varied(parts: Sequence[Part], doses: Mapping[str, float], cadres: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """The same parts with some doses, and where they are given cadres, in place of theirs."""
    return tuple(replace(part, doses={**part.doses, **doses}, cadres=cadres or part.cadres) for part in parts)
