"""Parameters that act as switches: worlds in which one way of deciding is not there (docs/model.md 3.1).

Where no switch of the model stands behind a side effect, one of its parameters does: at its neutral value in the run with
the lever and in the one beside it, the side effect must go. Nothing else of the world changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from braingain.foundation.vocabulary import CADRES, CONDITIONS
from braingain.model.containers import Constants, Dials
from braingain.policy.setting import Parameters, Setting

BELOW_CLINICAL = CADRES.index("midlevel")  # from this cadre on qualifications are hardly recognised abroad


@dataclass(frozen=True)
class Neutral:
    """One parameter at the value at which what comes from it must be gone.

    ``constants`` gives the constants of the model that change; ``parameters`` sets estimates that policies read to one
    value; ``dials`` changes what both runs are given each year.
    """

    constants: Callable[[Constants], Mapping[str, np.ndarray]] | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    dials: Callable[[Dials], Dials] | None = None

    def setting(self, setting: Setting) -> Setting:
        """The setting with the constants at their neutral value."""
        if self.constants is None:
            return setting
        world = setting.world
        changed = self.constants(world.constants)
        return replace(setting, world=world._replace(constants=world.constants._replace(**changed)))

    def estimates(self, parameters: Parameters) -> Parameters:
        """The estimates that policies read, with those of the mechanism at their neutral value."""
        changed = {name: np.full_like(parameters[name], value) for name, value in self.parameters.items()}
        return {**parameters, **changed}


def _nought(*names: str) -> Callable[[Constants], dict[str, np.ndarray]]:
    return lambda constants: {name: np.zeros_like(getattr(constants, name)) for name in names}


def _equal_savings(constants: Constants) -> dict[str, np.ndarray]:
    """Every third of the bonded with the savings of the middle one: a log-s.d. of 0 (2.20b)."""
    savings = np.asarray(constants.savings_classes)
    middle = savings[savings.shape[0] // 2]
    return {"savings_classes": np.broadcast_to(middle, savings.shape).copy()}


def _alike_by_background(constants: Constants) -> dict[str, np.ndarray]:
    """People from rural places take posts and leave the country as the others do: OR_b = 1 and f_b = 1 (2.15d, 2.16)."""
    axes = {"post_weights": 1, "leave_hazard": 2, "entrant_hazard": 2}
    found = {}
    for name, background in axes.items():
        values = np.asarray(getattr(constants, name))
        found[name] = np.broadcast_to(values.mean(axis=background, keepdims=True), values.shape).copy()
    return found


def _study_worth_nothing(constants: Constants) -> dict[str, np.ndarray]:
    """The right to further training makes no post better (2.14)."""
    response = np.array(constants.condition_response)
    response[CONDITIONS.index("training_rights")] = 0.0
    return {"condition_response": response}


def _odds_alike(constants: Constants) -> dict[str, np.ndarray]:
    """Those who upgraded take rural posts as other entrants do (2.9d)."""
    return {"upgraded_rural_odds": np.ones_like(constants.upgraded_rural_odds)}


def _all_recognised(dials: Dials) -> Dials:
    """Every qualification recognised everywhere, by the dial: it is bounded at full recognition (2.18)."""
    return dials._replace(recognition=np.ones_like(dials.recognition))


def _recognised(dials: Dials) -> Dials:
    """Qualifications below a nurse's recognised everywhere, by the dial: it is bounded at full recognition (2.18)."""
    recognition = np.array(dials.recognition)
    recognition[:, BELOW_CLINICAL:] = 1.0
    return dials._replace(recognition=recognition)


NEUTRAL: Mapping[str, Neutral] = {
    "no_emigration": Neutral(_nought("leave_hazard", "entrant_hazard")),  # λ = 0
    "no_pay_response": Neutral(_nought("beta_post", "beta_work")),  # β_post = β_work = 0
    "equal_savings": Neutral(_equal_savings),  # σ_sav = 0
    "full_compliance": Neutral(parameters={"compliance_low": 1.0, "compliance_high": 1.0}),  # comp = 1
    "full_recognition": Neutral(dials=_recognised),  # rec = 1
    "no_fungibility": Neutral(_nought("fungibility_share")),  # φ_fung = 0
    "no_skill_gain": Neutral(_nought("return_skill_gain")),  # prod_ret = 0
    "no_rural_training": Neutral(_nought("ln_or_rural_training")),  # OR_T = 1
    "no_pull_of_pay": Neutral(_nought("beta_income_abroad")),  # β_inc = 0
    "no_fading": Neutral(parameters={"voluntary_half_life_years": 1e9}),
    "no_resentment": Neutral(_nought("resentment_weight")),  # ζ_ret = 0
    "no_envy": Neutral(_nought("claims_weight")),  # ζ_rel = 0
    "pay_moves_nobody": Neutral(_nought("beta_post", "beta_work", "beta_go")),  # β_post = β_work = β_go = 0
    "no_pay_outside": Neutral(parameters={"public_share_out_jobs": 0.0}),  # no job outside the sector is public
    "no_rural_background": Neutral(_alike_by_background),  # OR_b = 1, f_b = 1
    "upgraded_as_others": Neutral(_odds_alike),  # OR_up = 1
    "no_right_to_study": Neutral(_study_worth_nothing),  # β_training rights = 0
    "all_recognised": Neutral(dials=_all_recognised),  # rec = 1
    "no_answer_to_hiring_cost": Neutral(_nought("demand_wage")),  # ε_w = 0
    "full_hold": Neutral(parameters={"credential_hold": 1.0}),  # ε_cred = 1
}
