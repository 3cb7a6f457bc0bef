"""A worker that was killed leaves nothing behind for long, and the sweep takes only its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from backups.restoring import sweep
from backups.restoring.lease import LEASE, take

WORKER = """
import sys
from pathlib import Path
from backups.restoring import *
request = RestoreRequest(
    "command", (Path(sys.argv[1]),), Path(sys.argv[2]), code="RT-1",
    command=("/bin/sh", "-c", "setsid sleep 98763 & echo ready > begun; sleep 98763"),
)
restore(request, report=lambda phase: None, stop=lambda: False)
"""


def test_a_killed_worker_leaves_a_folder_that_is_swept(scratch: Path, sources: Path) -> None:
    copy = sources / "copy"
    copy.write_text("x")
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(copy), str(scratch)])
    _wait_for(lambda: list(scratch.glob("restore-RT-1-*/work/out/begun")))
    assert sweep(scratch) == []  # its worker lives

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    [left] = os.listdir(scratch)

    assert sweep(scratch) == [left]
    assert os.listdir(scratch) == []
    assert "98763" not in subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout


def test_a_postgresql_left_behind_is_ended(scratch: Path) -> None:
    """By the data folder it works in: the number in its pid file may be anybody's by now."""
    left = take(scratch, "RT-2", None)
    data = left.work / "pg"
    data.mkdir()
    orphan = subprocess.Popen(["sleep", "98764"], cwd=data)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    os.close(left._lock)

    assert sweep(scratch) == [left.folder.name]
    assert orphan.wait(5) == -signal.SIGKILL


def test_the_noted_process_is_ended_only_while_it_is_the_same(scratch: Path) -> None:
    left = take(scratch, "RT-3", None)
    other = subprocess.Popen(["sleep", "98765"], start_new_session=True)
    note = {"uid": None, "pid": other.pid, "started": "1"}  # the number was used again
    (left.folder / LEASE).write_text(json.dumps(note))
    os.close(left._lock)

    sweep(scratch)

    assert other.poll() is None
    other.kill()
    other.wait()


def test_what_is_not_ours_stays(scratch: Path, tmp_path: Path) -> None:
    for name in ("restore-mine", "restore-RT-1-0123456789ab", "customer-data"):
        (scratch / name).mkdir()
    (scratch / "restore-RT-2-0123456789ab").symlink_to(tmp_path)
    held = take(scratch, "RT-4", None)
    before = sorted(os.listdir(scratch))

    assert sweep(scratch) == []
    assert sorted(os.listdir(scratch)) == before
    held.remove()


def test_a_folder_half_removed_is_swept_again(scratch: Path) -> None:
    left = take(scratch, "RT-5", None)
    (left.work / "tmp").rmdir()
    (left.work / "way").symlink_to("/etc")
    os.close(left._lock)

    assert sweep(scratch) == [left.folder.name]
    assert Path("/etc/passwd").exists()


def _wait_for(found: object) -> None:
    deadline = time.monotonic() + 20
    while not found():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)
