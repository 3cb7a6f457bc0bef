"""One deed in an incident: a form of the war room that is sent to its own page.

Filled in rightly it is done and leads back to the room (204 for htmx); else the page shows the
form with what is wrong, and nothing typed is lost. Works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from accounts.access import actor, require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from incidents.models import Incident
from incidents.once import once
from incidents.services.rights import rights_of
from incidents.views.room import incident_of
from lib.errors import DomainRefusal, GuardsUnmet

Call = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """`do(incident, values, call)` calls the verb and answers where to go, or None: the room.

    `right` is what one must be allowed to see the form at all; the verb asks again.
    """

    title: Any
    label: Any
    do: Callable[[Incident, dict[str, Any], dict[str, Any]], Any]
    right: str = "respond"
    done: Any = ""
    icon: str = "check"
    warning: Any = ""
    danger: bool = False
    part: str = "timeline"
    summary: list[tuple[Any, Any]] = field(default_factory=list)
    template: str = "incidents/deed.html"


def incident_for(request: PageRequest, number: str, right: str = "") -> Incident:
    """The incident, for who sees it (else 404) and has the right (else 403)."""
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    if right and not rights_of(incident, request.user).may(right):
        raise PermissionDenied(f"incident.{right}")
    return incident


def back_to(incident: Incident, part: str = "") -> str:
    return incident.get_absolute_url() + (f"#part-{part}" if part else "")


def deed_page(
    request: PageRequest,
    incident: Incident,
    deed: Deed,
    form: forms.Form,
    *,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """`form` is bound when the request is a POST."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            now = timezone.now()
            call = {
                "by": actor(request),
                "at": values.pop("at", None) or now,
                "recorded_at": now,
                "via": "ui",
            }
            values.pop("key", None)
            try:
                url, _first = once(
                    request,
                    lambda: deed.do(incident, values, call) or back_to(incident, deed.part),
                )
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                return done(request, url, deed.done)
    context = {
        "incident": incident,
        "deed": deed,
        "form": form,
        "summary": deed.summary,
        "cancel_url": back_to(incident, deed.part),
    }
    return render(request, deed.template, context | dict(extra or {}), status=status)


def done(request: PageRequest, url: str, words: Any) -> HttpResponse:
    """204 to the room's script, which looks at once; else back by 303."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "room:look"})
    if words:
        messages.success(request, str(words))
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def posted(request: PageRequest) -> Any:
    """What was sent, also when every box was left empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None
