"""What apps to the right show on the page of a plan that was carried out or drilled: each registers
its part.

As `bia/panels.py` for systems and processes: `plans` asks none of them what it is. A plan that was
neither costs no question.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.models import User
from bia.panels import Panel
from plans.models import Plan, PlanActivation

# The viewer and the plan → what the viewer may see, None for nothing.
PlanPanelMaker = Callable[[User, Plan], Panel | None]

_makers: dict[str, PlanPanelMaker] = {}
_uses: dict[str, Callable[[], Exists]] = {}


def register_plan_panel(
    name: str, maker: PlanPanelMaker, *, where: Callable[[], Exists] | None = None
) -> None:
    """Called once per app and part, from `AppConfig.ready`. `where`: plans, as rows of the query
    around it, that have something to show although they were never carried out."""
    _makers[name] = maker
    if where is not None:
        _uses[name] = where


def was_carried_out() -> ExpressionWrapper:
    """To annotate plans with: carried out, or used by an app that said so."""
    used = Q(Exists(PlanActivation.objects.filter(plan=OuterRef("pk"))))
    for where in _uses.values():
        used |= Q(where())
    return ExpressionWrapper(used, output_field=BooleanField())


def plan_panels(viewer: User, plan: Plan) -> list[Panel]:
    """In the order of the app line; none where `was_carried_out` says no."""
    if not getattr(plan, "was_carried_out", True):
        return []
    made = [maker(viewer, plan) for maker in _makers.values()]
    return [panel for panel in made if panel is not None]
