"""Maximum tolerable downtime out of an impact-over-time grid. Rules: docs/method.md §2."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise
from typing import Literal, get_args

from bia.domain.errors import check_number, check_seconds, refuse
from bia.domain.reasons import Reason

Policy = Literal["last_tolerable", "first_intolerable", "linear", "log_time", "log_log"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
DEFAULT_POLICY: Policy = "last_tolerable"

_DIGITS = 50  # a few spare, so that the nearest second is never a matter of rounding errors


@dataclass(frozen=True)
class Point:
    """After `at_s` seconds the impact scores `score` (a rating or an amount; None: not rated)."""

    at_s: int
    score: Decimal | None


@dataclass(frozen=True)
class Series:
    """One impact category over time; `threshold` is the first score that is intolerable."""

    category: str
    points: tuple[Point, ...]
    threshold: Decimal | None = None


@dataclass(frozen=True)
class Cap:
    """A limit from outside the grid: a contract, a regulation, a product's own MTD."""

    limit_s: int
    source: str


@dataclass(frozen=True)
class CategoryMtd:
    """What one category answers; `mtd_s` is None where its threshold is never crossed."""

    category: str
    mtd_s: int | None
    because: Reason
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Mtd:
    """`mtd_s` is derived from the grid alone, `proposed_s` honours the caps as well."""

    mtd_s: int | None
    proposed_s: int | None
    because: Reason
    proposed_because: Reason
    by_category: tuple[CategoryMtd, ...]
    warnings: tuple[Reason, ...]


@dataclass(frozen=True)
class _Rated:
    at_s: int
    score: Decimal


_ORIGIN = _Rated(0, Decimal(0))


def derive_mtd(
    series: Sequence[Series],
    policy: str = DEFAULT_POLICY,
    threshold: Decimal | None = None,
    caps: Sequence[Cap] = (),
) -> Mtd:
    """The shortest MTD of all categories: any category decides, never the average (§2.1).

    A series without its own threshold uses `threshold`. Nothing crossed gives None, which is
    not "unlimited". Raises DomainError at the field for what cannot be true.
    """
    _check(series, policy, threshold, caps)
    by_category = tuple(_derive_one(one, policy, threshold) for one in series)
    answers = [(one.mtd_s, one.because) for one in by_category if one.mtd_s is not None]
    nothing = (None, Reason.of("mtd.grid_does_not_answer"))
    mtd_s, because = min(answers, key=lambda answer: answer[0], default=nothing)
    proposed_s, proposed_because = _propose(mtd_s, because, caps)
    warnings = tuple(warning for one in by_category for warning in one.warnings)
    return Mtd(mtd_s, proposed_s, because, proposed_because, by_category, warnings)


def _propose(mtd_s: int | None, because: Reason, caps: Sequence[Cap]) -> tuple[int | None, Reason]:
    """The stricter of grid and caps (§2.4)."""
    cap = min(caps, key=lambda one: one.limit_s, default=None)
    if cap is None or (mtd_s is not None and mtd_s <= cap.limit_s):
        return mtd_s, because
    if mtd_s is None:
        return cap.limit_s, Reason.of("mtd.cap_only", cap=cap.source, cap_s=cap.limit_s)
    reason = Reason.of("mtd.capped", cap=cap.source, cap_s=cap.limit_s, mtd_s=mtd_s)
    return cap.limit_s, reason


def _derive_one(series: Series, policy: str, default: Decimal | None) -> CategoryMtd:
    threshold = series.threshold if series.threshold is not None else default
    assert threshold is not None  # _check refused it
    rated = [_Rated(p.at_s, p.score) for p in series.points if p.score is not None]
    name = series.category
    warnings = _falls(name, rated)
    if not rated:
        return CategoryMtd(name, None, Reason.of("mtd.no_scores", category=name))
    crossed = next((k for k, point in enumerate(rated) if point.score >= threshold), None)
    if crossed is None:
        never = Reason.of(
            "mtd.never_crossed", category=name, threshold=threshold, last_s=rated[-1].at_s
        )
        return CategoryMtd(name, None, never, warnings)
    after = rated[crossed]
    if crossed == 0:
        start = Reason.of("mtd.starts_intolerable", category=name, crossed_s=after.at_s)
        warnings = (*warnings, start)
    before = rated[crossed - 1] if crossed else _ORIGIN
    mtd_s, because = _cross(name, policy, before, after, threshold, at_once=crossed == 0)
    return CategoryMtd(name, mtd_s, because, warnings)


def _cross(
    name: str, policy: str, before: _Rated, after: _Rated, threshold: Decimal, at_once: bool
) -> tuple[int, Reason]:
    """Where between two rated horizons the limit lies, and why (§2.2, §2.3)."""
    if policy == "first_intolerable":
        code, mtd_s, method = "mtd.first_intolerable", after.at_s, ""
    elif policy == "last_tolerable":
        code, mtd_s, method = "mtd.last_tolerable", before.at_s, ""
        if at_once:
            code = "mtd.intolerable_at_once"
    else:
        code, (mtd_s, method) = "mtd.interpolated", _interpolate(policy, before, after, threshold)
    return mtd_s, Reason.of(
        code,
        category=name,
        threshold=threshold,
        last_s=before.at_s,
        last_score=before.score,
        crossed_s=after.at_s,
        score=after.score,
        mtd_s=mtd_s,
        method=method,
    )


def _interpolate(policy: str, before: _Rated, after: _Rated, threshold: Decimal) -> tuple[int, str]:
    """The nearest second, and the method that was possible.

    Logarithms need values above 0: log_log falls back to log_time, that to linear (§2.3).
    """
    if threshold <= before.score:  # only a threshold of 0 on the origin
        return before.at_s, "linear"
    method = policy
    if method == "log_log" and before.score <= 0:
        method = "log_time"
    if before.at_s == 0:
        method = "linear"
    with localcontext() as context:
        context.prec = _DIGITS
        if method == "log_log":
            share = (threshold / before.score).ln() / (after.score / before.score).ln()
        else:
            share = (threshold - before.score) / (after.score - before.score)
        if method == "linear":
            exact = before.at_s + share * (after.at_s - before.at_s)
        else:
            exact = before.at_s * (share * (Decimal(after.at_s) / before.at_s).ln()).exp()
        whole = exact.quantize(Decimal("1e-12")).to_integral_value(ROUND_HALF_UP)
    return int(whole), method


def _falls(name: str, rated: Sequence[_Rated]) -> tuple[Reason, ...]:
    """A warning for each score lower than the one before it (§2.1)."""
    return tuple(
        Reason.of(
            "mtd.not_monotone",
            category=name,
            from_s=a.at_s,
            from_score=a.score,
            to_s=b.at_s,
            to_score=b.score,
        )
        for a, b in pairwise(rated)
        if b.score < a.score
    )


def _check(
    series: Sequence[Series], policy: str, threshold: Decimal | None, caps: Sequence[Cap]
) -> None:
    if policy not in POLICIES:
        raise refuse("policy", "unknown_policy", policy=policy)
    if not series:
        raise refuse("series", "empty")
    check_number(threshold, "threshold")
    for n, cap in enumerate(caps):
        check_seconds(cap.limit_s, f"caps.{n}")
    seen: set[str] = set()
    for n, one in enumerate(series):
        _check_series(one, f"series.{n}")
        if one.category in seen:
            raise refuse(f"series.{n}.category", "duplicate_category", category=one.category)
        seen.add(one.category)
        if one.threshold is None and threshold is None:
            raise refuse(f"series.{n}.threshold", "no_threshold", category=one.category)


def _check_series(series: Series, field: str) -> None:
    check_number(series.threshold, f"{field}.threshold")
    if not series.points:
        raise refuse(f"{field}.points", "empty")
    before: int | None = None
    for n, point in enumerate(series.points):
        at = f"{field}.points.{n}"
        check_seconds(point.at_s, f"{at}.at_s")
        check_number(point.score, f"{at}.score")
        check_ascending(before, point.at_s, f"{at}.at_s")
        before = point.at_s


def check_ascending(before_s: int | None, at_s: int, field: str) -> None:
    """Times ascend strictly; a repeated one is named as such."""
    if before_s is None or at_s > before_s:
        return
    if at_s == before_s:
        raise refuse(field, "duplicate_time", at_s=at_s)
    raise refuse(field, "not_ascending", at_s=at_s, before_s=before_s)
