"""A folder of another machine over SFTP, through asyncssh on an event loop of its own thread.

SFTP cannot open without following links. What a name really is is asked before each opening; a
link swapped in between leads to another file of that machine, never of ours.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import Any

from backups.domain.paths import BadPath, escape, file_parts
from backups.domain.verdicts import Kind, Seen
from backups.reading.ordering import in_order
from backups.reading.retrying import Transient, retried
from backups.reading.sftp_connection import Connection
from backups.reading.source import ChangedMeanwhile, Facts, NotAFile, ReadFailed


class SftpSource:
    threads = 2
    small_in_one_thread = False

    def __init__(self, connection: Connection, root: bytes) -> None:
        """Raises SourceError if `root` is no folder there."""
        self._connection = connection
        self._root: bytes = connection.asked_of_place("realpath", root)
        self.check()

    def walk(self, path: str = "") -> Iterator[Seen]:
        try:
            found = self.stat(path) if path else None
            if found is not None and found.kind == "file":
                yield found._replace(path=path.rpartition("/")[2])
                return
            top = self._real(path)
        except (FileNotFoundError, NotAFile, BadPath):
            return
        levels: list[tuple[str, bytes, Iterator[list[Any]]]] = [("", top, self._rows(top))]
        while levels:
            prefix, folder, rows = levels[-1]
            try:
                row = next(rows, None)
            except (PermissionError, ReadFailed):
                yield Seen(prefix, "unreadable", 0, 0)
                row = None
            except FileNotFoundError:
                row = None
            if row is None:
                levels.pop()
            elif row[0].endswith("/"):
                inner = folder + b"/" + file_parts(row[0][:-1])[0]
                levels.append((prefix + row[0], inner, self._rows(inner)))
            else:
                yield Seen(prefix + row[0], row[1], row[2], row[3])

    def stat(self, path: str) -> Seen | None:
        try:
            attributes = self._ask("lstat", self._path(path))
        except (FileNotFoundError, BadPath):
            return None
        except PermissionError:
            return Seen(path, "unreadable", 0, 0)
        return Seen(path, _kind(attributes), *_size_and_time(attributes))

    def is_folder(self, path: str) -> bool:
        try:
            return stat.S_ISDIR(self._ask("lstat", self._path(path)).permissions or 0)
        except (OSError, BadPath, ReadFailed):
            return False

    def opened(self, path: str, *, uncached: bool = False) -> SftpFile:
        try:
            where = self._real(path)
        except BadPath as why:
            raise FileNotFoundError(2, why.code, path) from None
        attributes = self._ask("lstat", where)
        if _kind(attributes) != "file":
            folder = stat.S_ISDIR(attributes.permissions or 0)
            raise NotAFile("directory" if folder else "device")
        return SftpFile(self._connection, where, attributes)

    def check(self) -> None:
        self._connection.asked_of_place("readdir_first", self._root)

    def free_space(self) -> tuple[int, int] | None:
        try:
            told = self._ask("statvfs", self._root)
        except (OSError, ReadFailed):
            return None
        return told.bavail * told.frsize, told.blocks * told.frsize

    def close(self) -> None:
        self._connection.close()

    def _path(self, path: str) -> bytes:
        return b"/".join([self._root.rstrip(b"/"), *file_parts(path)])

    def _real(self, path: str) -> bytes:
        """The place of `path`, none of whose parts below the root is a link."""
        where = self._path(path)
        if stat.S_ISLNK(self._ask("lstat", where).permissions or 0):
            raise NotAFile("link")
        if self._ask("realpath", where) != where.rstrip(b"/"):
            raise NotAFile("link")
        return where

    def _rows(self, folder: bytes) -> Iterator[list[Any]]:
        def listed() -> Iterator[list[Any]]:
            for name, attributes in self._ask("readdir", folder):
                if name not in (b".", b".."):
                    is_folder = stat.S_ISDIR(attributes.permissions or 0)
                    size, mtime_ns = _size_and_time(attributes)
                    mark = "/" if is_folder else ""
                    yield [escape(name) + mark, _kind(attributes), size, mtime_ns]

        return in_order(listed())

    def _ask(self, verb: str, *what: Any) -> Any:
        return retried(lambda: self._connection.asked(verb, *what))


class SftpFile:
    is_cached = False

    def __init__(self, connection: Connection, where: bytes, attributes: Any) -> None:
        self.facts = _facts(attributes)
        self._connection, self._where = connection, where
        self._handle: Any = None

    def read_into(self, view: memoryview, offset: int) -> int:
        data = retried(lambda: self._read(len(view), offset))
        view[: len(data)] = data
        return len(data)

    def now(self) -> Facts:
        return _facts(retried(lambda: self._connection.asked("lstat", self._where)))

    def will_need(self) -> None: ...

    def in_order(self) -> None: ...

    def drop(self, start: int, length: int) -> None: ...

    def close(self) -> None:
        if self._handle is not None:
            self._connection.leave(self._handle)
            self._handle = None

    def _read(self, count: int, offset: int) -> bytes:
        try:
            if self._handle is None:
                self._handle = self._connection.asked("open", self._where)
                if _facts(self._connection.asked_of(self._handle.stat())) != self.facts:
                    raise ChangedMeanwhile
            data: bytes = self._connection.asked_of(self._handle.read(count, offset))
            return data
        except Transient:
            self._handle = None  # of a connection that is gone
            raise


def _facts(attributes: Any) -> Facts:
    return Facts(*_size_and_time(attributes), None, None)


def _size_and_time(attributes: Any) -> tuple[int, int]:
    """Whole seconds in version 3 of the protocol, which is what servers speak."""
    part = getattr(attributes, "mtime_ns", None) or 0
    return attributes.size or 0, (attributes.mtime or 0) * 1_000_000_000 + part


def _kind(attributes: Any) -> Kind:
    mode = attributes.permissions or 0
    if stat.S_ISREG(mode):
        return "file"
    return "link" if stat.S_ISLNK(mode) else "special"
