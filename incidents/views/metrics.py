"""How well incidents are handled (INC-12)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.request import PageRequest
from incidents import metrics_words
from incidents.fact_rows import met_status
from incidents.forms.metrics import MetricsForm
from incidents.services.metrics import Metrics, metrics_of


@require_safe
def metrics(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.view")
    now = timezone.now()
    form = MetricsForm(request.GET or None, user=request.user, now=now)
    wanted = form.wanted
    found = metrics_of(wanted, user=request.user, at=now)
    context = {
        "form": form,
        "metrics": found,
        "days": form.days,
        "spans": metrics_words.span_rows(found.total),
        "shares": metrics_words.share_rows(found.total),
        "charts": metrics_words.charts(found),
        "groups": _groups(found),
        "systems": [
            {
                "row": one,
                "name": found.names.get(one.system, one.system),
                "status": met_status(one.meets(found.target)),
            }
            for one in found.availability
        ],
        "missed": sum(one.meets(found.target) is False for one in found.availability),
        "report_query": _report_query(form),
        "report_page": reverse("reports:report_create"),
    }
    return render(request, "incidents/metrics.html", context)


def _groups(found: Metrics) -> list[dict[str, Any]]:
    """By grade, month and system, each with what a reader compares."""
    kinds = (
        ("grade", found.by_grade),
        ("month", found.by_month),
        ("system", found.by_system),
    )
    return [
        {
            "kind": kind,
            "rows": [
                {"name": metrics_words.group_name(kind, one.key, found), "group": one}
                for one in groups
            ],
        }
        for kind, groups in kinds
    ]


def _report_query(form: MetricsForm) -> str:
    wanted = form.wanted
    first, _last = form.days
    given = {"kind": "metrics", "since": first.isoformat(), "grade": wanted.grade}
    given |= {"system": wanted.system, "category": wanted.category}
    return urlencode({name: value for name, value in given.items() if value})
