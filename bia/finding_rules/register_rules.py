"""The rules about the register, the assessments and the levels."""

from __future__ import annotations

from bia.finding_rules.completeness import PROCESS_WITHOUT_OBJECTIVES, SYSTEM_WITHOUT_RTO
from bia.finding_rules.levels import LEVEL_TOO_LOW
from bia.finding_rules.rule import register as register_rules
from bia.finding_rules.structure import CIRCULAR_DEPENDENCY, GROUP_TOO_SMALL
from bia.finding_rules.targets import REENTRY_OVER_MTD, TARGET_TOO_LOOSE

ALL = (
    LEVEL_TOO_LOW,
    REENTRY_OVER_MTD,
    SYSTEM_WITHOUT_RTO,
    PROCESS_WITHOUT_OBJECTIVES,
    TARGET_TOO_LOOSE,
    CIRCULAR_DEPENDENCY,
    GROUP_TOO_SMALL,
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(*ALL)
