"""The calendar feeds of a person, for the export and the erasure of personal data."""

from __future__ import annotations

from typing import Any

from accounts.models import Person
from followup.models import CalendarFeed

SHOWN = ("scope", "name", "created_at", "last_read_at", "revoked_at")


class Feeds:
    def export(self, person: Person) -> list[dict[str, Any]]:
        return list(CalendarFeed.objects.filter(user_id=person.user_id or 0).values(*SHOWN))

    def erase(self, person: Person) -> None:
        CalendarFeed.objects.filter(user_id=person.user_id or 0).delete()
