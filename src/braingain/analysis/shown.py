"""Which levers a matrix runs, and in what order its rows stand: the choices of a reader, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import AIMS, CADRES, FAMILIES, GRADES

if TYPE_CHECKING:
    from braingain.policy.levers import Lever

Row = Mapping[str, Any]
CATALOGUE = "catalogue"
LESS_IS_BETTER = frozenset(
    {"emigrants_per_year", "reserve"}
)  # outcomes of which fewer is a gain to those who read them


@dataclass(frozen=True)
class Wanted:
    """The levers that a matrix runs; what is empty lets all pass.

    ``cadres``: levers that act on any of these in the country. ``evidence``: the grade that a lever has at least.
    """

    families: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    cadres: tuple[str, ...] = ()
    evidence: str = ""

    def holds(self, card: Lever, cadres: Collection[str]) -> bool:
        """Whether a lever that acts on these cadres is one of them."""
        return (
            (not self.families or card.family in self.families)
            and (not self.aims or card.aim in self.aims)
            and (not self.cadres or any(cadre in cadres for cadre in self.cadres))
            and (not self.evidence or GRADES.index(card.evidence.grade) <= GRADES.index(self.evidence))
        )

    def record(self) -> dict[str, Any]:
        """The same as JSON; null where nothing is asked."""
        return {
            "family": list(self.families) or None,
            "aim": list(self.aims) or None,
            "cadre": list(self.cadres) or None,
            "evidence": self.evidence or None,
        }

    def words(self) -> list[tuple[str, str]]:
        """What is asked, each with the names that it may have."""
        asked = {name: [value] if isinstance(value, str) else value for name, value in self.record().items() if value}
        return [(name, ",".join(values)) for name, values in asked.items()]


def wanted(
    families: Sequence[str] = (), aims: Sequence[str] = (), cadres: Sequence[str] = (), evidence: str = ""
) -> Wanted:
    """The levers of these families, with these aims, on these cadres, with evidence of this grade or a better one.

    Raises
    ------
    BraingainError
        For words that are none of the choices; all of them at once, each with the choices.
    """
    asked = (
        ("--family", families, FAMILIES),
        ("--aim", aims, AIMS),
        ("--cadre", cadres, CADRES),
        ("--evidence", [evidence] if evidence else [], GRADES),
    )
    problems = [_unknown(where, name, known) for where, names, known in asked for name in names if name not in known]
    if problems:
        raise BraingainError(problems)
    return Wanted(tuple(families), tuple(aims), tuple(cadres), evidence)


def in_order(rows: Sequence[Row], order: str) -> list[Row]:
    """Rows by what is asked, the best for a reader first; what has no such number comes after, what does not apply last.

    Raises
    ------
    BraingainError
        For an order that is not known.
    """
    check_order(order)
    key = ORDERS[order]

    def place(row: Row) -> tuple[bool, bool, Any]:
        found = None if row["not_applicable"] and key is not _name else key(row)
        return bool(row["not_applicable"]), found is None, 0 if found is None else found

    return list(rows) if order == CATALOGUE else sorted(rows, key=place)


def wrong_way(row: Row) -> bool:
    """Whether the first effect that is seen for sure is the opposite of the lever's aim."""
    gain = -1 if row.get("aim_outcome") in LESS_IS_BETTER else 1
    return bool(row["first_effect_year"]) and (row.get("first_effect_sign") or gain) != gain


def check_order(order: str) -> None:
    """Refuse an order that is not known.

    Raises
    ------
    BraingainError
        With the orders that there are.
    """
    if order not in ORDERS:
        raise BraingainError(_unknown("--sort", order, tuple(ORDERS)))


def _unknown(where: str, name: str, known: Sequence[str]) -> Problem:
    near = did_you_mean(name, known)
    return Problem(where, f'"{name}" is not one of {", ".join(known)}', near)


def _workers(row: Row) -> float:
    return -float(row["outcomes"]["workers"]["difference"]["median"])


def _cost(row: Row) -> tuple[bool, float]:
    return _whole(row), float(row["cost_usd"]["total"]["median"])


def _whole(row: Row) -> bool:
    """What a destination pays for people from all countries stands after what this country's people cost."""
    return bool(row.get("cost_is_whole"))


def apart(row: Row) -> int:
    """In which group a row stands where a worker-year's cost is compared: workers gained for sure, not for sure, whole costs."""
    gained = row.get("worker_years_gained")
    return 2 if _whole(row) else int(gained is not None and gained["p05"] <= 0)


def _worker_year(row: Row) -> tuple[int, float] | None:
    found = row["cost_per_worker_year_with_wages_usd"]
    return None if found is None else (apart(row), float(found["median"]))


def _as_paid(row: Row) -> tuple[int, float] | None:
    found = row["cost_per_worker_year_usd"]
    return None if found is None else (apart(row), float(found["median"]))


def _first_effect(row: Row) -> int | None:
    """The year of an effect that helps; one for the worse is no first effect to choose by."""
    year: int | None = row["first_effect_year"]
    return None if wrong_way(row) else year


def _evidence(row: Row) -> int:
    return GRADES.index(row["evidence"]["grade"])


def _name(row: Row) -> str:
    return str(row["title"]).casefold()


ORDERS: Mapping[str, Callable[[Row], Any]] = {
    CATALOGUE: lambda row: None,
    "workers": _workers,
    "cost": _cost,
    "cost-per-worker-year": _worker_year,
    "cost-per-worker-year-as-paid": _as_paid,
    "first-effect": _first_effect,
    "evidence": _evidence,
    "name": _name,
}
