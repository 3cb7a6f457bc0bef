"""Loss curves of all processes, from the stored assessments and profiles. Rules: §23.2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from bia.domain.losses.curve import LossCurve, curve_of_points, curve_of_rates, sum_of_curves
from bia.domain.losses.loss import LossPoint, Penalty, RateSegment
from bia.domain.losses.peaks import Peak
from bia.models import AssessmentStatus, ImpactRating, LossBasis, LossProfile
from bia.models.catalogue import RatingUnit


def curves(at: datetime) -> Mapping[str, LossCurve]:
    """`process:<code>` → its curve, for every process whose loss is known; two queries.

    The stored state is read as it is now; `at` names the moment for the caller's cache.
    """
    amounts = _amounts()
    profiles = {
        row["process__code"]: row
        for row in LossProfile.objects.values(
            "process__code", "basis", "segments", "penalties", "peaks"
        )
    }
    found: dict[str, LossCurve] = {}
    for code in sorted({*amounts, *profiles}):
        curve = curve_of(amounts.get(code, {}), profiles.get(code))
        if curve is not None:
            found[f"process:{code}"] = curve
    return found


def curve_now(code: str) -> LossCurve | None:
    """The curve of the one process `code`; two queries."""
    rows = LossProfile.objects.filter(process__code=code)
    profile = rows.values("basis", "segments", "penalties", "peaks").first()
    return curve_of(_amounts(code).get(code, {}), profile)


def curve_of(
    amounts: Mapping[int, Iterable[tuple[int, Decimal]]], profile: Mapping[str, Any] | None
) -> LossCurve | None:
    """From amounts by category and a profile's row; None when neither says what is lost."""
    penalties = penalties_of(profile["penalties"]) if profile else ()
    peaks = peaks_of(profile["peaks"]) if profile else ()
    if profile and profile["basis"] == LossBasis.RATES:
        segments = segments_of(profile["segments"])
        if not segments and not penalties:
            return None
        flat = segments or (RateSegment(None, Decimal(0)),)
        return curve_of_rates(flat, penalties=penalties, peaks=peaks)
    by_category = [curve_of_points(rising(points)) for points in amounts.values()]
    if not by_category and not penalties:
        return None
    summed = sum_of_curves(by_category, "assessment")
    return LossCurve(summed.segments, summed.at_once, penalties, peaks, "assessment")


def rising(points: Iterable[tuple[int, Decimal]]) -> list[LossPoint]:
    """Cumulative amounts in order of time; one that falls counts as the highest before it."""
    highest = Decimal(0)
    found = []
    for at_s, amount in sorted(points):
        highest = max(highest, amount)
        found.append(LossPoint(at_s, highest))
    return found


def segments_of(rows: list[Mapping[str, Any]]) -> tuple[RateSegment, ...]:
    return tuple(RateSegment(row["until_s"], Decimal(row["rate_per_hour"])) for row in rows)


def penalties_of(rows: list[Mapping[str, Any]]) -> tuple[Penalty, ...]:
    return tuple(Penalty(row["beyond_s"], Decimal(row["amount"])) for row in rows)


def peaks_of(rows: list[Mapping[str, Any]]) -> tuple[Peak, ...]:
    return tuple(
        Peak(
            Decimal(row["factor"]),
            tuple(row["month_days"]),
            tuple(row["weekdays"]),
            row["from_hour"],
            row["until_hour"],
            row["label"],
        )
        for row in rows
    )


def _amounts(code: str | None = None) -> dict[str, dict[int, list[tuple[int, Decimal]]]]:
    """Process code → money category → (after, amount) of the approved assessment."""
    found: dict[str, dict[int, list[tuple[int, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    rows = ImpactRating.objects.filter(
        assessment__status=AssessmentStatus.APPROVED,
        category__unit=RatingUnit.MONEY,
        amount__isnull=False,
        **({} if code is None else {"assessment__process__code": code}),
    ).values_list("assessment__process__code", "category_id", "at_s", "amount")
    for code, category, at_s, amount in rows:
        if amount is not None:
            found[code][category].append((at_s, amount))
    return found
