"""How old a result is, until when it proves something, and which ones to show.

Rules: docs/method.md §9.1. A result counts in whole days of the organisation's zone: measured on
a day it is valid up to and with the day `validity_days` later, and out of date from the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from bia.domain.gap import Measured
from lib.days import day_in

WhyNot = Literal["", "stale", "simulated"]


@dataclass(frozen=True)
class Evidence:
    """A result as it stands today; `stale_since` is the first day it proved nothing any more."""

    measured: Measured
    age_days: int
    stale_since: date | None

    @property
    def why_not(self) -> WhyNot:
        """Why it proves nothing; a simulated one never did, so that is said first."""
        if self.measured.confidence == "simulated":
            return "simulated"
        return "stale" if self.stale_since is not None else ""

    @property
    def proves(self) -> bool:
        return self.why_not == ""


@dataclass(frozen=True)
class Validity:
    """`days` a result stays valid, looked at `at` in `zone`."""

    at: datetime
    days: int
    zone: str

    @cached_property
    def today(self) -> date:
        return day_in(self.at, self.zone)

    @cached_property
    def since(self) -> datetime:
        """The first instant whose results are still valid."""
        first = self.today - timedelta(days=self.days)
        return datetime.combine(first, time(0), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def span(self) -> timedelta:
        return self.at - self.since

    def judge(self, measured: Measured) -> Evidence:
        day = day_in(measured.at, self.zone)
        age = max(0, (self.today - day).days)
        stale = day + timedelta(days=self.days + 1) if age > self.days else None
        return Evidence(measured, age, stale)


def beside(
    counted: Measured | None, results: Iterable[Measured], validity: Validity
) -> tuple[Evidence, ...]:
    """What is shown next to the result that counts: the newest real one and the newest of all.

    Without a result that counts this is all there is to show. Newest first; none twice.
    """
    known = sorted(results, key=lambda one: one.at, reverse=True)
    real = next((one for one in known if one.confidence != "simulated"), None)
    shown: list[Measured] = []
    for one in (known[0] if known else None, real):
        if one is not None and one != counted and one not in shown:
            shown.append(one)
    return tuple(validity.judge(one) for one in shown)
