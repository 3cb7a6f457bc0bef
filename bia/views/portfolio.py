"""Levels and cost: which recovery level for which system, and what the options are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from bia.analysis.levels import KINDS
from bia.analysis.portfolio import Question, required_of, stored_portfolio
from bia.analysis.stored import stored
from bia.domain.errors import DomainError
from bia.forms.portfolio import PortfolioForm, RecoveryOptionsForm
from bia.investment.action import level_action
from bia.investment.rows import Decided, decided
from bia.models import RecoveryOption, System
from bia.reasons import explain
from bia.services.catalogue import current_catalogue
from bia.services.recovery_options import PERMISSION, save_options
from lib.chart_front import FrontMark, front_chart
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, StaleVersion
from lib.language import listed

SHOWN_WITHOUT = 200
ENOUGH, HELPING = 8, 3
CENT = Decimal("0.01")


def portfolio(request: PageRequest) -> HttpResponse:
    """The question stands in the address; a field that cannot be read is left at its default."""
    require(request.user, "assessment.view")
    currency = Organisation.current().currency
    form = PortfolioForm(request.GET or None, currency=currency)
    if form.is_bound:
        form.is_valid()
    asked = stored_portfolio(Question(**form.question), timezone.now())
    found, refusal = None, ""
    may_act = may(request.user, "action.change")
    try:
        found = decided(asked)
    except DomainError as error:
        refusal = explain(error.reason)
    context = {
        "form": form,
        "question": asked.question,
        "currency": currency,
        "found": found,
        "refusal": refusal,
        "because": explain(found.choice.because, asked.names) if found else "",
        "relaxations": _relaxations(found, asked.names) if found else None,
        "rows": [(row, level_action(row) if may_act else "") for row in found.rows]
        if found
        else [],
        "slider": _slider(found),
        "spec": _chart(asked.question.budget, found, currency) if found else None,
        "without": _without(request),
        "may_change": may(request.user, PERMISSION),
    }
    return render(request, "bia/portfolio.html", context)


@require_http_methods(["GET", "POST"])
def option_edit(request: PageRequest, code: str) -> HttpResponse:
    """What each level would cost one system; new ones start from the catalogue in use."""
    system: System = visible_or_404(System.objects.for_list(), request.user, code=code)
    require(request.user, PERMISSION)
    given: dict[str, Any] = {
        "catalogue": next((c for c in current_catalogue().dr_catalogues if c.in_use), None),
        "currency": Organisation.current().currency,
    }
    posted = merged(request.POST) if request.method == "POST" else None
    form = RecoveryOptionsForm(posted, options=_options(system), **given)
    page = reverse("bia:portfolio")
    if request.method == "POST" and form.is_valid():
        try:
            save_options(
                system,
                form.levels,
                read_version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            for problem in refusal.problems:
                field = problem.field if problem.field in form.fields else None
                form.add_error(field, problem.message)
        except StaleVersion:
            theirs = RecoveryOptionsForm(options=_options(system), **given)
            both = conflict(mine=form, theirs=theirs, version=theirs.initial["version"])
            context = {"conflict": both, "cancel_url": page}
            return render(request, "base_conflict.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect(page)
    now = stored(timezone.now())
    context = {
        "form": form,
        "system": system,
        "required": required_of(now, f"system:{system.code}")
        if f"system:{system.code}" in now.named
        else None,
        "catalogue": given["catalogue"],
        "cancel_url": page,
    }
    status = 422 if form.errors else 200
    return render(request, "bia/recovery_option_form.html", context, status=status)


def _relaxations(found: Decided, names: Mapping[str, str]) -> dict[str, Any]:
    """Each that is enough alone, else the few that bring the budget down most."""
    enough = [one for one in found.choice.relaxations if one.enough]
    least = found.choice.minimal_budget
    helping = [
        one
        for one in found.choice.relaxations
        if one.minimal_budget is not None and (least is None or one.minimal_budget < least)
    ]
    shown = enough[:ENOUGH] or helping[:HELPING]
    return {"enough": bool(enough), "words": [explain(one.because, names) for one in shown]}


def _options(system: System) -> list[RecoveryOption]:
    return list(RecoveryOption.objects.filter(system=system))


def _without(request: PageRequest) -> list[System]:
    """Systems that have a recovery level but no option yet."""
    offered = RecoveryOption.objects.filter(system=OuterRef("pk"))
    rows = System.objects.visible_to(request.user).filter(~Exists(offered), kind__in=KINDS)
    return list(rows.order_by("code")[:SHOWN_WITHOUT])


def _slider(found: Decided | None) -> dict[str, Any] | None:
    """From the cheapest levels to those that lose least, in hundredths."""
    if found is None or len(found.front) < 2:
        return None
    low = sum((min(one.cost for one in row.options) for row in found.rows), Decimal(0))
    high = found.front[-1].cost
    step = max((high - low) / 100, CENT).quantize(CENT)
    return {"min": low, "max": high, "step": step}


def _chart(budget: Any, found: Decided, currency: str) -> dict[str, Any] | None:
    if len(found.front) < 2:
        return None
    names = {row.code: row.name for row in found.rows}
    marks = [
        FrontMark(
            float(point.cost),
            float(point.expected_loss),
            "point",
            listed(f"{names[code]} {level}" for code, level in point.levels.items()),
        )
        for point in found.front
    ]
    choice = found.choice
    if found.present is not None:
        cost, loss = found.present
        marks.append(FrontMark(float(cost), float(loss), "present", ""))
    if choice.cost is not None and choice.expected_loss is not None:
        words = listed(f"{names[code]} {level}" for code, level in choice.levels.items())
        marks.append(FrontMark(float(choice.cost), float(choice.expected_loss), "chosen", words))
    labels = {
        "cost": _("Cost per year (%(currency)s)") % {"currency": currency},
        "loss": _("Expected loss per year (%(currency)s)") % {"currency": currency},
        "levels": _("Levels"),
        "point": _("Least loss for its cost"),
        "chosen": _("Chosen"),
        "present": _("Levels as they are"),
        "kind": _("Choice"),
        "budget": _("Budget %(amount)s") % {"amount": "" if budget is None else f"{budget:,}"},
    }
    limit = None if budget is None else float(budget)
    return front_chart(marks=marks, labels=labels, budget=limit)
