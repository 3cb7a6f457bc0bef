"""The rules that find what contradicts itself in the backups (docs/method.md §27.8, X4–X7).

What is planned is judged by the plans alone; what was proved, by the judgements that the look
keeps (services/judging.py), so that a check runs again only when one of those changes.
"""

from __future__ import annotations

from backups.finding_rules.cover import KEPT_TOO_SHORT, NO_BACKUP, NO_FULL
from backups.finding_rules.plan import LEVEL_LOSES_TOO_MUCH, PLAN_MISSES_RPO
from backups.finding_rules.proof import (
    COPIES_TOO_FEW,
    FOUND_TOO_LATE,
    NOTHING_RESTORABLE,
    RESTORE_UNPROVEN,
    RPO_MISSED,
    VERIFICATION_FAILED,
)
from backups.finding_rules.reading import seen
from bia.finding_rules import register as register_rules
from bia.finding_rules import watch


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(
        PLAN_MISSES_RPO,
        LEVEL_LOSES_TOO_MUCH,
        NO_BACKUP,
        NO_FULL,
        KEPT_TOO_SHORT,
        NOTHING_RESTORABLE,
        RPO_MISSED,
        VERIFICATION_FAILED,
        COPIES_TOO_FEW,
        RESTORE_UNPROVEN,
        FOUND_TOO_LATE,
    )
    watch("backups", seen)
