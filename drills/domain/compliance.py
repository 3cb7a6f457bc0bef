"""Is what the programme requires done? (domain.md §5.14, AT-030; docs/method.md)

Of every policy in a rolling year: rate = min(1, done / required). Required are the drills of the
periods that ended in it; done are those held that were evaluated and whose findings have an
action. Overdue: today is later than the last one plus the period. Nothing required: no rate,
which is not 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drills.domain.periods import MONTHS, PER_YEAR, Span, add_months, periods, year_back


@dataclass(frozen=True)
class Held:
    """A drill, or restore test, that met a slot. `counts`: evaluated, and actions filed."""

    day: date
    counts: bool = True
    findings: int | None = None  # None: no drill that has any
    late: bool = False


@dataclass(frozen=True)
class Requirement:
    """`min_count` in every `period`, since `starts_on`, of each of `things`."""

    period: str
    min_count: int
    starts_on: date
    max_count: int | None = None
    ends_on: date | None = None
    things: int = 1


@dataclass(frozen=True)
class Compliance:
    """`per_year` is what a whole year requires; `required` what this rolling year did."""

    per_year: int
    required: int
    done: int
    pending: int  # held, and not yet evaluated or without actions
    rate: Decimal | None  # 0…1, four places; None: nothing was required yet
    last: date | None
    next_due: date | None
    overdue: bool
    hints: tuple[str, ...] = ()  # "too_easy", "too_many", "late"


def per_year(period: str, count: int) -> int:
    return PER_YEAR[period] * count


def compliance(
    of: Requirement, held: Sequence[Held], *, today: date, required: int | None = None
) -> Compliance:
    """`required` is known where the slots of the programme say it (waived ones left out)."""
    window = year_back(today)
    counted = [one for one in held if one.counts and one.day in window]
    pending = sum(1 for one in held if not one.counts and one.day in window)
    if required is None:
        required = _periods_ended(of, window) * of.min_count * of.things
    last = max((one.day for one in held if one.day <= today), default=None)
    due = next_due(of, last)
    ended = of.ends_on is not None and of.ends_on < today
    return Compliance(
        per_year=per_year(of.period, of.min_count) * of.things,
        required=required,
        done=len(counted),
        pending=pending,
        rate=rate(len(counted), required),
        last=last,
        next_due=None if ended else due,
        overdue=not ended and today > due,
        hints=_hints(of, counted),
    )


def rate(done: int, required: int) -> Decimal | None:
    """min(1, done / required), four places."""
    if required <= 0:
        return None
    return min(Decimal(1), Decimal(done) / Decimal(required)).quantize(Decimal("0.0001"))


def next_due(of: Requirement, last: date | None) -> date:
    """The last one plus the period (divided by how many a period asks for); before the first one
    as if one had been held the day the policy began."""
    months = MONTHS[of.period]
    begun = of.starts_on if last is None else last
    if of.min_count == 1:
        return add_months(begun, months)
    days = (add_months(begun, months) - begun).days
    return date.fromordinal(begun.toordinal() + max(1, days // of.min_count))


def overall(parts: Sequence[Compliance]) -> Decimal | None:
    """Of the whole programme: what was done of what was required, no policy beyond its own."""
    required = sum(one.required for one in parts)
    return rate(sum(min(one.done, one.required) for one in parts), required)


def _periods_ended(of: Requirement, window: Span) -> int:
    """Periods whose last day lies in `window`; the one the policy began in is the first."""
    first = max(of.starts_on, add_months(window.first, -12))
    found = periods(of.period, first, window.last)
    return sum(
        1 for one in found if one.last in window and (of.ends_on is None or one.last <= of.ends_on)
    )


def _hints(of: Requirement, counted: Sequence[Held]) -> tuple[str, ...]:
    hints = []
    if any(one.findings == 0 for one in counted):
        hints.append("too_easy")
    most = None if of.max_count is None else per_year(of.period, of.max_count) * of.things
    if most is not None and len(counted) > most:
        hints.append("too_many")
    if any(one.late for one in counted):
        hints.append("late")
    return tuple(hints)
