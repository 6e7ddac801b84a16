"""Steps 5 and 6 of table 2.1, abroad: stays end and begin, settling, return, onward moves (2.9.1 to 2.9b, 2.21)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import DESKILLED, IRREGULAR, SETTLED, TEMPORARY
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import ln_pay_abroad

STAYS_BEFORE = 15  # duration below which stays are taken
LARGEST_PART = 0.5  # of a cell that stays take
NOWHERE = 1e-6  # share of other destinations below which nobody moves onward


class Abroad(NamedTuple):
    """What happened abroad before this year's emigrants arrive."""

    abroad: np.ndarray  # (cadre, sex, duration, status, destination)
    returnees: np.ndarray  # (cadre, sex, background, duration), returns and stays ended at home
    returns: np.ndarray  # (cadre, sex), without stays
    returned_from: np.ndarray  # (cadre, destination)
    stays_returned: np.ndarray  # (cadre, sex)
    overstayed: np.ndarray  # (cadre, sex)
    stays_settled: np.ndarray  # (cadre, destination) stays ended abroad
    onward_out: np.ndarray  # (cadre, sex, destination)
    onward_in: np.ndarray  # (cadre, destination)
    moving: np.ndarray  # (cadre, sex, duration, destination) onward movers by where they go


def live_abroad(now: Now, abroad: np.ndarray, ending: np.ndarray, stay: np.ndarray, offer: np.ndarray) -> Abroad:
    """Step 5: stays end, then status changes, then people go home or onward; ``stay`` is δ_0 of returnees."""
    abroad = abroad.copy()
    returnees, stays_returned, overstayed, stays_settled = end_stays(now, abroad, ending)
    settle(now, abroad)
    returns, moving = now.zeros("cadre sex"), now.zeros("cadre sex duration destination")
    returned_from, out = now.zeros("cadre destination"), now.zeros("cadre sex destination")
    for k, s, y, d in product(*now.over("cadre sex duration destination")):
        gain = sum(now.c.background_mix[k, s, b] * stay[k, s, b, y] for b in range(2))
        gain += now.c.beta_go[y] * now.c.pay_response[s] * math.log(1.0 + now.dial.return_premium[k])
        home_rate, onward_rate = leaving_rates(now, k, d, gain, offer[k])
        for q in range(3):
            people = abroad[k, s, y, q, d]
            back, onward = exits(people, home_rate * leave(now, k, q, d), onward_rate * leave(now, k, q, d))
            abroad[k, s, y, q, d] -= back + onward
            returns[k, s] += back
            returned_from[k, d] += back
            out[k, s, d] += onward
            for b in range(2):
                returnees[k, s, b, y] += back * now.c.background_mix[k, s, b]
            for e in range(now.size["destination"]):
                if e != d and onward > 0.0:
                    moving[k, s, y, e] += onward * now.s.shares[k, e] / other_shares(now, k, d)
    return Abroad(
        abroad,
        returnees,
        returns,
        returned_from,
        stays_returned,
        overstayed,
        stays_settled,
        out,
        moving.sum((1, 2)),
        moving,
    )


def end_stays(
    now: Now, abroad: np.ndarray, ending: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Those whose stay is over: a share ``comp`` joins the returnees, the rest settles where it is (2.9b)."""
    returnees = now.zeros("cadre sex background duration")
    home, away, settled = now.zeros("cadre sex"), now.zeros("cadre sex"), now.zeros("cadre destination")
    for k, s, b, y, pr in product(*now.over("cadre sex background duration programme")):
        back = ending[k, s, b, y, pr] * now.dial.stay_compliance[pr]
        d = now.option.stay_destination[pr]
        stays = ending[k, s, b, y, pr] - back
        returnees[k, s, b, y] += back
        home[k, s] += back
        abroad[k, s, y, SETTLED, d] += stays
        away[k, s] += stays
        settled[k, d] += stays
    return returnees, home, away, settled


def settle(now: Now, abroad: np.ndarray) -> None:
    """Temporary and de-skilled people settle, the latter faster where recognition is eased (2.9.1); in place."""
    for k, d in product(*now.over("cadre destination")):
        known = now.c.recognition[k, d]
        ease = min(1.0, known + now.dial.recognition[k, d]) / known if known > 0.0 else 1.0
        settled = 1.0 - math.exp(-now.c.settle_rate[k, d])
        recognised = 1.0 - math.exp(-now.c.recognise_rate[k, d] * ease)
        for s, y in product(*now.over("sex duration")):
            from_temporary = abroad[k, s, y, TEMPORARY, d] * settled
            from_deskilled = abroad[k, s, y, DESKILLED, d] * recognised
            abroad[k, s, y, TEMPORARY, d] -= from_temporary
            abroad[k, s, y, DESKILLED, d] -= from_deskilled
            abroad[k, s, y, SETTLED, d] += from_temporary + from_deskilled


def leave(now: Now, k: int, q: int, d: int) -> float:
    """ρ⁰ of a status at t0, return and onward together [1/year]."""
    return float(now.c.leave_abroad[k, q, d])


def leaving_rates(now: Now, k: int, d: int, home_gain: float, offer: float) -> tuple[float, float]:
    """What ρ⁰ is multiplied with for return (2.21a, 2.21c) and for moving onward (2.21b)."""
    theta = now.c.theta_return
    here = now.c.beta_income_abroad * ln_pay_abroad(now, k, d)
    programme = min(now.dial.offer_share[k], offer) * now.dial.return_multiplier[k]
    programme = min(float(now.dial.return_effect_max), programme)
    home = (1.0 - now.c.onward_share[k, d]) * math.exp(theta * (home_gain - here)) * (1.0 + programme)
    onward = 0.0
    elsewhere = inclusive_elsewhere(now, k, d)
    if elsewhere is not None and other_shares(now, k, d) > NOWHERE:
        onward = now.c.onward_share[k, d] * math.exp(theta * (elsewhere - here))
    return home * now.switch.return_moves, onward * now.switch.onward_moves


def inclusive_elsewhere(now: Now, k: int, d: int) -> float | None:
    """ΔI_{−d} of last year (2.21b); None where there is nowhere else to go."""
    theta, total, weights = now.c.theta_destination, 0.0, 0.0
    for e in range(now.size["destination"]):
        if e != d:
            weights += now.c.destination_shares[k, e]
            total += now.c.destination_shares[k, e] * math.exp(now.s.inclusive[k, e] / theta)
    return theta * math.log(total / weights) if weights > NOWHERE and total > 0.0 else None


def other_shares(now: Now, k: int, d: int) -> float:
    """Σ π_e of last year over the destinations other than d."""
    return float(sum(now.s.shares[k, e] for e in range(now.size["destination"]) if e != d))


def exits(people: float, first: float, second: float) -> tuple[float, float]:
    """Two competing exits in a year (2.1)."""
    total = first + second
    if total == 0.0:
        return 0.0, 0.0
    gone = people * (1.0 - math.exp(-total))
    return gone * first / total, gone * second / total


def place_onward(now: Now, abroad: np.ndarray, moving: np.ndarray) -> None:
    """Onward movers arrive (step 6), temporary by the mean over the legal channels at t0, else settled; in place."""
    for k, s, y, d in product(*now.over("cadre sex duration destination")):
        temporary = mean_temporary(now, k, d)
        abroad[k, s, y, TEMPORARY, d] += moving[k, s, y, d] * temporary
        abroad[k, s, y, SETTLED, d] += moving[k, s, y, d] * (1.0 - temporary)


def mean_temporary(now: Now, k: int, d: int) -> float:
    """τ_tmp of a destination over its legal channels."""
    weights = [now.c.channel_shares[k, r, d] for r in range(IRREGULAR)]
    if sum(weights) == 0.0:
        return 0.0
    return float(sum(w * now.c.temporary_share[k, r, d] for r, w in enumerate(weights)) / sum(weights))


def take_tracks(now: Now, licensed: np.ndarray, abroad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Graduates on tracks settle at their destination at once, in proportion over sex and background (2.9b, step 6).

    ``abroad`` in place. Returns those licensed who are still here, and the tracks by (cadre, sex, destination).
    """
    here, tracks = licensed.copy(), now.zeros("cadre sex destination")
    for k in range(now.size["cadre"]):
        places, new = now.dial.track_places[k].sum(), licensed[k].sum()
        if not now.option.tracks or places == 0.0 or new == 0.0:
            continue
        gone = min(1.0, places / new)
        here[k] = licensed[k] * (1.0 - gone)
        for s, b, d in product(*now.over("sex background destination")):
            sent = licensed[k, s, b] * gone * now.dial.track_places[k, d] / places
            tracks[k, s, d] += sent
            abroad[k, s, 0, SETTLED, d] += sent
    return here, tracks


def begin_stays(now: Now, home: np.ndarray, stays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stays taken from posts public and private and from the reserve, below 15 years, in proportion (2.9b); in place.

    Returns persons sent by (programme, cadre, sex) and those taken by (cadre,).
    """
    begun = now.zeros("programme cadre sex")
    for k in range(now.size["cadre"]):
        at_work = sum(home[k, :, :, y, j].sum() for y in range(now.size["duration"]) for j in range(6))
        eligible = range(min(STAYS_BEFORE, now.size["duration"]))
        pool = sum(home[k, :, :, y, j].sum() for y in eligible for j in range(7))
        if pool == 0.0:
            continue
        parts = [now.dial.stay_rate[pr, k] * at_work / pool for pr in range(now.size["programme"])]
        scale = min(1.0, LARGEST_PART / sum(parts)) if sum(parts) > 0.0 else 1.0
        for s, b, y, j in product(range(2), range(2), eligible, range(7)):
            people = home[k, s, b, y, j]
            for pr, part in enumerate(parts):
                sent = people * part * scale
                home[k, s, b, y, j] -= sent
                stays[k, s, b, y, pr, now.option.stay_years[pr] - 1] += sent
                begun[pr, k, s] += sent
    return begun, begun.sum((0, 2))
