"""The invitation for the calendar that goes with messages of a drill: one event, in the reader's
zone and language, with the number that keeps its UID, so that moving it moves the entry."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from followup.domain.ical import Event, Window, calendar
from followup.mail_files import MailFile, register_mail_file
from followup.models import Notification
from followup.services.readers import Reader
from followup.services.rendering import absolute

WITH_FILE = ("drill.invited", "drill.moved", "drill.reminder")
WITHDRAWN = ("drill.cancelled", "drill.postponed")
CONTENT_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"


def register() -> None:
    for kind in (*WITH_FILE, *WITHDRAWN):
        register_mail_file(kind, file_of)


def file_of(row: Notification, reader: Reader) -> MailFile | None:
    """None where the message does not say when it is held."""
    starts, ends = _instant(row, "starts"), _instant(row, "ends")
    if starts is None or ends is None:
        return None
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    place = row.params.get("place")
    with translation.override(reader.language):
        words = _("[DRILL 演练] %(title)s") % {"title": f"{row.subject_code} {row.title}"}
        event = Event(
            uid=f"drill-{row.subject_code}@{host}",
            title=words,
            changed_at=row.created_at,
            starts_at=starts,
            ends_at=ends,
            place=place if isinstance(place, str) else "",
            description=_("Everything in it is an exercise."),
            url=absolute(row.url),
            is_busy=True,
            is_cancelled=row.kind in WITHDRAWN,
        )
        content = calendar(
            [event],
            name=words,
            product="-//Business continuity//Drills//",
            zone=reader.zone,
            window=Window(starts.date(), ends.date()),
        )
    return MailFile(f"{row.subject_code}.ics", content, CONTENT_TYPE)


def _instant(row: Notification, name: str) -> datetime | None:
    value = row.params.get(name)
    try:
        return datetime.fromisoformat(value["at"])
    except (TypeError, KeyError, ValueError):
        return None
