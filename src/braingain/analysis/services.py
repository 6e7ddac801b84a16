"""Service by place, and what goes with it in other countries: coverage and mortality (docs/model.md 2.38 to 2.40).

Density, coverage and mortality are *associated*, not caused: the responses are differences between countries, and half of
one long-run effect came only after fifteen years (E82).
"""

from __future__ import annotations

import numpy as np

from braingain.foundation.vocabulary import PLACES

PER_1000 = 1e3
REFERENCE_DENSITY = 2.28  # workers for 1 000 people at which the World Health Report 2006 saw 80 % of births attended
REACH = 40.0  # logits: beyond it a share is 0 or 1 to the last digit
STEPS = 80  # halvings: closer than a float can tell


def full_time(
    workers: np.ndarray,
    fte: np.ndarray,
    rural_fte: np.ndarray | float = 1.0,
    per_head: np.ndarray | float = 1.0,
    missions: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Full-time equivalents at work by place: ``fte[s]·per head·persons + missions``. (year, cadre, place, draw)

    Parameters
    ----------
    workers : (year, cadre, sex, place, draw)
        Heads at work. [persons]
    fte : (sex, draw)
        Full-time equivalents a head; in rural places times ``rural_fte`` (draw,).
    per_head : (year, cadre, place, draw)
        What second jobs and skills from abroad make of a head's hours (2.14d, 2.22b), 1 without them.
    missions : (year, cadre, place, draw)
        Service of people on mission. [fte]
    """
    by_place = (workers * fte[:, None]).sum(axis=2)
    by_place = np.concatenate([by_place[:, :, :-1], by_place[:, :, -1:] * rural_fte], axis=2)
    return np.asarray(by_place * per_head + missions)


def of_missions(received: np.ndarray, lost: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """Service of missions to the country, in rural places, less that of workers sent away, where workers are (2.23, 2.38).

    Takes (year, programme, cadre, draw), (year, cadre, draw) and heads (year, cadre, place, draw), and gives full-time
    equivalents in the shape of the last.
    """
    heads = np.asarray(heads)
    whole = heads.sum(axis=2, keepdims=True)
    away = np.asarray(lost)[:, :, None] * np.divide(heads, whole, out=np.zeros_like(heads), where=whole > 0)
    rural = np.array([place == "rural" for place in PLACES])[:, None]
    return np.asarray(rural * np.asarray(received).sum(axis=1)[:, :, None] - away)


def lost_in_courses(bridging: np.ndarray, study_lost: np.ndarray | float, post_shares: np.ndarray) -> np.ndarray:
    """Work lost by people in bridging courses, who keep public posts (2.9d). (year, cadre, place, draw) [fte]

    Parameters
    ----------
    bridging : (year, cadre, sex, draw)
    study_lost : (cadre, draw)
    post_shares : (cadre, work post, draw)
        Public posts by place at the start.
    """
    lost = np.asarray(bridging).sum(axis=2) * study_lost
    return np.asarray(lost[:, :, None] * np.asarray(post_shares)[:, : len(PLACES)])


def service_density(equivalents: np.ndarray, task: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Workers in doctors' full-time equivalents for 1 000 people of each place (2.38). (year, place, draw)

    Parameters
    ----------
    equivalents : (year, cadre, place, draw) [fte]
    task : (cadre, draw)
        Weight of a cadre in service; (year, cadre, draw) where a lever changes it.
    population : (year, place, draw) [persons]
    """
    service = (equivalents * task[..., : equivalents.shape[1], None, :]).sum(axis=1)
    return PER_1000 * np.divide(service, population, out=np.zeros(service.shape), where=population > 0)


def national(by_place: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Mean over people of what places have. (year, place, draw) to (year, draw)"""
    return np.asarray((by_place * population).sum(axis=-2) / population.sum(axis=-2))


def coverage(level: np.ndarray, response: np.ndarray, density: np.ndarray) -> np.ndarray:
    """Share of people reached by a service, ``logit cov = α + β ln dens`` (2.39); nobody where there is no service.

    ``level`` and ``response`` are (draw,), ``density`` is per 1 000 people with the draw last.
    """
    some = density > 0
    logit = level + response * np.log(np.where(some, density, 1.0))
    return np.where(some, 1.0 / (1.0 + np.exp(-logit)), 0.0)


def reference_level(share: np.ndarray, response: np.ndarray) -> np.ndarray:
    """The level α at which a share is covered at 2.28 workers for 1 000 people (2.39). (draw,)"""
    return np.asarray(np.log(share / (1.0 - share)) - response * np.log(REFERENCE_DENSITY))


def level_of_figure(share: float, response: np.ndarray, density: np.ndarray, population: np.ndarray) -> np.ndarray:
    """The level α at which places together reach a national figure (2.39, 5.1 (9)), by halving. (draw,)

    Parameters
    ----------
    share : the figure, between 0 and 1.
    density, population : (place, draw)
        Of the year of the figure.

    Raises
    ------
    ValueError
        For a figure that no level reaches.
    """
    if not 0.0 < share < 1.0 or np.any(density.max(axis=0) <= 0):
        raise ValueError(f"no level gives a coverage of {share} at these densities")
    with_service = national((density > 0).astype(float), population)
    if np.any(with_service <= share):
        raise ValueError(f"fewer people live near any service than the {share} that are said to be covered")
    terms = response * np.log(np.where(density > 0, density, 1.0))
    low = -REACH - np.where(density > 0, terms, -np.inf).max(axis=0)
    high = REACH - np.where(density > 0, terms, np.inf).min(axis=0)
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        above = national(coverage(middle, response, density), population) > share
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((low + high) / 2.0)


def mortality_ratio(elasticity: np.ndarray, density: np.ndarray, density0: np.ndarray) -> np.ndarray:
    """Mortality over that at the start, ``(dens/dens⁰)^ε`` (2.40), associated and not caused; 1 where no service is known.

    ``density`` (year, draw) and ``density0`` (draw,) are national.
    """
    known = (density > 0) & (density0 > 0)
    ratio = np.where(known, density, 1.0) / np.where(known, density0, 1.0)
    return np.asarray(ratio**elasticity)
