"""Findings: the list, one with its numbers and history, its dismissal, a new check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from bia.findings.action import action_url, finding_ref
from bia.findings.history import history_of
from bia.findings.listing import FindingListing
from bia.findings.telling import Telling
from bia.forms.finding import DismissalForm
from bia.models import Finding, FindingCheck, FindingState
from bia.services.assessment_basis import local_day
from bia.services.findings import check_findings, dismiss_finding, withdraw_dismissal
from bia.views.register_edit import show_refusal
from followup.models import CorrectiveAction
from followup.related import actions_of
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, render_listing

PERMISSION = "finding.change"


def finding_list(request: PageRequest) -> HttpResponse:
    require(request.user, "finding.view")
    listing = FindingListing(
        request,
        Finding.objects.visible_to(request.user).for_list(),
        columns=[
            Column("severity", gettext_lazy("Severity"), ["rank", "code"]),
            Column("subject", gettext_lazy("Subject"), ["subject"]),
            Column("finding", gettext_lazy("Finding"), ["rule", "code"]),
            Column("state", gettext_lazy("State"), ["state", "raised_at"]),
            Column("raised", gettext_lazy("Raised"), ["raised_at"]),
        ],
        row_template="bia/_finding_row.html",
        search_in=["code"],
        caption=_("Findings"),
        empty={
            "title": _("No finding is open"),
            "text": _(
                "Rules look for what contradicts itself in the register, the assessments and the "
                "recovery levels. What they find stands here until it is no longer true."
            ),
        },
    )
    context = {
        "last": FindingCheck.objects.first(),
        "may_change": may(request.user, PERMISSION),
    }
    return render_listing(request, "bia/finding_list.html", listing, context)


def finding_detail(request: PageRequest, code: str) -> HttpResponse:
    finding = _finding(request, code)
    telling = Telling(request.user, timezone.now())
    rule = telling.rule(finding)
    about = actions_of(request.user, *_kind_and_code(finding)) if _kind_and_code(finding) else []
    may_act = may(request.user, "action.change")
    context = {
        "finding": finding,
        "title": telling.title(finding),
        "text": telling.text(finding),
        "advice": rule.advice if rule else "",
        "section": rule.section if rule else "",
        "subject": telling.subject(finding),
        "mentions": telling.mentions(finding),
        "events": history_of(finding, telling),
        "actions": _from_this_first(about, finding),
        "today": local_day(timezone.now()),
        "new_action_url": action_url(finding, telling) if may_act else "",
        "may_change": may(request.user, PERMISSION),
        "is_dismissed": finding.state == FindingState.DISMISSED,
        "is_cleared": finding.state == FindingState.CLEARED,
    }
    return render(request, "bia/finding_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def finding_dismissal(request: PageRequest, code: str) -> HttpResponse:
    """What would be left aside, then the reason and the day."""
    finding = _finding(request, code)
    require(request.user, PERMISSION)
    telling = Telling(request.user, timezone.now())
    form = DismissalForm(request.POST or None, finding=finding)
    refusals: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            dismiss_finding(
                finding,
                reason=values["reason"],
                until=values["until"],
                by=request.user,
                at=timezone.now(),
                read_version=values["version"],
            )
            messages.success(request, _("%(code)s is dismissed.") % {"code": finding.code})
            return redirect(finding)
        except DomainRefusal as refusal:
            refusals = [one.message for one in refusal.problems if one.field is None]
            show_refusal(form, refusal)
        except StaleVersion:
            words = _("The finding has changed since you opened this page. Look at it again.")
            messages.warning(request, words)
            return redirect(finding)
    context = {
        "finding": finding,
        "title": telling.title(finding),
        "summary": [
            (_("Finding"), telling.title(finding)),
            (_("Subject"), telling.subject(finding).name),
            (_("What is wrong"), telling.text(finding)),
            (_("Severity"), finding.get_severity_display()),
        ],
        "warning": _("It comes back by itself on that day, and before it when its numbers change."),
        "form": form,
        "refusals": refusals,
        "confirm_label": pgettext("finding", "Dismiss"),
        "cancel_url": finding.get_absolute_url(),
    }
    return render(request, "bia/finding_dismissal.html", context, status=409 if refusals else 200)


@require_POST
def finding_dismissal_withdrawal(request: PageRequest, code: str) -> HttpResponse:
    finding = _finding(request, code)
    require(request.user, PERMISSION)
    try:
        withdraw_dismissal(finding, by=request.user, at=timezone.now())
        messages.success(request, _("%(code)s counts again.") % {"code": finding.code})
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect(finding)


@require_POST
def finding_check_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    checked = check_findings(at=timezone.now(), by=request.user, force=True)
    if checked.raised or checked.changed or checked.cleared:
        words = _("Checked: %(raised)s raised, %(changed)s changed, %(cleared)s cleared.")
        messages.success(
            request,
            words
            % {
                "raised": checked.raised,
                "changed": checked.changed,
                "cleared": checked.cleared,
            },
        )
    else:
        messages.success(request, _("Checked: nothing has changed."))
    return redirect(reverse("bia:finding_list"))


def _finding(request: PageRequest, code: str) -> Finding:
    require(request.user, "finding.view")
    found: Finding = visible_or_404(Finding.objects.for_list(), request.user, code=code)
    return found


def _kind_and_code(finding: Finding) -> tuple[str, str] | tuple[()]:
    if finding.process is not None:
        return "process", finding.process.code
    return ("system", finding.system.code) if finding.system is not None else ()


def _from_this_first(actions: list[CorrectiveAction], finding: Finding) -> list[CorrectiveAction]:
    """Those that came from this finding, then the others about its subject."""
    ref = finding_ref(finding)
    return sorted(actions, key=lambda one: one.source_ref != ref)
