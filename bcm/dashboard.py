"""The one page that looks across all apps: are we ready, and what needs me?"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format

from accounts.access import may
from accounts.models import Organisation
from accounts.request import PageRequest
from bcm.dashboard_checklist import first_steps
from bcm.dashboard_questions import three_questions
from bcm.dashboard_todo import todo_of
from bia.domain.register_figures import Row, figures_of
from bia.models import Process
from lib.templatetags.values import percent


def dashboard(request: PageRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    organisation = Organisation.current()
    today = timezone.localdate(at)
    context: dict[str, Any] = {
        "todo": todo_of(user, organisation, today),
        "steps": first_steps(user, organisation),
        "may_empty": bool(organisation.sample) and may(user, "sample.empty"),
    }
    if may(user, "register.view"):
        answers, critical = three_questions(user, at)
        context |= {"answers": answers, "critical": critical} | _register(user)
        context |= _programme(user, today)
    return render(request, "bcm/dashboard.html", context)


def _register(user: Any) -> dict[str, Any]:
    """The totals of the register, and as they are written (one query)."""
    rows = Process.objects.visible_to(user).order_by().values_list("daily_volume", "critical")
    totals = figures_of(Row(volume, critical) for volume, critical in rows)
    return {
        "figures": totals,
        "volume_shown": number_format(totals.volume, force_grouping=True),
        "share_shown": None if totals.critical_share is None else percent(totals.critical_share, 2),
    }


def _programme(user: Any, today: Any) -> dict[str, Any]:
    """How far the programme is, in figures (one query)."""
    visible = Process.objects.visible_to(user).order_by()
    counts = visible.aggregate(
        assessed=Count("pk", filter=Q(rto_s__isnull=False), distinct=True),
        critical_open=Count("pk", filter=Q(critical=True, rto_s=None), distinct=True),
        overdue=Count("pk", filter=Q(review_due__lt=today), distinct=True),
    )
    return {"programme": counts}
