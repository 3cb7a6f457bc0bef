"""The proof of detection: faults put into a clone on purpose, and the verifier must find each.

The readers are those that verify (`backups/reading`), over a clone of a real set in the scratch
folder; nothing of the set itself is touched. Every week, and as soon as there is a set to clone.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from backups.domain.faults import FAULTS, Case, Fault, expectation, failing
from backups.domain.freshness import age_of, freshness, strictest
from backups.domain.verdicts import Expected
from backups.models import DetectionProof, Outcome
from backups.reading import compare, open_source, read_files
from backups.services.fault_files import expectations, lay_out, put_in
from backups.services.judging import judge
from backups.services.proof_clone import Clone, choose
from followup.services.numbers import next_number
from lib.versioning import create

EVERY = timedelta(days=7)
AFTER_A_FAILURE = timedelta(days=1)
LOCK = 7_240_011  # any number that no other advisory lock uses
PREFIX = "bcm-proof-"
LEFT_OVER_S = 3600
ALGORITHMS = ("sha256", "blake3")


def is_due(*, at: datetime) -> bool:
    """A week after the last one, a day after one that failed, at once where there is none."""
    last = DetectionProof.objects.order_by("-at").values("at", "outcome").first()
    if last is None:
        return True
    wait = EVERY if last["outcome"] == Outcome.PASS else AFTER_A_FAILURE
    return bool(at - last["at"] >= wait)


def prove(*, at: datetime, faults: Sequence[Fault] = FAULTS) -> DetectionProof | None:
    """One proof, kept and told where it failed; None while no small set is verified, or while
    another worker is at it. `at` is when it begins."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return None
        clone = choose(at=at)
        return None if clone is None else _keep(clone, carry_out(clone, faults), at)


def carry_out(clone: Clone, faults: Sequence[Fault]) -> list[Case]:
    """Each fault in a fresh clone of its own. Nothing stays in the scratch folder."""
    scratch = Path(settings.BACKUP_SCRATCH)
    scratch.mkdir(mode=0o711, parents=True, exist_ok=True)
    _sweep(scratch)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=scratch) as folder:
        return [_case(fault, clone, Path(folder) / fault) for fault in faults]


def _case(fault: Fault, clone: Clone, folder: Path) -> Case:
    began = time.monotonic()
    folder.mkdir()
    files = lay_out(folder, clone.contents)
    known = expectations(folder, files, clone.digests)
    put_in(fault, folder, files)
    found = _freshness(clone) if fault == "stale" else _verdicts(folder, known)
    return Case(fault, expectation(fault, files), failing(found), time.monotonic() - began)


def _verdicts(folder: Path, known: Sequence[Expected]) -> dict[str, str]:
    """As a verification goes: names and sizes first, then the bytes of what is left."""
    source = open_source(folder.as_uri(), {}, roots=[folder.parent], hosts=[])
    try:
        found: dict[str, str] = {}
        to_read = []
        for pair in compare(known, source.walk("")):
            if pair.verdict is not None:
                found[pair.path] = pair.verdict
            elif pair.expected is not None:
                to_read.append(pair.expected)
        for read in read_files(source, "", to_read, algorithms=ALGORITHMS):
            found[read.path] = read.verdict
        return found
    finally:
        source.close()


def _freshness(clone: Clone) -> dict[str, str]:
    """The set's own restore point, looked at one second after it has become too old."""
    one = clone.backup_set
    limit_s = strictest(one.policy.rpo_s, one.policy.system.rpo_s)
    limit_s = limit_s if limit_s is not None else 0
    point = one.restore_point_at or one.verified_at
    assert point is not None
    late = point + timedelta(seconds=limit_s + 1)
    found = freshness(age_of(point, late), limit_s)
    return {} if found == "met" else {"": found}


def _keep(clone: Clone, cases: Sequence[Case], at: datetime) -> DetectionProof:
    missed = [case for case in cases if not case.is_detected]
    outcome = Outcome.FAIL if missed else Outcome.PASS
    row = create(
        DetectionProof,
        code=next_number("PRF", at=at),
        backup_set=clone.backup_set,
        at=at,
        outcome=outcome.value,
        reason="not_detected" if missed else "",
        cases=[case.as_json() for case in cases],
        bytes=clone.bytes,
    )
    state = "failed" if missed else "passed"
    params = {"proof": row.code, "missed": len(missed), "cases": len(cases)}
    judge(clone.backup_set.policy, "proof", state, at=at, set=clone.backup_set, params=params)
    return row


def _sweep(scratch: Path) -> None:
    """What a killed worker left; the lock says that nobody else is at it."""
    oldest = time.time() - LEFT_OVER_S
    for left in scratch.glob(f"{PREFIX}*"):
        if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < oldest:
            shutil.rmtree(left, ignore_errors=True)
