"""A message as pages and API show it: words in the viewer's language and zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from followup.models import Notification
from followup.services.wording import Words, words_of


@dataclass(frozen=True)
class Told:
    """`due_at` or `due_on`: by when something is asked; neither when nothing says so."""

    row: Notification
    words: Words
    due_at: datetime | None
    due_on: date | None

    @property
    def pk(self) -> int:
        return self.row.pk

    def __str__(self) -> str:
        return self.words.title


def told(row: Notification) -> Told:
    """For the language and zone that are active now; asks the database nothing."""
    zone = timezone.get_current_timezone()
    words = words_of(
        row,
        language=get_language() or "en",
        zone=zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"),
    )
    return Told(row, words, *_due(row.params.get("due")))


def _due(value: Any) -> tuple[datetime | None, date | None]:
    """The message's `due` place (followup/messages.py lists the shapes)."""
    try:
        if isinstance(value, dict) and "at" in value:
            return datetime.fromisoformat(value["at"]), None
        if isinstance(value, dict) and "day" in value:
            return None, date.fromisoformat(value["day"])
    except (TypeError, ValueError):
        pass
    return None, None
