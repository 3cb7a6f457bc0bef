"""Why plans must be looked at again: the list, asking for a change, deciding, confirming."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal, GuardsUnmet
from lib.listing import Column, Listing, render_listing
from plans.access import may_edit, require_edit, require_publish
from plans.filters.review import ChangeRequestFilter
from plans.forms.version import AttestForm, ChangeForm, DecisionForm, RetireForm
from plans.models import ChangeRequest, Plan, PlanReview, ReviewState
from plans.request_words import sentences
from plans.services.publication import retire_plan
from plans.services.reviews import ask_for_change, attest_plan, decide_request
from plans.services.versions import effective_of, open_draft_of
from plans.views.plan import plan_of

DUE_SHOWN = 10


class RequestListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        words = sentences(found, self.request.user)  # type: ignore[arg-type]
        for row in found:
            row.words = words[row.pk]
        return found


@require_GET
def review_list(request: PageRequest) -> HttpResponse:
    """The reviews that are open, and every request; those of one plan with `?plan=`."""
    require(request.user, "plan.view")
    plans = Plan.objects.visible_to(request.user)
    listing = RequestListing(
        request,
        ChangeRequest.objects.filter(plan__in=plans).select_related(
            "plan", "review", "raised_by", "adopted_in__plan"
        ),
        columns=[
            Column("plan", gettext_lazy("Plan"), ["plan__code", "-raised_at"]),
            Column("reason", gettext_lazy("Reason")),
            Column("state", gettext_lazy("State"), ["state", "-raised_at"]),
            Column("raised", gettext_lazy("Raised"), ["raised_at"]),
            Column("due", gettext_lazy("Review due"), ["review__due_on", "-raised_at"]),
        ],
        row_template="plans/_request_row.html",
        search_in=["plan__code", "plan__name_en", "plan__name_zh", "text"],
        filterset_class=ChangeRequestFilter,
        ordering="-raised",
        caption=_("Change requests"),
        empty={
            "title": _("No change requests"),
            "text": _(
                "Every reason to look at a plan again is kept here: objectives that moved, "
                "contacts that left, what was changed while it was carried out, and what "
                "readers ask for."
            ),
        },
    )
    reviews = PlanReview.objects.filter(plan__in=plans, state=ReviewState.OPEN)
    context = {
        "reviews": reviews.select_related("plan__owner").order_by("due_on", "plan__code")[
            :DUE_SHOWN
        ],
        "review_count": reviews.count(),
        "today": timezone.localdate(),
    }
    return render_listing(request, "plans/review_list.html", listing, context)


@require_http_methods(["GET", "POST"])
def change_request_create(request: PageRequest, code: str) -> HttpResponse:
    """Everybody who reads a plan may say what should change."""
    require(request.user, "plan.view")
    plan = plan_of(request, code)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    return _step(
        request, plan, form,
        lambda values, by, at: ask_for_change(plan, by=by, at=at, **values),
        done=_("Noted. The owner was told."), back=plan.get_absolute_url(),
        title=_("Ask for a change"), confirm_label=_("Ask"),
        summary=[(_("Plan"), plan.name), (_("Owner"), plan.owner.name)],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_request_decision(request: PageRequest, pk: int) -> HttpResponse:
    """Adopted in the open draft, or rejected with a reason."""
    rows = ChangeRequest.objects.select_related("plan__owner", "plan__deputy", "raised_by")
    one = rows.filter(pk=pk, plan__in=Plan.objects.visible_to(request.user)).first()
    if one is None:
        raise Http404
    require_edit(request.user, one.plan)
    draft = open_draft_of(one.plan)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    warning = ""
    if draft is None or draft.status != "draft":
        warning = _("There is no draft to adopt it in: begin a new version of the plan first.")
    return _step(
        request, one.plan, form,
        lambda values, by, at: decide_request(
            one, adopt=values["adopt"] == "yes", decision=values["decision"], by=by, at=at
        ),
        done=_("Decided."), back=reverse("plans:review_list") + f"?plan={one.plan.code}",
        title=_("Decide a change request"), confirm_label=_("Decide"), warning=warning,
        summary=[
            (_("Plan"), one.plan.name),
            (_("Reason"), sentences([one], request.user)[one.pk]),
            (_("Text"), one.text or None),
            (_("Draft"), draft.number if draft else None),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_attestation(request: PageRequest, code: str) -> HttpResponse:
    """Looked at and still right."""
    plan = plan_of(request, code)
    if not may_edit(request.user, plan):
        require_publish(request.user, plan)
    effective = effective_of(plan)
    form = AttestForm(request.POST if request.method == "POST" else None)
    return _step(
        request, plan, form,
        lambda values, by, at: attest_plan(plan, by=by, at=at, **values),
        done=_("Confirmed. The next review counts from today."), back=plan.get_absolute_url(),
        title=_("Still right"), confirm_label=_("I looked at it: it is still right"),
        summary=[
            (_("Plan"), plan.name),
            (_("In force"), effective.number if effective else None),
            (_("Last review"), plan.reviewed_on),
            (_("Review due"), plan.review_due),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_retirement(request: PageRequest, code: str) -> HttpResponse:
    plan = plan_of(request, code)
    require_publish(request.user, plan)
    form = RetireForm(request.POST if request.method == "POST" else None)
    return _step(
        request, plan, form,
        lambda values, by, at: retire_plan(plan, by=by, at=at, **values),
        done=_("Retired."), back=plan.get_absolute_url(), danger=True,
        title=_("Retire the plan"), confirm_label=pgettext("plan", "Retire"),
        warning=_("It can no longer be carried out, and printed copies say RETIRED. There is no way back."),  # noqa: E501
        summary=[(_("Plan"), plan.name), (_("Code"), plan.code)],
    )  # fmt: skip


def _step(
    request: PageRequest,
    plan: Plan,
    form: Any,
    verb: Callable[[dict[str, Any], Any, Any], Any],
    *,
    done: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            verb(form.cleaned_data, request.user, timezone.now())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, GuardsUnmet) else 422
        else:
            messages.success(request, done)
            return redirect(back)
    shown = {"plan": plan, "form": form, "cancel_url": back, **context}
    return render(request, "plans/plan_step.html", shown, status=status)
