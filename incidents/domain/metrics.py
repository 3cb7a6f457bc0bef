"""Figures about incidents (INC-12): spans, shares, availability. See docs/method.md §39.

Never a mean without its count; a share over nothing is not known, which is not 0 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from incidents.domain.intervals import Interval, length_s, within, without

# In the order in which they are shown.
SPANS = ("detect", "acknowledge", "assess", "decide", "workaround", "restore", "verify")
SHARES = (
    "reports_on_time", "steps_on_time", "rto_met", "rpo_met", "mtd_met", "suggestion_agreed",
    "actions_on_time",
)  # fmt: skip
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Share:
    """`met` of `of`."""

    met: int = 0
    of: int = 0

    @property
    def share(self) -> Decimal | None:
        """Between 0 and 1, not rounded; None over nothing."""
        return None if self.of == 0 else Decimal(self.met) / Decimal(self.of)

    @property
    def percent(self) -> Decimal | None:
        """To a tenth; None over nothing."""
        return None if self.of == 0 else rounded(HUNDRED * self.met / Decimal(self.of), 1)

    def __add__(self, other: Share) -> Share:
        return Share(self.met + other.met, self.of + other.of)


@dataclass(frozen=True)
class Spread:
    """Of a list of seconds: how many, the middle, nine in ten within, the mean; whole seconds."""

    count: int
    median_s: int | None
    p90_s: int | None
    mean_s: int | None
    longest_s: int | None


@dataclass(frozen=True)
class Figures:
    """One incident, as it counts. A span that is not known is left out."""

    number: str
    grade: str
    month: str
    systems: tuple[str, ...]
    spans: dict[str, int] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    is_recurrence: bool = False


@dataclass(frozen=True)
class Group:
    """What incidents of one grade, one system or one month come to."""

    key: str
    count: int
    spans: dict[str, Spread]
    shares: dict[str, Share]
    recurrences: int


@dataclass(frozen=True)
class Availability:
    """One system in a period. `down_s` is without planned maintenance, as is `of_s`."""

    system: str
    outages: int
    down_s: int
    maintenance_s: int
    of_s: int
    percent: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return None if self.of_s == 0 else Decimal(self.of_s - self.down_s) / Decimal(self.of_s)

    def meets(self, target: Decimal) -> bool | None:
        """Compared before rounding: 98.9996 % shown with three places misses 99 %."""
        if self.of_s == 0:
            return None
        return HUNDRED * (self.of_s - self.down_s) >= target * self.of_s


def spread(values: Iterable[int]) -> Spread:
    """Nothing known: the count is 0 and the rest None."""
    known = sorted(values)
    if not known:
        return Spread(0, None, None, None, None)
    return Spread(len(known), median(known), p90(known), mean(known), known[-1])


def median(ordered: Sequence[int]) -> int:
    """The middle one; of an even number the mean of the two in the middle, half a second up."""
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return int(rounded(Decimal(ordered[half - 1] + ordered[half]) / 2))


def p90(ordered: Sequence[int]) -> int:
    """The smallest value that at least nine in ten do not exceed (nearest rank)."""
    rank = -(-len(ordered) * 9 // 10)
    return ordered[max(rank, 1) - 1]


def mean(values: Sequence[int]) -> int:
    return int(rounded(Decimal(sum(values)) / len(values)))


def rounded(value: Decimal, places: int = 0) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def group(key: str, rows: Sequence[Figures]) -> Group:
    shares = {name: Share() for name in SHARES}
    for row in rows:
        for name, one in row.shares.items():
            shares[name] += one
    return Group(
        key=key,
        count=len(rows),
        spans={
            name: spread(row.spans[name] for row in rows if name in row.spans) for name in SPANS
        },
        shares=shares,
        recurrences=sum(row.is_recurrence for row in rows),
    )


def grouped(rows: Sequence[Figures], keys_of: Callable[[Figures], Iterable[str]]) -> list[Group]:
    """By key, in the order of the keys; an incident with two keys counts under both."""
    found: dict[str, list[Figures]] = {}
    for row in rows:
        for key in keys_of(row):
            found.setdefault(key, []).append(row)
    return [group(key, found[key]) for key in sorted(found)]


def availability(
    system: str,
    *,
    outages: Sequence[Interval],
    maintenance: Sequence[Interval],
    period: Interval,
) -> Availability:
    """Outages at the same time count once; planned maintenance is neither downtime nor time in
    which the system was promised."""
    planned = within(maintenance, *period)
    down = without(within(outages, *period), planned)
    of_s = length_s([period]) - length_s(planned)
    down_s = length_s(down)
    percent = None if of_s <= 0 else rounded(HUNDRED * (of_s - down_s) / Decimal(of_s), 3)
    return Availability(system, len(down), down_s, length_s(planned), max(of_s, 0), percent)


def down_intervals(
    began: Any, moves: Sequence[tuple[str, Any]], restored: Any, until: Any
) -> list[Interval]:
    """When an incident kept its systems down. `moves` are "restored", "verify_failed" and
    "reopened" with their instants, oldest first; `restored` is the last recovery as it stands now.

    A verification that failed makes the outage go on as if nothing had been restored; a reopening
    begins another one.
    """
    found: list[Interval] = []
    start, end = began, None
    for what, at in moves:
        if what == "restored":
            end = at
        elif what == "verify_failed":
            end = None
        elif what == "reopened" and end is not None:
            found.append((start, end))
            start, end = at, None
    last = restored or until
    return [*found, (start, last)] if last > start else found
