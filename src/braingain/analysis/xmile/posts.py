"""Money for posts, places, who looks for one and who gets it (2.3, 2.13, 2.15, 2.28c to 2.29c)."""

from __future__ import annotations

from typing import NamedTuple

from braingain.analysis.xmile.abroad import CELLS
from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import HOME
from braingain.analysis.xmile.prices import offers

LARGEST_CUT = "0.5"  # of a cadre's public posts


class Parts(NamedTuple):
    """What of posts the run has."""

    bonds_bind_service: bool
    service: bool
    courses: bool
    missions: bool
    fund: bool

    @property
    def ties(self) -> tuple[str, ...]:
        """Endings of the names of groups that choose apart (2.18c, 2.20): the free have none."""
        bound = ("", "_bound") if self.bonds_bind_service else ("",)
        return tuple(bond + service for bond in bound for service in (("", "_obliged") if self.service else ("",)))


def funded(
    cadres: tuple[str, ...], slots: tuple[str, ...], first_year: str, demand_country: bool, parts: Parts
) -> list[Variable]:
    """Step 7, money: posts of the path, less what unfunded payroll rises and claims cost, with posts of levers."""
    wage = " * EXP(-demand_wage * ln_wage)" if demand_country else ""
    payrolls = [
        *(_payroll(number, _of_slot(slot), cadres) for number, slot in enumerate(slots)),
        *(_payroll(len(slots) + number, _of_claims(cadre), cadres) for number, cadre in enumerate(cadres)),
    ]
    return [
        aux("posts_path", "Cadre Post", f"path_posts{wage}", "posts without policy (2.24, 2.28b, 2.29d)"),
        aux("wage_bill_path", "", "SUM(Cadre Post| public_post * path_posts * path_public_pay_usd)", "of the path", "US$"),
        aux("wage_bill_at_start", "",
            f"SUM(Cadre Post| public_post * path_posts_series{{Year={first_year}}}"
            f" * path_public_pay_usd_series{{Year={first_year}}})", "of the path in its first year", "US$"),
        aux("budget_growth", "", "IF wage_bill_at_start > 0 THEN wage_bill_path / wage_bill_at_start ELSE 1", "Bud/Bud⁰ (2.28b)"),
        aux("vacancy_money_0", "Cadre", "vacancy_money_share * vacancy_money0 * budget_growth", "of vacant posts (2.29 i)", "US$"),
        aux("post_cost", "Cadre Post",
            "public_post * path_public_pay_usd * (1 + raised) * (1 + oncost + dial_supplement)", "of one post", "US$"),
        aux("cost_on_path", "Cadre", "SUM(Post| posts_path * post_cost)", "of public posts (2.29 ii)", "US$"),
        aux("cut_0", "Cadre", "0 * cost_on_path", "before the first lever"),
        *(variable for payroll in payrolls for variable in payroll),
        *_funded_posts(len(payrolls), parts),
    ]  # fmt: skip


class Payroll(NamedTuple):
    """What one payroll costs and who pays: expressions."""

    rise: str
    oncost: str
    origin_share: str
    new_money: str
    aid_share: str


def _of_slot(slot: str) -> Payroll:
    of = f"{{Slot={slot}}}"
    return Payroll(
        f"dial_payroll_rise{of} * (1 + (1 - dial_payroll_oncost{of}) * raised)",
        f"oncost * dial_payroll_oncost{of}",
        f"dial_payroll_origin_share{of}",
        f"dial_payroll_new_money{of}",
        f"dial_payroll_aid_share{of}",
    )


def _of_claims(cadre: str) -> Payroll:
    """Claims of a cadre: paid by the origin without new money, after all other payrolls (2.14e)."""
    return Payroll(f"claimed * (1 - other_cadre{{OtherCadre={cadre}}})", "oncost", "1", "0", "0")


def _payroll(number: int, of: Payroll, cadres: tuple[str, ...]) -> list[Variable]:
    """One payroll: planned cost, what vacant posts pay, what fewer posts pay, what is still missing (2.28c, 2.29)."""
    worst = "0"
    for cadre in cadres:
        worst = f"MAX({worst}, cut_before_{number}{{Cadre={cadre}}})"
    n, after = number, number + 1
    return [
        aux(f"planned_{n}", "Cadre",
            f"SUM(Post| public_post * posts_path * path_public_pay_usd * {of.rise}) * (1 + {of.oncost})", "planned cost (2.28c)", "US$"),
        aux(f"planned_all_{n}", "", f"SUM(Cadre| planned_{n})", "planned cost, all cadres", "US$"),
        aux(f"pays_{n}", "Cadre", f"IF planned_{n} > 0 THEN 1 ELSE 0", "cadres of the lever"),
        aux(f"short_{n}", "", f"{of.origin_share} * (1 - {of.new_money}) * planned_all_{n}",
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
        aux(f"aid_{n}", "", f"{of.aid_share} * planned_all_{n}", "paid by donors and destinations", "US$"),
    ]  # fmt: skip


def _funded_posts(count: int, parts: Parts) -> list[Variable]:
    fund = " + fund_posts" if parts.fund else ""
    local = " + local_posts" if parts.missions else ""
    unmet, aid = (" + ".join(f"{name}_{n}" for n in range(count)) for name in ("unmet", "aid"))
    return [
        aux("cut_posts", "Cadre Post", f"posts_path * (1 - public_post * cut_{count})", "after (2.29 ii)"),
        aux("cost_after_cut", "", "SUM(Cadre Post| cut_posts * post_cost)", "of public posts", "US$"),
        aux("posts_aid", "", "SUM(Cadre| dial_posts_aid_share * lever_trained_after * path_public_pay_usd) * (1 + oncost)",
            "others pay for posts of graduates (2.29 iii)", "US$"),
        aux("withdrawn", "", f"{unmet} + fungibility_share * ({aid} + posts_aid)", "own money missing or withdrawn (2.29 iii)", "US$"),
        aux("common_cut", "", "IF cost_after_cut > 0 THEN MIN(1, withdrawn / cost_after_cut) ELSE 0", "of all public posts"),
        aux("exit_share", "Cadre",
            "IF home_total > 0 THEN MIN(1, (deaths + retired + emigrants_of_cadre) / home_total) ELSE 0",
            "of the stock of 1 January (2.22b)"),
        aux("returned_after", "Cadre",
            "(returned + SUM(Sex Duration| returns) + SUM(Sex Background Duration| stays_home)) * (1 - exit_share)",
            "Ret (2.22b)", "persons"),
        aux("lever_trained_after", "Cadre", "(lever_trained + lever_licensed) * (1 - exit_share)", "Xp (2.29c)", "persons"),
        aux("funded", "Cadre Post",
            "(IF switch_budget_limit > 0.5 THEN cut_posts * (1 - public_post * common_cut) ELSE posts_path) + dial_posts_added"
            f" + (dial_posts_funded_share * lever_trained_after{fund}) * public_post_shares{local}", "F (2.29)"),
    ]  # fmt: skip


def placement(parts: Parts) -> list[Variable]:
    """Step 7, people: pool, places and choice at the solved multipliers of posts."""
    taken = _weighed(parts, "")
    if parts.courses:
        taken += _weighed(parts, "_upgraded")
    return [*_looking(parts), *_rooms(parts), *taken, *_shares(parts), *_placed(parts)]


def _looking(parts: Parts) -> list[Variable]:
    """Who looks for a post, levers on coming back among it (2.13)."""
    present = " * (1 - lent_share)" if parts.missions else ""
    return [
        aux("look_share", "Duration Post", "reconsider_share * (1 - at_work * (1 - switch_reconsider))", "look (2.13)"),
        aux("more_share", "Cadre Sex Duration Post", "(in_reserve + is_out) * MIN(dial_reentry, 1 - reconsider_share)",
            "look because of a lever (2.13)"),
        aux("available", HOME, f"home_stayers{present}", "who may look", "persons"),
        aux("brought", "Cadre", "SUM(Sex Background Duration Post| available * more_share)", "whom levers would bring", "persons"),
        aux("brought_share", "Cadre",
            "IF dial_reentry_places_is_set > 0.5 AND brought > dial_reentry_places THEN dial_reentry_places / brought ELSE 1",
            "of them, as there are places (2.13)"),
        aux("looking", HOME, "available * (look_share + more_share * brought_share)", "look (2.13)", "persons"),
        aux("keep_place", HOME, "home_stayers - looking", "do not look", "persons"),
        aux("keep_total", "Cadre Post", "SUM(Sex Background Duration| keep_place)", "do not look", "persons"),
    ]  # fmt: skip


def _rooms(parts: Parts) -> list[Variable]:
    """Places, and who is released where there are too few (2.13, 2.15)."""
    courses = " + in_courses * public_post_shares" if parts.courses else ""
    missions = " - rural_public * mission_posts" if parts.missions else ""
    return [
        aux("posts_kept", "Cadre Post", f"foreign_post_shares * foreign_after{courses}", "of foreign-trained and courses (2.15b)"),
        aux("post_room", "Cadre Post", f"at_work * MAX(0, funded - posts_kept{missions})", "for own workers"),
        aux("released_share", "Cadre Post",
            "IF at_work > 0.5 AND keep_total > post_room THEN 1 - post_room / keep_total ELSE 0", "posts no longer funded"),
        aux("look_again", "Cadre Post", "at_work * SUM(Sex Background Duration| looking)", "hold a post and look (2.13)", "persons"),
        aux("open_places", "Cadre Post", "MAX(0, post_room - keep_total)", "not held by those who stay (2.15)", "persons"),
        aux("places", "Cadre Post", "open_places - hiring_lag * MAX(0, open_places - look_again - path_posts_new)", "free places (2.15e)",
            "persons"),
        aux("pool", CELLS, "entrant_stayers + SUM(Post| looking + keep_place * released_share)", "who look (2.13)", "persons"),
    ]  # fmt: skip


def _weighed(parts: Parts, group: str) -> list[Variable]:
    """Chances of posts of each tie; those out of courses weigh rural posts by their own odds (2.3, 2.9d, 2.18c, 2.20)."""
    odds = " * (1 + rural_post * (upgraded_rural_odds - 1))" if group else ""
    found = []
    for tie in parts.ties:
        bond = " * bond_keeps" if "_bound" in tie else ""
        service = " * (1 - no_service * dial_service_weight)" if "_obliged" in tie else ""
        name = f"{group}{tie}"
        found += [
            aux(f"post_weight{name}", HOME, f"choice_weight * post_multiplier{odds}{bond}{service}", "ω m e^V (2.3)"),
            aux(f"post_weights_total{name}", CELLS, f"SUM(Post| post_weight{name})", "of all posts"),
            aux(f"post_chance{name}", HOME, f"post_weight{name} / post_weights_total{name}", "chance of a post (2.3)"),
        ]  # fmt: skip
    return found


def _shares(parts: Parts) -> list[Variable]:
    """Who is bound to public service by a bond (2.20)."""
    if not parts.bonds_bind_service:
        return []
    return [
        aux("bound_share", "Cadre Sex Duration", "SUM(SavingsClass| bonded_after)", "under bond"),
        aux("mean_deterrent", "Cadre Duration", "SUM(SavingsClass| deterrent) / 3", "over the classes"),
        aux("outside_service", "Post", "1 - public_post - in_reserve", "private posts and other sectors"),
        aux("bond_keeps", "Cadre Duration Post", "1 - outside_service + outside_service * EXP(-beta_post * mean_deterrent)",
            "weight that a bond leaves (2.20)"),
    ]  # fmt: skip


def _chosen(parts: Parts, group: str) -> str:
    """Chance of a post of a cell, over its ties."""
    chances = []
    for tie in parts.ties:
        share = []
        if parts.bonds_bind_service:
            share.append("bound_share" if "_bound" in tie else "(1 - bound_share)")
        if parts.service:
            share.append("obliged_after" if "_obliged" in tie else "(1 - obliged_after)")
        chances.append(" * ".join([*share, f"post_chance{group}{tie}"]))
    return " + ".join(chances)


def _placed(parts: Parts) -> list[Variable]:
    takes = f"pool * ({_chosen(parts, '')})"
    if parts.courses:
        usual, upgraded = _chosen(parts, ""), _chosen(parts, "_upgraded")
        takes = f"MAX(0, pool - upgraded_stayers) * ({usual}) + upgraded_stayers * ({upgraded})"
    missions = " - rural_public * mission_posts" if parts.missions else ""
    study = " - dial_ladder_study_share * in_courses" if parts.courses else ""
    return [
        aux("takes_post", HOME, takes, "who take a post", "persons"),
        aux("home_after", HOME, "keep_place * (1 - released_share) + takes_post", "at home on the next 1 January", "persons"),
        aux("taken_places", "Cadre Post", "SUM(Sex Background Duration| takes_post)", "who take a post", "persons"),
        aux("filled", "Cadre Post",
            "at_work * (SUM(Sex Background Duration| home_after) + posts_kept)", "posts filled", "persons"),
        aux("workers", "Cadre", f"SUM(Post| filled){study}", "workers as demand counts them (1.1)", "persons"),
        aux("vacancy_now", "Cadre Post", f"IF funded > 0 THEN MAX(0, funded - filled{missions}) / funded"
            " ELSE vacancy0", "vacancy rate of the year"),
        aux("vacancy_after", "Cadre Post", "vacancy + expectation_speed * (vacancy_now - vacancy)", "as it is seen (2.14)"),
        *offers("offer", "post_multiplier", "the chance that a public post asked for is there, this year's rationing"),
        aux("bonded_kept", "Cadre Sex Duration SavingsClass", "bonded_after * (1 - first_duration * (1 - offer))",
            "a bond without a post lapses (2.20c)"),
    ]  # fmt: skip
