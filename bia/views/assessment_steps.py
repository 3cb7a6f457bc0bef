"""The life cycle as nouns: each step shows its summary first, then does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from bia.assessment_differences import compare, predecessor, rows_of
from bia.assessment_panel import duration
from bia.assessment_words import words_of
from bia.forms.assessment_steps import (
    ConfirmForm,
    MajorChangeForm,
    ReturnForm,
    StartForm,
    StepForm,
)
from bia.models import Assessment, Process
from bia.services.assessment import discard_assessment, start_assessment
from bia.services.assessment_confirmation import (
    changed_since_approval,
    confirm_assessment,
    mark_major_change,
    obstacles,
)
from bia.services.assessment_review import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    withdraw_submission,
)
from bia.views.assessment import one_of
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion


@require_http_methods(["GET", "POST"])
def assessment_create(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.change")
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial={"process": request.GET.get("process")},
        user=request.user,
    )
    if request.method == "POST" and form.is_valid():
        process = form.cleaned_data["process"]
        try:
            one = start_assessment(process=process, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            form.add_error("process", str(refusal))
        else:
            return redirect("bia:assessment_edit", one.code)
    context = {
        "form": form,
        "cancel_url": reverse("bia:assessment_list"),
        "submit_label": _("Start"),
    }
    return render(request, "bia/assessment_form.html", context)


def _step(
    request: PageRequest,
    code: str,
    *,
    permission: str,
    verb: Callable[..., Any],
    form_class: type[StepForm] = StepForm,
    done: str,
    context: dict[str, Any],
    extra: Callable[[Assessment], dict[str, Any]] | None = None,
) -> HttpResponse:
    assessment = one_of(request, code)
    require(request.user, permission, assessment)
    refusals: list[str] = []
    status = 200
    form = form_class(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        read_version = values.pop("version")
        try:
            verb(
                assessment, **values, read_version=read_version, by=request.user, at=timezone.now()
            )
        except GuardsUnmet as refusal:
            refusals, status = [str(one.message) for one in refusal.problems], 409
        except DomainRefusal as refusal:
            refusals, status = [str(one.message) for one in refusal.problems], 422
        except StaleVersion as stale:
            refusals = [_("Somebody changed it in the meantime; look at it again.")]
            form, status = form_class(initial={"version": stale.current.version}), 409
            assessment = one_of(request, code)
        else:
            messages.success(request, done)
            if not Assessment.objects.filter(pk=assessment.pk).exists():
                return redirect("bia:assessment_list")
            return redirect("bia:assessment_detail", code)
    words = words_of(assessment.because)
    shown = {
        "assessment": assessment,
        "form": form,
        "refusals": refusals,
        "words": words,
        "summary": summary_of(assessment),
        "cancel_url": reverse("bia:assessment_detail", args=[code]),
    }
    more = extra(assessment) if extra else {}
    return render(request, "bia/assessment_step.html", shown | context | more, status=status)


def summary_of(assessment: Assessment) -> list[tuple[Any, ...]]:
    return [
        (_("Process"), assessment.process.name),
        (_("Version"), f"{assessment.code} ({assessment.number})"),
        (_("MTD"), _known(assessment.mtd_s, assessment.mtd_derived_s, assessment.mtd_proposed_s)),
        (_("RTO"), _known(assessment.rto_s, None, assessment.rto_proposed_s)),
        (_("RPO"), _known(assessment.rpo_s, None, assessment.rpo_proposed_s)),
        (_("Tier"), assessment.tier.name if assessment.tier else _("not set")),
        (_("Rationale"), assessment.rationale or _("not set")),
    ]


def _known(decided_s: int | None, derived_s: int | None, proposed_s: int | None) -> str:
    """Only what is known; "not set" when nothing is."""
    said = [
        (_("%(value)s decided"), decided_s),
        (_("%(value)s derived"), derived_s),
        (_("%(value)s proposed"), proposed_s),
    ]
    shown = [words % {"value": duration(value)} for words, value in said if value is not None]
    return " · ".join(shown) or _("not set")


def _compared(assessment: Assessment) -> dict[str, Any]:
    before = predecessor(assessment)
    rows = compare(before, assessment)
    return {"rows": rows, "before": before, "compared": True}


@require_http_methods(["GET", "POST"])
def assessment_submission(request: PageRequest, code: str) -> HttpResponse:
    """Submit; for a submitted one, withdraw."""
    if one_of(request, code).status == "submitted":
        context = {"title": _("Withdraw the submission"), "confirm_label": _("Withdraw")}
        return _step(
            request, code, permission="assessment.change", verb=withdraw_submission,
            done=_("Withdrawn; it is a draft again."), context=context,
        )  # fmt: skip
    context = {"title": _("Submit for approval"), "confirm_label": _("Submit")}
    return _step(
        request, code, permission="assessment.change", verb=submit_assessment,
        done=_("Submitted for approval."), context=context, extra=_compared,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assessment_approval(request: PageRequest, code: str) -> HttpResponse:
    context = {
        "title": _("Approve"),
        "confirm_label": _("Approve and freeze"),
        "warning": _("What is approved cannot be changed; its objectives come into force."),
    }
    return _step(
        request, code, permission="assessment.approve", verb=approve_assessment,
        done=_("Approved; the objectives are in force."), context=context, extra=_compared,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assessment_return(request: PageRequest, code: str) -> HttpResponse:
    context = {"title": _("Return to the owner"), "confirm_label": _("Return")}
    return _step(
        request, code, permission="assessment.approve", verb=return_assessment,
        form_class=ReturnForm, done=_("Returned to its owner."), context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assessment_delete(request: PageRequest, code: str) -> HttpResponse:
    context = {"title": _("Discard the draft"), "confirm_label": _("Discard"), "danger": True}
    return _step(
        request, code, permission="assessment.change", verb=discard_assessment,
        done=_("Discarded."), context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assessment_confirmation(request: PageRequest, code: str) -> HttpResponse:
    """ "Nothing changed": shows what did, when something did."""

    def since(assessment: Assessment) -> dict[str, Any]:
        approved = hasattr(assessment, "snapshot")
        return {
            "rows": rows_of(changed_since_approval(assessment)) if approved else [],
            "since_approval": True,
            "compared": approved,
            "obstacles": [str(one.message) for one in obstacles(assessment)],
        }

    context = {"title": _("Nothing changed"), "confirm_label": _("Confirm for another period")}
    return _step(
        request, code, permission="assessment.change", verb=confirm_assessment,
        form_class=ConfirmForm, done=_("Confirmed; the review date moved on."),
        context=context, extra=since,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def process_major_change(request: PageRequest, code: str) -> HttpResponse:
    process: Process = visible_or_404(Process.objects.for_list(), request.user, code=code)
    require(request.user, "assessment.change", process)
    form = MajorChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        mark_major_change(process=process, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("Marked; a review is due at once."))
        return redirect("bia:assessment_due")
    context = {
        "form": form,
        "title": _("Mark a major change"),
        "summary": [(_("Process"), process.name)],
        "confirm_label": _("Review at once"),
        "cancel_url": reverse("bia:assessment_due"),
        "may_start": may(request.user, "assessment.change", process),
    }
    return render(request, "bia/assessment_step.html", context)
