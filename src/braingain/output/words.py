"""Numbers as a reader reads them, and the sentences that are made of them.

Every sentence says how sure it is: it names the gain and the price, and says "could be more or fewer" where the 90 %
interval holds zero. Numbers in prose are rounded to two figures; tables keep more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

THIN = "\u202f"
MINUS = "\u2212"
NO_CHANGE = "no change"
LEAST = 0.05  # persons: what no number in prose shows
CADRE_PLURALS = {
    "doctor": "doctors",
    "nurse": "nurses",
    "midlevel": "mid-level workers",
    "community": "community workers",
}
WITH_ARTICLE = re.compile(
    r"^(United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Sudan$|Congo$|.*\b(Republic|Islands|Federation|Emirates)\b)"
)
INCOME_GROUPS = {
    "LIC": "low income",
    "LMC": "lower middle income",
    "UMC": "upper middle income",
    "HIC": "high income",
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


def persons(value: float) -> str:
    """A number of persons or posts for prose: two figures, nothing finer than a tenth."""
    short = figures(value)
    return number(short, 0 if abs(short) >= 10 or abs(short) < 0.05 else 1)


def signed(value: float | None, decimals: int | None = None) -> str:
    """A difference: always with its sign, plus or true minus."""
    if value is None:
        return "–"
    text = number(value, decimals)
    return text if text.startswith((MINUS, "–")) or not text.strip("0.") else f"+{text}"


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 0 to 1 as a percentage."""
    return "–" if share is None else f"{number(100 * share, decimals)}{THIN}%"


def dollars(value: float | None, digits: int = 3) -> str:
    """US dollars in three figures (two for prose), millions and billions in words."""
    if value is None:
        return "–"
    size = abs(figures(value, digits))
    scale, word = (1e9, " billion") if size >= 1e9 else (1e6, " million") if size >= 1e6 else (1.0, "")
    short = abs(value) / scale
    if word and short < 10 ** (digits - 1):
        short = round(short, 1)  # once, from the value itself
        decimals = int(short != round(short))
    else:
        short, decimals = figures(short, digits), 0
    return (MINUS if value < 0 and size else "") + f"${number(short, decimals)}{word}"


def dollar_range(interval: Mapping[str, float]) -> str:
    """The 90 % interval of an amount in three figures: "$6.5 million to $22 million"."""
    return f"{dollars(interval['p05'])} to {dollars(interval['p95'])}"


def dollar_span(interval: Mapping[str, float]) -> str:
    """The 90 % interval of an amount in two figures, the size said once: "$6.5 to 22 billion"."""
    low, high = (dollars(interval[q], 2) for q in ("p05", "p95"))
    word = low.rpartition(" ")[2]
    if word in ("million", "billion") and high.endswith(word):
        return f"{low.removesuffix(f' {word}')} to {high.removeprefix('$')}"
    return f"{low} to {high}"


def percent_range(low: float, high: float, decimals: int = 0) -> str:
    """ "15 to 27 %": one sign for both ends."""
    return f"{number(100 * low, decimals)} to {percent(high, decimals)}"


def counts(interval: Mapping[str, float]) -> tuple[str, str]:
    """A difference in persons for a table: the median with its sign and its 90 % interval, alike in decimals.

    Three figures from 1 000 up; one decimal only where an end that is not zero would else be shown as zero. "no change"
    in place of an interval of noughts.
    """
    ends = [interval[q] for q in ("median", "p05", "p95")]
    small = any(0.05 <= abs(x) < 0.5 for x in ends) and max(abs(x) for x in ends) < 100
    decimals = 1 if small else 0
    shown = [signed(figures(x, 3) if abs(x) >= 1000 else x, decimals) for x in ends]
    shown = ["0" if not text.strip("+0.") else text for text in shown]
    return shown[0], NO_CHANGE if set(shown) == {"0"} else f"{shown[1]} to {shown[2]}"


def place(name: str) -> str:
    """A country as it stands in a sentence: "Ghana", "the Philippines"."""
    return f"the {name}" if WITH_ARTICLE.match(name) else name


def sentence(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def clause(text: str) -> str:
    """A sentence as a part of another: no capital letter in front, no full stop, nothing in brackets."""
    bare = re.sub(r"\s*\([^)]*\)", "", text).rstrip(". ")
    return bare[:1].lower() + bare[1:]


def plain(note: str) -> str:
    """A note of the evidence base without the addresses that only a programmer reads."""
    text = re.sub(r"\s*\(docs/[^)]*\)", "", note)
    text = re.sub(r"^SEED \d+; ", "", text).replace("anchor by destination", "assumed for this destination")
    return re.sub(r"(?<![\d.])\.(?=\d)", "0.", text)


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
    return f"{spelled(count)} {noun if count == 1 else plural or noun + 's'}"


def spelled(count: int) -> str:
    """ "four"; numbers above ten as digits."""
    return NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)


def joined(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def cadres(names: Sequence[str]) -> str:
    """ "doctors and nurses"."""
    return joined([CADRE_PLURALS.get(name, name) for name in names])


def change(interval: Mapping[str, float], more: str, fewer: str, than: str = "") -> str:
    """A difference in words: "about 560 more than without (140 to 990)" or "could be more or fewer than without"."""
    middle, beside = interval["median"], f" than {than}" if than else ""
    if max(abs(interval[q]) for q in ("p05", "median", "p95")) < LEAST:
        return NO_CHANGE
    if holds_zero(interval):
        return f"could be {more} or {fewer}{beside} (median {signed(figures(middle))}, {rounded_interval(interval)})"
    if middle > 0:
        return f"about {rounded(middle)} {more}{beside} ({rounded_interval(interval)})"
    low, high = sorted((abs(interval["p05"]), abs(interval["p95"])))
    return f"about {rounded(-middle)} {fewer}{beside} ({rounded(low)} to {rounded(high)})"
