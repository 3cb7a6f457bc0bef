"""Pages of affected processes: each form stands alone and leads back to the room."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.request import PageRequest
from accounts.views.saving import stale_page
from bia.models import Process
from bia.reasons import explain
from incidents.forms.deed import NowForm
from incidents.forms.impacts import (
    ChangeForm,
    DataForm,
    DropForm,
    EndForm,
    OpenForm,
    TimesForm,
)
from incidents.models import Impact, Incident
from incidents.services import impacts as verbs
from incidents.services.calibrating import calibrations_of
from incidents.views.deed import Deed, back_to, deed_page, incident_for
from lib.conflicts import merged
from lib.durations import format_duration
from lib.errors import StaleVersion

PART = "impacts"
get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
def impact_open(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    form = OpenForm(
        _data(request), incident=incident,
        processes=Process.objects.visible_to(request.user),
        suspected=verbs.suspected(incident),
    )  # fmt: skip

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        verbs.open_impact(row, **values, **call)

    deed = Deed(_("Add an affected process"), _("Add"), do, done=_("Added."), icon="plus",
                part=PART)  # fmt: skip
    return deed_page(request, incident, deed, form)


@get_or_post
def impact_change(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        read_version = values.pop("version")
        verbs.change_impact(row, one, read_version=read_version, **values, **call)

    deed = Deed(_("What still works"), _("Save"), do, done=_("Saved."), part=PART,
                summary=_summary(one))  # fmt: skip
    return _versioned(request, incident, deed, ChangeForm, one)


@get_or_post
def impact_end(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        values["region"] = values.get("region") or None
        read_version = values.pop("version")
        verbs.end_impact(row, one, read_version=read_version, **values, **call)

    deed = Deed(_("The process works again"), _("It works again"), do, done=_("Saved."),
                part=PART, summary=_summary(one))  # fmt: skip
    return _versioned(request, incident, deed, EndForm, one)


@get_or_post
def impact_drop(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        verbs.drop_impact(row, one, **values, **call)

    deed = Deed(
        _("The process is not affected"), _("Not affected"), do, done=_("Taken out."), icon="x",
        danger=True, part=PART, summary=_summary(one),
        warning=_("Its clocks are stopped and its loss no longer counts."),
    )  # fmt: skip
    return deed_page(request, incident, deed, DropForm(_data(request)))


@get_or_post
def impact_data(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        read_version = values.pop("version")
        verbs.set_last_good_data(row, one, read_version=read_version, **values, **call)

    deed = Deed(_("Which data were lost?"), _("Save"), do, done=_("Saved."), part=PART,
                icon="database", summary=_summary(one))  # fmt: skip
    return _versioned(request, incident, deed, DataForm, one)


@get_or_post
def impact_times(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        read_version = values.pop("version")
        verbs.correct_impact(row, one, read_version=read_version, **values, **call)

    deed = Deed(_("Correct its times"), pgettext_lazy("button", "Correct"), do,
                done=_("Corrected."), part=PART,
                icon="clock-edit", summary=_summary(one))  # fmt: skip
    return _versioned(request, incident, deed, TimesForm, one)


@require_POST
def impact_confirm(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk)

    def do(row: Incident, _values: dict[str, Any], call: dict[str, Any]) -> None:
        verbs.confirm_impact(row, one, **call)

    deed = Deed(_("The process is affected"), _("It is affected"), do, done=_("Confirmed."),
                part=PART, summary=_summary(one))  # fmt: skip
    return deed_page(request, incident, deed, NowForm(request.POST))


@require_POST
def impact_adopt(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident, one = _one(request, number, pk, "command")

    def do(row: Incident, _values: dict[str, Any], call: dict[str, Any]) -> None:
        verbs.adopt_objectives(row, one, **call)

    deed = Deed(_("Let the new BIA count"), _("Let it count"), do, right="command",
                done=_("The new objectives count from now on."), part=PART)  # fmt: skip
    return deed_page(request, incident, deed, NowForm(request.POST))


@require_safe
def incident_calibration(request: PageRequest, number: str) -> HttpResponse:
    """What the outages cost beside the curve, for the BIA to take over or leave."""
    incident = incident_for(request, number)
    visible = set(Process.objects.visible_to(request.user).values_list("pk", flat=True))
    found = [one for one in calibrations_of(incident) if one.process.pk in visible]
    incidents = Incident.objects.visible_to(request.user)
    readable = set(incidents.values_list("pk", flat=True))
    rows = [
        {
            "calibrated": one,
            "because": explain(one.result.because) if one.result is not None else "",
            "outages": [
                {"outage": outage, "incident": outage.impact.incident,
                 "is_readable": outage.impact.incident_id in readable}
                for outage in one.outages
            ],
        }
        for one in found
    ]  # fmt: skip
    context = {"incident": incident, "rows": rows}
    return render(request, "incidents/incident_calibration.html", context)


def _one(
    request: PageRequest, number: str, pk: int, right: str = "respond"
) -> tuple[Incident, Impact]:
    """The impact, for who sees its incident (else 404) and has the right (else 403)."""
    incident = incident_for(request, number, right)
    one = incident.impacts.for_list().filter(pk=pk).first()
    if one is None:
        raise Http404
    one.incident = incident
    return incident, one


def _versioned(
    request: PageRequest, incident: Incident, deed: Deed, form: Any, one: Impact
) -> HttpResponse:
    """A form that knows what it has read: a faster colleague's words stand side by side."""
    mine = form.of(one, _data(request))
    try:
        return deed_page(request, incident, deed, mine)
    except StaleVersion as stale:
        theirs = form.of(stale.current, None)
        return stale_page(request, mine, theirs, stale, back_to(incident, PART))


def _data(request: PageRequest) -> Any:
    return merged(request.POST) if request.method == "POST" else None


def _summary(one: Impact) -> list[tuple[Any, Any]]:
    language = get_language() or "en"
    rto = _("No RTO set") if one.rto_s is None else format_duration(one.rto_s, language)
    return [(_("Process"), str(one.process)), (_("RTO"), rto)]
