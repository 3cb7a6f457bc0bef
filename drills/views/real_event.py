"""The button on every page of a drill, and its way back (DRL-13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.request import PageRequest
from drills.forms.real_event import MistakenForm, RealEventForm
from drills.models import Drill, DrillStatus
from drills.services import real_event as verbs
from drills.services.real_course import still_open
from drills.services.real_watch import emergencies
from drills.services.rights import require_right
from drills.views.one import drill_of
from incidents.models import Incident
from lib.errors import DomainRefusal


@require_http_methods(["GET", "HEAD", "POST"])
def real_event(request: PageRequest, code: str) -> HttpResponse:
    """The first tap opens this page, the second stops the drill. Interrupted already: its
    incident."""
    drill = drill_of(request, code)
    require_right(drill, actor(request), "real_event")
    going_on = still_open(drill) if drill.status == DrillStatus.INTERRUPTED else None
    if going_on is not None:
        return redirect(going_on)
    seen = Incident.objects.visible_to(actor(request))
    known = list(emergencies(drill).filter(pk__in=seen.values("pk"))[:5])
    form = RealEventForm(request.POST or None, drill=drill, known=known)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        systems: Any = None
        if "same_systems" in form.fields and not form.cleaned_data["same_systems"]:
            systems = []
        try:
            incident = verbs.real_event(
                drill,
                title=form.cleaned_data["title"],
                systems=systems,
                known=_chosen(known, form.cleaned_data.get("known")),
                **_call(request),
            )
        except DomainRefusal as refusal:
            refusals = _onto(form, refusal)
        else:
            text = _("%(code)s is stopped, everybody is told. This is the real incident.")
            messages.warning(request, text % {"code": drill.code})
            return redirect(incident)
    return _page(request, drill, "drills/real_event.html", form, refusals)


@require_http_methods(["GET", "HEAD", "POST"])
def mistaken(request: PageRequest, code: str) -> HttpResponse:
    """It was pressed by mistake: the real incident is a false alarm."""
    drill = drill_of(request, code)
    require_right(drill, actor(request), "real_event")
    if drill.status != DrillStatus.INTERRUPTED:
        return redirect(drill)
    form = MistakenForm(request.POST or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            row = verbs.mistaken(drill, reason=form.cleaned_data["reason"], **_call(request))
        except DomainRefusal as refusal:
            refusals = _onto(form, refusal)
        else:
            _say(request, row)
            return redirect(row)
    return _page(request, drill, "drills/real_event_mistaken.html", form, refusals)


def _chosen(known: Sequence[Incident], number: str | None) -> Incident | None:
    return next((one for one in known if one.number == number), None)


def _say(request: PageRequest, row: Drill) -> None:
    if verbs.is_over(row):
        messages.success(request, _("The real incident is stood down. The drill can be resumed."))
    else:
        words = _("A second person must agree that the real incident was a false alarm.")
        messages.warning(request, words)


def _call(request: PageRequest) -> Any:
    now = timezone.now()
    return {"by": actor(request), "at": now, "recorded_at": now, "via": "ui"}


def _onto(form: Any, refusal: DomainRefusal) -> list[str]:
    """Words at their fields; those of no field stand on top."""
    rest = []
    for problem in refusal.problems:
        if problem.field in form.fields:
            form.add_error(problem.field, problem.message)
        else:
            rest.append(str(problem.message))
    return rest


def _page(
    request: PageRequest, drill: Drill, template: str, form: Any, refusals: list[str]
) -> HttpResponse:
    context = {
        "drill": drill, "form": form, "refusals": refusals,
        "cancel_url": drill.get_absolute_url(), "people": drill.participants.count(),
    }  # fmt: skip
    status = 409 if refusals else 200
    return render(request, template, context, status=status)
