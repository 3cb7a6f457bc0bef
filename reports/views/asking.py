"""Asking for a report: first its kind, then the form that shows only what this kind takes."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.request import PageRequest
from lib.errors import Refused
from reports.forms.report import ReportForm
from reports.gallery import gallery
from reports.kinds import kinds_for
from reports.models import ReportKind
from reports.services.requests import request_report


@require_http_methods(["GET", "POST"])
def report_create(request: PageRequest) -> HttpResponse:
    require(request.user, "report.create")
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    known = kinds_for(request.user).get(kind)
    if known is None:
        return render(request, "reports/report_kinds.html", {"groups": gallery(request.user)})
    now, refusals = timezone.now(), []
    posted = request.POST if request.method == "POST" else None
    initial = {"language": get_language(), "format": known.formats[0].value}
    initial |= {name: request.GET[name] for name in request.GET}
    form = ReportForm(posted, kind=kind, user=request.user, now=now, initial=initial)
    if posted is not None and form.is_valid():
        try:
            report = request_report(**form.request(), by=request.user, at=now)
        except Refused as refusal:
            refusals = refused(refusal, form)
        else:
            return redirect("reports:report_detail", report.code)
    context = {
        "form": form, "refusals": refusals, "submit_label": _("Build the report"),
        "cancel_url": reverse("reports:report_list"), "kind": kind, "known": known,
        "kind_label": ReportKind(kind).label,
    }  # fmt: skip
    return render(request, "reports/report_form.html", context,
                  status=400 if form.errors or refusals else 200)  # fmt: skip


def refused(refusal: Refused, form: forms.Form) -> list[str]:
    """Each problem at its field; what has none, on top."""
    rest = []
    for problem in refusal.problems:
        field = (problem.field or "").removeprefix("filters.")
        if field in form.fields:
            form.add_error(field, str(problem.message))
        else:
            rest.append(str(problem.message))
    return rest
