"""The panel "Backups" of a system: could it be restored right now?"""

from __future__ import annotations

from django.utils import timezone

from accounts.access import may
from accounts.models import User
from backups.overview.bar import bar_of
from backups.overview.checks import last_checks
from backups.recovery_points import recovery_points
from backups.scores import scores_of
from backups.words.score import score_dots
from bia.analysis.stored import stored
from bia.models import System, SystemKind
from bia.panels import Panel, register_system_panel


def register() -> None:
    register_system_panel("backups", panel_of)


def panel_of(user: User, system: System) -> Panel | None:
    """Nothing for teams, nor for those who may not see backups."""
    if system.kind == SystemKind.TEAM or not may(user, "backup.view"):
        return None
    at = timezone.now()
    point = recovery_points(at, [system.pk])[system.pk]
    scores = scores_of(point.families, at, stored(at)).get(system.pk) if point.families else None
    checks = last_checks([one.id for family in point.families for one in family.policies])
    by_class = {one.data_class: one for one in scores.families} if scores else {}
    families = []
    for family in point.families:
        score = by_class.get(family.data_class)
        families.append(
            {
                "family": family,
                "bar": bar_of(family.age_s, family.required_s, family.status),
                "dots": score_dots(score.score) if score else [],
                "test": score.last_test if score else None,
                "checks": next((checks[p.id] for p in family.policies if p.id in checks), None),
            }
        )
    data = {"families": families, "system": system, "may_change": may(user, "backup.change")}
    return Panel("backups/_system_panel.html", data)
