"""Verifications through the broker, a real worker and PostgreSQL, beside openssl (backups.md §9).

`make bench ARGS="verifying_small verifying_killed"`. CPU is that of the worker's
process; PostgreSQL's own is not in it.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backups.domain.slicing import Cutter
from backups.domain.verdicts import PIECE, piece_count
from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    CopyPart,
    LocationState,
    ManifestFile,
    Verification,
    VerificationSlice,
)
from backups.services import slices_look, slices_work, verification
from bench import generate
from bench.backup_files import MIB, evict, make_large, make_small, scratch, warm
from bench.backup_reading import ratio
from bench.backup_worker import Worker, bytes_read, wait_until, worker
from bench.child_cost import in_two, medians
from bench.measure import Result
from bia.models import System

MANY, FEW, ROUNDS = 100_000, 10_000, 3
THREADS = 2


def small() -> list[Result]:
    """Targets 6 to 9: 100,000 files of 4 KiB."""
    generate.start()
    generate.systems(1)
    with scratch() as folder:
        settings.BACKUP_ROOTS = [folder]
        paths = make_small(folder / "many", MANY, 4096)
        fewer = make_small(folder / "few", FEW, 4096)
        openssl = partial(in_two, ["openssl", "dgst", "-sha256"], paths, at_once=500)
        hot = medians({"openssl": openssl}, rounds=ROUNDS, before=partial(warm, paths))
        cold = medians({"openssl": openssl}, rounds=ROUNDS, before=partial(evict, paths))
        many, few = _set(folder, "many", paths), _set(folder, "few", fewer)
        tiny = _set(folder, "tiny", make_small(folder / "tiny", 10, 4096))
        with worker(folder, _asked(tiny)) as one:
            warm(fewer)
            few_first = one.verify(_asked(few))
            few_again = statistics.median(one.verify(_asked(few)).cpu_s for _ in range(ROUNDS))
        with worker(folder, _asked(tiny)) as one:
            warm(paths)
            first = one.verify(_asked(many))
            again = [one.verify(_asked(many)) for _ in range(ROUNDS)]
            scans = [one.verify(_asked(many, "rotation")) for _ in range(ROUNDS)]
            from_disk = [_cold(one, many, paths) for _ in range(ROUNDS)]
        statements = _statements(many)
        unread = _unread(many)
    base = hot["openssl"].cpu_s
    full = statistics.median(run.cpu_s for run in again)
    scan = statistics.median(run.cpu_s for run in scans)
    return [
        ratio("Worker: 100,000 × 4 KiB hot, of openssl", full / base, 2.5),
        ratio("The same, first reading with two digests", first.cpu_s / base, None),
        ratio("The same from the disk, wall time", _wall(from_disk) / cold["openssl"].wall_s, 0.85),
        ratio("Worker: 100,000 files, of 10,000", full / few_again, 11),
        Result("Worker: memory over the idle one", first.over_mb, 32, "MB"),
        Result("The same, more than for 10,000", first.over_mb - few_first.over_mb, 8, "MB"),
        ratio("Worker: a look with nothing due, of reading all", scan / full, 0.5),
        Result("Statements for 100,000 files that pass", statements, 200, ""),
        Result("Files ten slices of a tenth left unread", unread, 0, ""),
    ]


def killed() -> list[Result]:
    """Target 10: SIGKILL when half is read, of large files and of those of a few pieces."""
    return [*_killed(4, 1024 * MIB), *_killed(16, 200 * MIB)]


def _killed(count: int, each: int) -> list[Result]:
    generate.start()
    generate.systems(1)
    with scratch() as folder:
        size = count * each
        paths = make_large(folder / "large", count, each)
        one_set = _set(folder, "large", paths, size=each, declared=False)
        tiny = _set(folder, "tiny", make_small(folder / "tiny", 10, 4096))
        with worker(folder, _asked(tiny)) as one:
            one.verify(_asked(one_set))
            # Slow enough to be met half-way.
            BackupLocation.objects.update(read_bytes_per_s=size // 8)
            run = _asked(one_set)
            mine = VerificationSlice.objects.filter(verification=run, kind="read")
            start = bytes_read(one.pid)
            one.tell()
            wait_until(lambda: _done(mine) >= size / 2, 120)
            read = one.kill() - start
            wait_until(lambda: _has_reader(one), 60)
            one.verify(run)
            read += bytes_read(one.pid)  # all its successor ever read: it may have begun already
        verdicts = [figures["verdicts"] for figures in mine.values_list("figures", flat=True)]
    lost = count * piece_count(each) - sum(one.get("ok", 0) for one in verdicts)
    name = f"Killed at half of {count} × {each // MIB} MiB"
    return [
        Result(f"{name}: read twice", (read - size) / MIB, THREADS * PIECE / MIB, "MB"),
        Result(f"{name}: verdicts lost or inherited", abs(lost), 0, ""),
    ]


def _done(slices: QuerySet[VerificationSlice]) -> int:
    return sum(slices.values_list("bytes_done", flat=True))


def _has_reader(one: Worker) -> bool:
    try:
        return one.pid > 0
    except IndexError:
        return False


def _cold(one: Worker, many: BackupSet, paths: list[str]) -> float:
    evict(paths)
    return one.verify(_asked(many)).wall_s


def _wall(runs: Iterable[float]) -> float:
    return statistics.median(runs)


def _asked(one: BackupSet, reason: str = "demand") -> Verification:
    return verification.request(one, reason=reason, by=None, at=timezone.now())


def _set(
    folder: Path, name: str, paths: list[str], *, size: int = 4096, declared: bool = True
) -> BackupSet:
    """A set in a folder, with the manifest its backup tool would have told."""
    now = timezone.now()
    place = BackupLocation.objects.create(
        code=f"bench-{name}", name=name, url=f"file://{folder}", medium="disk"
    )
    LocationState.objects.create(location=place)
    policy = BackupPolicy.objects.create(
        code=f"bench-{name}", system=System.objects.all()[0], data_class=name, method="full",
        verify_every_s=86_400 * 365, smallest_bytes=1,
    )  # fmt: skip
    one = BackupSet.objects.create(
        code=f"BENCH-{name}", policy=policy, kind="full", arrived_at=now, restore_point_at=now,
        size_bytes=size * len(paths), file_count=len(paths), has_manifest=declared,
    )  # fmt: skip
    BackupCopy.objects.create(backup_set=one, location=place, path=name, arrived_at=now)
    if declared:
        base = folder / name
        ManifestFile.objects.bulk_create(
            (
                ManifestFile(
                    backup_set=one, path=str(Path(path).relative_to(base)), size_bytes=size,
                    declared_by="sha256", declared=_sha256(path),
                )
                for path in sorted(paths)
            ),
            batch_size=5_000,
        )  # fmt: skip
    return one


def _sha256(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _statements(one: BackupSet) -> int:
    """In this process, because a worker's are not seen from outside."""
    _asked(one)
    with CaptureQueriesContext(connection) as captured:
        slices_work.work(budget_s=600)
    return len(captured.captured_queries)


def _unread(one: BackupSet) -> int:
    """The copy in ten parts, one due a night: what has still the age of the first night."""
    slices_look.Cutter = partial(Cutter, most_files=MANY // 10)  # type: ignore[assignment,misc]
    _asked(one)
    slices_work.work(budget_s=600)
    parts = CopyPart.objects.filter(copy__backup_set=one)
    before = timezone.now()
    for night in range(parts.count()):
        parts.update(due_at=before + timedelta(days=365))
        parts.filter(number=night).update(due_at=before)
        _asked(one, "rotation")
        slices_work.work(budget_s=600)
    return sum(parts.filter(read_at__lt=before).values_list("files", flat=True))


VERIFYING = {"verifying_small": small, "verifying_killed": killed}
