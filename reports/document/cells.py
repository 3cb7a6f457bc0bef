"""A cell in words, as it is printed. None is a dash, 0 is a value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.durations import format_duration
from lib.statuses import STATUSES
from reports.content.words import day_words, instant_words, percent_words, whole
from reports.document.blocks import Cell, Kind

NOTHING = "–"
RIGHT = ("duration", "signed", "money", "whole", "score", "percent", "day", "instant", "figure")


def cell_words(value: Cell, kind: Kind, zone: ZoneInfo) -> str:
    if value is None or value == "":
        return NOTHING
    if kind in ("duration", "signed"):
        return format_duration(int(value), get_language() or "en")
    if kind == "money":
        return whole(Decimal(str(value)))
    if kind == "whole":
        return whole(int(value))
    if kind == "score":
        return str(number_format(Decimal(str(value)).normalize()))
    if kind == "percent":
        return percent_words(Decimal(str(value)), 1)
    if kind == "day":
        return day_words(date.fromisoformat(str(value)[:10]))
    if kind == "instant":
        return instant_words(datetime.fromisoformat(str(value)), zone)
    if kind == "moment":
        return f"{datetime.fromisoformat(str(value)).astimezone(zone):%Y-%m-%d %H:%M}"
    if kind == "yes_no":
        return _("Yes") if value else _("No")
    return status_words(str(value)) if kind == "status" else str(value)


def status_words(code: str) -> str:
    known = STATUSES.get(code)
    return code if known is None else str(known.label)
