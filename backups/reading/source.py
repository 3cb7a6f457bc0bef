"""What a place of backups offers to be read. Paths are the escaped text of `domain/paths.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from backups.domain.verdicts import Seen


class SourceError(Exception):
    """The place itself cannot be used, so nothing is said of its files.

    `code`: location_unreachable, not_mounted, not_allowed, bad_credentials, unknown_scheme,
    timeout. `text` names no credential.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class NotAFile(Exception):
    """There is something else than a file; `what`: link, fifo, device, socket, directory."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class ReadFailed(Exception):
    """The bytes could not be had although the place answers; `code`: truncated_answer, throttled,
    timeout, server_error. Never corruption: nothing is known about the stored bytes."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class ChangedMeanwhile(Exception):
    """The storage says that it now holds another object than the one that was opened."""


class Facts(NamedTuple):
    """What the storage says of an opened file; equal before and after: not changed meanwhile.

    `version` is whatever else would tell: device and inode, or an object's entity tag.
    """

    size: int
    mtime_ns: int
    ctime_ns: int | None
    inode: int | None
    version: str | int | None = None


class Opened(Protocol):
    """An opened file. Raises OSError (EIO as such), ReadFailed, ChangedMeanwhile, SourceError."""

    facts: Facts
    is_cached: bool  # known after `will_need`: reading it would not wait

    def read_into(self, view: memoryview, offset: int) -> int:
        """Bytes put into `view`; 0 only at the end."""
        ...

    def now(self) -> Facts: ...

    def will_need(self) -> None: ...

    def in_order(self) -> None: ...

    def drop(self, start: int, length: int) -> None:
        """Let the machine's page cache forget what was read."""
        ...

    def close(self) -> None: ...


class Source(Protocol):
    """A location, opened. May be used by several threads at once."""

    threads: int  # how many files are worth reading at a time
    small_in_one_thread: bool  # small files cost less without threads: local storage

    def walk(self, path: str = "") -> Iterator[Seen]:
        """Everything that is no directory beneath `path`, sorted by path relative to it; links
        are never followed. A file yields itself under its own name; nothing there: nothing."""
        ...

    def stat(self, path: str) -> Seen | None: ...

    def is_folder(self, path: str) -> bool: ...

    def opened(self, path: str, *, uncached: bool = False) -> Opened:
        """FileNotFoundError, NotAFile, PermissionError, OSError, ReadFailed, SourceError."""
        ...

    def check(self) -> None:
        """SourceError if the place is gone."""
        ...

    def free_space(self) -> tuple[int, int] | None:
        """Bytes free and in all, where the storage knows them."""
        ...

    def close(self) -> None: ...
