"""Whether somebody holds what a role asks for (ISO 22301 7.2; docs/method.md, section 48)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from drills.domain.periods import add_months

WARN_DAYS = 60


class Standing(StrEnum):
    """Of one person and one course. MISSING: needed, and never obtained (or not passed)."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    FAILED = "failed"
    MISSING = "missing"


GAPS = (Standing.MISSING, Standing.FAILED, Standing.EXPIRED)


@dataclass(frozen=True)
class Held:
    """One record. `until` (that day included) None: it does not expire."""

    on: date
    passed: bool
    until: date | None


def valid_until(on: date, months: int | None) -> date | None:
    """The last day a record of `on` holds: the same day `months` later (the month's last day
    where it has no such day), None for what does not expire."""
    return None if months is None else add_months(on, months)


def passes(score: Decimal | None, pass_score: Decimal | None) -> bool | None:
    """By the score; attending is enough where none is asked; None: a score is missing."""
    if pass_score is None:
        return True
    return None if score is None else score >= pass_score


def best(records: Iterable[Held]) -> Held | None:
    """The passed record that holds longest."""
    passed = [one for one in records if one.passed]
    return max(passed, key=lambda one: (one.until is None, one.until or one.on, one.on),
               default=None)  # fmt: skip


def standing(records: Iterable[Held], *, today: date, warn_days: int = WARN_DAYS) -> Standing:
    """How somebody stands with one course on `today`."""
    rows = list(records)
    held = best(rows)
    if held is None:
        return Standing.FAILED if rows else Standing.MISSING
    if held.until is None:
        return Standing.VALID
    if held.until < today:
        return Standing.EXPIRED
    soon = held.until - today <= timedelta(days=warn_days)
    return Standing.EXPIRING if soon else Standing.VALID
