"""A worker of its own process over the test database: `python -m tests.backups.restorer`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from tests.processes import ROOT


def started(places: Path, scratch: Path) -> subprocess.Popen[bytes]:
    """Runs the one restore test that waits. The caller kills or waits for it."""
    env = os.environ | {
        "BCM_DB_NAME": str(connection.settings_dict["NAME"]), "BACKUP_ROOTS": str(places),
        "BACKUP_SCRATCH": str(scratch), "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    env.pop("BCM_TEST_DB", None)
    return subprocess.Popen([sys.executable, "-m", "tests.backups.restorer"], cwd=ROOT, env=env)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")
    import django

    django.setup()
    from backups.jobs.restore import restore

    restore()
