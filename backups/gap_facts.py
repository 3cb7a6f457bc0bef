"""What the gap page learns of the backups: the newest restorable state of each system's data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from backups.domain.freshness import ORDER
from backups.recovery_points import FamilyPoint, SystemPoint, points_of, policy_rows
from bia.analysis.stored import Stored
from bia.gaps import restorable
from bia.gaps.restorable import Newest


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    restorable.register(newest_states)


def newest_states(now: Stored, at: datetime, systems: Collection[int]) -> Mapping[int, Newest]:
    """Of those with an active policy (two queries)."""
    rows = policy_rows(systems)
    if not rows:
        return {}
    points = points_of(rows, at, None, now)
    return {system: newest_of(now, one) for system, one in points.items()}


def newest_of(now: Stored, one: SystemPoint) -> Newest:
    """Its worst class of data speaks for it; there is one (`SystemPoint.families`)."""
    worst = min(one.families, key=_pain)
    named = now.named.get(one.key)
    return Newest(
        age_s=worst.age_s,
        limit_s=worst.required_s,
        data=worst.data_class,
        stands_at=worst.restore_point_at,
        url=_page(named.code if named else ""),
    )


def _pain(one: FamilyPoint) -> tuple[int, int]:
    """By status, then by how much too old."""
    return ORDER.index(one.status), -(one.gap_s or one.age_s or 0)


def _page(code: str) -> str:
    try:
        page = reverse("backups:overview")
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode({'search': code})}"
