"""Columns of a task list in a file: their names, and a cell as text and back.

The same table serves import and export, so that what was exported can be imported again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.durations import DurationError, format_duration, parse_duration
from lib.fields import DURATION_ERRORS
from plans.models import Completes, Phase
from plans.sheet_columns import BadCell, headers_of, plain
from plans.sheet_columns import choice_cell as _choice
from plans.sheet_columns import text_cell as _text

YES = {"yes", "true", "1", "x", "y", "✓", "是", "真", "有"}
NO = {"no", "false", "0", "n", "✗", "否", "假", "无", "-", ""}


@dataclass(frozen=True)
class Known:
    """What cells may name: lower-case code or name → the row."""

    roles: Mapping[str, Any]
    systems: Mapping[str, Any]
    plans: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    name: str
    label: Any
    read: Callable[[str, Known], Any]
    write: Callable[[Any], str]
    also: tuple[str, ...] = ()


def column_of(header: str) -> str:
    """The column a header names, in English, Chinese or as the API; "" when none."""
    return _headers().get(plain(header), "")


@cache
def _headers() -> Mapping[str, str]:
    return headers_of(COLUMNS.values())


def _number(cell: str, _known: Known) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", cell) or not int(cell):
        raise BadCell(_("A number from 1 to 9999 is expected."))
    return int(cell)


def _duration(cell: str, _known: Known) -> int | None:
    if not cell:
        return None
    if re.fullmatch(r"\d{1,2}[:：]\d{1,2}([:：]\d{1,2})?", cell):
        words = _(
            "“%(value)s” is a time of day. Write a duration, for example 10 min or 1 h 30 min."
        )
        raise BadCell(words % {"value": cell})
    try:
        return parse_duration(cell)
    except DurationError as error:
        raise BadCell(DURATION_ERRORS[error.code] % {"value": error.value}) from None


def _flag(cell: str, _known: Known) -> bool:
    said = cell.lower()
    if said not in YES | NO:
        raise BadCell(_("Write yes or no."))
    return said in YES


_any_phase = _choice(Phase)


def _phase(cell: str, known: Known) -> str:
    return _any_phase(cell, known) if cell else Phase.RESPOND.value


def _named(rows: str) -> Callable[[str, Known], Any]:
    def read(cell: str, known: Known) -> Any:
        if not cell:
            return None
        found = getattr(known, rows).get(cell.lower())
        if found is None:
            raise BadCell(
                _("There is nothing of the code or name “%(name)s”.") % {"name": cell[:80]}
            )
        return found

    return read


def _numbers(cell: str, _known: Known) -> list[int]:
    parts = [part for part in re.split(r"[\s,;，；、]+", cell) if part]
    if any(not re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise BadCell(_("Numbers of tasks are expected, for example 1, 2."))
    return sorted({int(part) for part in parts})


def _as_code(row: Any) -> str:
    return row.code if row is not None else ""


def _as_duration(seconds: int | None) -> str:
    return "" if seconds is None else format_duration(seconds, "en")


def _as_flag(value: bool) -> str:
    return "yes" if value else "no"


def _as_number(value: int | None) -> str:
    return "" if value is None else str(value)


def _as_numbers(values: Sequence[int]) -> str:
    return ", ".join(map(str, values))


_LONG = 20_000
_COLUMNS = (
    Column("number", _("Number"), _number, _as_number, ("no", "序号", "#")),
    Column("title_en", _("Title (English)"), _text(200), str, ("title", "task")),
    Column("title_zh", _("Title (Chinese)"), _text(200), str, ("标题", "任务", "任务名称", "步骤")),
    Column("instructions_en", _("Instructions (English)"), _text(_LONG), str, ("instructions", "description")),  # noqa: E501
    Column("instructions_zh", _("Instructions (Chinese)"), _text(_LONG), str, ("操作说明", "说明", "描述")),  # noqa: E501
    Column("role", _("Role"), _named("roles"), _as_code, ("responsible", "owner", "负责人", "责任人", "角色")),  # noqa: E501
    Column("backup_role", _("Backup role"), _named("roles"), _as_code, ("backup", "备岗")),
    Column("duration_s", _("Planned duration"), _duration, _as_duration, ("duration", "时长", "计划时长", "用时")),  # noqa: E501
    Column("limit_s", _("Limit from activation"), _duration, _as_duration, ("limit", "时限")),
    Column("needs", _("Begins after"), _numbers, _as_numbers, ("needs", "after", "depends on", "predecessors", "前置任务", "依赖")),  # noqa: E501
    Column("phase", _("Phase"), _phase, str, ("阶段",)),
    Column("counts_in_time", _("Counts against the RTO"), _flag, _as_flag),
    Column("completes", _("Completes"), _choice(Completes), str),
    Column("verification_en", _("How it is checked (English)"), _text(_LONG), str, ("verification",)),  # noqa: E501
    Column("verification_zh", _("How it is checked (Chinese)"), _text(_LONG), str, ("验证方法", "验证")),  # noqa: E501
    Column("rollback_en", _("Way back (English)"), _text(_LONG), str, ("rollback",)),
    Column("rollback_zh", _("Way back (Chinese)"), _text(_LONG), str, ("回退方法", "回退")),
    Column("evidence_required", _("Evidence required"), _flag, _as_flag, ("evidence",)),
    Column("system", _("System"), _named("systems"), _as_code, ("系统",)),
    Column("sub_plan", _("Carried out by the plan"), _named("plans"), _as_code, ("sub-plan",)),
    Column("automation", _("Could be automated by"), _text(300), str),
)  # fmt: skip
COLUMNS: Mapping[str, Column] = {column.name: column for column in _COLUMNS}
