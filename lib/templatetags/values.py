"""How values look in templates: durations, money, percent, instants, days, sizes.

Built in to every template. 0 is a value and shown; None is "not set".
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
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
    return text.replace(" ", "\u00a0").replace("-", "−")


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
    shown = f"{value:,.{places}f}"
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
    relative = naturaltime(instant)
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
    away = (value - timezone.localdate()).days
    if away == 0:
        relative = gettext("today")
    elif away > 0:
        relative = ngettext("in %(n)s day", "in %(n)s days", away) % {"n": away}
    else:
        relative = ngettext("%(n)s day ago", "%(n)s days ago", -away) % {"n": -away}
    return format_html(
        '<time datetime="{}"><span class="when-absolute">{}</span> '
        '<span class="when-relative">{}</span></time>',
        value.isoformat(),
        shown,
        relative,
    )
