"""Stocks of one definition and one date out of stocks as they were published (docs/flows.md, MODEL 7.4 step 1).

What was done to a cell stands beside it: nothing is filled in silence, and what cannot be reached stays missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.flows.refusals import FlowError
from braingain.flows.tables import Stocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from braingain.flows.refusals import Array

LONGEST = 5  # years inside which a stock is interpolated
MARKS = ("missing", "reported", "interpolated", "shared out")  # quality of a cell, by its number
MISSING, REPORTED, INTERPOLATED, SHARED_OUT = range(4)


class Harmonised(NamedTuple):
    """Stocks at the dates asked for.

    Attributes
    ----------
    stocks : countries and years asked for; ``workers`` (year, training, residence), NaN where nothing is known. [persons]
    quality : (year, training, residence), places in ``MARKS``.
    """

    stocks: Stocks
    quality: NDArray[np.int8]


def harmonise(
    stocks: Stocks,
    years: Sequence[int],
    unknown: Array | None = None,
    definitions: Sequence[str] = (),
    expected: Array | None = None,
) -> Harmonised:
    r"""Stocks of the years asked for: interpolated inside, those of unknown origin shared out.

    Between two years with a figure, at most five apart, a stock goes by its logarithm; where one of them is nought, straight:

    .. math:: S(t) = S_1^{1-w} S_2^{w}, \quad w = \frac{t-t_1}{t_2-t_1}

    Before the first and after the last figure nothing is made up.

    Parameters
    ----------
    stocks : as published, NaN where a cell has no figure. [persons]
    years : dates asked for, in rising order.
    unknown : (year, residence), optional
        Workers of unknown or other origin of the years of ``stocks``, NaN where there are none. They are interpolated
        alike, and shared out over the origins of a destination. [persons]
    definitions : optional
        Of each year of ``stocks`` what a row counts, such as ``trained`` or ``born``.
    expected : (training, residence), optional
        By what the unknown are shared out: expected stocks of ``fit_gravity``, say. The known stocks where not given.

    Raises
    ------
    FlowError
        Where years are not in rising order, definitions differ, shapes do not fit, a stock is negative, or unknown workers
        have no origin over which they could be shared out.
    """
    wanted = tuple(int(year) for year in years)
    if not wanted or list(wanted) != sorted(set(wanted)):
        raise FlowError("are not in rising order", "years")
    _one_definition(stocks, definitions)
    workers = np.asarray(stocks.workers, dtype=float)
    if np.any(workers < 0):
        raise FlowError("is negative", "stocks", [tuple(int(i) for i in at) for at in np.argwhere(workers < 0)[:20]])
    found, between = _at(workers, stocks.years, wanted)
    quality = np.where(np.isnan(found), MISSING, np.where(between, INTERPOLATED, REPORTED)).astype(np.int8)
    if unknown is not None:
        found, quality = _shared_out(found, quality, _unknown_at(unknown, stocks, wanted), expected)
    return Harmonised(Stocks(stocks.countries, wanted, found), quality)


def _one_definition(stocks: Stocks, definitions: Sequence[str]) -> None:
    if definitions and len(definitions) != len(stocks.years):
        raise FlowError(f"are {len(definitions)}, years are {len(stocks.years)}", "definitions")
    kinds = sorted(set(definitions))
    if len(kinds) > 1:
        raise FlowError(
            f"mix {' and '.join(kinds)}: stocks of one definition alone can be set beside one another", "definitions"
        )


def _at(values: Array, known: Sequence[int], wanted: Sequence[int]) -> tuple[Array, NDArray[np.bool_]]:
    """Values of the years wanted, and where they were interpolated; (year wanted, ...) both."""
    out = np.full((len(wanted), *values.shape[1:]), np.nan)
    between = np.zeros(out.shape, bool)
    given = ~np.isnan(values)
    for place, year in enumerate(wanted):
        for first, before in enumerate(known):
            if before > year:
                break
            exact = given[first] & (before == year)
            out[place] = np.where(exact, values[first], out[place])
        for first, before in enumerate(known):
            for last in range(first + 1, len(known)):
                after = known[last]
                if not before < year < after or after - before > LONGEST:
                    continue
                beside = given[first + 1 : last].any(axis=0) if last > first + 1 else np.zeros(values.shape[1:], bool)
                here = given[first] & given[last] & ~beside & np.isnan(out[place])
                share = (year - before) / (after - before)
                out[place] = np.where(here, _between(values[first], values[last], share), out[place])
                between[place] |= here
    return out, between


def _between(first: Array, last: Array, share: float) -> Array:
    """On the logarithmic scale where both are positive, else straight."""
    both = (first > 0) & (last > 0)
    logs = np.exp((1 - share) * np.log(np.where(both, first, 1.0)) + share * np.log(np.where(both, last, 1.0)))
    return np.where(both, logs, (1 - share) * first + share * last)


def _unknown_at(unknown: Array, stocks: Stocks, wanted: Sequence[int]) -> Array:
    values = np.asarray(unknown, dtype=float)
    shape = (len(stocks.years), len(stocks.countries))
    if values.shape != shape:
        raise FlowError(f"has the shape {values.shape}, it should be {shape}", "unknown")
    if np.any(values < 0):
        raise FlowError("is negative", "unknown", [tuple(int(i) for i in at) for at in np.argwhere(values < 0)[:20]])
    return np.nan_to_num(_at(values, stocks.years, wanted)[0])


def _shared_out(
    workers: Array, quality: NDArray[np.int8], unknown: Array, expected: Array | None
) -> tuple[Array, NDArray[np.int8]]:
    """Those of unknown origin added to the origins of their destination; the diagonal, home-trained, takes none of them."""
    if expected is not None and np.shape(expected) != workers.shape[1:]:
        raise FlowError(f"has the shape {np.shape(expected)}, it should be {workers.shape[1:]}", "expected")
    weights = (
        np.nan_to_num(workers) if expected is None else np.where(np.isnan(workers), 0.0, np.asarray(expected, float))
    )
    weights = weights * (1.0 - np.eye(workers.shape[1]))
    sums = weights.sum(axis=1)
    without = (unknown > 0) & (sums <= 0)
    if without.any():
        at = [(int(t), int(j)) for t, j in np.argwhere(without)[:20]]
        raise FlowError(
            "has workers of unknown origin and no origin over which they could be shared out", "unknown", at
        )
    factor = np.divide(unknown, sums, out=np.zeros_like(sums), where=sums > 0)
    more = weights * factor[:, None, :]
    changed = np.where(more > 0, SHARED_OUT, quality).astype(np.int8)
    return workers + more, changed
