"""Newton's step of the capacity systems (2.3, 2.3b): a small linear system, solved by elimination."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

LARGEST_STEP = 5.0
TOO_FEW = 1e-12  # places over those who choose; fewer are none


def newton_step(active: Sequence[int], flow: np.ndarray, capacity: np.ndarray, slopes: np.ndarray) -> dict[int, float]:
    """Step of ln m that would bring the active flows to their capacities, clipped to ±5."""
    matrix = [[float(slopes[a, b]) for b in active] for a in active]
    wanted = [-math.log(flow[a] / capacity[a]) for a in active]
    step = solve(matrix, wanted)
    return {a: max(-LARGEST_STEP, min(LARGEST_STEP, x)) for a, x in zip(active, step, strict=True)}


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination with the largest pivot of the column."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        best = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    answer = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][c] * answer[c] for c in range(i + 1, size))
        answer[i] = (rows[i][size] - known) / rows[i][i]
    return answer
