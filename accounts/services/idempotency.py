"""Used idempotency keys are kept for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import IdempotencyKey

KEPT_FOR = timedelta(days=7)


def expire_idempotency_keys(*, at: datetime) -> int:
    """Forget the older ones; answers how many."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]
