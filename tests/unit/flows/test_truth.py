"""A known truth with returns and onward moves: what each method finds of it, and the weight that fits. The page quotes it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import expm

from braingain import flows

COUNTRIES, SEEDS = 30, (0, 1, 2)
CASES = ((1, 0.05), (1, 0.01), (5, 0.05), (5, 0.01))
PAGE = Path(__file__).resolve().parents[3] / "docs" / "flows.md"


def truth(seed: int, years: int, back: float) -> np.ndarray:
    """Moves by training of an invented world: some leave, a share ``back`` a year comes back, half a percent moves on."""
    rng = np.random.default_rng(seed)
    size, pull = np.exp(rng.normal(9, 1.3, COUNTRIES)), np.exp(rng.normal(0, 1.5, COUNTRIES))
    abroad = rng.uniform(0.02, 0.3, COUNTRIES)
    leaving = rng.uniform(0.002, 0.03, COUNTRIES)
    moves = np.empty((COUNTRIES,) * 3)
    for k in range(COUNTRIES):
        start, rates = size[k] * abroad[k] * _shares(pull, k), np.zeros((COUNTRIES, COUNTRIES))
        start[k] = size[k]
        for i in range(COUNTRIES):
            rates[i] = leaving[k] * _shares(pull, k) if i == k else 0.005 * _shares(pull, i, k)
            if i != k:
                rates[i, k] = back
        moves[k] = start[:, None] * expm(years * (rates - np.diag(rates.sum(1))))
    return moves


def _shares(pull: np.ndarray, *without: int) -> np.ndarray:
    left = pull.copy()
    left[list(without)] = 0
    return left / left.sum()


@cache
def found(years: int, back: float) -> dict[str, list[float]]:
    """Of each world: all moves of the methods over the true ones, corridors that agree, and the weight."""
    out: dict[str, list[float]] = {
        name: [] for name in ("minimum", "independence", "weight", "agree_minimum", "agree_mixture")
    }
    for seed in SEEDS:
        moves = truth(seed, years, back)
        start, end = moves.sum(2), moves.sum(1)
        true = moves.sum(0)
        np.fill_diagonal(true, 0)
        least, chance = flows.minimum_open(start, end), flows.independence_open(start, end)
        weight = flows.fit_weight_open(start, end, None, None, true.sum(0)).weight
        mixture = flows.pseudo_bayes_open(start, end, weight=weight)
        out["minimum"].append(least.sum() / true.sum())
        out["independence"].append(chance.sum() / true.sum())
        out["weight"].append(weight)
        out["agree_minimum"].append(np.minimum(least, true).sum() / true.sum())
        out["agree_mixture"].append(np.minimum(mixture, true).sum() / true.sum())
    return out


@pytest.mark.parametrize(("years", "back"), CASES)
def test_the_truth_lies_between_and_the_fitted_mixture_is_nearer(years: int, back: float) -> None:
    one = found(years, back)
    assert max(one["minimum"]) < 1 < min(one["independence"])
    assert all(mixture > least for mixture, least in zip(one["agree_mixture"], one["agree_minimum"], strict=True))


def test_the_weight_belongs_to_the_interval_and_to_returns() -> None:
    weights = {case: np.mean(found(*case)["weight"]) for case in CASES}
    assert weights[1, 0.05] == pytest.approx(0.95, abs=0.01)
    assert weights[1, 0.01] > weights[1, 0.05] > weights[5, 0.05]
    assert weights[1, 0.01] > weights[5, 0.01] > weights[5, 0.05]


@pytest.mark.parametrize(("years", "back"), CASES)
def test_the_page_quotes_what_was_found(years: int, back: float) -> None:
    one = found(years, back)
    rows = [
        row
        for row in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(rf"\| {years} \| {100 * back:g} % ", row)
    ]
    assert len(rows) == 1
    assert rows[0] == quoted(years, back, one)


def quoted(years: int, back: float, one: dict[str, list[float]]) -> str:
    """A row of the table on the page."""
    part = [
        f"{100 * min(one[name]):.0f} to {100 * max(one[name]):.0f} %"
        for name in ("minimum", "agree_minimum", "agree_mixture")
    ]
    times = f"{min(one['independence']):.1f} to {max(one['independence']):.1f} ×"
    weight = f"{min(one['weight']):.2f} to {max(one['weight']):.2f}"
    return f"| {years} | {100 * back:g} % | {part[0]} | {times} | {weight} | {part[1]} | {part[2]} |"
