"""Is what arrives known already? A scan may be faster than the tool that made the backup."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from backups.models import Arrival, BackupSet, SetState

if TYPE_CHECKING:
    from backups.services.arriving import Arriving

FOUND = (Arrival.SCAN.value, Arrival.MANIFEST.value, Arrival.HEARTBEAT.value)


def known_set(one: Arriving) -> BackupSet | None:
    """The set of this policy that a scan has found at one of these very places.

    A repository holds many sets at one path: only one whose instant is near can be meant.
    """
    if not one.copies or one.code:
        return None
    places = Q()
    for copy in one.copies:
        places |= Q(copies__location=copy.location, copies__path=copy.path)
    rows = BackupSet.objects.filter(places, policy=one.policy, arrived_by__in=FOUND)
    for row in rows.exclude(state=SetState.EXPIRED.value).distinct().select_related("policy"):
        if row.restore_point_at is None or one.stands_at is None:
            return row
        if abs(row.restore_point_at - one.stands_at) < timedelta(days=2):
            return row
    return None
