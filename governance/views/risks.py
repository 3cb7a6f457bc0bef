"""The risk register: the matrix with the list, one of them, a form."""

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
from bia.models import Process, System
from governance.filters.changes import RiskFilter
from governance.forms.risks import ANSWER, BEFORE, WHAT, RiskForm
from governance.models import Change, Risk
from governance.risk_page import matrix_of, risk_page, words_of
from governance.services import risks as verbs
from governance.views.confirming import offered, refusing
from governance.views.risk_steps import STEPS
from lib.conflicts import merged
from lib.days import day_in
from lib.listing import Column, Listing, render_listing


@require_safe
def risk_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, verbs.PERMISSION)
    add = {"href": reverse("governance:risk_create"), "action": _("Add a risk")}
    today = day_in(timezone.now(), Organisation.current().timezone)
    listing = Listing(
        request,
        Risk.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Risk"), ["title"]),
            Column("value", gettext_lazy("Value"), ["likelihood", "impact"], css="num"),
            Column("left", gettext_lazy("After treatment"), css="num"),
            Column("processes", gettext_lazy("Processes")),
            Column("owner", gettext_lazy("Owner"), ["owner__name"]),
            Column("next", gettext_lazy("Next review"), ["next_review"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_risk_row.html",
        search_in=["code", "title", "text"],
        filterset_class=RiskFilter,
        ordering="-value",
        key="code",
        caption=_("Risks"),
        empty={
            "title": _("No risks yet"),
            "text": _(
                "What may interrupt which processes, how likely and how bad: the matrix shows "
                "what to do first, and accepted risks come back on their day."
            ),
            **(add if keeps else {}),
        },
    )
    for one in listing.rows:
        one.words = words_of(one, today)
    context = {
        "may_add": keeps,
        "matrix": matrix_of(actor(request), after=request.GET.get("rated") == "after"),
        "after": request.GET.get("rated") == "after",
    }
    return render_listing(request, "governance/risk_list.html", listing, context)


@require_safe
def risk_detail(request: PageRequest, code: str) -> HttpResponse:
    rows: Any = Risk.objects.for_list().select_related("change", "decided_by")
    row: Risk = visible_or_404(rows, request.user, code=code)
    context = {
        "risk": row,
        "page": risk_page(row, actor(request), at=timezone.now()),
        "steps": offered(STEPS, row, actor(request)),
        "may_change": may(request.user, verbs.PERMISSION) and row.state != "closed",
        "may_act": may(request.user, "action.change"),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/risk_detail.html", context)


@require_http_methods(["GET", "POST"])
def risk_create(request: PageRequest) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    form = RiskForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_risk, **form.given())
        answer = save_new(request, form, create, added=_("The risk was added."))
        if answer is not None:
            return answer
    return _form(request, form, None)


def _initial(request: PageRequest) -> dict[str, Any]:
    """From a change `?change=`, a process `?process=`, a system `?system=`."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "")
        for name in ("change", "process", "system")
    }
    found: dict[str, Any] = {}
    if asked["change"]:
        change = Change.objects.filter(code=asked["change"]).first()
        if change is not None:
            found |= {"change": change, "threat": "software", "systems": [*change.systems.all()],
                      "likelihood": change.likelihood, "impact": change.impact}  # fmt: skip
    if asked["process"]:
        found["processes"] = list(Process.objects.filter(code=asked["process"]))
    if asked["system"]:
        found["systems"] = list(System.objects.filter(code=asked["system"]))
    return found


@require_http_methods(["GET", "POST"])
def risk_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: Risk = visible_or_404(Risk.objects.for_list(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = RiskForm(posted, instance=Risk.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = refusing(
            form,
            lambda: save_change(
                request, form, partial(verbs.change_risk, row, **form.given()),
                theirs=lambda current: RiskForm(instance=current), back=row.get_absolute_url(),
            ),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: RiskForm, row: Risk | None) -> HttpResponse:
    parts = [(_("The risk"), WHAT), (_("Before treatment"), BEFORE), (_("The answer"), ANSWER)]
    context = {
        "form": form,
        "risk": row,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "cancel_url": row.get_absolute_url() if row else reverse("governance:risk_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/risk_form.html", context, status=status)
