"""Closed lists of the field's words, in the order in which arrays hold them.

Cadres map onto ISCO-08 (docs/model.md 1.1); places follow the source's own definition of capital, other urban and rural.
"""

from __future__ import annotations

CADRES = ("doctor", "nurse", "midlevel", "community")
SEXES = ("female", "male")
BACKGROUNDS = ("rural", "urban")
PLACES = ("capital", "urban", "rural")
SECTORS = ("public", "private")
POSTS = (
    "public_capital",
    "public_urban",
    "public_rural",
    "private_capital",
    "private_urban",
    "private_rural",
    "reserve",
    "out",
)
STATUSES = ("temporary", "settled", "deskilled")
CHANNELS = ("government", "private", "own", "irregular")
OWNERS = ("public", "private")
PAYERS = ("origin_budget", "destination_budget", "donor", "employer", "migrant")
METHODS = ("reported", "interpolated", "estimated", "borrowed", "assumed")
CONDITIONS = (
    "housing",
    "equipment",
    "management",
    "training_rights",
    "promotion",
    "schools",
    "safety",
    "workload",
    "family",
)
MECHANISMS = (
    "substitution",
    "network",
    "onward_moves",
    "return_moves",
    "irregular",
    "bond_erosion",
    "budget_limit",
    "private_seats",
    "quality_dilution",
    "brain_gain",
    "relative_pay",
    "dual_practice",
    "ladders",
    "destination_response",
    "workload_feedback",
    "queue",
    "teachers",
    "reconsider",
)
MECHANISMS_OFF_BY_DEFAULT = ("brain_gain", "relative_pay")
INCOME_GROUPS = ("LIC", "LMC", "UMC", "HIC")
WHO_REGIONS = ("AFR", "AMR", "EMR", "EUR", "SEA", "WPR")
FAMILIES = ("origin", "destination", "partnership", "since_2007")
AIMS = ("push", "pull", "mutual")
GRADES = ("strong", "moderate", "weak", "assumed")
