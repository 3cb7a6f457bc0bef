"""What stands against a draft, each with the place where it is put right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe

from accounts.models import Person
from plans.domain.guards import Fault
from plans.feasible import FeasibilityView
from plans.guard_words import PARTS, WORDS, words_of
from plans.models import ResponseRole
from plans.plan_page.links import page
from plans.plan_page.page import Place, PlanPage
from plans.services.guards import faults_of, warnings_of

# The part a fault stands at → the page it is edited on, and its heading on the reading page.
EDITORS = {
    "sections": ("plans:section_list", "sections"),
    "tasks": ("plans:task_list", "tasks"),
    "criteria": ("plans:criterion_list", "criteria"),
    "resources": ("plans:resource_list", "resources"),
    "messages": ("plans:message_list", "messages"),
    "card": ("plans:card_edit", "card"),
    "call_tree": ("plans:call_tree", "calling"),
}
LISTED = mark_safe(", ")
HEAD = ("change_summary", "authorisation", "pre_authorised", "plan", "version")
# What a row is called in the address of its place on the page.
ANCHORS = {"call_tree": "node", "card_step": "step", "card_item": "step"}


def problems_of(shown: PlanPage) -> list[Place]:
    """Why it cannot be submitted; [] when it can."""
    return [_place(shown, one) for one in faults_of(shown.version, shown.document)]


def warnings_on(shown: PlanPage, at: datetime, view: FeasibilityView) -> list[Place]:
    """What approvers should know."""
    return [_place(shown, one) for one in warnings_of(shown.version, at, shown.document, view)]


def _place(shown: PlanPage, fault: Fault) -> Place:
    return Place(_named(fault), _links(shown, fault))


def _named(fault: Fault) -> Any:
    """People and roles by name, each with its page; stored warnings keep the codes."""
    rows: QuerySet[Any]
    if "who" in fault.params:
        name, rows = "who", Person.objects.filter(code__in=fault.params["who"].split(", "))
    elif "roles" in fault.params:
        codes = fault.params["roles"].split(", ")
        name, rows = "roles", ResponseRole.objects.filter(code__in=codes)
    else:
        return words_of(fault)
    links = format_html_join(
        LISTED, '<a href="{}">{}</a>', ((one.get_absolute_url(), one) for one in rows)
    )
    return mark_safe(escape(WORDS[fault.code]) % {name: links})  # noqa: S308 - escaped, and links


def _links(shown: PlanPage, fault: Fault) -> Sequence[tuple[str, str]]:
    numbers = re.findall(r"\d+", str(fault.params.get("tasks", "")))
    if numbers:
        return [(number, f"{shown.url}#task-{number}") for number in numbers]
    if "texts" in fault.params:
        named = [(one["part"], one["number"]) for one in fault.params["texts"]]
        return [
            (f"{PARTS.get(part, part)} {number}", f"{shown.url}#{ANCHORS.get(part, part)}-{number}")
            for part, number in dict.fromkeys(named)
        ]
    if fault.field.startswith(HEAD):
        return [("", shown.address("version_edit"))] if shown.may_edit else []
    if fault.code.startswith("feasibility"):
        return [("", shown.address("version_timing"))]
    if fault.field == "call_tree":
        return [("", shown.address("version_calling"))]
    editor, anchor = EDITORS.get(fault.field, ("", "content"))
    address = page(editor, shown.plan.code, shown.version.number) if editor else ""
    return [("", address or f"{shown.url}#{anchor}")]
