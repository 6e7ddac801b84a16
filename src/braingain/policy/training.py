"""Moves on schools: private seats, seats abroad, teachers, rural training, bridging courses, places on tracks (docs/model.md 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import BUILD_YEARS
from braingain.policy.draft import Draft
from braingain.policy.moves import PRIVATE_OWNER, PUBLIC_OWNER, order_seats, seat_levels
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import BUILD_DEFAULT, is_track


def seats_private(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Private seats ordered, a share of the private intake at the start; open at once unless ``build_years`` says (2.6)."""
    order_seats(draft, part, setting, private_levels(part, setting), PRIVATE_OWNER, part.dose("build_years"))


def private_levels(part: Part, setting: Setting) -> np.ndarray:
    """Private seats that a part wants, by year. (year, cadre, draw) [persons a year]"""
    paths, constants = setting.world.paths, setting.world.constants
    intake = np.minimum(np.asarray(paths.seats)[0], np.asarray(constants.applicants0))[:, PRIVATE_OWNER]
    chosen = setting.cadre_indices(part.cadres)
    ratio = part.effective("private_seats_ratio", setting.years)
    levels = np.zeros((len(setting.years), len(setting.cadres), intake.shape[-1]))
    levels[:, chosen] = ratio[:, None, None] * intake[chosen]
    return levels


def seats_destination(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Open seats of a lever at the destinations named, a share of the intake there at the start, once built (2.26)."""
    draft.touch(setting.destination_indices(part.destinations))
    levels = seats_abroad_levels(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.add("seats_abroad", (slice(None), cadre, place), levels[:, cadre, place])


def seats_abroad_levels(part: Part, setting: Setting) -> np.ndarray:
    """Open seats of a part at destinations, by year: ordered ``build_years`` before. (year, cadre, destination, draw)"""
    build = round(part.dose("build_years"))
    ordered = part.effective("seats_ratio", setting.years - build)
    in_force = ordered * (setting.years < part.end)
    intake = np.asarray(setting.world.state.seats_abroad)
    levels = np.zeros((len(setting.years), *intake.shape))
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            levels[:, cadre, place] = in_force[:, None] * intake[cadre, place]
    return levels


def teachers(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Visiting teachers, in equal parts for the cadres that have schools, for the ``years`` that the card says (2.5b)."""
    present = teachers_present(part, setting)
    chosen = taught_cadres(part, setting)
    for cadre in chosen:
        draft.add("visiting_teachers", (slice(None), cadre), present[:, None] / len(chosen))


def teachers_present(part: Part, setting: Setting) -> np.ndarray:
    """Visiting teachers by year, all cadres. (year,) [fte]"""
    stay = part.dose("years", float(len(setting.years)))
    here = setting.years < part.start + part.delay_years + stay
    return part.effective("teacher_fte", setting.years) * here


def taught_cadres(part: Part, setting: Setting) -> list[int]:
    """The part's cadres that have schools at the start."""
    return [k for k in setting.cadre_indices(part.cadres) if np.any(setting.schools0[k])]


def rural_training(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Share of training in rural sites, of cohorts that entered school under the lever (2.9c, 2.14a); bounded by the model."""
    for cadre in setting.cadre_indices(part.cadres):
        entered = setting.years - setting.world.options.programme_years[cadre]
        more = part.effective("rural_training_share_add", entered)
        draft.add("rural_training", (slice(None), cadre), more[:, None])


def ladder(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    r"""Bridging courses for a lower cadre (2.9d): a share of it a year, in as many seats as that is of its people of the year.

    .. math:: \upsilon_k = share, \qquad seats^{up}_k = share \cdot H_k
    """
    share = part.effective("ladder_share", setting.years)
    nexts = draft.next_cadre
    for cadre in setting.cadre_indices(part.cadres):
        if nexts[cadre] < 0:
            continue
        if draft.touched_by("ladder", cadre):
            what = f"two ladders for {CADRES[cadre]}s in one package"
            raise BraingainError(Problem(part.lever, what, "keep one, or give them different cadres"))
        draft.put("ladder_share", (slice(None), cadre), share[:, None])
        draft.put("ladder_seats_share", (slice(None), cadre), share[:, None])
        years = part.dose("min_service_years") if "min_service_years" in part.doses else None
        draft.put("ladder_service_years", (cadre,), parameters["ladder_service_years"] if years is None else years)
        draft.put("ladder_study_share", (cadre,), study_share(part, parameters))


def study_share(part: Part, parameters: Parameters) -> np.ndarray:
    """Work lost while in a course, φ_study: the card's dose, else the estimate. (draw,) or ()"""
    if "study_fte_loss_share" in part.doses:
        return np.asarray(part.dose("study_fte_loss_share"))
    return np.asarray(parameters["ladder_study_share"])


def study_lost(parts: Sequence[Part], parameters: Parameters, setting: Setting) -> np.ndarray | float:
    """Work that people in courses lose under a package. (cadre, draw), 0 where it has no ladder"""
    ladders = [part for part in parts if "ladder" in part.card.moves and not part.is_zero]
    if not ladders:
        return 0.0
    found = np.zeros((len(setting.cadres), setting.draws))
    for part in ladders:
        for cadre in setting.cadre_indices(part.cadres):
            found[cadre] = study_share(part, parameters)
    return found


def track(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Places on tracks of the first destination named: the graduates of the seats that lead away, as far as taken up (2.9b)."""
    ends = setting.destination_indices(part.destinations)
    if not ends:
        return
    places = track_places(part, setting) * parameters["track_take_up"]
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("track_places", (slice(None), cadre, ends[0]), places[:, cadre])


def track_places(part: Part, setting: Setting) -> np.ndarray:
    r"""Graduates a year of the seats of a part that lead away. (year, cadre, draw)

    .. math:: away \cdot seats(t - build - n) \cdot (1-drop)^n\, Q^0
    """
    if not is_track(part):
        raise ValueError(f"{part.card.id} has no away_share")
    constants, levels = setting.world.constants, seat_levels(part, setting)
    build = min(round(part.dose("build_years", BUILD_DEFAULT)), BUILD_YEARS - 1)
    places = np.zeros_like(levels)
    for cadre in setting.cadre_indices(part.cadres):
        n = setting.world.options.programme_years[cadre]
        done = (1.0 - np.asarray(constants.drop_out)[cadre]) ** n * np.asarray(constants.pass_share0)[
            cadre, PUBLIC_OWNER
        ]
        late = build + n
        if late < len(levels):
            places[late:, cadre] = part.dose("away_share") * done * levels[: len(levels) - late, cadre]
    return places
