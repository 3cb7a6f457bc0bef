"""How much of the same is tried: a few of everything, or all of it (`make test-slow`).

Only where one test tries many: a test that is long by itself is marked `slow` instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, product
from typing import TypeVar

Row = TypeVar("Row")
Value = TypeVar("Value")

EVERYTHING = os.environ.get("BCM_TESTS") == "everything"


def examples(many: int) -> int:
    """For hypothesis: `many`, or a quarter of them."""
    return many if EVERYTHING else max(10, many // 4)


def pairs(rows: Iterable[Row], values: Sequence[Value]) -> Iterator[tuple[Row, Value]]:
    """Every row with every value; or with one, in turn, so that every value comes up as well."""
    return product(rows, values) if EVERYTHING else zip(rows, cycle(values), strict=False)
