"""Missing cells of a stock table: expected by gravity, made to agree with known totals, never an observed cell changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from braingain.flows.gravity import Fit, expected_with, fit_gravity
from braingain.flows.margins import Margins, checked_margins, filled
from braingain.flows.refusals import FlowError, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from braingain.flows.refusals import Array

AT_REST = 1e-8  # relative change of the expected stocks between two rounds
ROUNDS = 2_000
PENALTY = 100.0  # of a total that cannot be met, in units of the divergence of cells


@dataclass(frozen=True)
class Completed:
    """A stock table without gaps.

    Attributes
    ----------
    table : (training, residence), observed cells as they were. [persons]
    observed : (training, residence), True where a cell was observed.
    expected : (training, residence), what the model expects of every cell. [persons]
    coefficients : (regressor,)
    divergence : (round,)
        Kullback-Leibler divergence of the completed table from the expected one; up to a constant minus the log
        likelihood of observed cells and totals. Never rises where the totals can be met.
    row_slack, column_slack : (training,), (residence,)
        What known totals hold beyond the completed table: people at an unknown place, fewer than none where observed
        cells hold more than the total. Zero where the totals can be met. [persons]
    """

    table: Array
    observed: NDArray[np.bool_]
    expected: Array
    coefficients: Array
    divergence: Array
    row_slack: Array
    column_slack: Array


def complete_table(
    stocks: ArrayLike,
    *,
    regressors: Mapping[str, ArrayLike] | None = None,
    row_totals: ArrayLike | None = None,
    column_totals: ArrayLike | None = None,
    apart: ArrayLike | None = None,
    penalty: float = PENALTY,
) -> Completed:
    r"""A stock table completed by gravity and known totals (docs/flows.md, missing cells).

    The expected stock is :math:`\mu_{kj} = \exp(\alpha_k + \gamma_j + x_{kj}\beta)`, fitted by PPML to what was observed.
    Where totals are known, two steps alternate until nothing changes: unknown cells are filled with what is expected and
    raked to what known totals leave, and the model is fitted again to the completed table. Totals that no filling can
    meet (decided by maximum flow) are met as nearly as a divergence with a penalty allows, and the slack is reported:
    people at a place that is not known.

    Parameters
    ----------
    stocks : (training, residence)
        NaN where nothing was observed: unreported is not zero. May have other countries in rows than in columns. [persons]
    regressors : by name, (training, residence), none missing; e.g. the logarithm of distance. Needs pyfixest.
    row_totals : (training,), all workers of a training anywhere in the table, NaN where unknown. [persons]
    column_totals : (residence,), all workers in a country, NaN where unknown. [persons]
    apart : (training, residence), True where the model is not meant to hold; those cells must be observed.
        The diagonal (workers at home) where not given and the table is square.
    penalty : weight of a total that cannot be met against the cells, positive.

    Raises
    ------
    FlowError
        As :func:`fit_gravity`; where a cell that is apart is missing; where stocks or totals are negative.
    """
    observed, s, used, x = _prepared(stocks, regressors, apart)
    margins = checked_margins(s, observed, row_totals, column_totals)
    if not penalty > 0:
        raise FlowError(f"must be positive, is {penalty}", "penalty")
    first = fit_gravity(s, used & observed, x)
    return completed(s, observed, used, x, first, margins, penalty)


def completed(
    stocks: Array,
    observed: NDArray[np.bool_],
    used: NDArray[np.bool_],
    regressors: Mapping[str, Array],
    first: Fit,
    margins: Margins,
    penalty: float = PENALTY,
) -> Completed:
    """The rounds of :func:`complete_table` from a first fit on.

    ``used`` are the cells that the model is meant for, observed or not.
    """
    fit, path = first, []
    free = ~observed
    for _ in range(ROUNDS):
        table = np.where(observed, stocks, 0.0) + filled(np.where(free, fit.expected, 0.0), margins, penalty)
        path.append(divergence(table, fit.expected, used))
        if not (margins.known and free.any()):
            break
        again = fit_gravity(table, used, regressors)
        before = np.where(used, fit.expected, 0.0)
        moved = np.abs(np.where(used, again.expected, 0.0) - before).max()
        fit = again
        if moved <= AT_REST * before.max():
            break
    else:
        raise FlowError(f"the rounds of filling and fitting did not come to rest in {ROUNDS}", "stocks")
    table = np.where(observed, stocks, 0.0) + filled(np.where(free, fit.expected, 0.0), margins, penalty)
    path.append(divergence(table, fit.expected, used))
    rows, columns = margins.slack(np.where(free, table, 0.0))
    return Completed(table, observed, fit.expected, fit.coefficients, np.array(path), rows, columns)


def impute_tables(
    stocks: ArrayLike,
    rng: np.random.Generator,
    *,
    draws: int = 20,
    regressors: Mapping[str, ArrayLike] | None = None,
    row_totals: ArrayLike | None = None,
    column_totals: ArrayLike | None = None,
    apart: ArrayLike | None = None,
) -> Array:
    r"""Completed tables that differ as much as is not known: multiple imputation (docs/flows.md, missing cells).

    For each, coefficients are drawn from their normal distribution, factors of origin and destination fitted again, and
    unknown cells drawn from a negative binomial around what is expected, :math:`\mathrm{var} = \mu + \mu^2/\theta` with
    theta by moments of the observed cells. With known totals, the cells' gamma rates are drawn instead and raked to what
    the totals leave, so that they need not be whole. Observed cells are the same in all. Where countries have few
    observed cells their factors are less certain than the draws say.

    Parameters
    ----------
    rng : the source of randomness; the same state gives the same tables.
    draws : how many tables, at least 1.

    Returns
    -------
    (draw, training, residence)
        Completed tables; other parameters and refusals are those of :func:`complete_table`. [persons]
    """
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1:
        raise FlowError(f"must be a whole number from 1 on, is {draws}", "draws")
    observed, s, used, x = _prepared(stocks, regressors, apart)
    margins = checked_margins(s, observed, row_totals, column_totals)
    fitted, free = used & observed, ~observed
    fit = fit_gravity(s, fitted, x)
    whole = completed(s, observed, used, x, fit, margins)
    spread = dispersion(s, fit.expected, fitted, len(fit.coefficients))
    tables = np.empty((draws, *s.shape))
    for draw in range(draws):
        expected = whole.expected
        if len(fit.coefficients):
            beta = rng.multivariate_normal(whole.coefficients, fit.covariance)
            expected = expected_with(whole.table, used, x, beta)
        rates = np.where(free, expected, 0.0)
        if spread > 0:
            rates = rates * np.where(free, rng.gamma(1 / spread, spread, s.shape), 0.0)
        cells = filled(rates, margins) if margins.known else rng.poisson(rates).astype(float)
        tables[draw] = np.where(observed, s, cells)
    return tables


def divergence(table: Array, expected: Array, used: NDArray[np.bool_]) -> float:
    r"""Kullback-Leibler divergence of counts, :math:`\sum z \log(z/\mu) - z + \mu`, over the cells that are used."""
    z, mu = table[used], expected[used]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(z > 0, z * np.log(z / mu), 0.0)
    return float((logs - z + mu).sum())


def dispersion(stocks: Array, expected: Array, fitted: NDArray[np.bool_], coefficients: int) -> float:
    r"""1/theta of a negative binomial by moments, :math:`\sum ((S-\mu)^2 - \mu)/\mu^2` over degrees of freedom; 0 if less."""
    mu, s = expected[fitted], stocks[fitted]
    places = sum(int(fitted.any(axis).sum()) for axis in (0, 1)) - 1
    freedom = max(len(s) - places - coefficients, 1)
    terms = np.divide((s - mu) ** 2 - mu, mu**2, out=np.zeros_like(mu), where=mu > 0)
    return max(float(terms.sum()) / freedom, 0.0)


def _prepared(
    stocks: ArrayLike, regressors: Mapping[str, ArrayLike] | None, apart: ArrayLike | None
) -> tuple[NDArray[np.bool_], Array, NDArray[np.bool_], dict[str, Array]]:
    given = numbers("stocks", stocks, 2)
    wrong = (given < 0) | np.isinf(given)
    if wrong.any():
        cells = [tuple(int(at) for at in cell) for cell in np.argwhere(wrong)]
        raise FlowError("is negative or infinite", "stocks", cells)
    observed = ~np.isnan(given)
    square = given.shape[0] == given.shape[1]
    left_out: NDArray[np.bool_] = (np.eye(*given.shape) > 0) & square
    if apart is not None:
        left_out = np.asarray(apart) == 1
        if np.shape(apart) != given.shape or np.asarray(apart).dtype != bool:
            raise FlowError(f"must be a table of True and False of the shape {given.shape}", "apart")
    missing = left_out & ~observed
    if missing.any():
        cells = [tuple(int(at) for at in cell) for cell in np.argwhere(missing)]
        raise FlowError("is missing where gravity says nothing (workers at home): give a figure", "stocks", cells)
    x = {name: numbers(f"regressor {name}", value, 2) for name, value in (regressors or {}).items()}
    return observed, np.where(observed, given, 0.0), ~left_out, x
