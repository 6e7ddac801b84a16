"""What is read off a run beside its baseline as the side effect of a lever: one function each (docs/model.md 3.0).

A side effect is never written into a lever: where it does not appear, that is the result. ``probes`` says which of these
is looked for with which lever, and what takes it away.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.model.containers import IRREGULAR, OUT, OWN, PRIVATE, PUBLIC, RESERVE, RURAL_POSTS, Yearly
from braingain.policy.channels import GUIDANCE, channel_of
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.moves import PRIVATE_OWNER
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.training import private_levels

CAPITAL, RURAL = 0, 2
LONGEST_READ_YEARS = 12  # a doctor's seat shows after nine years
AFTER_YEARS = 3  # in which a cliff at the end of a lever is read


def _rows(part: Part, setting: Setting) -> np.ndarray:
    """Rows of the years in which a part is in force."""
    return np.flatnonzero(part.in_force(setting.years) > 0)


def _read_rows(part: Part, setting: Setting) -> np.ndarray:
    """Rows of the years in force, to the one in which side effects are read."""
    rows = _rows(part, setting)
    return rows[rows <= last_read(part, setting)]


def first_read(part: Part, setting: Setting) -> int:
    """Row of a part's first year in force."""
    rows = _rows(part, setting)
    return int(rows[0]) if len(rows) else 0


def last_read(part: Part, setting: Setting) -> int:
    """Row in which side effects are read: the last year in force, the twelfth of a lever that is in force longer."""
    rows = _rows(part, setting)
    return int(rows[min(len(rows), LONGEST_READ_YEARS) - 1]) if len(rows) else len(setting.years) - 1


def _cadres(parts: Sequence[Part], setting: Setting) -> list[int]:
    return setting.cadre_indices(parts[0].cadres)


def _others(parts: Sequence[Part], setting: Setting) -> list[int]:
    """Cadres that the lever is not for."""
    chosen = _cadres(parts, setting)
    return [k for k in range(len(setting.cadres)) if k not in chosen]


def _change(run: PairedRun, field: str) -> np.ndarray:
    return np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))


def moves_capital_to_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People in capital posts who take rural ones, a year in force, package less baseline. (draw)"""
    rows = _read_rows(parts[0], run.setting)
    moves = _change(run, "place_moves")[rows][:, _cadres(parts, run.setting), CAPITAL, RURAL]
    return moves.sum(axis=1).mean(axis=0)


def first_posts_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """New licensed whose first post is rural, a year in force, package less baseline. (draw)"""
    rows = _read_rows(parts[0], run.setting)
    return _change(run, "entrant_places")[rows][:, _cadres(parts, run.setting), RURAL].sum(axis=1).mean(axis=0)


def first_posts_capital(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """New licensed whose first post is in the capital, in the last year read, package less baseline. (draw)"""
    row = last_read(parts[0], run.setting)
    return np.asarray(_change(run, "entrant_places")[row][_cadres(parts, run.setting), CAPITAL].sum(axis=0))


def private_seats_of_others(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Private seats but those that the lever ordered, in the last year read, package less baseline. (draw)"""
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    ordered = private_levels(parts[0], run.setting)[row][chosen].sum(axis=0)
    return np.asarray(_change(run, "seats_open")[row][chosen, PRIVATE_OWNER].sum(axis=0) - ordered)


def emigrants_at_first(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres, package less baseline, in the lever's first year. (draw)"""
    return _change(run, "emigrants")[first_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


def away_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who leave rural posts for others less those who come, in the three years after the end, less baseline. (draw)"""
    last = last_read(parts[0], run.setting)
    rows = slice(last + 1, last + 1 + AFTER_YEARS)
    moves = _change(run, "place_moves")[rows][:, _cadres(parts, run.setting)].sum(axis=(0, 1))
    return moves[RURAL].sum(axis=0) - moves[:, RURAL].sum(axis=0)


def gained_lost_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers gained in the last year in force less those left three years later. (draw)"""
    gained = _change(run, "filled").sum(axis=(1, 2))
    last = last_read(parts[0], run.setting)
    return gained[last] - gained[min(last + AFTER_YEARS, len(gained) - 1)]


def windfall(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the outlay that goes to people who would have been there anyway. (draw)"""
    costs = costs_of(parts, run)
    paid = costs.total.sum(axis=0)
    return np.divide(costs.windfall.sum(axis=0), paid, out=np.zeros_like(paid), where=paid > 0)


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


def private_and_out(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers in private posts and outside the sector, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    home = _change(run, "home")[row].sum(axis=1)
    return home[:, PRIVATE].sum(axis=(0, 1)) + home[:, OUT].sum(axis=0)


def emigrants(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres, package less baseline, in the last year in force. (draw)"""
    return _change(run, "emigrants")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


def emigrants_of_others(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of the cadres that the lever is not for, package less baseline, in the last year in force. (draw)"""
    row, others = last_read(parts[0], run.setting), _others(parts, run.setting)
    return np.asarray(_change(run, "emigrants")[row][others].sum(axis=(0, 1)))


def recruited_at_first(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Legal emigrants to the lever's destinations, package less baseline, in its first year. (draw)"""
    row, inside = first_read(parts[0], run.setting), run.setting.destination_indices(parts[0].destinations)
    legal = _change(run, "flows")[row][_cadres(parts, run.setting), :IRREGULAR]
    return np.asarray(legal[:, :, inside].sum(axis=(0, 1, 2)))


def leaving_before_service(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year who owe service, and whose licence is withheld, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return np.asarray(np.asarray(run.package.held_leavers)[row][_cadres(parts, run.setting)].sum(axis=(0, 1)))


def in_rural_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People of all cadres in rural posts, package less baseline, in the last year read. (draw)"""
    filled = _change(run, "filled")[last_read(parts[0], run.setting)]
    return np.asarray(filled[:, list(RURAL_POSTS)].sum(axis=(0, 1)))


def without_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Reserve of the cadres, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "home")[row][_cadres(parts, run.setting)][:, :, RESERVE].sum(axis=(0, 1))


def outside_sector(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Outside the sector, package less baseline, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "home")[row][_cadres(parts, run.setting)][:, :, OUT].sum(axis=(0, 1))


def share_outside_sector(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the cadres' people at home who are outside the sector, package less baseline, in the last year read. (draw)"""
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    shares = []
    for yearly in (run.package, run.baseline):
        home = np.asarray(yearly.home)[row][chosen].sum(axis=(0, 1))  # (post, draw)
        there = home.sum(axis=0)
        shares.append(np.divide(home[OUT], there, out=np.zeros_like(there), where=there > 0))
    return shares[0] - shares[1]


def pass_share(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Lowest pass rate of public schools in any year, package less baseline, mean of the cadres. (draw)"""
    rows = slice(0, last_read(parts[0], run.setting) + 1)
    change = _change(run, "pass_share")[rows, _cadres(parts, run.setting), 0].mean(axis=1)
    return np.asarray(change.min(axis=0))


def seats_empty_for_teachers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the added seats for which teachers are missing, in the last year in force; at most all of them. (draw)

    Where teachers bound before, the lever can cost seats elsewhere too: that is beyond what was added, and not counted.
    """
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run.setting)
    added = _change(run, "seats_open")[row][chosen].sum(axis=(0, 1))
    usable = _change(run, "capacity")[row][chosen].sum(axis=(0, 1))
    missing = np.divide(added - usable, added, out=np.zeros_like(added), where=added > 0)
    return np.minimum(missing, 1.0)


def workers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Workers of the cadres in posts, package less baseline, in the last year in force. (draw)"""
    return _change(run, "filled")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].sum(axis=(0, 1))


def leaves_less_than_doctors(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigration rate of doctors less that of the cadre trained, in the last year in force. (draw)"""
    row = last_read(parts[0], run.setting)
    left = np.asarray(run.package.emigrants)[row].sum(axis=1)
    there = np.asarray(run.package.home)[row][:, :, :6].sum(axis=(1, 2))
    rate = np.divide(left, there, out=np.zeros_like(left), where=there > 0)
    return rate[0] - rate[_cadres(parts, run.setting)].mean(axis=0)


def rich_among_leavers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of the third with most savings among bonded leavers, less a third. (draw)"""
    leavers = np.asarray(run.package.bonded_leavers)[:, _cadres(parts, run.setting)].sum(axis=(0, 1, 2))
    total = leavers.sum(axis=0)
    return np.divide(leavers[-1], total, out=np.full_like(total, 1 / 3), where=total > 0) - 1 / 3


def bonds_lapsed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Share of new bonds that lapse for want of a post, in the last year in force. (draw)"""
    offers = np.asarray(run.package.offer)[last_read(parts[0], run.setting)][_cadres(parts, run.setting)]
    return 1.0 - offers.mean(axis=0)


def deadweight(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Of those who return under the programme, the share who would have come anyway. (draw)"""
    rows, chosen = _read_rows(parts[0], run.setting), _cadres(parts, run.setting)
    came = np.asarray(run.package.returns)[rows][:, chosen].sum(axis=(0, 1, 2))
    anyway = np.asarray(run.baseline.returns)[rows][:, chosen].sum(axis=(0, 1, 2))
    return np.divide(anyway, came, out=np.zeros_like(came), where=came > 0)


def onward(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Moves on to a third country, a year in force, package less baseline. (draw)"""
    return (
        _change(run, "onward")[_read_rows(parts[0], run.setting)][:, _cadres(parts, run.setting)]
        .sum(axis=(1, 2))
        .mean(axis=0)
    )


def to_other_destinations(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who go to other destinations, in the lever's first year, package less baseline. (draw)"""
    return diverted(run, parts, first_read(parts[0], run.setting))


def diverted(run: PairedRun, parts: Sequence[Part], row: int) -> np.ndarray:
    """People who go to destinations where the code does not act, in one year, package less baseline. (draw)"""
    inside = run.setting.destination_indices(parts[0].destinations)
    others = [i for i in range(len(run.setting.destinations)) if i not in inside]
    return _change(run, "flows")[row][_cadres(parts, run.setting)][:, :, others].sum(axis=(0, 1, 2))


def to_other_channels(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who come to the same destination on legal ways that the code leaves free, in its first year. (draw)"""
    inside = run.setting.destination_indices(parts[0].destinations)
    guided = parts[0].options.get("binding") == GUIDANCE  # guidance also holds back those who come on their own
    bound = {channel_of(parts[0]), *({OWN} if guided else ())}
    others = [channel for channel in range(IRREGULAR) if channel not in bound]
    row = first_read(parts[0], run.setting)
    return _change(run, "flows")[row][_cadres(parts, run.setting)][:, others][:, :, inside].sum(axis=(0, 1, 2))


def irregular(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who go by irregular ways, in the lever's first year, package less baseline. (draw)"""
    row = first_read(parts[0], run.setting)
    return _change(run, "flows")[row][_cadres(parts, run.setting), IRREGULAR].sum(axis=(0, 1))


def overstayed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People on a stay who did not come back, all years. (draw)"""
    return np.asarray(run.package.stays_overstayed).sum(axis=(0, 1, 2))


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


def claimed(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Rise of public pay that the other cadres win by claims, the largest of them, in the last year in force. (draw)"""
    row, others = last_read(parts[0], run.setting), _others(parts, run.setting)
    return _change(run, "claimed_rise")[row][others].max(axis=0)


def service_of_returnees(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Service of a worker by the skills of those who came back, a share, mean of the cadres, in the last year read. (draw)"""
    return _change(run, "skill_factor")[last_read(parts[0], run.setting)][_cadres(parts, run.setting)].mean(axis=0)


def away(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People away on a stay at the end of the last year in force. (draw)"""
    return np.asarray(run.package.away)[last_read(parts[0], run.setting)].sum(axis=(0, 1, 2))
