"""Open requests of campaigns are answered by an approval or by "nothing changed"."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from bia.models import Assessment, CampaignItem, Process
from bia.services.clocks import request_answered


def answer_requests(*, process: Process, assessment: Assessment, by: User, at: datetime) -> int:
    """Mark the open requests about `process` as answered; how many there were."""
    asked = list(
        CampaignItem.objects.filter(
            process=process,
            answered_at__isnull=True,
            campaign__closed_at__isnull=True,
            campaign__created_at__lte=at,
        ).select_related("campaign", "process")
    )
    if asked:
        ids = [one.pk for one in asked]
        CampaignItem.objects.filter(pk__in=ids).update(answered_at=at, assessment=assessment)
    for one in asked:
        request_answered(one, at=at, by=by)
    return len(asked)
