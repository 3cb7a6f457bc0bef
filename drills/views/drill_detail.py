"""One drill: what is next, what is missing, and everything about it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import actor
from accounts.request import PageRequest
from drills.drill_page import lines_of, page_of
from drills.services.real_watch import prompts
from drills.services.rights import rights_of
from drills.views.one import drill_of
from followup.services.timeline import broken_at


@require_safe
def drill_detail(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    page = page_of(drill, actor(request), timezone.now())
    context = {
        "drill": drill, "page": page, "rights": page.rights, "tab": "overview",
        "emergencies": prompts(drill, controls=page.rights.may("control")),
    }  # fmt: skip
    return render(request, "drills/drill_detail.html", context)


@require_safe
def drill_timeline(request: PageRequest, code: str) -> HttpResponse:
    """Every entry, and whether the chain is whole (EVT-2)."""
    drill = drill_of(request, code)
    rights = rights_of(drill, actor(request))
    rows = list(drill.timeline.order_by("seq"))
    context = {
        "drill": drill, "rights": rights, "lines": lines_of(drill, rights),
        "broken_at": broken_at(rows), "tab": "timeline",
    }  # fmt: skip
    return render(request, "drills/drill_timeline.html", context)
