"""What stands on a sheet of paper, judged cell by cell. Handwriting never blocks: a plate or a
phone number that looks odd is flagged. Only what cannot be placed is wrong: a time that does not
exist (docs/method.md §35.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from zoneinfo import ZoneInfo

TEXT, TIME, PHONE, PLATE, CHOICE, NUMBER = "text", "time", "phone", "plate", "choice", "number"
LONGEST = 500
# A line may have been written a little before somebody declared the workaround.
EARLIER = timedelta(hours=1)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CLOCK = re.compile(r"^(\d{1,2})[:.点时h](\d{1,2})分?(?::(\d{1,2}))?$")
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})$")
_SECONDS = re.compile(r"^(\d{1,6}) s$")  # how a spreadsheet's time of day arrives
_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[T ](.+)$")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_PLATE = re.compile(rf"^[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]$")
_MOBILE = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^(?:\+?86)?(?:0\d{2,3}[1-9]\d{6,7}|400\d{7}|800\d{7})(?:[xX转]\d{1,6})?$")
_ABROAD = re.compile(r"^\+(?!86)\d{8,15}$")


@dataclass(frozen=True)
class Cell:
    """A column as the printing froze it."""

    key: str
    type: str = TEXT
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """`code`: impossible_time, missing, too_long; `hint` is what may have been meant."""

    column: str
    code: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Judged:
    """`values` as kept; `warnings` by column: unusual_plate, unusual_phone, unusual_number,
    not_a_choice, illegible. With anything in `wrong` the line is not kept."""

    values: dict[str, str]
    warnings: dict[str, str] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()


class BadTime(ValueError):
    """`hint` is the time that may have been meant, or ""."""

    def __init__(self, text: str, hint: str = ""):
        self.hint = hint
        super().__init__(text)


def narrowed(text: str) -> str:
    """Full-width signs as a Chinese keyboard types them become plain ones; ends are stripped."""
    return text.translate(_FULL_WIDTH).replace("\0", "").strip()


def read_time(text: str) -> time:
    """ "10:30", "10.30", "1030", "10点30分", "10:30:00", "37800 s". Raises BadTime (E49)."""
    given = narrowed(text).removesuffix("分")
    seconds = _SECONDS.match(given)
    if seconds:
        minutes = int(seconds[1]) // 60
        return _time(text, minutes // 60, minutes % 60)
    found = _CLOCK.match(given) or _DIGITS.match(given)
    if not found:
        raise BadTime(text)
    return _time(text, int(found[1]), int(found[2]))


def _time(text: str, hour: int, minute: int) -> time:
    if hour < 24 and minute < 60:
        return time(hour, minute)
    if hour == 24 and minute < 60:
        raise BadTime(text, f"00:{minute:02d}")
    raise BadTime(text)


def place(
    text: str, *, since: datetime, until: datetime, zone: ZoneInfo
) -> tuple[str, datetime | None]:
    """The time as kept ("10:30") and the instant it means, or None when it fits nowhere.

    A time of day is the first one from an hour before `since`, so work past midnight falls on
    the next day; nothing lies after `until`. A date in front ("2026-03-02 10:30") is believed.
    Raises BadTime.
    """
    dated = _DAY.match(narrowed(text))
    if dated:
        moment = read_time(dated[4])
        try:
            day = datetime(int(dated[1]), int(dated[2]), int(dated[3]), tzinfo=zone)
        except ValueError:
            raise BadTime(text) from None
        instant = day.replace(hour=moment.hour, minute=moment.minute)
        return f"{instant:%Y-%m-%d %H:%M}", instant
    moment = read_time(text)
    first = (since - EARLIER).astimezone(zone)
    instant = first.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
    if instant < first.replace(second=0, microsecond=0):
        instant += timedelta(days=1)
    return f"{moment:%H:%M}", instant if instant <= until else None


def judge(cells: Sequence[Cell], given: Mapping[str, str], *, illegible: bool = False) -> Judged:
    """One written line. What was illegible may be left out; time is read by `place` besides."""
    values: dict[str, str] = {}
    warnings: dict[str, str] = {}
    wrong: list[Wrong] = []
    for cell in cells:
        text = narrowed(str(given.get(cell.key, "")))
        if len(text) > LONGEST:
            wrong.append(Wrong(cell.key, "too_long", text[:40]))
        elif not text:
            if cell.required and not illegible:
                wrong.append(Wrong(cell.key, "missing"))
            elif cell.required:
                warnings[cell.key] = "illegible"
        else:
            _judge_one(cell, text, values, warnings, wrong)
    return Judged(values, warnings, tuple(wrong))


def _judge_one(
    cell: Cell, text: str, values: dict[str, str], warnings: dict[str, str], wrong: list[Wrong]
) -> None:
    if cell.type == TIME:
        try:
            values[cell.key] = _shown_time(text)
        except BadTime as bad:
            wrong.append(Wrong(cell.key, "impossible_time", text[:40], bad.hint))
        return
    values[cell.key] = read_plate(text) if cell.type == PLATE else text
    odd = {
        PLATE: ("unusual_plate", is_plate),
        PHONE: ("unusual_phone", is_phone),
        NUMBER: ("unusual_number", is_number),
    }.get(cell.type)
    if odd and not odd[1](values[cell.key]):
        warnings[cell.key] = odd[0]
    if cell.type == CHOICE and cell.choices and text not in cell.choices:
        warnings[cell.key] = "not_a_choice"


def _shown_time(text: str) -> str:
    dated = _DAY.match(text)
    if not dated:
        return f"{read_time(text):%H:%M}"
    try:
        day = datetime(int(dated[1]), int(dated[2]), int(dated[3]))  # noqa: DTZ001 - a day on paper
    except ValueError:
        raise BadTime(text) from None
    return f"{day:%Y-%m-%d} {read_time(dated[4]):%H:%M}"


def read_plate(text: str) -> str:
    """As plates are written: capitals, without blanks, dots and hyphens."""
    return re.sub(r"[\s·.\-•]", "", narrowed(text)).upper()


def is_plate(plate: str) -> bool:
    """A plate of mainland China, seven signs or eight (new energy)."""
    return bool(_PLATE.match(plate))


def is_phone(text: str) -> bool:
    """A Chinese mobile or landline number, or a foreign one with its country."""
    digits = re.sub(r"[\s\-()]", "", text)
    return any(known.match(digits) for known in (_MOBILE, _LANDLINE, _ABROAD))


def is_number(text: str) -> bool:
    try:
        return Decimal(text.replace(",", "")).is_finite()
    except InvalidOperation:
        return False


def masked(text: str, type: str) -> str:
    """What somebody without the permission sees: "138****1234", "京A***45", "张**"."""
    if not text:
        return ""
    if type == PHONE:
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * max(3, len(text))
    if type == PLATE:
        return f"{text[:2]}***{text[-2:]}" if len(text) >= 6 else "***"
    return f"{text[:1]}**"


NEAR = timedelta(minutes=15)


def twins(rows: Sequence[tuple[int, str, datetime | None]]) -> dict[int, int]:
    """Id → id of another row with the same plate within 15 minutes; rows are (id, plate, at).

    The nearest neighbour in time is named. Rows without plate or time have none.
    """
    by_plate: dict[str, list[tuple[datetime, int]]] = {}
    for key, plate, at in rows:
        if plate and at is not None:
            by_plate.setdefault(plate, []).append((at, key))
    found: dict[int, int] = {}
    for group in by_plate.values():
        group.sort()
        for (at, key), (later, other) in pairwise(group):
            if later - at <= NEAR:
                found.setdefault(key, other)
                found.setdefault(other, key)
    return found
