"""Copies of a set held against each other: where a damaged file can be taken from, and who is
right where no digest came with the backup (docs/method.md §26)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from backups.domain.quorum import decide
from backups.models import BackupCopy, CopyPart, FilePieces, FileProblem, ManifestFile, Verification

# Verdicts on contents: another copy may hold other bytes and be the right one.
CONTENTS = ("corrupt", "rewritten", "truncated", "grown")
_PAGE = 5_000

_SOURCES = """
INSERT INTO backups_goodsource (problem_id, copy_id, agreeing)
SELECT p.id, min(c.copy_id), count(c.copy_id)
FROM backups_fileproblem p
LEFT JOIN backups_copyfile c ON c.copy_id = ANY(%(copies)s) AND c.copy_id <> p.copy_id
    AND c.path = p.path AND NOT c.bad AND NOT EXISTS (
        SELECT FROM backups_fileproblem o WHERE o.verification_id = p.verification_id
            AND o.copy_id = c.copy_id AND o.path = p.path AND o.verdict <> 'flaky_read')
WHERE p.verification_id = %(run)s AND p.path <> '' AND p.verdict NOT IN ('extra', 'flaky_read')
GROUP BY p.id
ON CONFLICT (problem_id) DO NOTHING
"""
_WHOLE = """
INSERT INTO backups_goodsource (problem_id, copy_id, agreeing)
SELECT p.id, min(c.id), count(c.id)
FROM backups_fileproblem p
LEFT JOIN backups_backupcopy c ON c.id = ANY(%(good)s) AND c.id <> p.copy_id
WHERE p.verification_id = %(run)s AND p.path = ''
GROUP BY p.id
ON CONFLICT (problem_id) DO NOTHING
"""


def name_sources(run: Verification, *, copies: Sequence[int], good: Sequence[int]) -> None:
    """A GoodSource for every problem of the run that another copy could mend; copy None: none
    can. `copies` were looked at and are there, `good` are verified as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"run": run.pk, "copies": list(copies)})
        cursor.execute(_WHOLE, {"run": run.pk, "good": list(good)})


def settle_disputes(run: Verification, copies: Sequence[BackupCopy]) -> dict[int, int]:
    """Files that differ between copies without a digest that came with them: copy → how many.

    Where more than half of the copies agree against what was recorded first, theirs is what is
    expected from now on and all copies are read anew. Where none has a majority all that hold it
    are in doubt, until a person says which is right.
    """
    young = {copy.pk for copy in copies if copy.verified_at is None}
    rows = FileProblem.objects.filter(
        verification=run, verdict__in=CONTENTS, copy__in=young
    ).exclude(path="")
    doubtful: dict[str, dict[int, str]] = defaultdict(dict)
    for path, copy, evidence in rows.values_list("path", "copy_id", "evidence").iterator(_PAGE):
        doubtful[path][copy] = _held(evidence)
    disputed: Counter[int] = Counter()
    if not doubtful or len(copies) < 2:
        return disputed
    for file in ManifestFile.objects.filter(
        backup_set=run.backup_set_id, path__in=list(doubtful), declared=""
    ):
        found: dict[int, str | None] = {copy.pk: file.blake3 for copy in copies}
        found |= doubtful[file.path]
        decision = decide(found, recorded=file.blake3)
        if decision.digest is None:
            disputed.update(found.keys())
        elif decision.digest != file.blake3:
            _expect(file, decision.digest, copies)
            disputed.update(found.keys())
    return disputed


def _held(evidence: dict[str, Any]) -> str:
    """A name for the bytes a copy holds: its digest, or its size where nothing was read."""
    for name in ("second_read", "first_read", "found"):
        said = evidence.get(name) or {}
        if digest := said.get("blake3") or said.get("sha256"):
            return str(digest)
        if "size" in said:
            return f"size:{said['size']}"
    return "?"


def _expect(file: ManifestFile, digest: str, copies: Sequence[BackupCopy]) -> None:
    """The first copy was outvoted: nothing that rests on its bytes stands any longer."""
    is_digest = not digest.startswith("size:")
    file.blake3, file.sha256 = digest if is_digest and len(digest) == 64 else "", ""
    if not is_digest:
        file.size_bytes = int(digest.removeprefix("size:"))
    file.save(update_fields=["blake3", "sha256", "size_bytes"])
    FilePieces.objects.filter(file=file).delete()
    CopyPart.objects.filter(
        copy__in=copies, first_path__lte=file.path, last_path__gte=file.path
    ).update(read_at=None, result="", due_at=None)
