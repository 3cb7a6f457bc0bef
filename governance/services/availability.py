"""Availability of systems against its target (S2-003): the month and the year so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from governance.domain.inspection import allowed_down_s
from incidents.domain.metrics import Availability
from incidents.services.metrics import Wanted, metrics_of

MONTH, YEAR = timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True)
class Kept:
    """One system in one period; `met` None: nothing to judge. Times in seconds."""

    down_s: int
    allowed_s: int
    percent: Decimal | None
    met: bool | None


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    month: Kept | None
    year: Kept | None


@dataclass(frozen=True)
class Board:
    """Of systems that were down within a year; `month_s` and `year_s` is what the target allows."""

    target: Decimal
    month_s: int
    year_s: int
    lines: Sequence[Line]


def board(user: User, *, at: datetime) -> Board:
    """Of the last 30 and 365 days, out of the incidents this person may see."""
    month = metrics_of(Wanted(at - MONTH, at), user=user, at=at)
    year = metrics_of(Wanted(at - YEAR, at), user=user, at=at)
    target = year.target
    of_month = {one.system: one for one in month.availability}
    lines = [
        Line(one.system, year.names.get(one.system, one.system),
             _kept(of_month.get(one.system), target), _kept(one, target))
        for one in year.availability
    ]  # fmt: skip
    allowed = [allowed_down_s(int(period.total_seconds()), target) for period in (MONTH, YEAR)]
    return Board(target, allowed[0], allowed[1], lines)


def _kept(one: Availability | None, target: Decimal) -> Kept | None:
    if one is None:
        return None
    return Kept(one.down_s, allowed_down_s(one.of_s, target), one.percent, one.meets(target))
