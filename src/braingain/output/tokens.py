"""Colours, type and marks, one place for page, charts and documents."""

from __future__ import annotations

PAPER = "#fbfaf6"
CARD = "#ffffff"
INK = "#17212b"
SOFT = "#5a6672"
LINE = "#dfddd4"
ACCENT = "#0a5c63"
GAIN = ("#0b6e69", "#7fc4bb", "#a9dad3", "#d9efec")
LOSS = ("#9a4a0b", "#e0a15c", "#efc596", "#f8e7d3")
EITHER = "#f3f2ee"
WARNING = ("#8a5a00", "#fdf3dc")
RIGHTS = ("#5d2e78", "#f1e9f5")
BASELINE = "#6f6c63"  # #8b887d has 2.1 : 1 on the inner band, a mark needs 3 : 1
BANDS = ("#e3e1da", "#c9c6bb")  # 90 and 50 % of draws without a policy
RULE = "#b9b6ab"  # zero

SERIF = "Charter, 'Source Serif 4', 'Source Serif Pro', 'Noto Serif', Georgia, serif"
SANS = "Inter, 'Noto Sans', system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"

METHOD_MARKS = {
    "reported": "●",
    "interpolated": "◉",
    "estimated": "◐",
    "borrowed": "◇",
    "assumed": "○",
    "simulated": "△",
}
GRADE_MARKS = {"strong": "●●●", "moderate": "●●○", "weak": "●○○", "assumed": "○○○"}


def as_css() -> str:
    """The colours as custom properties, for the style sheet of every page."""
    pairs = {
        "paper": PAPER,
        "card": CARD,
        "ink": INK,
        "soft": SOFT,
        "line": LINE,
        "accent": ACCENT,
        "gain": GAIN[0],
        "gain-2": GAIN[1],
        "gain-3": GAIN[2],
        "gain-4": GAIN[3],
        "loss": LOSS[0],
        "loss-2": LOSS[1],
        "loss-3": LOSS[2],
        "loss-4": LOSS[3],
        "either": EITHER,
        "warning": WARNING[0],
        "warning-paper": WARNING[1],
        "rights": RIGHTS[0],
        "rights-paper": RIGHTS[1],
        "baseline": BASELINE,
        "serif": SERIF,
        "sans": SANS,
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in pairs.items()) + "}"
