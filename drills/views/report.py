"""The after-action report of a drill: read, written, submitted, approved, signed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor
from accounts.request import PageRequest
from drills.drill_charts import course_words
from drills.forms.report import CommentForm, FindingForm, ReasonForm, ReportForm, SignForm
from drills.models import AfterActionReport, Drill, DrillFinding
from drills.report_page import ReportPage
from drills.services import findings as finding_verbs
from drills.services import reporting as verbs
from drills.services.rights import require_right
from drills.views.one import drill_of
from drills.views.part_form import PartForm, part_page
from lib.errors import DomainRefusal
from plans.models import Plan


@require_safe
def report(request: PageRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    if page.drill.ended_at is None:
        require_right(page.drill, request.user, "see_script")
    query = urlencode({"kind": "drill", "drill": page.drill.code})
    context = {
        "drill": page.drill,
        "page": page,
        "report": page.report,
        "chart_words": course_words(),
        "print_url": f"{reverse('reports:report_create')}?{query}",
    }
    return render(request, "drills/report.html", context)


@require_http_methods(["GET", "POST"])
def report_edit(request: PageRequest, code: str) -> HttpResponse:
    page = _written(request, code)
    if not page.is_draft:
        return redirect(_address(page.drill))

    def form_of(data: Any, row: Any) -> forms.Form:
        known = row or page.report
        names = (*verbs.TEXTS, "author", "version")
        return ReportForm(data, initial={name: getattr(known, name) for name in names})

    part = PartForm(
        title=_("Write the report"), back=_address(page.drill),
        crumb=(_("Report"), "drills:report"), done=_("Saved."),
        do=lambda form, call: verbs.change_report(
            page.drill, read_version=form.cleaned_data["version"], **form.values, **call
        ),
    )  # fmt: skip
    return part_page(request, page.drill, part, form_of)


@require_POST
def report_redraft(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    try:
        verbs.redraft_report(drill, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, " ".join(str(one.message) for one in refusal.problems))
    else:
        messages.success(request, _("Empty texts were filled from the data."))
    return redirect(_address(drill))


@require_http_methods(["GET", "POST"])
def report_submit(request: PageRequest, code: str) -> HttpResponse:
    page = _written(request, code)
    part = PartForm(
        title=_("Submit the report"), back=_address(page.drill),
        crumb=(_("Report"), "drills:report"), label=_("Submit"), confirms=True,
        done=_("Submitted; those who approve it are told."),
        warning=_("What happened is frozen with its digest: results and findings stay."),
        summary=_summary(page),
        do=lambda _form, call: verbs.submit_report(page.drill, **call),
    )  # fmt: skip
    refusals = [one.message for one in page.missing]
    return part_page(request, page.drill, part, lambda data, _row: forms.Form(data), refusals)


@require_http_methods(["GET", "POST"])
def report_approve(request: PageRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    require_right(page.drill, request.user, "approve")
    _there(page)
    part = PartForm(
        title=_("Approve the report"), back=_address(page.drill),
        crumb=(_("Report"), "drills:report"), label=_("Approve"), confirms=True,
        done=_("Approved: what was measured counts."),
        warning=_("Measured times go to the business impact analysis, plans are asked to change,"
                  " and actions learn of their re-tests."),
        summary=_summary(page),
        do=lambda form, call: verbs.approve_report(page.drill, **form.cleaned_data, **call),
    )  # fmt: skip
    return part_page(request, page.drill, part, lambda data, _row: CommentForm(data))


@require_http_methods(["GET", "POST"])
def report_return(request: PageRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    require_right(page.drill, request.user, "approve")
    _there(page)
    part = PartForm(
        title=_("Send the report back"), back=_address(page.drill),
        crumb=(_("Report"), "drills:report"), label=_("Send back"),
        done=_("Sent back; its author is told."),
        do=lambda form, call: verbs.return_report(page.drill, **form.cleaned_data, **call),
    )  # fmt: skip
    return part_page(request, page.drill, part, lambda data, _row: ReasonForm(data))


@require_http_methods(["GET", "POST"])
def report_sign(request: PageRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    _there(page)
    parts = page.may_sign
    if not parts:
        return redirect(_address(page.drill))
    part = PartForm(
        title=_("Sign the report"), back=_address(page.drill),
        crumb=(_("Report"), "drills:report"), label=_("Sign"), done=_("Signed."),
        do=lambda form, call: verbs.sign_report(page.drill, **form.cleaned_data, **call),
        more={"subject": page.report.digest if page.report else ""},
    )  # fmt: skip
    return part_page(request, page.drill, part, lambda data, _row: SignForm(data, parts=parts))


@require_http_methods(["GET", "POST"])
def finding_create(request: PageRequest, code: str) -> HttpResponse:
    page = _written(request, code)
    part = PartForm(
        title=_("Add a finding"), back=f"{_address(page.drill)}#findings",
        crumb=(_("Report"), "drills:report"), done=_("Added."),
        do=lambda form, call: finding_verbs.add_finding(page.drill, **form.values, **call),
    )  # fmt: skip
    return part_page(request, page.drill, part, lambda data, _row: _form(request, page, data, {}))


@require_http_methods(["GET", "POST"])
def finding_edit(request: PageRequest, code: str, key: str) -> HttpResponse:
    page = _written(request, code)
    finding = _finding(page.drill, key)

    def form_of(data: Any, row: Any) -> forms.Form:
        known = row or finding
        names = (*finding_verbs.FIELDS, "version")
        return _form(request, page, data, {name: getattr(known, name) for name in names})

    part = PartForm(
        title=_("Finding %(key)s") % {"key": finding.key},
        back=f"{_address(page.drill)}#findings", crumb=(_("Report"), "drills:report"),
        done=_("Saved."),
        do=lambda form, call: finding_verbs.change_finding(
            page.drill, finding, read_version=form.cleaned_data["version"], **form.values, **call
        ),
    )  # fmt: skip
    return part_page(request, page.drill, part, form_of)


@require_http_methods(["GET", "POST"])
def finding_remove(request: PageRequest, code: str, key: str) -> HttpResponse:
    page = _written(request, code)
    finding = _finding(page.drill, key)
    part = PartForm(
        title=_("Remove finding %(key)s") % {"key": finding.key},
        back=f"{_address(page.drill)}#findings", crumb=(_("Report"), "drills:report"),
        label=_("Remove"), done=_("Removed."), confirms=True, danger=True,
        summary=((_("Finding"), finding.text),),
        do=lambda _form, call: finding_verbs.remove_finding(page.drill, finding, **call),
    )  # fmt: skip
    return part_page(request, page.drill, part, lambda data, _row: forms.Form(data))


def _form(request: PageRequest, page: ReportPage, data: Any, initial: dict[str, Any]) -> Any:
    form = FindingForm(data, drill=page.drill, initial=initial)
    plans = Plan.objects.visible_to(request.user).filter(retired_at=None).order_by("code")
    form.fields["plan"].queryset = plans  # type: ignore[attr-defined]
    return form


def _page(request: PageRequest, code: str) -> ReportPage:
    drill = drill_of(request, code)
    row = AfterActionReport.objects.filter(drill=drill).select_related(
        "author", "submitted_by", "approved_by"
    )
    return ReportPage(drill, row.first(), request.user, timezone.now())


def _written(request: PageRequest, code: str) -> ReportPage:
    page = _page(request, code)
    require_right(page.drill, request.user, "report")
    return _there(page)


def _there(page: ReportPage) -> ReportPage:
    if page.report is None:
        raise Http404
    return page


def _finding(drill: Drill, key: str) -> DrillFinding:
    row = drill.findings.filter(key=key.replace("\0", "")).first()
    if row is None:
        raise Http404
    return row


def _address(drill: Drill) -> str:
    return reverse("drills:report", args=[drill.code])


def _summary(page: ReportPage) -> tuple[tuple[Any, ...], ...]:
    score = page.facts["score"]
    times = page.facts["measured"]
    counted = sum(one["accepted"] is True for one in times)
    return (
        (_("Drill"), f"{page.drill.code} {page.drill.title}"),
        (_("Score"), score.get("total") or "–"),
        (_("Verdict"), page.verdict),
        (_("Measured times that count"), f"{counted} / {len(times)}"),
        (_("Areas to improve"), len(page.improvements)),
    )
