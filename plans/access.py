"""Who may do what with one plan; who sees plans at all stands at `Plan.objects.visible_to`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.access import access_of, may
from accounts.models import Person
from accounts.roles import Reach, reach
from plans.models import Plan, PlanVersion

MANAGER = "continuity_manager"


def answers_for(user: Any, plan: Plan) -> bool:
    """Owner or deputy of the plan (their rows are loaded with it, or read)."""
    named = [person for person in (plan.owner, plan.deputy) if person is not None]
    return user.is_active and any(person.user_id == user.pk for person in named)


def may_edit(user: Any, plan: Plan, version: PlanVersion | None = None) -> bool:
    """The owner, the deputy, the author of `version`, and whoever may draft plans at all.

    What may not be seen may not be edited either.
    """
    if version is not None and version.author_id == user.pk and may(user, "plan.view"):
        return True
    if answers_for(user, plan) and may(user, "plan.view"):
        return True
    drafts = reach(access_of(user).roles, "plan.change") is Reach.ALL
    return drafts and Plan.objects.visible_to(user).filter(pk=plan.pk).exists()


def may_publish(user: Any, plan: Plan) -> bool:
    """The plan's owner or deputy, and continuity managers."""
    if not may(user, "plan.publish"):
        return False
    return answers_for(user, plan) or MANAGER in access_of(user).roles


def require_edit(user: Any, plan: Plan, version: PlanVersion | None = None) -> None:
    if not may_edit(user, plan, version):
        raise PermissionDenied("plan.change")


def require_publish(user: Any, plan: Plan) -> None:
    if not may_publish(user, plan):
        raise PermissionDenied("plan.publish")


def login_of(person: Person | None) -> Any:
    """The login of somebody who is still here, else None."""
    if person is None or not person.is_active or person.user is None:
        return None
    return person.user if person.user.is_active else None
