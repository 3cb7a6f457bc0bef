"""Programmes: dated tasks out of a template, or by hand (S3-079)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import User
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.programme_dates import day_number, moved
from governance.models import (
    Programme,
    ProgrammeState,
    ProgrammeTask,
    ProgrammeTemplate,
    TaskState,
    TemplateTask,
)
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

PERMISSION = "governance.change"
SERIES = "PRG"
UNDONE = (TaskState.OPEN.value, TaskState.IN_PROGRESS.value)
TEXTS = ("name_en", "name_zh", "phase_en", "phase_zh")


@transaction.atomic
def create_programme(
    *, by: User, at: datetime, start_on: date, template: ProgrammeTemplate | None = None,
    title: str = "", **fields: Any,
) -> Programme:  # fmt: skip
    """With a task for each of `template`, dated from `start_on` (day 1). Without a `title` it is
    called as the template. Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    if not title.strip() and template is None:
        raise Refused("required", _("Give it a title, or choose a template."), "title")
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    programme = create(
        Programme,
        title=title.strip() or (template.name if template else ""),
        template=template,
        start_on=start_on,
        **fields,
    )
    rows = template.tasks.order_by("order", "pk") if template is not None else ()
    for number, row in enumerate(rows, start=1):
        _dated(programme, row, number)
    return programme


def _dated(programme: Programme, row: TemplateTask, number: int) -> None:
    create(
        ProgrammeTask,
        code=_code(programme, number),
        programme=programme,
        order=number * 10,
        starts_on=day_number(programme.start_on, row.first_day),
        due_on=day_number(programme.start_on, row.last_day),
        **{name: getattr(row, name) for name in (*TEXTS, "phase", "evidence", "page")},
    )


@transaction.atomic
def change_programme(
    programme: Programme, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """With another `start_on` the tasks that are not done move along. Answers what changed.

    Raises PermissionDenied, StaleVersion, GuardsUnmet when it is over, Refused.
    """
    require(by, PERMISSION)
    old = Programme.objects.select_for_update().get(pk=programme.pk)
    _running(old)
    changed = change(programme, read_version=read_version, **fields)
    if "start_on" in changed:
        for task in programme.tasks.filter(state__in=UNDONE):
            days = {
                name: moved(
                    getattr(task, name), old_start=old.start_on, new_start=programme.start_on
                )
                for name in ("starts_on", "due_on")
            }
            change(task, read_version=None, **days)
    return changed


@transaction.atomic
def close_programme(
    programme: Programme, *, by: User, at: datetime, note: str = "",
    read_version: int | None = None,
) -> Programme:  # fmt: skip
    """It is done. Open tasks stand in the way: each is done, or dropped with a note. Doing it
    again changes nothing. Raises PermissionDenied, StaleVersion, GuardsUnmet."""
    require(by, PERMISSION)
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.state == ProgrammeState.CLOSED:
        return row
    _running(row)
    undone = list(row.tasks.filter(state__in=UNDONE).order_by("order", "pk"))
    if undone:
        raise GuardsUnmet([_undone(one) for one in undone])
    change(
        row, read_version=read_version, state=ProgrammeState.CLOSED.value, closed_at=at,
        closing_note=note,
    )  # fmt: skip
    publish_row("programme.closed", row, at=at)
    return row


def _undone(task: ProgrammeTask) -> Problem:
    words = _("%(code)s is not done: %(name)s") % {"code": task.code, "name": task.name}
    return Problem("task_open", words, address=f"POST programme-tasks/{task.code}/completion/")


@transaction.atomic
def cancel_programme(
    programme: Programme, *, by: User, at: datetime, reason: str,
    read_version: int | None = None,
) -> Programme:  # fmt: skip
    """Not pursued any more; the reason stays as its closing note."""
    require(by, PERMISSION)
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.state == ProgrammeState.CANCELLED:
        return row
    _running(row)
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    change(
        row, read_version=read_version, state=ProgrammeState.CANCELLED.value, closed_at=at,
        closing_note=reason,
    )  # fmt: skip
    publish_row("programme.cancelled", row, at=at)
    return row


def _running(programme: Programme) -> None:
    if programme.state != ProgrammeState.RUNNING:
        raise GuardsUnmet.one("over", _("The programme is over: nothing in it changes any more."))


# --- tasks --------------------------------------------------------------------------------


def may_work_on(task: ProgrammeTask, user: User) -> bool:
    """Who keeps the programme, and whoever the task is given to."""
    own = task.owner is not None and task.owner.user_id == user.pk
    return may(user, PERMISSION) or (own and may(user, "governance.view"))


@transaction.atomic
def create_task(*, programme: Programme, by: User, at: datetime, **fields: Any) -> ProgrammeTask:
    """At the end of its phase unless `order` is given. Raises PermissionDenied, Refused,
    GuardsUnmet when the programme is over."""
    require(by, PERMISSION)
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _running(row)
    numbers = [
        int(tail) for code in row.tasks.values_list("code", flat=True)
        if (tail := code.rpartition(".")[2]).isdecimal()
    ]  # fmt: skip
    fields["code"] = fields.get("code") or _code(row, max(numbers, default=0) + 1)
    phase = fields.setdefault("phase", 1)
    same = row.tasks.filter(phase=phase).order_by("order").last()
    if same is not None:
        fields.setdefault("phase_en", same.phase_en)
        fields.setdefault("phase_zh", same.phase_zh)
    last = (same.order if same else None) or row.tasks.aggregate(last=Max("order"))["last"] or 0
    fields.setdefault("order", last + 1)
    return create(ProgrammeTask, programme=row, **_both_names(fields))


@transaction.atomic
def change_task(
    task: ProgrammeTask, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    require(by, PERMISSION)
    _running(task.programme)
    return change(task, read_version=read_version, **fields)


def begin_task(task: ProgrammeTask, *, by: User, at: datetime) -> ProgrammeTask:
    return _step(task, TaskState.IN_PROGRESS, (TaskState.OPEN,), by=by)


def complete_task(task: ProgrammeTask, *, by: User, at: datetime, note: str = "") -> ProgrammeTask:
    """Done now. Raises PermissionDenied, GuardsUnmet."""
    fields: dict[str, Any] = {"done_at": at, "done_by": by}
    if note.strip():
        fields["note"] = note
    return _step(task, TaskState.DONE, (TaskState.OPEN, TaskState.IN_PROGRESS), by=by, **fields)


def reopen_task(task: ProgrammeTask, *, by: User, at: datetime) -> ProgrammeTask:
    return _step(
        task, TaskState.OPEN, (TaskState.IN_PROGRESS, TaskState.DONE, TaskState.DROPPED), by=by,
        done_at=None, done_by=None,
    )  # fmt: skip


def drop_task(task: ProgrammeTask, *, by: User, at: datetime, note: str) -> ProgrammeTask:
    """Not done at all, for a reason; only who keeps the programme may."""
    require(by, PERMISSION)
    if not note.strip():
        raise Refused("required", _("Say why it is dropped."), "note")
    return _step(task, TaskState.DROPPED, (TaskState.OPEN, TaskState.IN_PROGRESS), by=by, note=note)


@transaction.atomic
def _step(
    task: ProgrammeTask, state: TaskState, before: Iterable[TaskState], *, by: User, **fields: Any
) -> ProgrammeTask:
    row = ProgrammeTask.objects.select_for_update(of=("self",)).select_related(
        "programme", "owner"
    ).get(pk=task.pk)  # fmt: skip
    if not may_work_on(row, by):
        raise PermissionDenied(PERMISSION)
    if row.state == state:
        return row
    _running(row.programme)
    if row.state not in [one.value for one in before]:
        words = _("The task is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    change(row, read_version=None, state=state.value, **fields)
    return row


def _code(programme: Programme, number: int) -> str:
    return f"{programme.code}.{number:02d}"


def _both_names(fields: dict[str, Any]) -> dict[str, Any]:
    """A task written by hand in one language is called so in both."""
    en, zh = fields.get("name_en", ""), fields.get("name_zh", "")
    return fields | {"name_en": en or zh, "name_zh": zh or en}
