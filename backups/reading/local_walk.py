"""The sorted walk of a local folder: descriptors all the way, links never followed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator

from backups.domain.paths import escape, unescape
from backups.domain.verdicts import Kind, Seen
from backups.reading.ordering import in_order

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A directory that answers so is told as unreadable: what lies in it is not "missing".
_NOT_LISTED = {errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE}

_Level = tuple[int, str, Iterator[str]]  # descriptor, path with "/" behind, names


def entries(top: int) -> Iterator[Seen]:
    """Everything beneath the opened directory `top`, by path. What vanishes meanwhile is left
    out, so that it counts as missing. One descriptor a level, no recursion: depth is bounded by
    the process's limit of open files, beyond it folders are told as unreadable.
    """
    levels: list[_Level] = [(os.dup(top), "", _names(top))]
    try:
        while levels:
            folder, prefix, names = levels[-1]
            try:
                name = next(names, None)
            except OSError as why:
                yield from _not_listed(why, prefix)
                name = None
            if name is None:
                os.close(levels.pop()[0])
            elif not name.endswith("/"):
                if (found := _found(folder, name)) is not None:
                    yield seen(prefix + name, found)
            else:
                inner = _opened(folder, name)
                if isinstance(inner, int):
                    levels.append((inner, prefix + name, _names(inner)))
                else:
                    yield from _instead(inner, folder, prefix, name)
    finally:
        for folder, _prefix, _rest in levels:
            os.close(folder)


def seen(path: str, found: os.stat_result) -> Seen:
    return Seen(
        path, _kind(found.st_mode), found.st_size, found.st_mtime_ns, found.st_ctime_ns,
        found.st_ino,
    )  # fmt: skip


def _names(folder: int) -> Iterator[str]:
    """Escaped names in order, those of directories with "/" behind."""
    return (name for (name,) in in_order(_listed(folder)))


def _listed(folder: int) -> Iterator[list[str]]:
    with os.scandir(folder) as found:
        for one in found:
            yield [_escaped(one.name) + ("/" if one.is_dir(follow_symlinks=False) else "")]


def _escaped(name: str) -> str:
    if name.isascii() and name.isprintable() and "\\" not in name:
        return name
    return escape(os.fsencode(name))


def _bytes(name: str) -> bytes | str:
    return unescape(name) if "\\" in name or not name.isascii() else name


def _found(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(_bytes(name), dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _opened(folder: int, name: str) -> int | OSError:
    try:
        return os.open(_bytes(name[:-1]), _FOLDER, dir_fd=folder)
    except OSError as why:
        return why


def _instead(why: OSError, folder: int, prefix: str, name: str) -> Iterator[Seen]:
    """What is told of a directory that could not be opened."""
    if why.errno in (errno.ELOOP, errno.ENOTDIR):  # replaced since it was listed
        if (found := _found(folder, name[:-1])) is not None:
            yield seen(prefix + name[:-1], found)
    else:
        yield from _not_listed(why, prefix + name)


def _not_listed(why: OSError, path: str) -> Iterator[Seen]:
    if why.errno in _NOT_LISTED:
        yield Seen(path, "unreadable", 0, 0)
    elif why.errno != errno.ENOENT:
        raise why


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return "file"
    return "link" if stat.S_ISLNK(mode) else "special"
