"""How values look in templates: durations, money, percent, instants, days, sizes.

Built in to every template. 0 is a value and shown; None is "not set".
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from lib.durations import format_duration
from lib.templatetags.ui import unset

register = template.Library()


@register.filter
def duration(seconds: Any) -> str | SafeString:
    """Whole seconds in words: `2 h 30 min`, `7 d`, `0 min` (lib/durations.py)."""
    if seconds is None or seconds == "":
        return unset()
    text = format_duration(int(seconds), get_language() or "en")
    return text.replace(" ", "\u00a0")


@register.filter
def money(amount: Any, currency: str = "") -> str | SafeString:
    """An amount with grouped thousands and its currency code: `CNY 1,250,000.00`.

    Cents are left out when there are none.
    """
    if amount is None or amount == "":
        return unset()
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    places = 0 if value == value.to_integral_value() else 2
    # Thousands in both languages: Django's Chinese format would leave the figure ungrouped.
    shown = f"{value:,.{places}f}".replace("-", "−")
    return f"{currency}\u00a0{shown}" if currency else shown


@register.filter
def percent(share: Any, places: int = 0) -> str | SafeString:
    """A share (0.75) as percent (`75 %`)."""
    if share is None or share == "":
        return unset()
    value = Decimal(str(share)) * 100
    shown = number_format(round(value, places), decimal_pos=places, use_l10n=True)
    return f"{shown}\u00a0%".replace("-", "−")


@register.filter
def or_unset(value: Any) -> Any:
    """The value, or "not set" for None and the empty string; 0 and False are values."""
    return unset() if value is None or value == "" else value


@register.filter
def size(count: Any) -> str:
    """Bytes in binary units with one decimal: `1.4 MB`."""
    if count is None:
        return ""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{number_format(amount, 0 if unit == 'B' else 1)}\u00a0{unit}"


def away(instant: datetime) -> str:
    """How far off it is, in its largest unit alone: "in 2 days", "3 h ago", "now"."""
    left_s = (instant - timezone.now()).total_seconds()
    minutes = int(abs(left_s)) // 60
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return gettext("now")
    ahead = left_s > 0
    if days >= 1:
        text = _days_ahead(days) if ahead else _days_ago(days)
    elif hours >= 1:
        text = gettext("in %(n)s h") if ahead else gettext("%(n)s h ago")
    else:
        text = gettext("in %(n)s min") if ahead else gettext("%(n)s min ago")
    return text % {"n": days or hours or minutes}


def _days_ahead(count: int) -> str:
    return ngettext("in %(n)s day", "in %(n)s days", count)


def _days_ago(count: int) -> str:
    return ngettext("%(n)s day ago", "%(n)s days ago", count)


@register.simple_tag
def when(instant: Any, style: str = "both") -> SafeString:
    """An instant in the viewer's zone with its offset; `style`: both, absolute, relative."""
    if not instant:
        return unset()
    if isinstance(instant, date) and not isinstance(instant, datetime):
        return day(instant)
    local = timezone.localtime(instant)
    offset = local.strftime("%z")
    absolute = f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"
    exact = instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    relative = away(instant)
    if style == "relative":
        return format_html('<time datetime="{}" title="{}">{}</time>', exact, absolute, relative)
    if style == "absolute":
        return format_html('<time datetime="{}" title="{}">{}</time>', exact, relative, absolute)
    return format_html(
        '<time datetime="{}"><span class="when-absolute">{}</span> '
        '<span class="when-relative">{}</span></time>',
        exact,
        absolute,
        relative,
    )


@register.simple_tag
def day(value: date | None, style: str = "both") -> SafeString:
    """A calendar day, with how far away it is; `style`: both, absolute."""
    if not value:
        return unset()
    shown = date_format(value, "Y-m-d")
    if style == "absolute":
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)
    left = (value - timezone.localdate()).days
    if left == 0:
        relative = gettext("today")
    else:
        text = _days_ahead(left) if left > 0 else _days_ago(-left)
        relative = text % {"n": abs(left)}
    return format_html(
        '<time datetime="{}"><span class="when-absolute">{}</span> '
        '<span class="when-relative">{}</span></time>',
        value.isoformat(),
        shown,
        relative,
    )
