"""The queue of reports is their state: workers claim rows under a lease and give them back.

A worker holds a report until `leased_until`; that instant is also its key: every write names
it, so a worker that was too slow finds its report gone to another one (LeaseLost) and stops.
The pieces of a long report are claimed one by one, by whoever is free: `reports.services.parts`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lib.errors import GuardsUnmet
from lib.stored_bytes import appended, pieces_of
from reports.models import Report, ReportFile, ReportPart, ReportState

LEASE = timedelta(minutes=10)
ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)

# Stored in English, shown in the reader's language (Report.error is a message id).
GAVE_UP = gettext_noop("The worker stopped three times while building this report. Ask for it again; when it fails again, the server's log tells why.")  # fmt: skip  # noqa: E501


class LeaseLost(Exception):
    """The report was deleted or taken over; the worker drops what it has."""


def claim(*, at: datetime) -> Report | None:
    """The oldest report that waits, or whose worker died, now leased to the caller.

    One that was left to those who render its last parts waits again when they are done.
    """
    unfinished = ReportPart.objects.filter(report=OuterRef("pk"), content__isnull=True)
    running = Q(state=ReportState.RUNNING)
    while True:
        with transaction.atomic():
            free = (
                Q(state=ReportState.QUEUED)
                | running & Q(leased_until__lte=at)
                | running & Q(leased_until__isnull=True) & ~Exists(unfinished)
            )
            report = (
                Report.objects.filter(free)
                .order_by("created_at", "pk")
                .select_for_update(skip_locked=True)
                .first()
            )
            if report is None:
                return None
            if report.attempts < ATTEMPTS:
                report.state = ReportState.RUNNING.value
                report.attempts += 1
                report.started_at = report.started_at or at
                report.leased_until = at + LEASE
                report.save()
                return report
            _close(report, ReportState.FAILED, at, error=GAVE_UP)


def has_waiting() -> bool:
    """Is there a report that nobody has begun?"""
    return Report.objects.filter(state=ReportState.QUEUED).exists()


def renew(report: Report, *, progress: int = 0, at: datetime) -> None:
    """Progress was made: the lease starts anew; progress never goes back. Raises LeaseLost."""
    until = at + LEASE
    known = Greatest(F("progress"), Value(min(progress, 99)))
    if not _mine(report).update(leased_until=until, progress=known):
        raise LeaseLost(report.code)
    report.leased_until, report.progress = until, max(report.progress, min(progress, 99))


def saved_plan(report: Report) -> Any:
    """The plan an earlier worker made, or None."""
    part = report.parts.filter(number=0).first()
    return None if part is None or part.content is None else json.loads(bytes(part.content))


def save_plan(report: Report, *, plan: Any, at: datetime) -> None:
    """What the report is of, under the lease. Raises LeaseLost."""
    content = json.dumps(plan).encode()
    with transaction.atomic():
        renew(report, progress=1, at=at)
        ReportPart.objects.update_or_create(report=report, number=0, defaults={"content": content})


def hand_back(report: Report, *, at: datetime) -> None:
    """The slice is over but the work is not: the next sweep goes on; no attempt is spent."""
    changed = _mine(report).update(leased_until=at, attempts=F("attempts") - 1)
    if not changed:
        raise LeaseLost(report.code)


def leave_to_others(report: Report, *, at: datetime) -> None:
    """Every part is claimed, some by others: whoever finishes the last one lets it be claimed."""
    changed = _mine(report).update(leased_until=None, attempts=F("attempts") - 1)
    if not changed:
        raise LeaseLost(report.code)


def finish(
    report: Report,
    *,
    content: bytes | BinaryIO,
    content_type: str,
    name: str,
    at: datetime,
    pages: int | None = None,
) -> Report:
    """Store the file (bytes, or read from here on) with its size and SHA-256. Raises LeaseLost."""
    digest, size = hashlib.sha256(), 0
    with transaction.atomic():
        held = _mine(report).select_for_update().first()
        if held is None:
            raise LeaseLost(report.code)
        stored, _made = ReportFile.objects.update_or_create(
            report=held, defaults={"content": b"", "content_type": content_type, "name": name}
        )
        for piece in pieces_of(content):
            digest.update(piece)
            size += len(piece)
            ReportFile.objects.filter(pk=stored.pk).update(content=appended("content", piece))
        held.page_count = pages
        held.size_bytes = size
        held.sha256 = digest.hexdigest()
        _close(held, ReportState.DONE, at)
    return held


def fail(report: Report, *, error: str, at: datetime) -> None:
    """Give up for good; `error` is a message id. Raises LeaseLost."""
    with transaction.atomic():
        held = _mine(report).select_for_update().first()
        if held is None:
            raise LeaseLost(report.code)
        _close(held, ReportState.FAILED, at, error=error)


def retry_later(report: Report, *, error: str, at: datetime) -> None:
    """Something unexpected: try again in half a minute, or fail after the last attempt."""
    if report.attempts >= ATTEMPTS:
        fail(report, error=error, at=at)
    elif not _mine(report).update(leased_until=at + RETRY_AFTER):
        raise LeaseLost(report.code)


def cancel(report: Report, *, at: datetime) -> Report:
    """No worker goes on with it: each finds its lease gone at its next write. Raises GuardsUnmet.

    Called within a transaction.
    """
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.state not in (ReportState.QUEUED, ReportState.RUNNING):
        raise GuardsUnmet.one("not_waiting", _("The report is not being built."), "state")
    held.version += 1
    _close(held, ReportState.CANCELLED, at)
    return held


def expire_files(*, older_than: datetime) -> int:
    """Drop the files of old reports; the rows with their digests stay. Answers how many."""
    return ReportFile.objects.filter(report__finished_at__lt=older_than).delete()[0]


def _mine(report: Report) -> QuerySet[Report]:
    return Report.objects.filter(
        pk=report.pk, state=ReportState.RUNNING, leased_until=report.leased_until
    )


def give_up(report: Report, *, at: datetime) -> None:
    """A part of it stopped three workers: whoever holds the report finds it failed."""
    with transaction.atomic():
        held = Report.objects.select_for_update().filter(pk=report.pk).first()
        if held is not None and held.state == ReportState.RUNNING:
            _close(held, ReportState.FAILED, at, error=GAVE_UP)


def _close(report: Report, state: ReportState, at: datetime, error: str = "") -> None:
    report.state = state.value
    report.error = error
    report.finished_at = at
    report.leased_until = None
    if state is ReportState.DONE:
        report.progress = 100
    report.save()
    report.parts.all().delete()
