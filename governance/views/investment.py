"""Investment cases: the list, one of them, its form, its steps."""

from __future__ import annotations

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
from accounts.models import Organisation
from accounts.request import PageRequest
from governance.case_page import case_page, payback
from governance.filters.investment import InvestmentCaseFilter
from governance.forms.investment import CaseForm, CaseNoteForm, CaseReasonForm, part_rows
from governance.forms.part_rows import PartRows, show_part_refusal
from governance.models import CaseState, InvestmentCase
from governance.services import cases as verbs
from governance.services.case_inputs import figures_of
from governance.services.case_levels import proposed, take_levels
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, Listing, render_listing

WRITE, DECIDE = verbs.PERMISSION, verbs.APPROVE


@require_safe
def case_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    writes = may(request.user, WRITE)
    listing = Listing(
        request,
        InvestmentCase.objects.visible_to(request.user)
        .for_list()
        .prefetch_related("lines", "sourcing", "designs"),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("title", gettext_lazy("Title"), ["title"]),
            Column("payback", gettext_lazy("Pays back in"), css="num"),
            Column("net", gettext_lazy("Net benefit"), css="num"),
            Column("owner", gettext_lazy("Owner"), ["owner__code"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_case_row.html",
        search_in=["code", "title", "text"],
        filterset_class=InvestmentCaseFilter,
        ordering="-code",
        key="code",
        caption=_("Investment cases"),
        empty={
            "title": _("No investment case yet"),
            "text": _(
                "What continuity costs, what it saves, and when it pays back: payback, net"
                " present value and a conclusion are worked out from your figures."
            ),
            "href": reverse("governance:case_create") if writes else "",
            "action": _("Add a case") if writes else "",
        },
    )
    for row in listing.rows:
        row.shown = figures_of(row)
        found = row.shown.returns
        row.shown_payback = payback(found.payback_net_years) if found else ""
    return render_listing(request, "governance/case_list.html", listing, {"may_change": writes})


@require_safe
def case_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _case(request, code)
    may_write, may_decide = may(request.user, WRITE), may(request.user, DECIDE)
    own = actor(request).pk in (row.created_by_id, row.submitted_by_id)
    problems = verbs.submission_problems(row) if row.state == CaseState.DRAFT else []
    context = case_page(row) | {
        "missing": [one.message for one in problems],
        "assessments": row.assessments.select_related("process").order_by("code"),
        "may_change": may_write and row.state == CaseState.DRAFT,
        "may_decide": may_decide and row.state == CaseState.SUBMITTED and not own,
        "may_withdraw": may_write and row.state in (CaseState.DRAFT, CaseState.SUBMITTED),
        "may_return": (may_decide and row.state == CaseState.SUBMITTED)
        or (may_write and row.state in (CaseState.REJECTED, CaseState.WITHDRAWN)),
        "may_delete": may_write and row.state == CaseState.DRAFT and row.submitted_at is None,
        "intact": not row.snapshot or verbs.digest_of(row.snapshot) == row.digest,
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/case_detail.html", context)


@require_http_methods(["GET", "POST"])
def case_create(request: PageRequest) -> HttpResponse:
    require(request.user, WRITE)
    form = CaseForm(request.POST or None)
    parts = part_rows(request.POST or None, None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() & _valid(parts):
            given = form.given() | _given(parts)
            try:
                row = verbs.create_case(by=actor(request), at=timezone.now(), **given)
            except DomainRefusal as refusal:
                show_part_refusal(form, parts, refusal)
            else:
                messages.success(request, _("The case was added."))
                return redirect(row)
    return _form(request, form, parts, None, status)


@require_http_methods(["GET", "POST"])
def case_edit(request: PageRequest, code: str) -> HttpResponse:
    """Somebody faster: what was typed stays, and saving it again is a decision of its own."""
    require(request.user, WRITE)
    row = _case(request, code)
    posted = request.POST if request.method == "POST" else None
    form = CaseForm(posted, instance=InvestmentCase.objects.get(pk=row.pk))
    parts = part_rows(posted, row)
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid() & _valid(parts):
            given = form.given() | _given(parts)
            try:
                changed = verbs.change_case(
                    row, read_version=form.cleaned_data["version"], by=actor(request),
                    at=timezone.now(), **given,
                )  # fmt: skip
            except DomainRefusal as refusal:
                show_part_refusal(form, parts, refusal)
            except StaleVersion as stale:
                status = 409
                data: Any = request.POST.copy()
                data["version"] = stale.current.version
                form.data = data
                form.add_error(None, _(
                    "Somebody else changed this case meanwhile. Your figures stand below: compare"
                    " them with the case as it is now, then save again to keep yours."
                ))  # fmt: skip
            else:
                said = _("Saved.") if changed else _("Nothing was changed.")
                messages.success(request, said)
                return redirect(row)
    return _form(request, form, parts, row, status)


def _valid(parts: list[PartRows]) -> bool:
    return not [one for one in parts if not one.is_valid()]


def _given(parts: list[PartRows]) -> dict[str, Any]:
    return {one.part: one.given() for one in parts}


def _form(
    request: PageRequest, form: CaseForm, parts: list[PartRows], row: InvestmentCase | None,
    status: int,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "case": row, "parts": [(TITLES[one.part], one) for one in parts],
        "currency": Organisation.current().currency,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:case_list"),
    }  # fmt: skip
    return render(request, "governance/case_form.html", context, status=status)


TITLES: dict[str, Any] = {
    "lines": (
        gettext_lazy("What it costs and what it saves"),
        gettext_lazy("Investment once, running cost a year, and what one major incident costs."),
    ),
    "classes": (
        gettext_lazy("Money by class of systems"),
        gettext_lazy("Tiered investment: money follows criticality."),
    ),
    "sourcing": (
        gettext_lazy("Ways of sourcing"),
        gettext_lazy("Costs as ranges; or the name of another one and what share of it is saved."),
    ),
    "designs": (
        gettext_lazy("Designs"), gettext_lazy("They are compared with the first one."),
    ),
}  # fmt: skip

STEPS: dict[str, Any] = {
    "submission": (
        gettext_lazy("Submit the case"), None, verbs.submit_case, WRITE,
        gettext_lazy("Submitted: its figures are frozen."),
    ),
    "approval": (
        gettext_lazy("Approve the case"), CaseNoteForm, verbs.approve_case, DECIDE,
        gettext_lazy("The case is approved."),
    ),
    "rejection": (
        gettext_lazy("Reject the case"), CaseReasonForm, verbs.reject_case, DECIDE,
        gettext_lazy("The case is rejected."),
    ),
    "withdrawal": (
        gettext_lazy("Withdraw the case"), CaseNoteForm, verbs.withdraw_case, WRITE,
        gettext_lazy("The case is withdrawn."),
    ),
    "return": (
        gettext_lazy("Make it a draft again"), CaseNoteForm, verbs.return_case, "",
        gettext_lazy("It is a draft again."),
    ),
    "levels": (
        gettext_lazy("Take costs from the choice of levels"), None, take_levels, WRITE,
        gettext_lazy("The classes hold the chosen levels now."),
    ),
    "deletion": (
        gettext_lazy("Delete the draft"), None, verbs.delete_case, WRITE,
        gettext_lazy("The draft is deleted."),
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def case_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    row = _case(request, code)
    title, shape, verb, permission, said = STEPS[noun]
    if permission:
        require(request.user, permission)
    elif not may(request.user, WRITE):
        require(request.user, DECIDE)
    form = shape(request.POST if request.method == "POST" else None) if shape else None
    status, refusals = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            values = {"reason": form.cleaned_data["reason"]} if form is not None else {}
            try:
                partial(verb, row, by=actor(request), at=timezone.now(), **values)()
            except DomainRefusal as refusal:
                status = 409
                refusals = [str(one.message) for one in refusal.problems]
            else:
                messages.success(request, said)
                return redirect("governance:case_list" if noun == "deletion" else row)
    page = case_page(row)
    found = page["found"]
    summary = [(_("Case"), str(row)), (_("State"), row.get_state_display())]
    if found is not None and noun != "levels":
        summary += [(_("Pays back in"), payback(found.payback_net_years))]
        summary += [(_("Conclusion"), " ".join(page["conclusion"][:2]))]
    context = {
        "case": row, "title": title, "form": form, "refusals": refusals, "summary": summary,
        "confirm_label": title, "danger": noun in ("rejection", "deletion"),
        "cancel_url": row.get_absolute_url(),
        "proposed": proposed(timezone.now()) if noun == "levels" else None,
        "taking": noun == "levels", "currency": Organisation.current().currency,
    }  # fmt: skip
    return render(request, "governance/case_step.html", context, status=status)


def _case(request: PageRequest, code: str) -> InvestmentCase:
    row: InvestmentCase = visible_or_404(
        InvestmentCase.objects.for_list().select_related("created_by", "submitted_by"),
        request.user, code=code,
    )  # fmt: skip
    return row
