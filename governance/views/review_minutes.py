"""The minutes of a management review, and its decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from governance.forms.review import DecisionForm, MinutesForm
from governance.models import ManagementReview, ReviewDecision
from governance.review_page import review_page
from governance.services import reviews as verbs
from lib.asked_once import asking_once
from lib.conflicts import merged
from lib.errors import DomainRefusal, StaleVersion


@require_http_methods(["GET", "POST"])
def minutes_edit(request: PageRequest, code: str) -> HttpResponse:
    """A box for each point beside its figures."""
    require(request.user, verbs.PERMISSION)
    row: ManagementReview = visible_or_404(
        ManagementReview.objects.for_list(), request.user, code=code
    )
    posted = merged(request.POST) if request.method == "POST" else None
    form = MinutesForm(posted, instance=ManagementReview.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        try:
            _write(row, form, request)
        except StaleVersion as stale:
            theirs = MinutesForm(instance=stale.current)
            return stale_page(request, form, theirs, stale, row.get_absolute_url())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    with asking_once():
        page = review_page(row, actor(request), at=timezone.now())
    boxes = {item.pk: box for item, box in form.boxes}
    context = {
        "review": row, "form": form, "cancel_url": row.get_absolute_url(),
        "points": [(one, boxes[one.item.pk]) for one in page.points if one.item.pk in boxes],
    }  # fmt: skip
    status = 422 if posted is not None else 200
    return render(request, "governance/review_minutes.html", context, status=status)


@transaction.atomic
def _write(row: ManagementReview, form: MinutesForm, request: PageRequest) -> None:
    call: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    verbs.change_review(row, read_version=form.cleaned_data["version"], **form.given(), **call)
    for item, said in form.said():
        verbs.change_item(item, discussion=said, **call)


@require_http_methods(["GET", "POST"])
def decision_create(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: ManagementReview = visible_or_404(
        ManagementReview.objects.for_list(), request.user, code=code
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_decision(row, by=actor(request), at=timezone.now(), **form.cleaned_data)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The decision was added."))
            return redirect(f"{row.get_absolute_url()}#decisions")
    return _form(request, form, row, None)


@require_http_methods(["GET", "POST"])
def decision_edit(request: PageRequest, code: str, number: int) -> HttpResponse:
    row, decision = _decision(request, code, number)
    form = DecisionForm(request.POST or None, instance=_fresh(decision))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_decision(
                decision, by=actor(request), at=timezone.now(), **form.cleaned_data
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{row.get_absolute_url()}#decisions")
    return _form(request, form, row, decision)


@require_http_methods(["POST"])
def decision_delete(request: PageRequest, code: str, number: int) -> HttpResponse:
    row, decision = _decision(request, code, number)
    try:
        verbs.remove_decision(decision, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    else:
        messages.success(request, _("The decision was taken off."))
    return redirect(f"{row.get_absolute_url()}#decisions")


def _decision(
    request: PageRequest, code: str, number: int
) -> tuple[ManagementReview, ReviewDecision]:
    require(request.user, verbs.PERMISSION)
    rows = ManagementReview.objects.for_list()
    row: ManagementReview = visible_or_404(rows, request.user, code=code)
    found = row.decisions.select_related("review", "owner").filter(pk=number).first()
    if found is None:
        raise Http404
    return row, found


def _fresh(decision: ReviewDecision) -> ReviewDecision:
    """What is typed must not stand in the row the service compares."""
    return ReviewDecision.objects.get(pk=decision.pk)


def _form(
    request: PageRequest, form: DecisionForm, row: ManagementReview,
    decision: ReviewDecision | None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "review": row, "decision": decision, "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/decision_form.html", context, status=status)
