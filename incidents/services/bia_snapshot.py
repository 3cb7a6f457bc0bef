"""The approved BIA of processes as an impact keeps it: objectives and losses (E28, E42)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from accounts.models import Organisation
from bia.analysis.loss_curves import curve_of, peaks_of, penalties_of, rising, segments_of
from bia.domain.losses.curve import LossCurve, curve_of_points, curve_of_rates
from bia.domain.losses.loss import LossPoint, RateSegment
from bia.models import Assessment, AssessmentStatus, ImpactRating, LossBasis, LossProfile, Process
from bia.models.catalogue import RatingUnit

Amounts = Mapping[int, list[tuple[int, Decimal]]]


def snapshots_of(processes: Collection[Process]) -> dict[int, dict[str, Any]]:
    """Process id → the fields of `Impact` that keep its BIA. Three queries, however many."""
    ids = [one.pk for one in processes]
    currency = Organisation.current().currency
    approved = {
        row["process_id"]: row
        for row in Assessment.objects.approved()
        .filter(process_id__in=ids)
        .values("process_id", "number", "mbco_percent")
    }
    curves = loss_snapshots(ids)
    return {
        one.pk: {
            "bia_version": f"v{approved[one.pk]['number']}" if one.pk in approved else "",
            "rto_s": one.rto_s,
            "mtd_s": one.mtd_s,
            "rpo_s": one.rpo_s,
            "mbco_percent": one.mbco_percent,
            "life_safety": one.life_safety,
            "curve": curves.get(one.pk, {}),
            "currency": currency,
        }
        for one in processes
    }


def loss_snapshots(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Process id → what is known of its losses as plain JSON; those nothing is known of are left
    out. Amounts stand in the organisation's currency, with the rate of that moment, 1."""
    profiles = {
        row["process_id"]: row
        for row in LossProfile.objects.filter(process_id__in=ids).values(
            "process_id", "basis", "segments", "penalties", "peaks"
        )
    }
    amounts = _amounts(ids)
    found = {}
    for pk in {*profiles, *amounts}:
        snapshot = _snapshot(amounts.get(pk, {}), profiles.get(pk))
        if snapshot:
            found[pk] = snapshot
    return found


def curve_from(snapshot: Mapping[str, Any]) -> LossCurve | None:
    """The curve a snapshot holds; None where nothing is known of losses."""
    if not snapshot:
        return None
    penalties = penalties_of(snapshot.get("penalties") or [])
    peaks = peaks_of(snapshot.get("peaks") or [])
    points = [
        LossPoint(one["at_s"], Decimal(one["amount"])) for one in snapshot.get("points") or ()
    ]
    if points:
        return curve_of_points(points, penalties=penalties, peaks=peaks, source="assessment")
    segments = segments_of(snapshot.get("rates") or []) or (RateSegment(None, Decimal(0)),)
    return curve_of_rates(segments, penalties=penalties, peaks=peaks)


def horizon_s(snapshot: Mapping[str, Any]) -> int | None:
    """How far the BIA looked; beyond it the last slope goes on (E41). None: rates have no end."""
    return max((one["at_s"] for one in snapshot.get("points") or ()), default=None)


def _snapshot(amounts: Amounts, profile: Mapping[str, Any] | None) -> dict[str, Any]:
    if curve_of(amounts, profile) is None:
        return {}
    found: dict[str, Any] = {
        "source": "assessment", "points": [], "rates": [], "penalties": [], "peaks": [],
        "rate": "1",
    }  # fmt: skip
    if profile is not None:
        found |= {"penalties": profile["penalties"], "peaks": profile["peaks"]}
    if profile is not None and profile["basis"] == LossBasis.RATES:
        return found | {"source": "rates", "rates": profile["segments"]}
    curves = [curve_of_points(rising(points)) for points in amounts.values()]
    times = sorted({at_s for points in amounts.values() for at_s, _amount in points})
    found["points"] = [
        {"at_s": at_s, "amount": f"{sum((one.loss(at_s) for one in curves), Decimal(0)):f}"}
        for at_s in times
    ]
    return found


def _amounts(ids: Collection[int]) -> dict[int, dict[int, list[tuple[int, Decimal]]]]:
    """Process → money category → (after, amount) of the approved assessment."""
    found: dict[int, dict[int, list[tuple[int, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    rows = ImpactRating.objects.filter(
        assessment__status=AssessmentStatus.APPROVED,
        assessment__process_id__in=ids,
        category__unit=RatingUnit.MONEY,
        amount__isnull=False,
    ).values_list("assessment__process_id", "category_id", "at_s", "amount")
    for process, category, at_s, amount in rows:
        assert amount is not None
        found[process][category].append((at_s, amount))
    return found
