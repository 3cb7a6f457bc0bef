"""What a program costs: CPU seconds of it and everything it started, wall seconds, memory.

Neighbours change how long something takes, hardly how much CPU it needs: ratios are of CPU.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    cpu_s: float
    wall_s: float
    peak_mb: float
    output: str


def cost_of(argv: Sequence[str], *, given: str = "", env: dict[str, str] | None = None) -> Cost:
    """Run it to its end; RuntimeError if it fails. `given` is its standard input."""
    begun = time.perf_counter()
    # Files, not pipes: a full pipe on either side would have both wait for ever.
    with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+") as stdout:
        stdin.write(given)
        stdin.seek(0)
        child = subprocess.Popen(argv, stdin=stdin, stdout=stdout, env=env)
        _pid, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - begun
        stdout.seek(0)
        output = stdout.read()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{argv[0]} ended with {child.returncode}")
    return Cost(
        used.ru_utime + used.ru_stime,
        took,
        used.ru_maxrss / 1024,
        output,
    )


def in_two(argv: Sequence[str], paths: Sequence[str], *, at_once: int = 1) -> Cost:
    """`xargs -0 -P2 -n<at_once> argv` over the paths."""
    given = "\0".join(paths)
    return cost_of(["xargs", "-0", "-P2", f"-n{at_once}", *argv], given=given)


def medians(
    works: dict[str, Callable[[], Cost]], *, rounds: int, before: Callable[[], None]
) -> dict[str, Cost]:
    """The cost of median CPU of each. In turns, so that a busy minute meets all of them;
    `before` puts the page cache into the same state each time."""
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            before()
            found[name].append(work())
    return {name: _median(costs) for name, costs in found.items()}


def _median(costs: list[Cost]) -> Cost:
    middle = statistics.median_low([one.cpu_s for one in costs])
    return next(one for one in costs if one.cpu_s == middle)
