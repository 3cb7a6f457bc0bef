"""Columns of an MSEL in a file: their names, and a cell as text and back (DRL-9).

The same table serves import and export, so that what was exported can be imported again. A row
with a number is an inject; what is expected after it stands in the same row and in the ones below
it that have no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.domain.msel_time import BadTime, read_clock, read_offset
from drills.domain.script_rules import join_of, made_of, terms_of
from drills.models import DeliveryMode, Expectation, InjectChannel
from lib.durations import DurationError, format_duration, parse_duration
from lib.fields import DURATION_ERRORS
from plans.sheet_columns import BadCell, headers_of, plain
from plans.sheet_columns import choice_cell as _choice
from plans.sheet_columns import text_cell as _text

BAD_TIMES: dict[str, Any] = {
    "unreadable": _("This is no time. Write for example +00:15, 15 min, or 2026-12-01 09:15."),
    "hours": _("A day has hours from 0 to 23. For the next day write D+1 01:00."),
    "minutes": _("Minutes and seconds go from 0 to 59."),
    "midnight": _("24:00 is 00:00 of the next day: write D+1 00:00."),
    "no_zone": _("A clock time needs a zone: choose below which one the file is written in."),
    "no_start": _("A clock time needs the day and time the drill starts: give them below."),
    "before_start": _("This lies before the start of the drill."),
    "too_long": _("This is more than 60 days after the start."),
    "no_such_time": _("Clocks are put forward in this hour: there is no such time on that day."),
    "twice": _("Clocks are put back: this time comes twice. Write it with its offset, as +08:00."),
    "no_date": _("There is no such day."),
}


@dataclass(frozen=True)
class Known:
    """What cells may name, lower case; `start` and `zone` as given in the dialog."""

    roles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Any] = field(default_factory=dict)
    start: datetime | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True)
class Column:
    """`of` is "inject" or "expectation"."""

    name: str
    label: Any
    read: Callable[[str, Known], Any]
    write: Callable[[Any], str]
    also: tuple[str, ...] = ()
    of: str = "inject"


def column_of(header: str) -> str:
    """The column a header names, in English, Chinese or as the API; "" when none."""
    return _headers().get(plain(header), "")


@cache
def _headers() -> Mapping[str, str]:
    return headers_of(COLUMNS.values())


def _key(cell: str, _known: Known) -> str:
    if not re.fullmatch(r"[^\s|,;]{1,20}", cell):
        raise BadCell(_("A number has at most 20 characters and no spaces."))
    return cell


def _offset(cell: str, _known: Known) -> int:
    try:
        return read_offset(cell)
    except BadTime as bad:
        raise BadCell(BAD_TIMES[bad.code]) from None


def _clock(cell: str, known: Known) -> int:
    try:
        return read_clock(cell, start=known.start, zone=known.zone)
    except BadTime as bad:
        raise BadCell(BAD_TIMES[bad.code]) from None


def _duration(cell: str, _known: Known) -> int | None:
    try:
        return parse_duration(cell) if cell else None
    except DurationError as error:
        raise BadCell(DURATION_ERRORS[error.code] % {"value": error.value}) from None


def _weight(cell: str, _known: Known) -> Decimal:
    try:
        weight = Decimal(cell or "1")
    except InvalidOperation:
        raise BadCell(_("A number is expected.")) from None
    if not weight.is_finite() or not 0 <= weight <= 1000:
        raise BadCell(_("A weight from 0 to 1000 is expected."))
    return weight.quantize(Decimal("0.001"))


def _roles(cell: str, known: Known) -> list[str]:
    return [_role(part, known) for part in _parts(cell)]


def _role(cell: str, known: Known) -> str:
    if not cell:
        return ""
    code = known.roles.get(cell.lower())
    if code is None:
        raise BadCell(_("There is no role of the code or name “%(name)s”.") % {"name": cell[:80]})
    return code


def _people(cell: str, known: Known) -> list[Any]:
    return [_person(part, known) for part in _parts(cell)]


def _person(cell: str, known: Known) -> Any:
    if not cell:
        return None
    person = known.people.get(cell.lower())
    if person is None:
        raise BadCell(_("There is nobody of the code or name “%(name)s”.") % {"name": cell[:80]})
    return person


def _parts(cell: str) -> list[str]:
    return [part for part in (one.strip() for one in re.split(r"[,;，；、\n]", cell)) if part]


_STATES = {"met": "met", "unmet": "unmet", "not met": "unmet", "达成": "met", "未达成": "unmet"}
_ANY = re.compile(r"\s+or\s+|\s*或\s*|\s*\|\s*")
_ALL = re.compile(r"\s+and\s+|\s*且\s*|\s*&\s*")


def read_condition(cell: str, _known: Known) -> dict[str, Any]:
    """ "3.1 unmet and 3.2 unmet", "3.1 met or 4.1 met"; "" is always."""
    said = " ".join(cell.lower().split())
    if not said:
        return {}
    join = "any" if len(_ANY.split(said)) > 1 else "all"
    terms = []
    for part in (_ANY if join == "any" else _ALL).split(said):
        found = re.fullmatch(r"(\S+?)\s*(not met|unmet|met|未达成|达成)", part)
        if found is None:
            words = _(
                "A condition reads “3.1 met”, “3.1 met and 3.2 unmet” or “3.1 met or 4.1 met”."
            )
            raise BadCell(words)
        terms.append((found[1], _STATES[found[2]]))
    return made_of(join, terms)


def write_condition(condition: Mapping[str, Any]) -> str:
    """As `read_condition` reads it."""
    join = " or " if join_of(condition) == "any" else " and "
    return join.join(f"{key} {state}" for key, state in terms_of(condition))


def _as_duration(seconds: int | None) -> str:
    return "" if seconds is None else format_duration(seconds, "en")


def _as_person(person: Any) -> str:
    return person.code if person is not None else ""


def _as_people(people: Any) -> str:
    return ", ".join(one.code for one in people)


def _as_weight(weight: Decimal) -> str:
    return f"{weight.normalize():f}"


_LONG = 20_000
_EXPECTED = "expectation"
_COLUMNS = (
    Column("key", _("Number"), _key, str, ("no", "inject no", "inject", "序号", "编号", "#")),
    Column("offset_s", _("After the start"), _offset, _as_duration, ("offset", "elapsed", "relative time", "相对时间", "开始后")),  # noqa: E501
    Column("clock", _("Clock time"), _clock, str, ("time", "date time", "start time", "时间", "注入时间", "日期时间")),  # noqa: E501
    Column("scenario_time", _("Scenario time"), _text(100), str, ("exercise time", "情景时间")),
    Column("title_en", _("Title (English)"), _text(200), str, ("title", "event", "event description")),  # noqa: E501
    Column("title_zh", _("Title (Chinese)"), _text(200), str, ("标题", "事件", "注入事件")),
    Column("body_en", _("Text (English)"), _text(_LONG), str, ("text", "body", "message", "description")),  # noqa: E501
    Column("body_zh", _("Text (Chinese)"), _text(_LONG), str, ("内容", "正文", "事件内容", "描述")),
    Column("channel", _("Channel"), _choice(InjectChannel, "verbal"), str, ("delivery method", "method", "渠道", "方式")),  # noqa: E501
    Column("to_roles", _("To roles"), _roles, ", ".join, ("to", "recipient", "recipients", "player", "接收方", "接收角色")),  # noqa: E501
    Column("people", _("To people"), _people, _as_people, ("to_people", "接收人")),
    Column("controller", _("Controller"), _person, _as_person, ("from", "responsible", "导调员", "责任人")),  # noqa: E501
    Column("mode", pgettext_lazy("drill", "Delivery"), _choice(DeliveryMode, "manual"), str, ("mode", "投递")),  # noqa: E501
    Column("condition", _("Condition"), read_condition, write_condition, ("only if", "条件")),
    Column("note_en", _("Note for controllers (English)"), _text(_LONG), str, ("note", "notes", "remarks")),  # noqa: E501
    Column("note_zh", _("Note for controllers (Chinese)"), _text(_LONG), str, ("备注", "说明")),
    Column("expected_key", _("Number of the expectation"), _key, str, ("expectation no",), _EXPECTED),  # noqa: E501
    Column("expected_en", _("Expected action (English)"), _text(_LONG), str, ("expected action", "expected response", "expected outcome"), _EXPECTED),  # noqa: E501
    Column("expected_zh", _("Expected action (Chinese)"), _text(_LONG), str, ("预期行动", "预期响应", "预期结果"), _EXPECTED),  # noqa: E501
    Column("expected_role", _("Expected of the role"), _role, str, ("预期角色",), _EXPECTED),
    Column("within", _("Within"), _duration, _as_duration, ("due", "时限"), _EXPECTED),
    Column("criterion", pgettext_lazy("drill", "Criterion"), _text(20), str, ("评估标准", "通过标准"), _EXPECTED),  # noqa: E501
    Column("weight", _("Weight"), _weight, _as_weight, ("权重",), _EXPECTED),
    Column("group", _("Group of expectations"), _text(20), str, ("分组",), _EXPECTED),
    Column("needs", _("Needs of the group"), _choice(Expectation.Needs, "all"), str, (), _EXPECTED),
)  # fmt: skip
COLUMNS: Mapping[str, Column] = {column.name: column for column in _COLUMNS}
# What an expectation is called in its model.
AS_EXPECTATION = {
    "expected_key": "key", "expected_en": "text_en", "expected_zh": "text_zh",
    "expected_role": "role", "within": "due_after_s", "criterion": "criterion",
    "weight": "weight", "group": "group", "needs": "needs",
}  # fmt: skip
