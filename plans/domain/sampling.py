"""How much of a batch a second person checks (PLN-13, docs/method.md §35.4)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

FEW = 50
SHARE_PERCENT = 20
ALL = 100

Key = TypeVar("Key", int, str)


def share_of(rows: int, *, errors: bool = False) -> int:
    """Percent: everything up to 50 rows and after any error, else a fifth."""
    return ALL if errors or rows <= FEW else SHARE_PERCENT


def sample(keys: Sequence[Key], percent: int, seed: int) -> set[Key]:
    """The rows to check, rounded up; the same keys and seed give the same rows, always."""
    ordered = sorted(keys)
    if percent >= ALL:
        return set(ordered)
    many = -(-len(ordered) * percent // 100)
    return set(random.Random(seed).sample(ordered, many))  # noqa: S311 - repeatable, no secret
