"""The panel "Drills" of a plan: where was it practised?"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from bia.panels import Panel
from drills.drill_panel import panel_of
from drills.models import Drill
from plans.models import Plan
from plans.panels import register_plan_panel


def register() -> None:
    register_plan_panel("drills", practised, where=was_drilled)


def was_drilled() -> Exists:
    return Exists(Drill.objects.filter(plan_version__plan=OuterRef("pk")))


def practised(user: User, plan: Plan) -> Panel | None:
    """None while no drill names a version of it."""
    return panel_of(user, Q(plan_version__plan=plan), empty=False)
