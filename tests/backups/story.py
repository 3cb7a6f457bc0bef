"""A small company whose backups show every state a page can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    RestoreTest,
    Verification,
)
from tests import factories
from tests.backups import made

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = (
    "data/<script>alert(1)<\\x2fscript>.sql",
    "data/line\\nbreak and \\x1b[31mred.bin",
    "数据/订单 2026.dump",
    "data/\\xff\\xfe not utf-8",
)


@dataclass
class Story:
    full: BackupPolicy
    daily: BackupPolicy
    portal: BackupPolicy
    nas: BackupLocation
    vault: BackupLocation
    good: BackupSet
    damaged: BackupSet
    child: BackupSet
    suspicious: BackupSet
    waiting: Verification
    failed_run: Verification
    test: RestoreTest
    late_test: RestoreTest


def story(at: datetime) -> Story:
    here, away = factories.site("dc-a"), factories.site("dc-b")
    orders = factories.system(
        "orders", name="Order management", rpo_s=86_400, rto_s=14_400, site=here
    )
    portal = factories.system("portal", name="Customer portal", rpo_s=3_600, rto_s=1_200, site=here)
    factories.system("wiki", name="Wiki", rpo_s=604_800)
    made.location("prod", name="Production arrays", site=here, production=True)
    nas = made.location("nas", name="Backup NAS", site=here, url="file:///srv/backups/nas")
    vault = made.location(
        "vault", name="Tape vault", site=away, medium="tape", offsite=True, offline=True,
        immutable=True, url="sftp://vault.example.com/backups",
    )  # fmt: skip
    cloud = made.location(
        "cloud", name="Object storage", medium="cloud", offsite=True, immutable=True,
        url="s3://acme-backups", state={
            "reachable": False, "problem": "timeout", "problem_since": at - 5 * HOUR,
            "seen_at": at - 5 * HOUR,
            "scan_figures": {
                "files": 420, "bytes": 91_000_000_000, "units": 14, "sets_new": 2, "unknown": 2,
                "unknown_names": ["orders_copy (2).bak", "tmp.part"], "seconds": 1.25,
                "unreadable": ["lost+found"], "complete": False,
            },
        },
    )  # fmt: skip
    made.readings(nas, *[0.42 - 0.011 * day for day in range(30)], until=at)
    full = made.policy(
        "orders-full", system=orders, locations=(nas, vault, cloud),
        schedule="FREQ=WEEKLY;BYDAY=SU;BYHOUR=1;BYMINUTE=0", verify_every_s=30 * 86_400,
        retention_s=90 * 86_400, restore_test_every_s=31 * 86_400,
        state={"expected_at": at + 5 * DAY, "restore_test_due_at": at + 20 * DAY},
    )  # fmt: skip
    daily = made.policy(
        "orders-daily", system=orders, locations=(nas, vault), method="incremental",
        verify_every_s=30 * 86_400, state={"expected_at": at + 14 * HOUR},
    )  # fmt: skip
    portal_policy = made.policy(
        "portal-hourly", system=portal, locations=(nas,), data_class="files", rpo_s=3_600,
        schedule="FREQ=HOURLY;BYMINUTE=0", state={
            "rhythm": "late", "rhythm_since": at - HOUR, "expected_at": at - 2 * HOUR,
        },
    )  # fmt: skip

    good = made.backup_set(full, at=at - 8 * DAY)
    copies = [made.copy(good, place) for place in (nas, vault, cloud)]
    made.manifest(good, "base.tar", "pg_wal.tar", "backup_manifest")
    run = made.verification(good)
    _passed(run, copies)
    test = made.restore_test(good, rto_s=14_400, rpo_s=86_400)
    made.restore_test(good, outcome="not_run", reason="no_isolation", restored_s=None, phases=[])

    damaged = made.backup_set(
        full, at=at - DAY, state="failed", size_bytes=5_100_000_000, file_count=2 + len(HOSTILE)
    )
    bad, missing = made.copy(damaged, nas), made.copy(damaged, vault, state="missing")
    made.manifest(damaged, "base.tar", "pg_wal.tar", *HOSTILE)
    failed_run = made.verification(damaged, outcome="fail")
    _failed(failed_run, bad, missing, copies[1])
    child = made.backup_set(
        daily, at=at - 12 * HOUR, parent=damaged, obstacle="parent_failed", restorable=False
    )
    made.copy(child, nas)
    suspicious = made.backup_set(
        daily, at=at - 2 * HOUR, obstacle="quarantine", restorable=False,
        quarantined_at=at - HOUR, quarantine_reason="suspicious",
        suspicion={"score": 80, "limit": 50, "samples": 9,
                   "parts": {"contents": 50, "endings": 30, "size": 0, "files": 0}},
    )  # fmt: skip
    made.copy(suspicious, nas)
    nothing_yet = ("restore_point_at", "started_at", "finished_at", "arrived_at", "size_bytes")
    made.backup_set(daily, at=at + 14 * HOUR, state="expected", **dict.fromkeys(nothing_yet))

    stale = made.backup_set(portal_policy, at=at - 7 * HOUR)
    made.copy(stale, nas)
    late_test = made.restore_test(stale, rto_s=1_200, rpo_s=3_600, restored_s=1_740)
    fresh = made.backup_set(portal_policy, at=at - 3 * HOUR, state="verifying")
    made.copy(fresh, nas)
    waiting = made.verification(fresh, state="running", reason="demand")
    made.reading(fresh.copies.get(), waiting, state="leased", bytes_done=1_800_000_000)
    made.heartbeat(portal_policy, "start", at=at - 3 * HOUR)
    made.heartbeat(portal_policy, at=at - 3 * HOUR + timedelta(minutes=4), duration_s=240)
    made.heartbeat(
        portal_policy, "exit", exit_status=2, at=at - HOUR, verdict="failed",
        body="rsync: connection unexpectedly closed <b>(0 bytes)</b>",
    )  # fmt: skip
    made.proof(at=at - 2 * DAY)
    return Story(
        full, daily, portal_policy, nas, vault, good, damaged, child, suspicious, waiting,
        failed_run, test, late_test,
    )  # fmt: skip


def _passed(run: Verification, copies: list[BackupCopy]) -> None:
    for one in copies:
        made.reading(one, run)
        made.check(run, "checksum", copy=one, measured=3, limit=3)
        made.check(run, "completeness", copy=one, measured=3, limit=3)
    for name in ("chain", "size", "naming", "freshness", "retention", "verification_age"):
        made.check(run, name)
    made.check(run, "three_two_one")
    made.check(run, "log", "not_run", "no_log")


def _failed(run: Verification, bad: BackupCopy, missing: BackupCopy, elsewhere: BackupCopy) -> None:
    made.reading(bad, run, figures={"ok": 1, "corrupt": 3})
    made.check(run, "checksum", "fail", "files_corrupt", copy=bad, params={"files": 4},
               measured=4, limit=0)  # fmt: skip
    made.check(run, "completeness", "fail", "copy_missing", copy=missing)
    made.check(run, "size", "warn", "grew", params={"percent": 64, "usual": 3_100_000_000},
               measured=5_100_000_000, limit=4_650_000_000)  # fmt: skip
    made.check(run, "verification_age", "overdue", "read_too_long_ago",
               params={"age_s": 97_200, "limit_s": 86_400}, measured=97_200,
               limit=86_400)  # fmt: skip
    for place, path in enumerate(HOSTILE):
        made.problem(
            run, bad, path, ("corrupt", "rewritten", "truncated", "missing")[place],
            good=elsewhere if place == 0 else None,
            expected={"blake3": "b" * 64, "size": 1_400_000_000},
            found={"blake3": "c" * 64, "size": 1_400_000_000 - place},
        )  # fmt: skip
