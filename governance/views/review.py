"""Management reviews: the list, one of them, planning one, its steps."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from drills.domain.periods import period_of
from governance.filters.programme import ReviewFilter
from governance.forms.programme import ReasonForm
from governance.forms.review import ItemForm, ReturnForm, ReviewForm
from governance.models import ManagementReview, ManagementReviewState
from governance.review_page import review_page
from governance.services import reviews as verbs
from lib.asked_once import asking_once
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal, GuardsUnmet
from lib.listing import Column, Listing, render_listing

KEEP, APPROVE = verbs.PERMISSION, verbs.APPROVE


@require_safe
def review_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, KEEP)
    listing = Listing(
        request,
        ManagementReview.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Management review"), ["title"]),
            Column("planned", gettext_lazy("Planned on"), ["planned_on"]),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("chair", gettext_lazy("Chair"), ["chair__name"]),
            Column("approved", gettext_lazy("Approved by")),
        ],
        row_template="governance/_review_row.html",
        search_in=["code", "title", "minutes"],
        filterset_class=ReviewFilter,
        ordering="-planned",
        key="code",
        caption=_("Management reviews"),
        empty={
            "title": _("No management review yet"),
            "text": _(
                "Its agenda has every input the standard asks for, filled with the figures of the"
                " period. What is decided becomes actions."
            ),
            "href": reverse("governance:review_create") if keeps else "",
            "action": _("Plan a review") if keeps else "",
        },
    )
    return render_listing(request, "governance/review_list.html", listing, {"may_change": keeps})


@require_safe
def review_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _review(request, code)
    user = actor(request)
    with asking_once():
        page = review_page(row, user, at=timezone.now())
    state = row.state
    own = user.pk in (row.written_by_id, row.submitted_by_id)
    context = {
        "review": row,
        "page": page,
        "participants": row.participants.order_by("code"),
        "decisions": row.decisions.select_related("owner", "action").order_by("order", "pk"),
        "may_change": may(user, KEEP) and state in verbs.OPEN,
        "may_write": may(user, KEEP) and state == ManagementReviewState.HELD,
        "may_decide": may(user, APPROVE) and state == ManagementReviewState.SUBMITTED,
        "own_minutes": own,
        "may_audit": may(user, "audit.view"),
    }
    return render(request, "governance/review_detail.html", context)


def _review(request: PageRequest, code: str) -> ManagementReview:
    rows = ManagementReview.objects.for_list().select_related("written_by", "submitted_by")
    found: ManagementReview = visible_or_404(rows, request.user, code=code)
    return found


@require_http_methods(["GET", "POST"])
def review_create(request: PageRequest) -> HttpResponse:
    require(request.user, KEEP)
    form = ReviewForm(request.POST or None, initial=_proposal())
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_review, **form.given())
        answer = save_new(request, form, create, added=_("The review is planned."))
        if answer is not None:
            return answer
    return _form(request, form, None)


def _proposal() -> dict[str, Any]:
    """After the last one's period, up to now: in two weeks, with the same people."""
    today = day_in(timezone.now(), Organisation.current().timezone)
    last = (
        ManagementReview.objects.exclude(state=ManagementReviewState.CANCELLED.value)
        .order_by("-period_until")
        .first()
    )
    first: date = period_of(today, "quarter").first
    found: dict[str, Any] = {"planned_on": today + timedelta(days=14), "period_until": today}
    if last is not None:
        first = last.period_until + timedelta(days=1)
        found |= {
            "title": last.title, "chair": last.chair, "secretary": last.secretary,
            "participants": list(last.participants.all()),
        }  # fmt: skip
    found["period_from"] = first
    found["period_until"] = max(first, today)
    return found


@require_http_methods(["GET", "POST"])
def review_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, KEEP)
    row = _review(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ReviewForm(posted, instance=ManagementReview.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        try:
            answer = save_change(
                request, form, partial(verbs.change_review, row, **form.given()),
                theirs=lambda current: ReviewForm(instance=current), back=row.get_absolute_url(),
            )  # fmt: skip
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            answer = None
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: ReviewForm, row: ManagementReview | None) -> HttpResponse:
    context = {
        "form": form, "review": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:review_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/review_form.html", context, status=status)


# noun → title, button, form, verb, permission, what is said, warning, danger
STEPS: dict[str, Any] = {
    "holding": (
        gettext_lazy("Hold the review"), gettext_lazy("It takes place now"), None,
        verbs.hold_review, KEEP, gettext_lazy("Its figures are frozen; now the minutes."),
        gettext_lazy("The figures of the agenda are frozen as they stand now."), False,
    ),
    "submission": (
        gettext_lazy("Submit the minutes"), gettext_lazy("Submit"), None, verbs.submit_review,
        KEEP, gettext_lazy("The minutes await approval."),
        gettext_lazy("Nothing can be changed until they are approved or returned."), False,
    ),
    "approval": (
        gettext_lazy("Approve the minutes"), gettext_lazy("Approve"), None, verbs.approve_review,
        APPROVE, gettext_lazy("Approved; the actions stand."),
        gettext_lazy(
            "Decisions with an owner and a date become corrective actions, and the next review is"
            " planned. The minutes are sealed with a digest."
        ), False,
    ),
    "return": (
        gettext_lazy("Return the minutes"), gettext_lazy("Return them"), ReturnForm,
        verbs.return_review, APPROVE, gettext_lazy("The minutes were returned."), "", True,
    ),
    "cancellation": (
        gettext_lazy("Cancel the review"), gettext_lazy("Cancel it"), ReasonForm,
        verbs.cancel_review, KEEP, gettext_lazy("The review is cancelled."), "", True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    title, label, shape, verb, permission, said, warning, danger = STEPS[noun]
    row = _review(request, code)
    require(request.user, permission)
    form = shape(request.POST or None) if shape else None
    status, refusals = 200, []
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            values = form.cleaned_data if form is not None else {}
            try:
                verb(row, by=actor(request), at=timezone.now(), **values)
            except DomainRefusal as refusal:
                refusals = [str(one.message) for one in refusal.problems]
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                messages.success(request, said)
                return redirect(row)
    context = {
        "review": row, "title": title, "form": form, "refusals": refusals, "danger": danger,
        "warning": warning, "confirm_label": label, "cancel_url": row.get_absolute_url(),
        "summary": [
            (_("Management review"), str(row)), (_("State"), row.get_state_display()),
            (_("Decisions"), row.decisions.count()),
        ],
    }  # fmt: skip
    return render(request, "governance/review_step.html", context, status=status)


@require_http_methods(["POST"])
def item_create(request: PageRequest, code: str) -> HttpResponse:
    """A point of one's own."""
    row = _review(request, code)
    require(request.user, KEEP)
    form = ItemForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("What is it about?"))
        return redirect(row)
    try:
        verbs.add_item(row, title=form.cleaned_data["title"], by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    return redirect(f"{row.get_absolute_url()}#agenda")
