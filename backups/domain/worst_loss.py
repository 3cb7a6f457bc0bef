"""How far apart restore points lie at worst while all goes by plan (docs/method.md §27.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from backups.domain.rhythm import DAY, occurrences, parts_of

YEAR = timedelta(days=366)


class Plan(NamedTuple):
    """One policy's share of a family's restore points. `rule` "" has no schedule.

    `duration_s` is how long a backup usually takes: its restore point is its start, and it
    counts from its end. Of real-time copies only `lag_s` counts (None: 0).
    """

    method: str
    rule: str = ""
    zone: str = "UTC"
    duration_s: int | None = None
    lag_s: int | None = None


def worst_loss_s(plans: Iterable[Plan], since: datetime) -> int | None:
    """The oldest state that may have to be gone back to while everything goes by plan (AT-024).

    Over a year from `since`: right before a backup ends, the newest point is the start of the one
    before. None when no full and no real-time copy is planned: nothing could be restored.
    """
    known = list(plans)
    lags = [one.lag_s or 0 for one in known if one.method == "realtime"]
    usable = any(one.method == "full" and one.rule for one in known)
    timed = [one for one in known if one.method != "realtime" and one.rule] if usable else []
    gap_s = _worst(
        tuple(sorted({(one.rule, one.zone, one.duration_s or 0) for one in timed})),
        since.astimezone(UTC).date().isoformat()[:7],
    )
    return min([*lags, *([gap_s] if gap_s is not None else [])], default=None)


@lru_cache(maxsize=4096)
def _worst(timed: tuple[tuple[str, str, int], ...], month: str) -> int | None:
    """Kept for a month: a thousand systems share a few rhythms."""
    if not timed:
        return None
    start = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    gaps = [worst_gap_s(timed, low, high) for low, high in _windows(timed, start)]
    return max((one for one in gaps if one is not None), default=None)


def worst_gap_s(
    timed: Sequence[tuple[str, str, int]], since: datetime, until: datetime
) -> int | None:
    """The largest age of the newest ended backup between `since` and `until`, in seconds.

    `timed` are (rule, zone, duration in seconds). None with fewer than two backups.
    """
    ends = sorted(
        (start + timedelta(seconds=duration_s), start)
        for rule, zone, duration_s in timed
        for start in occurrences(rule, zone, since, until)
    )
    newest: datetime | None = None
    worst: timedelta | None = None
    for end, start in ends:
        if newest is not None and start <= newest:
            continue
        if newest is not None and (worst is None or end - newest > worst):
            worst = end - newest
        newest = start
    return None if worst is None else int(worst.total_seconds())


def _windows(
    timed: Sequence[tuple[str, str, int]], start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """A year and more; where something runs every few minutes, weeks that hold all there is."""
    parts = [parts_of(rule) for rule, _zone_, _duration in timed]
    rare = any(
        one["FREQ"] in ("YEARLY", "MONTHLY")
        or {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"} & set(one)
        for one in parts
    )
    often = any(one["FREQ"] in ("HOURLY", "MINUTELY") for one in parts)
    if often and not rare:
        longest = max(int(one.get("INTERVAL", "1")) for one in parts)
        weeks = max(timedelta(days=16), timedelta(hours=3 * longest))
        yield start, start + weeks
        for zone in sorted({zone for _rule, zone, _duration in timed}):
            for change in _clock_changes(zone, start):
                yield change - 2 * DAY, change + 2 * DAY
    else:
        leap = any(one["FREQ"] == "YEARLY" for one in parts)
        yield start, start + (9 * YEAR if leap else timedelta(days=800 if rare else 400))


@lru_cache(maxsize=256)
def _clock_changes(zone: str, start: datetime) -> tuple[datetime, ...]:
    where = ZoneInfo(zone)
    days = [start + DAY * number for number in range(367)]
    offsets = [day.astimezone(where).utcoffset() for day in days]
    return tuple(
        day for day, before, now in zip(days[1:], offsets, offsets[1:], strict=False)
        if before != now
    )  # fmt: skip
