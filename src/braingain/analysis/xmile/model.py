"""The whole file: dimensions, numbers of one draw, equations by subject, stocks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain import __version__
from braingain.analysis.export import Draw
from braingain.analysis.xmile import (
    abroad,
    fields,
    incomes,
    leaving,
    life,
    markets,
    numbers,
    posts,
    prices,
    programmes,
    schools,
)
from braingain.analysis.xmile.document import Header, render
from braingain.analysis.xmile.equations import Variable, stock
from braingain.analysis.xmile.structure import Shape, shape_of, tables
from braingain.model.containers import Dials, World

NOT_CARRIED = (
    "the solver of rationing: the multipliers of posts m_j(t) (2.3) and of caps m_a(t) (2.3b) are data, solved by "
    "braingain; post_multiplier, places and taken_places let anyone check that they solve it",
    "calibration: start values and baseline rates are numbers",
    "uncertainty: the numbers are those of one draw",
    "money, services and other outcomes that change no stock",
)


class Solved(NamedTuple):
    """What the model solved and the file takes as data, of one draw."""

    posts: np.ndarray  # (year, cadre, work post) m_j
    caps: np.ndarray | None  # (year, cadre, destination) m_a; None where no lever sets a cap


class Naming(NamedTuple):
    """Names that the arrays do not hold."""

    title: str
    origin: str  # what was exported: country, package, draw, edition
    version: str
    first_year: int
    destinations: tuple[str, ...]


def xmile_of(draw: Draw) -> str:
    """One draw of a country, run by ``analysis.export``, as the text of an XMILE file."""
    caps = None if draw.run.caps is None else draw.run.caps[..., 0]
    naming = Naming(draw.title, draw.origin, __version__, draw.setting.start, draw.setting.destinations)
    return xmile(draw.world, draw.dials, Solved(draw.run.posts[..., 0], caps), naming)


def xmile(world: World, dials: Dials, solved: Solved, naming: Naming) -> str:
    """A country under some dials, one draw, as the text of an XMILE file.

    Parameters
    ----------
    world, dials : every array with a draw axis of length 1.

    Raises
    ------
    BraingainError
        Where the model has a field that the file does not carry.
    """
    fields.refuse_unknown()
    fields.without_draws(world, dials)
    shape = shape_of(world, dials, naming.first_year, naming.destinations)
    header = Header(naming.title, description(naming), naming.version, shape.first_year, shape.years)
    return render(header, shape.dimensions, variables(world, dials, solved, shape))


def variables(world: World, dials: Dials, solved: Solved, shape: Shape) -> list[Variable]:
    """All variables of the file, stocks first."""
    dimensions, options = shape.dimensions, shape.options
    given = numbers.solved("post_multiplier", solved.posts, fields.WORK, dimensions, "m_j, solved by braingain (2.3)")
    if options.caps and solved.caps is not None:
        given += numbers.solved(
            "cap_multiplier", solved.caps, fields.DEST, dimensions, "m_a, solved by braingain (2.3b)"
        )
    return [
        *stocks(world),
        *equations(shape),
        *tables(shape),
        *given,
        *numbers.constants(world, dials, dimensions),
        *numbers.by_year(world, dials, dimensions),
        *numbers.start_values(world, dimensions),
        Variable("clock_at_start", (), "the clock starts at 0", values=np.asarray(0.0)),
    ]


def equations(shape: Shape) -> list[Variable]:
    """What follows from the stocks of a year, by subject in the order of docs/model.md 2.1."""
    dimensions, options = shape.dimensions, shape.options
    cadres, last, first_year = dimensions["Cadre"], dimensions["Stage"][-1], dimensions["Year"][0]
    courses, missions = options.bridge_years > 0, options.missions > 0
    going = leaving.Parts(options.caps, options.service, options.tracks, courses)
    staffing = posts.Parts(options.bonds_bind_service, options.service, courses, missions, options.fund)
    return [
        *(programmes.missions() if missions else []),
        *(programmes.fund() if options.fund else []),
        *incomes.incomes(cadres, options.demand_country, missions),
        *prices.posts_values(courses),
        *prices.money_abroad(),
        *life.survivors(dimensions["Duration"][-1]),
        *life.cohorts(),
        *schools.schools(last, options.tracks, options.fund),
        *(programmes.courses() if courses else []),
        *(programmes.tracks() if options.tracks else []),
        *abroad.expatriates(),
        *abroad.stays_begin("home_not_studying" if courses else "home_older"),
        *leaving.emigration(going, cadres[min(1, len(cadres) - 1)]),
        *markets.foreign_trained(),
        *posts.funded(cadres, dimensions["Slot"], first_year, options.demand_country, staffing),
        *(programmes.mission_posts() if missions else []),
        *posts.placement(staffing),
        *markets.own_market(options.demand_country, first_year),
        *markets.destinations(last, first_year, options.destination_seats),
        *incomes.hours(missions),
    ]


def stocks(world: World) -> list[Variable]:
    """Every stock and memory of the state, with the flow that changes it.

    Without compulsory service its mark stays as it is, without a fund its money: nothing moves them.
    """
    options = world.options
    cadre, dest, seats, share = "Cadre", "Cadre Destination", "Cadre Owner", "share"
    smoothed = "(1 - expectation_speed) * rationing + expectation_speed * post_multiplier"
    found = [
        # a stock of one number: PySD cannot hold stocks that all have the same first dimension
        stock("clock", "", "(clock + 1)", "years since the start", "years"),
        stock("home", life.HOME, "home_after", "H: trained here and living here"),
        stock("abroad", life.ABROAD, "abroad_after", "A: trained here and living abroad"),
        stock("stays", life.STAYS, "stays_after", "away with an end date"),
        stock("students", "Cadre Sex Background Owner Stage", "students_after", "P: students"),
        stock("resit", schools.BY_OWNER, "resit_after", "failed last year's examination"),
        stock("bonded", "Cadre Sex Duration SavingsClass", "bonded_kept", "B: share of the cell under bond", share),
        stock("rural_trained", "Cadre Duration", "rural_trained_now", "τ: training in rural sites", share),
        stock("privately_trained", "Cadre Duration", "privately_trained_now", "priv: trained privately", share),
        stock("returned", cadre, "returned_after", "Ret: returned since the start"),
        stock("lever_trained", cadre, "lever_trained_after", "Xp: workers whose posts training levers pay"),
        stock("lever_students", "Cadre Owner Stage", "lever_students_after", "Lev: share of a stage in lever seats", share),
        stock("seats", seats, "seats_after", "Cap: seats without those of levers", "seats"),
        stock("lever_seats", seats, "lever_seats_now", "open seats of levers", "seats"),
        stock("teaching", cadre, "teaching_after", "Th: share of workers who teach, over the start", "1"),
        stock("building", "Cadre Owner Building", "building_after", "Wip: seats under construction", "seats"),
        stock("ln_seats", "Cadre Owner YearsBack",
              "(last_year * ln_seats_now + SUM(BeforeBack| back_step * ln_seats{YearsBack=BeforeBack}))",
              "lnX: seats over their path in past years", "ln"),
        stock("rationing", "Cadre Post", f"({smoothed})", "m̄: smoothed rationing of posts (2.16c)", share),
        stock("vacancy", "Cadre Post", "vacancy_after", "vacancy rate as it is seen", share),
        stock("vacancy_abroad", dest, "vacancy_abroad_after", "v_d: vacancy rate as it is seen", share),
        stock("ln_wage_abroad", dest, "wage_abroad_after", "lnw_d over its path", "ln"),
        stock("ln_wage", cadre, "wage_after", "lnw over its path", "ln"),
        stock("ln_wage_private", cadre, "private_wage_after", "lnwp over its path", "ln"),
        stock("others_abroad", dest, "others_after", "W_d: other workers there"),
        stock("seats_abroad", dest, "seats_abroad_after", "Cap_d", "seats"),
        stock("students_abroad", "Cadre Stage Destination", "students_abroad_after", "P_d"),
        stock("foreign", cadre, "foreign_after", "A_for: trained elsewhere, working here"),
        stock("expected_abroad", cadre, "expected_after", "p̂: expected share of a career abroad", share),
        stock("route_memory", dest, "route_total", "e^(I_d/θ_r) of last year, for onward movers", "1"),
        stock("shares", dest, "place_share", "π of last year", share),
        stock("retired_abroad", dest, "retired_abroad_after", "Ret^ab: retired abroad"),
        stock("past_rises", "Cadre ClaimBack",
              "(this_year * mean_rise + SUM(BeforeClaim| claim_step * past_rises{ClaimBack=BeforeClaim}))",
              "R: rises of public pay by levers in past years", share),
        stock("obliged", "Cadre Sex Duration", "obliged_after" if options.service else "obliged", "O: owes service", share),
        stock("fund", "", "fund_after" if options.fund else "fund", "the pooled fund", "US$"),
    ]  # fmt: skip
    if options.bridge_years:
        found.append(stock("bridging", programmes.COURSE, "bridging_after", "Up: in a bridging course"))
    if options.missions:
        found.append(stock("missions", "Mission Since Cadre", "mission_contracts", "M: sent on missions"))
    if options.destination_seats:
        found.append(
            stock("lever_students_abroad", "Cadre Stage Destination", "lever_students_abroad_after", "P^lev_d")
        )
    return [variable for pair in found for variable in pair]


def description(naming: Naming) -> str:
    """What the header says: what was exported, how to read it, what it does not carry."""
    return " ".join(
        [
            f"{naming.origin}.",
            "Equation ids are those of docs/model.md. Stocks are counted on 1 January; a step is one year (Euler, dt 1), so a",
            "flow is what a stock gains or loses in the year. Series of paths and levers are arrays over the dimension Year;",
            "is_year picks the row. Dimensions Age, Elsewhere and Before... have the elements of Duration, Destination and so",
            "on: sums over them, with tables of 0 and 1, move people along. A sum is written SUM(x[Dimension!]), as PySD reads",
            "it; the standard's form is SUM(x[*]).",
            "Not carried: " + "; ".join(NOT_CARRIED) + ".",
        ]
    )
