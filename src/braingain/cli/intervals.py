"""Medians with their 90 % interval as tables of a terminal show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

QUANTILES = ("median", "p05", "p95")
NOUGHT = 5e-4  # below which a number is shown as 0
BETWEEN_DIGITS = re.compile(r"(?<=\d)\u202f(?=\d)")


def unbroken(text: str) -> str:
    """Words with numbers as the rest of a terminal's table has them: a comma between thousands, where no line is broken."""
    return BETWEEN_DIGITS.sub(",", text).replace("\u202f", " ")


def bounds(values: Mapping[str, Any], scale: float, sign: str = "") -> str:
    """A median, and its 90 % interval on the line below."""
    middle, low, high = (number(values[q] * scale, sign) for q in QUANTILES)
    return f"{middle}\n({low} to {high})"


def number(value: float, sign: str = "") -> str:
    """A number with as many digits as can be read: whole from ten on, else two significant figures; nought as 0."""
    if abs(value) < NOUGHT:
        return "0"
    return f"{value:{sign},.0f}" if abs(value) >= 10 else f"{value:{sign}.2g}"
