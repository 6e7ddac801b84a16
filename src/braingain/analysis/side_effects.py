"""What is read off a run beside its baseline as the side effect of a lever: one function each (docs/model.md 3.0).

A side effect is never written into a lever: where it does not appear, that is the result. ``probes`` says which of these
is looked for with which lever, and what takes it away.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.analysis.read_years import (
    AFTER_YEARS,
    all_years_together,
    change_after_end,
    first_read,
    first_year,
    last_read,
    last_year,
    lowest_year,
    mean_of_years,
    read_in,
    rows_read,
    sum_after_end,
    sum_of_all_years,
    together,
)
from braingain.model.containers import IRREGULAR, OUT, OWN, PRIVATE, PUBLIC, RESERVE, RURAL_POSTS, Yearly
from braingain.policy.channels import GUIDANCE, channel_of
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.moves import PRIVATE_OWNER
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.training import private_levels

CAPITAL, RURAL = 0, 2


def _cadres(parts: Sequence[Part], setting: Setting) -> list[int]:
    return setting.cadre_indices(parts[0].cadres)


def _others(parts: Sequence[Part], setting: Setting) -> list[int]:
    """Cadres that the lever is not for."""
    chosen = _cadres(parts, setting)
    return [k for k in range(len(setting.cadres)) if k not in chosen]


def _change(run: PairedRun, field: str) -> np.ndarray:
    return np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))


@read_in(mean_of_years)
def moves_capital_to_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People in capital posts who take rural ones, a year in force, package less baseline. (draw)"""
    rows = rows_read(parts[0], run.setting)
    moves = _change(run, "place_moves")[rows][:, _cadres(parts, run.setting), CAPITAL, RURAL]
    return moves.sum(axis=1).mean(axis=0)


@read_in(mean_of_years)
def first_posts_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """New licensed whose first post is rural, a year in force, package less baseline. (draw)"""
    rows = rows_read(parts[0], run.setting)
    return _change(run, "entrant_places")[rows][:, _cadres(parts, run.setting), RURAL].sum(axis=1).mean(axis=0)


@read_in(last_year)
def first_posts_capital(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """New licensed whose first post is in the capital, in the last year read, package less baseline. (draw)"""
    row = last_read(parts[0], run.setting)
    return np.asarray(_change(run, "entrant_places")[row][_cadres(parts, run.setting), CAPITAL].sum(axis=0))


@read_in(last_year)
def private_seats_of_others(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Private seats but those that the lever ordered, in the last year read, package less baseline. (draw)"""
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    ordered = private_levels(parts[0], run.setting)[row][chosen].sum(axis=0)
    return np.asarray(_change(run, "seats_open")[row][chosen, PRIVATE_OWNER].sum(axis=0) - ordered)


@read_in(first_year)
def emigrants_at_first(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres, package less baseline, in the lever's first year. (draw)"""
    return _change(run, "emigrants")[first_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


@read_in(sum_after_end)
def away_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who leave rural posts for others less those who come, in the three years after the end, less baseline. (draw)"""
    last = last_read(parts[0], run.setting)
    rows = slice(last + 1, last + 1 + AFTER_YEARS)
    moves = _change(run, "place_moves")[rows][:, _cadres(parts, run.setting)].sum(axis=(0, 1))
    return moves[RURAL].sum(axis=0) - moves[:, RURAL].sum(axis=0)


@read_in(change_after_end)
def gained_lost_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers gained in the last year in force less those left three years later. (draw)"""
    gained = _change(run, "filled").sum(axis=(1, 2))
    last = last_read(parts[0], run.setting)
    return gained[last] - gained[min(last + AFTER_YEARS, len(gained) - 1)]


@read_in(together)
def windfall(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the outlay that goes to people who would have been there anyway. (draw)"""
    costs = costs_of(parts, run)
    paid = costs.total.sum(axis=0)
    return np.divide(costs.windfall.sum(axis=0), paid, out=np.zeros_like(paid), where=paid > 0)


@read_in(last_year)
def public_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Funded public posts, package less baseline, in the last year in force, at the wage of the start. (draw)

    Where posts follow demand they answer the country's wage (2.24); that answer is taken out of both runs, so that what
    is left is what the budget does.
    """
    row = last_read(parts[0], run.setting)
    after, before = (_at_first_wage(yearly, row, run.setting) for yearly in (run.package, run.baseline))
    return (after - before)[:, PUBLIC].sum(axis=(0, 1))


def _at_first_wage(yearly: Yearly, row: int, setting: Setting) -> np.ndarray:
    """Funded posts of a year over e^(−ε_w lnw), the wage term of (2.24); POSTS."""
    funded = np.asarray(yearly.funded)[row]
    if row == 0:  # the wage of the year before the start is its path
        return funded
    lifted = np.exp(np.asarray(setting.world.constants.demand_wage) * np.asarray(yearly.wage)[row - 1])
    return funded * lifted[:, None]


@read_in(last_year)
def private_and_out(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers in private posts and outside the sector, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    home = _change(run, "home")[row].sum(axis=1)
    return home[:, PRIVATE].sum(axis=(0, 1)) + home[:, OUT].sum(axis=0)


@read_in(last_year)
def emigrants(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres, package less baseline, in the last year in force. (draw)"""
    return _change(run, "emigrants")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


@read_in(last_year)
def emigrants_of_others(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres that the lever is not for, package less baseline, in the last year in force. (draw)"""
    row, others = last_read(parts[0], run.setting), _others(parts, run.setting)
    return np.asarray(_change(run, "emigrants")[row][others].sum(axis=(0, 1)))


@read_in(first_year)
def recruited_at_first(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Legal emigrants to the lever's destinations, package less baseline, in its first year. (draw)"""
    row, inside = first_read(parts[0], run.setting), run.setting.destination_indices(parts[0].destinations)
    legal = _change(run, "flows")[row][_cadres(parts, run.setting), :IRREGULAR]
    return np.asarray(legal[:, :, inside].sum(axis=(0, 1, 2)))


@read_in(last_year)
def leaving_before_service(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year who owe service, and whose licence is withheld, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return np.asarray(np.asarray(run.package.held_leavers)[row][_cadres(parts, run.setting)].sum(axis=(0, 1)))


@read_in(last_year)
def in_rural_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People of all cadres in rural posts, package less baseline, in the last year read. (draw)"""
    filled = _change(run, "filled")[last_read(parts[0], run.setting)]
    return np.asarray(filled[:, list(RURAL_POSTS)].sum(axis=(0, 1)))


@read_in(last_year)
def without_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Reserve of the cadres, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "home")[row][_cadres(parts, run.setting)][:, :, RESERVE].sum(axis=(0, 1))


@read_in(last_year)
def outside_sector(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Outside the sector, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "home")[row][_cadres(parts, run.setting)][:, :, OUT].sum(axis=(0, 1))


@read_in(last_year)
def share_outside_sector(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the cadres' people at home who are outside the sector, package less baseline, in the last year read. (draw)"""
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    shares = []
    for yearly in (run.package, run.baseline):
        home = np.asarray(yearly.home)[row][chosen].sum(axis=(0, 1))  # (post, draw)
        there = home.sum(axis=0)
        shares.append(np.divide(home[OUT], there, out=np.zeros_like(there), where=there > 0))
    return shares[0] - shares[1]


@read_in(lowest_year)
def pass_share(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Lowest pass rate of public schools in any year, package less baseline, mean of the cadres. (draw)"""
    rows = slice(0, last_read(parts[0], run.setting) + 1)
    change = _change(run, "pass_share")[rows, _cadres(parts, run.setting), 0].mean(axis=1)
    return np.asarray(change.min(axis=0))


@read_in(last_year)
def seats_empty_for_teachers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the added seats for which teachers are missing, in the last year in force; at most all of them. (draw)

    Where teachers bound before, the lever can cost seats elsewhere too: that is beyond what was added, and not counted.
    """
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    added = _change(run, "seats_open")[row][chosen].sum(axis=(0, 1))
    usable = _change(run, "capacity")[row][chosen].sum(axis=(0, 1))
    missing = np.divide(added - usable, added, out=np.zeros_like(added), where=added > 0)
    return np.minimum(missing, 1.0)


@read_in(last_year)
def workers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers of the cadres in posts, package less baseline, in the last year in force. (draw)"""
    return _change(run, "filled")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


@read_in(last_year)
def leaves_less_than_doctors(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigration rate of doctors less that of the cadre trained, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    left = np.asarray(run.package.emigrants)[row].sum(axis=1)
    there = np.asarray(run.package.home)[row][:, :, :6].sum(axis=(1, 2))
    rate = np.divide(left, there, out=np.zeros_like(left), where=there > 0)
    return rate[0] - rate[_cadres(parts, run.setting)].mean(axis=0)


@read_in(all_years_together)
def rich_among_leavers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the third with most savings among bonded leavers, less a third. (draw)"""
    leavers = np.asarray(run.package.bonded_leavers)[:, _cadres(parts, run.setting)].sum(axis=(0, 1, 2))
    total = leavers.sum(axis=0)
    return np.divide(leavers[-1], total, out=np.full_like(total, 1 / 3), where=total > 0) - 1 / 3


@read_in(last_year)
def bonds_lapsed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of new bonds that lapse for want of a post, in the last year in force. (draw)"""
    offers = np.asarray(run.package.offer)[last_read(parts[0], run.setting)][_cadres(parts, run.setting)]
    return 1.0 - offers.mean(axis=0)


@read_in(together)
def deadweight(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Of those who return under the programme, the share who would have come anyway. (draw)"""
    rows, chosen = rows_read(parts[0], run.setting), _cadres(parts, run.setting)
    came = np.asarray(run.package.returns)[rows][:, chosen].sum(axis=(0, 1, 2))
    anyway = np.asarray(run.baseline.returns)[rows][:, chosen].sum(axis=(0, 1, 2))
    return np.divide(anyway, came, out=np.zeros_like(came), where=came > 0)


@read_in(mean_of_years)
def onward(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Moves on to a third country, a year in force, package less baseline. (draw)"""
    return (
        _change(run, "onward")[rows_read(parts[0], run.setting)][:, _cadres(parts, run.setting)]
        .sum(axis=(1, 2))
        .mean(axis=0)
    )


@read_in(first_year)
def to_other_destinations(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who go to other destinations, in the lever's first year, package less baseline. (draw)"""
    return diverted(run, parts, first_read(parts[0], run.setting))


def diverted(run: PairedRun, parts: Sequence[Part], row: int) -> np.ndarray:
    """People who go to destinations where the code does not act, in one year, package less baseline. (draw)"""
    inside = run.setting.destination_indices(parts[0].destinations)
    others = [i for i in range(len(run.setting.destinations)) if i not in inside]
    return _change(run, "flows")[row][_cadres(parts, run.setting)][:, :, others].sum(axis=(0, 1, 2))


@read_in(first_year)
def to_other_channels(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who come to the same destination on legal ways that the code leaves free, in its first year. (draw)"""
    inside = run.setting.destination_indices(parts[0].destinations)
    guided = parts[0].options.get("binding") == GUIDANCE  # guidance also holds back those who come on their own
    bound = {channel_of(parts[0]), *({OWN} if guided else ())}
    others = [channel for channel in range(IRREGULAR) if channel not in bound]
    row = first_read(parts[0], run.setting)
    return _change(run, "flows")[row][_cadres(parts, run.setting)][:, others][:, :, inside].sum(axis=(0, 1, 2))


@read_in(first_year)
def irregular(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who go by irregular ways, in the lever's first year, package less baseline. (draw)"""
    row = first_read(parts[0], run.setting)
    return _change(run, "flows")[row][_cadres(parts, run.setting), IRREGULAR].sum(axis=(0, 1))


@read_in(sum_of_all_years)
def overstayed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People on a stay who did not come back, all years. (draw)"""
    return np.asarray(run.package.stays_overstayed).sum(axis=(0, 1, 2))


@read_in(last_year)
def leaving_after_bond(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants of five years after the licence and more, package less baseline, in the last year read. (draw)

    A bond of the card's five years has ended for them, so that those whom it held leave now.
    """
    row = last_read(parts[0], run.setting)
    older = [
        np.asarray(yearly.emigrants)[row].sum(axis=1) - np.asarray(yearly.emigrants_young)[row]
        for yearly in (run.package, run.baseline)
    ]
    return (older[0] - older[1])[_cadres(parts, run.setting)].sum(axis=0)


@read_in(last_year)
def claimed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Rise of public pay that the other cadres win by claims, the largest of them, in the last year in force. (draw)"""
    row, others = last_read(parts[0], run.setting), _others(parts, run.setting)
    return _change(run, "claimed_rise")[row][others].max(axis=0)


@read_in(last_year)
def service_of_returnees(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Service of a worker by the skills of those who came back, a share, mean of the cadres, in the last year read. (draw)"""
    return _change(run, "skill_factor")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].mean(axis=0)


@read_in(last_year)
def away(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People away on a stay at the end of the last year in force. (draw)"""
    return np.asarray(run.package.away)[last_read(parts[0], run.setting)].sum(axis=(0, 1, 2))
