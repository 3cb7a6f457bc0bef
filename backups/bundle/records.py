"""What stands in the records of a bundle: one function a kind, dictionaries in a fixed order.

Nothing secret: no credentials, no ping addresses, no commands, no logs. Instants are
ISO 8601 with offset, durations seconds, sizes bytes. docs/evidence.md lists the kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db.models import Q

from backups.bundle.changes import policy_changes, releases
from backups.bundle.scope import Scope, streamed
from backups.domain.merkle import MerkleTree
from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    DetectionProof,
    FileProblem,
    ManifestFile,
    RestoreTest,
    Verification,
    VerificationCheck,
    VerificationSlice,
)
from bia.models import System

Rows = Iterator[Mapping[str, Any]]
FINISHED = ("finished", "cancelled")


def systems(scope: Scope) -> Rows:
    rows = scope.then(System).order_by("code")
    if scope.system_ids is not None:
        rows = rows.filter(row_id__in=scope.system_ids)
    else:
        rows = rows.filter(row_id__in=scope.then(BackupPolicy).values("system_id"))
    return streamed(rows, "code", "name", "rto_s", "rpo_s")


def policies(scope: Scope) -> Rows:
    rows = scope.of_policies(scope.then(BackupPolicy), "row_id").order_by("code")
    return streamed(
        rows, "code", "data_class", "method", "active", "schedule", "timezone", "grace_s", "lag_s",
        "rpo_s", "retention_s", "retention_count", "legal_retention_s", "naming_pattern",
        "encryption", "size_tolerance_percent", "smallest_bytes", "log_required",
        "verify_every_s", "verify_within_s", "declared_every", "restore_test_every_s",
        "restore_format", "assertions", "restore_limit_s", "expansion_limit",
        "switchover_every_s", "version", system="system__code",
    )  # fmt: skip


def locations(scope: Scope) -> Rows:
    rows = scope.then(BackupLocation).order_by("code")
    fields = (
        "code", "name", "medium", "offsite", "immutable", "offline", "production", "paused",
        "read_workers", "read_bytes_per_s", "windows", "url",
    )  # fmt: skip
    for row in streamed(rows, *fields, site="site__code"):
        yield row | {"url": without_secret(row["url"])}


def without_secret(url: str) -> str:
    """An address without user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def sets(scope: Scope) -> Rows:
    rows = scope.of_policies(scope.then(BackupSet), "policy_id")
    rows = rows.exclude(Q(state="expired") & Q(arrived_at__lte=scope.since)).order_by("row_id")
    return streamed(
        rows, "code", "kind", "state", "arrived_by", "due_at", "started_at", "finished_at",
        "restore_point_at", "arrived_at", "size_bytes", "file_count", "has_manifest", "tool",
        "log_given", "restorable", "obstacle", "verified_at", "oldest_read_at", "rounds",
        "quarantined_at", "quarantine_reason", "released_at",
        policy="policy__code", parent="parent__code",
    )  # fmt: skip


def files(scope: Scope) -> Rows:
    """The manifests of the sets a run of the period read, file by file, by set and path."""
    rows = ManifestFile.objects.filter(
        backup_set__in=_runs(scope).order_by().values("backup_set_id")
    )
    return streamed(
        rows.order_by("backup_set_id", "path"), "path", "size_bytes", "declared_by", "declared",
        "sha256", "blake3", set="backup_set__code",
    )  # fmt: skip


def copies(scope: Scope) -> Rows:
    rows = scope.of_policies(scope.then(BackupCopy), "backup_set__policy_id").order_by("row_id")
    return streamed(
        rows, "path", "state", "arrived_at", "verified_at", "oldest_read_at", "immutable_until",
        set="backup_set__code", location="location__code", copy="row_id",
    )  # fmt: skip


def runs(scope: Scope) -> Rows:
    """Each with the Merkle root over the roots of its slices, in the order of `slices`."""
    roots = _slice_roots(scope)
    waiting = next(roots, None)
    found = streamed(
        _runs(scope), "row_id", "code", "reason", "state", "outcome", "complete", "round",
        "algorithms", "started_at", "finished_at", "files_total", "bytes_total",
        set="backup_set__code", asked_by="requested_by__username",
    )  # fmt: skip
    for row in found:
        run, tree = row.pop("row_id"), MerkleTree()
        while waiting is not None and waiting[0] <= run:
            if waiting[0] == run:
                tree.add(waiting[1])
            waiting = next(roots, None)
        yield row | {"slices": tree.count, "slices_root": tree.root()}


def _runs(scope: Scope) -> Any:
    rows = scope.of_policies(scope.then(Verification), "backup_set__policy_id")
    return scope.within(rows.filter(state__in=FINISHED), "finished_at").order_by("row_id")


def _slices(scope: Scope) -> Any:
    rows = VerificationSlice.objects.filter(
        verification__in=_runs(scope).order_by().values("row_id")
    )
    return rows.exclude(state__in=("waiting", "leased")).order_by("verification_id", "pk")


def _slice_roots(scope: Scope) -> Iterator[tuple[int, str]]:
    return iter(
        _slices(scope).values_list("verification_id", "merkle_root").iterator(chunk_size=2_000)
    )


def slices(scope: Scope) -> Rows:
    """`first_path` … `last_path` with the files of the set give the lines under the root."""
    return streamed(
        _slices(scope), "kind", "state", "files_done", "bytes_done", "seconds", "started_at",
        "finished_at", "merkle_root", "figures", "problem", "attempts",
        run="verification__code", set="verification__backup_set__code", copy="copy_id",
        part="part__number",
        first_path="part__first_path", last_path="part__last_path",
        first_piece="part__first_piece", last_piece="part__last_piece",
    )  # fmt: skip


def checks(scope: Scope) -> Rows:
    rows = scope.of_policies(VerificationCheck.objects.all(), "verification__backup_set__policy_id")
    rows = scope.within(rows, "at").order_by("pk")
    return streamed(
        rows, "name", "outcome", "reason", "params", "measured", "limit", "at",
        run="verification__code", copy="copy_id",
    )  # fmt: skip


def problems(scope: Scope) -> Rows:
    rows = scope.of_policies(FileProblem.objects.all(), "verification__backup_set__policy_id")
    rows = scope.within(rows, "at").order_by("pk")
    return streamed(
        rows, "path", "verdict", "evidence", "at", run="verification__code", copy="copy_id",
        good_copy="good_source__copy_id", agreeing="good_source__agreeing",
    )  # fmt: skip


def restore_tests(scope: Scope) -> Rows:
    rows = scope.of_policies(scope.then(RestoreTest), "backup_set__policy_id")
    rows = scope.within(rows.filter(state__in=FINISHED), "finished_at").order_by("row_id")
    return streamed(
        rows, "code", "state", "outcome", "reason", "params", "format", "imported", "isolation",
        "tools", "phases", "checks", "chain", "objects_restored", "bytes_restored", "started_at",
        "finished_at", "restored_s", "data_stands_at", "data_gap_s", "rto_s", "rpo_s",
        "rto_measurement", "rpo_measurement",
        set="backup_set__code", copy="copy_id", asked_by="requested_by__username",
    )  # fmt: skip


def proofs(scope: Scope) -> Rows:
    rows = scope.within(scope.then(DetectionProof), "at").order_by("row_id")
    return streamed(
        rows, "code", "at", "outcome", "reason", "cases", "bytes", set="backup_set__code"
    )


# In the order in which they are written.
RECORDS: Mapping[str, Callable[[Scope], Rows]] = {
    "systems": systems,
    "policies": policies,
    "policy_changes": policy_changes,
    "locations": locations,
    "sets": sets,
    "copies": copies,
    "files": files,
    "runs": runs,
    "slices": slices,
    "checks": checks,
    "problems": problems,
    "restore_tests": restore_tests,
    "proofs": proofs,
    "releases": releases,
}

__all__ = ["RECORDS", "without_secret"]
