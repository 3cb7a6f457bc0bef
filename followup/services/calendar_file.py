"""Calendar days in and out of files: CSV or XLSX, with a preview, all or nothing.

A calendar is small, so its preview needs no stored upload: the rows that were read travel with
the page, signed, and are planned again under a lock when they are applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain.public_calendar import FILE
from followup.models import CalendarDay
from followup.services.calendar_days import FIRST_YEAR, LAST_YEAR
from lib.errors import GuardsUnmet, Refused
from lib.tables import read_table
from lib.wrong_rows import WrongRow

MOST_ROWS = 2000
SALT = "followup.calendar_file"
VALID_S = 24 * 3600

# Column → how its header may be written; the first is what an export writes.
HEADERS: dict[str, tuple[str, ...]] = {
    "day": ("day", "date", "日期", "日"),
    "is_working": ("working", "is_working", "工作日", "是否工作日", "上班"),
    "name": ("name", "名称", "节日", "holiday"),
    "source": ("source", "来源"),
}
YES = ("yes", "y", "true", "1", "work", "working", "是", "班", "上班", "工作日")
NO = ("no", "n", "false", "0", "off", "holiday", "否", "休", "放假", "休息日")


@dataclass(frozen=True)
class Change:
    """A day as it is (`before`, None for a new one) and as the file has it."""

    day: date
    is_working: bool
    name: str
    before: CalendarDay | None = None


Entry = tuple[str, bool, str]  # ISO day, worked, name: what travels with the page


@dataclass
class CalendarPlan:
    """What a file would do. `token` carries the rows; `fingerprint` the state they were met by."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[WrongRow] = field(default_factory=list)
    token: str = ""
    fingerprint: str = ""

    @property
    def writes(self) -> int:
        return len(self.new) + len(self.changed)


def read_file(content: bytes, filename: str) -> CalendarPlan:
    """Preview a file. Raises Refused at `file` for what cannot be read at all."""
    entries, wrong = _entries(content, filename)
    plan = _plan(entries, lock=False)
    plan.wrong = wrong
    # All or nothing: with wrong rows there is nothing to apply.
    plan.token = "" if wrong else signing.dumps(entries, salt=SALT, compress=True)
    return plan


def plan_of(token: str) -> CalendarPlan:
    """The preview again, against the calendar as it is now."""
    plan = _plan(_unpacked(token), lock=False)
    plan.token = token
    return plan


def apply_file(token: str, *, fingerprint: str, by: User, at: datetime) -> CalendarPlan:
    """Write what the preview showed. Raises GuardsUnmet when the calendar changed since."""
    entries = _unpacked(token)
    with transaction.atomic():
        plan = _plan(entries, lock=True)
        if plan.fingerprint != fingerprint:
            words = _("The calendar changed since the preview; look at the new one.")
            raise GuardsUnmet.one("changed_meanwhile", words)
        _write(plan)
    return plan


def export_rows(days: Iterable[CalendarDay]) -> Iterator[list[str]]:
    """What `read_file` reads again."""
    for row in days:
        worked = "yes" if row.is_working else "no"
        yield [row.day.isoformat(), worked, row.name, row.source]


def export_header() -> list[str]:
    return [names[0] for names in HEADERS.values()]


def _unpacked(token: str) -> list[Entry]:
    try:
        rows = signing.loads(token, salt=SALT, max_age=VALID_S)
    except signing.BadSignature as error:
        words = _("The preview is no longer valid; upload the file again.")
        raise GuardsUnmet.one("preview_over", words) from error
    return [(day, worked, name) for day, worked, name in rows]


# --- reading --------------------------------------------------------------------------


def _entries(content: bytes, filename: str) -> tuple[list[Entry], list[WrongRow]]:
    rows = read_table(content, filename)
    first = next(rows, None)
    if first is None:
        raise Refused("empty", _("The file is empty."), "file")
    places = _places(first[1])
    entries: list[Entry] = []
    wrong: list[WrongRow] = []
    seen: set[str] = set()
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            words = _("The file has more than %(most)s rows. Split it.") % {"most": MOST_ROWS}
            raise Refused("too_many_rows", words, "file")
        found = _entry(number, cells, places, seen)
        if isinstance(found, WrongRow):
            wrong.append(found)
        else:
            seen.add(found[0])
            entries.append(found)
    return entries, wrong


def _places(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, text in enumerate(header):
        for column, names in HEADERS.items():
            if text.strip().lower() in names:
                places.setdefault(column, position)
    for column in ("day", "is_working"):
        if column not in places:
            words = _("The column “%(name)s” is missing.") % {"name": HEADERS[column][0]}
            raise Refused("missing_column", words, "file")
    return places


def _entry(
    number: int, cells: Sequence[str], places: dict[str, int], seen: set[str]
) -> Entry | WrongRow:
    def cell(column: str) -> str:
        place = places.get(column, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def refuse(column: str, reason: str) -> WrongRow:
        return WrongRow(number, HEADERS[column][0], cell(column), reason)

    day = _day(cell("day"))
    if day is None:
        return refuse("day", gettext("Write a day as 2026-10-01."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = gettext("A day of the years %(first)s to %(last)s is expected.")
        return refuse("day", words % {"first": FIRST_YEAR, "last": LAST_YEAR})
    if day.isoformat() in seen:
        return refuse("day", gettext("This day stands twice in the file."))
    said = cell("is_working").lower()
    if said not in YES + NO:
        return refuse("is_working", gettext("Write “yes” for a working day, “no” for a day off."))
    name = cell("name")
    if len(name) > 200:
        return refuse("name", gettext("At most 200 characters."))
    return day.isoformat(), said in YES, name


def _day(text: str) -> date | None:
    """ISO, or as spreadsheets of the place write it: 2026/10/1, 2026年10月1日, 20261001."""
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-")
    parts = plain.replace(".", "-").split("-")
    if len(parts) == 1 and len(plain) == 8 and plain.isascii() and plain.isdigit():
        parts = [plain[:4], plain[4:6], plain[6:]]
    if len(parts) != 3 or len(parts[0]) != 4:
        return None
    if not all(one.isascii() and one.isdigit() for one in parts):
        return None
    try:
        return date(*(int(one) for one in parts))
    except ValueError:
        return None


# --- against what is there ------------------------------------------------------------


def _plan(entries: Sequence[Entry], *, lock: bool) -> CalendarPlan:
    rows = CalendarDay.objects.filter(day__in=[day for day, _worked, _name in entries])
    if lock:
        rows = rows.select_for_update()
    present = {row.day: row for row in rows}
    plan, state = CalendarPlan(), hashlib.sha256()
    for text, worked, name in entries:
        day = date.fromisoformat(text)
        before = present.get(day)
        state.update(f"{text}:{before.version if before else 0}\n".encode())
        if before is None:
            plan.new.append(Change(day, worked, name))
        elif (before.is_working, before.name) != (worked, name):
            plan.changed.append(Change(day, worked, name, before))
        else:
            plan.unchanged += 1
    plan.fingerprint = state.hexdigest()
    return plan


def _write(plan: CalendarPlan) -> None:
    CalendarDay.objects.bulk_create(_row(one) for one in plan.new)
    rows: list[Any] = []
    for one in plan.changed:
        row = one.before
        assert row is not None
        row.is_working, row.name, row.source = one.is_working, one.name, FILE
        row.version += 1
        rows.append(row)
    CalendarDay.objects.bulk_update(rows, ["is_working", "name", "source", "version"])


def _row(one: Change) -> CalendarDay:
    return CalendarDay(day=one.day, is_working=one.is_working, name=one.name, source=FILE)
