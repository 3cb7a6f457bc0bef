"""Values as typed cells of a write-only workbook.

Durations are Excel durations ([h]:mm:ss), money and shares numbers, instants local date-times
(a spreadsheet knows no zone: the Summary names it), None an empty cell. Text is always text: a
name like "=1+1" is shown, never computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

LONGEST_TEXT = 32_767
# What XML cannot hold, and what a spreadsheet program may take for a formula when it re-reads.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel counts from 1900 and can show at most 9999 years of hours.
LONGEST_DURATION = timedelta(days=2_958_465)

FORMATS = {
    "duration": "[h]:mm:ss", "money": "#,##0.00", "whole": "#,##0", "score": "0.##",
    "percent": "0.0%", "day": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm",
}  # fmt: skip

HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="14385C")
WRAP = Alignment(vertical="top", wrap_text=True)
TOP = Alignment(vertical="top")


@dataclass(frozen=True)
class Column:
    """`kind`: text, long, duration, money, whole, score, percent, day, instant, yes_no."""

    title: str
    kind: str = "text"
    width: int = 16


def write_table(
    sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[Any]], zone: ZoneInfo
) -> int:
    """A header that stays, filters, widths, typed cells; answers the number of rows."""
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "B2"
    sheet.append([_head(sheet, column) for column in columns])
    count = 0
    for row in rows:
        sheet.append(
            [
                cell(sheet, value, column.kind, zone)
                for value, column in zip(row, columns, strict=True)
            ]
        )
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return count


def _head(sheet: Any, column: Column) -> Any:
    made = text_cell(sheet, column.title)
    made.font, made.fill, made.alignment = HEAD_FONT, HEAD_FILL, WRAP
    return made


def cell(sheet: Any, value: Any, kind: str, zone: ZoneInfo) -> Any:
    """One typed cell; None and "" stay empty, 0 does not."""
    if value is None or value == "":
        return None
    if kind in ("text", "long"):
        made = text_cell(sheet, str(value))
        made.alignment = WRAP if kind == "long" else TOP
        return made
    made = WriteOnlyCell(sheet, value=_plain(value, kind, zone))
    made.alignment = TOP
    if kind in FORMATS:
        made.number_format = FORMATS[kind]
    return made


def text_cell(sheet: Any, text: str) -> Any:
    clean = _UNPRINTABLE.sub("\ufffd", text)[:LONGEST_TEXT]
    made = WriteOnlyCell(sheet, value=clean)
    made.data_type = "s"
    if clean.startswith(_FORMULA):
        made.quotePrefix = True
        made._style.quotePrefix = 1  # type: ignore[attr-defined]  # untyped, but in every cell
    return made


def _plain(value: Any, kind: str, zone: ZoneInfo) -> Any:
    if kind == "duration":
        return min(timedelta(seconds=int(value)), LONGEST_DURATION)
    if kind == "instant" and isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None)
    if kind == "day" and isinstance(value, datetime):
        return value.astimezone(zone).date()
    if isinstance(value, (Decimal, bool, int, date)):
        return value
    return Decimal(str(value))
