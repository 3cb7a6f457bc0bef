"""Checklist and maturity at a glance: the ten points, the radar, the ladder, what is missing."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from governance.frameworks.overview import Overview, ladder, missing, overview
from governance.models import Framework, FrameworkKind


@require_safe
def maturity(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    at = timezone.now()
    checklist = _first(request, FrameworkKind.CHECKLIST, at)
    model = _first(request, FrameworkKind.MATURITY, at)
    rungs = ladder(model) if model else []
    context = {
        "checklist": checklist,
        "model": model,
        "rungs": rungs,
        "here": next((one for one in rungs if one.state == "here"), None),
        "missing": missing(model) if model else [],
        "next_level": (model.result.level or 1) + 1 if model else None,
        "may_evaluate": may(request.user, "governance.change"),
        "may_act": may(request.user, "action.change"),
    }
    return render(request, "governance/maturity.html", context)


def _first(request: PageRequest, kind: str, at: datetime) -> Overview | None:
    rows = Framework.objects.visible_to(request.user).filter(kind=kind, is_active=True)
    found = rows.first()
    return overview(found, request.user, at=at) if found else None
