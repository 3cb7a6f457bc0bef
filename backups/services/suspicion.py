"""Ransomware hint: a set that differs from those before it as it would after an encryption.

It is put into quarantine by the machine and told; only a person with "backup.release" lifts it,
and what a person has released is not kept apart again. Rules: docs/method.md §27.6.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backups.domain.suspicion import Look, Suspicion, suspicion
from backups.models import BackupSet
from backups.services.judging import judge
from backups.services.sets import quarantine_set

REASON = "suspicious"
"""The reason of the machine; words for it are made on the page."""

COMPARED = 30


def examine(one: BackupSet, *, at: datetime) -> Suspicion | None:
    """Score the set against its policy's earlier ones, keep the score, and keep it apart above
    the limit. None with too few to compare. Three queries when it is unremarkable.

    Call inside the transaction that ends a verification, with its size known.
    """
    found = suspicion(_look(one.size_bytes, one.file_count, one.facts), _before(one))
    if found is None:
        return None
    one.suspicion = found.as_json()
    BackupSet.objects.filter(pk=one.pk).update(suspicion=one.suspicion)
    if not found.suspicious:
        if one.quarantined_at is None:
            judge(one.policy, "suspicion", "clear", at=at, set=one)
        return found
    if one.quarantined_at is None and one.released_at is None:
        quarantine_set(one, reason=REASON, by=None, at=at)
        one.refresh_from_db(
            fields=["quarantined_at", "quarantine_reason", "restorable", "obstacle", "version"]
        )
        judge(one.policy, "suspicion", "suspicious", at=at, set=one, params={"score": found.score})
    return found


def _before(one: BackupSet) -> list[Look]:
    """Earlier sets of the policy that nothing is wrong with, newest first."""
    if one.restore_point_at is None:
        return []
    rows = (
        BackupSet.objects.filter(
            policy=one.policy_id, kind=one.kind, restore_point_at__lt=one.restore_point_at,
            arrived_at__isnull=False, quarantined_at=None,
        )
        .exclude(state="failed")
        .order_by("-restore_point_at")
        .values_list("size_bytes", "file_count", "facts__sample")
    )  # fmt: skip
    return [_look(size, files, {"sample": sample or {}}) for size, files, sample in rows[:COMPARED]]


def _look(size: int | None, files: int | None, facts: dict[str, Any]) -> Look:
    sample = facts.get("sample", {})
    return Look(
        size, files, sample.get("sampled", 0), sample.get("random", 0), sample.get("endings", {})
    )
