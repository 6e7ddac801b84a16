"""The figures with which a profile opens: doctors, people for one doctor, how many left, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour, flows
from braingain.baseline.context import Context
from braingain.baseline.corridors import World
from braingain.baseline.destinations import BY_NATIONALITY
from braingain.baseline.needs import block
from braingain.baseline.people import home_people
from braingain.baseline.values import Value
from braingain.baseline.world import Built, build
from braingain.evidence.own import OWN_FLAG
from braingain.foundation.vocabulary import CADRES
from braingain.model import containers

Floats = NDArray[np.float64]
PERCENTILES = (5.0, 50.0, 95.0)
FEW_DRAWS = 100
WAGE_BILL = (0.03, 0.60)


@dataclass(frozen=True)
class Measured:
    """Doctors who left as far as registers count them, and those at home, over draws."""

    counted: float  # named in lists of destinations that report or by a user's own import, Germany apart, natives included [persons]
    shared: float  # in the same destinations, not named there: shares by gravity of those whom no list names [persons]
    rate: tuple[float, float, float] | None  # 5th, 50th, 95th percentile of abroad over home and abroad
    why_not: str
    where: str = "in destinations that report"  # where the rate counts them, in words


def measured(context: Context, world: World, drawn: Mapping[str, Floats]) -> Measured:
    """How many doctors left, after natives, where they are counted by country of training (Germany apart).

    That is in destinations that report, and in those for which a user imported a count.
    """
    own = {d for d, cell in context.abroad["doctor"].items() if OWN_FLAG in cell.flag.split(";")}
    places = [d for d in context.destinations if (d in world.cells or d in own) and d != BY_NATIONALITY]
    cells = {d: context.abroad["doctor"][d] for d in places}
    named = {d for d in places if d in own or context.country in world.cells[d]}
    counted, shared = (
        sum(float(cell.value or 0.0) for d, cell in cells.items() if (d in named) == listed) for listed in (True, False)
    )
    if context.leaving_why_not:
        return Measured(counted, shared, None, context.leaving_why_not)
    rows = [context.destinations.index(d) for d in places]
    abroad = flows.doctors_abroad(context, drawn)[rows].sum(axis=0)
    people = home_people(context, drawn)
    home = people.total[0] * (1.0 - people.posts[0, 6] - people.posts[0, 7])
    low, middle, high = np.percentile(abroad / (abroad + home), PERCENTILES)
    rate = (float(low), float(middle), float(high))
    more = "" if own <= {*world.cells, BY_NATIONALITY} else " and where you counted them"
    return Measured(counted, shared, rate, "", f"{Measured.where}{more}")


def nurses_abroad(context: Context, drawn: Mapping[str, Floats]) -> tuple[float, float, float, float]:
    """Nurses abroad in all: the rule's level, 5th and 95th percentile of what a run draws, share of draws that are cut.

    A run starts with at most as many nurses abroad as live at home with a licence, at work or not.
    """
    home = home_people(context, drawn).total[1]
    stock, cut = flows.nurses_abroad(context, drawn, home)
    low, _, high = np.percentile(stock.sum(axis=0), PERCENTILES)
    level = sum(float(cell.value or 0.0) for cell in context.abroad["nurse"].values())
    return level, float(low), float(high), float(cut.mean())


def implied(context: Context, drawn: Mapping[str, Floats]) -> list[Value]:
    """Graduates a year where none are reported, as calibration implies them, and those who leave in a run's first year.

    Those who leave follow from one stock abroad by a rule, so they are assumed, never estimated (docs/model.md 5.1).
    """
    built = build(context, block(drawn, 0, FEW_DRAWS), context.start, context.start + 1)
    graduates = built.schools.graduates(built.calibrated.licensed).sum(axis=1)
    leavers = built.leaving.flow.sum(axis=1)
    nurses_cut = nurses_abroad(context, drawn)[3]
    out = []
    for k, cadre in enumerate(behaviour.CLINICAL):
        if f"graduates.{cadre}" not in context.values:
            note = "what keeps the stock on its growth (docs/model.md 4.9 G), times .6 to 1.6"
            out.append(_interval("graduates", graduates[k], "estimated", cadre, context.start, note))
        note = (
            "what stocks abroad need to grow and to make up their loss, less who is recognised later or comes from a "
            "third country (docs/model.md 5.1), with those who arrive without practising"
        )
        note = "; ".join([note, *_cuts(built, cadre, nurses_cut)])
        out.append(_interval("emigrants", leavers[k], "assumed", cadre, context.start, note))
    return [*out, _wage_bill(context, built)]


def cut_words(share: float) -> str:
    """How often nurses abroad are cut, in words."""
    return f"cut in {max(share, 0.01):.0%} of draws to the largest share that is believed (about as many as at home)"


def _cuts(built: Built, cadre: str, nurses: float) -> list[str]:
    """What of a cadre's emigrants was cut, in words; nothing where nothing was."""
    k = CADRES.index(cadre)
    most = float(built.leaving.cut[k].mean())
    words = [f"nurses abroad {cut_words(nurses)}"] if cadre == "nurse" and nurses > 0 else []
    limit = "the largest share of the licensed that is taken to leave in a year"
    return words + ([f"cut in {max(most, 0.01):.0%} of draws to {limit}"] if most > 0 else [])


def wage_bill_share(context: Context, world: containers.World) -> Floats:
    """Pay of public posts at the start with on-cost over public health spending (2.28b), (draw,). [ratio]"""
    bill = (world.paths.posts[0, :, containers.PUBLIC].sum(axis=1) * world.paths.public_pay_usd[0]).sum(axis=0)
    gdp = context.value("gdp_per_head_usd") * context.value("population")
    return np.asarray(bill * (1.0 + world.constants.oncost) / (context.value("public_health_spending_share") * gdp))


def _wage_bill(context: Context, built: Built) -> Value:
    """Public pay over public health spending: a check on stocks and pay, not an input."""
    low, middle, high = np.percentile(wage_bill_share(context, built.world), PERCENTILES)
    fits = WAGE_BILL[0] <= middle <= WAGE_BILL[1]
    note = "a check: usual is .03 to .60" + ("" if fits else "; outside it: stocks, pay or spending are off")
    return Value(
        "public_wage_bill_share",
        float(middle),
        "ratio",
        "estimated",
        "",
        context.start,
        low=float(low),
        high=float(high),
        flag="" if fits else "implausible",
        note=note,
    )


def _interval(name: str, draws: Floats, method: str, cadre: str, year: int, note: str) -> Value:
    low, middle, high = (float(x) for x in np.percentile(draws, PERCENTILES))
    return Value(name, middle, "persons_per_year", method, "", year, cadre, low=low, high=high, note=note)


def headline(context: Context, known: Measured) -> dict[str, Any]:
    """The opening figures of a profile."""
    people = context.value("population")
    doctors, nurses = context.values["workers.doctor"], context.values["workers.nurse"]
    size = float(doctors.value or 0.0)
    density = {v.cadre: 1e4 * float(v.value or 0.0) / people for v in (doctors, nurses)}
    rate = _rate(context, known)
    more = round(known.shared)
    return {
        "doctors": size,
        "people_per_doctor": people / size if size > 0 else None,
        "density_per_10k": density,
        "doctors_abroad": {"counted": known.counted, "shared": known.shared},
        "emigration_rate": {"doctor": rate, "nurse": {"value": None, "why": "no table says where nurses went"}},
        "tiles": [
            _tile(round(size), f"doctors practise there, {context.start}", doctors.method, doctors.note),
            _tile(
                round(known.counted),
                "counted abroad by country of training",
                "estimated",
                "who practise; Germany apart" + (f"; {more} by gravity where lists leave it out" if more else ""),
            ),
            _tile(
                "–" if rate["value"] is None else f"{100 * rate['value']:.0f} %",
                "of the doctors it trained work in countries that count them",
                "estimated",
                known.why_not or known.where,
            ),
            _tile(round(density["nurse"], 1), "nurses and midwives for 10 000 people", nurses.method, nurses.note),
        ],
    }


def _rate(context: Context, known: Measured) -> dict[str, Any]:
    base = {
        "method": "estimated",
        "coverage": context.abroad_coverage,
        "denominator": "home and abroad, own-trained, natives of the destination left out, Germany apart",
    }
    if known.rate is None:
        return {"value": None, "low": None, "high": None, "why": known.why_not, **base}
    low, middle, high = known.rate
    return {"value": middle, "low": low, "high": high, **base}


def _tile(number: float | str, text: str, method: str, note: str) -> dict[str, Any]:
    return {"number": number, "text": text, "method": method, "note": note}
