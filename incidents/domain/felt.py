"""What is lost of a process, moment by moment: the spans a loss curve is asked for (§37.2).

Felt = capacity lost × (1 − carried by the workaround) × share of the regions still down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from bia.domain.losses.curve import Span

_ALL = Decimal(100)
_ONE = Decimal(1)


@dataclass(frozen=True)
class Step:
    """From `at` on so much capacity is lost, and so much of it the workaround carries (percent)."""

    at: datetime
    degradation: Decimal = _ALL
    workaround: Decimal = Decimal(0)

    @property
    def felt(self) -> Decimal:
        return self.degradation / _ALL * (_ONE - self.workaround / _ALL)

    @property
    def capacity_percent(self) -> Decimal:
        """What still runs, of all the process does."""
        return _ALL - self.felt * _ALL


@dataclass(frozen=True)
class Course:
    """How an impact went: its steps (oldest first), and when which of its regions came back.

    `regions` is how many there are; 0 or 1: there is nothing to come back piece by piece.
    """

    start: datetime
    end: datetime | None
    steps: tuple[Step, ...]
    regions: int = 0
    back: tuple[datetime, ...] = ()

    def share_down(self, at: datetime) -> Decimal:
        """Regions count alike: 2 of 3 back leaves a third."""
        if self.regions < 2:
            return _ONE
        left = self.regions - sum(one <= at for one in self.back)
        return Decimal(max(0, left)) / self.regions

    def felt(self, at: datetime) -> Decimal:
        """The share of the loss that is felt just after `at`."""
        known = [one for one in self.steps if one.at <= at]
        step = known[-1] if known else (self.steps[0] if self.steps else Step(self.start))
        return step.felt * self.share_down(at)

    def spans(self, until: datetime, *, zero: datetime | None = None) -> list[Span]:
        """Until its end, at most until `until`; seconds after `zero` (None: its beginning)."""
        end = until if self.end is None else min(self.end, until)
        begin = zero or self.start
        if end <= self.start:
            return []
        turns = {*(step.at for step in self.steps), *self.back}
        cuts = [self.start, *sorted(at for at in turns if self.start < at < end), end]
        return [Span(_s(begin, a), _s(begin, b), self.felt(a)) for a, b in pairwise(cuts)]


def changed(steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """With `step` in its place: one at the same instant is replaced."""
    kept = [one for one in steps if one.at != step.at]
    return tuple(sorted([*kept, step], key=lambda one: one.at))


def carried_since(steps: Sequence[Step], minimum_percent: Decimal) -> datetime | None:
    """Since when a workaround has carried the minimum capacity without a break; None: not now."""
    since = None
    for step in steps:
        carried = step.workaround > 0 and step.capacity_percent >= minimum_percent
        since = (since or step.at) if carried else None
    return since


def _s(zero: datetime, at: datetime) -> int:
    return int((at - zero).total_seconds())
