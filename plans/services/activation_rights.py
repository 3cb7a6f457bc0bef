"""Who carries out a plan, and who is in command of it (docs/method.md §33.3)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.access import access_of, may
from followup.exercises import drills_of, standing
from plans.access import answers_for
from plans.models import Plan, PlanActivation, RoleHolder, TaskRun

RUN_EVENTS = frozenset({"continuity_manager", "incident_commander"})


def may_activate(user: Any, plan: Plan) -> bool:
    """Whoever may carry out plans and sees this one; and who answers for it."""
    if not (may(user, "plan.activate") or answers_for(user, plan)):
        return False
    return Plan.objects.visible_to(user).filter(pk=plan.pk).exists()


def is_in_command(user: Any, activation: PlanActivation) -> bool:
    """The commander, who began it, who answers for the plan, and who runs events; in a drill who
    controls it."""
    if not may(user, "plan.view") or not user.is_active:
        return False
    if RUN_EVENTS & access_of(user).roles or answers_for(user, activation.plan):
        return True
    if activation.activated_by_id == user.pk or _controls_its_drill(user, activation):
        return True
    return activation.commander is not None and activation.commander.user_id == user.pk


def _controls_its_drill(user: Any, activation: PlanActivation) -> bool:
    if not activation.exercise:
        return False
    key = (activation.subject_kind, activation.subject_code)
    return "controller" in standing(drills_of([key]).get(key, ""), user)


def held_roles(user: Any) -> frozenset[int]:
    """Ids of the response roles the user holds (one query)."""
    rows = RoleHolder.objects.filter(person__user=user.pk, person__is_active=True)
    return frozenset(rows.values_list("role_id", flat=True))


def is_in_crew(
    user: Any, activation: PlanActivation, task: TaskRun, held: frozenset[int] | None = None
) -> bool:
    """Command, whoever may carry out plans, and who holds the task's role or stands in for it."""
    if is_in_command(user, activation) or may(user, "plan.activate"):
        return True
    if not may(user, "plan.view") or not user.is_active:
        return False
    if task.assignee is not None and task.assignee.user_id == user.pk:
        return True
    held = held_roles(user) if held is None else held
    return bool({task.role_id, task.backup_role_id} & held)


def require_crew(user: Any, activation: PlanActivation, task: TaskRun) -> None:
    if not is_in_crew(user, activation, task):
        raise PermissionDenied("plan.activate")


def require_command(user: Any, activation: PlanActivation) -> None:
    if not is_in_command(user, activation):
        raise PermissionDenied("plan.activate")
