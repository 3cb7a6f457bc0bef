"""Writes what an archive holds below one folder and nowhere else.

Names are judged before anything is opened, then every component is opened on its own with
O_NOFOLLOW from the folder above: a link that an archive brought along leads nowhere.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backups.restoring.inside.job import Failed

NAME_BYTES = 4096
DEPTH = 100
DRIVE = re.compile(r"^[A-Za-z]:")
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def parts_of(name: str) -> tuple[str, ...]:
    """The components of a member's name; () for the root. Raises Failed for a name that lies."""
    shown = name[:200]
    if "\0" in name:
        raise Failed("archive_name_nul", name=shown)
    if len(os.fsencode(name)) > NAME_BYTES:
        raise Failed("archive_name_too_long", name=shown, limit=NAME_BYTES)
    if name.startswith("/") or name.startswith("\\") or DRIVE.match(name):
        raise Failed("archive_absolute_path", name=shown)
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts or ".." in name.replace("\\", "/").split("/"):
        raise Failed("archive_path_escapes", name=shown)
    if len(parts) > DEPTH:
        raise Failed("archive_too_deep", name=shown, limit=DEPTH)
    return parts


class SafeTree:
    """A folder that members are written into. `replacing`: a later archive of a chain may."""

    def __init__(self, root: Path):
        root.mkdir(mode=0o700)
        self._root = os.open(root, FOLDER)
        self.replacing = False
        self._written: set[tuple[str, ...]] = set()

    def begin_archive(self, *, replacing: bool) -> None:
        self.replacing = replacing
        self._written = set()

    def folder(self, parts: tuple[str, ...]) -> None:
        with self._entered(parts):
            pass

    def new_file(self, parts: tuple[str, ...]) -> int:
        """An open descriptor; the caller closes it."""
        with self._entered(parts[:-1]) as parent, _telling(parts):
            self._make_room(parent, parts)
            return os.open(parts[-1], NEW_FILE, 0o600, dir_fd=parent)

    def symbolic_link(self, parts: tuple[str, ...], target: str) -> None:
        """Only to a place inside, worked out by the text alone."""
        if target.startswith("/") or "\0" in target:
            raise Failed("archive_link_escapes", name="/".join(parts)[:200])
        depth = len(parts) - 1
        for part in target.split("/"):
            depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
            if depth < 0:
                raise Failed("archive_link_escapes", name="/".join(parts)[:200])
        with self._entered(parts[:-1]) as parent, _telling(parts):
            self._make_room(parent, parts)
            os.symlink(target, parts[-1], dir_fd=parent)

    def hard_link(self, parts: tuple[str, ...], to: tuple[str, ...]) -> None:
        with (
            self._entered(to[:-1]) as there,
            self._entered(parts[:-1]) as here,
            _telling(parts),
        ):
            self._make_room(here, parts)
            os.link(to[-1], parts[-1], src_dir_fd=there, dst_dir_fd=here, follow_symlinks=False)

    def _make_room(self, parent: int, parts: tuple[str, ...]) -> None:
        if not parts:
            raise Failed("archive_name_empty")
        if self.replacing and parts not in self._written:
            try:
                os.unlink(parts[-1], dir_fd=parent)
            except FileNotFoundError:
                pass
        self._written.add(parts)

    @contextmanager
    def _entered(self, parts: tuple[str, ...]) -> Iterator[int]:
        """The folder's descriptor, made on the way where it is missing."""
        current = os.dup(self._root)
        try:
            for part in parts:
                with _telling(parts):
                    try:
                        os.mkdir(part, 0o700, dir_fd=current)
                    except FileExistsError:
                        pass
                    following = os.open(part, FOLDER, dir_fd=current)
                os.close(current)
                current = following
            yield current
        finally:
            os.close(current)


@contextmanager
def _telling(parts: tuple[str, ...]) -> Iterator[None]:
    """Names that the file system refuses are the archive's fault; a full disk is not."""
    try:
        yield
    except OSError as error:
        reasons = {
            errno.EEXIST: "archive_duplicate",
            errno.ELOOP: "archive_path_through_link",
            errno.ENOTDIR: "archive_path_through_link",
            errno.EISDIR: "archive_duplicate",
            errno.ENAMETOOLONG: "archive_name_too_long",
            errno.ENOENT: "archive_link_target_missing",
            errno.EILSEQ: "archive_name_impossible",
        }
        if error.errno not in reasons:
            raise
        raise Failed(reasons[error.errno], name="/".join(parts)[:200]) from error
