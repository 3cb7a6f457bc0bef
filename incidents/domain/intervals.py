"""Intervals of time, by union: what lasted at the same time lasted once (docs/method.md §37)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Interval = tuple[datetime, datetime]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """In order, without overlap; those that touch are one. Empty and reversed ones are left out."""
    found: list[Interval] = []
    for start, end in sorted(one for one in intervals if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def within(intervals: Iterable[Interval], since: datetime, until: datetime) -> list[Interval]:
    """The union, cut to what lies between `since` and `until`."""
    return [
        (max(start, since), min(end, until))
        for start, end in union(intervals)
        if start < until and end > since
    ]


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """The union less everything in `taken` (planned maintenance is no downtime)."""
    left = union(intervals)
    for start, end in union(taken):
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, start)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    return left


def length_s(intervals: Iterable[Interval]) -> int:
    """Seconds in all, what overlaps counted once."""
    return sum(int((end - start).total_seconds()) for start, end in union(intervals))
