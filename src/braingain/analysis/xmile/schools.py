"""Applicants, seats, teachers, students, licences (2.4 to 2.9c, 2.32)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux

MIX = "Cadre Sex Background"
BY_OWNER = "Cadre Sex Background Owner"
GROUPS = 4  # sex by background: as many rounds share all places out


def schools(last_stage: str, tracks: bool, fund: bool) -> list[Variable]:
    """Step 4; ``last_stage`` is the name of the final year."""
    return [
        *_seats(fund),
        *_expectations(),
        *_applicants(),
        *_admission(),
        *_classes(last_stage),
        *_lever_cohorts(last_stage, tracks),
    ]


def _seats(fund: bool) -> list[Variable]:
    bought = " + fund_order * fund_seats" if fund else ""
    return [
        aux("seats_ordered", "Cadre Owner Building", f"dial_seats_ordered{bought}", "ordered this year, by years to build"),
        aux("lever_seats_now", "Cadre Owner",
            "MAX(0, lever_seats + building{Building=Built0} + seats_ordered{Building=Built0})", "open seats of levers"),
        aux("building_after", "Cadre Owner Building",
            "SUM(BeforeBuilding| building_step * (building{Building=BeforeBuilding}"
            " + seats_ordered{Building=BeforeBuilding}))", "seats under construction by years left"),
        aux("seats_open", "Cadre Owner", "seats + lever_seats_now", "open seats"),
        aux("seats_of_cadre", "Cadre", "SUM(Owner| seats_open)", "open seats, all owners"),
        aux("could_teach", "Cadre",
            "foreign * SUM(Post| public_post * foreign_post_shares)"
            " + SUM(Sex Background Duration Post| teaching_duration * public_post * home)", "who can teach (2.5b)", "persons"),
        aux("guest_teachers", "Cadre", "dial_visiting_teachers / teachers_per_worker", "visiting, as workers (2.5b)", "persons"),
        aux("teachers_needed", "Cadre",
            "IF seats0 = 0 OR teachers0 = 0 THEN 0 ELSE teachers0 / teacher_slack * seats_of_cadre / seats0",
            "that all seats need (2.5b)", "persons"),
        aux("taught_share", "Cadre",
            "IF switch_teachers < 0.5 OR teachers_needed = 0 THEN 1"
            " ELSE MIN(1, (teaching * could_teach + guest_teachers) / teachers_needed)", "seats that teachers serve (2.5b)"),
        aux("teaching_wanted", "Cadre",
            "IF teachers_needed = 0 OR could_teach = 0 THEN 1"
            " ELSE MAX(1, MIN((teachers_needed - guest_teachers) / could_teach, 1 / teachers_per_worker))", "(2.5b)"),
        aux("teaching_after", "Cadre", "teaching ^ (1 - teacher_adjust) * teaching_wanted ^ teacher_adjust", "Th (2.5b)"),
        aux("capacity", "Cadre Owner", "seats_open * taught_share", "Cap_eff"),
        aux("ln_seats_now", "Cadre Owner",
            "IF seats_open > 0 AND path_seats > 0 THEN LN(seats_open / path_seats) ELSE 0", "ln of seats over their path (2.8)"),
    ]  # fmt: skip


def _expectations() -> list[Variable]:
    return [
        aux("young_at_work", "Cadre", "SUM(Sex Background Duration Post| young_duration * at_work * home)", "young", "persons"),
        aux("young_in_reserve", "Cadre", "SUM(Sex Background Duration Post| young_duration * in_reserve * home)", "young",
            "persons"),
        aux("employed_share", "Cadre",
            "IF young_at_work + young_in_reserve > 0 THEN young_at_work / (young_at_work + young_in_reserve) ELSE 1",
            "of the young"),
        aux("mean_change_home", "Cadre", "SUM(Sex Background| applicant_mix * mean_change_work)", "work, for applicants"),
        aux("income_seen_home", "Cadre",
            "employed_share * income_home * EXP(mean_change_home) + (1 - employed_share) * income_reserve", "E_home (2.32)"),
        aux("income_seen_abroad", "Cadre", "SUM(Destination| shares * income_abroad * EXP(mean_income_change))",
            "E_abroad (2.32)"),
        aux("expected_income", "Cadre",
            "IF expected_abroad = 0 OR income_seen_abroad = 0 OR income_seen_home = 0 THEN income_seen_home"
            " ELSE EXP((1 - expected_abroad) * LN(income_seen_home) + expected_abroad * LN(income_seen_abroad))", "Ŵ (2.32)"),
        aux("application_factor", "Cadre",
            "IF switch_brain_gain < 0.5 OR expected_income <= 0 OR expected_income0 <= 0 THEN 1"
            " ELSE (expected_income / expected_income0) ^ applicants_elasticity", "applicants over their path (2.4)"),
    ]  # fmt: skip


def _applicants() -> list[Variable]:
    return [
        aux("applicants_path", "Cadre Owner", "applicants0 * path_applicants_index", "first choices on the path", "persons/year"),
        aux("applicants_first", "Cadre Owner", "applicants_path * application_factor", "first choices (2.4)", "persons/year"),
        aux("refused", "Cadre", "MAX(0, applicants_first{Owner=OwnerPublic} - capacity{Owner=OwnerPublic})", "by public schools"),
        aux("refused_path", "Cadre", "MAX(0, applicants_path{Owner=OwnerPublic} - path_seats{Owner=OwnerPublic})", "on the path"),
        aux("applicants", "Cadre Owner",
            "MAX(0, applicants_first + private_school * spill_share * (refused - refused_path))", "App^tot (2.4b)",
            "persons/year"),
    ]  # fmt: skip


def _admission() -> list[Variable]:
    found = [
        aux("places_taken", "Cadre Owner", "MIN(capacity, applicants)", "intake (2.5)", "persons/year"),
        aux("asked", BY_OWNER, "applicants * applicant_mix", "applicants by group"),
        aux("asked_weighted", BY_OWNER, "asked * dial_admission_weight", "with the weight of admission"),
        aux("admitted_0", BY_OWNER, "0 * asked", "before the first round"),
    ]
    for after in range(1, GROUPS + 1):
        before = after - 1
        found += [
            aux(f"waits_{before}", BY_OWNER,
                f"IF admitted_{before} < asked AND asked_weighted > 0 THEN asked_weighted ELSE 0", "weight of who still asks"),
            aux(f"waiting_{before}", "Cadre Owner", f"SUM(Sex Background| waits_{before})", "of all who still ask"),
            aux(f"given_{before}", "Cadre Owner", f"SUM(Sex Background| admitted_{before})", "places given"),
            aux(f"admitted_{after}", BY_OWNER,
                f"IF waits_{before} > 0 THEN MIN(asked, admitted_{before} + (places_taken - given_{before})"
                f" * waits_{before} / waiting_{before}) ELSE admitted_{before}",
                "places by weight, never above a group's applications (2.5)"),
        ]  # fmt: skip
    return found


def _classes(last: str) -> list[Variable]:
    return [
        aux("students_after", "Cadre Sex Background Owner Stage",
            f"enters_at * admitted_{GROUPS}"
            " + SUM(BeforeStage| moves_up * students{Stage=BeforeStage}) * (1 - drop_out)", "a stage further (2.7)", "persons"),
        aux("graduates", BY_OWNER, f"students{{Stage={last}}} * (1 - drop_out)", "of the last stage", "persons/year"),
        aux("crowding", "Cadre Owner", "SUM(YearsBack| crowding_then * ln_seats)", "crowded classes (2.8)"),
        aux("pass_odds", "Cadre Owner",
            "pass_share0 * EXP(-dilution * switch_quality_dilution * crowding + quality_response * dial_quality)", "odds"),
        aux("pass_share", "Cadre Owner", "pass_odds / (pass_odds + 1 - pass_share0)", "Q (2.8)"),
        aux("passed", BY_OWNER, "pass_share * (graduates + resit_pass_share * resit)", "pass, also in a second sitting (2.9)"),
        aux("licensed", MIX, "SUM(Owner| passed)", "new licensed", "persons/year"),
        aux("licensed_of_cadre", "Cadre", "SUM(Sex Background| licensed)", "new licensed", "persons/year"),
        aux("licensed_private", "Cadre", "SUM(Sex Background Owner| private_school * passed)", "trained privately",
            "persons/year"),
        aux("private_share_of_licensed", "Cadre",
            "IF licensed_of_cadre > 0 THEN licensed_private / licensed_of_cadre ELSE 0", "trained privately (2.9c)"),
        aux("resit_after", BY_OWNER, "(1 - pass_share) * graduates", "sit again next year", "persons"),
    ]  # fmt: skip


def _lever_cohorts(last: str, tracks: bool) -> list[Variable]:
    here = "(licensed_of_cadre * (1 - track_share))" if tracks else "licensed_of_cadre"
    return [
        aux("lever_seat_share", "Cadre Owner", "IF seats_open > 0 THEN MIN(1, lever_seats_now / seats_open) ELSE 0", "of seats"),
        aux("lever_students_after", "Cadre Owner Stage",
            "enters_at * lever_seat_share + SUM(BeforeStage| moves_up * lever_students{Stage=BeforeStage})",
            "share of a stage in seats of levers (2.29c)"),
        aux("graduates_of_owner", "Cadre Owner", "SUM(Sex Background| graduates)", "graduates", "persons/year"),
        aux("graduates_of_cadre", "Cadre", "SUM(Owner| graduates_of_owner)", "graduates", "persons/year"),
        aux("graduates_of_levers", "Cadre", f"SUM(Owner| lever_students{{Stage={last}}} * graduates_of_owner)",
            "out of seats of levers", "persons/year"),
        aux("lever_licensed", "Cadre",
            f"IF graduates_of_cadre > 0 THEN {here} * graduates_of_levers / graduates_of_cadre ELSE 0",
            "licensed out of seats of levers (2.29c)", "persons/year"),
    ]  # fmt: skip
