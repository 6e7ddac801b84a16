"""What the treasury of the country of training gives up and gains by those who leave, in six lines (docs/model.md 2.35).

The sums are for the people who leave in a year, valued in that year: what was spent on them before, with interest, and what
comes after, discounted. No line means much alone, so they are never shown apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import PUBLIC, WORK, World, Yearly
from braingain.policy.costs import PLACE_INTEREST, PLACE_LIFE_YEARS, annuity
from braingain.policy.setting import Parameters

HALF = 0.5  # leaving, like licensing, falls in the middle of a year

# line, sign in the sum (+ costs the treasury, − brings it something), what it is
LINES = (
    ("training_usd", 1, "public training of those who leave, with interest"),
    ("service_before_leaving_usd", -1, "worth of their public service before they left, beyond its pay"),
    ("tax_on_remittances_usd", -1, "taxes on what households buy with the money sent home"),
    ("income_tax_forgone_usd", 1, "income tax that they would have paid at home"),
    ("public_services_saved_usd", -1, "public services that they do not use"),
    ("receipts_usd", -1, "fines and fees received from them"),
)


class Leavers(NamedTuple):
    """Those who leave in each year, and what they would have done, by cadre.

    persons : (year, cadre, draw) [persons a year]
    years_served : (cadre, duration, draw) share of the leavers by completed years since qualification
    publicly_trained : (year, cadre, draw) share
    in_public_posts, at_work : (year, cadre, draw) shares of the own-trained at home
    pay : (year, cadre, draw) public pay [US$ a year]
    remitted_each : (year, cadre, draw) sent home by one who practises abroad [US$ a year]
    """

    persons: np.ndarray
    years_served: np.ndarray
    publicly_trained: np.ndarray
    in_public_posts: np.ndarray
    at_work: np.ndarray
    pay: np.ndarray
    remitted_each: np.ndarray


class Treasury(NamedTuple):
    """Prices and shares of the sums, (draw,) unless said; all but training are assumed."""

    discount: np.ndarray  # 1/year
    years_away: np.ndarray
    service_surplus: np.ndarray  # over pay
    consumed: np.ndarray  # share of remittances
    consumption_tax: np.ndarray
    income_tax: np.ndarray
    services_usd: np.ndarray  # (year, draw) public services used by an adult [US$ a year]
    graduate_usd: np.ndarray  # (cadre, draw) public cost of a graduate, valued when licensed; 0 where not known


def six_lines(leavers: Leavers, treasury: Treasury, receipts: np.ndarray | float = 0.0) -> dict[str, np.ndarray]:
    """The six lines of (2.35) for those who leave in each year, each (year, draw) and not negative. [US$ of the price year]"""
    r = treasury.discount
    ahead = present_value(r, treasury.years_away)
    people, served = leavers.persons, leavers.years_served
    training = people * leavers.publicly_trained * (treasury.graduate_usd * _with_interest(r, served))
    service = people * leavers.in_public_posts * leavers.pay * treasury.service_surplus * _saved_up(r, served)
    sent = people * leavers.remitted_each * ahead
    taxed = people * leavers.at_work * leavers.pay * treasury.income_tax * ahead
    values = (
        training.sum(axis=1),
        service.sum(axis=1),
        sent.sum(axis=1) * treasury.consumed * treasury.consumption_tax,
        taxed.sum(axis=1),
        people.sum(axis=1) * treasury.services_usd * ahead,
        np.zeros(people[:, 0].shape) + receipts,
    )
    return {name: value for (name, _, _), value in zip(LINES, values, strict=True)}


def sum_of(lines: Mapping[str, np.ndarray]) -> np.ndarray:
    """The six lines with their signs: above 0, those who leave cost the treasury more than they bring it. (year, draw)"""
    return np.asarray(sum(sign * lines[name] for name, sign, _ in LINES))


def sent_over_training(leavers: Leavers, treasury: Treasury, cadre: int) -> np.ndarray:
    """What one leaver of the first year sends home in all, discounted, over the cost of training one (E64). (draw,)"""
    sent = leavers.remitted_each[0, cadre] * present_value(treasury.discount, treasury.years_away)
    cost = (treasury.graduate_usd * _with_interest(treasury.discount, leavers.years_served))[cadre]
    return np.divide(sent, cost, out=np.zeros(sent.shape), where=cost > 0)


def mean_years_served(leavers: Leavers, cadre: int) -> np.ndarray:
    """Years since qualification of those who leave, mean (E64, E86). (draw,)"""
    shares = leavers.years_served[cadre]
    return np.asarray(((np.arange(len(shares)) + HALF)[:, None] * shares).sum(axis=0))


def leavers_of(run: Yearly, world: World, remitted: np.ndarray) -> Leavers:
    """Those who leave in a run; ``remitted`` (year, cadre, draw) is what all abroad send home."""
    home = np.asarray(run.home).sum(axis=2)  # (year, cadre, post, draw)
    enrolled, abroad = np.asarray(run.enrolled).sum(axis=2), np.asarray(run.abroad).sum(axis=(2, 3))
    everyone = home.sum(axis=2)
    paths = world.paths
    return Leavers(
        persons=np.asarray(run.emigrants).sum(axis=2),
        years_served=years_before_leaving(world),
        publicly_trained=_over(enrolled[:, :, 0], enrolled.sum(axis=2)),
        in_public_posts=_over(home[:, :, PUBLIC].sum(axis=2), everyone),
        at_work=_over(home[:, :, WORK].sum(axis=2), everyone),
        pay=np.asarray(paths.public_pay_usd) * np.asarray(paths.pay)[:, None],
        remitted_each=_over(remitted, abroad),
    )


def years_before_leaving(world: World) -> np.ndarray:
    """Of those who leave the home stock at the start, shares by completed years since qualification. (cadre, duration, draw)"""
    home = np.asarray(world.state.home)
    gone = (home * -np.expm1(-np.asarray(world.constants.leave_hazard))).sum(axis=(1, 2, 4))
    return _over(gone, gone.sum(axis=1, keepdims=True))


def treasury_of(parameters: Parameters, world: World, group: str, gdp_per_head_usd: float) -> Treasury:
    """The prices of a run: unit costs of the country's income group in the price year, and the shares drawn."""
    discount = parameters["discount_rate"]
    used = parameters["public_services_share"] * gdp_per_head_usd
    return Treasury(
        discount=discount,
        years_away=parameters["years_away"],
        service_surplus=parameters["service_surplus_share"],
        consumed=parameters["remittance_consumed_share"],
        consumption_tax=parameters["consumption_tax_share"],
        income_tax=parameters["income_tax_share"],
        services_usd=used * np.asarray(world.paths.pay_index),
        graduate_usd=np.stack(
            [
                cost_of_graduate(_yearly_cost(cadre, group, parameters), n, np.asarray(drop), discount)
                for cadre, n, drop in zip(
                    CADRES, world.options.programme_years, np.asarray(world.constants.drop_out), strict=False
                )
            ]
        ),
    )


def cost_of_graduate(yearly: np.ndarray, years: int, drop: np.ndarray, discount: np.ndarray) -> np.ndarray:
    """Cost of all student-years behind one graduate, those who dropped out included, valued when licensed. (draw,) [US$]

    ``yearly`` is the cost of one student-year, ``drop`` the share who drop out in a year.
    """
    behind = np.arange(years)[:, None]  # whole years from the stage to the final one
    students = (1.0 - drop) ** -(behind + 1.0)
    return np.asarray((yearly * students * (1.0 + discount) ** (behind + HALF)).sum(axis=0))


def known_cadres(parameters: Parameters, group: str, cadres: tuple[str, ...]) -> tuple[str, ...]:
    """Cadres whose cost of training is known in an income group."""
    return tuple(cadre for cadre in cadres if f"seat_cost_usd.{cadre}.{group}" in parameters)


def present_value(discount: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Value now of 1 a year for some years; the number of years where nothing is discounted."""
    rate = np.where(discount > 0, discount, 1.0)
    return np.where(discount > 0, (1.0 - (1.0 + rate) ** -years) / rate, years)


def _yearly_cost(cadre: str, group: str, parameters: Parameters) -> np.ndarray:
    """A student-year: teaching, and the place spread over its life; 0 where no cost is known (the cadre is named as left out)."""
    seat = parameters.get(f"seat_cost_usd.{cadre}.{group}")
    if seat is None:
        return np.zeros(parameters["discount_rate"].shape)
    place = parameters[f"place_cost_usd.{group}"]
    factor = parameters["place_cost_doctor_factor"] if cadre == "doctor" else 1.0
    return np.asarray(seat + place * factor * annuity(PLACE_LIFE_YEARS, PLACE_INTEREST))


def _with_interest(discount: np.ndarray, served: np.ndarray) -> np.ndarray:
    """Value at leaving of 1 spent when licensed, mean over the years served. (cadre, draw)"""
    years = np.arange(served.shape[1])[:, None] + HALF
    return np.asarray((served * (1.0 + discount) ** years).sum(axis=1))


def _saved_up(discount: np.ndarray, served: np.ndarray) -> np.ndarray:
    """Value at leaving of 1 a year while serving, mean over the years served. (cadre, draw)"""
    years = np.arange(served.shape[1])[:, None] + HALF
    rate = np.where(discount > 0, discount, 1.0)
    saved = np.where(discount > 0, ((1.0 + rate) ** years - 1.0) / rate, years)
    return np.asarray((served * saved).sum(axis=1))


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
