"""Missing cells: expected by gravity, raked to known totals, observed cells as they were; slack where totals cannot be met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain import flows

NAN = np.nan


def pyfixest() -> None:
    """Skip where the library of the extra ``gravity`` is not installed."""
    pytest.importorskip("pyfixest", reason="pyfixest is not installed: pip install 'braingain[gravity]'")


def world(seed: int, beta: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts of 8 trainings in 6 countries, a regressor, and which cells are hidden (never a whole row or column)."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(8, 6))
    mean = np.exp(rng.normal(4, 0.7, (8, 1)) + rng.normal(0, 0.7, (1, 6)) + beta * x)
    hidden = rng.random((8, 6)) < 0.25
    hidden[0], hidden[:, 0] = False, False
    return 1.0 + rng.poisson(mean), x, hidden


def test_a_table_of_factors_is_completed_exactly() -> None:
    whole = np.outer([1.0, 2, 3, 4], [10.0, 20, 50])
    holed = whole.copy()
    holed[1, 2] = holed[3, 0] = NAN
    found = flows.complete_table(holed)
    np.testing.assert_allclose(found.table, whole, rtol=1e-9)
    np.testing.assert_array_equal(found.observed, ~np.isnan(holed))
    assert found.divergence[-1] == pytest.approx(0, abs=1e-9)
    assert not found.row_slack.any()
    assert not found.column_slack.any()


def test_those_at_home_are_no_part_of_gravity() -> None:
    """Square tables: the diagonal is left out of the fit, kept, and must be given."""
    whole = np.outer([1.0, 2, 3, 4], [10.0, 20, 50, 5])
    np.fill_diagonal(whole, 10_000)
    holed = whole.copy()
    holed[1, 2] = NAN
    np.testing.assert_allclose(flows.complete_table(holed).table, whole, rtol=1e-9)
    holed[0, 0] = NAN
    with pytest.raises(flows.FlowError, match="stocks, row 1, column 1: is missing where gravity says nothing"):
        flows.complete_table(holed)


@given(seed=st.integers(0, 2**32 - 1), rows=st.booleans(), columns=st.booleans())
def test_observed_cells_stay_totals_are_met_and_the_divergence_never_rises(
    seed: int, rows: bool, columns: bool
) -> None:
    whole, _, hidden = world(seed)
    holed = np.where(hidden, NAN, whole)
    found = flows.complete_table(
        holed,
        row_totals=whole.sum(1) if rows else None,
        column_totals=np.where([True, False] * 3, whole.sum(0), NAN) if columns else None,
    )
    np.testing.assert_array_equal(found.table[~hidden], whole[~hidden])
    assert (found.table >= 0).all()
    if rows:
        np.testing.assert_allclose(found.table.sum(1), whole.sum(1), rtol=1e-9)
    if columns:
        np.testing.assert_allclose(found.table.sum(0)[::2], whole.sum(0)[::2], rtol=1e-7)
    assert (np.diff(found.divergence) <= 1e-8 * found.divergence[:-1]).all()
    assert not found.row_slack.any()
    assert not found.column_slack.any()


@given(seed=st.integers(0, 2**32 - 1))
def test_the_likelihood_of_observed_cells_and_totals_never_falls(seed: int) -> None:
    """With row totals alone the likelihood is a sum of Poisson terms: cells, and what the totals leave of each row."""
    from braingain.flows.gravity import fit_gravity
    from braingain.flows.margins import checked_margins, filled

    whole, _, hidden = world(seed)
    observed, used = ~hidden, np.ones(hidden.shape, dtype=bool)
    stocks = np.where(hidden, 0.0, whole)
    margins = checked_margins(stocks, observed, 2 * whole.sum(1), None)  # totals that pull away from the first fit
    fit, path = fit_gravity(stocks, observed, {}), []
    for _ in range(12):
        mean = fit.expected
        left, expected = margins.rows, np.where(hidden, mean, 0).sum(1)
        has = expected > 0
        path.append(
            (stocks * np.log(mean) - mean)[observed].sum()
            + (left * np.log(np.where(has, expected, 1)) - expected)[has].sum()
        )
        if not has.all():
            margins = checked_margins(stocks, observed, np.where(has, 2 * whole.sum(1), NAN), None)
        fit = fit_gravity(stocks + filled(np.where(hidden, mean, 0.0), margins), used, {})
    assert (np.diff(path[1:]) >= -1e-9 * np.abs(path[-1])).all()


def test_totals_that_cannot_be_met_leave_slack() -> None:
    whole = np.outer([1.0, 2, 3, 4], [10.0, 20, 50])
    holed = whole.copy()
    holed[0, 1] = holed[1, 2] = NAN
    # Observed cells of the first row hold 60 of a total of 50; the third row is complete and 7 short of its total.
    found = flows.complete_table(holed, row_totals=[50, NAN, 247, NAN])
    assert found.row_slack[0] == pytest.approx(-10, abs=0.01)
    assert found.row_slack[2] == pytest.approx(7)
    assert found.row_slack[1] == 0
    np.testing.assert_array_equal(found.table[~np.isnan(holed)], whole[~np.isnan(holed)])
    # Row and column disagree on their one common cell: the slack is between what both say.
    found = flows.complete_table(holed, row_totals=[80, NAN, NAN, NAN], column_totals=[NAN, 220, NAN])
    assert found.table[0, 1] == pytest.approx(
        np.sqrt(20 * 40), rel=0.02
    )  # a divergence meets them at the geometric mean
    assert found.row_slack[0] == pytest.approx(80 - 60 - found.table[0, 1])
    assert found.column_slack[1] == pytest.approx(220 - 180 - found.table[0, 1])


@pytest.mark.parametrize(
    ("stocks", "arguments", "said"),
    [
        ([[NAN, NAN], [1, 2], [3, 4]], {}, "stocks: no worker observed for training 1"),
        ([[0, 0], [1, 2], [3, 4]], {}, "stocks: no worker observed for training 1: unreported is not zero"),
        ([[5, NAN], [NAN, 2], [3, NAN]], {}, "stocks: trainings 2 share no observed destination with the first"),
        ([[5, -1], [1, 2], [3, 4]], {}, "stocks, row 1, column 2: is negative"),
        ([[5, 1], [1, 2], [3, 4]], {"row_totals": [1, 2]}, "row_totals: has 2 places"),
        ([[5, 1], [1, 2], [3, 4]], {"column_totals": [1, -2]}, "column_totals, place 2: is negative"),
        ([[5, 1], [1, 2], [3, 4]], {"penalty": 0}, "penalty: must be positive"),
        ([[5, 1], [1, 2], [3, 4]], {"apart": [[1, 0], [0, 0], [0, 0]]}, "apart: must be a table of True and False"),
        ([[5, 1], [1, 2], [3, 4]], {"regressors": {"far": [[1, 2]]}}, "regressor far: has the shape (1, 2)"),
        (
            [[5, 1], [1, 2], [3, 4]],
            {"regressors": {"far": [[1, NAN], [1, 1], [1, 1]]}},
            "regressor far, row 1, column 2: is missing or infinite",
        ),
        (
            [[5, 1], [1, 2], [3, 4]],
            {"regressors": {"flat": [[1, 2], [2, 3], [3, 4]]}},
            "regressor flat: says nothing that origins, destinations",
        ),
        (
            [[5, 1, 3], [1, 0, 4], [3, 4, 2]],
            {"regressors": {"none": [[0, 0, 0], [0, 1, 0], [0, 0, 0]]}, "apart": np.zeros((3, 3), bool)},
            "regressor none: tells pairs without workers from the rest",
        ),
    ],
)
def test_what_cannot_be_completed(stocks: list[list[float]], arguments: dict[str, object], said: str) -> None:
    with pytest.raises(flows.FlowError) as refused:
        flows.complete_table(stocks, **arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)


def test_imputed_tables_differ_where_nothing_was_observed_and_only_there() -> None:
    whole, _, hidden = world(4)
    holed = np.where(hidden, NAN, whole)
    tables = flows.impute_tables(holed, np.random.default_rng(1))
    assert tables.shape == (20, 8, 6)
    np.testing.assert_array_equal(tables[:, ~hidden], np.broadcast_to(whole[~hidden], (20, int((~hidden).sum()))))
    assert (tables[:, hidden].std(0) > 0).all()
    np.testing.assert_array_equal(tables, flows.impute_tables(holed, np.random.default_rng(1)))
    many = flows.impute_tables(holed, np.random.default_rng(2), draws=4000)[:, hidden]
    np.testing.assert_allclose(many.mean(0), flows.complete_table(holed).table[hidden], rtol=0.05)
    of_rows = flows.impute_tables(holed, np.random.default_rng(1), draws=3, row_totals=whole.sum(1))
    np.testing.assert_allclose(of_rows.sum(2), np.broadcast_to(whole.sum(1), (3, 8)), rtol=1e-9)
    with pytest.raises(flows.FlowError, match="draws: must be a whole number"):
        flows.impute_tables(holed, np.random.default_rng(1), draws=0)


def test_spread_beyond_chance_is_seen() -> None:
    """Counts of a negative binomial with theta 4 have cells that vary by mu + mu^2/4."""
    from braingain.flows.completion import dispersion

    rng = np.random.default_rng(5)
    mean = np.full((60, 40), 200.0)
    counts = rng.poisson(mean * rng.gamma(4, 1 / 4, mean.shape)).astype(float)
    everywhere = np.ones(mean.shape, dtype=bool)
    assert dispersion(counts, mean, everywhere, 0) == pytest.approx(0.25, rel=0.1)
    assert dispersion(rng.poisson(mean).astype(float), mean, everywhere, 0) < 0.001


def test_imputed_cells_vary_as_the_observed_do_and_not_as_counts_alone() -> None:
    """7.4, step 5: tables whose observed cells vary by mu + mu^2 k give missing cells that vary so, many times chance."""
    from braingain.flows.completion import dispersion

    rng = np.random.default_rng(11)
    mean = np.outer(rng.uniform(200, 800, 12), rng.uniform(0.5, 2.0, 10))
    counts = rng.poisson(mean * rng.gamma(4, 1 / 4, mean.shape)).astype(float)
    hidden = np.zeros(mean.shape, dtype=bool)
    hidden[[0, 3, 6, 9], [1, 4, 7, 2]] = True
    holed = np.where(hidden, NAN, counts)
    whole = flows.complete_table(holed)
    k = dispersion(np.nan_to_num(holed), whole.expected, ~hidden, 0)
    assert 0.1 < k < 0.5
    many = flows.impute_tables(holed, np.random.default_rng(3), draws=6000)[:, hidden]
    mu = whole.table[hidden]
    np.testing.assert_allclose(many.var(0), mu + k * mu**2, rtol=0.15)


def test_a_regressor_is_found_again_and_completes_better() -> None:
    pyfixest()
    whole, x, hidden = world(7, beta=0.8)
    holed = np.where(hidden, NAN, whole)
    found = flows.complete_table(holed, regressors={"near": x})
    assert found.coefficients[0] == pytest.approx(0.8, abs=0.05)
    plain = flows.complete_table(holed)

    def error(one: flows.Completed) -> float:
        return float(np.abs(np.log(one.table[hidden] / whole[hidden])).mean())

    assert error(found) < 0.6 * error(plain)
    with_totals = flows.complete_table(holed, regressors={"near": x}, row_totals=whole.sum(1))
    np.testing.assert_allclose(with_totals.table.sum(1), whole.sum(1), rtol=1e-9)
    assert (np.diff(with_totals.divergence) <= 1e-7 * with_totals.divergence[0]).all()
    tables = flows.impute_tables(holed, np.random.default_rng(1), regressors={"near": x}, draws=5)
    assert (tables[:, hidden].std(0) > 0).all()


def test_without_the_library_a_regressor_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyfixest", None)
    whole, x, hidden = world(7)
    with pytest.raises(flows.FlowError, match="regressors need pyfixest: pip install"):
        flows.complete_table(np.where(hidden, NAN, whole), regressors={"near": x})
