"""Stays, settling, return and onward moves (2.9.1 to 2.9b, 2.21)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import ABROAD, HOME, STAYS

LARGEST_PART = "0.5"  # of a cell that stays take
SMALLEST_ELSEWHERE = "0.000001"
CELLS = "Cadre Sex Background Duration"


def expatriates() -> list[Variable]:
    """Step 5: stays end, then status changes, then people go home or onward."""
    return [*_stays_end(), *_settling(), *_rates(), *_moves()]


def _stays_end() -> list[Variable]:
    return [
        aux("stays_home", CELLS, "SUM(Programme| stays_ending * dial_stay_compliance)", "come home (2.9b)", "persons/year"),
        aux("overstayers", "Cadre Sex Duration Destination",
            "SUM(Background Programme| stays_ending * (1 - dial_stay_compliance) * stay_place)", "settle (2.9b)",
            "persons/year"),
    ]  # fmt: skip


def _settling() -> list[Variable]:
    return [
        aux("recognition_now", "Cadre Destination", "MIN(1, recognition + dial_recognition)", "rec with levers"),
        aux("settled_share", "Cadre Destination", "1 - EXP(-settle_rate)", "of the temporary (2.9.1)"),
        aux("recognised_share", "Cadre Destination",
            "1 - EXP(-recognise_rate * (IF recognition > 0 THEN recognition_now / recognition ELSE 1))",
            "of those who do not practise (2.9.1)"),
        aux("settling", "Cadre Sex Duration Destination",
            "abroad_older{Status=StatusTemporary} * settled_share + abroad_older{Status=StatusDeskilled} * recognised_share"
            " + overstayers", "settle in the year", "persons/year"),
        aux("abroad_now", ABROAD,
            "abroad_older * (1 - is_temporary * settled_share - is_deskilled * recognised_share) + is_settled * settling",
            "abroad after settling", "persons"),
    ]  # fmt: skip


def _rates() -> list[Variable]:
    other = "{Destination=Elsewhere}"
    return [
        aux("home_gain", "Cadre Sex Duration",
            "SUM(Background| background_mix * entrant_stay) + beta_go * pay_response * LN(1 + dial_return_premium)",
            "ΔV_home (2.21a)"),
        aux("gain_abroad", "Cadre Destination", "beta_income_abroad * ln_pay_abroad", "ΔV_d (2.21a)"),
        aux("programme_effect", "Cadre",
            "MIN(dial_return_effect_max, MIN(dial_offer_share, offer_before) * dial_return_multiplier)", "(2.21c)"),
        aux("return_factor", "Cadre Sex Duration Destination",
            "switch_return_moves * (1 - onward_share) * EXP(theta_return * (home_gain - gain_abroad)) * (1 + programme_effect)",
            "return over its start (2.21a)"),
        aux("other_shares", "Cadre Destination", f"SUM(Elsewhere| elsewhere * shares{other})", "π of other destinations"),
        aux("other_shares0", "Cadre Destination", f"SUM(Elsewhere| elsewhere * destination_shares{other})", "at t0"),
        aux("other_value", "Cadre Destination",
            f"SUM(Elsewhere| elsewhere * destination_shares{other} * route_memory{other} ^ (theta_channel / theta_destination))",
            "value of other destinations last year"),
        aux("onward_factor", "Cadre Destination",
            f"IF other_shares0 > {SMALLEST_ELSEWHERE} AND other_shares > {SMALLEST_ELSEWHERE} AND other_value > 0"
            " THEN switch_onward_moves * onward_share"
            " * EXP(theta_return * (theta_destination * LN(other_value / other_shares0) - gain_abroad)) ELSE 0",
            "onward over its start (2.21b)"),
    ]  # fmt: skip


def _moves() -> list[Variable]:
    return [
        aux("exit_factor", "Cadre Sex Duration Destination", "return_factor + onward_factor", "both over ρ⁰"),
        aux("returning_part", "Cadre Sex Duration Destination", "IF exit_factor > 0 THEN return_factor / exit_factor ELSE 0",
            "of those who go, home"),
        aux("gone_from_abroad", ABROAD, "abroad_now * (1 - EXP(-leave_abroad * exit_factor))", "competing exits (2.1)",
            "persons/year"),
        aux("gone_all_statuses", "Cadre Sex Duration Destination", "SUM(Status| gone_from_abroad)", "leave", "persons/year"),
        aux("returns", "Cadre Sex Duration", "SUM(Destination| gone_all_statuses * returning_part)", "come home",
            "persons/year"),
        aux("onward_out", "Cadre Sex Duration Destination", "gone_all_statuses * (1 - returning_part)", "move on",
            "persons/year"),
        aux("onward_offer", "Cadre Sex Duration Destination",
            "IF other_shares > 0 THEN onward_out / other_shares ELSE 0", "movers for each part of π elsewhere"),
        aux("onward_in", "Cadre Sex Duration Destination",
            "shares * SUM(Elsewhere| elsewhere * onward_offer{Destination=Elsewhere})", "arrive from elsewhere (2.21b)",
            "persons/year"),
        aux("onward_arrivals", "Cadre Destination", "SUM(Sex Duration| onward_in)", "arrive from elsewhere", "persons/year"),
        aux("returnees", CELLS, "stays_home + returns * background_mix", "come home, also from stays", "persons/year"),
    ]  # fmt: skip


def stays_begin(present: str) -> list[Variable]:
    """Step 6: stays taken from posts and the reserve, below 15 years, in proportion (2.9b); ``present`` is who is there."""
    return [
        aux("workers_older", "Cadre", f"SUM(Sex Background Duration Post| at_work * {present})", "in posts", "persons"),
        aux("stay_pool", "Cadre", f"SUM(Sex Background Duration Post| stay_duration * stay_post * {present})",
            "who may take a stay", "persons"),
        aux("stay_part", "Cadre Programme",
            "IF stay_pool > 0 THEN dial_stay_rate * workers_older / stay_pool ELSE 0", "of the pool, by programme"),
        aux("stay_parts", "Cadre", "SUM(Programme| stay_part)", "of the pool, all programmes"),
        aux("stay_scale", "Cadre", f"IF stay_parts > 0 THEN MIN(1, {LARGEST_PART} / stay_parts) ELSE 1", "at most half"),
        aux("home_present", HOME, f"{present} * (1 - stay_duration * stay_post * stay_parts * stay_scale)",
            "at home after stays began", "persons"),
        aux("stay_cells", CELLS, f"SUM(Post| stay_duration * stay_post * {present})", "who may take a stay", "persons"),
        aux("stays_after", STAYS, "stays_going_on + stay_begins_at * stay_cells * stay_part * stay_scale", "on a stay",
            "persons"),
        aux("contracts_begun", "Cadre Destination",
            "SUM(Sex Background Duration Programme| stay_place * dial_stay_works * stay_cells * stay_part * stay_scale)",
            "recruited on a contract that ends (2.9b)", "persons/year"),
    ]  # fmt: skip
