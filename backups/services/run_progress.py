"""How far many verifications are, in one query: for lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from backups.models import RunState, SliceState, Verification, VerificationSlice

OVER = (RunState.FINISHED.value, RunState.CANCELLED.value)


@dataclass(frozen=True)
class RunProgress:
    percent: int
    bytes_done: int


def progress_of(rows: Iterable[Verification]) -> dict[int, RunProgress]:
    """By id; as `verification.progress` says it of one. Totals grow while copies are looked at."""
    runs = {row.pk: row for row in rows}
    reads = ~Q(kind="look")
    looking = Q(kind="look") & ~Q(state__in=[SliceState.DONE.value, SliceState.GIVEN_UP.value])
    sums: dict[int, Any] = {
        line["verification"]: line
        for line in VerificationSlice.objects.filter(verification__in=runs)
        .values("verification")
        .annotate(
            files=Sum("files_done", filter=reads),
            bytes=Sum("bytes_done", filter=reads),
            all=Count("id"),
            looking=Count("id", filter=looking),
        )
        .order_by()
    }
    return {pk: _progress(run, sums.get(pk, {})) for pk, run in runs.items()}


def _progress(run: Verification, line: Mapping[str, int | None]) -> RunProgress:
    done, files = line.get("bytes") or 0, line.get("files") or 0
    if run.state in OVER:
        return RunProgress(100, done)
    if line.get("looking") or not line.get("all"):
        return RunProgress(0, done)
    part, whole = (done, run.bytes_total) if run.bytes_total else (files, run.files_total)
    return RunProgress(min(100 * part // whole, 100) if whole else 0, done)
