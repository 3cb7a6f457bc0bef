"""Dates and instants as a report writes them, in the active language and a given zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from bia.domain.evidence import Evidence
from lib.durations import format_duration

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def chinese() -> bool:
    return (get_language() or "en").startswith("zh")


def day_words(day: date) -> str:
    """22 November 2026 / 2026年11月22日."""
    if chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}"


def instant_words(at: datetime, zone: ZoneInfo) -> str:
    """With the zone's offset: 22 November 2026, 14:30 (UTC+08:00)."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    words = f"{local:%H:%M}"
    zone_words = f"UTC{offset[:3]}:{offset[3:5]}"
    if chinese():
        return f"{day_words(local.date())} {words}（{zone_words}）"
    return f"{day_words(local.date())}, {words} ({zone_words})"


def whole(value: int | Decimal) -> str:
    """A count with grouped thousands, in Chinese too (Django's Chinese format has none)."""
    return f"{value:,.0f}".replace("-", "−")


def percent_words(share: Decimal, places: int = 0) -> str:
    shown = number_format(round(share * 100, places), decimal_pos=places)
    return f"{shown}\u00a0%".replace("-", "−")


def filter_words(
    *, department: str = "", tier: str = "", critical: bool | None = None, codes: int = 0
) -> str:
    """The filters of a report in one line; "all processes" when there are none."""
    words = []
    if department:
        words.append(_("department %(name)s") % {"name": department})
    if tier:
        words.append(_("tier %(name)s") % {"name": tier})
    if critical is not None:
        words.append(_("critical processes only") if critical else _("processes not critical"))
    if codes:
        words.append(_("%(n)s named processes") % {"n": codes})
    return semicolon().join(words) or _("all processes")


def semicolon() -> str:
    """What stands between two statements on one line."""
    return "；" if chinese() else "; "


def evidence_words(evidence: Evidence) -> str:
    """Where a result comes from, how sure it is and how old, on one line."""
    one = evidence.measured
    comma = "，" if chinese() else ", "
    parts = [comma.join(filter(None, (one.source, one.by))), sureness(one.confidence)]
    parts.append(
        ngettext("%(days)s day old", "%(days)s days old", evidence.age_days)
        % {"days": evidence.age_days}
    )
    if evidence.stale_since is not None:
        since = day_words(evidence.stale_since)
        parts.append(_("out of date since %(day)s") % {"day": since})
    return semicolon().join(parts)


def beside_words(evidence: Evidence) -> str:
    """A result that stands beside the one that counts."""
    value = format_duration(evidence.measured.value_s, get_language() or "en")
    lead = _("Newest: %(value)s") if evidence.proves else _("Proves nothing: %(value)s")
    left, right = ("（", "）") if chinese() else (" (", ")")
    return f"{lead % {'value': value}}{left}{evidence_words(evidence)}{right}"


def sureness(confidence: str) -> str:
    words = {
        "measured": pgettext("confidence of a result", "measured"),
        "estimated": _("estimated"),
        "simulated": _("simulated"),
    }
    return words[confidence]
