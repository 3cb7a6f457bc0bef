"""Training sessions as `followup` asks about them, and the words of what is sent about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup import registry
from followup.domain.ical import Event, Window, calendar
from followup.mail_files import MailFile, register_mail_file
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from followup.registry import Subject
from followup.services.readers import Reader
from followup.services.rendering import absolute
from governance.models import SessionState, TrainingSession
from governance.services.training_news import (
    CANCELLED,
    INVITED,
    MOVED,
    SUBJECT,
    session_subject,
)

CONTENT_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, Sessions())
    register_kinds(*KINDS)
    register_reasons(training_over=_("The session was held or cancelled meanwhile."))
    for kind in (INVITED, MOVED, CANCELLED):
        register_mail_file(kind, file_of)


class Sessions:
    """Open until it is held or cancelled."""

    label = _("Training session")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = TrainingSession.objects.filter(code__in=codes).select_related("course")
        return {one.code: session_subject(one) for one in rows.prefetch_related("people__user")}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = TrainingSession.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return TrainingSession.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows: Any = TrainingSession.objects.visible_to(user).select_related("course")
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(course__name_en__icontains=word)
                | Q(course__name_zh__icontains=word)
            )
        return [(one.code, f"{one.code} {one.course.name}") for one in rows.distinct()[:most]]


def no_longer_planned(rows: Sequence[Notification]) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    planned = set(
        TrainingSession.objects.filter(
            code__in=codes, state=SessionState.PLANNED.value
        ).values_list("code", flat=True)
    )
    return {one.pk: "training_over" for one in rows if one.subject_code not in planned}


KINDS = (
    MessageKind(
        INVITED,
        label=_("Invited to a training session"),
        title=_("Training on %(day)s: %(course)s"),
        text=_("%(number)s, place: %(place)s, trainer: %(trainer)s."),
        asks=_("Keep the day free, or say who goes in your place."),
        stop=no_longer_planned,
    ),
    MessageKind(
        MOVED,
        label=_("A training session has moved"),
        title=_("Moved to %(day)s: %(course)s"),
        text=_("%(number)s, place: %(place)s, trainer: %(trainer)s."),
        asks=_("Keep the new day free."),
        stop=no_longer_planned,
    ),
    MessageKind(
        CANCELLED,
        label=_("A training session is off"),
        title=_("Off: %(course)s on %(day)s"),
        text=_("You need not come to %(number)s."),
    ),
)


def file_of(row: Notification, reader: Reader) -> MailFile | None:
    """A whole day; the number keeps its UID, so that moving it moves the entry."""
    try:
        day = date.fromisoformat(row.params["day"]["day"])
    except (KeyError, TypeError, ValueError):
        return None
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    place = row.params.get("place")
    with translation.override(reader.language):
        title = _now("Training: %(title)s") % {"title": row.title}
        event = Event(
            uid=f"training-{row.subject_code}@{host}",
            title=title,
            changed_at=row.created_at,
            day=day,
            place=place if isinstance(place, str) else "",
            url=absolute(row.url),
            is_busy=True,
            is_cancelled=row.kind == CANCELLED,
        )
        content = calendar(
            [event], name=title, product="-//Business continuity//Training//", zone=reader.zone,
            window=Window(day, day),
        )  # fmt: skip
    return MailFile(f"{row.subject_code}.ics", content, CONTENT_TYPE)
