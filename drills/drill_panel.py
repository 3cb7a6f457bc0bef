"""The drills of a system, a process or a plan, as its page shows them: to come, then held."""

from __future__ import annotations

from django.db.models import Q

from accounts.access import may
from accounts.models import User
from bia.models import Process, System
from bia.panels import Panel
from drills.domain.states import AFTER, BEFORE, LIVE
from drills.models import Drill

SHOWN = 5
TEMPLATE = "drills/_drill_panel.html"


def system_panel(user: User, system: System) -> Panel | None:
    return panel_of(user, Q(systems=system))


def process_panel(user: User, process: Process) -> Panel | None:
    return panel_of(user, Q(processes=process))


def panel_of(user: User, wanted: Q, *, empty: bool = True) -> Panel | None:
    """Two questions. None for who may not see drills; without `empty` also where there is none."""
    if not may(user, "drill.view"):
        return None
    rows = Drill.objects.visible_to(user).filter(wanted).distinct()
    coming = list(rows.filter(status__in=(*LIVE, *BEFORE)).order_by("planned_start")[:SHOWN])
    held = list(rows.filter(status__in=AFTER).order_by("-started_at", "-pk")[:SHOWN])
    if not empty and not (coming or held):
        return None
    return Panel(TEMPLATE, {"coming": coming, "held": held})
