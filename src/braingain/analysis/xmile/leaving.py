"""Who leaves, for where, by which channel, and how they arrive (2.2, 2.3b, 2.8)."""

from __future__ import annotations

from braingain.analysis.xmile.abroad import CELLS
from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import ABROAD, HOME

CHOICE = "Cadre Channel Destination"


def emigration(caps: bool, low_cadre: str) -> list[Variable]:
    """Step 6: pull of destinations, choices of the stock and of entrants, arrival."""
    return [*_pull(low_cadre), *_nest(caps), *_narrowed(caps), *_chances(), *_leavers(), *_arrivals()]


def _pull(low: str) -> list[Variable]:
    return [
        aux("home_total", "Cadre", "SUM(Sex Background Duration Post| home)", "at home on 1 January", "persons"),
        aux("compatriots", "Cadre Destination",
            "SUM(Sex Duration Status| abroad) + SUM(Sex Background Duration Programme Step| stays * stay_place)",
            "abroad on 1 January, on stays too", "persons"),
        aux("network_term", "Cadre Destination",
            "IF network0 > 0 AND home_total > 0 THEN switch_network * beta_network"
            " * LN((compatriots / home_total + network_offset) / (network0 + network_offset)) ELSE 0", "compatriots (2.17)"),
        aux("vacancy_term", "Cadre Destination",
            "beta_vacancy * LN((vacancy_abroad + vacancy_offset) / (dest_vacancy0 + vacancy_offset))", "vacancies (2.17)"),
        aux("low_pay_term", "Destination", f"beta_income_abroad * ln_pay_abroad{{Cadre={low}}}",
            "pay of irregular work: that of nurses (2.17)"),
        aux("route_change", CHOICE,
            "network_term + legal_channel * (beta_income_abroad * net_income_change"
            " + beta_recognition * (recognition_now - MIN(1, recognition)) + vacancy_term)"
            " + irregular_channel * low_pay_term", "δ_odr without openness, codes, caps (2.17)"),
        aux("barrier", CHOICE, "legal_channel * (dial_legal_shift - demand_wage * LN(1 + dial_hire_cost_share))",
            "codes and cost of hiring (2.17, 2.18b)"),
        aux("openness", CHOICE, "legal_channel * dial_openness + irregular_channel", "z (2.18b)"),
        aux("channel_base", CHOICE,
            "IF switch_irregular > 0.5 THEN channel_shares ELSE (IF legal_share > 0 THEN legal_channel * channel_shares"
            " / legal_share ELSE 0)", "ψ⁰ (2.2f)"),
    ]  # fmt: skip


def _nest(caps: bool) -> list[Variable]:
    cap = " * (legal_channel * cap_multiplier + irregular_channel)" if caps else ""
    return [
        aux("route_weight", CHOICE,
            f"channel_base * EXP(route_change / theta_channel) * (IF switch_substitution > 0.5 THEN openness"
            f" * EXP(barrier / theta_channel){cap} ELSE 1)", "weight of a route (2.2b)"),
        aux("route_total", "Cadre Destination", "SUM(Channel| route_weight)", "e^(I_d/θ_r) (2.2a)"),
        aux("place_weight", "Cadre Destination", "destination_shares * route_total ^ (theta_channel / theta_destination)",
            "weight of a destination (2.2b)"),
        aux("place_total", "Cadre", "SUM(Destination| place_weight)", "weight of all destinations"),
        aux("place_share", "Cadre Destination", "IF place_total > 0 THEN place_weight / place_total ELSE 0", "π (2.2b)"),
        aux("growth", "Cadre", "place_total ^ theta_destination", "e^I (2.2c)"),
        aux("split", CHOICE, "IF route_total > 0 THEN place_share * route_weight / route_total ELSE 0",
            "of all who would go, by route (2.2d)"),
    ]  # fmt: skip


def _narrowed(caps: bool) -> list[Variable]:
    """With the switch ``substitution`` off what is narrowed or over a cap stays at home (2.2e)."""
    cut = []
    over = ""
    if caps:
        over = " * (legal_channel * cap_cut + irregular_channel)"
        cut = [
            aux("would_leave_home", HOME,
                "home_present * ((1 - bonded_share) * going_home + SUM(SavingsClass| bonded_now * going_home_bonded))",
                "if nothing were narrowed", "persons/year"),
            aux("would_leave_entrants", CELLS,
                "entrants * ((1 - bonded_share) * going_entrants + SUM(SavingsClass| bonded_now * going_entrants_bonded))",
                "if nothing were narrowed", "persons/year"),
            aux("would_leave", "Cadre",
                "SUM(Sex Background Duration Post| would_leave_home) + SUM(Sex Background Duration| would_leave_entrants)",
                "if nothing were narrowed", "persons/year"),
            aux("cap_room", "Cadre Destination", "MAX(0, dial_cap - onward_arrivals)", "legal places left (2.3b)", "persons/year"),
            aux("would_arrive_legally", "Cadre Destination",
                "SUM(Channel| legal_channel * split * openness * EXP(barrier)) * would_leave", "over the cap or not",
                "persons/year"),
            aux("cap_cut", "Cadre Destination",
                "IF dial_cap_is_set > 0.5 AND would_arrive_legally > cap_room THEN cap_room / would_arrive_legally ELSE 1",
                "admitted of those who ask (2.2e)"),
        ]  # fmt: skip
    return [
        *cut,
        aux("admitted_split", CHOICE,
            f"IF switch_substitution > 0.5 THEN split ELSE split * openness * EXP(barrier){over}", "who are let in (2.2e)"),
        aux("kept", "Cadre", "SUM(Channel Destination| admitted_split)", "share of those who would go"),
        aux("kept_share", "Cadre", "IF switch_substitution > 0.5 THEN 1 ELSE kept", "who go of those who would"),
        aux("taken_split", CHOICE, "IF kept > 0 THEN admitted_split / kept ELSE 0", "of all who go, by route"),
    ]  # fmt: skip


def _chances() -> list[Variable]:
    """Chance to go (2.2c): baseline p⁰ of (2.16), δ_0, e^I, and what a bond takes (2.20)."""
    found = [
        aux("entrants", CELLS, "returnees + first_duration * licensed", "new licensed and returnees", "persons/year"),
        aux("bonded_share", "Cadre Sex Duration", "SUM(SavingsClass| bonded_now)", "under bond, all classes"),
        aux("school_factor", "Cadre Duration", "1 + (private_school_factor - 1) * privately_trained_now", "f_u (2.9c)"),
        aux("usual_home", HOME, "1 - EXP(-leave_hazard * school_factor)", "p⁰ of the year (2.16)"),
        aux("usual_entrants", CELLS, "1 - EXP(-entrant_hazard / 2 * school_factor)", "p⁰ of half a year (2.16b)"),
        aux("stay_home", HOME, "EXP(at_work * beta_go * post_change + in_reserve * entrant_stay)", "e^δ_0 (2.16c)"),
        aux("stay_entrants", CELLS, "EXP(entrant_stay)", "e^δ_0 (2.16c)"),
    ]
    for who, dims in (("home", HOME), ("entrants", CELLS)):
        usual, stay = f"usual_{who}", f"(1 - usual_{who}) * stay_{who}"
        found += [
            aux(f"going_{who}", dims, f"{usual} * growth / ({usual} * growth + {stay})", "chance of the free (2.2c)"),
            aux(f"going_{who}_bonded", f"{dims} SavingsClass",
                f"{usual} * growth * bond_factor / ({usual} * growth * bond_factor + {stay})",
                "chance of those under bond (2.20)"),
            aux(f"chance_{who}", dims, f"MIN(1, kept_share * going_{who})", "free, after (2.2e)"),
            aux(f"chance_{who}_bonded", f"{dims} SavingsClass", f"MIN(1, kept_share * going_{who}_bonded)",
                "under bond, after (2.2e)"),
            aux(f"mean_chance_{who}", dims,
                f"(1 - bonded_share) * chance_{who} + SUM(SavingsClass| bonded_now * chance_{who}_bonded)", "of a cell"),
        ]  # fmt: skip
    return found


def _leavers() -> list[Variable]:
    held = "Cadre Sex Duration SavingsClass"
    return [
        aux("home_stayers", HOME, "home_present * (1 - mean_chance_home)", "at home who do not leave", "persons"),
        aux("entrant_stayers", CELLS, "entrants * (1 - mean_chance_entrants)", "entrants who do not leave", "persons/year"),
        aux("emigrants", "Cadre Sex Duration",
            "SUM(Background Post| home_present * mean_chance_home) + SUM(Background| entrants * mean_chance_entrants)",
            "emigrants", "persons/year"),
        aux("emigrants_of_cadre", "Cadre", "SUM(Sex Duration| emigrants)", "emigrants", "persons/year"),
        aux("deciding", "Cadre Sex Duration", "SUM(Background Post| home_present) + SUM(Background| entrants)", "who decide",
            "persons"),
        aux("gone_if_bonded", held,
            "SUM(Background Post| home_present * chance_home_bonded) + SUM(Background| entrants * chance_entrants_bonded)",
            "who would go if all were of the class", "persons/year"),
        aux("bonded_after", held,
            "IF deciding > emigrants THEN bonded_now * (deciding - gone_if_bonded) / (deciding - emigrants) ELSE 0",
            "share under bond of those who stay (2.20c)"),
    ]  # fmt: skip


def _arrivals() -> list[Variable]:
    return [
        aux("lost_share", CHOICE,
            "irregular_channel + own_channel * (1 - recognition_now) + arranged_channel * deskilled_with_job",
            "arrive without practising (2.18)"),
        aux("arrival_split", CHOICE, "taken_split * (1 - lost_share)", "arrive and practise"),
        aux("arrival_share", "Cadre Status Destination",
            "is_deskilled * SUM(Channel| taken_split * lost_share) + is_temporary * SUM(Channel| arrival_split * temporary_share)"
            " + is_settled * SUM(Channel| arrival_split * (1 - temporary_share))", "status on arrival (2.18)"),
        aux("legal_temporary", "Cadre Destination", "SUM(Channel| legal_channel * channel_shares * temporary_share)", "at t0"),
        aux("onward_temporary", "Cadre Destination", "IF legal_share > 0 THEN legal_temporary / legal_share ELSE 0",
            "of onward movers"),
        aux("abroad_after", ABROAD,
            "abroad_now - gone_from_abroad + emigrants * arrival_share"
            " + onward_in * (is_temporary * onward_temporary + is_settled * (1 - onward_temporary))",
            "abroad on the next 1 January (2.18, 2.21b)", "persons"),
    ]  # fmt: skip
