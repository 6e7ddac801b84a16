"""Expected stocks of pairs that were not observed: origin, destination and what the pair is like, by PPML (docs/flows.md, missing cells)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.flows.refusals import FlowError
from braingain.flows.scaling import factors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from braingain.flows.refusals import Array

MET = 1e-4  # of the whole: a fit whose totals are further from the observed ones is no maximum of the likelihood
FLAT = 1e-9  # of its size: what is left of a regressor once origins and destinations are taken out


class Fit(NamedTuple):
    r"""A fit of :math:`\mu_{kj} = \exp(\alpha_k + \gamma_j + x_{kj}\beta)`.

    Attributes
    ----------
    expected : (training, residence), also where nothing was observed; 0 where the model does not reach. [persons]
    coefficients : (regressor,), beta.
    covariance : (regressor, regressor), robust (HC1), of beta.
    """

    expected: Array
    coefficients: Array
    covariance: Array


def fit_gravity(stocks: Array, used: NDArray[np.bool_], regressors: Mapping[str, Array]) -> Fit:
    """Poisson pseudo-maximum likelihood with a factor of each origin and each destination.

    Without regressors the fit is proportional fitting of ones to the observed totals, which needs no library. With
    them pyfixest fits (``pip install 'braingain[gravity]'``). Standard errors are robust (HC1), not clustered.

    Parameters
    ----------
    stocks : (training, residence). [persons]
    used : (training, residence), cells that are fitted.
    regressors : by name, (training, residence), such as the logarithm of distance.

    Raises
    ------
    FlowError
        Where a country has no observed worker, where observed cells do not hang together, where a regressor is missing
        in a cell, says nothing beyond origin and destination, or is separated (it tells zeros from the rest); naming it.
    """
    check_reach(stocks, used)
    checked = _checked_regressors(stocks, used, regressors)
    if not checked:
        totals = np.where(used, stocks, 0.0)
        u, v = factors(used.astype(float), totals.sum(1)[None], totals.sum(0)[None])
        return Fit(u[0][:, None] * v[0], np.zeros(0), np.zeros((0, 0)))
    coefficients, covariance = _by_pyfixest(stocks, used, checked)
    return Fit(expected_with(stocks, used, checked, coefficients), coefficients, covariance)


def expected_with(stocks: Array, used: NDArray[np.bool_], regressors: Mapping[str, Array], beta: Array) -> Array:
    """Expected stocks where the coefficients are given: factors of origin and destination meet the observed totals.

    Parameters and shapes are those of :func:`fit_gravity`; ``beta`` is (regressor,).
    """
    pull = sum((b * x for b, x in zip(beta, regressors.values(), strict=True)), np.zeros(stocks.shape))
    weights = np.exp(pull - pull[used].max())
    totals = np.where(used, stocks, 0.0)
    u, v = factors(np.where(used, weights, 0.0), totals.sum(1)[None], totals.sum(0)[None])
    return u[0][:, None] * weights * v[0]


def check_reach(stocks: Array, used: NDArray[np.bool_]) -> None:
    """Refuse countries of which nothing positive was observed, and cells that fall into groups without a link.

    Raises
    ------
    FlowError
        A country without observed workers would be fitted as nobody, with a small error and no message; levels of
        groups without a link cannot be compared.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    positive = used & (stocks > 0)
    for name, axis in (("training", 1), ("residence", 0)):
        without = np.flatnonzero(~positive.any(axis))
        if without.size:
            shown = ", ".join(str(int(at) + 1) for at in without[:5])
            what = f"no worker observed for {name} {shown}: unreported is not zero, and zeros alone fit nothing"
            raise FlowError(f"{what}; leave the country out, or give a figure", "stocks")
    i, j = np.nonzero(positive)
    size = sum(stocks.shape)
    links = coo_array((np.ones(len(i)), (i, j + len(stocks))), shape=(size, size))
    count, group = connected_components(links, directed=False)
    if count > 1:
        apart = [str(int(at) + 1) for at in np.flatnonzero(group[: len(stocks)] != group[0])[:5]]
        what = f"trainings {', '.join(apart)} share no observed destination with the first"
        raise FlowError(f"{what}: nothing links their levels", "stocks")


def _checked_regressors(stocks: Array, used: NDArray[np.bool_], regressors: Mapping[str, Array]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for name, given in regressors.items():
        x = np.asarray(given, dtype=float)
        if x.shape != stocks.shape:
            raise FlowError(f"has the shape {x.shape}, stocks have {stocks.shape}", f"regressor {name}")
        if not np.isfinite(x).all():
            cells = [tuple(int(at) for at in cell) for cell in np.argwhere(~np.isfinite(x))]
            raise FlowError("is missing or infinite: no pair is left out in silence", f"regressor {name}", cells)
        found[name] = x
    say = "says nothing that origins, destinations and the others do not say"
    _say_something(used, found, say)
    _say_something(used & (stocks > 0), found, f"tells pairs without workers from the rest, and {say} of the rest")
    return found


def _say_something(used: NDArray[np.bool_], regressors: Mapping[str, Array], what: str) -> None:
    """Refuse a regressor that origins, destinations and the regressors before it say already, in these cells."""
    before: list[Array] = []
    for name, x in regressors.items():
        left = _beyond_places(used, x)
        for other in before:
            left = left - other * (left @ other)
        size = np.abs(x[used]).max(initial=0.0)
        if np.abs(left).max(initial=0.0) <= FLAT * max(size, np.finfo(float).tiny):
            raise FlowError(what, f"regressor {name}")
        before.append(left / np.linalg.norm(left))


def _beyond_places(used: NDArray[np.bool_], x: Array) -> Array:
    """What is left of a regressor in these cells once a constant of each origin and each destination is taken out."""
    cells, count = used.astype(float), len(used)
    inner = np.block([[np.diag(cells.sum(1)), cells], [cells.T, np.diag(cells.sum(0))]])
    sums = np.concatenate([(cells * x).sum(1), (cells * x).sum(0)])
    places = np.linalg.lstsq(inner, sums, rcond=None)[0]
    return (x - places[:count, None] - places[count:])[used]


def _by_pyfixest(stocks: Array, used: NDArray[np.bool_], regressors: Mapping[str, Array]) -> tuple[Array, Array]:
    import warnings

    try:
        import pyfixest
    except ImportError:
        raise FlowError("regressors need pyfixest: pip install 'braingain[gravity]'", "regressors") from None
    import pandas as pd

    i, j = np.nonzero(used)
    names = [f"x{at}" for at in range(len(regressors))]
    frame = pd.DataFrame({"stock": stocks[used], "training": i, "residence": j})
    for short, x in zip(names, regressors.values(), strict=True):
        frame[short] = x[used]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is tested below
        fit = pyfixest.fepois(
            f"stock ~ {' + '.join(names)} | training + residence",
            frame,
            vcov="HC1",
            iwls_tol=1e-12,
            iwls_maxiter=200,
            separation_check=["fe", "ir"],
        )
    if int(fit._N) != len(frame):
        what = (
            f"separates {len(frame) - int(fit._N)} pairs without workers from the rest: its coefficient has no maximum"
        )
        raise FlowError(f"one of them {what}", f"regressors {', '.join(regressors)}")
    beta = np.array([float(fit.coef()[short]) for short in names])
    _is_maximum(stocks, used, regressors, beta)
    return beta, np.atleast_2d(np.asarray(fit._vcov, dtype=float))


def _is_maximum(stocks: Array, used: NDArray[np.bool_], regressors: Mapping[str, Array], beta: Array) -> None:
    """Refuse a fit at which some regressor's own equation does not hold: it is separated, or the fit did not end."""
    expected = expected_with(stocks, used, regressors, beta)
    for name, x in regressors.items():
        off = float((np.where(used, stocks - expected, 0.0) * x)[used].sum())
        if abs(off) > MET * np.abs(x[used] * stocks[used]).sum() + MET:
            raise FlowError(
                "its coefficient has no maximum: it tells zeros from the rest, or the fit did not end", name
            )
