"""How a country's workers divide at the start: over sexes, backgrounds, places and sectors (docs/model.md 4.9, 2.15d).

Everything here is a share; the draw is the last axis.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from braingain.foundation.vocabulary import POSTS

Floats = NDArray[np.float64]

RURAL_POSTS = (2, 5)
RESERVE, OUT = POSTS.index("reserve"), POSTS.index("out")


def post_shares(place: Floats, private: Floats, reserve: Floats, out: Floats) -> Floats:
    """Share of a cadre in each of the eight posts.

    Parameters
    ----------
    place : (place, draw)
        Share of those at work in the capital, other towns and the country. [share]
    private : (place, draw)
        Private share of those at work in the place. [share]
    reserve, out : (draw,)
        Share of all who live in the country and are licensed but not at work, or left the sector. [share]
    """
    work = (1.0 - reserve - out) * place
    public, private_posts = work * (1.0 - private), work * private
    return np.concatenate([public, private_posts, reserve[None], out[None]], axis=0)


def private_by_place(private: Floats, place: Floats, tilt: tuple[float, float, float]) -> Floats:
    """Private share by place, (place, draw): the national share tilted by place, its mean over workers kept.

    A place never gets more than 95 % private; what is cut there stays cut (it is small and only where the national
    share is high).
    """
    raw = np.asarray(tilt, float)[:, None]
    mean = np.sum(place * raw, axis=0)
    return np.minimum(0.95, private * raw / np.where(mean > 0, mean, 1.0))


def split_by_background(shares: Floats, background: Floats, odds_ratio: Floats) -> Floats:
    """Divide post shares by upbringing so that rural people take rural posts with the given odds ratio (2.15d).

    Parameters
    ----------
    shares : (..., post, draw)
        Shares of the posts, summing to 1; the mean over backgrounds of the answer. [share]
    background : (..., background, draw)
        Weights of rural and urban upbringing, summing to 1. [share]
    odds_ratio : (draw,)
        Odds of a rural post of those from rural places over those from towns.

    Returns
    -------
    (..., background, post, draw)
        Shares by background, each summing to 1; within rural and within other posts in the proportions given.
    """
    rural = shares[..., RURAL_POSTS[0], :] + shares[..., RURAL_POSTS[1], :]
    from_rural, from_urban = background[..., 0, :], background[..., 1, :]
    a = from_urban * (odds_ratio - 1.0)
    b = from_rural * odds_ratio + from_urban - rural * (odds_ratio - 1.0)
    urban_people = 2.0 * rural / (b + np.sqrt(b * b + 4.0 * a * rural))
    rural_people = odds_ratio * urban_people / (1.0 + (odds_ratio - 1.0) * urban_people)
    out = np.empty((*shares.shape[:-2], 2, *shares.shape[-2:]))
    for i, share in enumerate((rural_people, urban_people)):
        in_rural = np.where(rural > 0, share / np.where(rural > 0, rural, 1.0), 1.0)
        elsewhere = np.where(rural < 1, (1.0 - share) / np.where(rural < 1, 1.0 - rural, 1.0), 1.0)
        out[..., i, :, :] = shares * elsewhere[..., None, :]
        for j in RURAL_POSTS:
            out[..., i, j, :] = shares[..., j, :] * in_rural
    return out


def population_by_place(urban_share: Floats, capital_share: Floats) -> Floats:
    """Share of people in the capital, other towns and the country, (place, draw), of the urban share of the country."""
    capital = urban_share * capital_share
    return np.stack([capital, urban_share - capital, 1.0 - urban_share])
