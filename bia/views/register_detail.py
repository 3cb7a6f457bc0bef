"""One row of the register: its fields, and what hangs on it both ways."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from bia.analysis.levels_in_use import levels_in_use
from bia.analysis.sight import Sight
from bia.analysis.stored import stored
from bia.findings.of_subject import findings_of
from bia.forms.register import DependencyForm, TeamMembers
from bia.models import Assessment, Dependency, Obligation, Process, System
from bia.nouns import NOUNS
from bia.panels import process_panels, system_panels
from bia.recovery_panel import recovery_of
from bia.services.dependencies import create_dependency, delete_dependency, may_change
from bia.services.systems import set_members
from bia.views.measurement import measurements_of
from bia.views.register_edit import (
    page_of,
    permission_for,
    show_refusal,
    subject_of,
)
from followup.related import actions_of
from lib.errors import DomainRefusal, StaleVersion

SHOWN = 20  # rows of a side list; the rest is one click away


def register_detail(request: PageRequest, noun: str, code: str) -> HttpResponse:
    kind = NOUNS[noun]
    row = _row(request, noun, code)
    context = {
        "noun": kind,
        "row": row,
        "may_change": may(request.user, permission_for(kind, row), subject_of(kind, row)),
        "history_url": _history(row),
        **_related(request.user, row),
    }
    if isinstance(row, (Process, System)) and context["may_change"]:
        context["dependency_form"] = DependencyForm(by=request.user, dependent=row)
    return render(request, f"bia/{row._meta.model_name}_detail.html", context)


@require_POST
def needs_create(request: PageRequest, noun: str, code: str) -> HttpResponse:
    """Add an edge on the dependent's page; htmx gets the list back, others the page."""
    row = _row(request, noun, code)
    require(request.user, may_change(row), row)
    form = DependencyForm(request.POST, by=request.user, dependent=row)
    if form.is_valid():
        fields = {name: v for name, v in form.cleaned_data.items() if name != "version"}
        try:
            create_dependency(dependent=row, **fields, by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
    if form.is_valid() and not getattr(request, "htmx", None):
        return redirect(f"{page_of(row)}#needs")
    return _needs(request, noun, row, form)


@require_POST
def needs_delete(request: PageRequest, noun: str, code: str, dependency: str) -> HttpResponse:
    row = _row(request, noun, code)
    edge = visible_or_404(row.needs.for_list(), request.user, code=dependency)
    form = DependencyForm(by=request.user, dependent=row)
    refusals = []
    try:
        delete_dependency(edge, by=request.user, at=timezone.now())
    except DomainRefusal as refusal:
        refusals = [problem.message for problem in refusal.problems]
    if not getattr(request, "htmx", None):
        for message in refusals:
            messages.error(request, message)
        return redirect(f"{page_of(row)}#needs")
    return _needs(request, noun, row, form, refusals)


def team_members(request: PageRequest, code: str) -> HttpResponse:
    """The members of a team in calling order."""
    team = _row(request, "system", code)
    require(request.user, "infrastructure.change", team)
    start = [
        {"person": member.person_id, "duty": member.duty}
        for member in team.members.select_related("person")
    ]
    formset = TeamMembers(request.POST or None, initial=start)
    refusals: list[Any] = []
    if request.method == "POST" and formset.is_valid():
        members = [
            (form.cleaned_data["person"], form.cleaned_data["duty"])
            for form in [*formset.ordered_forms]
            if form.cleaned_data.get("person")
        ]
        try:
            set_members(
                team,
                members=members,
                read_version=_number(request.POST.get("version")),
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        except StaleVersion:
            refusals = [_("Somebody else changed the team meanwhile. Look, then save again.")]
            team.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(team))
    context = {"team": team, "formset": formset, "refusals": refusals, "cancel_url": page_of(team)}
    return render(request, "bia/team_members.html", context, status=409 if refusals else 200)


def _needs(
    request: PageRequest, noun: str, row: Any, form: Any, refusals: list[Any] | None = None
) -> HttpResponse:
    context = {
        "noun": NOUNS[noun],
        "row": row,
        "may_change": True,
        "dependency_form": form,
        "refusals": refusals or [],
        "history_url": _history(row),
        **_related(request.user, row),
    }
    template = "bia/_needs.html"
    if not getattr(request, "htmx", None):
        template = f"bia/{row._meta.model_name}_detail.html"
    return render(request, template, context)


def _row(request: PageRequest, noun: str, code: str) -> Any:
    manager: Any = NOUNS[noun].model._default_manager
    return visible_or_404(manager.for_list(), request.user, code=code)


def _related(user: Any, row: Any) -> dict[str, Any]:
    """What hangs on the row, as far as the user may see it."""
    found: dict[str, Any] = {}
    if hasattr(row, "needs") and not isinstance(row, Dependency):
        found["needs"] = list(row.needs.for_list().order_by("code"))
    if hasattr(row, "needed_by"):
        edges = Dependency.objects.filter(pk__in=row.needed_by.values("pk"))
        found["needed_by"] = list(edges.visible_to(user).for_list().order_by("code"))
    if isinstance(row, Process):
        found |= _of_process(user, row)
        found["panels"] = process_panels(user, row)
    if isinstance(row, (Process, System)):
        found |= measurements_of(row, user, SHOWN)
        found |= _actions_about(user, row)
        found |= _recovery_of(user, row)
    if isinstance(row, System):
        found["members"] = list(row.members.select_related("person"))
        found["panels"] = system_panels(user, row)
    if hasattr(row, "systems"):
        found["systems"] = row.systems.for_list()[: SHOWN * 5]
    if hasattr(row, "processes"):
        found["processes"] = row.processes.for_list().visible_to(user)
    if isinstance(row, Obligation):
        found["products"] = row.products.all()
    elif hasattr(row, "obligations") and not isinstance(row, Process):
        found["obligations"] = row.obligations.all()
    return found


def _of_process(user: Any, process: Process) -> dict[str, Any]:
    direct = Q(processes=process) | Q(products__processes=process)
    return {
        "assessments": Assessment.objects.visible_to(user)
        .for_list()
        .filter(process=process)
        .order_by("-number"),
        "products": process.products.all(),
        "obligations": Obligation.objects.filter(direct).distinct().order_by("code"),
        "changes": process.major_changes.select_related("by")[:SHOWN],
        "assess_url": _address("bia:assessment_create") or "",
    }


def _actions_about(user: Any, row: Process | System) -> dict[str, Any]:
    """Corrective actions about it, and where a new one starts."""
    kind = row._meta.model_name or ""
    new_url = _address("followup:action_create") if may(user, "action.change") else ""
    return {
        "actions": actions_of(user, kind, row.code) if may(user, "action.view") else [],
        "today": timezone.localdate(),
        "new_action_url": new_url and f"{new_url}?subject={kind}:{row.code}",
    }


def _recovery_of(user: Any, row: Process | System) -> dict[str, Any]:
    """What the analysis says of it, and what the rules found open about it."""
    if not may(user, "assessment.view"):
        return {}
    at = timezone.now()
    now = stored(at)
    key = now.register.keys.get((row._meta.model_name or "", row.pk), "")
    levels = levels_in_use() if isinstance(row, System) else []
    return {
        "recovery": recovery_of(now, Sight(user, now.named), key, levels),
        "findings": findings_of(user, row, at),
    }


def _history(row: Any) -> str:
    return _address("accounts:audit_object", f"bia.{row._meta.model_name}", str(row.pk))


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
