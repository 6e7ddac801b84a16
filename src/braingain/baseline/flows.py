"""Who leaves at the start, and for where: stocks abroad drawn around their figures, flows of docs/model.md 5.1 and (2.2f)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.context import PART_OF_REST, Context, Place
from braingain.baseline.destinations import OTHER
from braingain.baseline.natives import natives_estimate
from braingain.baseline.needs import Drawn, growth_name, nurse_law
from braingain.baseline.overrides import ONE_GIVEN
from braingain.baseline.overrides import SOURCE as GIVEN
from braingain.baseline.values import Value
from braingain.evidence.own import OWN_FLAG
from braingain.foundation.vocabulary import CADRES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Corridors:
    """Stocks abroad by cadre and destination, and what decides who leaves for them; the draw last."""

    stock: Floats  # (cadre, destination, draw) practising, no natives [persons]
    loss: Floats  # (cadre, destination, draw) mu [1/year]
    turnover: Floats  # (cadre, destination, draw) g + mu [1/year]
    least: Floats  # (draw,) least share of a stock that comes from home [1/year]
    most: Floats  # (cadre, draw) most who can leave [persons a year]
    not_practising: Floats  # (cadre, destination, draw) share of arrivals that enters without practising
    prior: Floats  # (cadre, destination, 1) gravity's shares
    pseudo_share: Floats  # (draw,) weight of the prior, of all who leave

    def leaving(self, joining: Floats) -> Leaving:
        r"""Those who must leave home so that stocks abroad grow as they do (5.1, 2.2f).

        .. math::
            E_{od} = \frac{n_{od}}{1 - dsk_{od}} \Bigl(1 - \frac{M_o}{\sum_d n_{od}}\Bigr), \quad
            n_{od} = A_{od}(g_{od} + \mu_d) - R_{od}

        Neither what a corridor needs nor all of them together falls below the least share of the stock.

        Parameters
        ----------
        joining : (2, cadre, destination, draw)
            R, those who are recognised in the year, and those who move on, by the destination they leave, M in all: they
            reach the other destinations about as pi0 says, so each needs as much less as its share. [persons a year]
        """
        recognised, moving = joining
        needed = np.maximum(self.stock * self.turnover - recognised, self.stock * self.least)
        total, least = needed.sum(axis=1), self.least * self.stock.sum(axis=1)
        some = total > 0
        part = np.where(some, np.maximum(total - moving.sum(axis=1), least) / np.where(some, total, 1.0), 1.0)
        flow = needed * part[:, None] / (1.0 - self.not_practising)
        total = flow.sum(axis=1)
        too_much = total > self.most
        flow = flow * np.where(too_much, self.most / np.where(too_much, total, 1.0), 1.0)[:, None]
        return Leaving(flow, self._shares(flow), too_much.astype(float))

    def _shares(self, flow: Floats) -> Floats:
        """pi0 by (2.2f): flows with a gravity prior of N_pi pseudo-counts, at least one; other cadres as nurses."""
        flow = flow.copy()
        flow[2:] = flow[1]
        total = flow.sum(axis=1, keepdims=True)
        count = np.maximum(1.0, self.pseudo_share * total)
        return (flow + count * self.prior) / (total + count)


@dataclass(frozen=True)
class Leaving:
    """Emigrants of the first year."""

    flow: Floats  # (cadre, destination, draw) E0 with those who arrive without practising [persons a year]
    shares: Floats  # (cadre, destination, draw) pi0
    cut: Floats  # (cadre, draw) 1 where the flow was cut to the largest share of the stock that can leave a year


def corridors(
    context: Context, drawn: Drawn, home: Floats, not_practising: Floats, counted: Floats | None = None
) -> Corridors:
    """Corridors of a country.

    Parameters
    ----------
    home : (cadre, draw)
        Own-trained stock at home. [persons]
    not_practising : (cadre, destination, draw)
        Share of arrivals that enters without practising.
    counted : (cadre, destination, draw)
        Stocks abroad where a run of many countries has reconciled them; those of ``stocks`` without it.
    """
    n = home.shape[-1]
    shape = (len(CADRES), len(context.destinations), n)
    loss, growth = np.zeros(shape), np.zeros(shape)
    stock = stocks(context, drawn, home)
    if counted is not None:
        stock = counted
    for cadre in behaviour.CLINICAL:
        k = CADRES.index(cadre)
        for i, d in enumerate(context.destinations):
            loss[k, i] = drawn[context.loss_names[cadre][d]]
            growth[k, i] = drawn[growth_name(cadre, stands_for(context, d))]
    loss[2:], growth[2:] = loss[1], growth[1]
    least = drawn["turnover_least"]
    return Corridors(
        stock=stock,
        loss=loss,
        turnover=np.maximum(growth + loss, least),
        least=least,
        most=drawn["leaving_most_share"] * home,
        not_practising=not_practising,
        prior=_prior(context),
        pseudo_share=drawn["pseudo_count_share"],
    )


def stocks(context: Context, drawn: Drawn, home: Floats) -> Floats:
    """Stocks abroad, (cadre, destination, draw). [persons]"""
    out = np.zeros((len(CADRES), len(context.destinations), home.shape[-1]))
    out[0] = doctors_abroad(context, drawn)
    out[1], _ = nurses_abroad(context, drawn, home[1])
    return out


def doctors_abroad(context: Context, drawn: Drawn) -> Floats:
    """Doctors trained in the country by destination, natives of the destination out, (destination, draw).

    Reported cells vary as a register does (and natives with their share). Cells by gravity vary by their log-s.d. in
    the odds of the origin among those whose origin no list says, so that no origin overfills a destination; those of
    destinations that were assumed vary by the level's log-s.d. too, up to all who practise there. Stocks that a
    scenario gives and what a user counted are never scaled down to what is plausible.
    """
    out = []
    for d in context.destinations:
        rest = stands_for(context, d) == OTHER
        natives = drawn["natives_share.other"] if rest else drawn[natives_estimate(context.country, d)]
        cell = context.abroad["doctor"][d]
        scale = context.abroad_scale if taken_down(context, cell) else 1.0
        out.append(_doctors_in(context, drawn, d) * (1.0 - natives) * scale)
    return np.stack(out)


def taken_down(context: Context, cell: Value) -> bool:
    """Whether a figure of doctors abroad is scaled down to what like countries lose; what a user gave or counted never is."""
    return context.abroad_scale != 1.0 and cell.source != GIVEN and OWN_FLAG not in cell.flag.split(";")


def _doctors_in(context: Context, drawn: Drawn, destination: str) -> Floats:
    """Doctors trained in the country in one destination, natives included, (draw,)."""
    cell, place = context.abroad["doctor"][destination], context.places[destination]
    whole = stands_for(context, destination)
    noise = drawn[f"noise.corridor.doctor.{whole}"]
    level = np.exp(drawn["gravity_level_sd"] * drawn[f"noise.level.doctor.{whole}"])
    size, given = float(cell.value or 0.0), cell.source == GIVEN
    if whole == OTHER and not given:
        return size * level
    counted = cell.method == "reported" or {"moved", "register", OWN_FLAG} & set(cell.flag.split(";"))
    if given or place.pool <= size or counted:
        return size * np.exp(drawn["doctors_stock_sd.register"] * noise)
    odds = size / (place.pool - size) * np.exp(drawn["gravity_cell_sd"] * noise)
    force = float(place.workforce["doctor"].value or 0.0)
    pool = np.minimum(place.pool * level, max(force, place.pool)) if place.kind == "assumed" else place.pool
    return pool * odds / (1.0 + odds)


def nurses_abroad(context: Context, drawn: Drawn, home: Floats) -> tuple[Floats, Floats]:
    """Nurses by destination, (destination, draw): a level drawn around its rule, spread by gravity with noise (docs/evidence.md).

    What a user counted varies as a register does and is no part of the level. The level is cut where all together are a
    larger share than is believed; the second answer says in which draws. No cell is above the destination's anchor, the
    share of all its nurses that is taken to have trained abroad (docs/decisions/0017).
    """
    cells = context.abroad["nurse"]
    own = np.array([bool({OWN_FLAG, ONE_GIVEN} & set(cells[d].flag.split(";"))) for d in context.destinations])
    known = np.array([float(cells[d].value or 0.0) for d in context.destinations])
    sizes = np.where(own, 0.0, known)
    total = sizes.sum()
    noise = np.stack([drawn[f"noise.corridor.nurse.{stands_for(context, d)}"] for d in context.destinations])
    weights = sizes[:, None] * np.exp(drawn["nurse_corridor_sd"] * noise)
    sums = weights.sum(axis=0)
    shares = weights / np.where(sums > 0, sums, 1.0)
    level = total * np.exp(context.nurse_sd * nurse_noise(drawn))
    counted = np.where(own, known, 0.0)[:, None] * np.exp(drawn["doctors_stock_sd.register"] * noise)
    share = drawn["nurses_abroad_most_share"]
    most = np.maximum(home * share / (1.0 - share) - counted.sum(axis=0), 0.0)
    there = np.stack([most_nurses_there(context.places[d], drawn, home.shape) for d in context.destinations])
    return np.minimum(shares * np.minimum(level, most), there) + counted, (level > most).astype(float)


def most_nurses_there(place: Place, drawn: Drawn, shape: tuple[int, ...]) -> Floats:
    """Nurses at a destination who can have trained abroad, its anchor of all who practise; without limit where none is known."""
    force = float(place.workforce["nurse"].value or 0.0)
    if place.nurses_most is None or force <= 0:
        return np.full(shape, np.inf)
    return np.broadcast_to(force * drawn_share(place.nurses_most, drawn), shape)


def drawn_share(value: Value, drawn: Drawn) -> Floats:
    """A share as it is drawn where it is an estimate, else as it is known; (draw,) or (1,)."""
    name = value.source.removeprefix("estimate:")
    return drawn[name] if name != value.source else np.array([float(value.value or 0.0)])


def nurse_noise(drawn: Drawn) -> Floats:
    """The error of the level of nurses abroad, in units of its log-s.d., (draw,)."""
    median, sd = nurse_law()
    return np.log(drawn["nurse_abroad_level"] / median) / sd


def stands_for(context: Context, destination: str) -> str:
    """The destination whose draws hold for this one: the rest of the world's for its parts, so that their sum is its draw."""
    return OTHER if context.places[destination].kind == PART_OF_REST else destination


def _prior(context: Context) -> Floats:
    """Shares of destinations by gravity, of other cadres those of nurses, (cadre, destination, 1)."""
    prior = np.zeros((len(CADRES), len(context.destinations), 1))
    for k, cadre in enumerate(CADRES):
        shares = context.prior[cadre if cadre in behaviour.CLINICAL else "nurse"]
        prior[k, :, 0] = [shares.get(d, 0.0) for d in context.destinations]
    return prior
