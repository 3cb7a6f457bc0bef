"""What paper does when a version goes into force or a plan is retired: reprints, a new pack."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from plans.models import PackTrigger, Plan, PlanVersion
from plans.services.after_publication import when_published, when_retired
from plans.services.copies import open_reprint_list
from plans.services.packs import ask_for_pack


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    when_published("paper", _published)
    when_retired("paper", _ended)


def _published(version: PlanVersion, before: PlanVersion | None, by: User, at: datetime) -> None:
    _ended(version.plan, by, at)


def _ended(plan: Plan, by: User, at: datetime) -> None:
    open_reprint_list(plan, by=by, at=at)
    ask_for_pack(trigger=PackTrigger.APPROVAL, by=by, at=at)
