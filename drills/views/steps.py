"""Steps of a drill: what stands and what will happen is shown, then it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.drill_links import linked
from drills.models import Drill
from drills.models import DrillSettings as Rules
from drills.services.guards import RIGHTS, unmet
from drills.services.rights import rights_of
from drills.services.running import handled
from drills.step_pages import STEPS, StepPage
from drills.views.one import drill_of
from incidents.once import once
from lib.errors import DomainRefusal, GuardsUnmet, Problem

OWN_RIGHTS = {"extend": "change", "clone": "see_script"}


@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: PageRequest, code: str, verb: str) -> HttpResponse:
    """Shows what hinders it as long as something does; 403 for who may not."""
    drill = drill_of(request, code)
    user, now = actor(request), timezone.now()
    right = OWN_RIGHTS.get(verb) or RIGHTS.get(verb, verb)
    if not rights_of(drill, user).may(right):
        raise PermissionDenied(f"drill.{right}")
    step = STEPS[verb]
    posted = request.method == "POST"
    form = step.form(request.POST if posted else None, drill=drill, initial=_initial(drill, verb))
    if posted and form.is_valid():
        try:
            return _do(request, drill, step, form, now)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, GuardsUnmet) else 422
            return _page(request, drill, verb, form, now, status)
    return _page(request, drill, verb, form, now, 422 if posted else 200)


def _do(
    request: PageRequest, drill: Drill, step: StepPage, form: forms.Form, now: datetime
) -> HttpResponse:
    values = dict(form.cleaned_data)
    values.pop("key", None)
    at = values.pop("at", None) or now
    call = {"by": actor(request), "at": at, "recorded_at": now, "via": "ui"}
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if "reason" in values:
        given["reason"] = values["reason"]
    place, first = once(request, lambda: step.do(drill, given, call).get_absolute_url())
    if first:
        messages.success(request, str(step.done))
    response = HttpResponseRedirect(place)
    response.status_code = 303
    return response


def _page(
    request: PageRequest, drill: Drill, verb: str, form: forms.Form, now: datetime, status: int
) -> HttpResponse:
    step = STEPS[verb]
    shown = [] if status == 409 else _hindered(drill, verb, now)
    context = {
        "drill": drill,
        "step": step,
        "form": form,
        "guards": linked(drill, shown),
        "can": not [one for one in shown if one.code != "too_early"],
        "summary": _summary(drill, verb, now),
        "cancel_url": drill.get_absolute_url(),
    }
    return render(request, "drills/step.html", context, status=status)


def _hindered(drill: Drill, verb: str, now: datetime) -> list[Problem]:
    if verb in OWN_RIGHTS:
        return []
    return unmet(drill, verb, by=None, at=now)


def _initial(drill: Drill, verb: str) -> dict[str, Any]:
    return {"title": drill.title} if verb == "clone" else {}


def _summary(drill: Drill, verb: str, now: datetime) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (_("Drill"), f"{drill.code} {drill.title}"),
        (_("Type"), drill.get_type_display()),
        (_("State"), drill.get_status_display()),
    ]
    if drill.started_at is None or verb == "clone":
        rows.append((_("Planned"), _span(drill)))
    if verb in ("start", "cancel", "postpone"):
        told = drill.participants.values("person").distinct().count()
        rows.append((_("People who take part"), str(told)))
    if verb == "start" and drill.on_engine:
        names = ", ".join(str(one) for one in drill.systems.all()) or "–"
        rows.append((_("Systems that count as down"), names))
    if verb == "end":
        rows += _end_rows(drill)
    return rows


def _end_rows(drill: Drill) -> list[tuple[Any, Any]]:
    done = handled(drill)
    words = _("%(done)s of %(of)s") % {"done": done.done, "of": done.of}
    rows: list[tuple[Any, Any]] = [(_("Injects handled"), words)]
    needed = Rules.current().handled_percent
    if done.percent is not None and done.percent < needed:
        text = _("fewer than %(percent)s %%: it meets no slot and measures only estimates")
        rows.append((_("What follows"), text % {"percent": needed}))
    return rows


def _span(drill: Drill) -> str:
    """In the drill's own zone, which is said."""
    zone = ZoneInfo(drill.timezone)
    starts, ends = (
        date_format(at.astimezone(zone), "SHORT_DATETIME_FORMAT")
        for at in (drill.planned_start, drill.planned_end)
    )
    return f"{starts} – {ends} ({drill.timezone})"
