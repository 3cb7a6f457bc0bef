"""The settings of governance: weights and bands of programme health, how early people hear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from governance.models import GovernanceSettings
from lib.errors import Problem, Refused
from lib.versioning import change

PERMISSION = "governance_settings.change"
WEIGHTS = (
    "weight_bia", "weight_plans", "weight_gaps", "weight_drills", "weight_backups",
    "weight_actions", "weight_training",
)  # fmt: skip
# The least and the most that can be meant.
LIMITS = dict.fromkeys(WEIGHTS, (0, 1000)) | {
    "green_from": (1, 100), "amber_from": (0, 100), "remind_days": (1, 365),
}  # fmt: skip


@transaction.atomic
def change_settings(
    *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION)
    row = GovernanceSettings.current()
    problems = [
        Problem("out_of_range", _("From %(low)s to %(high)s.") % {"low": low, "high": high}, name)
        for name, (low, high) in LIMITS.items()
        if fields.get(name) is not None and not low <= fields[name] <= high
    ]
    if not any(fields.get(name, getattr(row, name)) for name in WEIGHTS):
        problems.append(Problem("all_zero", _("At least one weight must be above 0."), WEIGHTS[0]))
    green = fields.get("green_from", row.green_from)
    if green is not None and fields.get("amber_from", row.amber_from) > green:
        problems.append(Problem("out_of_order", _("Green begins below amber."), "green_from"))
    if problems:
        raise Refused.many(problems)
    return change(row, read_version=read_version, **fields)
