"""The review of an incident: read, written, submitted, approved, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from incidents.forms.review import (
    CommentForm,
    OutcomeForm,
    ReasonForm,
    ReviewForm,
    VerdictForm,
    earlier_incidents,
)
from incidents.models import Impact, Incident, PlanVerdict, Review
from incidents.review_page import ReviewPage
from incidents.services import review as verbs
from incidents.services.impacts import set_last_good_data
from incidents.services.outcomes import record_outcome
from incidents.services.rights import require_right
from incidents.views.room import incident_of
from lib.conflicts import merged
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion
from plans.models import PlanActivation


@require_safe
def incident_review(request: PageRequest, number: str) -> HttpResponse:
    page = _page(request, number)
    context = {"page": page, "incident": page.incident, "review": page.review}
    if page.review is not None:
        new = reverse("followup:action_create")
        number = page.incident.number
        context |= {
            "new_action": f"{new}?{urlencode(page.action_query(number))}",
            "backfills": [
                (one, f"{new}?{urlencode(page.action_query(f'{number}:{one.code}'))}")
                for one in page.open_backfills
            ],
            "report_url": _report_url(number),
        }
    return render(request, "incidents/incident_review.html", context)


@require_http_methods(["GET", "POST"])
def review_edit(request: PageRequest, number: str) -> HttpResponse:
    page = _page(request, number)
    require_right(page.incident, request.user, "review")
    back = reverse("incidents:incident_review", args=[number])
    if page.review is None or not page.is_draft:
        return redirect(back)
    posted = merged(request.POST) if request.method == "POST" else None
    form = _review_form(page, page.review, posted)
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                verbs.change_review(
                    page.incident, **form.values, earlier=form.cleaned_data["earlier"],
                    read_version=form.cleaned_data["version"], by=request.user, at=timezone.now(),
                )  # fmt: skip
            except StaleVersion as stale:
                theirs = _review_form(page, stale.current, None)
                return stale_page(request, form, theirs, stale, back)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = _status(refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect(back)
    context = {"form": form, "incident": page.incident, "page": page, "cancel_url": back}
    return render(request, "incidents/review_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def review_submit(request: PageRequest, number: str) -> HttpResponse:
    return _step(
        request, number, right="review", form_class=forms.Form, title=_("Submit the review"),
        label=_("Submit"), done=_("Submitted; those who approve it are told."),
        warning=_("What happened is frozen with its digest, and the clock of the review stops."),
        do=lambda incident, values, call: verbs.submit_review(incident, **call),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_approve(request: PageRequest, number: str) -> HttpResponse:
    return _step(
        request, number, right="approve_review", form_class=CommentForm,
        title=_("Approve the review"), label=_("Approve"), done=_("Approved."), warning="",
        do=lambda incident, values, call: verbs.approve_review(incident, **values, **call),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_return(request: PageRequest, number: str) -> HttpResponse:
    return _step(
        request, number, right="approve_review", form_class=ReasonForm,
        title=_("Send the review back"), label=_("Send back"),
        done=_("Sent back; its author is told."), warning="",
        do=lambda incident, values, call: verbs.return_review(incident, **values, **call),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_verdict(request: PageRequest, number: str, code: str) -> HttpResponse:
    incident = _incident(request, number)
    require_right(incident, request.user, "review")
    rows = PlanActivation.objects.select_related("plan", "plan_version")
    mine = rows.filter(subject_kind="incident", subject_code=incident.number)
    activation = None if "\0" in code else mine.filter(code=code).first()
    if activation is None:
        raise Http404
    verdict = PlanVerdict.objects.filter(incident=incident, activation=activation).first()

    def form_of(row: PlanVerdict | None, data: Any) -> VerdictForm:
        return VerdictForm(data, initial=_verdict_values(row))

    def do(form: Any, call: dict[str, Any]) -> None:
        verbs.judge_plan(
            incident, activation, rating=form.cleaned_data["rating"],
            change_needed=form.cleaned_data["change_needed"] == "yes",
            why=form.cleaned_data["why"], read_version=form.cleaned_data["version"], **call,
        )  # fmt: skip

    title = _("What does %(number)s say of this plan?") % {"number": incident.number}
    context = {"title": title, "subject": activation.plan, "activation": activation}
    return _edited(request, incident, verdict, form_of, do, context, anchor="plans")


@require_http_methods(["GET", "POST"])
def impact_outcome(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident = _incident(request, number)
    require_right(incident, request.user, "review")
    impact = Impact.objects.filter(incident=incident, pk=pk).select_related("process").first()
    if impact is None:
        raise Http404

    def form_of(row: Any, data: Any) -> OutcomeForm:
        names = [name for name in OutcomeForm.base_fields if name != "version"]
        initial = {name: getattr(row, name) for name in names} | {"version": row.version}
        form = OutcomeForm(data, initial=initial)
        form.fields["actual_loss"].widget.currency = row.currency  # type: ignore[attr-defined]
        return form

    def do(form: Any, call: dict[str, Any]) -> None:
        given = form.cleaned_data
        saved = record_outcome(
            incident, impact, actual_loss=given["actual_loss"], complaints=given["complaints"],
            actual_loss_unknown=given["actual_loss_unknown"], read_version=given["version"],
            **call,
        )  # fmt: skip
        data = ("last_good_data_at", "no_data_lost", "data_loss_note")
        if any(given[name] != getattr(saved, name) for name in data):
            set_last_good_data(incident, saved, **{name: given[name] for name in data}, **call)

    title = _("What it cost in the end: %(process)s") % {"process": impact.process}
    context = {"title": title, "subject": impact.process, "impact": impact}
    return _edited(request, incident, impact, form_of, do, context, anchor="impacts")


def _edited(
    request: PageRequest,
    incident: Incident,
    row: Any,
    form_of: Callable[[Any, Any], Any],
    do: Callable[[Any, dict[str, Any]], None],
    context: dict[str, Any],
    *,
    anchor: str,
) -> HttpResponse:
    """A page with one form about a part of the review."""
    back = reverse("incidents:incident_review", args=[incident.number]) + f"#{anchor}"
    form = form_of(row, merged(request.POST) if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                do(form, {"by": request.user, "at": timezone.now()})
            except StaleVersion as stale:
                return stale_page(request, form, form_of(stale.current, None), stale, back)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = _status(refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect(back)
    shown = {"form": form, "incident": incident, "cancel_url": back} | context
    return render(request, "incidents/review_part_form.html", shown, status=status)


def _step(
    request: PageRequest,
    number: str,
    *,
    right: str,
    form_class: type[forms.Form],
    title: str,
    label: str,
    done: str,
    warning: str,
    do: Callable[[Incident, dict[str, Any], dict[str, Any]], Review],
) -> HttpResponse:
    """A summary, perhaps a question, and a button."""
    page = _page(request, number)
    if page.review is None:
        raise Http404
    require_right(page.incident, request.user, right)
    back = reverse("incidents:incident_review", args=[number])
    form = form_class(request.POST if request.method == "POST" else None)
    status, refusals = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(
                    page.incident,
                    dict(form.cleaned_data),
                    {"by": request.user, "at": timezone.now()},
                )
            except DomainRefusal as refusal:
                status = _status(refusal)
                refusals = [one.message for one in refusal.problems]
            else:
                messages.success(request, done)
                return redirect(back)
    context = {
        "form": form, "title": title, "incident": page.incident, "warning": warning,
        "summary": _summary(page), "confirm_label": label, "cancel_url": back,
        "refusals": refusals or [one.message for one in page.missing],
    }  # fmt: skip
    return render(request, "incidents/review_step.html", context, status=status)


def _summary(page: ReviewPage) -> list[tuple[str, Any]]:
    edit = reverse("incidents:review_edit", args=[page.incident.number])
    rows: list[Any] = [(_("Incident"), f"{page.incident.number} {page.incident.title}")]
    for name, label, text in page.texts:
        if name in verbs.NEEDED:
            row = (label, text or "–")
            rows.append((*row, edit) if page.is_draft else row)
    return rows


def _page(request: PageRequest, number: str) -> Any:
    incident = _incident(request, number)
    review = Review.objects.filter(incident=incident).select_related(
        "author", "submitted_by", "approved_by"
    )
    one: Any = review.first()
    if one is not None:
        one.incident = incident
    return ReviewPage(incident, one, request.user, timezone.now())


def _incident(request: PageRequest, number: str) -> Incident:
    require(request.user, "incident.view")
    return incident_of(request, number)


def _review_form(page: ReviewPage, review: Review, data: Any) -> ReviewForm:
    review.incident = page.incident
    return ReviewForm(data, review=review, earlier=earlier_incidents(page.incident, page.user))


def _verdict_values(row: PlanVerdict | None) -> dict[str, Any]:
    if row is None:
        return {}
    needed = {True: "yes", False: "no", None: ""}[row.change_needed]
    return {"rating": row.rating, "change_needed": needed, "why": row.why, "version": row.version}


def _status(refusal: DomainRefusal) -> int:
    return 409 if isinstance(refusal, GuardsUnmet) else 422


def _report_url(number: str) -> str:
    return (
        f"{reverse('reports:report_create')}?{urlencode({'kind': 'incident', 'incident': number})}"
    )
