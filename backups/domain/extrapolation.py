"""What measured restores say about one of full size, and how far they can be trusted.

Rules: docs/method.md §29. Bytes and seconds; nothing here knows a clock.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Two-sided 95 % quantile of Student's t by degrees of freedom; beyond the table the next
# smaller row is used, which widens the interval.
_T95 = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262,
    10: 2.228, 12: 2.179, 15: 2.131, 20: 2.086, 25: 2.060, 30: 2.042, 40: 2.021, 60: 2.000,
    120: 1.980,
}  # fmt: skip
ALPHA = 0.05


@dataclass(frozen=True)
class Sample:
    """One test: so many bytes took so many seconds in this phase."""

    bytes: int
    seconds: float


@dataclass(frozen=True)
class Estimate:
    """Seconds at full size. `low`/`high`: 95 % prediction interval, None where it cannot be told.

    `because`: "measured" (samples of that size), "proportional" (one size: time per byte),
    "line" (a fixed part and a part per byte).
    """

    seconds: float
    low: float | None
    high: float | None
    samples: int
    because: str


def extrapolate(samples: Sequence[Sample], full_bytes: int) -> Estimate | None:
    """A phase at `full_bytes`; None without a sample. Never below 0."""
    if not samples:
        return None
    sizes = {one.bytes for one in samples}
    if len(sizes) == 1:
        return _one_size(samples, full_bytes)
    return _line(samples, full_bytes)


def total(estimates: Sequence[Estimate]) -> Estimate | None:
    """The phases together. Their errors are taken as independent: half widths add as squares."""
    if not estimates:
        return None
    seconds = sum(one.seconds for one in estimates)
    samples = min(one.samples for one in estimates)
    because = next((one.because for one in estimates if one.because != "measured"), "measured")
    if any(one.high is None for one in estimates):
        return Estimate(seconds, None, None, samples, because)
    half = math.sqrt(sum(((one.high or 0) - one.seconds) ** 2 for one in estimates))
    return Estimate(seconds, max(0.0, seconds - half), seconds + half, samples, because)


def failure_bound(clean: int, confidence: float = 1 - ALPHA) -> float:
    """The highest failure rate that `clean` passed tests in a row and none failed still allow.

    1 − (1 − confidence)^(1/n), the exact bound; 1.0 without a test. About 3/n for large n.
    """
    if clean <= 0:
        return 1.0
    return -math.expm1(math.log1p(-confidence) / clean)


def _one_size(samples: Sequence[Sample], full_bytes: int) -> Estimate:
    size, count = samples[0].bytes, len(samples)
    mean = sum(one.seconds for one in samples) / count
    factor = full_bytes / size if size and full_bytes != size else 1.0
    because = "measured" if factor == 1.0 else "proportional"
    if count < 2:
        return Estimate(mean * factor, None, None, count, because)
    spread = math.sqrt(sum((one.seconds - mean) ** 2 for one in samples) / (count - 1))
    half = _t(count - 1) * spread * math.sqrt(1 + 1 / count) * factor
    return _around(mean * factor, half, count, because)


def _line(samples: Sequence[Sample], full_bytes: int) -> Estimate:
    """Least squares; the interval widens with the distance from what was measured."""
    count = len(samples)
    mean_x = sum(one.bytes for one in samples) / count
    mean_y = sum(one.seconds for one in samples) / count
    spread_x = sum((one.bytes - mean_x) ** 2 for one in samples)
    slope = sum((one.bytes - mean_x) * (one.seconds - mean_y) for one in samples) / spread_x
    # More bytes never take less time: a falling line is noise around a fixed duration.
    slope = max(0.0, slope)
    seconds = max(0.0, mean_y + slope * (full_bytes - mean_x))
    if count < 3:
        return Estimate(seconds, None, None, count, "line")
    residual = sum(
        (one.seconds - mean_y - slope * (one.bytes - mean_x)) ** 2 for one in samples
    ) / (count - 2)
    width = residual * (1 + 1 / count + (full_bytes - mean_x) ** 2 / spread_x)
    return _around(seconds, _t(count - 2) * math.sqrt(width), count, "line")


def _around(seconds: float, half: float, count: int, because: str) -> Estimate:
    return Estimate(seconds, max(0.0, seconds - half), seconds + half, count, because)


def _t(freedom: int) -> float:
    return _T95[max(known for known in _T95 if known <= freedom)]
