"""What else happens when a version goes into force or a plan is retired: paper, packs.

One list, so that publication knows nobody of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from plans.models import Plan, PlanVersion

# (the new version, the one before or None, by, at), inside the transaction of the publication.
WhenPublished = Callable[[PlanVersion, PlanVersion | None, User, datetime], None]
WhenRetired = Callable[[Plan, User, datetime], None]

_published: dict[str, WhenPublished] = {}
_retired: dict[str, WhenRetired] = {}


def when_published(name: str, call: WhenPublished) -> None:
    """Called once for each part, from `AppConfig.ready` (a module of `REGISTERED`)."""
    _published[name] = call


def when_retired(name: str, call: WhenRetired) -> None:
    _retired[name] = call


def version_published(
    version: PlanVersion, before: PlanVersion | None, *, by: User, at: datetime
) -> None:
    for call in _published.values():
        call(version, before, by, at)


def plan_retired(plan: Plan, *, by: User, at: datetime) -> None:
    for call in _retired.values():
        call(plan, by, at)
