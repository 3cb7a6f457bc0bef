"""What a person has read of what they were told in the app."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from followup.models import Notification


def mark_read(message: Notification, *, by: User, at: datetime) -> bool:
    """Whether it was unread; the first instant stays."""
    unread = Notification.objects.unread(by).filter(pk=message.pk)
    return bool(unread.update(read_at=at))


def mark_all_read(*, by: User, at: datetime) -> int:
    """Everything of `by` up to `at`; answers how many."""
    return Notification.objects.unread(by).filter(created_at__lte=at).update(read_at=at)


def unread_count(user: User) -> int:
    """One query on the index of unread messages."""
    return Notification.objects.unread(user).count()
