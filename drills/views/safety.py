"""The safety list of a functional or full exercise: every point with its own small form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.request import PageRequest
from drills.domain.states import BEFORE
from drills.models import Drill
from drills.services import drills as verbs
from drills.services.preparing import safety_list
from drills.services.rights import rights_of
from drills.views.one import drill_of
from lib.errors import DomainRefusal


@require_http_methods(["GET", "HEAD", "POST"])
def drill_safety(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    rights = rights_of(drill, actor(request))
    if not (rights.may("see_script") or rights.may("prepare")):
        raise PermissionDenied("drill.see_script")
    refusal: DomainRefusal | None = None
    if request.method == "POST":
        try:
            _tick(request, drill)
        except DomainRefusal as refused:
            refusal = refused
        else:
            return redirect(reverse("drills:drill_safety", args=[drill.code]))
    context = {
        "drill": drill,
        "rights": rights,
        "points": safety_list(drill),
        "can_tick": rights.may("prepare") and drill.status in BEFORE,
        "wrong_key": request.POST.get("point", "") if refusal is not None else "",
        "typed": request.POST.get("note", ""),
        "refusals": [str(one.message) for one in refusal.problems] if refusal else [],
        "tab": "overview",
    }
    return render(request, "drills/safety.html", context, status=422 if refusal else 200)


def _tick(request: PageRequest, drill: Drill) -> None:
    now = timezone.now()
    done = request.POST.get("done") == "1"
    verbs.tick_safety(
        drill, request.POST.get("point", ""), done=done, note=request.POST.get("note", ""),
        by=actor(request), at=now, recorded_at=now, via="ui",
    )  # fmt: skip
    messages.success(request, _("Confirmed.") if done else _("Taken back."))
