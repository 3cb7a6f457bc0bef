"""Entering what stands on the sheets: one grid or 5,000 pasted lines, good rows kept, the others
told with row, column and reason (E37, E38, E49)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.wrong_rows import WrongRow
from plans.domain import backfill_states as states
from plans.domain import paper_values
from plans.domain.paper_lines import ILLEGIBLE, ROW, SERIAL, VOID, Line
from plans.models import (
    Backfill,
    BackfillLog,
    BackfillRow,
    BackfillState,
    FormSheet,
    PaperForm,
    RowCheck,
)
from plans.services.backfill_facts import cells_of
from plans.services.backfill_words import guard_problem, wrong_words
from plans.services.backfills import ENTER, locked
from plans.services.sheets import lock_sheets, take, why_not

MOST_LINES = 5_000
BATCH = 1_000
TWIN = "*"  # the key of warnings about the whole row


@dataclass
class Entered:
    """What became of the lines. `wrong` names rows as they were given."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[WrongRow] = field(default_factory=list)
    wrong_lines: int = 0

    @property
    def kept(self) -> int:
        return self.added + self.changed


@transaction.atomic
def enter_rows(
    backfill: Backfill, lines: Sequence[Line], *, by: User, at: datetime, dry_run: bool = False
) -> Entered:
    """Keep every line that can be kept. A row that stands already is never overwritten, unless
    the line carries the version its editor read.

    Raises Refused for more than 5,000 lines, GuardsUnmet when the batch is past checking.
    """
    require(by, ENTER)
    if len(lines) > MOST_LINES:
        words = _("More than 5,000 lines at once. Enter them in parts.")
        raise Refused("too_many", words, "rows")
    batch = locked(backfill)
    if batch.state not in states.MAY_ENTER:
        raise GuardsUnmet([guard_problem("state", state=batch.get_state_display())])
    entry = _Entry(batch, lines, by, at)
    entry.judge()
    if not dry_run:
        entry.write()
    return entry.done


@transaction.atomic
def delete_row(row: BackfillRow, *, read_version: int | None, by: User, at: datetime) -> None:
    """Entered by mistake. Raises StaleVersion, GuardsUnmet when the batch is past checking."""
    require(by, ENTER)
    batch = locked(row.backfill)
    if batch.state not in states.MAY_ENTER:
        raise GuardsUnmet([guard_problem("state", state=batch.get_state_display())])
    current = BackfillRow.objects.select_for_update().filter(pk=row.pk).first()
    if current is None:
        return
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    place = {"serial": row.sheet.serial, "row": row.row}
    current.delete()
    mark_twins(batch)
    BackfillLog.objects.create(backfill=batch, what="row_deleted", by=by, at=at, payload=place)


class _Entry:
    """One call of `enter_rows`, step by step; about ten queries and one per 1,000 rows."""

    def __init__(self, batch: Backfill, lines: Sequence[Line], by: User, at: datetime):
        self.batch, self.lines, self.by, self.at = batch, lines, by, at
        self.done = Entered()
        self.zone = ZoneInfo(Organisation.current().timezone)
        self.new: list[BackfillRow] = []
        self.changed: list[BackfillRow] = []
        self._cells: dict[int, list[paper_values.Cell]] = {}

    def judge(self) -> None:
        serials = list(dict.fromkeys(line.serial for line in self.lines))
        self.own = lock_sheets(self.batch, serials)
        others = [serial for serial in serials if serial not in self.own]
        self.foreign = {
            one.serial: one
            for one in FormSheet.objects.filter(serial__in=others).select_related(
                "printing", "store", "backfill__store"
            )
        }
        mine = [one.pk for one in self.own.values()]
        theirs = [one.pk for one in self.foreign.values()]
        self.known = {
            (row.sheet_id, row.row): row
            for row in BackfillRow.objects.filter(sheet__in=[*mine, *theirs]).select_related(
                "entered_by"
            )
        }
        seen: dict[tuple[str, int], int] = {}
        for line in self.lines:
            before = len(self.done.wrong)
            self._judge_line(line, seen)
            self.done.wrong_lines += len(self.done.wrong) > before

    def _judge_line(self, line: Line, seen: dict[tuple[str, int], int]) -> None:
        if not line.serial:
            self._wrong(line, SERIAL, "", _("Which sheet?"))
            return
        number = int(line.row) if line.row.isascii() and line.row.isdigit() else 0
        sheet = self.own.get(line.serial)
        if sheet is None:
            self._wrong(line, SERIAL, line.serial, self._elsewhere(line, number))
            return
        most = sheet.printing.design["rows_per_sheet"]
        if not 1 <= number <= most:
            words: Any = _("The sheet has rows 1 to %(most)s.") % {"most": most}
            self._wrong(line, ROW, line.row, words)
            return
        first = seen.setdefault((line.serial, number), line.number)
        if first != line.number:
            words = _("Stands twice: in line %(line)s too.") % {"line": first}
            self._wrong(line, ROW, line.row, words)
            return
        judged = paper_values.judge(
            self._cells_of(sheet), line.values, illegible=line.illegible or line.void
        )
        for one in judged.wrong:
            self._wrong(line, one.column, one.value, wrong_words(one))
        if not judged.wrong:
            self._keep(line, sheet, number, judged)

    def _keep(self, line: Line, sheet: FormSheet, number: int, judged: paper_values.Judged) -> None:
        warnings = {} if line.void else dict(judged.warnings)
        instant = self._instant(sheet, judged.values, warnings)
        row = self.known.get((sheet.pk, number))
        if row is None:
            if line.version is not None:
                self._wrong(line, ROW, line.row, _("Somebody took this row away meanwhile."))
                return
            self.new.append(
                BackfillRow(
                    backfill=self.batch,
                    sheet=sheet,
                    row=number,
                    values=judged.values,
                    at=instant,
                    illegible=line.illegible,
                    void=line.void,
                    warnings=warnings,
                    entered_by=self.by,
                    entered_at=self.at,
                    in_sample=self.batch.state == BackfillState.CHECKING,
                )
            )
            self.done.added += 1
            return
        same = (row.values, row.void, row.illegible) == (
            judged.values,
            line.void,
            line.illegible,
        )
        if same:
            self.done.unchanged += 1
        elif line.version is None or line.version != row.version:
            self._wrong(line, ROW, line.row, _first(row, self.zone))
        else:
            row.values, row.at, row.warnings = judged.values, instant, warnings
            row.void, row.illegible = line.void, line.illegible
            row.entered_by, row.entered_at = self.by, self.at
            row.check_result, row.checked_by, row.checked_at = RowCheck.NONE.value, None, None
            row.version += 1
            self.changed.append(row)
            self.done.changed += 1

    def _instant(
        self, sheet: FormSheet, values: Mapping[str, str], warnings: dict[str, str]
    ) -> datetime | None:
        """When the paper says it happened: its first column of time (the business time)."""
        key = next(
            (one.key for one in self._cells_of(sheet) if one.type == paper_values.TIME), None
        )
        if key is None or not values.get(key):
            return None
        since = self.batch.activation.activated_at
        _shown, instant = paper_values.place(
            values[key], since=since, until=self.at, zone=self.zone
        )
        if instant is None:
            warnings[key] = "unplaced_time"
        return instant

    def _elsewhere(self, line: Line, number: int) -> str:
        """Why the sheet is not this batch's; the second sees the first (E37)."""
        sheet = self.foreign.get(line.serial)
        words = str(why_not(sheet, self.batch) or _("Somebody else holds this sheet."))
        row = self.known.get((sheet.pk, number)) if sheet is not None else None
        return f"{words} {_first(row, self.zone)}" if row is not None else words

    def _cells_of(self, sheet: FormSheet) -> list[paper_values.Cell]:
        found = self._cells.get(sheet.printing_id)
        if found is None:
            found = cells_of(sheet.printing.design["columns"])
            self._cells[sheet.printing_id] = found
        return found

    def _wrong(self, line: Line, column: str, value: str, reason: Any) -> None:
        self.done.wrong.append(WrongRow(line.number, column, value, str(reason)))

    def write(self) -> None:
        for row in self.new:
            take(row.sheet, self.batch, at=self.at)
        BackfillRow.objects.bulk_create(self.new, batch_size=BATCH)
        fields = [
            *("values", "at", "warnings", "void", "illegible", "entered_by", "entered_at"),
            *("check_result", "checked_by", "checked_at", "version"),
        ]
        BackfillRow.objects.bulk_update(self.changed, fields, batch_size=BATCH)
        if self.done.kept:
            mark_twins(self.batch)
            if self.batch.state == BackfillState.OPEN:
                self.batch.state = BackfillState.ENTERING.value
            self.batch.version += 1
            self.batch.save(update_fields=["state", "version", "updated_at"])
        counts = {
            "added": self.done.added,
            "changed": self.done.changed,
            "wrong": self.done.wrong_lines,
        }
        BackfillLog.objects.create(
            backfill=self.batch, what="rows_entered", by=self.by, at=self.at, payload=counts
        )


def mark_twins(batch: Backfill) -> None:
    """The same plate within 15 minutes, in any shop of this activation, is flagged on the rows of
    this batch: perhaps one customer was written down twice."""
    keys = plate_keys(batch.form)
    if not keys:
        return
    rows = list(
        BackfillRow.objects.filter(
            backfill__activation=batch.activation_id, void=False, at__isnull=False
        ).only("pk", "values", "at", "warnings", "backfill_id")
    )
    plates = [
        (row.pk, next((row.values[key] for key in keys if row.values.get(key)), ""), row.at)
        for row in rows
    ]
    found = paper_values.twins(plates)
    moved = []
    for row in rows:
        if row.backfill_id == batch.pk and (row.pk in found) != (TWIN in row.warnings):
            rest = {key: code for key, code in row.warnings.items() if key != TWIN}
            row.warnings = rest | {TWIN: "twin"} if row.pk in found else rest
            moved.append(row)
    BackfillRow.objects.bulk_update(moved, ["warnings"], batch_size=BATCH)


def plate_keys(form: PaperForm) -> list[str]:
    designs = form.printings.order_by("-pk").values_list("design", flat=True)[:20]
    found = dict.fromkeys(
        column["key"]
        for design in designs
        for column in design["columns"]
        if column["type"] == paper_values.PLATE
    )
    return list(found)


def _first(row: BackfillRow, zone: ZoneInfo) -> str:
    moment = timezone.localtime(row.entered_at, zone)
    words: Any = _("Row %(row)s was entered already by %(who)s at %(when)s.") % {
        "row": row.row,
        "who": row.entered_by,
        "when": f"{moment:%Y-%m-%d %H:%M}",
    }
    return str(words)


__all__ = [
    "ILLEGIBLE",
    "MOST_LINES",
    "ROW",
    "SERIAL",
    "VOID",
    "Entered",
    "delete_row",
    "enter_rows",
]
