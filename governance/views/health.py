"""Programme health: as it stands, what it is made of, how it moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from governance.domain.health import Weighted, share_of
from governance.models import Band, GovernanceSettings
from governance.services.governance_settings import PERMISSION
from governance.services.health import CAP_WORDS, Health, current, history
from lib.asked_once import asking_once
from lib.chart_health import health_trend

DAYS = 365
SHOWN = 30


@require_safe
def health(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    now = timezone.now()
    with asking_once():
        found = current(at=now)
        kept = history(DAYS, at=now)
        settings = GovernanceSettings.current()
    before = kept[-2].value if len(kept) > 1 else None
    context: dict[str, Any] = {
        "health": found,
        "settings": settings,
        "rows": _rows(found),
        "moved": None if before is None or found.value is None else found.value - before,
        "history": [
            (one, [CAP_WORDS[cap["code"]] % {"processes": ", ".join(cap["processes"])}
                   for cap in one.caps])
            for one in reversed(kept[-SHOWN:])
        ],
        "chart": _chart(kept, settings) if len(kept) > 1 else None,
        "may_set": may(request.user, PERMISSION),
    }  # fmt: skip
    return render(request, "governance/health.html", context)


def _rows(found: Health) -> list[dict[str, Any]]:
    """Each indicator with what its weight comes to, and what it adds to the figure."""
    from decimal import Decimal

    parts = [Weighted(one.key, Decimal(one.weight), one.value) for one in found.indicators]
    shares = share_of(parts)
    return [
        {
            "one": one,
            "share": shares.get(one.key),
            "adds": None if one.value is None else one.value * shares.get(one.key, Decimal(0)),
        }
        for one in found.indicators
    ]


def _chart(kept: Any, settings: GovernanceSettings) -> dict[str, Any]:
    bands = dict(Band.choices)
    return health_trend(
        [
            (one.day, None if one.value is None else float(one.value), str(bands[one.band]))
            for one in kept
        ],
        green_from=settings.green_from,
        amber_from=settings.amber_from,
        words={
            "day": _("Day"), "value": _("Programme health"), "band": _("Band"),
            "green": _("green from %(value)s") % {"value": settings.green_from},
            "amber": _("amber from %(value)s") % {"value": settings.amber_from},
        },
    )  # fmt: skip
