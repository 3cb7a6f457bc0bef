"""What the places of a message template become for one incident, in one language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from incidents.models import NEED_APPROVAL, Confidentiality, Incident
from lib.language import listed

LANGUAGES = {"en": "en", "zh": "zh-hans"}
MOST_NAMED = 4


def values_for(incident: Incident, audience: str, language: str, at: datetime) -> dict[str, str]:
    """Times in the incident's zone, which they say; `language` is "en" or "zh"."""
    zone = ZoneInfo(incident.timezone)
    with translation.override(LANGUAGES[language]):
        hidden = incident.confidentiality == Confidentiality.RESTRICTED
        hidden = hidden and audience in NEED_APPROVAL
        systems = [
            one.system for one in incident.failed_systems.select_related("system").order_by("id")
        ]
        processes = [
            one.process
            for one in incident.impacts.select_related("process").order_by("start_at", "id")
        ]
        return {
            "number": "" if hidden else incident.number,
            "title": gettext("Disruption of our services") if hidden else incident.title,
            "systems": gettext("our systems") if hidden else _names(systems, language),
            "processes": gettext("our services") if hidden else _names(processes, language),
            "since": _moment(incident.occurred_at, zone),
            "expected": gettext("not known yet")
            if incident.expected_recovery_at is None
            else _moment(incident.expected_recovery_at, zone),
            "now": _moment(at, zone),
        }


def _names(rows: list, language: str) -> str:  # type: ignore[type-arg]
    names = list(dict.fromkeys(str(row.name) for row in rows))
    if not names:
        return gettext("our services")
    more = len(names) - MOST_NAMED
    shown = listed(names[:MOST_NAMED], LANGUAGES[language])
    if more > 0:
        words = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more)
        return words % {"names": shown, "count": more}
    return shown


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    day = date_format(local, "SHORT_DATE_FORMAT")
    return f"{day} {local:%H:%M} (UTC{offset[:3]}:{offset[3:]})"
