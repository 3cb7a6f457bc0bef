"""The one page that looks across all apps: are we ready, and what needs me?"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import may
from accounts.models import Organisation
from accounts.request import PageRequest
from bcm.dashboard_backups import backups_of
from bcm.dashboard_checklist import first_steps
from bcm.dashboard_drills import drills_of
from bcm.dashboard_followup import follow_up_of
from bcm.dashboard_incidents import incidents_of
from bcm.dashboard_plans import plans_of
from bcm.dashboard_questions import three_questions
from bcm.dashboard_todo import todo_of
from bia.domain.register_figures import of_totals
from bia.models import Finding, FindingSeverity, FindingState, Process
from lib.templatetags.values import percent


def dashboard(request: PageRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    organisation = Organisation.current()
    today = timezone.localdate(at)
    context: dict[str, Any] = {
        "incidents": incidents_of(user, at),
        "todo": todo_of(user, organisation, today),
        "steps": first_steps(user, organisation),
        "follow_up": follow_up_of(user, today),
        "backups": backups_of(user, at),
        "plans": plans_of(user, today),
        "drills": drills_of(user, at),
        "may_empty": bool(organisation.sample) and may(user, "sample.empty"),
    }
    if may(user, "register.view"):
        answers, critical = three_questions(user, at)
        context |= {"answers": answers, "critical": critical} | _register(user, today)
    if may(user, "finding.view"):
        context["findings"] = _findings(user)
    return render(request, "bcm/dashboard.html", context)


def _findings(user: Any) -> dict[str, int]:
    """How many open findings there are, and how many of them are high (one query)."""
    found = Finding.objects.visible_to(user).filter(state=FindingState.OPEN).order_by()
    counts: dict[str, int] = found.aggregate(
        open=Count("pk"), high=Count("pk", filter=Q(severity=FindingSeverity.HIGH))
    )
    return counts


def _register(user: Any, today: Any) -> dict[str, Any]:
    """The totals of the register and how far the programme is, as they are shown (one query)."""
    critical = Q(critical=True)
    found = Process.objects.visible_to(user).order_by()
    totals = found.aggregate(
        all=Count("pk"),
        marked=Count("pk", filter=critical),
        volume=Coalesce(Sum("daily_volume"), 0),
        marked_volume=Coalesce(Sum("daily_volume", filter=critical), 0),
        unknown=Count("pk", filter=Q(daily_volume=None)),
        assessed=Count("pk", filter=Q(rto_s__isnull=False)),
        critical_open=Count("pk", filter=critical & Q(rto_s=None)),
        overdue=Count("pk", filter=Q(review_due__lt=today)),
    )
    names = ("all", "marked", "volume", "marked_volume", "unknown")
    figures = of_totals(*(int(totals[name]) for name in names))
    share = figures.critical_share
    return {
        "figures": figures,
        "programme": {name: totals[name] for name in ("assessed", "critical_open", "overdue")},
        "volume_shown": f"{figures.volume:,}",
        "share_shown": None if share is None else percent(share, 2),
    }
