"""The parts of a draft as lists to work on: order, add, edit, remove. Works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor
from accounts.request import PageRequest
from lib.errors import DomainRefusal
from lib.templatetags.ui import icon
from plans.content_task_lines import task_lines
from plans.domain.cycles import find_cycle
from plans.models import CardItem, PlanVersion, TaskNeed
from plans.plan_page.links import page
from plans.services.content import put_tasks_in_order
from plans.services.content_preface import NAMES, write_preface
from plans.views.content_version import draft_of, tabs_of


@require_GET
def content_edit(request: PageRequest, code: str, number: str) -> HttpResponse:
    """The first part that this draft edits."""
    version, elsewhere = draft_of(request, code, number, contacts=True)
    name = "card_edit" if version.contacts_only else "section_list"
    return elsewhere or redirect(f"plans:{name}", code, number)


@require_GET
def section_list(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    sections = list(version.sections.all())
    more = {"sections": sections, "preface_missing": bool(NAMES - {one.key for one in sections})}
    return elsewhere or _page(request, version, "section_list", more)


@require_GET
def criterion_list(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    rows = version.criteria.select_related("grade", "system", "process")
    return elsewhere or _page(request, version, "criterion_list", {"criteria": rows})


@require_GET
def task_list(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    tasks = list(version.tasks.select_related("role", "sub_plan"))
    needs: dict[int, list[int]] = {one.number: [] for one in tasks}
    rows = TaskNeed.objects.filter(task__plan_version=version).order_by("needs__number")
    for one, needed in rows.values_list("task__number", "needs__number"):
        needs[one].append(needed)
    lines = task_lines(tasks, needs)
    out_of_order = any(one.too_early for one in lines) and not find_cycle(needs)
    more = {"tasks": lines, "out_of_order": out_of_order}
    return _page(request, version, "task_list", more)


@require_GET
def resource_list(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    rows = version.resources.select_related("supplier")
    return elsewhere or _page(request, version, "resource_list", {"resources": rows})


@require_GET
def message_list(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number)
    return elsewhere or _page(request, version, "message_list", {"rows": version.messages.all()})


@require_GET
def card_edit(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number, contacts=True)
    items = Prefetch("items", queryset=CardItem.objects.order_by("position", "id"))
    more = {
        "steps": version.card_steps.prefetch_related(items),
        "contacts": version.card_contacts.select_related("role", "from_grade"),
        "contacts_only": version.contacts_only,
    }
    return elsewhere or _page(request, version, "card_edit", more)


@require_POST
def preface_write(request: PageRequest, code: str, number: str) -> HttpResponse:
    """Add the chapters of the preface that are missing; bring those nobody edited up to date."""
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    try:
        changed = write_preface(version, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(changed)
        words = ngettext(
            "%(count)s chapter of the preface was written.",
            "%(count)s chapters of the preface were written.",
            count,
        )
        messages.success(request, words % {"count": count} if count else _("Nothing was changed."))
    return redirect("plans:section_list", code, number)


@require_POST
def task_order(request: PageRequest, code: str, number: str) -> HttpResponse:
    """Every task after what it waits for; `renumber=1` calls them 1, 2, 3 …"""
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    try:
        moved = put_tasks_in_order(
            version, by=actor(request), at=timezone.now(), renumber="renumber" in request.POST
        )
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The tasks are in order.") if moved else _("They were in order already.")
        )
    return redirect("plans:task_list", code, number)


def _page(
    request: PageRequest, version: PlanVersion, tab: str, more: dict[str, Any]
) -> HttpResponse:
    where = (version.plan.code, version.number)
    context = {
        "plan": version.plan,
        "version": version,
        "tabs": tabs_of(version, tab),
        "import_url": page("plans:content_import", *where),
        "head_url": page("plans:version_edit", *where),
        "buttons": _buttons(),
        **more,
    }
    return render(request, f"plans/content_{tab}.html", context)


def _buttons() -> dict[str, Any]:
    """Made once: a list may have five hundred rows."""
    return {
        "up": _("Move up"),
        "down": _("Move down"),
        "remove": _("Remove"),
        "up_icon": icon("arrow-up"),
        "down_icon": icon("arrow-down"),
        "remove_icon": icon("trash"),
    }
