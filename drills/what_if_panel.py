"""On the page of a kept what-if question: its drill scenarios, and a drill of it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from accounts.access import may
from accounts.models import User
from bia.models import Scenario
from bia.panels import Panel, register_scenario_panel


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_scenario_panel("drills", panel_of)


def panel_of(viewer: User, question: Scenario) -> Panel | None:
    from drills.models import Drill, DrillScenario
    from drills.services.scripting import LIBRARY

    rows = DrillScenario.objects.visible_to(viewer).filter(what_if=question.code)
    may_write = may(viewer, LIBRARY)
    if not (may_write or rows.exists()):
        return None
    drills = Drill.objects.visible_to(viewer).filter(scenario__in=rows).for_list()
    data = {
        "scenarios": [(one, _start(viewer, one.code)) for one in rows],
        "drills": drills[:5],
        "create_url": f"{reverse('drills:scenario_create')}?what_if={question.code}"
        if may_write else "",
    }  # fmt: skip
    return Panel("drills/_what_if_panel.html", data)


def _start(viewer: User, code: str) -> str:
    if not may(viewer, "drill.change"):
        return ""
    try:
        return f"{reverse('drills:drill_create')}?scenario={code}"
    except NoReverseMatch:
        return ""
