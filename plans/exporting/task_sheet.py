"""The tasks of a version as a workbook that can be imported again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lib.tables import write_xlsx
from plans.models import PlanVersion, TaskNeed
from plans.task_columns import COLUMNS


def task_sheet(plan_version: PlanVersion) -> bytes:
    """Headers in the active language; texts that a spreadsheet would run are neutralised."""
    needs: dict[int, list[int]] = {}
    rows = TaskNeed.objects.filter(task__plan_version=plan_version).order_by("needs__number")
    for task, number in rows.values_list("task_id", "needs__number"):
        needs.setdefault(task, []).append(number)
    lines = []
    for one in plan_version.tasks.select_related("role", "backup_role", "system", "sub_plan"):
        given = {"needs": needs.get(one.pk, [])}
        lines.append(
            [
                column.write(given[name] if name in given else getattr(one, name))
                for name, column in COLUMNS.items()
            ]
        )
    header = [str(column.label) for column in COLUMNS.values()]
    return write_xlsx(header, lines, _("Tasks"))


def empty_task_sheet() -> bytes:
    """The header alone, ready to be filled in."""
    return write_xlsx([str(column.label) for column in COLUMNS.values()], [], _("Tasks"))
