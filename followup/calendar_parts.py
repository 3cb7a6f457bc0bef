"""What the calendar tells the rest of the platform; registered once, from `AppConfig.ready`."""

from __future__ import annotations

from accounts import doors, personal_parts
from followup import registry
from followup.services.calendar_reminder import CalendarReminder
from followup.services.feeds import revoke_all
from followup.services.personal_feeds import Feeds


def register() -> None:
    doors.register("calendar_feeds", revoke_all)
    personal_parts.register("calendar_feeds", Feeds())
    registry.register_digest("calendar", CalendarReminder())
