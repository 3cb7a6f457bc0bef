"""A copy from its place into the scratch folder, digested on the way. No ORM.

What is fetched is held against the manifest before anything opens it: a restore of other bytes
than those of the backup proves nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blake3 import blake3

from backups.domain.paths import BadPath, file_parts
from backups.reading.budget import Budget
from backups.reading.source import NotAFile, ReadFailed, Source
from backups.restoring.guard import free_bytes

BLOCK = 1024 * 1024
# How often the disk is looked at, and what is left of it for everybody else.
LOOK_EVERY, KEPT_FREE = 64 * BLOCK, 512 * BLOCK
# Best first: what decides is the strongest digest that the manifest has.
ALGORITHMS: Mapping[str, Callable[[], Any]] = {
    "blake3": blake3,
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}


class NotFetched(Exception):
    """`code`: missing, differs, not_a_file, stopped, unreadable, scratch_full, or of the place."""

    def __init__(self, code: str, **params: Any):
        self.code, self.params = code, params
        super().__init__(code)


@dataclass
class Fetched:
    """One copy in the scratch folder; `compared` files had a digest to be held against."""

    path: Path
    files: int = 0
    bytes: int = 0
    compared: int = 0


def fetch(
    source: Source,
    path: str,
    target: Path,
    *,
    digests: Mapping[str, Mapping[str, str]],
    budget: Budget,
    stop: Callable[[], bool],
) -> Fetched:
    """Copy the file or folder `path` into the new folder `target`; `digests` by path within it.

    Raises NotFetched, SourceError.
    """
    target.mkdir(mode=0o755)
    folder = source.is_folder(path)
    done = Fetched(target)
    name = ""
    for seen in source.walk(path):
        if seen.kind != "file":
            raise NotFetched("not_a_file", path=seen.path)
        name = seen.path
        try:
            parts = file_parts(seen.path)
        except BadPath as error:
            raise NotFetched("not_a_file", path=seen.path) from error
        inside = f"{path}/{seen.path}" if folder and path else seen.path if folder else path
        place = _room(target, parts)
        done.bytes += _copy(source, inside, place, digests.get(seen.path, {}), budget, stop)
        done.compared += bool(_decisive(digests.get(seen.path, {})))
        done.files += 1
    if not done.files:
        raise NotFetched("missing", path=path)
    if not folder:
        done.path = target / os.fsdecode(file_parts(name)[-1])
    return done


def _room(target: Path, parts: list[bytes]) -> bytes:
    """Folders are made one by one; the target is new and nobody else's, so none is a link."""
    place = os.fsencode(target)
    for part in parts[:-1]:
        place = os.path.join(place, part)
        try:
            os.mkdir(place, 0o755)
        except FileExistsError:
            pass
    return os.path.join(place, parts[-1])


def _copy(
    source: Source,
    path: str,
    place: bytes,
    expected: Mapping[str, str],
    budget: Budget,
    stop: Callable[[], bool],
) -> int:
    algorithm = _decisive(expected)
    digest = ALGORITHMS[algorithm]() if algorithm else None
    total = 0
    try:
        opened = source.opened(path)
    except FileNotFoundError as error:
        raise NotFetched("missing", path=path) from error
    except NotAFile as error:
        raise NotFetched("not_a_file", path=path) from error
    except (OSError, ReadFailed) as error:
        raise NotFetched("unreadable", path=path, error=str(error)[:200]) from error
    try:
        opened.in_order()
        buffer = bytearray(BLOCK)
        view = memoryview(buffer)
        out = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        try:
            while count := _read(opened, view, total, path):
                if total % LOOK_EVERY == 0 and free_bytes(place) < KEPT_FREE:
                    raise NotFetched("scratch_full")
                if stop() or not budget.take(count, stop):
                    raise NotFetched("stopped")
                if digest is not None:
                    digest.update(view[:count])
                _write(out, view[:count])
                total += count
                opened.drop(total - count, count)
        finally:
            os.close(out)
    finally:
        opened.close()
    if digest is not None and digest.hexdigest() != expected[algorithm]:
        raise NotFetched("differs", path=path, algorithm=algorithm)
    return total


def _read(opened: Any, view: memoryview, offset: int, path: str) -> int:
    try:
        return int(opened.read_into(view, offset))
    except (OSError, ReadFailed) as error:
        raise NotFetched("unreadable", path=path, error=str(error)[:200]) from error


def _write(out: int, view: memoryview) -> None:
    while view:
        try:
            view = view[os.write(out, view) :]
        except OSError as error:
            raise NotFetched("scratch_full", error=str(error)[:200]) from error


def _decisive(expected: Mapping[str, str]) -> str:
    return next((name for name in ALGORITHMS if expected.get(name)), "")
