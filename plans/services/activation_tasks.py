"""The verbs of a task being carried out: start, complete, fail, skip, reopen (PLN-10).

All answer the task as it is then. Asked for what is so already they change nothing; what somebody
wrote with it is kept as a note. Raise PermissionDenied, Refused (400), GuardsUnmet (409).
"""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused
from plans.domain.task_states import (
    DONE,
    FAILED,
    IN_PROGRESS,
    OPEN,
    PENDING,
    Move,
    is_already,
    level_of,
    missing,
    move_of,
    settled,
)
from plans.models import PlanActivation, RecoveryLevel, TaskRun
from plans.services.activation_clocks import follow
from plans.services.activation_news import tell_failed, tell_opened
from plans.services.activation_rights import require_command, require_crew
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

ASKED = {
    "reason": (_("Say why."), "reason"),
    "evidence": (_("This task needs evidence: say what shows that it is done."), "evidence"),
}


def start_task(activation: PlanActivation, number: int, **call: Unpack[Call]) -> TaskRun:
    return _step(activation, number, "start", call)


def complete_task(
    activation: PlanActivation,
    number: int,
    *,
    result: str = "",
    evidence: str = "",
    **call: Unpack[Call],
) -> TaskRun:
    """From "can begin" too: who only reports what is done presses once."""
    return _step(activation, number, "complete", call, text=result, evidence=evidence)


def fail_task(
    activation: PlanActivation, number: int, *, reason: str, **call: Unpack[Call]
) -> TaskRun:
    """What waits for it goes on waiting; who stands in for the role is told."""
    return _step(activation, number, "fail", call, text=reason)


def skip_task(
    activation: PlanActivation, number: int, *, reason: str, **call: Unpack[Call]
) -> TaskRun:
    """What waits for it goes on without it."""
    return _step(activation, number, "skip", call, text=reason)


def reopen_task(
    activation: PlanActivation, number: int, *, reason: str = "", **call: Unpack[Call]
) -> TaskRun:
    """What it said and when it ended stays in the timeline. Who is in command."""
    return _step(activation, number, "reopen", call, text=reason)


@transaction.atomic
def _step(
    activation: PlanActivation,
    number: int,
    verb: str,
    call: Call,
    *,
    text: str = "",
    evidence: str = "",
) -> TaskRun:
    row = locked(activation)
    task = task_of(row, number)
    require_crew(call["by"], row, task)
    require_active(row)
    when = claimed(call, not_before=row.activated_at)
    if is_already(verb, task.state):
        if text.strip() or evidence.strip():
            note = "\n".join(part.strip() for part in (text, evidence) if part.strip())
            write(row, "note", when=when, call=call, text=note, payload={"task": number})
        return task
    move = _allowed(row, task, verb, call, text, evidence)
    old = task.state
    save_task(task, **_values(move, task, when, call, text, evidence))
    opened = _settle(row, task, when)
    payload: dict[str, Any] = {"task": number, "verb": verb, "old": old, "new": task.state}
    if evidence.strip():
        payload["evidence"] = evidence.strip()
    if opened:
        payload["opened"] = opened
    level = _level(row)
    if level != row.level:
        payload["level"] = {"old": row.level, "new": level}
    save_activation(row, level=level)
    write(row, "task_changed", when=when, call=call, text=text, payload=payload)
    follow(row, task, at=when.recorded_at, by=call["by"])
    if task.state == FAILED:
        tell_failed(row, task, by=call["by"], at=when.recorded_at)
    tell_opened(row, opened, by=call["by"], at=when.recorded_at)
    activation.__dict__.update(row.__dict__)
    return task


def _allowed(
    row: PlanActivation, task: TaskRun, verb: str, call: Call, text: str, evidence: str
) -> Move:
    move = move_of(verb, task.state)
    if move is None:
        raise GuardsUnmet.one("wrong_state", _how_it_stands(row, task), "state")
    if move.who == "command":
        require_command(call["by"], row)
    asked = missing(
        move,
        reason=text,
        evidence=evidence or task.evidence,
        evidence_required=task.evidence_required,
    )
    if asked:
        raise Refused.many([Problem("required", *ASKED[one]) for one in asked])
    return move


def _how_it_stands(row: PlanActivation, task: TaskRun) -> Any:
    """ "Done at 10:15 by Li", or which tasks it waits for."""
    if task.state == PENDING:
        behind = row.tasks.filter(number__in=task.needs).exclude(state__in=["done", "skipped"])
        numbers = ", ".join(str(one) for one in behind.values_list("number", flat=True))
        return _("It waits for the task %(numbers)s.") % {"numbers": numbers}
    names = {
        "state": task.get_state_display(),
        "at": date_format(localtime(task.ended_at), "DATETIME_FORMAT") if task.ended_at else "",
        "who": str(task.ended_by or ""),
    }
    return _("Already “%(state)s”: %(at)s %(who)s.") % names


def _values(
    move: Move, task: TaskRun, when: Claimed, call: Call, text: str, evidence: str
) -> dict[str, Any]:
    values: dict[str, Any] = {"state": move.target}
    if move.target == IN_PROGRESS:
        values |= {"started_at": when.at}
        mine = getattr(call["by"], "person", None)
        if task.assignee is None and mine is not None:
            values["assignee"] = mine
    elif move.target == OPEN:
        values |= {"opened_at": when.at, "started_at": None, "ended_at": None, "ended_by": None}
        values |= {"result": "", "evidence": ""}
    else:
        if task.started_at is not None and when.at < task.started_at:
            raise Refused("before_start", _("This lies before the task was begun."), "at")
        values |= {"ended_at": when.at, "ended_by": call["by"], "result": text.strip()}
        if move.target == DONE and evidence.strip():
            values["evidence"] = evidence.strip()
    return values


def _settle(row: PlanActivation, task: TaskRun, when: Claimed) -> list[int]:
    """What can begin now, and what waits again; the numbers that opened."""
    rows = list(row.tasks.values_list("number", "state", "needs"))
    states = {number: state for number, state, _needs in rows}
    moved = settled(states, {number: needs for number, _state, needs in rows})
    if moved.get(task.number):
        save_task(task, state=moved[task.number])
    others = {number: state for number, state in moved.items() if number != task.number}
    opened = sorted(number for number, state in others.items() if state == OPEN)
    waiting = sorted(number for number, state in others.items() if state == PENDING)
    move_tasks(row, opened, state=OPEN, opened_at=when.at)
    move_tasks(row, waiting, state=PENDING, opened_at=None)
    return opened


def _level(row: PlanActivation) -> str:
    if row.restored_at is not None:
        return RecoveryLevel.FULLY.value
    done = row.tasks.filter(state=DONE).exclude(completes="")
    return level_of(list(done.values_list("completes", flat=True)))
