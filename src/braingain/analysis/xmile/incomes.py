"""What people earn over their no-policy path: pay, private work of public staff, claims and resentment (2.14b, d, e)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux

CLAIMED_AFTER = "Ago2"  # other cadres' pay of two years ago (2.14e)


def incomes(cadres: tuple[str, ...], demand_country: bool, missions: bool) -> list[Variable]:
    """Step 1: rises by levers and claims, private work, income of the six posts, what people resent."""
    return [*_rises(cadres), *_practice(missions), *_income(demand_country), *_resentment()]


def _rises(cadres: tuple[str, ...]) -> list[Variable]:
    most = "0"
    for cadre in cadres:
        gap = f"past_rises{{Cadre={cadre}, ClaimBack={CLAIMED_AFTER}}} - own_rise"
        most = f"MAX({most}, other_cadre{{OtherCadre={cadre}}} * ({gap}))"
    return [
        aux("lever_rise", "Cadre Post",
            "public_post * ((1 + dial_pay_raise) * (1 + dial_supplement) - 1 + dial_benefit)", "rise of public pay by levers"),
        aux("mean_rise", "Cadre", "SUM(Post| public_post_shares * lever_rise)", "R, its mean over places (2.14e)"),
        aux("own_rise", "Cadre", f"MAX(past_rises{{ClaimBack={CLAIMED_AFTER}}}, mean_rise)", "own rise, then or by now (2.14e)"),
        aux("claimed", "Cadre", f"claims_follow * switch_relative_pay * {most}", "rise won by claims (2.14e)"),
        aux("raised", "Cadre Post", "public_post * (dial_pay_raise + claimed)", "rise of base pay, with claims"),
    ]  # fmt: skip


def _practice(missions: bool) -> list[Variable]:
    premium = " + LN(1 + mission_premium)" if missions else ""
    return [
        aux("ln_private", "Cadre", f"ln_wage_private{premium}", "ln P, private pay over its path"),
        aux("private_odds", "", "EXP(-dual_slope * LN(private_pay_ratio))", "odds against private work at the start"),
        aux("dual_usual", "Cadre Post", "public_post * dual_most * dual_place / (1 + private_odds)", "α⁰ (2.14d)", "FTE"),
        aux("dual_now", "Cadre Post",
            "public_post * MAX(0, dual_most + dial_dual_hours) * dual_place"
            " / (1 + private_odds * EXP(-dual_slope * (ln_private - LN(1 + raised))))", "at today's pay (2.14d)", "FTE"),
        aux("dual_work", "Cadre Post", "dual_usual + switch_dual_practice * (dual_now - dual_usual)", "α (2.14d)", "FTE"),
    ]  # fmt: skip


def _income(demand_country: bool) -> list[Variable]:
    wage = " + ln_wage" if demand_country else ""
    return [
        aux("public_income", "Cadre Post",
            "((1 + raised) * (1 + dial_supplement) + dial_benefit + dual_work * private_pay_ratio * EXP(ln_private))"
            " / (1 + dual_usual * private_pay_ratio)", "income of public staff over its path, without C (2.14b)"),
        aux("log_pay_change", "Cadre Post",
            f"at_work * (LN(path_pay){wage}) + public_post * LN(public_income) + private_post * ln_private",
            "ln of income over its path (2.14b)"),
        aux("gap_closed", "Cadre Post", "LN(1 + women_pay_gap * dial_pay_gap_closed / (1 - women_pay_gap))",
            "what women's pay gains where their gap is closed (2.14b)"),
        aux("log_pay_of_sex", "Cadre Sex Post", "log_pay_change + is_female * gap_closed", "ln of income by sex (2.14b)"),
    ]  # fmt: skip


def _resentment() -> list[Variable]:
    return [
        aux("has_public_posts", "Cadre", "IF public_posts_path > 0 THEN 1 ELSE 0", "who is a measure to others"),
        aux("public_posts_path", "Cadre", "SUM(Post| public_post * path_posts)", "public posts on the path"),
        aux("risen", "Cadre", "mean_rise + claimed", "rise of public pay with claims"),
        aux("other_cadres", "Cadre", "SUM(OtherCadre| other_cadre * has_public_posts{Cadre=OtherCadre})", "of others, how many"),
        aux("others_risen", "Cadre", "SUM(OtherCadre| other_cadre * has_public_posts{Cadre=OtherCadre} * risen{Cadre=OtherCadre})",
            "their rises together"),
        aux("envy", "Cadre",
            "IF other_cadres > 0 THEN MAX(0, LN(1 + others_risen / other_cadres) - LN(1 + risen)) ELSE 0", "rel (2.14e)"),
        aux("people_at_work", "Cadre", "SUM(Sex Background Duration Post| at_work * home)", "at work on 1 January", "persons"),
        aux("resented", "Cadre",
            "IF people_at_work > 0 THEN (dial_return_premium + dial_return_grant) * returned / people_at_work ELSE 0",
            "relret (2.14e)"),
        aux("grievance", "Cadre",
            "switch_relative_pay * (claims_weight * envy + resentment_weight * resented)", "as pay (2.14)"),
    ]  # fmt: skip


def hours(missions: bool) -> list[Variable]:
    """Step 8: hours, skills of returnees and missions; no stock reads them (2.14d, 2.22b, 2.23)."""
    found = [
        aux("public_fte", "Cadre Post",
            "public_post * (1 - dual_hours_lost * MAX(0, dual_work)"
            " * (1 - MAX(0, MIN(1, dual_monitoring + dial_dual_monitoring * switch_dual_practice))))",
            "public FTE of a public worker (2.14d)", "FTE"),
        aux("at_work_after", "Cadre", "SUM(Sex Background Duration Post| at_work * home_after)", "next 1 January", "persons"),
        aux("skill_factor", "Cadre",
            "1 + return_skill_gain * (IF at_work_after > 0 THEN returned_after / at_work_after ELSE 0)",
            "on the service of the cadre (2.22b)"),
    ]  # fmt: skip
    if missions:
        found.append(
            aux("mission_fte", "Mission Cadre", "mission_present * dial_mission_productivity", "received (2.23)", "FTE")
        )
    return found
