"""Worth of posts, worth of staying, money abroad (2.14, 2.16c, 2.17a, 2.20c)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import HOME

# written here again, not taken from the model, so that the file stands for itself
LOWEST_NET = "0.05"
CAPITAL_RECOVERY = "(0.03 / (1 - 1.03 ^ (-5)))"  # crf(5) of docs/model.md 1.3
SMALLEST_RESERVE = "0.000000001"
HARD = "0.95"  # rationing up to which a post is too hard to get for its rise to count (2.14a)
WORST_VACANCY = "0.5"


FULL_RIGHTS = "0.05"  # seats a year over the cadre at which the right to study is complete (2.9d)


def posts_values(ladders: bool) -> list[Variable]:
    """Step 1: what posts are worth to those who choose one and to those who may leave."""
    return [*_conditions(ladders), *_worth()]


def _conditions(ladders: bool) -> list[Variable]:
    workload = f"-switch_workload_feedback * (MIN(1, vacancy / {WORST_VACANCY}) - MIN(1, vacancy0 / {WORST_VACANCY}))"
    rights = []
    extra = ""
    if ladders:
        extra = " + is_training_rights * public_post * rights_change"
        rights = [
            aux("study_rights", "Cadre",
                "IF home_total > 0 AND has_next > 0.5 THEN"
                f" MIN(1, dial_ladder_seats_share * switch_ladders / {FULL_RIGHTS}) ELSE 0",
                "what open courses are worth (2.9d)"),
            aux("rights_change", "Condition Cadre Sex Post",
                "MIN(MAX(1, dial_conditions), dial_conditions + study_rights) - dial_conditions", "with levers at most 1 (2.9d)"),
        ]  # fmt: skip
    return [
        *rights,
        aux("workload_change", "Cadre Post", workload, "X_workload less its start (2.14)"),
        aux("condition_change", "Cadre Sex Post",
            f"SUM(Condition| condition_response * (dial_conditions + is_workload * workload_change{extra}))",
            "conditions, as pay (2.14)"),
    ]  # fmt: skip


def _worth() -> list[Variable]:
    return [
        aux("post_change", "Cadre Sex Post",
            "at_work * (pay_response * log_pay_of_sex + condition_change - grievance)"
            " + is_out * pay_response * LN(1 + dial_pay_out)", "e_j (2.14)"),
        aux("weight_of_work", "Cadre Background", "SUM(Post| at_work * post_weights)", "weight of posts that are work"),
        aux("weighted_change", "Cadre Sex Background", "SUM(Post| at_work * post_weights * post_change)", "their change"),
        aux("mean_change_work", "Cadre Sex Background",
            "IF weight_of_work > 0 THEN weighted_change / weight_of_work ELSE 0", "mean over posts that are work"),
        aux("within_reach", "Cadre Post", f"MAX(0, MIN(1, (rationing - {HARD}) / (1 - {HARD})))",
            "whether a post can be got, by last year's rationing"),
        aux("mean_change_open", "Cadre Sex Background",
            "IF weight_of_work > 0 THEN SUM(Post| at_work * post_weights * within_reach * post_change) / weight_of_work ELSE 0",
            "mean over posts that can be got"),
        aux("mean_change_all", "Cadre Sex Background", "SUM(Post| post_weights * post_change)", "mean over all"),
        aux("post_value", HOME,
            "at_work * (beta_post * (post_change - mean_change_open) + beta_work * mean_change_open)"
            " + is_out * beta_work * post_change"
            " + rural_post * ln_or_rural_training * (rural_trained_now - rural_training0)", "V_j (2.14a)"),
        aux("choice_weight", HOME, f"MAX(post_weights * EXP(post_value), {SMALLEST_RESERVE} * in_reserve)",
            "ω e^V (2.3); the reserve is never quite closed"),
        aux("open_now", "Cadre Sex Background Duration", "SUM(Post| choice_weight * rationing)", "what was open last year"),
        aux("open_at_start", "Cadre Sex Background Duration", "SUM(Post| choice_weight * rationing0)", "what was open at t0"),
        aux("entrant_stay", "Cadre Sex Background Duration",
            "beta_go * mean_change_all + switch_queue * LN(open_now / open_at_start)",
            "δ_0 of new licensed, returnees and the reserve: pay and queue (2.16c)"),
        *offers("offer_before", "rationing", "the chance that a public post asked for is there, last year's rationing"),
    ]  # fmt: skip


def offers(name: str, rationing: str, doc: str) -> list[Variable]:
    """offer_k (2.20c) at some multipliers, for duration 0 in the mix of applicants."""
    first = "public_post * applicant_mix * post_weights * EXP(post_value{Duration=y00})"
    return [
        aux(f"{name}_asked", "Cadre", f"SUM(Sex Background Post| {first})", "public posts asked for"),
        aux(f"{name}_given", "Cadre", f"SUM(Sex Background Post| {first} * {rationing})", "public posts given"),
        aux(name, "Cadre", f"IF {name}_asked > 0 THEN {name}_given / {name}_asked ELSE 1", f"{doc} (2.20c)"),
    ]


def money_abroad() -> list[Variable]:
    """Net income abroad now and on its path (2.17a), and its mean over legal channels (2.32)."""
    return [
        aux("ln_pay_abroad", "Cadre Destination", "LN(path_pay_abroad * (1 + dial_pay_abroad_raise)) + ln_wage_abroad", "ln of pay abroad over its path"),
        aux("income_after_tax", "Cadre Destination", "income_abroad * (1 - tax_abroad)", "at t0", "international dollars"),
        aux("income_after_tax_now", "Cadre Destination", "income_after_tax * EXP(ln_pay_abroad)", "now", "international dollars"),
        aux("net_income_change", "Cadre Channel Destination",
            f"LN(MAX({LOWEST_NET} * income_after_tax_now, income_after_tax_now - {CAPITAL_RECOVERY} * (entry_cost + dial_entry_cost))"
            f" / MAX({LOWEST_NET} * income_after_tax, income_after_tax - {CAPITAL_RECOVERY} * entry_cost))",
            "ln of net income abroad over its path (2.17a)"),
        aux("legal_share", "Cadre Destination", "SUM(Channel| legal_channel * channel_shares)", "legal channels at t0"),
        aux("legal_income_change", "Cadre Destination", "SUM(Channel| legal_channel * channel_shares * net_income_change)",
            "over legal channels"),
        aux("mean_income_change", "Cadre Destination",
            "IF legal_share > 0 THEN legal_income_change / legal_share ELSE ln_pay_abroad", "mean over legal channels (2.32)"),
    ]  # fmt: skip
