"""Money for posts, places, who looks for one and who gets it (2.3, 2.13, 2.15, 2.28c to 2.29c)."""

from __future__ import annotations

from braingain.analysis.xmile.abroad import CELLS
from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import HOME
from braingain.analysis.xmile.prices import offers

LARGEST_CUT = "0.5"  # of a cadre's public posts


def funded(cadres: tuple[str, ...], slots: tuple[str, ...], first_year: str, demand_country: bool) -> list[Variable]:
    """Step 7, money: posts of the path, less what unfunded payroll rises cost, with posts of levers."""
    wage = " * EXP(-demand_wage * ln_wage)" if demand_country else ""
    return [
        aux("posts_path", "Cadre Post", f"path_posts{wage}", "posts without policy (2.24, 2.28b, 2.29d)"),
        aux("wage_bill_path", "", "SUM(Cadre Post| public_post * path_posts * path_public_pay_usd)", "of the path", "US$"),
        aux("wage_bill_at_start", "",
            f"SUM(Cadre Post| public_post * path_posts_series{{Year={first_year}}}"
            f" * path_public_pay_usd_series{{Year={first_year}}})", "of the path in its first year", "US$"),
        aux("budget_growth", "", "IF wage_bill_at_start > 0 THEN wage_bill_path / wage_bill_at_start ELSE 1", "Bud/Bud⁰ (2.28b)"),
        aux("vacancy_money_0", "Cadre", "vacancy_money_share * vacancy_money0 * budget_growth", "of vacant posts (2.29 i)", "US$"),
        aux("post_cost", "Cadre Post",
            "public_post * path_public_pay_usd * (1 + dial_pay_raise) * (1 + oncost + dial_supplement)", "of one post", "US$"),
        aux("cost_on_path", "Cadre", "SUM(Post| posts_path * post_cost)", "of public posts (2.29 ii)", "US$"),
        aux("cut_0", "Cadre", "0 * cost_on_path", "before the first lever"),
        *(variable for number, slot in enumerate(slots) for variable in _payroll(number, slot, cadres)),
        *_funded_posts(slots),
    ]  # fmt: skip


def _payroll(number: int, slot: str, cadres: tuple[str, ...]) -> list[Variable]:
    """One payroll lever: planned cost, what vacant posts pay, what fewer posts pay, what is still missing (2.28c, 2.29)."""
    worst = "0"
    for cadre in cadres:
        worst = f"MAX({worst}, cut_before_{number}{{Cadre={cadre}}})"
    n, after, of = number, number + 1, f"{{Slot={slot}}}"
    return [
        aux(f"planned_{n}", "Cadre",
            f"SUM(Post| public_post * posts_path * path_public_pay_usd * dial_payroll_rise{of})"
            f" * (1 + oncost * dial_payroll_oncost{of})", "planned cost (2.28c)", "US$"),
        aux(f"planned_all_{n}", "", f"SUM(Cadre| planned_{n})", "planned cost, all cadres", "US$"),
        aux(f"pays_{n}", "Cadre", f"IF planned_{n} > 0 THEN 1 ELSE 0", "cadres of the lever"),
        aux(f"short_{n}", "", f"dial_payroll_origin_share{of} * (1 - dial_payroll_new_money{of}) * planned_all_{n}",
            "to be found (2.29)", "US$"),
        aux(f"available_{n}", "", f"SUM(Cadre| pays_{n} * vacancy_money_{n})", "money of vacant posts", "US$"),
        aux(f"found_{n}", "", f"MIN(short_{n}, available_{n})", "(2.29 i)", "US$"),
        aux(f"vacancy_money_{after}", "Cadre",
            f"IF available_{n} > 0 THEN vacancy_money_{n} * (1 - pays_{n} * found_{n} / available_{n})"
            f" ELSE vacancy_money_{n}", "left to the next lever", "US$"),
        aux(f"bill_{n}", "", f"SUM(Cadre| pays_{n} * cost_on_path)", "of the cadres' posts", "US$"),
        aux(f"cut_before_{n}", "Cadre", f"pays_{n} * cut_{n}", "already cut by other levers"),
        aux(f"cut_room_{n}", "", f"MAX(0, {LARGEST_CUT} - {worst})", "at most half of the posts"),
        aux(f"cut_of_{n}", "",
            f"IF bill_{n} > 0 THEN MIN((short_{n} - found_{n}) / bill_{n}, cut_room_{n}) ELSE 0", "fewer posts (2.29 ii)"),
        aux(f"cut_{after}", "Cadre", f"cut_{n} + pays_{n} * cut_of_{n}", "fewer posts, levers so far"),
        aux(f"unmet_{n}", "", f"short_{n} - found_{n} - cut_of_{n} * bill_{n}", "still missing (2.29 iii)", "US$"),
        aux(f"aid_{n}", "", f"dial_payroll_aid_share{of} * planned_all_{n}", "paid by donors and destinations", "US$"),
    ]  # fmt: skip


def _funded_posts(slots: tuple[str, ...]) -> list[Variable]:
    count = len(slots)
    unmet, aid = (" + ".join(f"{name}_{n}" for n in range(count)) for name in ("unmet", "aid"))
    return [
        aux("cut_posts", "Cadre Post", f"posts_path * (1 - public_post * cut_{count})", "after (2.29 ii)"),
        aux("cost_after_cut", "", "SUM(Cadre Post| cut_posts * post_cost)", "of public posts", "US$"),
        aux("withdrawn", "", f"{unmet} + fungibility_share * ({aid})", "own money missing or withdrawn (2.29 iii)", "US$"),
        aux("common_cut", "", "IF cost_after_cut > 0 THEN MIN(1, withdrawn / cost_after_cut) ELSE 0", "of all public posts"),
        aux("exit_share", "Cadre",
            "IF home_total > 0 THEN MIN(1, (deaths + retired + emigrants_of_cadre) / home_total) ELSE 0",
            "of the stock of 1 January (2.22b)"),
        aux("lever_trained_after", "Cadre", "(lever_trained + lever_licensed) * (1 - exit_share)", "Xp (2.29c)", "persons"),
        aux("funded", "Cadre Post",
            "(IF switch_budget_limit > 0.5 THEN cut_posts * (1 - public_post * common_cut) ELSE posts_path) + dial_posts_added"
            " + dial_posts_funded_share * lever_trained_after * public_post_shares", "F (2.29)"),
    ]  # fmt: skip


def placement(bonds_bind_service: bool) -> list[Variable]:
    """Step 7, people: pool, places and choice at the solved multipliers of posts."""
    bonded = _bound_choice() if bonds_bind_service else []
    chance = (
        "(1 - bound_share) * post_chance + bound_share * post_chance_bound" if bonds_bind_service else "post_chance"
    )
    return [
        aux("look_share", "Duration Post", "reconsider_share * (1 - at_work * (1 - switch_reconsider))", "look (2.13)"),
        aux("keep_place", HOME, "home_stayers * (1 - look_share)", "do not look", "persons"),
        aux("keep_total", "Cadre Post", "SUM(Sex Background Duration| keep_place)", "do not look", "persons"),
        aux("post_room", "Cadre Post", "at_work * MAX(0, funded - foreign_post_shares * foreign_after)", "for own workers"),
        aux("released_share", "Cadre Post",
            "IF at_work > 0.5 AND keep_total > post_room THEN 1 - post_room / keep_total ELSE 0", "posts no longer funded"),
        aux("places", "Cadre Post", "MAX(0, post_room - keep_total)", "free places (2.15)", "persons"),
        aux("pool", CELLS,
            "entrant_stayers + SUM(Post| home_stayers * look_share + keep_place * released_share)", "who look (2.13)", "persons"),
        aux("post_weight", HOME, "choice_weight * post_multiplier", "ω m e^V (2.3)"),
        aux("post_weights_total", CELLS, "SUM(Post| post_weight)", "of all posts"),
        aux("post_chance", HOME, "post_weight / post_weights_total", "chance of a post (2.3)"),
        *bonded,
        aux("takes_post", HOME, f"pool * ({chance})", "who take a post", "persons"),
        aux("home_after", HOME, "keep_place * (1 - released_share) + takes_post", "at home on the next 1 January", "persons"),
        aux("taken_places", "Cadre Post", "SUM(Sex Background Duration| takes_post)", "who take a post", "persons"),
        aux("filled", "Cadre Post",
            "at_work * SUM(Sex Background Duration| home_after) + foreign_post_shares * foreign_after", "posts filled", "persons"),
        aux("workers", "Cadre", "SUM(Post| filled)", "workers at home, own and foreign", "persons"),
        aux("vacancy_after", "Cadre Post", "IF funded > 0 THEN MAX(0, funded - filled) / funded ELSE vacancy0", "(2.14e)"),
        *offers("offer", "post_multiplier", "the chance that a public post asked for is there, this year's rationing"),
        aux("bonded_kept", "Cadre Sex Duration SavingsClass", "bonded_after * (1 - first_duration * (1 - offer))",
            "a bond without a post lapses (2.20c)"),
    ]  # fmt: skip


def _bound_choice() -> list[Variable]:
    """Those whose bond binds them to public service (2.20)."""
    return [
        aux("bound_share", "Cadre Sex Duration", "SUM(SavingsClass| bonded_after)", "under bond"),
        aux("mean_deterrent", "Cadre Duration", "SUM(SavingsClass| deterrent) / 3", "over the classes"),
        aux("post_weight_bound", HOME,
            "post_weight * (1 - outside_service + outside_service * EXP(-beta_post * mean_deterrent))", "under bond"),
        aux("outside_service", "Post", "1 - public_post - in_reserve", "private posts and other sectors"),
        aux("post_weights_total_bound", CELLS, "SUM(Post| post_weight_bound)", "of all posts, under bond"),
        aux("post_chance_bound", HOME, "post_weight_bound / post_weights_total_bound", "chance of a post, under bond"),
    ]  # fmt: skip
