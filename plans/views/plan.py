"""A plan made from a template or empty, its head, its end as a draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from lib.conflicts import merged
from lib.errors import DomainRefusal
from plans.access import require_edit
from plans.forms.plan import PlanForm
from plans.models import Plan
from plans.panels import was_carried_out
from plans.services.plans import change_plan, create_plan, delete_plan
from plans.services.templates import Template, create_from_template, templates

EMPTY = "empty"


def plan_of(request: PageRequest, code: str) -> Plan:
    """With its people; 404 for what may not be seen."""
    rows = Plan.objects.select_related("owner", "deputy")
    rows = rows.annotate(was_carried_out=was_carried_out())
    found: Plan = visible_or_404(rows, request.user, code=code)
    return found


@require_http_methods(["GET", "POST"])
def plan_create(request: PageRequest) -> HttpResponse:
    """`?template=` says what it starts from; without one, the choice is shown."""
    require(request.user, "plan.change")
    code = request.GET.get("template", "")
    chosen = next((one for one in templates() if one.code == code), None)
    if chosen is None and code != EMPTY and request.method == "GET":
        shown = {"templates": templates(), "empty": EMPTY}
        return render(request, "plans/plan_choose.html", shown)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        by=request.user,
        initial=_start(request, chosen),
    )
    if request.method == "POST" and form.is_valid():
        saved = save_new(
            request,
            form,
            lambda by, at: _create(chosen, form, by, at),
            added=_("The draft is there. Complete it and submit it for approval."),
        )
        if saved is not None:
            return saved
    context = {
        "form": form, "template": chosen, "cancel_url": reverse("plans:plan_list"),
        "submit_label": _("Write the draft"),
    }  # fmt: skip
    return render(request, "plans/plan_form.html", context, status=422 if form.errors else 200)


def _create(chosen: Template | None, form: PlanForm, by: Any, at: Any) -> Any:
    if chosen is not None:
        return create_from_template(chosen, by=by, at=at, **form.given())
    return create_plan(by=by, at=at, **form.given()).versions.get()


def _start(request: PageRequest, chosen: Template | None) -> dict[str, Any]:
    """Filled in: what the template says, and `?process=` or `?system=` of the last page."""
    start: dict[str, Any] = {
        name: request.GET.getlist(one)
        for name, one in (("processes", "process"), ("systems", "system"))
        if one in request.GET
    }
    own = getattr(request.user, "person", None)
    if own is not None:
        start["owner"] = own.code
    if chosen is not None:
        names = ("kind", "level", "name_en", "name_zh")
        start |= {name: getattr(chosen, name) for name in names}
    return start


@require_http_methods(["GET", "POST"])
def plan_edit(request: PageRequest, code: str) -> HttpResponse:
    plan = plan_of(request, code)
    require_edit(request.user, plan)
    posted = merged(request.POST) if request.method == "POST" else None
    form = PlanForm(posted, by=request.user, plan=plan)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_plan(
                plan, read_version=read_version, by=by, at=at, **form.given()
            ),
            theirs=lambda current: PlanForm(by=request.user, plan=current),
            back=reverse("plans:plan_detail", args=[form.cleaned_data["code"] or plan.code]),
        )  # fmt: skip
        if saved is not None:
            return saved
    context = {"form": form, "plan": plan, "cancel_url": plan.get_absolute_url()}
    return render(request, "plans/plan_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_delete(request: PageRequest, code: str) -> HttpResponse:
    """Only a plan of which nothing was ever approved."""
    plan = plan_of(request, code)
    require_edit(request.user, plan)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            delete_plan(plan, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [str(one.message) for one in refusal.problems]
        else:
            return redirect("plans:plan_list")
    context = {
        "plan": plan, "danger": True, "title": _("Delete the plan"), "refusals": refusals,
        "summary": [(_("Plan"), plan.name), (_("Code"), plan.code)],
        "warning": _("Its drafts go with it. Plans that were approved are retired, not deleted."),
        "confirm_label": _("Delete"), "cancel_url": plan.get_absolute_url(),
    }  # fmt: skip
    return render(request, "plans/plan_step.html", context, status=409 if refusals else 200)
