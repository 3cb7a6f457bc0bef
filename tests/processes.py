"""Programs that tests start: their environment, and what is left of them."""

from __future__ import annotations

import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psutil

Seen = TypeVar("Seen")
ROOT = Path(__file__).resolve().parents[1]


def environment(var: Path, **more: str) -> dict[str, str]:
    """This one's, with servers of its own under `var` that need not survive a power cut."""
    not_inherited = {"DATABASE_URL", "REDIS_URL", "BCM_DB_NAME", "BCM_NO_SERVERS"}
    kept = {k: v for k, v in os.environ.items() if k not in not_inherited}
    quick = "-c fsync=off -c full_page_writes=off"
    return {**kept, "BCM_VAR": str(var), "BCM_POSTGRES_OPTIONS": quick, **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running_under(folder: Path, within_s: float = 15) -> list[str]:
    """Names of the processes started for `folder` that are still there after a while."""
    until(lambda: not _names_under(folder), within_s)
    return _names_under(folder)


def until(condition: Callable[[], bool], within_s: float) -> bool:
    """True as soon as the condition is, False if it is not within the time."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def settled(look: Callable[[], Seen], done: Callable[[Seen], bool], still_s: float) -> Seen:
    """What `look` sees as soon as it is done, or what was last seen when nothing has moved for
    `still_s`: on a busy machine everything takes longer, but it goes on."""
    seen = look()
    moved = time.monotonic()
    while not done(seen) and time.monotonic() - moved < still_s:
        time.sleep(0.25)
        before, seen = seen, look()
        if seen != before:
            moved = time.monotonic()
    return seen


def status(url: str) -> int:
    """HTTP status, 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _names_under(folder: Path) -> list[str]:
    """By the folder in their command line or environment; the dead ones do not count."""
    names = []
    for process in psutil.process_iter(["name", "cmdline", "environ", "status"]):
        words = process.info["cmdline"] or []
        var = (process.info["environ"] or {}).get("BCM_VAR", "")
        ours = any(str(folder) in word for word in [*words, var])
        if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            names.append(process.info["name"])
    return names
