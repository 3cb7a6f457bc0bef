"""Who else has an assessment open: a heartbeat in the cache, forgotten by itself."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from bia.models import Assessment

BEAT_S, FORGET_S = 10, 25


def beat(assessment: Assessment, user: User) -> list[str]:
    """I am here; the names of the others who are."""
    key = f"assessment:{assessment.pk}:presence"
    now = timezone.now().timestamp()
    here: dict[int, tuple[str, float]] = cache.get(key) or {}
    here = {pk: seen for pk, seen in here.items() if seen[1] > now - FORGET_S}
    here[user.pk] = (str(user), now)
    cache.set(key, here, FORGET_S * 2)
    return [name for pk, (name, _at) in sorted(here.items()) if pk != user.pk]


def leave(assessment: Assessment, user: Any) -> None:
    key = f"assessment:{assessment.pk}:presence"
    here = cache.get(key) or {}
    if here.pop(user.pk, None):
        cache.set(key, here, FORGET_S * 2)
