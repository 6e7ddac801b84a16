"""What a record says of women and men: that a split is imputed, why there is none, how shares of women are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from braingain.analysis.outcomes import CLINICAL, FOREIGN_AS_OWN, OUTCOMES, SHARES_OF_WOMEN

if TYPE_CHECKING:
    from braingain.baseline.context import Context


def no_sexes(why: str) -> dict[str, Any]:
    """What a record without a split by sex says of it."""
    return {"by_sex": None, "imputed_by_sex": False, "by_sex_why": why}


def imputed_by_sex() -> dict[str, str]:
    """Outcomes of the tables whose split by sex is imputed, each with the reason; ``flows`` are people on corridors."""
    split = {name: found.sex_note or SHARES_OF_WOMEN for name, found in OUTCOMES.items() if found.by_sex}
    return split | {"services.density_per_1000": FOREIGN_AS_OWN, "flows": SHARES_OF_WOMEN}


def women_record(context: Context, cadres: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The share of women of each cadre from which numbers of women and men follow, and how it is known."""
    known = {cadre: context.values[f"women_share.{cadre}"] for cadre in cadres}
    return {
        cadre: {"value": v.value, "method": v.method, "source": v.source, "year": v.year, "note": v.note}
        for cadre, v in known.items()
    }


def women_methods(contexts: Iterable[Context]) -> dict[str, dict[str, int]]:
    """In how many countries the share of women among doctors and nurses is known in which way."""
    every = list(contexts)
    return {
        cadre: dict(sorted(Counter(context.values[f"women_share.{cadre}"].method for context in every).items()))
        for cadre in CLINICAL
    }
