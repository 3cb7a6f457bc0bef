"""What the documents about incidents share: the frame, grades, times and sums in words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from followup.services.wording import DRILL
from incidents.models import Incident
from lib.durations import format_duration
from reports.content.words import instant_words
from reports.document.blocks import Document

MISSING = "–"


def frame(title: str, *, at: datetime, zone: str, **more: Any) -> Document:
    organisation = Organisation.current()
    values: dict[str, Any] = {"facts": (), "digest": "", "digest_words": ""} | more
    return Document(
        title=title,
        organisation=organisation.name,
        sample=bool(organisation.sample),
        at=at.isoformat(),
        zone=zone,
        **values,
    )


def heading(incident: Incident, words: str) -> str:
    """Nobody takes the paper of a drill for a real event (DRL-7)."""
    mark = f"{watermark(incident)} " if incident.is_drill else ""
    return f"{mark}{words} {incident.number}"


def watermark(incident: Incident) -> str:
    """Across every page of a drill, "" of a real event."""
    return DRILL if incident.is_drill else ""


def duration(seconds: int | None) -> str:
    if seconds is None:
        return MISSING
    return format_duration(abs(seconds), get_language() or "en")


def left(seconds: int | None) -> str:
    """Time left to an objective, or by how much it was passed."""
    if seconds is None:
        return MISSING
    if seconds < 0:
        return _("passed by %(time)s") % {"time": duration(-seconds)}
    return duration(seconds)


def money(amount: Decimal | None, currency: str) -> str:
    return _("unknown") if amount is None else f"{currency} {amount:,.2f}"


def instant(at: datetime | None, zone: str) -> str:
    return MISSING if at is None else instant_words(at, ZoneInfo(zone))


def yes_no(value: bool | None) -> str:
    return MISSING if value is None else (_("Yes") if value else _("No"))
