"""One version to read: the whole document, one's own tasks, its timing, whom to call, its card."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import require
from accounts.request import PageRequest
from plans.call_list import call_list
from plans.contact_level import light_of_document
from plans.feasible import feasibility_of
from plans.feasible_page import panel_of
from plans.models import RoleHolder
from plans.panels import plan_panels
from plans.plan_page.actions import actions_of
from plans.plan_page.page import PlanPage, page_of
from plans.plan_page.problems import problems_of, warnings_on
from plans.plan_page.records import records_of
from plans.services.approvals import signers_of, steps_of_round
from plans.views.plan import plan_of


def shown_page(request: PageRequest, code: str, number: str = "", tab: str = "") -> PlanPage:
    """404 for what may not be seen and for a version that there is not."""
    require(request.user, "plan.view")
    plan = plan_of(request, code)
    shown = page_of(plan, request.user, timezone.localdate(), number, tab)
    if shown is None:
        raise Http404
    return shown


def _render(request: PageRequest, template: str, shown: PlanPage, **more: Any) -> HttpResponse:
    first, others = actions_of(shown)
    light = light_of_document(shown.document, timezone.now()) if shown.is_current else None
    context = {
        "contacts_light": light,
        "page": shown, "plan": shown.plan, "version": shown.version,
        "actions": first, "other_actions": others, **more,
    }  # fmt: skip
    return render(request, template, context)


@require_GET
def plan_detail(request: PageRequest, code: str) -> HttpResponse:
    """What is in force; before that what is being written."""
    return _document(request, shown_page(request, code))


@require_GET
def version_detail(request: PageRequest, code: str, number: str) -> HttpResponse:
    return _document(request, shown_page(request, code, number))


def _document(request: PageRequest, shown: PlanPage) -> HttpResponse:
    at = timezone.now()
    context: dict[str, Any] = {
        "reading": shown.reading,
        "asked": shown.requests_open,
        "panels": plan_panels(request.user, shown.plan),
    }
    if shown.status == "draft":
        context["problems"] = problems_of(shown)
    if shown.is_open:
        view = feasibility_of(shown.version, at, shown.document)
        context["warnings"] = warnings_on(shown, at, view)
        context["feasible"] = panel_of(view, request.user)
    if shown.status == "in_review":
        context["steps"] = [(one, signers_of(one)) for one in steps_of_round(shown.version)]
    return _render(request, "plans/plan_detail.html", shown, **context)


@require_GET
def version_tasks(request: PageRequest, code: str, number: str) -> HttpResponse:
    """A short list of one role's tasks, for the phone; one's own roles unless `?role=` says so."""
    shown = shown_page(request, code, number, "mine")
    reading = shown.reading
    roles = {one.role.code: one.role.name for one in reading.tasks if one.role}
    held = RoleHolder.objects.filter(person__user=request.user, role__code__in=roles)
    own = list(held.values_list("role__code", flat=True))
    asked = [code for code in request.GET.getlist("role") if code in roles]
    wanted = set(asked or own)
    return _render(
        request, "plans/plan_tasks.html", shown,
        tasks=[one for one in reading.tasks if one.role and one.role.code in wanted],
        standing_in=[
            one for one in reading.tasks
            if one.backup_role and one.backup_role.code in wanted
            and not (one.role and one.role.code in wanted)
        ],
        roles=sorted(roles.items(), key=lambda one: one[1]), wanted=wanted, own=own,
    )  # fmt: skip


@require_GET
def version_timing(request: PageRequest, code: str, number: str) -> HttpResponse:
    """The picture against RTO and MTD; to htmx a line that says whether it is feasible."""
    shown = shown_page(request, code, number, "timing")
    view = feasibility_of(shown.version, timezone.now(), shown.document)
    panel = panel_of(view, request.user)
    if request.htmx and not request.htmx.boosted:
        return render(request, "plans/_timing_line.html", {"page": shown, "panel": panel})
    return _render(request, "plans/plan_timing.html", shown, panel=panel)


@require_GET
def version_calling(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number, "calling")
    rows = call_list(shown.document, timezone.now())
    return _render(request, "plans/plan_calling.html", shown, rows=rows)


@require_GET
def version_card(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number, "card")
    return _render(request, "plans/plan_card.html", shown, reading=shown.reading)


@require_GET
def version_records(request: PageRequest, code: str, number: str) -> HttpResponse:
    """Who approved, attested and read; what was printed and carried out; what is asked for."""
    shown = shown_page(request, code, number, "records")
    return _render(request, "plans/plan_records.html", shown, records=records_of(shown))
