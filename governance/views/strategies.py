"""Recovery strategies: the list, one of them, its form, its steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from bia.models import System
from governance.filters.levels import StrategyFilter
from governance.forms.investment import CaseNoteForm, CaseReasonForm
from governance.forms.levels import StrategyForm
from governance.models import Architecture, Strategy, StrategyState
from governance.services import strategies as verbs
from governance.services.architectures import asked_of_system, candidate
from governance.views.level_step import step_page
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing

CRUMB = (gettext_lazy("Recovery strategies"), "governance:strategy_list")


@require_safe
def strategy_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    may_change = may(request.user, verbs.CHANGE)
    listing = Listing(
        request, Strategy.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("system", gettext_lazy("System"), ["system__code"]),
            Column("architecture", gettext_lazy("Architecture"), ["architecture__order"]),
            Column("level", gettext_lazy("Level"), ["level"], css="num"),
            Column("cost", gettext_lazy("Cost per year"), ["annual_cost"], css="num"),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_strategy_row.html",
        search_in=["code", "system__code", "system__name_en", "system__name_zh", "reason"],
        filterset_class=StrategyFilter, ordering="-code", key="code",
        caption=_("Recovery strategies"),
        empty={
            "title": _("No recovery strategy yet"),
            "text": _("How a system is to be recovered: architecture, level, cost, and the"
                      " approved analyses that ask for it."),
            "href": reverse("governance:strategy_create") if may_change else "",
            "action": _("Propose a strategy") if may_change else "",
        },
    )  # fmt: skip
    context = {"may_change": may_change, "currency": Organisation.current().currency}
    for row in listing.rows:
        row.currency = context["currency"]
    return render_listing(request, "governance/strategy_list.html", listing, context)


@require_safe
def strategy_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _row(request, code)
    asked = asked_of_system(row.system, timezone.now())
    proposed = row.state == StrategyState.PROPOSED
    approved = row.state == StrategyState.APPROVED
    may_approve = may(request.user, verbs.APPROVE)
    may_change = may(request.user, verbs.CHANGE)
    decides = proposed and may_approve and row.proposed_by_id != actor(request).pk
    context = {
        "row": row, "asked": asked, "currency": Organisation.current().currency,
        "candidate": candidate(row.architecture, asked.rto_s, asked.rpo_s),
        "assessments": row.assessments.select_related("process").order_by("code"),
        "may_change": proposed and may_change, "may_decide": decides,
        "may_retire": (approved and may_approve) or (proposed and may_change),
        "may_audit": may(request.user, "audit.view"),
    }  # fmt: skip
    return render(request, "governance/strategy_detail.html", context)


@require_http_methods(["GET", "POST"])
def strategy_create(request: PageRequest) -> HttpResponse:
    require(request.user, verbs.CHANGE)
    asked = {
        name: request.GET.get(name, "").replace("\0", "") for name in ("system", "architecture")
    }
    initial: dict[str, Any] = {
        "system": System.objects.filter(code=asked["system"]).first(),
        "architecture": Architecture.objects.filter(code=asked["architecture"]).first(),
    }
    form = StrategyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_strategy, **form.given())
        answer = save_new(request, form, create, added=_("The strategy is proposed."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def strategy_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.CHANGE)
    row = _row(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = StrategyForm(posted, instance=Strategy.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(verbs.change_strategy, row, **form.given()),
            theirs=lambda current: StrategyForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: StrategyForm, row: Strategy | None) -> HttpResponse:
    context = {
        "form": form, "row": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:strategy_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/strategy_form.html", context, status=status)


STEPS: dict[str, Any] = {
    "approval": (gettext_lazy("Approve the strategy"), CaseNoteForm, verbs.approve_strategy),
    "rejection": (gettext_lazy("Reject the strategy"), CaseReasonForm, verbs.reject_strategy),
    "retirement": (gettext_lazy("Retire the strategy"), CaseNoteForm, verbs.retire_strategy),
}


@require_http_methods(["GET", "POST"])
def strategy_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    row = _row(request, code)
    retires = noun == "retirement" and row.state != StrategyState.APPROVED
    require(request.user, verbs.CHANGE if retires else verbs.APPROVE)
    title, shape, verb = STEPS[noun]
    summary = [
        (_("System"), row.system), (_("Architecture"), row.architecture.name),
        (_("Reason"), row.reason),
    ]  # fmt: skip
    return step_page(request, row, title=title, shape=shape, verb=verb, crumb=CRUMB,
                     summary=summary, danger=noun != "approval")  # fmt: skip


def _row(request: PageRequest, code: str) -> Strategy:
    row: Strategy = visible_or_404(Strategy.objects.for_list(), request.user, code=code)
    return row
