"""Dimensions of the file, and the constant tables of 0 and 1 that say which elements are what.

XMILE has no y − 1 along a dimension. A second dimension with the same elements (``Age`` of ``Duration``, ``Elsewhere``
of ``Destination``, ``Before...`` of stages, steps and years back) and a table say which element moves to which.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.analysis.xmile.equations import Dims, Variable, aux
from braingain.foundation.vocabulary import BACKGROUNDS as GREW_UP
from braingain.foundation.vocabulary import CADRES, CHANNELS, CONDITIONS, OWNERS, POSTS, SEXES, STATUSES
from braingain.model.containers import (
    BOND_DURATIONS,
    BUILD_YEARS,
    CLAIM_YEARS,
    ENTRANT_DURATIONS,
    FEMALE,
    MISSION_STEPS,
    N_CLASSES,
    N_OWNERS,
    OUT,
    QUALITY_HISTORY,
    RESERVE,
    RURAL_POSTS,
    Dials,
    Options,
    World,
)

STAYS_BEFORE, YOUNG_TO, TEACHES_FROM = 15, 5, 5  # durations of (2.9b), (2.31) and (2.5b)
WORKLOAD, TRAINING_RIGHTS = CONDITIONS.index("workload"), CONDITIONS.index("training_rights")


class Shape(NamedTuple):
    """Names and lengths of the axes of one world."""

    dimensions: dict[str, Dims]
    options: Options
    first_year: int
    years: int
    durations: int
    stages: int
    slots: int


def shape_of(world: World, dials: Dials, first_year: int, destinations: Dims) -> Shape:
    """The axes of a world under some dials, with names for all elements."""
    cadres, _, _, durations, _, _ = np.shape(world.state.home)
    options = world.options
    stages, steps = np.shape(world.state.students)[4], np.shape(world.state.stays)[5]
    programmes, slots = np.shape(world.state.stays)[4], np.shape(dials.payroll_rise)[1]
    years = np.shape(world.paths.posts)[0]
    duration = _numbered("y", 0, durations)
    dimensions: dict[str, Dims] = {
        "Year": tuple(f"n{first_year + t}" for t in range(years)),
        "Cadre": CADRES[:cadres],
        "OtherCadre": CADRES[:cadres],
        "Sex": SEXES,
        "Background": tuple(f"Grew{name.capitalize()}" for name in GREW_UP),
        "Duration": duration,
        "Age": duration,
        "Post": tuple(_camel(name) for name in POSTS),
        "Status": tuple(f"Status{name.capitalize()}" for name in STATUSES),
        "Channel": tuple(f"Channel{name.capitalize()}" for name in CHANNELS),
        "Destination": destinations,
        "Elsewhere": destinations,
        "Owner": tuple(f"Owner{name.capitalize()}" for name in OWNERS),
        "Stage": _numbered("Stage", 1, stages),
        "BeforeStage": _numbered("Stage", 1, stages),
        "SavingsClass": _numbered("Savings", 1, N_CLASSES),
        "Condition": tuple(f"Condition{_camel(name)}" for name in CONDITIONS[: np.shape(dials.conditions)[1]]),
        "Programme": _numbered("Programme", 1, programmes),
        "Step": _numbered("Left", 0, steps),
        "BeforeStep": _numbered("Left", 0, steps),
        "Slot": _numbered("Payroll", 1, slots),
        "Building": _numbered("Built", 0, BUILD_YEARS),
        "BeforeBuilding": _numbered("Built", 0, BUILD_YEARS),
        "YearsBack": _numbered("Back", 1, QUALITY_HISTORY),
        "BeforeBack": _numbered("Back", 1, QUALITY_HISTORY),
        "ClaimBack": _numbered("Ago", 1, CLAIM_YEARS),
        "BeforeClaim": _numbered("Ago", 1, CLAIM_YEARS),
    }
    if options.bridge_years:
        dimensions |= dict.fromkeys(("Course", "BeforeCourse"), _numbered("Course", 0, options.bridge_years))
    if options.missions:
        dimensions["Mission"] = _numbered("Mission", 1, options.missions)
        dimensions |= dict.fromkeys(("Since", "BeforeSince"), _numbered("Since", 0, MISSION_STEPS))
    return Shape(dimensions, options, first_year, years, durations, stages, slots)


def tables(shape: Shape) -> list[Variable]:
    """Masks and moves along dimensions."""
    posts, durations = np.arange(len(POSTS)), np.arange(shape.durations)
    n = shape.durations
    older, cohort = np.eye(n, k=-1), np.eye(n, k=-1)
    older[-1, -1] = 1.0
    channel, status = np.arange(len(CHANNELS)), np.arange(len(STATUSES))
    back = np.arange(QUALITY_HISTORY)
    masks = {
        ("at_work", "Post", "posts that are work"): posts < 6,
        ("public_post", "Post", "public posts"): posts < 3,
        ("private_post", "Post", "private posts"): (posts >= 3) & (posts < 6),
        ("rural_post", "Post", "rural posts"): (posts == 2) | (posts == 5),
        ("in_reserve", "Post", "the reserve"): posts == RESERVE,
        ("stay_post", "Post", "where those who take stays come from"): posts <= RESERVE,
        ("first_duration", "Duration", "the year of licensing"): durations == 0,
        ("bond_duration", "Duration", "durations that a bond can reach"): durations < BOND_DURATIONS,
        ("entrant_duration", "Duration", "durations with a private-school factor"): durations < ENTRANT_DURATIONS,
        ("young_duration", "Duration", "the young of expectations"): durations <= YOUNG_TO,
        ("teaching_duration", "Duration", "durations of teachers"): durations >= TEACHES_FROM,
        ("stay_duration", "Duration", "durations of those who take stays"): durations < STAYS_BEFORE,
        ("duration_years", "Duration", "completed years since qualification"): durations,
        ("ageing", "Duration Age", "who is a year further; the last duration keeps its people"): older,
        ("cohort_step", "Duration Age", "memories of a cohort a year further; the last is forgotten"): cohort,
        ("legal_channel", "Channel", "legal channels"): channel < 3,
        ("irregular_channel", "Channel", "the irregular channel"): channel == 3,
        ("own_channel", "Channel", "own initiative"): channel == 2,
        ("arranged_channel", "Channel", "channels with a job arranged"): channel < 2,
        ("is_temporary", "Status", "temporary"): status == 0,
        ("is_settled", "Status", "settled"): status == 1,
        ("is_deskilled", "Status", "not practising"): status == 2,
        ("practises", "Status", "practising"): status < 2,
        ("private_school", "Owner", "private schools"): np.arange(2) == 1,
        ("elsewhere", "Destination Elsewhere", "another destination"): 1.0 - np.eye(_length(shape, "Destination")),
        ("building_step", "Building BeforeBuilding", "a building year less to go"): np.eye(BUILD_YEARS, k=1),
        ("back_step", "YearsBack BeforeBack", "a year further back"): np.eye(QUALITY_HISTORY, k=-1),
        ("last_year", "YearsBack", "last year"): back == 0,
        ("is_workload", "Condition", "the condition workload"): np.arange(_length(shape, "Condition")) == WORKLOAD,
        ("is_out", "Post", "other sectors"): posts == OUT,
        ("is_female", "Sex", "women"): np.arange(len(SEXES)) == FEMALE,
        ("other_cadre", "Cadre OtherCadre", "another cadre"): 1.0 - np.eye(_length(shape, "Cadre")),
        ("claim_step", "ClaimBack BeforeClaim", "a year further back"): np.eye(CLAIM_YEARS, k=-1),
        ("this_year", "ClaimBack", "the year that has passed"): np.arange(CLAIM_YEARS) == 0,
        ("even_share", "Sex Status", "the same for both sexes and all statuses, sums to 1"): np.full(
            (len(SEXES), len(STATUSES)), 1.0 / (len(SEXES) * len(STATUSES))
        ),
    }
    found = [
        Variable(name, tuple(dims.split()), doc, values=np.asarray(value, float))
        for (name, dims, doc), value in masks.items()
    ]
    used = (_course_tables, _service_tables, _track_tables, _mission_tables, _fund_tables)
    found += [variable for part in used for variable in part(shape)]
    return found + _school_tables(shape) + _stay_tables(shape) + _calendar(shape)


def _course_tables(shape: Shape) -> list[Variable]:
    """Who joins which cadre, and at which duration (2.9d)."""
    options = shape.options
    if not options.bridge_years:
        return []
    cadres, durations, last = len(options.ladder_next), np.arange(shape.durations), shape.durations - 1
    joins = np.zeros((cadres, cadres))
    reached = np.zeros((cadres, shape.durations, shape.durations))
    for k, to in enumerate(options.ladder_next):
        if to < 0:
            continue
        joins[to, k] = 1.0
        there = np.clip(durations + options.entry_ages[k] - options.entry_ages[to], 0, last)
        reached[k, there, durations] = 1.0
    rights = np.arange(_length(shape, "Condition")) == TRAINING_RIGHTS
    steps = np.arange(options.bridge_years)
    return [
        Variable("joins", ("Cadre", "OtherCadre"), "cadre to which a course leads", values=joins),
        Variable("has_next", ("Cadre",), "cadres with a next one", values=joins.sum(axis=0)),
        Variable("joined_at", ("OtherCadre", "Duration", "Age"), "duration at which they join", values=reached),
        Variable("course_step", ("Course", "BeforeCourse"), "a year of the course less", values=np.eye(len(steps), k=1)),
        Variable("course_begins_at", ("Course",), "years left to those who begin", values=1.0 * (steps == steps[-1])),
        Variable("is_training_rights", ("Condition",), "the condition training rights", values=1.0 * rights),
    ]  # fmt: skip


def _service_tables(shape: Shape) -> list[Variable]:
    if not shape.options.service:
        return []
    posts = np.arange(len(POSTS))
    serves = (posts == RURAL_POSTS[0]) | (posts == RESERVE)
    doc = "posts that are no compulsory service"
    return [Variable("no_service", ("Post",), doc, values=1.0 - serves)]


def _track_tables(shape: Shape) -> list[Variable]:
    if not shape.options.tracks:
        return []
    ones = np.ones(_length(shape, "Destination"))
    return [Variable("each_destination", ("Destination",), "1 for all", values=ones)]


def _mission_tables(shape: Shape) -> list[Variable]:
    if not shape.options.missions:
        return []
    since, posts = np.arange(MISSION_STEPS), np.arange(len(POSTS))
    return [
        Variable("since_years", ("Since",), "years since people were sent", values=since * 1.0),
        Variable("since_step", ("Since", "BeforeSince"), "a year longer", values=np.eye(MISSION_STEPS, k=-1)),
        Variable("just_sent", ("Since",), "sent this year", values=1.0 * (since == 0)),
        Variable("rural_public", ("Post",), "rural public posts", values=1.0 * (posts == RURAL_POSTS[0])),
    ]


def _fund_tables(shape: Shape) -> list[Variable]:
    if not shape.options.fund:
        return []
    order = np.zeros((N_OWNERS, BUILD_YEARS))
    order[0, shape.options.fund_build_years] = 1.0
    return [Variable("fund_order", ("Owner", "Building"), "seats of the fund: public, by years to build", values=order)]


def _school_tables(shape: Shape) -> list[Variable]:
    """Stages by cadre: the last stage is the final year of all, so shorter programmes enter later."""
    years, last = shape.options.programme_years, shape.stages - 1
    cadres = len(years)
    enters, moves = np.zeros((cadres, shape.stages)), np.zeros((cadres, shape.stages, shape.stages))
    to_go = np.zeros((cadres, shape.stages))
    then = np.zeros((cadres, QUALITY_HISTORY))
    for k, n in enumerate(years):
        enters[k, last + 1 - n] = 1.0
        for stage in range(last + 1 - n, last):
            moves[k, stage + 1, stage] = 1.0
        to_go[k, last + 1 - n :] = np.arange(n, 0, -1)
        then[k, n - 1] += 1.0
        if not shape.options.permanent_dilution:
            then[k, n + 4] -= 1.0
    return [
        Variable("enters_at", ("Cadre", "Stage"), "stage of those who begin", values=enters),
        Variable("moves_up", ("Cadre", "Stage", "BeforeStage"), "who is a stage further", values=moves),
        Variable("years_to_go", ("Cadre", "Stage"), "years to graduation; 0 where there is no stage", values=to_go),
        Variable(
            "crowding_then", ("Cadre", "YearsBack"), "seats of the graduates' first year, less those of 5 years before where quality comes back",
            values=then,
        ),
        Variable("programme_years", ("Cadre",), "years of training", values=np.asarray(years, float)),
    ]  # fmt: skip


def _stay_tables(shape: Shape) -> list[Variable]:
    options = shape.options
    programmes, steps = len(options.stay_years), _length(shape, "Step")
    place = np.zeros((programmes, _length(shape, "Destination")))
    begins = np.zeros((programmes, steps))
    for programme, (years, to) in enumerate(zip(options.stay_years, options.stay_destination, strict=True)):
        place[programme, to] = 1.0
        begins[programme, years - 1] = 1.0
    return [
        Variable("stay_place", ("Programme", "Destination"), "where a stay is", values=place),
        Variable("stay_begins_at", ("Programme", "Step"), "years left to those who set out", values=begins),
        Variable("stay_step", ("Step", "BeforeStep"), "a year less to go", values=np.eye(steps, k=1)),
    ]


def _calendar(shape: Shape) -> list[Variable]:
    """The year of the run and what picks a row of a series; after the last row the last one holds."""
    last = shape.years - 1
    return [
        Variable("year_number", ("Year",), "years since the start", values=np.arange(shape.years, dtype=float)),
        aux("now_number", "", f"MIN(TIME - {shape.first_year}, {last})", "years since the start, now"),
        aux("is_year", "Year", "IF year_number = now_number THEN 1 ELSE 0", "picks the row of this year"),
        aux(
            "is_signing_year",
            "Year Duration",
            "IF year_number = MAX(0, now_number - duration_years) THEN 1 ELSE 0",
            "picks the year in which a cohort was licensed; before the start, the start",
        ),
        aux("is_growth_from", "Year", f"IF year_number = MAX(0, MIN(now_number, {last - 1})) THEN 1 ELSE 0",
            "picks the year from which a path grows; after its last year it grows on as it last did"),
        aux("is_growth_to", "Year", f"IF year_number = MIN({last}, MAX(0, MIN(now_number, {last - 1})) + 1) THEN 1 ELSE 0",
            "picks the year to which a path grows"),
        aux("is_next_year", "Year", f"IF year_number = MIN({last}, now_number + 1) THEN 1 ELSE 0", "picks next year's row"),
    ]  # fmt: skip


def _length(shape: Shape, dim: str) -> int:
    return len(shape.dimensions[dim])


def _numbered(word: str, first: int, count: int) -> Dims:
    width = len(str(first + count - 1))
    return tuple(f"{word}{number:0{width}d}" for number in range(first, first + count))


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
