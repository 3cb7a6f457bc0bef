"""Rows of a linear program from exact amounts, scaled so that the largest is 1 (§22.2)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

Vector = NDArray[np.float64]
Row = tuple[dict[int, float], float, float]
"""Coefficients by column, and the two ends between which their sum must lie."""


def bounded(amounts: Sequence[Fraction], limit: Fraction, slack: float) -> Row:
    largest = max(amounts) or Fraction(1)
    row = {n: float(a / largest) for n, a in enumerate(amounts) if a}
    return row, -np.inf, float(limit / largest) + slack


def scaled(aim: Sequence[Fraction], width: int) -> Vector:
    largest = max(aim) or Fraction(1)
    vector = np.zeros(width)
    vector[: len(aim)] = [float(value / largest) for value in aim]
    return vector


def matrix_of(rows: Sequence[Row], width: int) -> tuple[Any, Vector, Vector]:
    at = [(r, c, v) for r, (row, _, _) in enumerate(rows) for c, v in row.items()]
    data = ([v for _, _, v in at], ([r for r, _, _ in at], [c for _, c, _ in at]))
    matrix = coo_matrix(data, shape=(len(rows), width)).tocsr()
    return matrix, np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
