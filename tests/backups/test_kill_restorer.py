"""A worker killed with SIGKILL in the middle of a restore: nothing stays, the next begins anew."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from backups import restoring
from backups.jobs.restore import restore
from backups.models import BackupPolicy, RestoreTest
from backups.services.restore_tests import request
from tests.backups import restorer
from tests.backups.restore_world import World
from tests.processes import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LOOP = "CREATE TABLE t (a int); SELECT pg_sleep(98766);"


def test_a_killed_worker_is_followed_by_another(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_ROOTS, settings.BACKUP_SCRATCH = [tmp_path / "places"], tmp_path / "scratch"
    world = World(tmp_path / "places", restore_test_every_s=None)
    backup = world.backup({"a.txt": b"hello"}, at=timezone.now() - timedelta(hours=2))
    hanging = world.backup({"a.txt": b"hello"}, at=timezone.now() - timedelta(hours=3))
    for place in ("near", "far"):
        file = world.folder / place / f"{hanging.code}.tar"
        file.write_text(LOOP)
    hanging.files.all().delete()
    test = request(hanging, by=None, at=timezone.now())

    worker = restorer.started(tmp_path / "places", tmp_path / "scratch")
    running = RestoreTest.objects.filter(pk=test.pk, phase="restore")
    assert until(running.exists, 240)
    assert len(os.listdir(tmp_path / "scratch")) == 2  # what was fetched, and the child's folder
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    # The lease of the dead one still holds; what it left is swept by whoever comes next.
    request(backup, by=None, at=timezone.now())
    settings.BACKUP_RESTORES_AT_ONCE = 2
    restore()
    assert RestoreTest.objects.get(backup_set=backup).outcome == "pass"
    assert os.listdir(tmp_path / "scratch") == []
    listed = subprocess.run(["ps", "axo", "args"], capture_output=True, text=True).stdout
    assert "restore-work/pg" not in listed

    BackupPolicy.objects.update(restore_limit_s=3)
    RestoreTest.objects.filter(pk=test.pk).update(leased_until=timezone.now())
    restore()
    test.refresh_from_db()
    assert (test.state, test.outcome, test.reason, test.attempts) == (
        "finished", "fail", "timeout", 2,
    )  # fmt: skip
    assert restoring.sweep(tmp_path / "scratch") == []
