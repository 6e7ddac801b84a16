"""Worked cases with their answers: FS1 to FS10 as published with migest 2.0.5 or computed by hand (docs/flows.md), and ten small ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

A1 = [[1000, 100, 10, 0], [55, 555, 50, 5], [80, 40, 800, 40], [20, 25, 20, 200]]
B1 = [[950, 100, 60, 0], [80, 505, 75, 5], [90, 30, 800, 40], [40, 45, 0, 180]]
A2 = [[100, 10, 10, 0], [20, 55, 25, 10], [10, 40, 140, 65], [20, 25, 20, 200]]
B2 = [[70, 30, 10, 10], [25, 60, 10, 15], [10, 55, 140, 50], [40, 45, 0, 180]]
A4 = [[100, 10, 10, 0], [80, 180, 10, 90], [30, 10, 140, 40], [60, 70, 10, 160]]
B4 = [[95, 5, 15, 5], [75, 225, 5, 55], [55, 0, 115, 50], [35, 25, 25, 215]]
B7 = [[1060, 60, 10, 10], [45, 540, 40, 0], [70, 75, 770, 70], [30, 30, 20, 230]]
B10 = [[75, 25, 5, 15], [20, 45, 30, 15], [30, 40, 150, 35], [10, 50, 5, 200]]
DISTANCE = [[0, 5, 50, 500], [5, 0, 45, 495], [50, 45, 0, 450], [500, 495, 450, 0]]
NONE = [0, 0, 0, 0]
EXITS = [70, 30, 50, 10]

# name, estimator, arguments, cells (row, column, persons, tolerance), total, its tolerance
PUBLISHED: list[tuple[str, str, dict[str, Any], list[tuple[int, int, float, float]], float, float]] = [
    (
        "FS1",
        "minimum_open",
        {"start": A1, "end": B1},
        [
            (0, 2, 50, 1e-09),
            (1, 0, 35, 1e-09),
            (1, 2, 25, 1e-09),
            (2, 0, 10, 1e-09),
            (2, 1, 10, 1e-09),
            (3, 0, 10, 1e-09),
            (3, 1, 10, 1e-09),
        ],
        150,
        1e-9,
    ),
    (
        "FS2",
        "minimum_open",
        {"start": A2, "end": B2},
        [
            (0, 1, 20, 1e-09),
            (0, 3, 10, 1e-09),
            (2, 0, 15, 1e-09),
            (2, 1, 15, 1e-09),
            (2, 3, 5, 1e-09),
            (3, 0, 10, 1e-09),
            (3, 1, 25, 1e-09),
        ],
        100,
        1e-9,
    ),
    (
        "FS3, weighted by distance",
        "minimum_open",
        {"start": A2, "end": B2, "affinity": DISTANCE},
        [
            (0, 1, 20, 1e-09),
            (0, 3, 10, 1e-09),
            (2, 0, 15.23823, 5e-06),
            (2, 1, 14.76177, 5e-06),
            (2, 3, 5, 1e-09),
            (3, 0, 9.76177, 5e-06),
            (3, 1, 25.23823, 5e-06),
        ],
        100,
        1e-9,
    ),
    (
        "FS3, weighted by nearness",
        "minimum_open",
        {"start": A2, "end": B2, "affinity": [[1 / d if d else 0 for d in row] for row in DISTANCE]},
        [(2, 0, 14.76177, 5e-6), (2, 1, 15.23823, 5e-6), (3, 0, 10.23823, 5e-6), (3, 1, 24.76177, 5e-6)],
        100,
        1e-9,
    ),
    (
        "FS4",
        "minimum_open",
        {"start": A4, "end": B4},
        [
            (0, 1, 5, 1e-09),
            (0, 2, 55 / 7, 1e-09),
            (0, 3, 155 / 7, 1e-09),
            (1, 0, 50 / 7, 1e-09),
            (1, 2, 85 / 7, 1e-09),
            (1, 3, 285 / 7, 1e-09),
            (2, 0, 125 / 7, 1e-09),
            (2, 1, 5, 1e-09),
            (2, 3, 50 / 7, 1e-09),
            (3, 1, 35, 1e-09),
        ],
        160,
        1e-9,
    ),
    (
        "FS5",
        "independence_open",
        {"start": A4, "end": B4},
        [(0, 1, 59.166667, 5e-7), (3, 2, 35.492424, 5e-7)],
        558.005051,
        5e-7,
    ),
    (
        "FS6",
        "pseudo_bayes_open",
        {"start": A4, "end": B4, "weight": 0.87},
        [(1, 3, 45.867716, 5e-7)],
        211.740657,
        5e-7,
    ),
    (
        "FS7",
        "minimum_open",
        {"start": A1, "end": B7, "entries": [80, 20, 40, 60], "exits": EXITS},
        [(2, 1, 34.183358, 5e-7), (3, 2, 1.392887, 5e-7)],
        131.954873,
        5e-7,
    ),
    (
        "FS9",
        "minimum_closed",
        {"start": A1, "end": B7, "entries": [80, 20, 60, 60], "exits": EXITS},
        [],
        127.6937,
        5e-5,
    ),
    (
        "FS10, drop",
        "stock_difference_drop",
        {"start": A2, "end": B10},
        [(0, 1, 15, 0), (0, 3, 15, 0), (1, 2, 5, 0), (1, 3, 5, 0), (2, 0, 20, 0), (3, 1, 25, 0)],
        85,
        0,
    ),
    (
        "FS10, reverse",
        "stock_difference_reverse",
        {"start": A2, "end": B10},
        [
            (0, 1, 15, 0),
            (0, 3, 25, 0),
            (1, 2, 5, 0),
            (1, 3, 5, 0),
            (2, 0, 25, 0),
            (3, 1, 25, 0),
            (2, 3, 15, 0),
            (3, 2, 30, 0),
        ],
        145,
        0,
    ),
]

START = [[900, 60, 40], [5, 800, 30], [2, 10, 1200]]
END = [[850, 100, 50], [10, 785, 40], [2, 20, 1190]]
MINIMUM = [
    [["850", "40", "10"], ["0", "60", "0"], ["0", "0", "40"]],
    [["5", "0", "0"], ["5", "785", "10"], ["0", "0", "30"]],
    [["2", "0", "0"], ["0", "10", "0"], ["0", "10", "1190"]],
]


def _fractions(table: Any) -> Any:
    return [_fractions(row) for row in table] if isinstance(table, list) else Fraction(table)


def _by_hand(weight: str) -> list[Any]:
    """The mixture of cases 03 and 04 in fractions: y = w min + (1 - w) a b / T."""
    w, least = Fraction(weight), _fractions(MINIMUM)
    tables = []
    for k in range(3):
        a, b = START[k], END[k]
        chance = [[Fraction(a[i] * b[j], sum(a)) for j in range(3)] for i in range(3)]
        tables.append([[w * least[k][i][j] + (1 - w) * chance[i][j] for j in range(3)] for i in range(3)])
    return tables


# name, estimator, arguments, origin x destination in fractions, by training in fractions or None, tolerance
SMALL: list[tuple[str, str, dict[str, Any], list[list[str]], Any, float]] = [
    (
        "01-difference-drop",
        "stock_difference_drop",
        {"start": START, "end": [[850, 90, 50], [10, 790, 50], [2, 15, 1190]]},
        [["0", "30", "10"], ["5", "0", "20"], ["0", "5", "0"]],
        None,
        0,
    ),
    (
        "02-difference-reverse",
        "stock_difference_reverse",
        {"start": START, "end": [[910, 45, 50], [10, 790, 25], [0, 15, 1190]]},
        [["0", "0", "12"], ["20", "0", "0"], ["0", "10", "0"]],
        None,
        0,
    ),
    (
        "03-minimum",
        "minimum_open",
        {"start": START, "end": END, "entries": [0, 0, 0], "exits": [0, 0, 0]},
        [["0", "40", "10"], ["5", "0", "10"], ["0", "10", "0"]],
        _fractions(MINIMUM),
        1e-9,
    ),
    (
        "04-independence",
        "independence_open",
        {"start": START, "end": END, "entries": [0, 0, 0], "exits": [0, 0, 0]},
        [
            ["0", "4793615/50601", "2388530/50601"],
            ["3066286/50601", "0", "2587828/50601"],
            ["612938/16867", "877178/16867", "0"],
        ],
        _by_hand("0"),
        1e-9,
    ),
    (
        "05-mixture",
        "pseudo_bayes_open",
        {"start": START, "end": END, "entries": [0, 0, 0], "exits": [0, 0, 0], "weight": 0.87},
        [
            ["0", "9536339/202404", "3753688/253005"],
            ["61873153/5060100", "0", "38832317/2530050"],
            ["3984097/843350", "6519401/421675", "0"],
        ],
        _by_hand("87/100"),
        1e-9,
    ),
    (
        "06-open-account",
        "minimum_open",
        {
            "start": [[900, 60, 40], [10, 800, 30], [10, 20, 1200]],
            "end": [[930, 90, 60], [10, 840, 20], [10, 10, 1250]],
            "entries": [100, 60, 80],
            "exits": [46, 44, 127],
        },
        [["0", "1473/49", "18514/833"], ["0", "0", "2305/238"], ["1/3", "7", "0"]],
        None,
        1e-9,
    ),
    (
        "07-more-graduates-than-stay",
        "minimum_open",
        {"start": [[500, 40], [30, 700]], "end": [[90, 60], [30, 720]], "entries": [100, 20], "exits": [53, 37]},
        [["0", "2623375/34404"], ["0", "0"]],
        None,
        1e-9,
    ),
    (
        "08-closed-account",
        "minimum_closed",
        {"start": [[900, 100], [50, 950]], "end": [[860, 165], [70, 935]], "entries": [30, 40], "exits": [20, 20]},
        [["0", "56.24622570361771"], ["26.24622570361771", "0"]],
        None,
        1e-8,
    ),
    (
        "09-known-truth",
        "minimum_open",
        {
            "start": START,
            "end": [[845, 100, 55], [5, 788, 42], [2, 16, 1194]],
            "entries": [0, 0, 0],
            "exits": [0, 0, 0],
        },
        [["0", "40", "15"], ["0", "0", "12"], ["0", "6", "0"]],
        None,
        1e-9,
    ),
]

# estimator, arguments, what the refusal must say (10-refused)
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (
        "minimum_open",
        {"start": [[1, None], [2, 3]], "end": [[1, 2], [2, 3]]},
        "start, row 1, column 2: is not a number",
    ),
    ("minimum_open", {"start": [[1, -2], [2, 3]], "end": [[1, 2], [2, 3]]}, "start, row 1, column 2: is negative"),
    (
        "minimum_open",
        {"start": [[10, 2], [2, 3]], "end": [[10, 2], [2, 3]], "entries": [0, 0], "exits": [0, 9]},
        "exits, place 2: 9 die, retire or leave practice, of 5 workers",
    ),
    (
        "minimum_closed",
        {"start": [[100, 0], [0, 100]], "end": [[80, 0], [0, 120]], "entries": [0, 0], "exits": [0, 0]},
        "no table with these zeros has these totals",
    ),
    (
        "pseudo_bayes_open",
        {"start": [[10, 2], [2, 3]], "end": [[10, 2], [2, 3]], "weight": 1.2},
        "weight: must be a number from 0 to 1, is 1.2",
    ),
]
