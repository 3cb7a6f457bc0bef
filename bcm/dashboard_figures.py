"""The programme in figures: the totals of the register, how far it is assessed, findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from accounts.access import departments_limit, may
from accounts.models import User
from bia.domain.register_figures import of_totals
from bia.models import Finding, FindingSeverity, FindingState, Process
from lib.asked_together import Later, Reading, nothing
from lib.templatetags.values import percent


def findings_of(reading: Reading, user: User) -> Later:
    """How many open findings there are, and how many of them are high."""
    if not may(user, "finding.view"):
        return nothing
    rows = Finding.objects.visible_to(user).filter(state=FindingState.OPEN)
    high = Q(severity=FindingSeverity.HIGH)
    counts = reading.figures(rows, open=Count("pk"), high=Count("pk", filter=high))
    return lambda: counts.of


def register_of(reading: Reading, user: User, today: date) -> Later:
    """The totals of the register and how far the programme is, as they are shown."""
    if not may(user, "register.view"):
        return nothing
    critical = Q(critical=True)
    totals = reading.figures(
        Process.objects.visible_to(user),
        all=Count("pk"),
        marked=Count("pk", filter=critical),
        volume=Coalesce(Sum("daily_volume"), 0),
        marked_volume=Coalesce(Sum("daily_volume", filter=critical), 0),
        unknown=Count("pk", filter=Q(daily_volume=None)),
        assessed=Count("pk", filter=Q(rto_s__isnull=False)),
        critical_open=Count("pk", filter=critical & Q(rto_s=None)),
        overdue=Count("pk", filter=Q(review_due__lt=today)),
    )
    return lambda: _shown(totals.of)


def visible_of(reading: Reading, user: User) -> Later:
    """The ids of the processes somebody may see who sees only a part of them, else None."""
    if departments_limit(user, "register.view") is None:
        return nothing
    found = reading.rows(Process.objects.visible_to(user), None, pk="pk")
    return lambda: [one["pk"] for one in found.of]


def _shown(totals: dict[str, Any]) -> dict[str, Any]:
    names = ("all", "marked", "volume", "marked_volume", "unknown")
    figures = of_totals(*(int(totals[name]) for name in names))
    share = figures.critical_share
    return {
        "figures": figures,
        "programme": {name: totals[name] for name in ("assessed", "critical_open", "overdue")},
        "volume_shown": f"{figures.volume:,}",
        "share_shown": None if share is None else percent(share, 2),
    }
