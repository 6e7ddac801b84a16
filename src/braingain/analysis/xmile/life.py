"""Death, retirement, one more year since qualification; memories of cohorts and bonds in force (2.9c to 2.11, 2.19, 2.20)."""

from __future__ import annotations

from braingain.analysis.xmile.equations import Variable, aux
from braingain.model.containers import N_CLASSES

HOME = "Cadre Sex Background Duration Post"
ABROAD = "Cadre Sex Duration Status Destination"
STAYS = "Cadre Sex Background Duration Programme Step"


def survivors(last_duration: str) -> list[Variable]:
    """Steps 2 and 3 for people at home, abroad and on stays; ``last_duration`` is the name of the open one."""
    oldest = f"{{Duration={last_duration}}}"
    return [
        aux("death_share_home", HOME, "1 - EXP(-mortality_factor * path_mortality_home)", "share who die (2.10)"),
        aux("survival_home", HOME, "(1 - death_share_home) * (1 - retirement_home)", "share who stay in practice (2.11)"),
        aux("home_older", HOME, "SUM(Age| ageing * home{Duration=Age} * survival_home{Duration=Age})",
            "at home after death, retirement and a birthday", "persons"),
        aux("deaths", "Cadre", "SUM(Sex Background Duration Post| home * death_share_home)", "deaths at home", "persons/year"),
        aux("retired", "Cadre", "SUM(Sex Background Duration Post| home * (1 - death_share_home) * retirement_home)",
            "retired at home", "persons/year"),
        aux("living_abroad", ABROAD, "EXP(-mortality_factor * path_mortality_abroad)", "share abroad who live (2.10)"),
        aux("retired_there", "Cadre Destination", "SUM(Sex Duration Status| abroad * living_abroad * retirement_abroad)",
            "retire abroad (2.11)", "persons/year"),
        aux("mortality_of_old", "Cadre Destination", f"SUM(Sex Status| even_share * path_mortality_abroad{oldest})",
            "of the last duration abroad"),
        aux("retired_abroad_after", "Cadre Destination",
            "retired_abroad * EXP(-mortality_factor * mortality_of_old) + retired_there", "Ret^ab (2.11)", "persons"),
        aux("survival_abroad", ABROAD, "living_abroad * (1 - retirement_abroad)",
            "share abroad who neither die nor retire (2.10, 2.11)"),
        aux("abroad_older", ABROAD, "SUM(Age| ageing * abroad{Duration=Age} * survival_abroad{Duration=Age})",
            "abroad after death, retirement and a birthday", "persons"),
        aux("survival_on_stay", "Cadre Sex Duration Programme",
            "SUM(Destination| stay_place * survival_abroad{Status=StatusTemporary})", "share of those on a stay"),
        aux("stays_older", STAYS, "SUM(Age| ageing * stays{Duration=Age} * survival_on_stay{Duration=Age})",
            "on a stay after death, retirement and a birthday", "persons"),
        aux("stays_ending", "Cadre Sex Background Duration Programme", "stays_older{Step=Left0}",
            "whose stay is over (2.9b)", "persons/year"),
        aux("stays_going_on", STAYS, "SUM(BeforeStep| stay_step * stays_older{Step=BeforeStep})",
            "with a year less to go", "persons"),
    ]  # fmt: skip


def cohorts() -> list[Variable]:
    """Rural and private training of each cohort, and bonds with this year's new licensed (2.9c, 2.20c)."""
    return [
        aux("rural_trained_now", "Cadre Duration",
            "first_duration * MAX(0, MIN(1, rural_training0 + dial_rural_training))"
            " + SUM(Age| cohort_step * rural_trained{Duration=Age})", "share of training in rural sites, by cohort"),
        aux("privately_trained_now", "Cadre Duration",
            "entrant_duration * (first_duration * private_share_of_licensed"
            " + SUM(Age| cohort_step * privately_trained{Duration=Age}))", "share trained privately, by cohort (2.9c)"),
        aux("bond_in_force", "Cadre Duration", "IF duration_years < dial_bond_years THEN bond_duration ELSE 0",
            "1 while a bond of the cohort runs"),
        aux("bonded_now", "Cadre Sex Duration SavingsClass",
            "bond_in_force * (first_duration * dial_bond_cover * (1 - private_share_of_licensed)"
            f" / {N_CLASSES} + SUM(Age| cohort_step * bonded{{Duration=Age}}))", "share of the cell under bond (2.20c)"),
        aux("pay_index_at_signing", "Duration", "SUM(Year| path_pay_index_series * is_signing_year)", "pay then"),
        aux("fine_index_at_signing", "Duration", "SUM(Year| path_fine_index_series * is_signing_year)", "prices then"),
        aux("fine_left", "Cadre Duration",
            "dial_bond_fine * (pay_index_at_signing / path_pay_index) * (IF dial_bond_indexed = 0 AND switch_bond_erosion > 0.5"
            " THEN fine_index_at_signing / path_fine_index ELSE 1)", "real fine in years of today's pay (2.19)", "years"),
        aux("deterrent", "Cadre Duration SavingsClass",
            "bond_duration * LN(1 + dial_bond_enforcement * fine_left / (amortise_years * savings_classes))", "det_h (2.20)"),
        aux("bond_factor", "Cadre Duration SavingsClass", "EXP(-beta_go * deterrent)", "what a bond leaves of the odds to go"),
    ]  # fmt: skip
