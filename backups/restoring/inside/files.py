"""Claims about a restored tree of files."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from backups.restoring.contract import Assertion
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.safe_tree import FOLDER, parts_of


def count(root: Path) -> int:
    """Files (and links) below a folder, folders not counted."""
    return sum(1 for _ in _entries(root))


def size(root: Path) -> int:
    return sum(entry.stat(follow_symlinks=False).st_size for entry in _entries(root))


def _entries(root: Path) -> Iterator[os.DirEntry[str]]:
    """Everything that is no folder. Not os.walk: it recurses, and folders may be very deep."""
    folders = [os.fspath(root)]
    while folders:
        try:
            with os.scandir(folders.pop()) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        yield entry
        except OSError:  # a path beyond the system's limit
            continue


def check(job: Job) -> None:
    """Every assertion of the policy; one that needs a database cannot be made here."""
    job.phase("check")
    for assertion in job.assertions:
        if assertion.sql:
            job.check(assertion.name, "not_run", "needs_database", assertion=True)
        else:
            _one(job, assertion)


def _one(job: Job, assertion: Assertion) -> None:
    try:
        descriptor = _opened(job.target, assertion.path)
    except (OSError, Failed):
        job.check(assertion.name, "fail", "file_missing", assertion=True, path=assertion.path)
        return
    with os.fdopen(descriptor, "rb") as found:
        kept = os.fstat(found.fileno())
        value: object = True
        if assertion.op == "sha256":
            value = hashlib.file_digest(found, "sha256").hexdigest()
        elif assertion.op in ("equals", "at_least"):
            value = kept.st_size
    compare(job, assertion, value)


def _opened(root: Path, path: str) -> int:
    """A regular file below the root, no link on the way."""
    *folders, name = parts_of(path) or ("",)
    if not name:
        raise Failed("file_missing")
    current = os.open(root, FOLDER)
    try:
        for folder in folders:
            following = os.open(folder, FOLDER, dir_fd=current)
            os.close(current)
            current = following
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        found = os.open(name, flags, dir_fd=current)
    finally:
        os.close(current)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise Failed("file_missing")
    return found


def compare(job: Job, assertion: Assertion, found: object) -> None:
    """Numbers as numbers, everything else as text; `exists` wants anything but nothing."""
    expected = assertion.value
    if assertion.op == "exists":
        held = found is not None and found is not False
    elif assertion.op == "at_least":
        a, b = _number(found), _number(expected)
        held = a is not None and b is not None and a >= b
    elif assertion.op == "sha256":
        held = str(found).lower() == str(expected).strip().lower()
    else:
        a, b = _number(found), _number(expected)
        held = a == b if a is not None and b is not None else str(found) == str(expected)
    job.check(
        assertion.name,
        "pass" if held else "fail",
        "as_expected" if held else "differs",
        assertion=True,
        op=assertion.op,
        expected=str(expected)[:200],
        found=str(found)[:200],
    )


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
