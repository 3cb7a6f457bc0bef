"""How fast this machine makes digests, told once at the start of a worker.

A processor without SHA instructions, or an OpenSSL that does not use them, makes SHA-256 three
times as dear: then BLAKE3 is the digest to read again with.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from backups.reading.digesting import at_once, check_algorithms

_SAMPLE = 4 * 1024 * 1024
_ROUNDS = 3
_log = logging.getLogger(__name__)


class Speeds(NamedTuple):
    """Bytes for each second of CPU, by algorithm; `lacks_sha`: SHA-256 is no faster than MD5."""

    per_second: Mapping[str, float]
    lacks_sha: bool

    @property
    def fastest(self) -> str:
        return max(self.per_second, key=lambda name: self.per_second[name])


def digest_speeds(
    names: Sequence[str] = ("md5", "sha256", "blake3"),
    *,
    clock: Callable[[], float] = time.thread_time,
) -> Speeds:
    """The best of three rounds over 4 MiB each: about 30 ms in all."""
    check_algorithms(names)
    sample = memoryview(bytes(_SAMPLE))
    found = {}
    for name in names:
        rounds = []
        for _ in range(_ROUNDS):
            begun = clock()
            at_once([name], sample)
            rounds.append(clock() - begun)
        found[name] = _SAMPLE / max(min(rounds), 1e-9)
    lacks = "sha256" in found and "md5" in found and found["sha256"] <= found["md5"]
    return Speeds(found, lacks)


def log_speeds() -> Speeds:
    """Measure and log; a warning where SHA-256 is slow."""
    speeds = digest_speeds()
    told = ", ".join(f"{name} {speed / 1e9:.2f}" for name, speed in speeds.per_second.items())
    _log.info("Digests in GB per second of CPU: %s", told)
    if speeds.lacks_sha:
        _log.warning(
            "SHA-256 runs without SHA instructions here: prefer BLAKE3 for re-verification"
        )
    return speeds
