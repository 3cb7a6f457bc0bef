"""A copy on disk to read: its source, what is expected of it, and how it is spoilt."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from backups.domain.verdicts import Expected, Read
from backups.reading import Source, open_source, read_files

BOTH = ("sha256", "blake3")
MIB = 1024 * 1024


def local(root: Path) -> Source:
    return open_source(str(root), {}, roots=[root], hosts=())


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def known(source: Source, base: str = "", algorithms: Sequence[str] = BOTH) -> list[Expected]:
    """Everything there, read now, as what is expected from now on."""
    seen = [Expected(*one[:1], *one[2:]) for one in source.walk(base)]
    reads = {one.path: one for one in read_files(source, base, seen, algorithms=algorithms)}
    return [
        one._replace(digests=reads[one.path].digests, pieces=dict(reads[one.path].pieces))
        for one in seen
    ]


def verdicts(
    source: Source, wanted: Sequence[Expected], *, base: str = "", **options: Any
) -> dict[str, tuple[str, str]]:
    """Verdict and reason by path."""
    return {one.path: (one.verdict, one.reason) for one in reads(source, wanted, base, **options)}


def reads(source: Source, wanted: Sequence[Expected], base: str = "", **options: Any) -> list[Read]:
    options.setdefault("algorithms", BOTH)
    return list(read_files(source, base, wanted, **options))


def flip(path: Path, *, at: int = 0, keep_mtime: bool) -> None:
    """One bit; `keep_mtime` as decay does it, without as somebody who writes."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))
    moved = before.st_mtime_ns + (0 if keep_mtime else 1_000_000_000)
    os.utime(path, ns=(before.st_atime_ns, moved))


class DoingClock:
    """Time that passes only while a budget waits, and what happens the first time it does."""

    def __init__(self, happens: Callable[[], object] = lambda: None) -> None:
        self.seconds, self.slept, self._happens = 0.0, 0.0, happens
        self._happened = False

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.slept += seconds
        if not self._happened:
            self._happened = True
            self._happens()


def as_nobody(work: Callable[[], Any]) -> Any:
    """What `work` returns (plain JSON) in a child without root's privileges."""

    def dropped() -> Any:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        return work()

    return in_child(dropped)


def in_child(work: Callable[[], Any]) -> Any:
    """What `work` returns (plain JSON) in a process of its own, so that it may spoil it."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writer, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    return json.loads(answer)
