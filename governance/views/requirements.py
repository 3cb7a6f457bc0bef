"""One requirement: its evidence, what people say of it, what it answers elsewhere."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.evidence.found import Look
from governance.forms.frameworks import AnswerForm, LinkForm
from governance.frameworks.action import action_url
from governance.frameworks.mapping import related
from governance.frameworks.rows import rows_of
from governance.models import EvidenceLink, Requirement, Standing
from governance.services.answers import add_link, answer, may_answer, remove_link
from governance.services.standings import judge
from lib.conflicts import merged


def requirement_of(request: PageRequest, code: str, number: str) -> Requirement:
    """404 where there is none."""
    require(request.user, "governance.view")
    rows = Requirement.objects.for_list().filter(framework__code=code, number=number)
    row: Requirement | None = rows.first()
    if row is None:
        raise Http404
    return row


def _mine(request: PageRequest, code: str, number: str) -> Requirement:
    row = requirement_of(request, code, number)
    if not may_answer(request.user, row):
        raise PermissionDenied("governance.change")
    return row


@require_safe
def requirement_detail(request: PageRequest, code: str, number: str) -> HttpResponse:
    requirement = requirement_of(request, code, number)
    at = timezone.now()
    (judged,) = judge([requirement], at=at)
    (row,) = rows_of([judged], request.user, today=Look(at).today)
    context = {
        "requirement": requirement,
        "row": row,
        "standing": judged.standing,
        "links": requirement.links.select_related("added_by"),
        "related": related(requirement),
        "action_url": action_url(judged) if may(request.user, "action.change") else "",
        "may_answer": may_answer(request.user, requirement),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/requirement_detail.html", context)


@require_http_methods(["GET", "POST"])
def requirement_edit(request: PageRequest, code: str, number: str) -> HttpResponse:
    row = _mine(request, code, number)
    posted = merged(request.POST) if request.method == "POST" else None
    form = AnswerForm(posted, requirement=row)
    back = row.get_absolute_url()
    if posted is not None and form.is_valid():
        response = save_change(
            request, form, partial(answer, row, **form.given()),
            theirs=lambda current: AnswerForm(requirement=_saying(row, current)), back=back,
        )  # fmt: skip
        if response is not None:
            return response
    (judged,) = judge([row], at=timezone.now())
    (shown,) = rows_of([judged], request.user, today=Look(timezone.now()).today)
    context = {"form": form, "requirement": row, "row": shown, "cancel_url": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/requirement_form.html", context, status=status)


def _saying(row: Requirement, current: Standing) -> Requirement:
    """The requirement as it stands now, for the comparison."""
    fresh = Requirement.objects.for_list().get(pk=row.pk)
    if current.pk is None:
        fresh.standing = current  # type: ignore[attr-defined]
    return fresh


@require_http_methods(["GET", "POST"])
def link_create(request: PageRequest, code: str, number: str) -> HttpResponse:
    row = _mine(request, code, number)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = save_new(
            request, form, partial(add_link, row, **form.cleaned_data),
            added=_("The evidence is linked."), page=row.get_absolute_url(),
        )  # fmt: skip
        if response is not None:
            return response
    context = {"form": form, "requirement": row, "cancel_url": row.get_absolute_url()}
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/link_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def link_delete(request: PageRequest, code: str, number: str, pk: int) -> HttpResponse:
    row = _mine(request, code, number)
    link: EvidenceLink | None = row.links.filter(pk=pk).first()
    if link is None:
        raise Http404
    if request.method == "POST":
        remove_link(link, by=actor(request), at=timezone.now())
        messages.success(request, _("The link is removed; the history keeps it."))
        return redirect(row)
    context = {
        "requirement": row,
        "summary": [(_("Requirement"), str(row)), (_("Evidence"), f"{link.title} {link.url}")],
        "confirm_label": _("Remove the link"),
        "cancel_url": row.get_absolute_url(),
        "danger": True,
    }
    return render(request, "governance/link_confirm_delete.html", context)
