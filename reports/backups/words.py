"""Values as this report writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backups.words import reason_words
from lib.durations import format_duration
from lib.templatetags.values import size
from reports.backups.view import View
from reports.content.words import instant_words, percent_words
from reports.document.blocks import Block, Words

MOST_ROWS = 400
"""Printed and in the spreadsheet; the bundle has all."""


def duration(seconds: int | None) -> str:
    """In words; ages beyond an hour in whole minutes, beyond two days in whole hours."""
    told_s = rounded(seconds)
    return "–" if told_s is None else format_duration(told_s, get_language() or "en")


def rounded(seconds: int | None) -> int | None:
    """Up, so that nothing looks younger or faster than it is."""
    if seconds is None:
        return None
    step = 3_600 if seconds > 172_800 else 60 if seconds > 3_600 else 1
    return -(-seconds // step) * step


def amount(count: int | None) -> str:
    return "–" if count is None else size(count).replace("\u00a0", " ")


def instant(view: View, at: datetime | None) -> str:
    return "–" if at is None else instant_words(at, view.zone)


def share(value: float | None) -> str:
    """Never rounded up to 100 % or down to 0 %: that would say something else."""
    if value is None:
        return "–"
    if 0 < value < 0.001:
        return _("less than %(n)s") % {"n": percent_words(Decimal("0.001"), 1)}
    if 0.999 < value < 1:
        return _("more than %(n)s") % {"n": percent_words(Decimal("0.999"), 1)}
    return percent_words(Decimal(repr(value)), 1)


def age(view: View, at: datetime | None) -> int | None:
    """Seconds from `at` to the report's moment."""
    return None if at is None else max(int((view.at - at) / timedelta(seconds=1)), 0)


def why(reason: str, params: Mapping[str, object] | None = None) -> str:
    """A reason in words; figures that are not told leave no gap."""
    return re.sub(r"[:：]?\s*%\(\w+\)\w", "", reason_words(reason, params)) if reason else ""


def cut(rows: Sequence[object], every: int) -> list[Block]:
    """Says that a long list is shown in part; nothing when all of it is."""
    if every <= len(rows):
        return []
    words = _("Shown are the first %(shown)s of %(all)s; the evidence bundle has them all.")
    return [Words(words % {"shown": len(rows), "all": every}, "quiet")]
