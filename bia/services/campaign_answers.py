"""Open requests of campaigns are answered by an approval or by "nothing changed"."""

from __future__ import annotations

from datetime import datetime

from bia.models import Assessment, CampaignItem, Process


def answer_requests(*, process: Process, assessment: Assessment, at: datetime) -> int:
    """Mark the open requests about `process` as answered; how many there were."""
    return CampaignItem.objects.filter(
        process=process,
        answered_at__isnull=True,
        campaign__closed_at__isnull=True,
        campaign__created_at__lte=at,
    ).update(answered_at=at, assessment=assessment)
