"""A worker of its own process over the test database: `python -m tests.backups.verifier`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from tests.processes import ROOT


def started(folder: Path, *, lease_s: int = 120) -> subprocess.Popen[bytes]:
    """Reads whatever waits, then ends. The caller kills or waits for it."""
    name = str(connection.settings_dict["NAME"])
    env = os.environ | {
        "BCM_DB_NAME": name, "BACKUP_ROOTS": str(folder), "BACKUP_LEASE_S": str(lease_s),
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    env.pop("BCM_TEST_DB", None)
    return subprocess.Popen([sys.executable, "-m", "tests.backups.verifier"], cwd=ROOT, env=env)


def bytes_read(process: subprocess.Popen[bytes]) -> int:
    """What the process has read so far, of files and all else."""
    lines = Path(f"/proc/{process.pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")
    import django

    django.setup()
    from backups.services.slices_work import work

    work(budget_s=60)
