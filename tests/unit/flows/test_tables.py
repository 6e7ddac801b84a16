"""Tidy tables in and out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from braingain import flows

ROWS = {
    "origin": ["GHA", "GHA", "GBR", "GBR", "GHA"],
    "destination": ["GBR", "GHA", "GBR", "GHA", "GHA"],
    "year": [2010, 2010, 2010.0, 2010, 2015],
    "value": [5, 100, 800, None, 90.5],
}


@pytest.mark.parametrize(
    "table",
    [ROWS, pd.DataFrame(ROWS), pd.DataFrame(ROWS).sample(frac=1, random_state=3), pd.DataFrame(ROWS).convert_dtypes()],
)
def test_a_table_becomes_arrays_by_name(table: object) -> None:
    stocks = flows.from_table(table)  # type: ignore[arg-type]
    assert stocks.countries == ("GBR", "GHA")
    assert stocks.years == (2010, 2015)
    np.testing.assert_array_equal(stocks.workers[0], [[800, np.nan], [5, 100]])
    np.testing.assert_array_equal(stocks.workers[1], [[np.nan, np.nan], [np.nan, 90.5]])
    turned = flows.from_table(table, countries=["GHA", "GBR"])  # type: ignore[arg-type]
    np.testing.assert_array_equal(turned.workers[0], [[100, 5], [np.nan, 800]])


def test_there_and_back() -> None:
    names = ["C", "A", "B"]
    moves = np.array([[0, 1.5, 2], [3, 0, 4], [5, 6, 0]])
    table = flows.to_table(moves, names, 2010)
    assert list(table.columns) == ["origin", "destination", "year", "value"]
    assert len(table) == 6
    back = flows.from_table(table, countries=names).workers[0]
    np.testing.assert_array_equal(np.where(np.eye(3) > 0, 0, back), moves)
    whole = flows.to_table(np.arange(27.0).reshape(3, 3, 3), names, 2010)
    assert list(whole.columns) == ["training", "origin", "destination", "year", "value"]
    assert whole.query("training == 'A' and origin == 'B' and destination == 'C'")["value"].item() == 15
    with pytest.raises(flows.FlowError, match="flows: has the shape"):
        flows.to_table(moves, ["A", "B"], 2010)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"year": None}, "table: has no column year"),
        ({"value": [1, 2, 3]}, "table: has columns of different lengths"),
        ({"origin": ["GHA", "GHA", "", "GBR", "GHA"]}, "table, place 3: origin is empty or no text"),
        ({"year": [2010, 2010.5, 2010, 2010, 2015]}, "table, place 2: year is no whole number"),
        ({"value": [1, "2", 3, 4, 5]}, "table, place 2: value is no number"),
        ({"year": [2010, 2010, 2010, 2010, 2010]}, "table, place 5: rows 2 and 5 are both of GHA in GHA, 2010"),
    ],
)
def test_tables_that_cannot_be_read(changed: dict[str, object], said: str) -> None:
    table = {name: value for name, value in (ROWS | changed).items() if value is not None}
    with pytest.raises(flows.FlowError) as refused:
        flows.from_table(table)  # type: ignore[arg-type]
    assert str(refused.value) == said or str(refused.value).startswith(said)


def test_countries_that_were_not_asked_for_are_refused() -> None:
    with pytest.raises(flows.FlowError, match="not among those asked for: GBR"):
        flows.from_table(ROWS, countries=["GHA", "USA"])
    with pytest.raises(flows.FlowError, match="names a country twice"):
        flows.from_table(ROWS, countries=["GHA", "GHA"])
    with pytest.raises(flows.FlowError, match="has no rows"):
        flows.from_table({name: [] for name in ROWS})


def test_the_library_needs_numpy_alone_until_more_is_asked_for() -> None:
    import subprocess
    import sys

    code = (
        "import sys, braingain.flows\n"
        "heavy = [name for name in ('pandas', 'scipy', 'pyfixest', 'jax') if name in sys.modules]\n"
        "ours = [name for name in sys.modules if name.startswith('braingain.') and 'flows' not in name]\n"
        "print(heavy, ours)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"
