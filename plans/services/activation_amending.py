"""Changing tasks on the spot (现场调整, PLN-6): only in this activation; the plan stays.

Each change is an event, and a change request of the plan when the activation ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import problems_of
from plans.domain.task_order import cycle_in
from plans.domain.task_states import ENDED, OPEN, PENDING, settled
from plans.models import PlanActivation, TaskRun
from plans.services.activation_clocks import follow
from plans.services.activation_news import tell_opened
from plans.services.activation_rights import require_command
from plans.services.activation_step import (
    claimed,
    locked,
    move_tasks,
    require_active,
    save_activation,
    save_task,
    task_of,
    write,
)

EDITABLE = (
    "title_en", "title_zh", "instructions_en", "instructions_zh", "role", "backup_role",
    "assignee", "duration_s", "limit_s", "completes", "counts_in_time", "needs",
)  # fmt: skip


@transaction.atomic
def amend_task(
    activation: PlanActivation,
    number: int,
    *,
    read_version: int | None = None,
    reason: str = "",
    fields: dict[str, Any],
    **call: Unpack[Call],
) -> TaskRun:
    """Change `fields` of a task that has not ended. Nothing is written when nothing differs.

    Raises StaleVersion when the task changed since `read_version`; Refused for wrong values, a
    circle of needs named by its path among them.
    """
    row = locked(activation)
    require_command(call["by"], row)
    require_active(row)
    task = task_of(row, number)
    if read_version is not None and task.version != read_version:
        raise StaleVersion(task, read_version)
    if task.state in ENDED:
        raise GuardsUnmet.one("has_ended", _("This task has ended; reopen it first."), "state")
    when = claimed(call, not_before=row.activated_at)
    values = {name: value for name, value in fields.items() if name in EDITABLE}
    if "needs" in values:
        values["needs"] = sorted(set(values["needs"]))
        _check_needs(row, number, values["needs"])
    changed = {name: value for name, value in values.items() if getattr(task, name) != value}
    if not changed:
        return task
    told = {
        name: {"old": _plain(getattr(task, name)), "new": _plain(value)}
        for name, value in changed.items()
    }
    # Who does it is no change of the plan.
    kept = {name: pair for name, pair in told.items() if name != "assignee"}
    amended = task.amended | {
        name: {"old": task.amended.get(name, pair)["old"], "new": pair["new"]}
        for name, pair in kept.items()
    }
    for name, value in changed.items():
        setattr(task, name, value)
    _check(task)
    save_task(task, **changed, amended=amended)
    opened = _settle(row, task, when.at)
    save_activation(row)
    payload = {"task": number, "changed": told} | ({"opened": opened} if opened else {})
    write(row, "amended", when=when, call=call, text=reason, payload=payload)
    if {"limit_s", "assignee", "role"} & set(changed):
        follow(row, task, at=when.recorded_at, by=call["by"])
    tell_opened(row, opened, by=call["by"], at=when.recorded_at)
    return task


@transaction.atomic
def add_task(
    activation: PlanActivation,
    *,
    reason: str = "",
    fields: dict[str, Any],
    key: str = "",
    **call: Unpack[Call],
) -> TaskRun:
    """A task the plan does not have. `key`: asked for again with it, the same one is answered."""
    row = locked(activation)
    require_command(call["by"], row)
    require_active(row)
    if key:
        known = row.timeline.filter(type="amended", payload__key=key[:200]).first()
        if known is not None:
            return task_of(row, known.payload["task"])
    when = claimed(call, not_before=row.activated_at)
    values = {name: value for name, value in fields.items() if name in EDITABLE}
    if not (values.get("title_en") or values.get("title_zh")):
        raise Refused("required", _("Say what is to be done."), "title")
    last = row.tasks.aggregate(number=Max("number"), position=Max("position"))
    task = TaskRun(
        activation=row,
        number=(last["number"] or 0) + 1,
        position=(last["position"] or 0) + 1,
        is_amendment=True,
        **values,
    )
    task.needs = sorted(set(task.needs))
    _check_needs(row, task.number, task.needs)
    _check(task)
    task.save(force_insert=True)
    opened = _settle(row, task, when.at)
    save_activation(row)
    payload: dict[str, Any] = {
        "task": task.number,
        "added": {name: _plain(value) for name, value in values.items()},
    }
    if key:
        payload["key"] = key[:200]
    write(row, "amended", when=when, call=call, text=reason, payload=payload)
    follow(row, task, at=when.recorded_at, by=call["by"])
    fresh = [task.number] if task.state == OPEN else []
    tell_opened(row, sorted({*opened, *fresh}), by=call["by"], at=when.recorded_at)
    return task


def _check(task: TaskRun) -> None:
    try:
        task.full_clean(exclude=["activation", "origin"])
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    for name in ("duration_s", "limit_s"):
        if (getattr(task, name) or 0) < 0:
            raise Refused("negative", _("A time is not negative."), name)


def _check_needs(row: PlanActivation, number: int, needs: Sequence[int]) -> None:
    known = dict(row.tasks.values_list("number", "needs"))
    unknown = [one for one in needs if one not in known or one == number]
    if unknown:
        missing = _("There is no task %(number)s here to wait for.") % {"number": unknown[0]}
        raise Refused("no_such_task", missing, "needs")
    path = cycle_in({**known, number: list(needs)})
    if path is not None:
        words = _("Tasks would wait for each other: %(path)s.")
        shown = " → ".join(str(one) for one in path)
        raise Refused("cycle", words % {"path": shown}, "needs")


def _settle(row: PlanActivation, task: TaskRun, at: datetime) -> list[int]:
    """What can begin now, and what waits again; the numbers that opened, this one left out."""
    rows = list(row.tasks.values_list("number", "state", "needs"))
    states = {number: state for number, state, _needs in rows}
    moved = settled(states, {number: needs for number, _state, needs in rows})
    if task.number in moved:
        state = moved.pop(task.number)
        save_task(task, state=state, opened_at=at if state == OPEN else None)
    opened = sorted(number for number, state in moved.items() if state == OPEN)
    waiting = sorted(number for number, state in moved.items() if state == PENDING)
    move_tasks(row, opened, state=OPEN, opened_at=at)
    move_tasks(row, waiting, state=PENDING, opened_at=None)
    return opened


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: rows by their code."""
    return getattr(value, "code", value)
