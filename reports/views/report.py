"""One report: following it, fetching it, cancelling it, deleting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from lib.errors import GuardsUnmet
from lib.templatetags.ui import status
from reports.delivery import delivered
from reports.kinds import KINDS
from reports.models import Report, ReportFile, ReportFormat, ReportState
from reports.services.requests import (
    cancel_report,
    delete_report,
    may_cancel,
    may_delete,
)

WAITING = (ReportState.QUEUED, ReportState.RUNNING)


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
        (_("Format"), _format(report)),
        (_("Language"), report.get_language_display()),
        (_("Scope"), KINDS[report.kind].scope(report.filters) if report.kind in KINDS else ""),
        (_("Asked for by"), str(report.requested_by)),
    ]
    return {
        "report": report,
        "waiting": report.state in WAITING,
        "error": gettext(report.error) if report.error else "",
        "rows": rows,
        "file": stored,
        "may_cancel": report.state in WAITING and may_cancel(request.user, report),
        "may_create": may(request.user, "report.create"),
        "verify_url": reverse("reports:report_verify"),
        "may_delete": may_delete(request.user, report),
        "state": status(report.state),
    }


def _format(report: Report) -> str:
    words = str(report.get_format_display())
    if report.format != ReportFormat.PDF:
        return words
    return f"{words} · {report.get_variant_display()}"


@require_POST
def report_cancel(request: PageRequest, code: str) -> HttpResponse:
    report = visible_or_404(Report.objects.for_list(), request.user, code=code)
    try:
        cancel_report(report, by=request.user, at=timezone.now())
    except GuardsUnmet as refusal:
        messages.warning(request, str(refusal.problems[0].message))
    else:
        messages.success(request, gettext("The report %(code)s is cancelled.") % {"code": code})
    return redirect("reports:report_detail", code)


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
