"""Reports, promises, cadence, the chat group, details and decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.request import PageRequest
from accounts.views.saving import stale_page
from incidents.forms.reporting import (
    CadenceForm,
    DecisionForm,
    DetailsForm,
    GroupForm,
    NoChangeForm,
    RecoveryForm,
    ReportForm,
    details_initial,
)
from incidents.models import Incident
from incidents.report_lines import fact_lines, reports_of
from incidents.services import decisions, details, reports
from incidents.services.report_facts import facts_at
from incidents.views.deed import Deed, deed_page, incident_for, posted
from lib.conflicts import merged
from lib.errors import StaleVersion


@require_safe
def report_list(request: PageRequest, number: str) -> HttpResponse:
    """Every report with what the platform knew at that moment."""
    incident = incident_for(request, number)
    context = {"incident": incident, "reports": reports_of(incident)}
    return render(request, "incidents/report_list.html", context)


@require_http_methods(["GET", "POST"])
def incident_report(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    now = timezone.now()
    expected = incident.expected_recovery_at
    form = ReportForm(posted(request), initial={"expected_recovery_at": expected})

    def submit(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        # A promise that has passed is not repeated by leaving it in the form.
        promised = values["expected_recovery_at"]
        kept = promised == _minute(expected) or (promised is None and "happened" not in values)
        if kept:
            values.pop("expected_recovery_at")
        reports.submit_report(one, **values, **call)

    deed = Deed(
        _("Situation report"), _("Send the report"), submit, icon="send", part="reports",
        done=_("The report was sent."), template="incidents/report_form.html",
    )  # fmt: skip
    extra = {
        "facts": fact_lines(facts_at(incident, now)),
        "left": reports.no_change_left(incident),
        "next_number": incident.reports.count() + 1,
    }
    return deed_page(request, incident, deed, form, extra=extra)


@require_POST
def report_no_change(request: PageRequest, number: str) -> HttpResponse:
    """One tap."""
    incident = incident_for(request, number, "respond")

    def submit(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        reports.submit_report(one, no_change=True, **call)

    deed = Deed(
        _("No change"), _("Report: no change"), submit, icon="equal", part="reports",
        done=_("“No change” was reported."),
    )  # fmt: skip
    return deed_page(request, incident, deed, NoChangeForm(request.POST))


@require_http_methods(["GET", "POST"])
def expected_recovery(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    initial = {"expected_at": incident.expected_recovery_at}
    form = RecoveryForm(posted(request), initial=initial)

    def promise(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        details.set_expected_recovery(one, **values, **call)

    deed = Deed(
        _("Expected recovery"), _("Save"), promise, icon="hourglass", part="reports",
        done=_("The expected recovery was changed."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def report_interval(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "command")
    initial = {
        "off": incident.report_interval_s is None,
        "interval_s": incident.report_interval_s,
        "reason": incident.no_report_reason,
    }
    form = CadenceForm(posted(request), initial=initial)

    def change(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        interval = None if values["off"] else values["interval_s"]
        details.set_report_interval(one, interval_s=interval, reason=values["reason"], **call)

    deed = Deed(
        _("How often reports are due"), _("Save"), change, right="command", icon="repeat",
        part="reports", done=_("The interval was changed."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def chat_group(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    initial = {"name": incident.group_name, "url": incident.group_url}
    form = GroupForm(posted(request), initial=initial)

    def change(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        details.set_group(one, **values, **call)

    deed = Deed(_("Chat group"), _("Save"), change, icon="messages", part="head", done=_("Saved."))
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def incident_edit(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    is_posted = request.method == "POST"
    form = DetailsForm(
        merged(request.POST) if is_posted else None, initial=details_initial(incident)
    )

    def change(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        details.change_details(one, read_version=values.pop("version"), **values, **call)

    deed = Deed(
        _("Edit the incident"), _("Save"), change, icon="pencil", part="head", done=_("Saved.")
    )
    try:
        return deed_page(request, incident, deed, form)
    except StaleVersion as stale:
        theirs = DetailsForm(initial=details_initial(stale.current))
        return stale_page(request, form, theirs, stale, incident.get_absolute_url())


@require_http_methods(["GET", "POST"])
def incident_decide(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    form = DecisionForm(posted(request))

    def decide(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        decisions.decide(one, **values, **call)

    deed = Deed(
        _("Write a decision down"), _("Save the decision"), decide, icon="gavel",
        part="decisions", done=_("The decision was written down."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


def _minute(at: Any) -> Any:
    return None if at is None else at.replace(second=0, microsecond=0)
