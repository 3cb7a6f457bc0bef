"""The words of one message in its reader's language and zone (NTF-3).

Who writes a kind of message gives three texts and the values of their places; the marker of drill
and real, the head and the links are put in here, for every kind alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from followup.messages import kind_of
from followup.models import Notification
from followup.roles import label_of
from lib.durations import format_duration
from lib.language import in_language, listed

DRILL, REAL = "[DRILL 演练]", "[REAL 真实]"
_PLACE = re.compile(r"%\(\w+\)[a-z]")


@dataclass(frozen=True)
class Words:
    """`marker` is "", DRILL or REAL; `head` is grade, code and title of the subject."""

    marker: str
    title: str
    head: str
    text: str
    asks: str
    told_as: str
    url: str

    @property
    def marked_title(self) -> str:
        return f"{self.marker} {self.title}" if self.marker else self.title


def marker_of(exercise: bool | None) -> str:
    if exercise is None:
        return ""
    return DRILL if exercise else REAL


def words_of(row: Notification, *, language: str, zone: ZoneInfo) -> Words:
    """What `row` says to a reader of `language` in `zone`."""
    kind = kind_of(row.kind)
    with translation.override(language):
        places = _places(row, language, zone)
        title = _filled(kind.title, places) if kind else row.title or row.kind
        return Words(
            marker=marker_of(row.exercise),
            title=one_line(title) or row.title or row.kind,
            head=_head(row),
            text=_filled(kind.text, places) if kind else "",
            asks=_filled(kind.asks, places) if kind else "",
            told_as=_told_as(row),
            url=row.url,
        )


def one_line(text: str) -> str:
    """Without line ends and other control characters: fit for a subject line."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def shown(value: Any, *, language: str, zone: ZoneInfo) -> str:
    """A value of `params` for the reader (followup/messages.py lists the shapes)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, list | tuple):
        return "\n".join(shown(one, language=language, zone=zone) for one in value)
    if isinstance(value, Mapping):
        return _of_shape(value, language, zone)
    return str(value)


def instant(at: datetime, zone: ZoneInfo) -> str:
    """ "2026-03-02 20:00 (UTC+08:00)": the offset tells both sides of a change of clocks (E4)."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _of_shape(value: Mapping[str, Any], language: str, zone: ZoneInfo) -> str:
    try:
        if "at" in value:
            return instant(datetime.fromisoformat(value["at"]), zone)
        if "s" in value:
            return format_duration(int(value["s"]), language)
        if "day" in value:
            return date.fromisoformat(value["day"]).isoformat()
    except (TypeError, ValueError):
        return ""
    return in_language(str(value.get("en", "")), str(value.get("zh", "")), language)


class _Places(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


def _places(row: Notification, language: str, zone: ZoneInfo) -> _Places:
    about = {"code": row.subject_code, "title": row.title, "grade": row.grade}
    return _Places(
        {
            name: shown(value, language=language, zone=zone)
            for name, value in {**about, **row.params}.items()
        }
    )


def _filled(template: Any, places: _Places) -> str:
    text = str(template)
    if "%" not in text:
        return text.strip()
    try:
        return (text % places).strip()
    except (TypeError, ValueError):
        return _PLACE.sub(lambda found: places[found[0][2:-2]], text).strip()


def _head(row: Notification) -> str:
    grade = _("Grade %(grade)s") % {"grade": row.grade} if row.grade else ""
    return " · ".join(one for one in (grade, row.subject_code, one_line(row.title)) if one)


def _told_as(row: Notification) -> str:
    return listed(dict.fromkeys(label_of(role) for role in row.roles))
