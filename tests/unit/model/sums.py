"""Totals of what a year leaves behind, whatever else its fields are split by (sex among others)."""

from __future__ import annotations

from typing import Any

import numpy as np

from braingain.model.containers import IRREGULAR, N_WORK, RESERVE


def by_cadre(field: Any, kept: int = 0) -> np.ndarray:
    """A yearly field summed over all axes between the cadre and the last ``kept`` ones; (year, cadre, *kept, draw)."""
    array = np.asarray(field)
    return np.asarray(array.sum(axis=tuple(range(2, array.ndim - 1 - kept))))


def by_programme(field: Any) -> np.ndarray:
    """A yearly field of programmes (year, programme, cadre, ..., draw) summed over all axes after the cadre."""
    array = np.asarray(field)
    return np.asarray(array.sum(axis=tuple(range(3, array.ndim - 1))))


def of_all(field: Any) -> np.ndarray:
    """Sum of a record or stock over all axes but the draw."""
    array = np.asarray(field)
    return np.asarray(array.sum(axis=tuple(range(array.ndim - 1))))


def flows(yearly: Any) -> np.ndarray:
    """Emigrants by channel and destination, (year, cadre, channel, destination, draw)."""
    return by_cadre(yearly.flows, 2)


def legal(yearly: Any) -> np.ndarray:
    """Emigrants on legal ways by destination, (year, cadre, destination, draw)."""
    return np.asarray(flows(yearly)[:, :, :IRREGULAR].sum(axis=2))


def at_posts(yearly: Any) -> np.ndarray:
    """Own-trained at home by post, reserve and out of the sector, (year, cadre, post, draw)."""
    return by_cadre(yearly.home, 1)


def waiting(yearly: Any) -> np.ndarray:
    """The reserve, (year, cadre, draw)."""
    return np.asarray(at_posts(yearly)[:, :, RESERVE])


def in_posts(yearly: Any) -> np.ndarray:
    """Own-trained in posts, (year, cadre, draw)."""
    return np.asarray(at_posts(yearly)[:, :, :N_WORK].sum(axis=2))
