"""The incidents of a system or a process, as its page shows them: open ones first."""

from __future__ import annotations

from django.db.models import Q

from accounts.access import may
from accounts.models import User
from bia.models import Process, System
from bia.panels import Panel
from incidents.models import OPEN, Incident

SHOWN = 5
TEMPLATE = "incidents/_incident_panel.html"


def system_panel(user: User, system: System) -> Panel | None:
    return _panel(user, Q(systems=system))


def process_panel(user: User, process: Process) -> Panel | None:
    return _panel(user, Q(impacts__process=process))


def _panel(user: User, wanted: Q) -> Panel | None:
    """Two questions; drills, false alarms and what was merged are no incidents of it."""
    if not may(user, "incident.view"):
        return None
    rows = Incident.objects.visible_to(user).counted().filter(wanted).distinct()
    newest = rows.for_list().order_by("-declared_at", "-pk")
    is_open = Q(status__in=OPEN)
    running = list(newest.filter(is_open)[:SHOWN])
    shown = [*running, *newest.exclude(is_open)[: SHOWN - len(running)]]
    return Panel(TEMPLATE, {"rows": shown, "is_running": bool(running)})
