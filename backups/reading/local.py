"""A folder of this machine, mounted or its own. Nothing outside its root is ever opened: every
name below it is looked up in the directory already held, without following links."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backups.domain.paths import BadPath, file_parts
from backups.domain.verdicts import Seen
from backups.reading.local_file import LocalFile
from backups.reading.local_walk import entries, seen
from backups.reading.source import NotAFile, SourceError

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK a fifo put in the place of a file would hold the thread for ever.
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
# The file system is no longer there, whatever the file was.
GONE = {
    errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ENETDOWN,
    errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ESHUTDOWN, errno.EREMOTEIO,
}  # fmt: skip


class LocalSource:
    threads = max(1, min(2, os.cpu_count() or 1))
    small_in_one_thread = True

    def __init__(self, root: int, name: str) -> None:
        """`root` is the opened directory, and this source's from now on; `name` for messages."""
        self._root, self._name = root, name
        self._held = threading.local()  # the directory last used, by thread

    def walk(self, path: str = "") -> Iterator[Seen]:
        with self._gone_is_told():
            try:
                parts = file_parts(path)
                if not parts or (found := self.stat(path)) is None:
                    top = self._open_folder(parts)
                elif found.kind == "file":
                    yield found._replace(path=path.rpartition("/")[2])
                    return
                else:
                    top = self._open_folder(parts)
            except (FileNotFoundError, NotAFile, BadPath):
                return
            except PermissionError:
                yield Seen("", "unreadable", 0, 0)
                return
            try:
                yield from entries(top)
            finally:
                os.close(top)

    def stat(self, path: str) -> Seen | None:
        with self._gone_is_told():
            try:
                folder, name = self._place(path)
                found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except (FileNotFoundError, NotAFile, BadPath):
                return None
            return seen(path, found)

    def is_folder(self, path: str) -> bool:
        with self._gone_is_told():
            try:
                os.close(self._open_folder(file_parts(path)))
            except (OSError, NotAFile, BadPath):
                return False
            return True

    def opened(self, path: str, *, uncached: bool = False) -> LocalFile:
        try:
            folder, name = self._place(path)
            before = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISREG(before.st_mode):
                raise NotAFile(_what(before.st_mode))
            return self._open(name, folder, before, uncached)
        except BadPath as why:
            raise FileNotFoundError(errno.ENOENT, why.code, path) from None
        except OSError as why:
            if why.errno == errno.ELOOP:
                raise NotAFile("link") from None
            if why.errno in GONE:
                raise self._lost(why) from None
            raise

    def check(self) -> None:
        try:
            os.stat(self._root)
            with os.scandir(self._root) as found:
                next(found, None)
        except OSError as why:
            raise self._lost(why) from None
        if os.fstat(self._root).st_nlink == 0:
            raise SourceError("location_unreachable", f"{self._name} was removed")

    def free_space(self) -> tuple[int, int]:
        with self._gone_is_told():
            told = os.fstatvfs(self._root)
        return told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize

    def close(self) -> None:
        self._held = threading.local()
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def _open(self, name: bytes, folder: int, before: os.stat_result, uncached: bool) -> LocalFile:
        if uncached:
            try:
                return LocalFile(os.open(name, FILE | os.O_DIRECT, dir_fd=folder), before)
            except OSError as why:  # a file system without it: the cache is dropped instead
                if why.errno != errno.EINVAL:
                    raise
        opened = LocalFile(os.open(name, FILE, dir_fd=folder), before)
        if uncached:
            opened.forget_cached()
        return opened

    def _place(self, path: str) -> tuple[int, bytes]:
        """The directory of `path`, held until the next call of this thread, and its last name."""
        folder, slash, name = path.rpartition("/")
        if not path:
            return self._root, b"."
        held: _Held | None = getattr(self._held, "one", None)
        if not slash:
            return self._root, _last(name)
        if held is None or held.path != folder:
            self._held.one = held = _Held(folder, self._open_folder(file_parts(folder)))
        return held.fd, _last(name)

    def _open_folder(self, parts: list[bytes]) -> int:
        """A descriptor of the caller's own."""
        fd = os.open(b".", FOLDER, dir_fd=self._root)
        for part in parts:
            outer = fd
            try:
                fd = os.open(part, FOLDER, dir_fd=outer)
            except OSError as why:
                if why.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(part, outer):
                    raise NotAFile("link") from None
                if why.errno == errno.ENOTDIR:
                    raise FileNotFoundError(errno.ENOENT, "a file is where a folder was") from None
                raise
            finally:
                os.close(outer)
        return fd

    def _lost(self, why: OSError) -> SourceError:
        text = f"{self._name}: {os.strerror(why.errno or 0)}"
        return SourceError("timeout" if why.errno == errno.ETIMEDOUT else _UNREACHABLE, text)

    @contextmanager
    def _gone_is_told(self) -> Iterator[None]:
        try:
            yield
        except OSError as why:
            if why.errno in GONE:
                raise self._lost(why) from None
            raise


_UNREACHABLE = "location_unreachable"


class _Held:
    """A directory kept open while files of it follow each other; closed with its thread."""

    def __init__(self, path: str, fd: int) -> None:
        self.path, self.fd = path, fd

    def __del__(self) -> None:
        os.close(self.fd)


def _last(name: str) -> bytes:
    """The one name that `name`, without a "/", stands for."""
    if name.isascii() and name.isprintable() and "\\" not in name and name.strip("."):
        return name.encode()  # nothing in it that means anything else: most names
    return file_parts(name)[0]


def _is_link(name: bytes, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _what(mode: int) -> str:
    for test, word in (
        (stat.S_ISLNK, "link"),
        (stat.S_ISFIFO, "fifo"),
        (stat.S_ISSOCK, "socket"),
        (stat.S_ISDIR, "directory"),
    ):
        if test(mode):
            return word
    return "device"


def open_local(path: str, roots: list[str], *, mounted: bool = False) -> LocalSource:
    """The folder `path`, which must lie in one of `roots` once all links are resolved.

    `mounted`: it must be a mount point, so that an unplugged disk is "not there" and not "empty".
    """
    real = os.path.realpath(path)
    for root in map(os.path.realpath, roots):
        inside = os.path.relpath(real, root)
        if inside != ".." and not inside.startswith("../"):
            break
    else:
        raise SourceError("not_allowed", f"{path} is in none of the folders for backups")
    try:
        top = LocalSource(os.open(root, FOLDER), path)
        try:
            parts = [] if inside == "." else [os.fsencode(one) for one in inside.split("/")]
            source = LocalSource(top._open_folder(parts), path)
        finally:
            top.close()
    except PermissionError as why:
        raise SourceError("bad_credentials", f"{path}: {why.strerror}") from None
    except (OSError, NotAFile) as why:
        raise SourceError(_UNREACHABLE, f"{path}: {why}") from None
    if mounted and not _is_mount_point(source):
        source.close()
        raise SourceError("not_mounted", f"{path} is no mount point: nothing is mounted there")
    return source


def _is_mount_point(source: LocalSource) -> bool:
    here, above = os.fstat(source._root), os.stat(b"..", dir_fd=source._root)
    return here.st_dev != above.st_dev or here.st_ino == above.st_ino
