"""Boxes ticked, calls written down, roles changed: plain forms that lead back to the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.models import Person
from accounts.request import PageRequest
from incidents.contacts_part import contacts_part
from incidents.forms.people import (
    AssignForm,
    AttemptForm,
    CommandForm,
    Entry,
    GlassForm,
    HandOverForm,
    ReleaseForm,
    TickForm,
)
from incidents.models import CheckRun, Contact, Incident
from incidents.once import once
from incidents.roles_part import roles_part
from incidents.room import Room
from incidents.services import breaking_glass, card, contacts, escalation_answers, roles
from incidents.views.room import incident_of, milliseconds
from lib.errors import DomainRefusal

Deed = Callable[[Any, dict[str, Any]], object]

# Their heading names a person or a box, not the deed.
NAMED_FOR_WHAT = (AttemptForm, TickForm)

get_or_post = require_http_methods(["GET", "POST"])


@require_safe
def incident_contacts(request: PageRequest, number: str) -> HttpResponse:
    """The call list alone: on a phone, and on paper with blanks to fill by hand."""
    require(request.user, "incident.view")
    room = Room(incident_of(request, number), request.user, timezone.now())
    context = {"incident": room.incident, "room": room, "now_ms": milliseconds(room.at)}
    return render(request, "incidents/incident_contacts.html", context | contacts_part(room))


@require_safe
def incident_roles(request: PageRequest, number: str) -> HttpResponse:
    require(request.user, "incident.view")
    room = Room(incident_of(request, number), request.user, timezone.now())
    context = {"incident": room.incident, "room": room, "now_ms": milliseconds(room.at)}
    return render(request, "incidents/incident_roles.html", context | roles_part(room))


@get_or_post
def check_tick(request: PageRequest, number: str, check: int) -> HttpResponse:
    incident = incident_of(request, number)
    row = get_object_or_404(CheckRun, pk=check, step__incident=incident)

    def do(form: Entry, call: dict[str, Any]) -> object:
        data = form.cleaned_data
        return card.tick(row, state=data["state"], reason=data["reason"], **call)

    initial = {"state": CheckRun.State.NA}
    return _deed(request, incident, TickForm, do, heading=str(row.text), initial=initial)


@get_or_post
def contact_attempt(request: PageRequest, number: str, contact: int) -> HttpResponse:
    incident = incident_of(request, number)
    row = get_object_or_404(Contact.objects.select_related("person"), pk=contact, incident=incident)

    def do(form: Entry, call: dict[str, Any]) -> object:
        data = form.cleaned_data
        return contacts.log_attempt(
            row, result=data["result"], method=data["method"] or "phone",
            delegated_to=data["delegated_to"], note=data["note"], **call,
        )  # fmt: skip

    heading = _("Call of %(name)s") % {"name": row.person.name}
    return _deed(request, incident, AttemptForm, do, heading=heading)


@get_or_post
def level_acknowledge(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(_form: Entry, call: dict[str, Any]) -> object:
        return escalation_answers.acknowledge_level(incident, **call)

    return _deed(request, incident, Entry, do, heading=_("Answer for my level"))


@get_or_post
def role_assign(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(form: Entry, call: dict[str, Any]) -> object:
        data = form.cleaned_data
        return roles.assign(incident, role=data["role"], person=data["person"], **call)

    initial = {"role": request.GET.get("role", "")}
    return _deed(request, incident, AssignForm, do, heading=_("Give a role"), initial=initial)


@get_or_post
def role_release(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(form: Entry, call: dict[str, Any]) -> object:
        data = form.cleaned_data
        person = Person.objects.filter(code=data["person"]).first() if data["person"] else None
        return roles.release(incident, role=data["role"], person=person, note=data["note"], **call)

    initial = {name: request.GET.get(name, "") for name in ("role", "person")}
    return _deed(request, incident, ReleaseForm, do, heading=_("Give a role back"), initial=initial)


@get_or_post
def command_take(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(form: Entry, call: dict[str, Any]) -> object:
        return roles.take_command(incident, note=form.cleaned_data["note"], **call)

    return _deed(request, incident, CommandForm, do, heading=_("Take command"))


@get_or_post
def command_hand_over(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(form: Entry, call: dict[str, Any]) -> object:
        data = form.cleaned_data
        return roles.hand_over(incident, person=data["person"], note=data["note"], **call)

    return _deed(request, incident, HandOverForm, do, heading=_("Hand over the command"))


@get_or_post
def command_confirm(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(_form: Entry, call: dict[str, Any]) -> object:
        return roles.confirm_command(incident, **call)

    return _deed(request, incident, Entry, do, heading=_("I am in command"))


@get_or_post
def command_break_glass(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_of(request, number)

    def do(form: Entry, call: dict[str, Any]) -> object:
        return breaking_glass.break_glass(incident, reason=form.cleaned_data["reason"], **call)

    heading = _("Take command: nobody has it")
    return _deed(request, incident, GlassForm, do, heading=heading)


PAGES = {
    "card": "incidents:incident_card",
    "contacts": "incidents:incident_contacts",
    "roles": "incidents:incident_roles",
    "": "incidents:incident_detail",
}


def _deed(
    request: PageRequest,
    incident: Incident,
    form_class: type[forms.Form],
    do: Deed,
    *,
    heading: Any,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form alone; POST does the deed once and leads back to where it came from."""
    require(request.user, "incident.view")
    came_from = _came_from(request)
    place = reverse(PAGES[came_from], args=[incident.number])
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _go(request, form, do, place)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
            else:
                return _done(request, place)
        status = 409 if form.non_field_errors() else 400
    context = {
        "form": form, "incident": incident, "heading": heading, "cancel_url": place,
        "submit_label": _("Save") if form_class in NAMED_FOR_WHAT else heading,
        "came_from": came_from,
    }  # fmt: skip
    return render(request, "incidents/people_form.html", context, status=status)


def _came_from(request: PageRequest) -> str:
    """The page of this incident one came from: the card, the call list, the roles, or the room."""
    asked = request.POST.get("from", "")
    before = urlsplit(request.headers.get("Referer", "")).path.rstrip("/").rpartition("/")[2]
    return next((one for one in (asked, before) if one and one in PAGES), "")


def _go(request: PageRequest, form: Any, do: Deed, place: str) -> None:
    now = timezone.now()
    call = {"by": request.user, "at": form.when(now), "recorded_at": now}

    def deed() -> str:
        do(form, call)
        return place

    once(request, deed)


def _done(request: PageRequest, place: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    answer = HttpResponseRedirect(place)
    answer.status_code = 303
    return answer
