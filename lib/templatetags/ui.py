"""Template tags of the web shell: icons, breadcrumbs, badges, bars, figures.

Built in to every template (settings), so no `{% load %}` is needed. Every tag returns escaped
HTML without inline styles: the Content-Security-Policy forbids them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lib import statuses

register = template.Library()

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@lru_cache(maxsize=512)
def _paths(name: str, style: str) -> str:
    """The drawing of one Tabler icon; an unknown name draws nothing (a test finds those)."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return ""
    root = Path(settings.NODE_MODULES) / "@tabler" / "icons" / "icons" / style
    try:
        found = _DRAWING.search((root / f"{name}.svg").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    return re.sub(r"\s*\n\s*", "", found.group(1)) if found else ""


@register.simple_tag
def icon(name: str, label: str = "", css: str = "", filled: bool = False) -> SafeString:
    """One Tabler icon, inline. Decorative unless `label` names it for screen readers."""
    paint = (
        'fill="currentColor"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="24" height="24" {} {}>{}</svg>',
        css,
        mark_safe(paint),  # noqa: S308 - a constant
        spoken,
        mark_safe(_paths(name, "filled" if filled else "outline")),  # noqa: S308 - package file
    )


@register.simple_tag
def crumb(label: Any, url: str = "", *args: Any) -> SafeString:
    """One step of the breadcrumbs; `url` is a URL name (with its arguments) or a path."""
    if not url:
        return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)
    return format_html(
        '<li class="breadcrumb-item"><a href="{}">{}</a></li>', _address(url, *args), label
    )


def _address(url: str, *args: Any) -> str:
    if url.startswith(("/", "?", "#")):
        return url
    try:
        return reverse(url, args=args)
    except NoReverseMatch:
        if settings.DEBUG:
            raise
        return "#"


@register.simple_tag
def status(code: Any, label: Any = "", tone: str = "", symbol: str = "") -> SafeString:
    """A status as icon + word + colour. Known codes are in lib/statuses.py."""
    known = statuses.of(code)
    return badge(label or known.label, tone or known.tone, symbol or known.icon)


@register.simple_tag
def badge(label: Any, tone: str = "neutral", symbol: str = "") -> SafeString:
    """A small badge; tones: ok, warning, danger, info, accent, neutral."""
    drawing = icon(symbol) if symbol else ""
    return format_html('<span class="status-badge tone-{}">{}{}</span>', tone, drawing, label)


@register.simple_tag
def tier_badge(code: Any, name: Any = "", rank: Any = None) -> SafeString:
    """A criticality tier: its code in a box whose weight follows the rank (1 = strictest)."""
    if code in (None, ""):
        return unset()
    step = min(max(int(rank), 1), 5) if rank not in (None, "") else 5
    shown = format_html('<span class="tier-name">{}</span>', name) if name else ""
    return format_html(
        '<span class="tier-badge tier-{}"><span class="tier-code">{}</span>{}</span>',
        step,
        code,
        shown,
    )


@register.simple_tag
def unset(label: Any = "") -> SafeString:
    """How a value that is not set is shown (0 is a value and never shown like this)."""
    return format_html('<span class="unset">{}</span>', label or gettext("not set"))


@register.simple_tag
def progress(value: Any, maximum: Any = 100, label: Any = "", tone: str = "") -> SafeString:
    """A progress bar as the browser's own element; `value` None means "under way"."""
    name = label or gettext("Progress")
    if value is None:
        return format_html('<progress class="bar tone-{}" aria-label="{}"></progress>', tone, name)
    return format_html(
        '<progress class="bar tone-{}" value="{}" max="{}" aria-label="{}">{}/{}</progress>',
        tone,
        value,
        maximum,
        name,
        value,
        maximum,
    )


@register.inclusion_tag("components/_margin_bar.html")
def margin_bar(rto_s: int | None, mtd_s: int | None, minimum: Any = None) -> dict[str, Any]:
    """RTO within MTD as a bar: the free part is the safety margin (1 - RTO/MTD).

    `minimum` is the tier's smallest margin as a share (0.2 = 20 %).
    """
    if rto_s is None or not mtd_s:
        return {"known": False}
    margin = 1 - rto_s / mtd_s
    if margin < 0:
        tone = "danger"
    elif minimum is not None and margin < float(minimum):
        tone = "warning"
    else:
        tone = "ok"
    used = min(rto_s / mtd_s, 1) * 100
    return {
        "known": True,
        "tone": tone,
        "used": f"{used:.1f}",
        "margin": margin,
        "rto_s": rto_s,
        "mtd_s": mtd_s,
        "minimum": minimum,
        "tick": None if minimum is None else f"{(1 - float(minimum)) * 100:.1f}",
    }


@register.inclusion_tag("components/_stat.html")
def stat(
    label: Any, value: Any, note: Any = "", symbol: str = "", tone: str = "", href: str = ""
) -> dict[str, Any]:
    """One figure on a card; on a narrow one it breaks between the unit and the figure."""
    if isinstance(value, str) and not isinstance(value, SafeString):
        value = value.replace("\u00a0", " ")
    return {
        "label": label,
        "value": value,
        "note": note,
        "symbol": symbol,
        "tone": tone,
        "href": href,
    }


@register.inclusion_tag("components/_empty.html")
def empty(
    title: Any, text: Any = "", href: str = "", action: Any = "", symbol: str = "inbox"
) -> dict[str, Any]:
    """What the page is for, and the first step."""
    return {"title": title, "text": text, "href": href, "action": action, "symbol": symbol}


@register.inclusion_tag("components/_download.html")
def download(href: str, label: Any, kind: str = "", size: int | None = None) -> dict[str, Any]:
    """A link to a file, with its kind and size in bytes."""
    return {"href": href, "label": label, "kind": kind, "size": size}


@register.inclusion_tag("components/_alert.html")
def alert(text: Any, tone: str = "info", title: Any = "", role: str = "") -> dict[str, Any]:
    """A note on the page itself; tones: info, ok, warning, danger."""
    return {"text": text, "tone": tone, "title": title, "role": role}


_TONE_OF_LEVEL = {"success": "ok", "error": "danger", "warning": "warning"}
_ICON_OF_TONE = {
    "ok": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
    "info": "info-circle",
}


@register.filter
def message_tone(level: str) -> str:
    return _TONE_OF_LEVEL.get(level, "info")


@register.filter
def tone_icon(tone: str) -> str:
    return _ICON_OF_TONE.get(tone, "info-circle")
