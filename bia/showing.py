"""A value of a row in words, the way pages and files of differences show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from lib.durations import format_duration

_UNGIVEN = object()


def in_words(row: Any, name: str, value: Any = _UNGIVEN) -> str:
    """`row`'s field (or `value` as if it stood there): choices, durations, yes and no in words.

    Not set is the empty text.
    """
    given = getattr(row, name) if value is _UNGIVEN else value
    if given is None or given == "":
        return ""
    try:
        column = row._meta.get_field(name)
    except FieldDoesNotExist:
        column = None
    choices = dict(getattr(column, "flatchoices", None) or [])
    if choices:
        return str(choices.get(given, given))
    if isinstance(given, bool):
        return gettext("Yes") if given else gettext("No")
    if name.endswith("_s") and isinstance(given, int):
        return format_duration(given, get_language() or "en")
    if isinstance(given, date):
        return date_format(given, "Y-m-d")
    if isinstance(given, models.Model):
        return f"{given} ({given.code})" if hasattr(given, "code") else str(given)
    if isinstance(given, Decimal):
        text = f"{given:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(given, (list, tuple)):
        return ", ".join(map(str, given))
    return str(given)
