"""Messages of a drill that have not left yet."""

from __future__ import annotations

from datetime import datetime

from followup.exercises import PARAM
from followup.models import Notification, NotificationState


def withhold(drill: str, *, at: datetime, reason: str = "real_event") -> int:
    """Nothing of the drill leaves any more; answers how many messages stayed."""
    rows = Notification.objects.filter(
        state=NotificationState.PENDING, exercise=True, **{f"params__{PARAM}": drill}
    )
    return rows.update(state=NotificationState.SUPPRESSED.value, reason=reason)
