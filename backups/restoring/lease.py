"""Scratch folders `restore-<code>-<random>`: held by a lock, swept when nobody holds it any more.

The lock is the lease: the kernel drops it when the worker dies, however it dies. Only folders
that carry the prefix and the lease file are ever removed.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backups.restoring.walls import FIRST_UID, LAST_UID

PREFIX = "restore-"
LEASE = "lease.json"
NAME = re.compile(r"^restore-[A-Za-z0-9][A-Za-z0-9-]{0,60}-[0-9a-f]{12}$")
# Processes that were killed may take a moment to go.
ENDS_WITHIN_S = 5.0


@dataclass
class Scratch:
    """A folder of one test. `work` is the only place its child may write to."""

    folder: Path
    uid: int | None
    _lock: int

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def accounts(self) -> Path:
        return self.folder / "accounts"

    def note_child(self, pid: int) -> None:
        """Write down which process to end should this worker die."""
        note = {"uid": self.uid, "pid": pid, "started": started_at(pid)}
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps(note).encode(), 0)

    def remove(self) -> None:
        """End what still runs for it, then drop the folder."""
        _end_processes(self.folder, _lease_note(self.folder))
        _remove(self.folder)
        os.close(self._lock)


def take(scratch: Path, code: str, uid: int | None) -> Scratch:
    """A fresh folder in `scratch` that is this process's until it is removed."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", code).strip("-")[:60] or "test"
    folder = scratch / f"{PREFIX}{plain}-{secrets.token_hex(6)}"
    folder.mkdir(mode=0o755)
    folder.chmod(0o711)
    lock = os.open(folder / LEASE, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.pwrite(lock, json.dumps({"uid": uid, "pid": None, "started": None}).encode(), 0)
    for name in ("work", "work/tmp"):
        (folder / name).mkdir(mode=0o700)
        if uid is not None:
            os.chown(folder / name, uid, uid)
    (folder / "accounts").mkdir(mode=0o755)
    return Scratch(folder, uid, lock)


def sweep(scratch: Path) -> list[str]:
    """Remove what dead workers left behind; returns the names of the folders removed."""
    removed = []
    for folder in sorted(scratch.glob(f"{PREFIX}*")):
        if not NAME.match(folder.name) or folder.is_symlink() or not folder.is_dir():
            continue
        try:
            lock = os.open(folder / LEASE, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            continue  # not one of ours, or just being made or removed
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # its worker is alive
        else:
            _end_processes(folder, _lease_note(folder))
            _remove(folder)
            removed.append(folder.name)
        finally:
            os.close(lock)
    return removed


def started_at(pid: int) -> str | None:
    """The kernel's start time of a process: with the pid it names one process for good."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]


def _lease_note(folder: Path) -> dict[str, object]:
    try:
        note = json.loads((folder / LEASE).read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _end_processes(folder: Path, note: dict[str, object]) -> None:
    """Kill the child's group, everything of its own user, and a PostgreSQL in the folder."""
    pid, uid = note.get("pid"), note.get("uid")
    if isinstance(pid, int) and pid > 1 and started_at(pid) == note.get("started") is not None:
        _kill(lambda: os.killpg(pid, signal.SIGKILL))
        _kill(lambda: os.kill(pid, signal.SIGKILL))
    data_folders = {_identity(file.parent) for file in (folder / "work").glob("*/postmaster.pid")}
    deadline = time.monotonic() + ENDS_WITHIN_S
    while time.monotonic() < deadline:
        left = [other for other in _processes() if _belongs(other, uid, data_folders)]
        if not left:
            return
        for other in left:
            _kill(partial(os.kill, other, signal.SIGKILL))
        time.sleep(0.05)


def _belongs(pid: int, uid: object, data_folders: set[tuple[int, int] | None]) -> bool:
    """By its user, where the test had one of its own; by its working folder otherwise."""
    try:
        own = isinstance(uid, int) and FIRST_UID <= uid <= LAST_UID
        if own and os.stat(f"/proc/{pid}").st_uid == uid:
            return _state(pid) != "Z"
        return bool(data_folders) and _identity(Path(f"/proc/{pid}/cwd")) in data_folders
    except OSError:
        return False


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) > 1]


def _kill(action: Callable[[], None]) -> None:
    try:
        action()
    except (ProcessLookupError, PermissionError):
        pass


def _remove(folder: Path) -> None:
    """Everything in the folder; its lease last, so that a half removed one is swept again."""
    for entry in os.scandir(folder):
        if entry.name == LEASE:
            continue
        if entry.is_dir(follow_symlinks=False):
            _remove_tree(entry.path)
        else:
            os.unlink(entry.path)
    (folder / LEASE).unlink(missing_ok=True)
    folder.rmdir()


def _remove_tree(path: str) -> None:
    try:
        _open_folders(path)
        shutil.rmtree(path)
    except RecursionError:  # folders within folders by the thousand: these go without recursion
        subprocess.run(["chmod", "-R", "u+rwX", "--", path], check=False)
        subprocess.run(["rm", "-rf", "--one-file-system", "--", path], check=True)


def _open_folders(top: str) -> None:
    """Folders that forbid entering would stop a normal user's removal."""
    if os.geteuid() == 0:
        return
    os.chmod(top, stat.S_IRWXU)
    for parent, names, _ in os.walk(top):
        for name in names:
            path = os.path.join(parent, name)
            if not os.path.islink(path):
                os.chmod(path, stat.S_IRWXU)
