"""The shelf of reports, asking for one, following it, fetching it, deleting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.models import Department
from accounts.request import PageRequest
from bia.models import Tier
from lib.errors import Refused
from lib.listing import Column, Listing, render_listing
from lib.templatetags.ui import status
from reports.content.words import filter_words
from reports.delivery import delivered
from reports.drill_choice import OF_DRILL, drill_scope, programme_scope
from reports.forms.report import ReportForm
from reports.incident_choice import incident_scope, is_of_incident, metrics_scope
from reports.models import Report, ReportFile, ReportKind, ReportState
from reports.plan_choice import plan_scope
from reports.services.requests import OF_PLANS, delete_report, may_delete, request_report

FROM_ADDRESS = (
    *("plan", "version", "incident", "since", "grade", "system", "category", "drill", "year"),
)
WAITING = (ReportState.QUEUED, ReportState.RUNNING)


@require_GET
def report_list(request: PageRequest) -> HttpResponse:
    require(request.user, "report.view")
    listing = Listing(
        request,
        Report.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", _("Report"), ["code"]),
            Column("state", _("State"), ["state"]),
            Column("language", _("Language"), ["language"]),
            Column("as_of", _("As of"), ["as_of"]),
            Column("who", _("Asked for by"), ["requested_by__username"]),
            Column("created", _("When"), ["created_at"]),
            Column("size", _("Size"), ["size_bytes"], css="num"),
            Column("sha256", _("SHA-256")),
        ],
        row_template="reports/_report_row.html",
        search_in=["code", "requested_by__name", "requested_by__username"],
        ordering="-created",
        key="code",
        caption=_("Reports"),
        empty={
            "title": _("No reports yet"),
            "text": _("A report freezes what is approved into one file with its digest: the evidence an auditor takes away."),  # noqa: E501
            "href": reverse("reports:report_create"),
            "action": _("New report"),
        },
    )  # fmt: skip
    return render_listing(
        request, "reports/report_list.html", listing,
        {"may_create": may(request.user, "report.create")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def report_create(request: PageRequest) -> HttpResponse:
    require(request.user, "report.create")
    now, refusals = timezone.now(), []
    posted = request.POST if request.method == "POST" else None
    kind = request.GET.get("kind", ReportKind.BIA.value)
    format = request.GET.get("format", "pdf")
    initial = {"language": get_language(), "format": format, "kind": kind}
    initial |= {name: request.GET[name] for name in FROM_ADDRESS if name in request.GET}
    form = ReportForm(posted, user=request.user, now=now, initial=initial)
    if posted is not None and form.is_valid():
        try:
            report = request_report(**form.request(), by=request.user, at=now)
        except Refused as refusal:
            refusals = _show(refusal, form)
        else:
            return redirect("reports:report_detail", report.code)
    context = {
        "form": form, "refusals": refusals, "submit_label": _("Build the report"),
        "cancel_url": reverse("reports:report_list"),
    }  # fmt: skip
    return render(request, "reports/report_form.html", context,
                  status=400 if form.errors or refusals else 200)  # fmt: skip


def _show(refusal: Refused, form: ReportForm) -> list[str]:
    """Each problem at its field; what has none, on top."""
    rest = []
    for problem in refusal.problems:
        field = (problem.field or "").removeprefix("filters.")
        if field in form.fields:
            form.add_error(field, str(problem.message))
        else:
            rest.append(str(problem.message))
    return rest


@require_GET
def report_detail(request: PageRequest, code: str) -> HttpResponse:
    """The whole page, or the part that changes; what is done asks no more."""
    report = visible_or_404(Report.objects.for_list(), request.user, code=code)
    context = _context(request, report)
    part = {"state": "_report_state.html", "badge": "_report_badge.html"}.get(
        request.GET.get("part", "")
    )
    if part:
        return render(request, f"reports/{part}", context)
    return render(request, "reports/report_detail.html", context)


def _context(request: PageRequest, report: Report) -> dict[str, Any]:
    stored = ReportFile.objects.filter(report=report).only("name").first()
    rows = [
        (_("Report"), report.get_kind_display()),
        (_("Format"), report.get_format_display()),
        (_("Language"), report.get_language_display()),
        (_("Scope"), _scope(report)),
        (_("Asked for by"), str(report.requested_by)),
    ]
    return {
        "report": report,
        "waiting": report.state in WAITING,
        "error": gettext(report.error) if report.error else "",
        "rows": rows,
        "file": stored,
        "may_delete": may_delete(request.user, report),
        "state": status(report.state),
    }


def _scope(report: Report) -> str:
    filters = report.filters
    department = Department.objects.filter(code=filters.get("department", "")).first()
    tier = Tier.objects.filter(code=filters.get("tier", "")).first()
    if report.kind == ReportKind.BACKUPS:
        return _backup_scope(filters)
    if is_of_incident(report.kind, filters):
        return incident_scope(filters)
    if report.kind == ReportKind.METRICS:
        return metrics_scope(filters)
    if report.kind in OF_DRILL:
        return drill_scope(filters)
    if report.kind == ReportKind.PROGRAMME:
        return programme_scope(filters)
    if report.kind in OF_PLANS:
        return plan_scope(filters)
    words = filter_words(
        department=str(department or ""), tier=str(tier or ""), critical=filters.get("critical"),
        codes=len(filters.get("processes", [])),
    )  # fmt: skip
    return words + (f" · {gettext('with drafts')}" if filters.get("drafts") else "")


def _backup_scope(filters: dict[str, Any]) -> str:
    codes = filters.get("systems", [])
    words = gettext("%(n)s named systems") % {"n": len(codes)} if codes else gettext(
        "all systems with a backup policy")  # fmt: skip
    since = filters.get("since")
    return words + (f" · {gettext('from %(day)s') % {'day': since}}" if since else "")


@require_GET
def report_file(request: PageRequest, code: str) -> HttpResponse:
    report = visible_or_404(Report.objects.for_list(), request.user, code=code)
    stored = ReportFile.objects.filter(report=report).first()
    if report.state != ReportState.DONE or stored is None:
        messages.warning(request, gettext("There is no file to download."))
        return redirect("reports:report_detail", code)
    return delivered(request, report, stored)


@require_http_methods(["GET", "POST"])
def report_delete(request: PageRequest, code: str) -> HttpResponse:
    report = visible_or_404(Report.objects.for_list(), request.user, code=code)
    if not may_delete(request.user, report):
        require(request.user, "organisation.change")
    if request.method == "POST":
        delete_report(report, by=request.user, at=timezone.now())
        messages.success(request, gettext("The report %(code)s is deleted.") % {"code": code})
        return redirect("reports:report_list")
    context = {
        "report": report,
        "summary": [
            (_("Report"), report.code), (_("Language"), report.get_language_display()),
            (_("Asked for by"), str(report.requested_by)), (_("SHA-256"), report.sha256 or "–"),
        ],
        "warning": _("The file is removed for everybody. That it existed, with its digest, stays in the audit trail."),  # noqa: E501
        "confirm_label": _("Delete the report"),
        "cancel_url": reverse("reports:report_detail", args=[code]),
        "danger": True,
    }  # fmt: skip
    return render(request, "reports/report_confirm_delete.html", context)
