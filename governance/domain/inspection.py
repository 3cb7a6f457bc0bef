"""When a round was due and whether it was done (S2-006, docs/method.md §49).

The first round is due on the first day. One round later it is due `every` days after it; nobody
having come, the round of that day is missed and the next is due `every` days after that day. With
working days only, a day that is not worked moves to the next one that is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

IsWorking = Callable[[date], bool]
MOST_DAYS = 4000


@dataclass(frozen=True)
class Rounds:
    """`missed`: days on which a round was due and nobody came; `next_due` may lie in the past
    only as today."""

    missed: tuple[date, ...]
    next_due: date | None


def rounds(
    *, starts: date, every: int | None, done: Collection[date], today: date,
    is_working: IsWorking = lambda _day: True,
) -> Rounds:  # fmt: skip
    """`done`: days of finished rounds. Without `every` nothing is due."""
    if every is None or every < 1:
        return Rounds((), None)
    days = sorted(one for one in done if one <= today)
    starts = max(starts, today - timedelta(days=MOST_DAYS))
    due = _worked(starts, is_working)
    missed: list[date] = []
    while True:
        came = [one for one in days if one <= due]
        if came:
            days = days[len(came) :]
            due = _worked(came[-1] + timedelta(days=every), is_working)
            continue
        if due >= today:
            return Rounds(tuple(missed), due)
        missed.append(due)
        due = _worked(due + timedelta(days=every), is_working)


def _worked(day: date, is_working: IsWorking) -> date:
    for _count in range(60):
        if is_working(day):
            return day
        day += timedelta(days=1)
    return day


def allowed_down_s(period_s: int, target_percent: Decimal) -> int:
    """What a target leaves of a period for standing still: 99 % of 30 days leave 7.2 h."""
    return int(period_s * (100 - target_percent) / 100)


WORST = ("fault", "warning", "skipped", "ok")


def worst_of(outcomes: Collection[str]) -> str:
    """Of a round; "" where nothing was answered."""
    return next((one for one in WORST if one in outcomes), "")
