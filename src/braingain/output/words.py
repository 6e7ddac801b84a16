"""Numbers as a reader reads them, and the sentences that are made of them.

Every sentence says how sure it is: it names the gain and the price, and says "could be more or fewer" where the 90 %
interval holds zero. Numbers in prose are rounded to two figures; tables keep more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

THIN = "\u202f"
MINUS = "\u2212"
CADRE_PLURALS = {
    "doctor": "doctors",
    "nurse": "nurses",
    "midlevel": "mid-level workers",
    "community": "community workers",
}
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def figures(value: float, digits: int = 2) -> float:
    """``value`` rounded to so many significant figures."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def number(value: float | None, decimals: int | None = None) -> str:
    """A number with thin spaces between thousands and a true minus; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if decimals is None:
        decimals = 0 if abs(value) >= 20 or value == int(value) else (1 if abs(value) >= 1 else 2)
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN)
    negative = value < 0 and float(text.replace(THIN, "")) != 0
    return (MINUS if negative else "") + text


def rounded(value: float | None) -> str:
    """A number for prose: two figures."""
    return "–" if value is None else number(figures(value))


def signed(value: float | None, decimals: int | None = None) -> str:
    """A difference: always with its sign, plus or true minus."""
    if value is None:
        return "–"
    text = number(value, decimals)
    return text if text.startswith((MINUS, "–")) or not text.strip("0.") else f"+{text}"


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 0 to 1 as a percentage."""
    return "–" if share is None else f"{number(100 * share, decimals)}{THIN}%"


def dollars(value: float | None) -> str:
    """US dollars in three figures, millions and billions in words."""
    if value is None:
        return "–"
    size = abs(figures(value, 3))
    if size >= 1e9:
        text = f"{number(size / 1e9, 1)} billion"
    elif size >= 1e6:
        text = f"{number(size / 1e6, 1)} million"
    else:
        text = number(size, 0)
    return (MINUS if value < 0 and size else "") + "$" + text


def holds_zero(interval: Mapping[str, float]) -> bool:
    """True where the 90 % interval does not exclude zero."""
    return interval["p05"] <= 0 <= interval["p95"]


def interval_words(interval: Mapping[str, float], sign: bool = False) -> str:
    """ "5th to 95th percentile" of draws, as words."""
    show = signed if sign else number
    return f"{show(interval['p05'])} to {show(interval['p95'])}"


def rounded_interval(interval: Mapping[str, float]) -> str:
    """The 90 % interval in two figures, for prose."""
    return f"{rounded(interval['p05'])} to {rounded(interval['p95'])}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """ "one lever", "four levers"; numbers above ten as digits."""
    word = NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)
    return f"{word} {noun if count == 1 else plural or noun + 's'}"


def joined(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def cadres(names: Sequence[str]) -> str:
    """ "doctors and nurses"."""
    return joined([CADRE_PLURALS.get(name, name) for name in names])


def change(interval: Mapping[str, float], more: str, fewer: str) -> str:
    """A difference in words: "about 560 more doctors (140 to 990)" or "could be more or fewer"."""
    middle = interval["median"]
    if holds_zero(interval):
        return f"{more} or {fewer}: it could be either (median {signed(figures(middle))}, {rounded_interval(interval)})"
    if middle > 0:
        return f"about {rounded(middle)} {more} ({rounded_interval(interval)})"
    low, high = sorted((abs(interval["p05"]), abs(interval["p95"])))
    return f"about {rounded(-middle)} {fewer} ({rounded(low)} to {rounded(high)})"
