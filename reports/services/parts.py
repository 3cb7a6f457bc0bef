"""The parts of a report: any number of workers render them, one part by one worker at a time.

Whoever holds the report (`reports.services.queue`) lays its parts out as rows; then they are
claimed under leases of their own, a few together where their pictures are drawn cheaper so. Which
worker joins them does not matter: the report waits again once all of them have their content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from reports.models import Report, ReportPart, ReportState
from reports.services import queue

PART_LEASE = timedelta(minutes=3)
WORKERS = 2
"""So many may be expected: nobody claims more than this share of what is left."""


@dataclass(frozen=True)
class Claim:
    """Numbers of parts, leased to the caller until `until`, which is the key as of reports."""

    report: Report
    numbers: tuple[int, ...]
    until: datetime


def lay_out(report: Report, *, count: int, at: datetime) -> None:
    """Rows for the parts 1 to `count`; those that are there stay. Raises LeaseLost."""
    with transaction.atomic():
        queue.renew(report, progress=2, at=at)
        ReportPart.objects.bulk_create(
            [ReportPart(report=report, number=number) for number in range(1, count + 1)],
            ignore_conflicts=True,
        )


def claim_parts(report: Report, *, most: int, at: datetime) -> Claim | None:
    """The first parts nobody works on, or whose worker died; None when there are none.

    A part that stopped three workers fails the report, as a report does that stopped three.
    """
    with transaction.atomic():
        left = report.parts.filter(content__isnull=True).count()
        wanted = max(1, min(most, left // WORKERS))
        rows = list(_free(report, at).select_for_update(skip_locked=True)[:wanted])
        if not rows:
            return None
        if all(row.attempts < queue.ATTEMPTS for row in rows):
            until = at + PART_LEASE
            ReportPart.objects.filter(pk__in=[row.pk for row in rows]).update(
                leased_until=until, attempts=F("attempts") + 1
            )
            return Claim(report, tuple(row.number for row in rows), until)
    queue.give_up(report, at=at)
    return None


def save_part(claim: Claim, *, number: int, content: bytes, at: datetime) -> Claim:
    """Keep what was rendered; the rest of the claim is leased anew. Raises LeaseLost."""
    until = at + PART_LEASE
    with transaction.atomic():
        # The report before its parts, as all who write both: nobody waits for each other.
        running = Report.objects.select_for_update().filter(state=ReportState.RUNNING)
        if not running.filter(pk=claim.report.pk).exists():
            raise queue.LeaseLost(claim.report.code)
        mine = ReportPart.objects.filter(
            report=claim.report, number__in=claim.numbers, leased_until=claim.until
        )
        if not mine.filter(number=number).update(content=content, leased_until=None):
            raise queue.LeaseLost(claim.report.code)
        mine.update(leased_until=until)
        _tell_progress(claim.report)
    return Claim(claim.report, tuple(one for one in claim.numbers if one != number), until)


def give_back(claim: Claim) -> None:
    """What the caller will not do; an attempt is spent, as by a death."""
    ReportPart.objects.filter(
        report=claim.report, number__in=claim.numbers, leased_until=claim.until
    ).update(leased_until=None)


def are_done(report: Report) -> bool:
    return not report.parts.filter(content__isnull=True).exists()


def shared(*, at: datetime) -> Report | None:
    """The oldest report that somebody builds and that has a part for one more worker."""
    free = ReportPart.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=at), content__isnull=True
    )
    return (
        Report.objects.filter(state=ReportState.RUNNING, pk__in=free.values("report_id"))
        .order_by("created_at", "pk")
        .first()
    )


def _free(report: Report, at: datetime) -> QuerySet[ReportPart]:
    return report.parts.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=at), content__isnull=True
    ).order_by("number")


def _tell_progress(report: Report) -> None:
    """From 2 to 90 percent, by the parts that are there; never back."""
    parts = report.parts.filter(number__gt=0).aggregate(
        every=Count("pk"), done=Count("pk", filter=Q(content__isnull=False))
    )
    progress = 2 + 88 * parts["done"] // max(parts["every"], 1)
    Report.objects.filter(pk=report.pk, progress__lt=progress).update(progress=progress)
