"""What a run counted, copy by copy: the plain values its checks are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from backups.domain.checks.content import CopyFacts
from backups.models import BackupCopy, CopyPart, SliceState, Verification


@dataclass
class CopyRun:
    """A copy in a run: its row and its facts; `read_now` of its parts were read in the run."""

    row: BackupCopy
    facts: CopyFacts
    oldest_read_at: datetime | None = None
    read_now: int = 0

    @property
    def whole_round(self) -> bool:
        """Every part was read, and all of them in this run."""
        return self.facts.parts > 0 and self.read_now == self.facts.parts


def copies_of(run: Verification) -> list[CopyRun]:
    """Three statements for any number of copies and slices."""
    rows = {
        copy.pk: copy
        for copy in BackupCopy.objects.select_related("location__site")
        .filter(slices__verification=run)
        .distinct()
    }
    ages = _ages(list(rows), run)
    found = {pk: _Sum() for pk in rows}
    for one in run.slices.order_by("id").values(
        "copy_id", "kind", "state", "problem", "figures", "bytes_done", "files_done"
    ):
        found[one["copy_id"]].add(one)
    return [_copy_run(run, row, found[pk], ages.get(pk, {})) for pk, row in sorted(rows.items())]


@dataclass
class _Sum:
    looked: bool = False
    problem: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0

    def add(self, one: Mapping[str, Any]) -> None:
        if one["state"] == SliceState.GIVEN_UP.value:
            self.problem = self.problem or one["problem"] or "given_up"
        self.verdicts.update(one["figures"].get("verdicts", {}))
        if one["kind"] == "look":
            self.looked = one["state"] == SliceState.DONE.value
            self.figures = one["figures"]
        else:
            self.bytes += one["bytes_done"]


def _ages(copies: list[int], run: Verification) -> dict[int, Mapping[str, Any]]:
    rows = (
        CopyPart.objects.filter(copy__in=copies)
        .values("copy_id")
        .annotate(
            parts=Count("id"),
            bad=Count("id", filter=Q(result="fail")),
            unread=Count("id", filter=Q(read_at__isnull=True)),
            now=Count("id", filter=Q(read_at__gte=run.started_at)),
            oldest=Min("read_at"),
        )
        .order_by()
    )
    return {row["copy_id"]: row for row in rows}


def _copy_run(run: Verification, row: BackupCopy, sums: _Sum, ages: Mapping[str, Any]) -> CopyRun:
    figures = sums.figures
    facts = CopyFacts(
        copy=row.pk,
        problem=sums.problem,
        looked=sums.looked,
        present=bool(figures.get("present", False)),
        files=figures.get("files", 0),
        expected_files=run.backup_set.file_count or 0,
        bytes_read=sums.bytes,
        verdicts=dict(sums.verdicts),
        parts=ages.get("parts", 0),
        bad_parts=ages.get("bad", 0),
        unread_parts=ages.get("unread", 0),
        recorded=bool(figures.get("recorded", False)),
        has_manifest=run.backup_set.has_manifest or run.round > 1,
    )
    whole = facts.parts > 0 and not facts.unread_parts
    return CopyRun(row, facts, ages.get("oldest") if whole else None, ages.get("now", 0))
