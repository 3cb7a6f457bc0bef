"""The tests' database, made by one worker and copied by the others: its tables take 20 s of work.

The first worker that needs it makes it and offers a copy; who comes later waits and copies that.
"""

from __future__ import annotations

import fcntl
import time
from pathlib import Path
from typing import IO

from django.db import connection

PATIENCE_S = 300.0  # then whoever waits makes one itself
_making: IO[str] | None = None
_offered, _copied = "", ""


def take(folder: Path) -> bool:
    """True when this worker's database stands as a copy; False when the worker has to make it."""
    global _making, _copied
    lock = (folder / "database.lock").open("w")
    if not _locked(lock):
        lock.close()
        return False
    offered = folder / "database"
    if offered.exists():
        _copied = connection.creation._get_test_db_name()
        _copy(offered.read_text(), _copied)
        lock.close()
        return True
    _making = lock
    return False


def offer(folder: Path) -> None:
    """What this worker has made, to the others; nothing where it made none for them."""
    global _making, _offered
    if _making is None:
        return
    made = str(connection.settings_dict["NAME"])
    connection.close()  # a database in use cannot be copied
    _copy(made, f"{made}_offered")
    _offered = f"{made}_offered"
    (folder / "database").write_text(_offered)
    _making.close()
    _making = None


def drop(folder: Path) -> None:
    """At the end: what this worker offers, or its copy. What it made, Django removes."""
    with (folder / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _offered:
            (folder / "database").unlink(missing_ok=True)
        connection.close()
        with connection._nodb_cursor() as cursor:
            for name in filter(None, (_offered, _copied)):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _locked(lock: IO[str]) -> bool:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.1)
    return False


def _copy(source: str, name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
