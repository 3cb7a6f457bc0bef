"""What apps to the right show on the page of a plan that was carried out: each registers its part.

As `bia/panels.py` for systems and processes: `plans` asks none of them what it is. A plan that was
never carried out costs no question.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef

from accounts.models import User
from bia.panels import Panel
from plans.models import Plan, PlanActivation

# The viewer and the plan → what the viewer may see, None for nothing.
PlanPanelMaker = Callable[[User, Plan], Panel | None]

_makers: dict[str, PlanPanelMaker] = {}


def register_plan_panel(name: str, maker: PlanPanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _makers[name] = maker


def was_carried_out() -> Exists:
    """To annotate plans with."""
    return Exists(PlanActivation.objects.filter(plan=OuterRef("pk")))


def plan_panels(viewer: User, plan: Plan) -> list[Panel]:
    """In the order of the app line; none where `was_carried_out` says no."""
    if not getattr(plan, "was_carried_out", True):
        return []
    made = [maker(viewer, plan) for maker in _makers.values()]
    return [panel for panel in made if panel is not None]
