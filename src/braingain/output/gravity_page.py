"""What the gravity of doctors predicts, as a page: ``python -m braingain.output.gravity_page docs/verification/gravity.md``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from braingain.analysis.fingerprint import made_line
from braingain.analysis.gravity_check import ENOUGH, GUESSES, LARGE, GravityCheck, Left
from braingain.analysis.gravity_fit import PENALTY, TERMS

START = 2018
TITLE = "# Where doctors are: what gravity predicts"
SAID = {"gravity": "gravity", "doctors": "doctors of the origin", "diaspora": "its people there"}


def page(check: GravityCheck) -> str:
    """The page in Markdown."""
    return "\n\n".join([TITLE, _opening(check), _left(check), _fit(check), _guards(check)]) + "\n"


def write_page(file: Path) -> int:
    """Compute everything and write the page, a minute; never fails for what is found: the page says it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(check_of_store()), encoding="utf-8")
    return 0


def check_of_store() -> GravityCheck:
    """The check on the evidence that comes with the program."""
    from braingain.analysis.gravity_check import gravity_check
    from braingain.analysis.gravity_fit import pairs_of
    from braingain.baseline.corridors import world_at
    from braingain.evidence.store import open_store

    return gravity_check(pairs_of(world_at(open_store(), START)))


def verdict(check: GravityCheck) -> str:
    """Whether gravity ranks origins better than both guesses, in plain words."""
    ranks = check.medians(only_large=True, what="rank")
    numbers = f"{ranks['gravity']:.2f} against {ranks['diaspora']:.2f} for the people there and {ranks['doctors']:.2f} for the doctors of the origin"
    if check.beats_both:
        return f"Gravity ranks origins better than both guesses at the median of six large destinations: {numbers}."
    return f"**Gravity does not rank origins better than both guesses** at the median of six large destinations: {numbers}."


def _opening(check: GravityCheck) -> str:
    return (
        f"{made_line()} Written by `python -m braingain.output.gravity_page docs/verification/gravity.md`, and by `make verify`. "
        f"{check.pairs.count:,} pairs of {len(check.pairs.origins)} origins and {len(check.pairs.destinations)} destinations, doctors by "
        "country of training (Germany: by nationality), the latest list of each destination.\n\n"
        "One destination's list is left out, everything is fitted without it, and its list is predicted. Two guesses stand beside "
        "it that anybody can make: in proportion to the doctors of each origin, and to the people from it who live there.\n\n"
        f"{verdict(check)} Ranks are good and sizes are not: the typical share of an origin is off by a factor of "
        f"{2.718281828 ** check.medians(True, 'log_error')['gravity']:.1f}. That is why a cell that gravity fills has an interval and no rank, and why "
        "nurses, of whom no list by origin exists, are assumed."
    )


def _left(check: GravityCheck) -> str:
    heads = ("left out", "origins", *(f"rank: {SAID[g]}" for g in GUESSES), *(f"error: {SAID[g]}" for g in GUESSES))
    rows = [(one.destination, str(one.origins), *_numbers(one)) for one in _ordered(check.left)]
    for label, only in (("*median of the six large*", True), ("*median of all*", False)):
        ranks, errors = check.medians(only, "rank"), check.medians(only, "log_error")
        rows.append((label, "", *(f"{ranks[g]:.2f}" for g in GUESSES), *(f"{errors[g]:.2f}" for g in GUESSES)))
    text = (
        "Rank: Spearman's correlation over all origins of the list, zeros of complete lists among them. Error: root mean square of ln of "
        f"predicted over actual shares, of origins with {ENOUGH:.0f} doctors there and more. Six large destinations first."
    )
    return "\n\n".join(["## Left out and predicted", text, _table(heads, rows)])


def _ordered(left: Sequence[Left]) -> list[Left]:
    return sorted(left, key=lambda one: (one.destination not in LARGE, one.destination))


def _numbers(one: Left) -> tuple[str, ...]:
    return (*(f"{one.rank[g]:.2f}" for g in GUESSES), *(f"{one.log_error[g]:.2f}" for g in GUESSES))


def _fit(check: GravityCheck) -> str:
    rows = [
        (
            name.replace("_", " "),
            f"{check.fit.coefficients[name]:.2f}",
            f"{check.fit.errors[name]:.2f}",
            f"{check.registry[name]:.2f}",
        )
        for name in TERMS
    ]
    text = (
        f"All lists together, beside the estimates that baselines use (`gravity.*`). Poisson pseudo-maximum likelihood (model 5.2): a level "
        f"of each destination, and of each origin, drawn to nought by {PENALTY:g} times its square. Robust errors (HC1), not clustered. Distance "
        "counts against. Baselines keep the registry's numbers, whose errors they draw; this fit shows where these come from and how far off they are."
    )
    return "\n\n".join(["## The fit", text, _table(("term", "here", "error", "registry"), rows)])


def _guards(check: GravityCheck) -> str:
    pairs = check.pairs
    whole = len(pairs.origins) * len(pairs.destinations)
    rows = [
        ("pairs in all", f"{whole:,}"),
        *((why, f"{count:,}") for why, count in pairs.dropped.items() if "offshore" not in why),
    ]
    rows += [
        ("pairs that are fitted", f"{pairs.count:,}"),
        ("of them with doctors", f"{int((pairs.stocks[pairs.used] > 0).sum()):,}"),
    ]
    rows += [("origins left out: offshore schools", str(pairs.dropped["origins that are offshore schools"]))]
    text = (
        "What is not reported is not zero: zeros count in complete lists "
        f"({', '.join(pairs.complete)}) alone. A term that tells pairs without doctors from the rest would get a large coefficient with a small "
        "error and no message: it is refused by name. Pairs with a missing term are counted, not lost."
    )
    return "\n\n".join(["## What was fitted, and what was not", text, _table(("pairs", "count"), rows)])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    raise SystemExit(write_page(Path(sys.argv[1])))
