"""One opened file of this machine, read without leaving it in the page cache."""

from __future__ import annotations

import errno
import fcntl
import os

from backups.reading.source import Facts

_ONE_BYTE = bytearray(1)  # what is written there is nobody's


class LocalFile:
    """Owns `fd`. `before` is the state found under its name just before it was opened."""

    __slots__ = ("facts", "fd", "is_cached")

    def __init__(self, fd: int, before: os.stat_result) -> None:
        self.fd, self.facts = fd, _facts(before)
        self.is_cached = False

    def read_into(self, view: memoryview, offset: int) -> int:
        try:
            return os.preadv(self.fd, (view,), offset)
        except OSError as why:
            if why.errno != errno.EINVAL or not self._leave_direct():
                raise
            return os.preadv(self.fd, (view,), offset)

    def now(self) -> Facts:
        return _facts(os.fstat(self.fd))

    def will_need(self) -> None:
        """Have a small file read ahead, unless it is in the cache: then it stays there."""
        try:
            os.preadv(self.fd, (_ONE_BYTE,), 0, os.RWF_NOWAIT)
            self.is_cached = True
        except OSError:  # would have to wait, or a file system that cannot tell
            os.posix_fadvise(self.fd, 0, 0, os.POSIX_FADV_WILLNEED)

    def in_order(self) -> None:
        os.posix_fadvise(self.fd, 0, 0, os.POSIX_FADV_SEQUENTIAL)

    def drop(self, start: int, length: int) -> None:
        if not self.is_cached:
            os.posix_fadvise(self.fd, start, length, os.POSIX_FADV_DONTNEED)

    def forget_cached(self) -> None:
        """Have the next read come from the storage: dirty pages cannot be dropped before they
        are written."""
        try:
            os.fsync(self.fd)
        except OSError:
            pass
        os.posix_fadvise(self.fd, 0, 0, os.POSIX_FADV_DONTNEED)

    def _leave_direct(self) -> bool:
        """Whether it was read past the cache until now, which the storage does not take."""
        flags = fcntl.fcntl(self.fd, fcntl.F_GETFL)
        if not flags & os.O_DIRECT:
            return False
        fcntl.fcntl(self.fd, fcntl.F_SETFL, flags & ~os.O_DIRECT)
        self.forget_cached()
        return True

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def _facts(found: os.stat_result) -> Facts:
    return Facts(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)
