"""One mark for each policy and day. Two queries, whatever the number of sets.

A day is one of the policy's own time zone: a run at 00:30 belongs to the day its people see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

from backups.models import BackupPolicy
from backups.words.runs import run_words

# What a day shows when several sets fall on it: the first of these that is there.
WORST = ("failed", "missing", "late", "quarantine", "registered", "verifying", "verified",
         "expired", "expected")  # fmt: skip
LETTERS = {
    "verified": "✓", "failed": "F", "missing": "M", "late": "L", "registered": "R",
    "verifying": "V", "quarantine": "Q", "expired": "X", "expected": "·",
}  # fmt: skip
TONES = {
    "verified": "ok", "failed": "danger", "missing": "danger", "late": "warning",
    "registered": "info", "verifying": "info", "quarantine": "danger", "expired": "neutral",
    "expected": "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """`state` "" for a day without a set; `code` is one set of it, of `many`."""

    day: date
    state: str = ""
    code: str = ""
    many: int = 0

    @property
    def letter(self) -> str:
        return LETTERS.get(self.state, "")

    @property
    def words(self) -> str:
        return run_words(self.state)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "neutral")


@dataclass(frozen=True)
class Line:
    policy: BackupPolicy
    cells: list[Cell] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return sum(cell.state in ("failed", "missing", "late", "quarantine") for cell in self.cells)


def lines_of(policies: Sequence[BackupPolicy], first: date, last: date, at: datetime) -> list[Line]:
    """A line for each policy, a cell for each day from `first` to `last`, both included."""
    found = _by_day(policies, first, last, at)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        Line(policy, [found.get((policy.pk, day), Cell(day)) for day in days])
        for policy in policies
    ]


def _by_day(
    policies: Sequence[BackupPolicy], first: date, last: date, at: datetime
) -> dict[tuple[int, date], Cell]:
    statement = """
        SELECT policy_id, code, coalesce(restore_point_at, due_at, arrived_at),
            CASE WHEN quarantined_at IS NOT NULL THEN 'quarantine' ELSE state END, due_at
        FROM backups_backupset
        WHERE policy_id = ANY(%s) AND coalesce(restore_point_at, due_at, arrived_at) >= %s
            AND coalesce(restore_point_at, due_at, arrived_at) < %s
    """
    low = datetime.combine(first - timedelta(days=1), time(), ZoneInfo("UTC"))
    high = datetime.combine(last + timedelta(days=2), time(), ZoneInfo("UTC"))
    zones = {policy.pk: _zone(policy.timezone) for policy in policies}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(zones), low, high])
        rows = cursor.fetchall()
    grace = {policy.pk: timedelta(seconds=policy.grace_s) for policy in policies}
    cells: dict[tuple[int, date], Cell] = {}
    for policy_id, code, stands_at, state, due_at in rows:
        day = stands_at.astimezone(zones[policy_id]).date()
        if not first <= day <= last:
            continue
        if state == "expected" and due_at is not None and due_at + grace[policy_id] < at:
            state = "late"
        known = cells.get((policy_id, day))
        if known is None or WORST.index(state) < WORST.index(known.state):
            cells[policy_id, day] = Cell(day, state, code, (known.many if known else 0) + 1)
        else:
            cells[policy_id, day] = Cell(day, known.state, known.code, known.many + 1)
    return cells


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
