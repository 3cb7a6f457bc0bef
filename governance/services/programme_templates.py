"""Templates of programmes by hand: their tasks are given as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from governance.models import ProgrammeTemplate, TemplateTask
from lib.errors import Refused, StaleVersion
from lib.versioning import change, create

PERMISSION = "governance.change"
MOST = 200
COLUMNS = (
    "name_en", "name_zh", "phase", "phase_en", "phase_zh", "first_day", "last_day", "evidence",
    "page",
)  # fmt: skip


@transaction.atomic
def create_template(
    *, by: User, at: datetime, tasks: Sequence[dict[str, Any]] = (), **fields: Any
) -> ProgrammeTemplate:
    """Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    row = create(ProgrammeTemplate, **fields)
    _write(row, tasks)
    return row


@transaction.atomic
def change_template(
    template: ProgrammeTemplate, *, read_version: int | None, by: User, at: datetime,
    tasks: Sequence[dict[str, Any]] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """`tasks` replaces all of them. Programmes that were made of it stay as they are."""
    require(by, PERMISSION)
    current = ProgrammeTemplate.objects.select_for_update().get(pk=template.pk)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    changed = change(template, read_version=None, **fields)
    if tasks is not None and _stored(current) != [_whole(one) for one in tasks]:
        current.tasks.all().delete()
        _write(current, tasks)
        changed.append("tasks")
        if changed == ["tasks"]:
            template.version += 1
            template.save(update_fields=["version", "updated_at"])
    return changed


def _stored(template: ProgrammeTemplate) -> list[dict[str, Any]]:
    rows = template.tasks.order_by("order", "pk")
    return [{name: getattr(one, name) for name in COLUMNS} for one in rows]


def _whole(task: dict[str, Any]) -> dict[str, Any]:
    given = {name: task.get(name, "") for name in COLUMNS}
    given["phase"] = task.get("phase") or 1
    for name in ("name", "phase"):
        en, zh = given[f"{name}_en"], given[f"{name}_zh"]
        fallback = str(given["phase"]) if name == "phase" else ""
        given[f"{name}_en"], given[f"{name}_zh"] = en or zh or fallback, zh or en or fallback
    return given


def _write(template: ProgrammeTemplate, tasks: Sequence[dict[str, Any]]) -> None:
    if len(tasks) > MOST:
        raise Refused("too_many", _("These are too many tasks."), "tasks")
    for order, task in enumerate(tasks, start=1):
        whole = _whole(task)
        if not whole["name_en"]:
            raise Refused("required", _("Every task has a name."), "tasks")
        if whole["last_day"] < whole["first_day"]:
            raise Refused("order", _("A task ends before it begins."), "tasks")
        create(TemplateTask, template=template, order=order, **whole)
