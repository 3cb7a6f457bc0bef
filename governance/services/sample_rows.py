"""Governance of the sample company: one module a part, each with `make(*, language, at)`.

Rows are written in bulk, dated relative to `at`: the loading stays quick. Parts that rest on
approved analyses are made in the complete variant only, where there are objectives.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

# What others rest on first: a review speaks of records and risks.
PARTS = (
    "records", "frameworks", "levels", "investment", "programme", "changes", "risks",
    "inspections", "cases", "training", "reviews", "health",
)  # fmt: skip
COMPLETE = "aftersales-complete"
ONLY_COMPLETE = frozenset({"levels", "investment"})


def make_rows(*, variant: str, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    for part in PARTS:
        name = f"governance.services.sample_{part}"
        if find_spec(name) and (variant == COMPLETE or part not in ONLY_COMPLETE):
            import_module(name).make(language=language, at=at)
