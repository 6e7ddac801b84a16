"""A term sheet to start from: every clause of the catalogue with its doses, bounds and units, the usual ones filled in."""

from __future__ import annotations

from braingain.analysis import scenario as limits
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.term_sheet import CLAUSES, WORKERS, YEARS_DEFAULT
from braingain.foundation.countries import country_name
from braingain.policy.levers import Lever, load_levers
from braingain.policy.parts import CHARGED_TO

FILLED = ("recruitment", "fund", "compensation")  # clauses that stand without a comment sign
ONE_DOSE = {"compensation_share": 0.25}  # where the card's default is not where a negotiation begins


def template(origin: str, destination: str) -> str:
    """The text of a term sheet of two countries, by their codes; it can be run as it stands."""
    start = limits.POLICY_START
    lines = [
        f"# A term sheet of {country_name(origin)} and {country_name(destination)} for `braingain agreement`.",
        "# The figures are the defaults of the catalogue, nobody's offer. What you leave out is not agreed.",
        "# A line that begins with # does nothing: take the sign away to agree on it. A clause may also have a start, an end,",
        "# cadres, and delay_years: years that pass before it acts (of most cards one, 0 is at once).",
        "",
        "[agreement]",
        f'name = "{country_name(origin)} and {country_name(destination)}"',
        f'origin = "{origin}"',
        f'destination = "{destination}"',
        f"start = {start}              # first year",
        f"end = {start + YEARS_DEFAULT}                # first year without the agreement",
        'cadres = ["doctor", "nurse"]',
        "draws = 200",
        "",
    ]
    cards = load_levers()
    for name, clause in CLAUSES.items():
        lines += [*_clause(name, clause.title, cards[clause.card], name in FILLED), ""]
    ids = [clause.id for clause in model_clauses()]
    return "\n".join(
        [
            *lines,
            "# [worst_case]",
            f"# payments_stop = {start + 3}   # first year in which nobody pays, of the case where payment ends early",
            "",
            "# [safeguards]             # the WHO's index of service coverage (UHC): yours to bring, with its source",
            "# uhc_index = 50",
            "# year = 2021",
            '# source = "whose figure it is"',
            "",
            "# [text]                   # model clauses that the text of the agreement has, of:",
            f"# {', '.join(ids)}",
            f'# has = ["{ids[0]}"]',
            "",
        ]
    )


def _clause(name: str, title: str, card: Lever, filled: bool) -> list[str]:
    sign = "" if filled else "# "
    lines = [f"{sign}[clauses.{name}]  # {title}"]
    fixed = CLAUSES[name].fixed
    for dose in card.doses:
        value = ONE_DOSE.get(dose.name, fixed.get(dose.name, dose.default))
        lines.append(f"{sign}{dose.name} = {_plain(value)}  # {dose.unit}; {_plain(dose.low)} to {_plain(dose.high)}")
        if dose.name == "quota_ratio":
            lines.append(f"# {WORKERS} = 50  # in place of quota_ratio: recruits added a year, in the median draw")
    for option in card.options:
        lines.append(f'{sign}{option.name} = "{option.default}"  # {", ".join(option.choices)}')
    if CHARGED_TO in {option.name for option in card.options}:
        return lines
    payers = ", ".join(f"{payer} = {share:g}" for payer, share in card.payer.items())
    return [*lines, f"{sign}payer = {{ {payers} }}"]


def _plain(value: float) -> str:
    """A number without an exponent, as TOML and readers have it."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:g}"
