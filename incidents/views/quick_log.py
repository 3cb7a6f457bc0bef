"""The big button of the war room: a line into the timeline, from a phone, once (CON-3)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from incidents.forms.declare import local_instant
from incidents.models import Incident
from incidents.once import KeyField, once
from incidents.services.logbook import MOST_TEXT, log
from incidents.views.room import incident_of
from lib.errors import DomainRefusal, GuardsUnmet


class QuickLogForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What happened, was seen or was done?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 4}),
    )
    at = local_instant(label=gettext_lazy("When, if not now"))
    key = KeyField()


@require_http_methods(["GET", "POST"])
def quick_log(request: PageRequest, number: str) -> HttpResponse:
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    if request.method == "GET":
        return _page(request, incident, QuickLogForm(), 200)
    form = QuickLogForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, form, 422)

    def write() -> str:
        now = timezone.now()
        at = form.cleaned_data["at"] or now
        log(
            incident, text=form.cleaned_data["text"], by=request.user, at=at, recorded_at=now,
            via="ui",
        )  # fmt: skip
        return incident.get_absolute_url()

    try:
        address, _is_first = once(request, write)
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return _page(request, incident, form, 409 if isinstance(refusal, GuardsUnmet) else 422)
    if request.htmx:
        return HttpResponse(status=204)
    messages.success(request, _("Written into the timeline."))
    return redirect(address)


def _page(
    request: PageRequest, incident: Incident, form: QuickLogForm, status: int
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "cancel_url": incident.get_absolute_url(),
        "submit_label": pgettext("button", "Log"),
    }
    return render(request, "incidents/quick_log.html", context, status=status)
