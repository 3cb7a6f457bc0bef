"""Everything of governance that falls due has its clock, and nothing else has one."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from followup.models import Clock
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import meet_clock
from governance.dated import Dated, Source, sources
from governance.training_dates import FORGOTTEN
from lib.asked_once import asking_once
from lib.days import day_in, end_of_day

KIND = "governance_due"
# What falls due later starts its clock later; no reminder lies so far ahead.
AHEAD = timedelta(days=400)


def run(*, at: datetime) -> int:
    """How many clocks were started. Safe to run twice."""
    zone = Organisation.current().timezone
    with asking_once():
        return sum(_keep(one, at, zone) for one in sources())


def _keep(source: Source, at: datetime, zone: str) -> int:
    today = day_in(at, zone)
    rows = [one for one in source.rows(None, today + AHEAD) if one.has_clock]
    if source.kind == "training_expiry":
        rows = [one for one in rows if one.due_on is None or one.due_on >= today - FORGOTTEN]
    wanted = {one.code: _wanted(one, zone) for one in rows}
    running = Clock.objects.live().filter(kind=KIND, subject_kind=source.kind)
    gone = set(running.values_list("subject_code", flat=True)) - set(wanted)
    if gone:
        done = source.done(gone)
        for code in sorted(done):
            meet_clock(
                kind=KIND, subject_kind=source.kind, subject_code=code, at=done[code], by=None
            )
        rest = [(source.kind, code) for code in gone - set(done)]
        cancel_clocks(KIND, rest, at=at, by=None, reason="no_longer_due")
    return start_clocks(KIND, wanted.values(), at=at, by=None)


def _wanted(row: Dated, zone: str) -> Wanted:
    assert row.due_on is not None
    since = min(row.since, row.due_on)
    return Wanted(
        subject_kind=row.kind,
        subject_code=row.code,
        title=row.title[:300],
        anchor_at=datetime.combine(since, time(), ZoneInfo(zone)).astimezone(UTC),
        due_at=end_of_day(row.due_on, zone),
        zone=zone,
        responsible=row.people[0] if row.people else None,
    )
