"""Who hears of a plan being carried out: people through the outbox, systems through webhooks.

Everything is urgent and not held in quiet hours, unless it is an exercise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from bia.services.publishing import publish_row
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify, notify_many
from plans.activation_subjects import activation_subject, role_holders, task_subject
from plans.models import PlanActivation, TaskRun

Told = dict[Recipient, tuple[str, ...]]


def tell_activated(activation: PlanActivation, *, by: User, at: datetime) -> None:
    """Everybody with a task hears which, at once; owner and commander that it began."""
    tasks = list(activation.tasks.only("number", "role", "state", "activation"))
    holders = role_holders(task.role_id for task in tasks if task.role_id)
    subject = activation_subject(activation)
    mine: dict[str, tuple[Recipient, list[int], list[int]]] = {}
    for task in tasks:
        for who in holders.get(task.role_id or 0, ()):
            kept = mine.setdefault(who.key, (who, [], []))
            kept[1].append(task.number)
            if task.state == "open":
                kept[2].append(task.number)
    told = [
        _message(
            "plan_activation.started",
            subject,
            {who: ("role_holder",)},
            mark=who.key,
            **_about(activation),
            by=str(by),
            reason=activation.reason,
            tasks=_numbers(numbers),
            now=_numbers(ready) or "–",
        )
        for who, numbers, ready in mine.values()
    ]
    others: Told = {}
    for role in ("plan_owner", "commander"):
        for who in subject.roles.get(role, ()):
            if who.key not in mine:
                _add(others, who, role)
    told.append(
        _message(
            "plan_activation.started",
            subject,
            others,
            **_about(activation),
            by=str(by),
            reason=activation.reason,
            tasks="–",
            now="–",
        )
    )
    notify_many(told, at=at, but=by)
    publish_row("plan.activated", activation, at=at)


def tell_opened(
    activation: PlanActivation, numbers: Sequence[int], *, by: User, at: datetime
) -> None:
    """Who holds the role of a task that can begin now."""
    if not numbers:
        return
    tasks = list(
        activation.tasks.filter(number__in=numbers).select_related(
            "role", "backup_role", "assignee__user"
        )
    )
    holders = role_holders(task.role_id for task in tasks if task.role_id)
    told = []
    for task in tasks:
        recipients: Told = {}
        for who in holders.get(task.role_id or 0, ()):
            _add(recipients, who, "role_holder")
        told.append(_of_task("plan_task.open", activation, task, recipients))
    notify_many(told, at=at, but=by)


def tell_failed(activation: PlanActivation, task: TaskRun, *, by: User, at: datetime) -> None:
    """Who stands in for the role, the plan's owner and the commander."""
    subject = task_subject(activation, task)
    recipients: Told = {}
    for role in ("backup", "plan_owner", "commander"):
        for who in subject.roles.get(role, ()):
            _add(recipients, who, role)
    message = _of_task(
        "plan_task.failed", activation, task, recipients, by=str(by), reason=task.result
    )
    notify(message, at=at, but=by)
    publish_row("plan_task.failed", task, at=at)


def tell_ended(activation: PlanActivation, *, by: User, at: datetime) -> None:
    """Everybody who had a part hears that it is over (all-clear)."""
    tasks = activation.tasks.exclude(role=None).values_list("role_id", flat=True)
    subject = activation_subject(activation)
    recipients: Told = {}
    for role in ("plan_owner", "commander"):
        for who in subject.roles.get(role, ()):
            _add(recipients, who, role)
    for people in role_holders(tasks).values():
        for who in people:
            _add(recipients, who, "role_holder")
    kind = f"plan_activation.{activation.state}"
    message = _message(
        kind, subject, recipients, **_about(activation), by=str(by), outcome=activation.outcome
    )
    notify(message, at=at, but=by)
    publish_row("plan.ended", activation, at=at)


def _of_task(
    kind: str, activation: PlanActivation, task: TaskRun, recipients: Told, **params: Any
) -> Message:
    title = {"en": task.title_en or task.title_zh, "zh": task.title_zh or task.title_en}
    about = _about(activation) | {"number": task.number, "task": title} | params
    return _message(
        kind, task_subject(activation, task), recipients, generation=task.version, **about
    )


def _message(
    kind: str,
    subject: Subject,
    recipients: Told,
    *,
    mark: str = "",
    generation: int = 1,
    **params: Any,
) -> Message:
    return Message(
        kind=kind,
        recipients=recipients,
        subject=subject,
        params=params,
        mark=mark,
        generation=generation,
        urgent=not subject.exercise,
        held_in_quiet_hours=bool(subject.exercise),
    )


def _about(activation: PlanActivation) -> dict[str, Any]:
    plan = activation.plan
    name = {"en": plan.name_en or plan.name_zh, "zh": plan.name_zh or plan.name_en}
    return {"plan": name, "activation": activation.code}


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _add(told: Told, who: Recipient, role: str) -> None:
    same = next((one for one in told if one.key == who.key), who)
    if role not in told.get(same, ()):
        told[same] = (*told.get(same, ()), role)
