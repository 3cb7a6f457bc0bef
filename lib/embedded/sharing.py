"""Who uses the embedded servers, and who stops them.

Every process that asks for an address holds a shared lock on `var/run/users.lock` until it
ends; the kernel lets go of it however the process ends. One guardian process waits for the
exclusive lock: it gets it when nobody is left, stops the servers and ends. So short
manage.py calls beside a running `make run` stop nothing, and nothing outlives the last one.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.embedded import postgres, valkey
from lib.embedded.places import Var

GUARDIAN_ENDS_WITHIN_S = 20

# Open for the life of the process: closing the descriptor is what "I am done" means.
_users_locks: dict[Path, int] = {}


@contextmanager
def starting(var: Var) -> Iterator[None]:
    """Be a user of the servers from now on; inside, nobody else starts one."""
    var.prepare()
    if var.root not in _users_locks:
        users = _open(var.run / "users.lock")
        fcntl.flock(users, fcntl.LOCK_SH)
        _users_locks[var.root] = users
    start = _open(var.run / "start.lock")
    try:
        fcntl.flock(start, fcntl.LOCK_EX)
        _ensure_guardian(var)
        yield
    finally:
        os.close(start)


def release(var: Var) -> None:
    """Stop being a user; if nobody else is one, wait until the guardian has stopped all."""
    users = _users_locks.pop(var.root, None)
    if users is None:
        return
    last = _try_exclusive(users)
    os.close(users)
    if last:
        _wait_for_guardian(var)


def guard(var: Var, guardian_lock: int) -> None:
    """The guardian's whole life. `guardian_lock` is the locked descriptor it was born with."""
    users = _open(var.run / "users.lock")
    fcntl.flock(users, fcntl.LOCK_EX)
    valkey.stop(var)
    postgres.stop(var)
    # In this order: whoever becomes a user next must find the guardian's place free.
    os.close(guardian_lock)
    os.close(users)


def _ensure_guardian(var: Var) -> None:
    lock = _open(var.run / "guardian.lock")
    if _try_exclusive(lock):
        subprocess.Popen(
            [sys.executable, "-m", "lib.embedded", str(var.root), str(lock)],
            cwd=Path(__file__).resolve().parents[2],
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the programs in front, not for the guardian
        )
    os.close(lock)


def _wait_for_guardian(var: Var) -> None:
    lock = _open(var.run / "guardian.lock")
    deadline = time.monotonic() + GUARDIAN_ENDS_WITHIN_S
    while not _try_exclusive(lock) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.close(lock)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try_exclusive(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
