"""Declaring an incident in a minute, and the suggested grade on the next screen.

Nothing is asked twice: a declaration counts at once, and whoever declared by mistake stands it
down within two minutes (E46). Only where the same system has an open incident already is that
one shown first (CON-5).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from bia.models import System
from followup.services.verb import Call
from incidents.forms.declare import JOIN, RELATE, SEPARATE, DeclareForm, choices_of
from incidents.models import Incident, IncidentSettings
from incidents.once import once
from incidents.room import Room
from incidents.room_parts import shown_parts
from incidents.services.declaring import declare, overlapping
from incidents.services.logbook import log
from incidents.services.relating import relate
from incidents.services.rights import rights_of
from incidents.views.room import incident_of, milliseconds
from lib.errors import DomainRefusal, GuardsUnmet, Refused


@require_http_methods(["GET", "POST"])
def incident_declare(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.report")
    if request.method == "GET":
        return _page(request, DeclareForm(by=request.user, initial=_initial(request)), [])
    form = DeclareForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, [], status=422)
    running = list(
        overlapping(form.cleaned_data["systems"])
        .visible_to(request.user)  # type: ignore[attr-defined]
        .for_list()
        .order_by("-declared_at")
    )
    what, number = form.chosen()
    named = next((one for one in running if one.number == number), None)
    if running and (what not in (JOIN, RELATE, SEPARATE) or (number and named is None)):
        return _page(request, form, running, status=409)
    try:
        if what == JOIN and named is not None:
            return redirect(_join(request, form, named))
        address, is_first = once(
            request, lambda: _declare(request, form, named if what == RELATE else None)
        )
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        status = 409 if isinstance(refusal, GuardsUnmet) else 422
        return _page(request, form, running if what else [], status=status)
    if not is_first:
        messages.info(request, _("This was declared already; there is one incident."))
    return redirect(address)


def _declare(request: PageRequest, form: DeclareForm, related: Incident | None) -> str:
    now = timezone.now()
    when: Call = {
        "by": request.user,
        "at": form.cleaned_data["at"] or now,
        "recorded_at": now,
        "via": "ui",
    }
    details = form.details()
    links = related is not None and rights_of(related, request.user).may("respond")
    if related is not None and not links:
        # Who only reports says so in words; a responder links the two.
        said = _("Said to belong to %(number)s.") % {"number": related.number}
        details["summary"] = f"{details['summary']}\n{said}".strip()
    incident = declare(**details, parent=_parent(request, form), **when)
    if related is not None and links:
        relate(incident, related, **when)
    return reverse("incidents:incident_declared", args=[incident.number])


def _parent(request: PageRequest, form: DeclareForm) -> Incident | None:
    """The disaster this one is a part of, when the form was opened from its page."""
    number = form.cleaned_data["parent"]
    if not number:
        return None
    found = Incident.objects.visible_to(request.user).filter(number=number).first()
    if found is None:
        raise Refused("parent", _("There is no such incident."), "parent")
    return found


def _join(request: PageRequest, form: DeclareForm, incident: Incident) -> str:
    """What was typed is not lost: it becomes an entry, for those who may write one."""
    given = form.cleaned_data
    text = "\n".join(one for one in (given["title"], given["summary"]) if one)

    def write_it_down() -> str:
        now = timezone.now()
        at = given["at"] or now
        log(incident, text=text, by=request.user, at=at, recorded_at=now, via="ui")
        return incident.get_absolute_url()

    try:
        address, _is_first = once(request, write_it_down)
    except PermissionDenied:
        messages.info(request, _("This is the incident. Nothing new was declared."))
        return incident.get_absolute_url()
    messages.success(request, _("Written into this incident. Nothing new was declared."))
    return address


def _initial(request: PageRequest) -> dict[str, Any]:
    """From a system's page `?system=code`, from an incident's page `?parent=INC-…`."""
    codes = request.GET.getlist("system")
    found: dict[str, Any] = {"title": request.GET.get("title", "")[:200]}
    if codes:
        clean = [one for one in codes if "\0" not in one]
        found["systems"] = list(System.objects.visible_to(request.user).filter(code__in=clean))
    if request.GET.get("parent"):
        found["parent"] = request.GET["parent"][:30]
    return found


def _page(
    request: PageRequest, form: DeclareForm, running: list[Incident], *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "running": running,
        "choices": choices_of(running) if running else [],
        "chosen": form.data.get("choice", "") if form.is_bound else "",
        "now": now,
        "now_ms": milliseconds(now),
    }
    return render(request, "incidents/incident_declare.html", context, status=status)


@require_safe
def incident_declared(request: PageRequest, number: str) -> HttpResponse:
    """What was declared, the suggested grade with its reasons, who is being told."""
    require(request.user, "incident.view")
    room = Room(incident_of(request, number), request.user, timezone.now())
    free_s = IncidentSettings.current().cancel_free_s
    left_s = free_s - int((room.at - room.incident.declared_at).total_seconds())
    context = {
        "incident": room.incident,
        "room": room,
        "parts": shown_parts(request, room, only=("grade",)),
        "free_left_s": max(0, left_s),
        "contacts": room.contacts[:8],
        "now_ms": milliseconds(room.at),
    }
    return render(request, "incidents/incident_declared.html", context)
