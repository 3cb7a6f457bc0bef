"""Choices that several forms offer."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _


def zone_choices(empty: object = None) -> list[tuple[str, object]]:
    """Time zones with a place; `empty` is the words of the blank choice."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    names = [name for name in names if not name.startswith(("Etc/", "SystemV/", "US/", "posix"))]
    first: list[tuple[str, object]] = [] if empty is None else [("", empty)]
    return first + [(name, name) for name in names]


def language_choices(empty: object = None) -> list[tuple[str, object]]:
    first: list[tuple[str, object]] = [] if empty is None else [("", empty)]
    return first + list(settings.LANGUAGES)


WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
