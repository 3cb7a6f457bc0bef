"""The proof of detection over a clone of a real set, with the readers that verify."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3

from backups.domain.faults import FAULTS
from backups.jobs.prove import prove as job
from backups.models import BackupSet, DetectionProof, ManifestFile
from backups.services import proofs
from backups.services.proof_clone import choose
from tests.backups import made

CONTENT = b"orders of the day\n" * 4000


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Path:
    """Where backups lie; the scratch folder stands beside."""
    (tmp_path / "nas").mkdir()
    settings.BACKUP_ROOTS, settings.BACKUP_SCRATCH = [tmp_path], tmp_path / "scratch"
    return tmp_path


@pytest.fixture
def backup(db: None, places: Path, noon: datetime) -> BackupSet:
    """A verified set of one file."""
    nas = made.location("nas", url=(places / "nas").as_uri())
    policy = made.policy(locations=(nas,), rpo_s=3600)
    one = made.backup_set(policy, at=noon, size_bytes=len(CONTENT), file_count=1)
    folder = places / "nas" / policy.code
    folder.mkdir()
    (folder / "orders.bak").write_bytes(CONTENT)
    made.copy(one, nas, path=f"{policy.code}/orders.bak")
    ManifestFile.objects.create(
        backup_set=one,
        path="orders.bak",
        size_bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        blake3=blake3(CONTENT).hexdigest(),
    )
    return one


def test_every_fault_is_found_and_named(backup: BackupSet, noon: datetime) -> None:
    proof = proofs.prove(at=noon)
    assert proof is not None
    assert {case["fault"]: case["found"] for case in proof.cases} == {
        "none": "ok",
        "flip": "corrupt",
        "flip_new_mtime": "rewritten",
        "truncate": "truncated",
        "grow": "grown",
        "delete": "missing",
        "add": "extra",
        "swap": "grown+truncated",
        "link": "not_a_file",
        "stale": "missed",
    }
    assert (proof.outcome, proof.reason, proof.backup_set) == ("pass", "", backup)


def test_nothing_stays_and_the_set_is_untouched(
    backup: BackupSet, places: Path, noon: datetime
) -> None:
    copy = places / "nas" / "orders-full" / "orders.bak"
    before = copy.stat()
    proofs.prove(at=noon)
    assert (list((places / "scratch").iterdir()), copy.read_bytes()) == ([], CONTENT)
    assert (copy.stat().st_mtime_ns, copy.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_reader_that_sees_nothing_fails_the_proof(
    backup: BackupSet, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm of the alarm: a verifier that calls everything good must not prove itself."""
    monkeypatch.setattr(proofs, "_verdicts", lambda folder, known: {})
    proof = proofs.prove(at=noon)
    assert proof is not None
    missed = [case["fault"] for case in proof.cases if case["expected"] != case["found"]]
    assert (proof.outcome, proof.reason) == ("fail", "not_detected")
    assert missed == [fault for fault in FAULTS if fault not in ("none", "stale")]
    backup.policy.state.refresh_from_db()
    assert backup.policy.state.judged["proof"]["state"] == "failed"


def test_due_at_once_then_every_week_and_a_day_after_a_failure(
    backup: BackupSet, noon: datetime
) -> None:
    assert proofs.is_due(at=noon) is True
    proofs.prove(at=noon)
    week = timedelta(days=7)
    due = [proofs.is_due(at=noon + after) for after in (week - timedelta(seconds=1), week)]
    DetectionProof.objects.update(outcome="fail")
    due.append(proofs.is_due(at=noon + timedelta(days=1)))
    assert due == [False, True, True]


def test_the_job_makes_one_and_then_waits(backup: BackupSet) -> None:
    first, second = job(), job()
    assert (first, second) == (DetectionProof.objects.get().code, "")


def test_nothing_is_proved_with_a_copy_that_has_rotted(
    backup: BackupSet, places: Path, noon: datetime
) -> None:
    (places / "nas" / "orders-full" / "orders.bak").write_bytes(CONTENT[:-1] + b"!")
    assert (choose(at=noon), proofs.prove(at=noon)) == (None, None)


def test_nothing_is_proved_without_a_verified_set(db: None, places: Path, noon: datetime) -> None:
    assert proofs.prove(at=noon) is None
