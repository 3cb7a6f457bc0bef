"""100,000 slices and files: the bundle streams, and memory stays where it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from backups.models import BackupCopy, SigningKey, Verification
from tests.backups import made
from tests.backups.bundles import bundle, verify

MANY, FEW = 100_000, 10_000


def _add(count: int, prefix: str) -> None:
    """So many files, and a slice for each, to the one run of the one copy."""
    run, copy = Verification.objects.get(), BackupCopy.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO backups_manifestfile (backup_set_id, path, size_bytes, declared_by,
                declared, sha256, blake3)
            SELECT %s, %s || lpad(n::text, 7, '0'), 4096, '', '', md5(n::text) || md5(n::text),
                md5(n::text) || md5(n::text) FROM generate_series(1, %s) n""",
            [run.backup_set_id, prefix, count],
        )
        cursor.execute(
            """INSERT INTO backups_verificationslice (verification_id, copy_id, kind, state,
                done_path, leased_by, attempts, files_done, bytes_done, seconds, started_at,
                finished_at, merkle_root, figures, problem)
            SELECT %s, %s, 'read', 'done', '', '', 1, 1, 4096, 0.1, now(), now(),
                md5(n::text) || md5(n::text), '{"verdicts": {"ok": 1}}', ''
            FROM generate_series(1, %s) n""",
            [run.pk, copy.pk, count],
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_100_000_slices_and_files_stream(auditor: User, tmp_path: Path) -> None:
    backup = made.backup_set(made.policy(), at=timezone.now() - timedelta(days=1), due_at=None)
    made.copy(backup, made.location())
    made.verification(backup)
    _add(FEW, "a")
    few = _peak_of(tmp_path / "few.zip", auditor)
    _add(MANY - FEW, "b")
    path = tmp_path / "many.zip"
    many = _peak_of(path, auditor)
    assert many - few <= 8, f"{many - few:.0f} MiB more for ten times as much"
    _status, told = verify(path, key=SigningKey.objects.get().public)
    assert told[0]["verdict"] == "intact"
    assert (told[0]["counts"]["slices"], told[0]["counts"]["files"]) == (MANY, MANY)


def _peak_of(path: Path, by: User) -> float:
    """The most memory (MiB) that was resident while a bundle was made."""
    Path("/proc/self/clear_refs").write_text("5")
    bundle(path, by=by, at=timezone.now())
    status = Path("/proc/self/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
