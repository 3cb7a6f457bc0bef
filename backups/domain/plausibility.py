"""Is the size of a backup plausible? Against its floor and those before it (docs/method.md §27.5).

Sizes spread by factors, so they are compared by their logarithm: the score is the distance from
the median in robust standard deviations (1.4826 × MAD). Only backups of the same policy are
compared, where there are enough of the same weekday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from statistics import median

from backups.domain.checks.result import Check

ENOUGH = 5
COMPARED = 7
TREND = 30
UNUSUAL = 3.5
# Below two percent of spread every difference would be remarkable.
LEAST_SPREAD = 0.02
# A full backup holds everything; what changed since then may be next to nothing.
WHOLE = frozenset({"full", "differential"})


@dataclass(frozen=True)
class Sample:
    """An earlier backup of the policy. `at` its restore point, in the policy's zone."""

    size_bytes: int
    at: datetime
    file_count: int | None = None


def size_check(
    size_bytes: int | None,
    before: Sequence[Sample],
    *,
    at: datetime | None = None,
    method: str = "full",
    tolerance_percent: int = 50,
    smallest_bytes: int = 1024,
) -> Check:
    """The check "size": `before` newest first. `measured` and `limit` in bytes.

    Fails below the floor (0 bytes always) and when a full or differential backup shrank by more
    than the tolerance; what grew, is only unusual, or shrinks bit by bit is a warning.
    """
    if size_bytes is None:
        return Check("size", "not_run", "size_unknown")
    if size_bytes == 0:
        return Check("size", "fail", "empty", {}, 0, max(1, smallest_bytes))
    if size_bytes < smallest_bytes:
        return Check("size", "fail", "too_small", {}, size_bytes, smallest_bytes)
    samples = comparable(before, at)
    if len(samples) < ENOUGH:
        params = {"samples": len(samples), "needed": ENOUGH}
        return Check("size", "pass", "above_smallest", params, size_bytes, smallest_bytes)
    return _compared(size_bytes, samples, before, method, tolerance_percent)


def _compared(
    size_bytes: int,
    samples: Sequence[Sample],
    before: Sequence[Sample],
    method: str,
    tolerance: int,
) -> Check:
    usual = round(median(one.size_bytes for one in samples))
    percent = round((size_bytes - usual) * 100 / usual) if usual else 0
    params = {
        "usual": usual,
        "percent": abs(percent),
        "tolerance": tolerance,
        "samples": len(samples),
        "score": score(size_bytes, [one.size_bytes for one in samples]),
    }
    low = -(-usual * max(0, 100 - tolerance) // 100)
    high = usual * (100 + tolerance) // 100
    if size_bytes < low:
        outcome = "fail" if method in WHOLE else "warn"
        return Check("size", outcome, "shrank", params, size_bytes, low)
    if size_bytes > high:
        return Check("size", "warn", "grew", params, size_bytes, high)
    trend = _trend(size_bytes, before, tolerance) if method in WHOLE else None
    if trend is not None:
        reason, start, percent = trend
        return Check("size", "warn", reason, params | {"percent": percent}, size_bytes, start)
    if abs(params["score"]) >= UNUSUAL:
        return Check("size", "warn", "unusual", params, size_bytes, usual)
    return Check("size", "pass", "plausible", params, size_bytes, usual)


def comparable(before: Sequence[Sample], at: datetime | None) -> list[Sample]:
    """The last seven of the same weekday where there are five of those, else the last seven."""
    known = [one for one in before if one.size_bytes > 0]
    same = [one for one in known if at is not None and one.at.weekday() == at.weekday()]
    return (same if len(same) >= ENOUGH else known)[:COMPARED]


def score(value: float, others: Sequence[float]) -> float:
    """How many robust standard deviations the logarithm of `value` lies above the median."""
    logs = [log(one) for one in others if one > 0]
    if not logs or value <= 0:
        return 0.0
    middle = median(logs)
    spread = max(LEAST_SPREAD, 1.4826 * median(abs(one - middle) for one in logs))
    return round((log(value) - middle) / spread, 2)


def _trend(
    size_bytes: int, before: Sequence[Sample], tolerance: int
) -> tuple[str, int, int] | None:
    """(reason, size then, percent) when the last five lie far from the five a month of runs ago:
    no step is remarkable, all of them together are."""
    known = [one.size_bytes for one in before if one.size_bytes > 0][: TREND - 1]
    if len(known) < TREND - 1:
        return None
    now = median([size_bytes, *known[: ENOUGH - 1]])
    then = round(median(known[-ENOUGH:]))
    percent = round((now - then) * 100 / then)
    if percent < -tolerance:
        return "shrinking", then, -percent
    if percent > tolerance:
        return "growing", then, percent
    return None
