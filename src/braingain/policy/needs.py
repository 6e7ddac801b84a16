"""Estimates that moves and cost forms read, so that a card which names them has them drawn (docs/model.md 4)."""

from __future__ import annotations

from collections.abc import Mapping

from braingain.policy.levers import Lever

SEATS = ("seat_cost_usd", "place_cost_usd", "place_cost_doctor_factor")
COMPENSATION = ("collected_compensation", "seat_cost_usd")
BONDS = ("bond_cost_usd", "enforcement_cost_usd")
BY_MOVE: Mapping[str, tuple[str, ...]] = {  # of responses
    "ladder": ("ladder_service_years", "ladder_study_share"),
    "pay_out": ("public_share_out_jobs",),
    "condition.workload": ("support_staff_share",),
    "obligation": ("kappa_service",),
    "pay_abroad": ("oncost_share",),
    "hold": ("credential_hold",),
    "exit": ("kappa_exit",),
    "visa": ("visa_lag_years",),
    "mission": ("mission_productivity",),
    "fund": ("fund_absorption", *SEATS),
    "reentry": ("beta_condition", "kappa_stated_preference"),
}
BY_DOSE: Mapping[str, tuple[str, ...]] = {  # where only some cards of a move or form read them
    "compensation_share": (*COMPENSATION, "admin_share_compensation"),
    "fee_ban": ("agency_fee_usd",),
    "away_share": ("track_take_up", "preparation_cost_usd"),
    "scholarships_per_1000_workers": ("compliance_low", "compliance_high", "scholar_cost_usd", "collect_share", *BONDS),
    "quota_ratio": ("compliance_low", "compliance_high", "preparation_cost_usd"),
    "recognition_add": ("recognition_cost_usd",),
    "return_places_share": ("return_to_practice_cost_usd",),
    "teacher_fte": ("teacher_cost_usd",),
    "transferred_per_year": ("return_cost_usd",),
    "missions_per_year": ("diaspora_month_cost_usd",),
    "local_staff_per_mission": ("ngo_month_cost_usd",),
    "brigade_per_million": ("brigade_month_cost_usd",),
    "rural_admission_share_add": ("bursary_share", "seat_cost_usd"),
    "service_years": ("posting_share", "house_cost_usd"),
    "monitoring_add": ("inspectors_per_worker",),
    "support_staff_per_worker": ("support_staff_share",),
    "ladder_share": ("seat_cost_usd",),
    "rural_training_share_add": SEATS,
    "private_seats_ratio": ("seat_cost_usd", "regulator_cost_usd"),
}
BY_CONDITION: Mapping[str, str] = {
    "condition.housing": "house_cost_usd",
    "condition.equipment": "equipment_cost_share",
    "condition.management": "management_cost_share",
    "condition.training_rights": "training_cost_share",
    "condition.schools": "school_cost_share",
    "condition.safety": "safety_cost_share",
    "condition.family": "family_cost_share",
}


def families_needed(card: Lever) -> tuple[str, ...]:
    """Families of estimates that a card's moves, doses and cost forms read, beside those that it names."""
    names = [name for move in card.moves for name in BY_MOVE.get(move, ())]
    names += [name for dose in card.doses for name in BY_DOSE.get(dose.name, ())]
    if "condition" in card.cost_forms:
        names += [BY_CONDITION[move] for move in card.moves if move in BY_CONDITION]
    if "task" in card.moves and "scope_share" in {dose.name for dose in card.doses}:
        names += ["task_max", "training_cost_share"]
    if "benefit" in card.cost_forms:
        names.append("loan_default")
    if "pay" in card.cost_forms and "pay_out" in card.moves:
        names.append("wage_bill_share")
    if "seats_destination" in card.moves:
        names += SEATS
    if "rule" in card.cost_forms and "channel" not in card.moves:
        names += ["code_cost_usd", "file_cost_usd"]
    return tuple(dict.fromkeys(names))
