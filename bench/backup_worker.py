"""A real Celery worker for verifications, and what its one child process costs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.utils import timezone

from backups.models import Verification
from bcm.celery import app

QUEUE = "bench-backups"
TICK_S = 0.02
# As the beat does, the worker is told to look again.
AGAIN_S = 1.0
LEASE_S = 3


@dataclass(frozen=True)
class Spent:
    """CPU and wall seconds of one verification; MB above what the idle process held."""

    cpu_s: float
    wall_s: float
    over_mb: float


class Worker:
    """One process that reads; `pid` is that of the child, which changes when it is killed."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @property
    def pid(self) -> int:
        return _children(self.process.pid)[0]

    def verify(self, run: Verification) -> Spent:
        """Hands the task over the broker and waits until the run has ended."""
        pid = self.pid
        before_mb = _memory_mb(pid, "VmRSS")
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak counts from here
        cpu, begun = _cpu_s(pid), time.perf_counter()
        self.tell()
        wait_until(lambda: _is_over(run), 600, self.tell)
        wall = time.perf_counter() - begun
        return Spent(_cpu_s(pid) - cpu, wall, _memory_mb(pid, "VmHWM") - before_mb)

    def tell(self) -> None:
        app.send_task("backups.verify", queue=QUEUE, expires=60)

    def kill(self) -> int:
        """SIGKILL to the reading process; bytes it had read of files."""
        pid = self.pid
        psutil.Process(pid).suspend()
        read = bytes_read(pid)
        os.kill(pid, signal.SIGKILL)
        return read


@contextmanager
def worker(folder: Path, first: Verification) -> Iterator[Worker]:
    """Started, warmed up with a small verification (imports, connections), ended again."""
    arguments = ["-A", "bcm", "worker", "-Q", QUEUE, "-c", "1", "-l", "ERROR", "-n", "bench@%h"]
    # Told again for a second run: the lease of a killed one must be over soon.
    env = os.environ | {"BACKUP_ROOTS": str(folder), "BACKUP_LEASE_S": str(LEASE_S)}
    app.control.purge()
    process = subprocess.Popen([sys.executable, "-m", "celery", *arguments], env=env)
    try:
        one = Worker(process)
        wait_until(lambda: _has_child(process.pid), 60)
        one.verify(first)
        yield one
    finally:
        process.terminate()
        process.wait(timeout=60)


def bytes_read(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


def wait_until(
    condition: Callable[[], bool], within_s: float, again: Callable[[], None] = lambda: None
) -> None:
    begun = told = time.perf_counter()
    while not condition():
        now = time.perf_counter()
        if now - begun > within_s:
            raise RuntimeError("the worker did not get there in time")
        if now - told > AGAIN_S:
            again()
            told = now
        time.sleep(TICK_S)


def _is_over(run: Verification) -> bool:
    return Verification.objects.filter(pk=run.pk, finished_at__lte=timezone.now()).exists()


def _has_child(pid: int) -> bool:
    return bool(_children(pid))


def _children(pid: int) -> list[int]:
    """Its pool; not what it starts for a moment while it comes up."""
    found = psutil.Process(pid).children()
    return [one.pid for one in found if _is_reader(one)]


def _is_reader(one: psutil.Process) -> bool:
    try:
        return time.time() - one.create_time() > 1 and "celery" in " ".join(one.cmdline())
    except psutil.NoSuchProcess:  # the one that was killed, not yet cleared away
        return False


def _cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _memory_mb(pid: int, name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
