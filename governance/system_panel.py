"""The panel "Level and strategy" of a system."""

from __future__ import annotations

from django.utils import timezone

from accounts.access import may
from accounts.models import User
from bia.analysis.levels import KINDS
from bia.models import System
from bia.panels import Panel, register_system_panel
from governance.models import LevelAssessment, LevelState, Strategy, StrategyState
from governance.services.architectures import asked_of_system, candidate
from governance.services.levels import needed_of


def register() -> None:
    register_system_panel("governance", system_panel)


def system_panel(user: User, system: System) -> Panel | None:
    """None for who may not see governance, and for what has no level, such as a data set."""
    if not may(user, "governance.view") or system.kind not in KINDS:
        return None
    now = timezone.now()
    rows = {
        one.state: one
        for one in LevelAssessment.objects.filter(
            system=system, state__in=(LevelState.CONFIRMED, LevelState.DRAFT)
        )
    }
    level, needed = rows.get(LevelState.CONFIRMED.value), needed_of(system, now)
    strategy = (
        Strategy.objects.filter(system=system, state=StrategyState.APPROVED)
        .select_related("architecture")
        .first()
    )
    asked = asked_of_system(system, now)
    data = {
        "code": system.code, "level": level, "draft": rows.get(LevelState.DRAFT.value),
        "reached": level.achieved if level else None, "needed": needed.level if needed else None,
        "below": bool(level and needed and needed.falls_short(level.achieved)),
        "strategy": strategy,
        "fit": candidate(strategy.architecture, asked.rto_s, asked.rpo_s).fit if strategy else None,
        "may_assess": may(user, "level.change"),
    }  # fmt: skip
    return Panel("governance/_level_panel.html", data)
