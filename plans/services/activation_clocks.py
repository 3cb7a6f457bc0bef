"""Clock K7: tasks with a limit, counted from the activation (docs/method.md §33.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from accounts.models import Organisation, Person, User
from followup.models import TICKING, Clock
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import cancel_clock, meet_clock
from followup.services.exercise_clocks import born_in_a_pause
from plans.domain.task_states import DONE, SKIPPED
from plans.models import PlanActivation, RoleHolder, TaskRun

KIND, SUBJECT = "contingency_step", "task_run"


def key_of(activation: PlanActivation, number: int) -> str:
    """ "PA-2026-0001:3": the code of a task as a subject."""
    return f"{activation.code}:{number}"


def start_for(
    activation: PlanActivation, tasks: Iterable[TaskRun], *, at: datetime, by: User | None
) -> None:
    """Tasks without a limit have no clock; one whose limit is the same goes on."""
    limited = [task for task in tasks if task.limit_s is not None]
    if not limited:
        return
    primaries = _primaries({task.role_id for task in limited if task.role_id})
    zone = Organisation.current().timezone
    wanted = [
        Wanted(
            subject_kind=SUBJECT,
            subject_code=key_of(activation, task.number),
            title=f"{activation.plan}: {task.number} {task.title}",
            anchor_at=activation.activated_at,
            due_at=activation.activated_at + timedelta(seconds=task.limit_s or 0),
            zone=zone,
            responsible=task.assignee or primaries.get(task.role_id or 0),
        )
        for task in limited
    ]
    start_clocks(KIND, wanted, at=at, by=by)
    codes = [one.subject_code for one in wanted]
    mine = Clock.objects.live().filter(kind=KIND, subject_kind=SUBJECT, subject_code__in=codes)
    mine.update(exercise=activation.exercise)
    if activation.exercise:
        born_in_a_pause(
            mine.filter(state__in=TICKING).select_for_update(of=("self",)), by=by, at=at
        )


def _primaries(roles: Collection[int]) -> dict[int, Person]:
    found: dict[int, Person] = {}
    rows = RoleHolder.objects.filter(role__in=roles, person__is_active=True)
    for one in rows.select_related("person__user").order_by("position", "id"):
        found.setdefault(one.role_id, one.person)
    return found


def follow(activation: PlanActivation, task: TaskRun, *, at: datetime, by: User) -> None:
    """The task's state or limit changed. A failed task is not done: its clock runs on."""
    about = {"kind": KIND, "subject_kind": SUBJECT, "subject_code": key_of(activation, task.number)}
    if task.state == DONE:
        meet_clock(**about, at=at, by=by)
    elif task.state == SKIPPED:
        cancel_clock(**about, at=at, by=by, reason="skipped")
    elif task.limit_s is None:
        cancel_clock(**about, at=at, by=by, reason="no_limit")
    else:
        start_for(activation, [task], at=at, by=by)


def stop_all(activation: PlanActivation, *, at: datetime, by: User, reason: str) -> None:
    numbers = activation.tasks.filter(limit_s__isnull=False).values_list("number", flat=True)
    keys = [(SUBJECT, key_of(activation, number)) for number in numbers]
    cancel_clocks(KIND, keys, at=at, by=by, reason=reason)
