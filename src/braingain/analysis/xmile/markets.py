"""Wages, seats, foreign-trained, destinations, expectations of the next year (2.6, 2.24 to 2.31)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux

LARGEST_GAP = "0.1"  # of a vacancy rate that wages answer in a year, and those who would come


def foreign_trained() -> list[Variable]:
    """Step 7: workers trained elsewhere (2.27b)."""
    return [
        aux("posts_total", "Cadre", "SUM(Post| path_posts)", "of the path"),
        aux("posts_vacant", "Cadre", "SUM(Post| path_posts * vacancy)", "at last year's rates"),
        aux("posts_vacant_usual", "Cadre", "SUM(Post| path_posts * vacancy0)", "at the rates of t0"),
        aux("vacancy_all", "Cadre", "IF posts_total > 0 THEN posts_vacant / posts_total ELSE 0", "over all posts"),
        aux("vacancy_all_usual", "Cadre", "IF posts_total > 0 THEN posts_vacant_usual / posts_total ELSE 0", "at t0"),
        aux("foreign_pay", "Cadre", "SUM(Post| foreign_post_shares * log_pay_change)", "ln of pay over its path"),
        aux("foreign_answer", "Cadre",
            "IF switch_destination_response < 0.5 THEN 1 ELSE"
            f" ((MIN(vacancy_all, vacancy_all_usual + {LARGEST_GAP}) + vacancy_offset)"
            " / (vacancy_all_usual + vacancy_offset)) ^ beta_vacancy * EXP(beta_income_abroad * foreign_pay)", "(2.27)"),
        aux("foreign_after", "Cadre",
            "foreign * (1 - foreign_exit)"
            " + (foreign_growth + foreign_exit) * foreign0 * (1 + foreign_growth) ^ now_number * foreign_answer",
            "foreign-trained on the next 1 January (2.27b)", "persons"),
    ]  # fmt: skip


def own_market(demand_country: bool, first_year: str) -> list[Variable]:
    """Step 10 at home: wages, seats, expectations."""
    return [
        *(_demand_country(first_year) if demand_country else _budget_country()),
        aux("young_abroad", "Cadre", "SUM(Sex Duration Status Destination| young_duration * abroad_after)", "young", "persons"),
        aux("young_home", "Cadre", "SUM(Sex Background Duration Post| young_duration * home_after)", "young", "persons"),
        aux("expected_after", "Cadre",
            "IF young_abroad + young_home > 0 THEN (1 - expectation_speed) * expected_abroad"
            " + expectation_speed * young_abroad / (young_abroad + young_home) ELSE expected_abroad", "p̂ (2.31)"),
    ]  # fmt: skip


def _path_seats() -> list[Variable]:
    return [
        aux("path_seats_from", "Cadre Owner", "SUM(Year| path_seats_series * is_growth_from)", "path of seats"),
        aux("path_seats_to", "Cadre Owner", "SUM(Year| path_seats_series * is_growth_to)", "path of seats, a year later"),
        aux("path_seats_next", "Cadre Owner", "SUM(Year| path_seats_series * is_next_year)", "path of next year"),
        aux("seats_on_path", "Cadre Owner",
            "IF path_seats > 0 THEN (IF path_seats_from > 0 THEN seats * path_seats_to / path_seats_from ELSE seats)"
            " ELSE seats + path_seats_next", "seats if nothing but the path moves them (2.6)"),
    ]  # fmt: skip


def _budget_country() -> list[Variable]:
    """Public seats on their path, private ones by excess demand (2.6); private pay by vacancies (2.30)."""
    private = "{Owner=OwnerPrivate}"
    usual = f"applicants_path{private}"
    return [
        *_path_seats(),
        aux("crowd", "Cadre",
            f"IF {usual} > 0 AND seats_open{private} > 0 AND path_seats{private} > 0 THEN (applicants{private} / {usual})"
            f" / (seats_open{private} / path_seats{private}) - 1 ELSE 0", "applicants a seat over the path, private schools"),
        aux("excess", "Cadre", "seat_response * switch_private_seats * crowd", "xs (2.6)"),
        aux("seats_after", "Cadre Owner",
            "IF path_seats > 0 THEN seats_on_path * (1 + private_school * seat_growth_max * excess / (1 + ABS(excess)))"
            " ELSE seats_on_path", "seats of next year (2.6)"),
        aux("private_posts", "Cadre", "SUM(Post| private_post * funded)", "private posts"),
        aux("private_filled", "Cadre", "SUM(Post| private_post * filled)", "filled"),
        aux("private_vacancy", "Cadre",
            "IF private_posts > 0 THEN MAX(0, private_posts - private_filled) / private_posts ELSE private_vacancy0", "v_prv"),
        aux("private_wage_after", "Cadre", "(1 - wage_return) * ln_wage_private + private_wage_adjust"
            f" * MAX(-{LARGEST_GAP}, MIN({LARGEST_GAP}, private_vacancy - private_vacancy0))", "lnwp (2.30)"),
        aux("wage_after", "Cadre", "ln_wage", "of budget countries: on its path"),
    ]  # fmt: skip


def _demand_country(first_year: str) -> list[Variable]:
    """Wages by vacancies (2.25), seats by the gap that schools foresee (2.26)."""
    start = f"path_demand_series{{Year={first_year}}}"
    return [
        *_path_seats(),
        aux("own_demand", "Cadre", "path_demand * EXP(-demand_wage * ln_wage)", "D (2.24)", "persons"),
        aux("own_vacancy", "Cadre",
            "IF own_demand > 0 THEN MAX(0, own_demand - workers) / own_demand ELSE vacancy_normal", "v (2.24)"),
        aux("wage_after", "Cadre",
            "IF switch_destination_response > 0.5 THEN (1 - wage_return) * ln_wage + wage_adjust"
            f" * MAX(-{LARGEST_GAP}, MIN({LARGEST_GAP}, own_vacancy - vacancy_normal)) ELSE ln_wage", "lnw (2.25)"),
        aux("private_wage_after", "Cadre", "ln_wage_private", "(2.30) is of budget countries"),
        aux("students_coming", "Cadre Stage",
            "SUM(Sex Background Owner| students_after * (1 - lever_students_after))", "without seats of levers", "persons"),
        aux("supply_coming", "Cadre",
            "workers * (1 - own_net_exit) ^ programme_years + SUM(Stage| students_coming * (IF years_to_go > 0 THEN"
            " (1 - drop_out) ^ years_to_go * (1 - own_net_exit) ^ (programme_years - years_to_go) ELSE 0))",
            "supply foreseen (2.26)", "persons"),
        aux("demand_coming", "Cadre", "(1 - vacancy_normal) * path_demand * (1 + own_demand_growth) ^ programme_years",
            "demand foreseen (2.26)", "persons"),
        aux("demand_index", "Cadre", f"IF {start} > 0 THEN path_demand / {start} ELSE 1", "D over its start"),
        aux("seats_wanted", "Cadre",
            "MAX(0, (own_net_exit + own_demand_growth) * demand_coming + (demand_coming - supply_coming) / seat_horizon_years)"
            " / own_completion + own_seat_target_gap * demand_index", "Cap* (2.26)"),
        aux("seats_before", "Cadre", "SUM(Owner| seats)", "seats, all owners"),
        aux("seats_total_after", "Cadre",
            "MAX(0, (1 + own_demand_growth) * (seats_before + seat_adjust * (seats_wanted - seats_before)))", "(2.26)"),
        aux("path_seats_total", "Cadre", "SUM(Owner| path_seats)", "path of seats, all owners"),
        aux("seats_after", "Cadre Owner",
            "IF switch_destination_response > 0.5 THEN (IF path_seats_total > 0 THEN seats_total_after * path_seats"
            " / path_seats_total ELSE 0) ELSE seats_on_path", "split over owners as on the path (2.26)"),
    ]  # fmt: skip


def destinations(last_stage: str, first_year: str, lever_seats: bool) -> list[Variable]:
    """Step 10 abroad: labour markets of destinations that a lever touches; the others keep their paths (2.27)."""
    dest, start = "Cadre Destination", f"path_demand_abroad_series{{Year={first_year}}}"
    further = "SUM(BeforeStage| moves_up * {}{{Stage=BeforeStage}}) * (1 - dest_drop_out)"
    levers, graduates = [], ""
    if lever_seats:
        graduates = f" + lever_students_abroad{{Stage={last_stage}}} * (1 - dest_drop_out)"
        levers = [
            aux("lever_students_abroad_after", "Cadre Stage Destination",
                "enters_at * dial_seats_abroad + " + further.format("lever_students_abroad"),
                "in seats of levers, a stage further (2.26)", "persons"),
        ]  # fmt: skip
    return [
        *levers,
        aux("answers", "Destination", "dial_touched * switch_destination_response", "1 where the market runs"),
        aux("practising", dest,
            "SUM(Sex Duration Status| practises * abroad_after)"
            " + SUM(Sex Background Duration Programme Step| stays_after * stay_place * dial_stay_works)",
            "from here, on working stays too", "persons"),
        aux("others_answer", dest,
            f"IF answers > 0.5 THEN ((MIN(vacancy_abroad, dest_vacancy0 + {LARGEST_GAP}) + vacancy_offset)"
            " / (dest_vacancy0 + vacancy_offset)) ^ beta_vacancy"
            " * EXP(beta_income_abroad * ln_pay_abroad) ELSE 1", "(2.27)"),
        aux("others_after", dest,
            f"others_abroad * (1 - dest_exit) + students_abroad{{Stage={last_stage}}} * (1 - dest_drop_out){graduates}"
            " + dest_inflow0 * (1 + dest_growth) ^ now_number * others_answer + dial_reentry_abroad",
            "W_d (2.27)", "persons"),
        aux("students_abroad_after", "Cadre Stage Destination",
            "enters_at * seats_abroad + " + further.format("students_abroad"), "a stage further (2.7)", "persons"),
        aux("demand_now", dest, "path_demand_abroad * EXP(-demand_wage * ln_wage_abroad)", "D_d (2.24)", "persons"),
        aux("workers_there", dest, "others_after + practising", "all workers there", "persons"),
        aux("vacancy_there", dest,
            "IF demand_now > 0 THEN MAX(0, demand_now - workers_there) / demand_now ELSE dest_vacancy0", "v_d (2.24)"),
        aux("vacancy_abroad_after", dest, 
            "IF answers > 0.5 THEN vacancy_abroad + expectation_speed * (vacancy_there - vacancy_abroad) ELSE dest_vacancy0",
            "v_d as it is seen (2.24)"),
        aux("wage_abroad_after", dest,
            "IF answers > 0.5 THEN (1 - wage_return) * ln_wage_abroad + wage_adjust"
            f" * MAX(-{LARGEST_GAP}, MIN({LARGEST_GAP}, vacancy_there - dest_vacancy0)) ELSE 0", "lnw_d (2.25)"),
        aux("supply_there", dest,
            "workers_there * (1 - dest_net_exit) ^ programme_years + SUM(Stage| students_abroad_after * (IF years_to_go > 0"
            " THEN (1 - dest_drop_out) ^ years_to_go * (1 - dest_net_exit) ^ (programme_years - years_to_go) ELSE 0))",
            "supply foreseen (2.26)", "persons"),
        aux("demand_there", dest, "(1 - dest_vacancy0) * path_demand_abroad * (1 + dest_growth) ^ programme_years",
            "demand foreseen (2.26)", "persons"),
        aux("demand_index_there", dest, f"IF {start} > 0 THEN path_demand_abroad / {start} ELSE 1", "D_d over its start"),
        aux("seats_wanted_there", dest,
            "MAX(0, (dest_net_exit + dest_growth) * demand_there + (demand_there - supply_there) / seat_horizon_years)"
            " / dest_completion + dest_seat_target_gap * demand_index_there", "Cap*_d (2.26)"),
        aux("seats_abroad_after", dest,
            "IF answers > 0.5 THEN MAX(0, (1 + dest_growth) * (seats_abroad + seat_adjust * (seats_wanted_there - seats_abroad)))"
            " ELSE seats_abroad * (1 + dest_growth)", "Cap_d (2.26)"),
    ]  # fmt: skip
