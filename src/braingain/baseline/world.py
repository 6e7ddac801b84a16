"""A country's context and one set of draws made into the world that the model runs (docs/model.md 1.2, 5.1 tier II)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import calibrate, flows, people, rates, students
from braingain.baseline.assemble import Parts, constants_of, paths_of, state_of
from braingain.baseline.calibrate import Calibrated, Targets
from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn, block, draw_inputs, needed_estimates, noise_names
from braingain.baseline.paths import Override, check_overrides, economy
from braingain.baseline.profiles import Rates
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import Options, Switches, World

__all__ = ["Built", "block", "build", "build_world", "draw_inputs", "needed_estimates"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Built:
    """A world with what calibration found, for reports."""

    world: World
    calibrated: Calibrated
    corridors: flows.Corridors
    leaving: flows.Leaving
    people: people.HomePeople
    schools: students.Schools


@dataclass(frozen=True)
class Counted:
    """Foreign-trained and people abroad of one country, reconciled over all countries of a run."""

    abroad: Floats  # (cadre, destination, draw) practising there [persons]
    foreign: Floats  # (cadre, draw) practising here, trained elsewhere [persons]


def build_world(
    context: Context,
    drawn: Drawn,
    start: int | None = None,
    horizon: int | None = None,
    path_overrides: Mapping[str, Override] | None = None,
) -> World:
    """The world of a country: rows of its paths are the years ``start`` to ``horizon`` - 1.

    ``drawn`` comes from ``draw_inputs`` (or a ``block`` of it); ``path_overrides`` are series by name and year
    (``baseline.paths``).

    Raises
    ------
    BraingainError
        For unknown paths, a horizon that is not after the start, and draws that lack something.
    """
    return build(context, drawn, start, horizon, path_overrides).world


def build(
    context: Context,
    drawn: Drawn,
    start: int | None = None,
    horizon: int | None = None,
    path_overrides: Mapping[str, Override] | None = None,
    counted: Counted | None = None,
) -> Built:
    """The world with the record of its calibration; ``counted`` comes from a run of many countries."""
    overrides = dict(path_overrides or {})
    check_overrides(overrides)
    years = _years(context, start, horizon)
    _check(context, drawn)
    at = economy(context, drawn, years, overrides)
    usual = economy(context, drawn, years, {}) if overrides else at  # a scenario's paths change no stock of the start
    schools = students.start_schools(context, drawn, usual.population, usual.population * usual.gdp_per_head)
    home = people.home_people(context, drawn)
    if counted is not None:
        home = people.with_foreign(home, counted.foreign)
    recognised = rates.recognition(context, drawn)
    channels, temporary = rates.channel_shares(context, drawn), rates.temporary_share(context, drawn)
    deskilled = rates.deskilled_by_channel(recognised, drawn["deskilled_with_job"])
    not_practising = (channels * deskilled).sum(axis=1)
    abroad = None if counted is None else counted.abroad
    between = flows.corridors(context, drawn, home.total, not_practising, abroad)
    rates_ = _rates(context, drawn, home, schools, between, channels, deskilled, temporary)
    found = calibrate.calibrate(rates_, _targets(context, drawn, home, schools, between))
    leaving = between.leaving(found.joining)
    abroad, shares = between.stock, leaving.shares
    parts = Parts(context, drawn, at, schools, home, abroad, shares, found, recognised, channels, temporary, overrides)
    world = World(
        constants=constants_of(parts),
        paths=paths_of(parts),
        state=state_of(parts),
        options=Options(demand_country=context.labour == "demand", programme_years=schools.years),
        switches=Switches(),
    )
    return Built(world, found, between, leaving, home, schools)


def growth_of(context: Context, n: int) -> Floats:
    """g_k, (cadre, draw): of doctors and nurses as the context says, of other cadres that of nurses. [1/year]"""
    own = [context.value(f"growth.{cadre}") for cadre in ("doctor", "nurse")]
    return np.repeat(np.array([*own, own[1], own[1]])[:, None], n, axis=1)


def _years(context: Context, start: int | None, horizon: int | None) -> int:
    first = context.start if start is None else start
    last = first + 20 if horizon is None else horizon
    if first != context.start:
        raise BraingainError(Problem("start", f"{first} is not the start of the context, {context.start}"))
    if last <= first:
        raise BraingainError(Problem("horizon", f"{last} is not after the start {first}", "choose a later year"))
    return last - first


def _check(context: Context, drawn: Drawn) -> None:
    missing = [name for name in (*needed_estimates(context), *noise_names(context)) if name not in drawn]
    if missing:
        some = ", ".join(missing[:5])
        do = "draw with baseline.world.draw_inputs"
        raise BraingainError(Problem("draws", f"{len(missing)} inputs are not drawn: {some}", do))


def _rates(
    context: Context,
    drawn: Drawn,
    home: people.HomePeople,
    schools: students.Schools,
    between: flows.Corridors,
    channels: Floats,
    deskilled: Floats,
    temporary: Floats,
) -> Rates:
    f, entrant = rates.propensity(drawn)
    n = rates.draws_of(drawn)
    sexes = np.stack([home.women, 1.0 - home.women], axis=1)
    background = np.broadcast_to(home.background()[:, None], (len(CADRES), 2, 2, n))
    shape = between.stock.shape
    return Rates(
        stay_home=rates.stay_home(context, drawn),
        stay_abroad=rates.stay_abroad(context, drawn),
        propensity=f,
        entrant_propensity=entrant,
        private_factor=rates.private_factor(drawn, schools.private_licensed),
        look=rates.look(drawn),
        destinations=between.leaving(np.zeros((2, *shape))).shares,
        arrivals=rates.arrival_status(channels, deskilled, temporary),
        onward_temporary=rates.onward_temporary(channels, temporary),
        settle=1.0 - np.exp(-rates.settle_rate(context, drawn)),
        recognise=np.broadcast_to(1.0 - np.exp(-drawn["recognise_rate"]), shape),
        leave=rates.leave_rates(context, drawn),
        onward_share=rates.onward_share(context, drawn),
        entry=sexes[:, :, None] * background,
        return_background=background,
        growth=growth_of(context, n),
    )


def _targets(
    context: Context, drawn: Drawn, home: people.HomePeople, schools: students.Schools, between: flows.Corridors
) -> Targets:
    """Moments of calibration; mid-level workers leave as a share of nurses do, community workers not."""
    size = np.where(home.total > 0, home.total, 1.0)

    def leaving(joining: Floats) -> tuple[Floats, Floats]:
        found = between.leaving(joining)
        emigrants = found.flow.sum(axis=1)
        emigrants[2] = drawn["midlevel_leaving_ratio"] * emigrants[1] / size[1] * size[2]
        emigrants[3] = 0.0
        return emigrants, found.shares

    licensed = students.given_licensed(context, schools)
    least = drawn["graduates_share_default"] * drawn["graduates_factor"]
    for k in (2, 3):
        licensed[k] = np.where(np.isnan(licensed[k]), least * size[k] * schools.licensed_per_graduate[k], licensed[k])
    return Targets(
        home=home.cells(),
        abroad=between.stock,
        leaving=leaving,
        loss=between.loss,
        licensed=licensed,
        licensed_least=drawn["graduates_least_share"],
        licensed_factor=np.broadcast_to(drawn["graduates_factor"], size.shape),
        growth=growth_of(context, size.shape[1]),
        odds_rural=drawn["or_rural_background"],
        factor_bounds=(float(drawn["leave_factor_bounds.low"][0]), float(drawn["leave_factor_bounds.high"][0])),
    )


def retention(built: Built, cadre: str, destination: int, years: tuple[int, ...] = (1, 2, 5, 10)) -> dict[int, Floats]:
    """Share of those who arrive that is still there after some years (deaths and retirement left out), (draw,) each.

    What the factors on leaving imply (docs/model.md 5.1, 5), to set beside published retention.
    """
    k = CADRES.index(cadre)
    r, factor = built.calibrated.rates, built.calibrated.levels.leave_factor[k, destination]
    status = r.arrivals[k, :, destination].copy()
    start, out = status[0] + status[1], {}
    now = status
    for year in range(1, max(years) + 1):
        settled, found = now[0] * r.settle[k, destination], now[2] * r.recognise[k, destination]
        now = np.stack([now[0] - settled, now[1] + settled + found, now[2] - found])
        now = now * np.exp(-r.leave[k, :, destination] * factor)
        if year in years:
            out[year] = (now[0] + now[1]) / start
    return out
