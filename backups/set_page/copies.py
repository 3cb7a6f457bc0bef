"""The copies of a set: their states, ages, damage, and which of them holds the good bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from backups.models import BackupCopy, BackupSet, FileProblem, GoodSource, Verification
from backups.words.ages import coarse


@dataclass(frozen=True)
class CopyRow:
    """`age_s` is that of its oldest byte since it was last read; `repairs` files of others."""

    copy: BackupCopy
    age_s: int | None
    overdue: bool
    problems: int
    repairs: int

    @property
    def good(self) -> bool:
        return self.copy.state == "verified"


def copy_rows(one: BackupSet, newest: Verification | None, at: datetime) -> list[CopyRow]:
    """Three queries."""
    damaged: dict[int, int] = {}
    repairing: dict[int, int] = {}
    if newest is not None:
        found = FileProblem.objects.filter(verification=newest).order_by()
        damaged = dict(found.values_list("copy").annotate(many=Count("pk")))
        sources = GoodSource.objects.filter(problem__verification=newest, copy__isnull=False)
        repairing = dict(sources.order_by().values_list("copy").annotate(many=Count("pk")))
    limit_s = one.policy.verify_every_s
    rows = []
    for copy in one.copies.select_related("location__site"):
        age_s = _age_s(copy.oldest_read_at, at)
        rows.append(
            CopyRow(
                copy=copy,
                age_s=coarse(age_s),
                overdue=age_s is not None and limit_s is not None and age_s > limit_s,
                problems=damaged.get(copy.pk, 0),
                repairs=repairing.get(copy.pk, 0),
            )
        )
    return rows


def _age_s(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else max(int((at - since).total_seconds()), 0)
