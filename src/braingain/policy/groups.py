"""Groups of countries by the names that scenarios and cards give them: ``all``, by income, by WHO region, the WHO's list."""

from __future__ import annotations

from collections.abc import Mapping

from braingain.foundation.countries import who_region
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import INCOME_GROUPS, WHO_REGIONS
from braingain.policy.safeguards import NAME as SAFEGUARDS
from braingain.policy.safeguards import safeguarded

ALL = "all"
GROUPS = (*(f"income:{name}" for name in INCOME_GROUPS), *(f"region:{name}" for name in WHO_REGIONS), SAFEGUARDS)


def members(name: str, held: Mapping[str, str]) -> list[str]:
    """The places that a code or group stands for, in the order of ``held``, which has the income group of each by code.

    Nothing where the code is not among them, or the group holds none of them. ``OTH`` is in ``all`` and in no region.
    """
    kind, _, wanted = name.partition(":")
    if kind == "income":
        return [code for code, group in held.items() if group == wanted]
    if kind == "region":
        return [code for code in held if _region(code) == wanted]
    if name == SAFEGUARDS:
        return [code for code in held if code in safeguarded()]
    return list(held) if name == ALL else [code for code in held if code == name]


def _region(code: str) -> str | None:
    try:
        return who_region(code)
    except BraingainError:
        return None
