"""A clone of a small set in the scratch folder, and the faults that are put into it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from backups.domain.faults import ADDED, Fault, File, victims
from backups.domain.verdicts import Expected

SECOND_NS = 1_000_000_000
# In the past, so that what is written in a fault has another time.
FIRST_MTIME_NS = 1_600_000_000 * SECOND_NS


def lay_out(folder: Path, contents: Sequence[tuple[str, bytes]]) -> list[File]:
    """The clone, file by file with times a second apart; paths are plain and relative."""
    files = []
    for number, (path, content) in enumerate(contents):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        moment = FIRST_MTIME_NS + number * SECOND_NS
        os.utime(place, ns=(moment, moment))
        files.append(File(path, len(content)))
    return files


def expectations(
    folder: Path, files: Sequence[File], digests: Mapping[str, Mapping[str, str]]
) -> list[Expected]:
    """What the verifier would know of them after a first reading, in the order of paths."""
    found = []
    for one in sorted(files, key=lambda file: file.path):
        facts = (folder / one.path).stat()
        found.append(
            Expected(
                one.path, one.size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino,
                digests[one.path],
            )
        )  # fmt: skip
    return found


def put_in(fault: Fault, folder: Path, files: Sequence[File]) -> None:
    """`fault` into the clone in `folder`; "none" and "stale" touch no file."""
    victim, other = (folder / one.path for one in victims(files))
    match fault:
        case "flip_new_mtime":
            _flip(victim)
        case "flip":
            facts = victim.stat()
            _flip(victim)
            os.utime(victim, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        case "truncate":
            os.truncate(victim, max(0, victim.stat().st_size - 1))
        case "grow":
            with victim.open("ab") as opened:
                opened.write(b"\0")
        case "delete":
            victim.unlink()
        case "add":
            (folder / ADDED).write_bytes(b"added on purpose")
        case "swap":
            between = folder.parent / f"{folder.name}-between"
            victim.rename(between)
            other.rename(victim)
            between.rename(other)
        case "link":
            beside = folder.parent / f"{folder.name}-target"
            shutil.copy2(victim, beside)
            victim.unlink()
            victim.symlink_to(beside)


def _flip(path: Path) -> None:
    """One bit in the middle."""
    with path.open("r+b") as opened:
        opened.seek(path.stat().st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte[0] ^ 1]))
