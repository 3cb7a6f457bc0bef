"""One deed in a running drill: a form that is sent to its own page.

Filled in rightly it is done and leads back (204 for the page's script, which looks at once); else
the page shows the form with what is wrong, and nothing typed is lost. Works without JavaScript;
sent twice with the same key it is done once (CON-3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.models import Drill
from drills.services.rights import rights_of
from drills.views.one import drill_of
from incidents.once import once
from lib.errors import DomainRefusal, GuardsUnmet


@dataclass(frozen=True)
class Deed:
    """`do(values, call)` calls the verb; `back` is where one came from."""

    title: Any
    label: Any
    do: Callable[[dict[str, Any], dict[str, Any]], Any]
    back: str
    done: Any = ""
    icon: str = "check"
    warning: Any = ""
    summary: tuple[tuple[Any, Any], ...] = ()
    html: Any = ""


def drill_for(request: PageRequest, code: str, right: str) -> Drill:
    """The drill, for who sees it (else 404) and has the right (else 403)."""
    drill = drill_of(request, code)
    if not rights_of(drill, request.user).may(right):
        raise PermissionDenied(f"drill.{right}")
    return drill


def posted(request: PageRequest) -> Any:
    """What was sent, also when every box was left empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def deed_page(request: PageRequest, drill: Drill, deed: Deed, form: forms.Form) -> HttpResponse:
    """`form` is bound when the request is a POST."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            given.pop("key", None)
            now = timezone.now()
            at = given.pop("at", None) or now
            call = {"by": actor(request), "at": at, "recorded_at": now, "via": "ui"}
            try:
                once(request, lambda: (deed.do(given, call) and deed.back) or deed.back)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                return _done(request, deed)
    context = {
        "drill": drill,
        "deed": deed,
        "form": form,
        "summary": deed.summary,
        "cancel_url": deed.back,
    }
    return render(request, "drills/deed.html", context, status=status)


def _done(request: PageRequest, deed: Deed) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "room:look"})
    if deed.done:
        messages.success(request, str(deed.done))
    response = HttpResponseRedirect(deed.back)
    response.status_code = 303
    return response
