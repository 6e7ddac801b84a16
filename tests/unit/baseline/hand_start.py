"""What the country of ``hand_country`` starts with, worked out from docs/model.md, equation by equation, without the code.

Arrays have the axes of the containers, the draw last. Keys of estimates are written out as the catalogue has them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from hand_country import (
    ABROAD,
    ABROAD_SCALE,
    CADRES,
    DESTINATIONS,
    DRAWS,
    ENTRY_AGE,
    FOREIGN_ABROAD,
    GRADUATES,
    GRADUATES_ABROAD,
    LOSS,
    NURSE_SD,
    OWNERS,
    PEOPLE,
    POOL,
    PRIOR,
    PROGRAMME,
    START,
    WORKFORCE,
    e,
    hazard,
)

from braingain.baseline.world import Built, build

Floats = np.ndarray
RESERVE = ("reserve_share.doctor", "reserve_share_frozen.nurse", None, "reserve_share.community")
RECOGNITION = (("usa_can", "other", "other", "other", "other"),) * 2 + (("midlevel",) * 5, ("community",) * 5)
LEAVE = (
    ("usa_can", "doctor_gbr", "doctor_nzl", "gulf", "default"),
    ("usa_can", "nurse_gbr", "default", "gulf", "default"),
    ("usa_can", "default", "default", "gulf", "default"),
    ("usa_can", "default", "default", "gulf", "default"),
)
SETTLE = ("other", "other", "nzl_gulf", "nzl_gulf", "other")
ONWARD = ("final", "gateway", "gateway", "gateway", "other")
# temporary share of those whom recruiters bring, and of those who come on their own
TEMPORARY = (
    (("doctor_other", "own"), ("doctor_other", "own"), ("doctor_nzl_aus",) * 2, ("gulf",) * 2, ("doctor_other", "own")),
    *(
        (
            ("nurse_other", "own"),
            ("nurse_gbr_irl", "own"),
            ("nurse_other", "own"),
            ("gulf",) * 2,
            ("nurse_other", "own"),
        ),
    )
    * 3,
)


@cache
def built(rich: bool = False) -> Built:
    """The country as the code builds it, once."""
    import hand_country

    context = hand_country.rich() if rich else hand_country.CONTEXT
    return build(context, hand_country.DRAWN, START, START + hand_country.YEARS)


def by_cadre(function: object) -> Floats:
    """A function of the cadre's number, stacked."""
    return np.stack([function(k) for k in range(4)])  # type: ignore[operator]


# --- people at home (1.0, 1.1, 4.9)


def out_of_work(k: int) -> tuple[Floats, Floats]:
    """Reserve and out over all."""
    name = RESERVE[k]
    return (e(name) if name else np.full(DRAWS, 0.08)), e("out_share")


def places(k: int) -> Floats:
    """Share of those at work by place, (place, draw): half of the doctors are known to work in the capital."""
    drawn = e(f"place_share.{CADRES[k]}")
    if k:
        return drawn
    return np.stack(
        [np.full(DRAWS, 0.5), 0.5 * drawn[1] / (drawn[1] + drawn[2]), 0.5 * drawn[2] / (drawn[1] + drawn[2])]
    )


def post_shares(k: int) -> Floats:
    """Share of all by post, (post, draw)."""
    place, (reserve, out) = places(k), out_of_work(k)
    private = np.full(DRAWS, 0.2) if k == 1 else 1.0 - e("public_share.africa")
    tilt = np.array([1.3, 1.0, 0.4])[:, None]
    mean = 1.3 * place[0] + 1.0 * place[1] + 0.4 * place[2]
    by_place = np.minimum(0.95, private * tilt / mean)
    work = 1.0 - reserve - out
    return np.concatenate([work * place * (1.0 - by_place), work * place * by_place, [reserve, out]])


def foreign() -> Floats:
    """Foreign-trained at work, (cadre, draw): natives among them count as trained at home."""
    return practising() * np.array([0.2 * (1 - 0.25), 0.04, 0.0, 0.0])[:, None]


def practising() -> Floats:
    """All at work, (cadre, draw)."""
    doctors = 3000.0 * np.exp(e("doctors_stock_sd.survey") * e("noise.stock.doctor"))
    nurses = 9000.0 * np.exp(e("doctors_stock_sd.imputed") * e("noise.stock.nurse"))
    return np.stack([doctors, nurses, np.full(DRAWS, 1200.0), np.zeros(DRAWS)])


def own_total() -> Floats:
    """H, trained and living in the country, (cadre, draw) (1.0)."""
    work = by_cadre(lambda k: 1.0 - sum(out_of_work(k)))
    return (practising() - foreign()) / work


def women() -> Floats:
    names = (None, "women_share.nurse.lowmid", "women_share.midlevel.lowmid", "women_share.community.lowmid")
    return np.stack([e(name) if name else np.full(DRAWS, 0.42) for name in names])


def mix() -> Floats:
    """Sex and background, (cadre, sex, background, draw)."""
    rural = e("rural_background_share")
    f = women()
    return np.stack(
        [np.stack([f * rural, f * (1 - rural)], axis=1), np.stack([(1 - f) * rural, (1 - f) * (1 - rural)], axis=1)],
        axis=1,
    )


# --- people abroad (2.2f, 4.9)


def stock_abroad() -> Floats:
    """A of those practising, without natives, (cadre, destination, draw)."""
    out = np.zeros((4, 5, DRAWS))
    natives = 1.0 - e("natives_share.other")
    cell, level, sd = e("gravity_cell_sd"), e("gravity_level_sd"), e("doctors_stock_sd.register")
    for i, d in enumerate(DESTINATIONS):
        size, noise = ABROAD["doctor"][d], e(f"noise.corridor.doctor.{d}")
        if d in ("USA", "GBR"):
            persons = size * np.exp(sd * noise)
        elif d == "OTH":
            persons = size * np.exp(level * e("noise.level.doctor.OTH"))
        else:
            pool = np.full(DRAWS, POOL[d])
            if d == "SAU":  # its number of foreign-trained is assumed, at most all who practise there
                pool = np.minimum(POOL[d] * np.exp(level * e("noise.level.doctor.SAU")), WORKFORCE["doctor"][d])
            odds = size / (POOL[d] - size) * np.exp(cell * noise)
            persons = pool * odds / (1.0 + odds)
        out[0, i] = persons * natives * ABROAD_SCALE
    sizes = np.array([ABROAD["nurse"][d] for d in DESTINATIONS])
    noise = np.stack([e(f"noise.corridor.nurse.{d}") for d in DESTINATIONS])
    weight = sizes[:, None] * np.exp(e("nurse_corridor_sd") * noise)
    all_nurses = sizes.sum() * np.exp(NURSE_SD * np.log(e("nurse_abroad_level") / 0.8) / 2.0)
    out[1] = all_nurses * weight / weight.sum(axis=0)
    return out


def channels() -> Floats:
    """psi0, (cadre, channel, destination, draw); recruiters bring a known part of Ghana's nurses to Britain (E95)."""
    names = ("doctor", "nurse", "midlevel", "midlevel")
    out = np.repeat(np.stack([e(f"channel_share.{name}") for name in names])[:, :, None], 5, axis=2)
    active = e("active_share_nurse_gbr.GHA")
    psi = e("channel_share.nurse")
    out[1, :2, 1] = active * psi[:2] / (psi[0] + psi[1])
    out[1, 2:, 1] = (1.0 - active) * psi[2:] / (psi[2] + psi[3])
    return out


def by_key(prefix: str, keys: tuple[tuple[str, ...], ...]) -> Floats:
    """Estimates by cadre and destination, (cadre, destination, draw)."""
    return np.stack([np.stack([e(f"{prefix}.{key}") for key in row]) for row in keys])


def temporary() -> Floats:
    """tau_tmp, (cadre, channel, destination, draw)."""
    recruited = by_key("temporary_share", tuple(tuple(key[0] for key in row) for row in TEMPORARY))
    alone = by_key("temporary_share", tuple(tuple(key[1] for key in row) for row in TEMPORARY))
    return np.stack([recruited, recruited, alone, alone], axis=1)


def deskilled() -> Floats:
    """Share of arrivals that does not practise, (cadre, channel, destination, draw) (2.18)."""
    rec = by_key("recognition", RECOGNITION)
    job = np.broadcast_to(e("deskilled_with_job"), rec.shape)
    return np.stack([job, job, 1.0 - rec, np.ones_like(rec)], axis=1)


def corridor_growth() -> Floats:
    """g_od of each corridor, (cadre, destination, draw): doctors and nurses."""
    return np.array([[e(f"corridor_growth.{k}.{d}") for d in DESTINATIONS] for k in ("doctor", "nurse")])


def emigrants() -> Floats:
    """E0 by cadre and destination, (cadre, destination, draw): mid-level workers leave at a part of the nurses' rate."""
    flow = np.zeros((4, 5, DRAWS))
    flow[:2] = leaving()
    size = own_total()
    flow[2] = pi0()[1] * e("midlevel_leaving_ratio") * flow[1].sum(axis=0) / size[1] * size[2]
    return flow


def leaving() -> Floats:
    """E0 of doctors and nurses (5.1, 2.2f): what stocks abroad need, less who joins them otherwise in the first year."""
    loss = np.stack([np.stack([e(LOSS[k][d]) for d in DESTINATIONS]) for k in ("doctor", "nurse")])
    stock, (recognised, moving) = stock_abroad()[:2], built().calibrated.joining[:, :2]
    needed = stock * (corridor_growth() + loss) - recognised
    assert (needed > stock * e("turnover_least")).all()
    from_home = 1.0 - moving.sum(axis=1) / needed.sum(axis=1)
    return np.asarray(needed * from_home[:, None] / (1.0 - (channels() * deskilled()).sum(axis=1)[:2]))


def pi0() -> Floats:
    """Destinations of those who leave, (cadre, destination, draw) (2.2f); mid-level and community workers as nurses."""
    flow = leaving()
    out = []
    for k, name in ((0, "doctor"), (1, "nurse"), (1, "nurse"), (1, "nurse")):
        total = flow[k].sum(axis=0)
        count = np.maximum(1.0, e("pseudo_count_share") * total)
        out.append([(flow[k, i] + count * PRIOR[name][d]) / (total + count) for i, d in enumerate(DESTINATIONS)])
    return np.array(out)


# --- schools (1.2, 2.7, 2.9)


def seats_growth() -> Floats:
    """g_G, (draw,): drawn from none over that of people (draw of -1, 0) to that of GDP (draw of 1)."""
    population = np.exp(0.022) - 1.0
    gdp = np.empty(DRAWS)
    for n in range(DRAWS):  # from the start to three years later; income is known for two of them
        income = 1.02**2 * (1.0 + e("gdp_growth_default")[n])
        gdp[n] = (np.exp(3 * 0.022) * income) ** (1 / 3) - 1.0
    assert e("growth_graduates")[0] > 0 > e("growth_graduates")[1]
    first = population + e("growth_graduates")[0] * (gdp[0] - population)
    return np.array([first, population * (1.0 + e("growth_graduates")[1])])


def private_graduates() -> Floats:
    return np.stack([e(f"private_graduates_share.{cadre}") for cadre in CADRES])


def passing() -> Floats:
    """Q0, (owner, draw)."""
    return np.stack([e(f"pass_share.{owner}") for owner in OWNERS])


def drop_out(completion: str = "completion_share.lowmid") -> Floats:
    """drop = 1 - Gamma^(1/n), (cadre, draw) (2.7)."""
    return np.stack([1.0 - e(completion) ** (1.0 / n) for n in PROGRAMME])


def doctors_graduating() -> Floats:
    """G by owner, (owner, draw): 260 in all."""
    private = e("private_graduates_share.doctor")
    return GRADUATES * np.stack([1.0 - private, private])


def licensed_of(graduates: Floats) -> Floats:
    """New licensed by owner, first and second attempts, (owner, draw) (2.9)."""
    again = (1.0 - passing()) * graduates / (1.0 + seats_growth())
    return passing() * graduates + e("resit_pass_share") * passing() * again


# --- life (2.10, 2.11)


def retirement(k: int) -> Floats:
    """Probability of retiring, (duration, draw)."""
    usual, last, spread = e("retirement_age"), e("retirement_last"), e("retirement_spread")
    out = np.zeros((50, DRAWS))
    for y in range(50):
        age = ENTRY_AGE[k] + y
        for n in range(DRAWS):
            if age >= last[n]:
                out[y, n] = 1.0
            elif age >= usual[n] - 5:
                out[y, n] = 1.0 / (1.0 + np.exp(-(age - usual[n]) / spread[n]))
    return out


def deaths(place: str, year: float) -> Floats:
    """Hazard of dying, (cadre, sex, duration); beyond 90 as at 90."""
    one = [[[hazard(place, year, s, min(a + y, 90)) for y in range(50)] for s in (0, 1)] for a in ENTRY_AGE]
    return np.array(one)


def deaths_abroad(year: float) -> Floats:
    """The same by destination, (cadre, sex, duration, destination); the rest of the world has the mean of the others."""
    known = [deaths(d, year) for d in DESTINATIONS[:4]]
    return np.stack([*known, sum(known) / 4.0], axis=-1)


# --- the economy over the run (1.2, 2.19, 2.24)

INCOME_INDEX = np.array([1.0, 5000.0 / 6000.0, 1.02**2])  # GDP per head on 1 January, over the start
PAY_MULTIPLE = ("pay_multiple.doctor.LMC", None, "pay_multiple.midlevel.LMC", "pay_multiple.community.LMC")


def pay_multiples() -> Floats:
    """Public pay over GDP per head, (cadre, draw): the nurses' is reported."""
    return np.stack([e(name) if name else np.full(DRAWS, 3.7) for name in PAY_MULTIPLE])


def pay_index() -> Floats:
    """Real pay on its path over the start, (year, draw) (2.14b)."""
    return INCOME_INDEX[:, None] ** e("pay_path_elasticity")


def demand_index() -> Floats:
    """Demand without wages over the start at the ends of the years, (year, draw) (2.24): income on its trend of 2 %."""
    out = np.empty((3, DRAWS))
    for t in (1, 2, 3):
        income = 1.02 ** min(t, 2) * (1.0 + e("gdp_growth_default")) ** max(0, t - 2)
        older = 100.0 * 0.04 * (np.exp((0.035 - 0.022) * t) - 1.0)  # percentage points
        out[t - 1] = income ** e("demand_income") * np.exp(0.022 * t) * np.exp(e("demand_65") * older)
    return out


# --- markets abroad (2.24, 2.26, 2.27)

MARKET = (("other",) * 5, ("other", "nurse_GBR", "other", "other", "other"), ("other",) * 5, ("other",) * 5)


def demand_index_abroad() -> Floats:
    """The same by destination, (year, destination, draw): income grows 1 % to 2019; the rest of the world stays."""
    out = np.ones((3, 5, DRAWS))
    for i, d in enumerate(DESTINATIONS[:4]):
        _, growth, _, old = PEOPLE[d]
        for t in (1, 2, 3):
            income = 1.01 ** min(t, 1) * (1.0 + e("gdp_growth_default")) ** max(0, t - 1)
            older = 100.0 * 0.04 * (np.exp((old - growth) * t) - 1.0)
            out[t - 1, i] = income ** e("demand_income") * np.exp(growth * t) * np.exp(e("demand_65") * older)
    return out


def growth_abroad() -> Floats:
    """g_D by destination, (destination, draw): the mean over the run."""
    return demand_index_abroad()[2] ** (1.0 / 3.0) - 1.0


def others_abroad() -> Floats:
    """W_d, those who practise there less the country's own, (cadre, destination, draw); no figures of other cadres."""
    out, stock = np.zeros((4, 5, DRAWS)), stock_abroad()
    for k, cadre in enumerate(("doctor", "nurse")):
        for i, d in enumerate(DESTINATIONS):
            out[k, i] = max(WORKFORCE[cadre][d], 0.0) - stock[k, i] if WORKFORCE[cadre][d] else 0.0
    return out


def graduates_abroad() -> Floats:
    """grad0, (cadre, destination, draw): as reported, else what keeps the workforce growing beside the foreign-trained."""
    out, others = np.zeros((4, 5, DRAWS)), others_abroad()
    for k, cadre in enumerate(("doctor", "nurse")):
        for i, d in enumerate(DESTINATIONS):
            rule = others[k, i] * (growth_abroad()[i] + e("destination_exit"))
            rule = rule * (1.0 - FOREIGN_ABROAD[cadre].get(d, 0.0))
            out[k, i] = GRADUATES_ABROAD[cadre].get(d, rule)
    return out


def exits_abroad() -> tuple[Floats, Floats]:
    """exit_d and in0, (cadre, destination, draw) each: exits are raised where graduates alone are more than is needed."""
    others, graduates = others_abroad(), graduates_abroad()
    exits, inflow = np.zeros_like(others), np.zeros_like(others)
    for k in range(4):
        for i in range(5):
            for n in range(DRAWS):
                g, usual = growth_abroad()[i, n], e("destination_exit")[n]
                needed = others[k, i, n] * (g + usual) - graduates[k, i, n]
                exits[k, i, n] = usual if needed >= 0 else graduates[k, i, n] / others[k, i, n] - g
                inflow[k, i, n] = max(needed, 0.0)
    return exits, inflow


def target(
    years: int, demand: Floats, workers: Floats, classes: list[Floats], drop: Floats, xr: Floats, g: Floats, v: Floats,
    completion: Floats,
) -> Floats:  # fmt: skip
    """Cap* of (2.26); ``classes`` are students by year of the programme on 1 January a year on, first year first."""
    ahead = demand * (1.0 + g) ** years
    left = workers * (1.0 - xr) ** years
    for i in range(1, years + 1):  # who graduates i years on is in year n - i + 1 now
        left = left + classes[years - i] * (1.0 - drop) ** i * (1.0 - xr) ** (years - i)
    gap = (1.0 - v) * ahead - left
    return np.maximum(0.0, (xr + g) * (1.0 - v) * ahead + gap / e("seat_horizon_years")) / completion
