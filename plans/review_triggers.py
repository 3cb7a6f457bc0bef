"""What happens elsewhere and makes a plan be looked at again (PLN-5): objectives, systems.

Contacts: plans/contact_handover.py and the look; use and amendments: the end of an activation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from bia import process_news
from bia.models import Dependency, MajorChange, Process
from plans.models import Plan, Trigger, VersionStatus
from plans.services.reviews import raise_change


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    process_news.when_objectives_moved("plans", objectives_moved)
    process_news.when_major_change("plans", process_changed)


def plans_covering(process: Process) -> list[Plan]:
    """Plans in force that name the process, or none but a system that it needs itself."""
    systems = Dependency.objects.filter(dependent_process=process, needs_system__isnull=False)
    by_system = Q(processes=None, systems__in=systems.values("needs_system"))
    in_force = Plan.objects.filter(versions__status=VersionStatus.EFFECTIVE.value, retired_at=None)
    return list(in_force.filter(Q(processes=process) | by_system).distinct().order_by("code"))


def objectives_moved(process: Process, moved: process_news.Moved, by: User, at: datetime) -> None:
    changes = {name: [before, now] for name, (before, now) in moved.items()}
    _raise(process, Trigger.OBJECTIVE, {"changes": changes}, "", by, at)


def process_changed(marked: MajorChange, by: User, at: datetime) -> None:
    _raise(marked.process, Trigger.SYSTEM, {}, marked.reason, by, at)


def _raise(
    process: Process, trigger: str, params: Mapping[str, Any], text: str, by: User, at: datetime
) -> None:
    for plan in plans_covering(process):
        raise_change(
            plan,
            trigger=trigger,
            source_ref=f"process:{process.code}",
            params={"process": process.code, "name": process.name, **params},
            text=text,
            by=by,
            at=at,
        )
