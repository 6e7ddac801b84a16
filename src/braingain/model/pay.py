"""What people earn over their no-policy path: pay, private work of public staff, claims and resentment: docs/model.md 2.14b, d, e."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import CLAIM_YEARS, FEMALE, N_SEXES, PUBLIC, Array


class Practice(NamedTuple):
    """Private work of public staff (2.14d)."""

    at_start: Array  # (cadre, place, draw) α⁰
    change: Array  # (cadre, place, draw) α − α⁰


def public_rise(raised: Array, supplement: Array, benefit: Array, place_shares: Array) -> Array:
    r"""Mean rise of public pay by levers (2.14e), share; CADRE.

    .. math:: R_k = \sum_l sh_l [(1+r_l)(1+supp_l) - 1 + benefit_l]

    All but the last two arguments' result are POSTS; ``place_shares`` are the shares of public posts by place at t0.
    """
    change = raised + supplement + raised * supplement + benefit
    return jnp.sum((change * place_shares)[:, PUBLIC], axis=1)


def claimed(rises: Array, past_rises: Array, follow: Array, switch: Array) -> Array:
    r"""Rise of public pay that other cadres win after two years (2.14e), share; CADRE.

    .. math:: q\,\max(0, \max_{m \ne k} R_m(t-2) - \max(R_k(t-2), R_k(t)))

    A cadre that had the same rise then wants for nothing; what it has got by itself since needs no claim.

    Parameters
    ----------
    rises : CADRE
        R of this year.
    past_rises : (cadre, years back, draw)
    follow : (draw,)
        1 in draws in which claims are met.
    """
    then = past_rises[:, CLAIM_YEARS - 1]
    if then.shape[0] < 2:
        return jnp.zeros_like(then)
    others = [jnp.max(jnp.delete(then, k, axis=0), axis=0) for k in range(then.shape[0])]
    return follow * switch * jnp.maximum(0.0, jnp.stack(others) - jnp.maximum(then, rises))


def relative(rises: Array, posts: Array) -> Array:
    r"""How much less a cadre's pay has risen than that of the others (2.14e), log points; CADRE.

    .. math:: rel_k = \max(0, \ln \overline{(1+R_m)}_{m \ne k} - \ln(1+R_k))

    ``rises`` are with claims; ``posts`` (CADRE) are public posts on the path, cadres without any are nobody's measure.
    """
    there = (posts > 0).astype(float)
    count = jnp.sum(there, axis=0) - there
    total = jnp.sum(there * rises, axis=0) - there * rises
    mean = jnp.where(count > 0, total / jnp.where(count > 0, count, 1.0), rises)
    return jnp.maximum(0.0, jnp.log1p(mean) - jnp.log1p(rises))


def resented(premium: Array, grant: Array, returned: Array, at_work: Array) -> Array:
    """What those who return have and others have not, by their number (2.14e), share of pay; CADRE."""
    return (premium + grant) * jnp.where(at_work > 0, returned / jnp.where(at_work > 0, at_work, 1.0), 0.0)


def practice(
    most: Array, place: Array, slope: Array, ratio: Array, added: Array, ln_private_over_public: Array, switch: Array
) -> Practice:
    r"""Private FTE of public workers by place (2.14d).

    .. math:: \alpha_l = \max(0, \alpha_{max} allow + \Delta\alpha)\, place_l\, logistic(s_\alpha \ln(w_{prv}/w_{pub}))

    Written as a change from the start that is exactly nought where nothing changes.

    Parameters
    ----------
    most, added : CADRE
    place : (place, draw)
    slope, ratio : (draw,)
        Response, and private over public pay at t0.
    ln_private_over_public : (cadre, place, draw)
        ln of private over public pay, its change from t0.
    """
    odds_against = jnp.exp(-slope * jnp.log(ratio))
    usual = place / (1.0 + odds_against)
    move = -slope * ln_private_over_public
    more = -odds_against * jnp.expm1(move) / (1.0 + odds_against * jnp.exp(move))  # logistic over its start, less 1
    allowed = jnp.maximum(added, -most)
    change = allowed[:, None] * (1.0 + more) + most[:, None] * more
    return Practice(at_start=most[:, None] * usual, change=switch * usual * change)


def private_time(practice_: Practice) -> Array:
    """Private FTE α of a public worker (2.14d); (cadre, place, draw)."""
    return jnp.maximum(0.0, practice_.at_start + practice_.change)


def public_time(practice_: Practice, hours_lost: Array, monitoring: Array, added: Array, switch: Array) -> Array:
    r"""Public FTE of a public worker (2.14d): :math:`1 - \kappa_{dual}\alpha_l(1-monitor)`; (cadre, place, draw)."""
    watched = jnp.clip(monitoring + added * switch, 0.0, 1.0)
    return 1.0 - hours_lost * private_time(practice_) * (1.0 - watched)[:, None]


def log_incomes(
    pay: Array,
    ln_wage: Array,
    ln_private: Array,
    raised: Array,
    supplement: Array,
    benefit: Array,
    practice_: Practice,
    ratio: Array,
) -> Array:
    r"""ln of income in the six posts over its no-policy path (2.14b); POSTS.

    .. math:: \ln C + \ln\frac{(1+r)(1+supp) + benefit + \alpha\rho P}{1 + \alpha^0\rho}, \qquad \ln C + \ln P

    All base pay follows ``pay`` (a pay crisis) and, in demand countries, the country's wage; raises, supplements and
    benefits are of public posts, private posts have their own market.

    Parameters
    ----------
    ln_private : CADRE
        ln P, private pay over its path.
    raised, supplement, benefit : POSTS
    """
    common = (jnp.log(pay) + ln_wage)[:, None]
    raised, supplement, benefit = raised[:, PUBLIC], supplement[:, PUBLIC], benefit[:, PUBLIC]
    given = raised + supplement + raised * supplement + benefit
    private = jnp.exp(ln_private)[:, None]
    earned = ratio * (practice_.change * private + practice_.at_start * jnp.expm1(ln_private)[:, None])
    public = common + jnp.log1p((given + earned) / (1.0 + ratio * practice_.at_start))
    elsewhere = jnp.broadcast_to(common + ln_private[:, None], public.shape)
    return jnp.concatenate([public, elsewhere], axis=1)


def gap_closed(gap: Array, closed: Array) -> Array:
    r"""What closing a part of women's pay gap adds to their log pay (2.14b): :math:`\ln\frac{1-g(1-c)}{1-g}`."""
    return jnp.log1p(gap * closed / (1.0 - gap))


def by_sex(posts: Array, women: Array) -> Array:
    """Log income of the six posts by sex, (cadre, sex, work post, draw), of men's and of what women gain."""
    sexes = [posts + women if s == FEMALE else posts + jnp.zeros_like(women) for s in range(N_SEXES)]
    return jnp.stack(jnp.broadcast_arrays(*sexes), axis=1)
