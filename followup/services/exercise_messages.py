"""Messages of a drill that have not left yet."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from followup.exercises import PARAM
from followup.models import Notification, NotificationState


def withhold(drill: str, *, at: datetime, reason: str = "real_event") -> int:
    """Nothing of the drill leaves any more; answers how many messages stayed. What is in flight at
    this moment has left."""
    waiting = Q(state=NotificationState.PENDING) | Q(
        state=NotificationState.SENDING, delivery__attempts=0
    )
    rows = Notification.objects.filter(waiting, exercise=True, **{f"params__{PARAM}": drill})
    return Notification.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        state=NotificationState.SUPPRESSED.value, reason=reason
    )
