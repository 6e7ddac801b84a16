"""Who leaves, for where, by which channel, and how they arrive (2.2, 2.3b, 2.8)."""

from __future__ import annotations

from typing import NamedTuple

from braingain.analysis.xmile.abroad import CELLS
from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import ABROAD, HOME
from braingain.analysis.xmile.markets import LARGEST_GAP

CHOICE = "Cadre Channel Destination"
YOUNG = "Cadre Sex Duration"


class Parts(NamedTuple):
    """What of leaving the run has."""

    caps: bool
    service: bool  # a second choice set, *held* (2.18c)
    tracks: bool
    courses: bool

    @property
    def sets(self) -> tuple[str, ...]:
        """Endings of the names of each choice set: the free have none."""
        return ("", "_held") if self.service else ("",)


def emigration(parts: Parts, low_cadre: str) -> list[Variable]:
    """Step 6: pull of destinations, choices of the stock and of entrants, arrival."""
    return [
        *_pull(low_cadre),
        *(variable for which in parts.sets for variable in _nest(parts, which)),
        *(_caps(parts) if parts.caps else []),
        *(variable for which in parts.sets for variable in _narrowed(parts, which)),
        *_chances(parts),
        *(variable for which in parts.sets for variable in _going(parts, which)),
        *(_both_sets() if parts.service else []),
        *_leavers(parts),
        *(variable for which in parts.sets for variable in _arrivals(which)),
        *_abroad(parts),
    ]


def _pull(low: str) -> list[Variable]:
    return [
        aux("home_total", "Cadre", "SUM(Sex Background Duration Post| home)", "at home on 1 January", "persons"),
        aux("compatriots", "Cadre Destination",
            "SUM(Sex Duration Status| abroad) + SUM(Sex Background Duration Programme Step| stays * stay_place)",
            "abroad on 1 January, on stays too", "persons"),
        aux("network_term", "Cadre Destination",
            "IF network0 > 0 AND home_total > 0 THEN switch_network * beta_network"
            " * LN((compatriots / (home_total + SUM(Destination| compatriots)) + network_offset) / (network0 + network_offset)) ELSE 0", "compatriots (2.17)"),
        aux("vacancy_term", "Cadre Destination",
            f"beta_vacancy * LN((MIN(vacancy_abroad, dest_vacancy0 + {LARGEST_GAP}) + vacancy_offset)"
            " / (dest_vacancy0 + vacancy_offset))", "vacancies (2.17)"),
        aux("surplus_term", "Cadre Destination",
            "beta_vacancy * LN((MIN(vacancy_abroad, 0) + vacancy_offset) / vacancy_offset)", "more workers than posts (2.17)"),
        aux("low_pay_term", "Destination", f"beta_income_abroad * ln_pay_abroad{{Cadre={low}}}",
            "pay of irregular work: that of nurses (2.17)"),
        aux("route_change", CHOICE,
            "network_term + legal_channel * (beta_income_abroad * net_income_change"
            " + beta_recognition * (recognition_now - MIN(1, recognition)) - beta_visa * dial_visa + vacancy_term)"
            " + irregular_channel * (low_pay_term + surplus_term)", "δ_odr without openness, codes, caps (2.17)"),
        aux("barrier", CHOICE, "legal_channel * (dial_legal_shift - demand_wage * LN(1 + dial_hire_cost_share))",
            "codes and cost of hiring (2.17, 2.18b)"),
        aux("channel_base", CHOICE,
            "IF switch_irregular > 0.5 THEN channel_shares ELSE (IF legal_share > 0 THEN legal_channel * channel_shares"
            " / legal_share ELSE 0)", "ψ⁰ (2.2f)"),
    ]  # fmt: skip


def _nest(parts: Parts, which: str) -> list[Variable]:
    """The nested choice of one set (2.2)."""
    cap = " * (legal_channel * cap_multiplier + irregular_channel)" if parts.caps else ""
    held = " * (1 - dial_licence_hold)" if which else ""
    return [
        aux(f"openness{which}", CHOICE, f"legal_channel * dial_openness{held} + irregular_channel", "z (2.18b, 2.18c)"),
        aux(f"route_weight{which}", CHOICE,
            f"channel_base * EXP(route_change / theta_channel) * (IF switch_substitution > 0.5 THEN openness{which}"
            f" * EXP(barrier / theta_channel){cap} ELSE 1)", "weight of a route (2.2b)"),
        aux(f"route_total{which}", "Cadre Destination", f"SUM(Channel| route_weight{which})", "e^(I_d/θ_r) (2.2a)"),
        aux(f"place_weight{which}", "Cadre Destination",
            f"destination_shares * route_total{which} ^ (theta_channel / theta_destination)", "weight of a destination (2.2b)"),
        aux(f"place_total{which}", "Cadre", f"SUM(Destination| place_weight{which})", "weight of all destinations"),
        aux(f"place_share{which}", "Cadre Destination",
            f"IF place_total{which} > 0 THEN place_weight{which} / place_total{which} ELSE 0", "π (2.2b)"),
        aux(f"growth{which}", "Cadre", f"place_total{which} ^ theta_destination", "e^I (2.2c)"),
        aux(f"split{which}", CHOICE,
            f"IF route_total{which} > 0 THEN place_share{which} * route_weight{which} / route_total{which} ELSE 0",
            "of all who would go, by route (2.2d)"),
    ]  # fmt: skip


def _caps(parts: Parts) -> list[Variable]:
    """Places under a cap, and who is let in where the blocked do not choose again (2.3b, 2.2e)."""
    everybody, arriving = [], []
    for which in parts.sets:
        part = "" if not parts.service else " * obliged_now" if which else " * (1 - obliged_now)"
        everybody += [
            aux(f"would_leave_home{which}", HOME,
                f"home_present * ((1 - bonded_share) * going_home{which}"
                f" + SUM(SavingsClass| bonded_now * going_home_bonded{which})){part}", "if nothing were narrowed", "persons/year"),
            aux(f"would_leave_entrants{which}", CELLS,
                f"entrants * ((1 - bonded_share) * going_entrants{which}"
                f" + SUM(SavingsClass| bonded_now * going_entrants_bonded{which})){part}", "if nothing were narrowed",
                "persons/year"),
            aux(f"would_leave{which}", "Cadre",
                f"SUM(Sex Background Duration Post| would_leave_home{which})"
                f" + SUM(Sex Background Duration| would_leave_entrants{which})", "if nothing were narrowed", "persons/year"),
        ]  # fmt: skip
        arriving.append(
            f"SUM(Channel| legal_channel * split{which} * openness{which} * EXP(barrier)) * would_leave{which}"
        )
    taken = " + ".join(f"SUM(Channel| legal_channel * split{which}) * emigrants_of_set{which}" for which in parts.sets)
    return [
        *everybody,
        aux("cap_room", "Cadre Destination", "MAX(0, dial_cap - onward_arrivals)", "legal places left (2.3b)", "persons/year"),
        aux("would_arrive_legally", "Cadre Destination", " + ".join(arriving), "over the cap or not", "persons/year"),
        aux("cap_cut", "Cadre Destination",
            "IF dial_cap_is_set > 0.5 AND would_arrive_legally > cap_room THEN cap_room / would_arrive_legally ELSE 1",
            "admitted of those who ask (2.2e)"),
        aux("taken_under_cap", "Cadre Destination", taken, "places that are taken (2.3b)", "persons/year"),
    ]  # fmt: skip


def _narrowed(parts: Parts, which: str) -> list[Variable]:
    """With the switch ``substitution`` off what is narrowed or over a cap stays at home (2.2e)."""
    over = " * (legal_channel * cap_cut + irregular_channel)" if parts.caps else ""
    return [
        aux(f"admitted_split{which}", CHOICE,
            f"IF switch_substitution > 0.5 THEN split{which} ELSE split{which} * openness{which} * EXP(barrier){over}",
            "who are let in (2.2e)"),
        aux(f"kept{which}", "Cadre", f"SUM(Channel Destination| admitted_split{which})", "share of those who would go"),
        aux(f"kept_share{which}", "Cadre", f"IF switch_substitution > 0.5 THEN 1 ELSE kept{which}", "who go of those who would"),
        aux(f"taken_split{which}", CHOICE, f"IF kept{which} > 0 THEN admitted_split{which} / kept{which} ELSE 0",
            "of all who go, by route"),
    ]  # fmt: skip


def _chances(parts: Parts) -> list[Variable]:
    """Chance to go at the start (2.16), δ_0, who decides."""
    licensed = "licensed * (1 - track_share)" if parts.tracks else "licensed"
    courses = " + upgraded + course_failed" if parts.courses else ""
    return [
        aux("licensed_here", "Cadre Sex Background", licensed, "new licensed who are not on a track", "persons/year"),
        aux("entrants", CELLS, f"returnees + first_duration * licensed_here{courses}",
            "new licensed, returnees, people out of courses", "persons/year"),
        aux("bonded_share", YOUNG, "SUM(SavingsClass| bonded_now)", "under bond, all classes"),
        aux("school_factor", "Cadre Duration", "1 + (private_school_factor - 1) * privately_trained_now", "f_u (2.9c)"),
        aux("usual_home", HOME, "1 - EXP(-leave_hazard * school_factor)", "p⁰ of the year (2.16)"),
        aux("usual_entrants", CELLS, "1 - EXP(-entrant_hazard / 2 * school_factor)", "p⁰ of half a year (2.16b)"),
        aux("stay_home", HOME, "EXP((at_work + is_out) * beta_go * post_change + in_reserve * entrant_stay)",
            "e^δ_0 (2.16c)"),
        aux("stay_entrants", CELLS, "EXP(entrant_stay)", "e^δ_0 (2.16c)"),
        aux("deciding", YOUNG, "SUM(Background Post| home_present) + SUM(Background| entrants)", "who decide", "persons"),
    ]  # fmt: skip


def _going(parts: Parts, which: str) -> list[Variable]:
    """Chances to go of one set (2.2c), and what a bond takes (2.20)."""
    of_set = which or ("_free" if parts.service else "")
    found = []
    for who, dims in (("home", HOME), ("entrants", CELLS)):
        odds, stay = f"usual_{who} * growth{which}", f"(1 - usual_{who}) * stay_{who}"
        found += [
            aux(f"going_{who}{which}", dims, f"{odds} / ({odds} + {stay})", "chance without a bond (2.2c)"),
            aux(f"going_{who}_bonded{which}", f"{dims} SavingsClass",
                f"{odds} * bond_factor / ({odds} * bond_factor + {stay})", "chance of those under bond (2.20)"),
            aux(f"chance_{who}{which}", dims, f"MIN(1, kept_share{which} * going_{who}{which})", "without a bond, after (2.2e)"),
            aux(f"chance_{who}_bonded{which}", f"{dims} SavingsClass",
                f"MIN(1, kept_share{which} * going_{who}_bonded{which})", "under bond, after (2.2e)"),
            aux(f"mean_chance_{who}{of_set}", dims,
                f"(1 - bonded_share) * chance_{who}{which} + SUM(SavingsClass| bonded_now * chance_{who}_bonded{which})",
                "of a cell"),
        ]  # fmt: skip
    return [
        *found,
        aux(f"gone_if_bonded{of_set}", f"{YOUNG} SavingsClass",
            f"SUM(Background Post| home_present * chance_home_bonded{which})"
            f" + SUM(Background| entrants * chance_entrants_bonded{which})", "who would go if all were of the class",
            "persons/year"),
    ]  # fmt: skip


def _both_sets() -> list[Variable]:
    """Those who owe service beside the free (2.18c)."""
    return [
        aux("service_in_force", "Cadre Duration", "IF duration_years < dial_service_years THEN bond_duration ELSE 0",
            "1 while the service of the cohort runs"),
        aux("obliged_now", YOUNG,
            "service_in_force * (first_duration * dial_service_cover + SUM(Age| cohort_step * obliged{Duration=Age}))",
            "share of the cell that owes service"),
        *(aux(f"mean_chance_{who}", dims,
              f"(1 - obliged_now) * mean_chance_{who}_free + obliged_now * mean_chance_{who}_held", "of a cell")
          for who, dims in (("home", HOME), ("entrants", CELLS))),
        aux("gone_if_bonded", f"{YOUNG} SavingsClass",
            "(1 - obliged_now) * gone_if_bonded_free + obliged_now * gone_if_bonded_held",
            "who would go if all were of the class", "persons/year"),
        aux("gone_if_held", YOUNG,
            "SUM(Background Post| home_present * mean_chance_home_held) + SUM(Background| entrants * mean_chance_entrants_held)",
            "who would go if all were held", "persons/year"),
        aux("obliged_after", YOUNG,
            "IF deciding > emigrants THEN obliged_now * (deciding - gone_if_held) / (deciding - emigrants) ELSE 0",
            "share that owes service of those who stay (2.18c)"),
    ]  # fmt: skip


def _leavers(parts: Parts) -> list[Variable]:
    held = [
        aux("leavers_held", YOUNG, "obliged_now * gone_if_held", "emigrants whose licence is withheld", "persons/year")
    ]
    free = "MAX(0, emigrants - leavers_held)" if parts.service else "emigrants"
    flows = " + ".join(f"emigrants_of_set{which} * taken_split{which}" for which in parts.sets)
    return [
        aux("home_stayers", HOME, "home_present * (1 - mean_chance_home)", "at home who do not leave", "persons"),
        aux("entrant_stayers", CELLS, "entrants * (1 - mean_chance_entrants)", "entrants who do not leave", "persons/year"),
        aux("emigrants", YOUNG,
            "SUM(Background Post| home_present * mean_chance_home) + SUM(Background| entrants * mean_chance_entrants)",
            "emigrants", "persons/year"),
        aux("emigrants_of_cadre", "Cadre", "SUM(Sex Duration| emigrants)", "emigrants", "persons/year"),
        *(held if parts.service else []),
        aux("leavers", YOUNG, free, "emigrants of the free set", "persons/year"),
        *(aux(f"emigrants_of_set{which}", "Cadre", f"SUM(Sex Duration| leavers{which})", "emigrants of the set", "persons/year")
          for which in parts.sets),
        aux("flows", CHOICE, flows, "emigrants by route", "persons/year"),
        aux("bonded_after", f"{YOUNG} SavingsClass",
            "IF deciding > emigrants THEN bonded_now * (deciding - gone_if_bonded) / (deciding - emigrants) ELSE 0",
            "share under bond of those who stay (2.20c)"),
    ]  # fmt: skip


def _arrivals(which: str) -> list[Variable]:
    """Status on arrival of one set (2.18)."""
    return [
        aux(f"arrival_split{which}", CHOICE, f"taken_split{which} * (1 - lost_share)", "arrive and practise"),
        aux(f"arrival_share{which}", "Cadre Status Destination",
            f"is_deskilled * SUM(Channel| taken_split{which} * lost_share)"
            f" + is_temporary * SUM(Channel| arrival_split{which} * temporary_share)"
            f" + is_settled * SUM(Channel| arrival_split{which} * (1 - temporary_share))", "status on arrival (2.18)"),
    ]  # fmt: skip


def _abroad(parts: Parts) -> list[Variable]:
    arrive = " + ".join(f"leavers{which} * arrival_share{which}" for which in parts.sets)
    tracks = " + first_duration * is_settled * on_tracks" if parts.tracks else ""
    return [
        aux("lost_share", CHOICE,
            "irregular_channel + own_channel * (1 - recognition_now) + arranged_channel * deskilled_with_job",
            "arrive without practising (2.18)"),
        aux("legal_temporary", "Cadre Destination", "SUM(Channel| legal_channel * channel_shares * temporary_share)", "at t0"),
        aux("onward_temporary", "Cadre Destination", "IF legal_share > 0 THEN legal_temporary / legal_share ELSE 0",
            "of onward movers"),
        aux("abroad_after", ABROAD,
            f"abroad_now - gone_from_abroad + {arrive}{tracks}"
            " + onward_in * (is_temporary * onward_temporary + is_settled * (1 - onward_temporary))",
            "abroad on the next 1 January (2.18, 2.21b)", "persons"),
    ]  # fmt: skip
