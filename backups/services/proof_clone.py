"""Choosing a small verified set for the proof of detection, and fetching its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from blake3 import blake3
from django.db.models import F, Max

from backups.domain.paths import joined
from backups.models import BackupCopy, BackupSet, CopyState, ManifestFile
from backups.reading import NotAFile, Opened, ReadFailed, Source, SourceError
from backups.reading.engine import folder_of
from backups.services.copies import may_be_read, open_copy

LARGEST_BYTES = 32 * 1024 * 1024
MOST_FILES = 50
TRIED = 5
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Clone:
    """Bytes of a set as it was verified, with what the platform has recorded of them."""

    backup_set: BackupSet
    contents: list[tuple[str, bytes]]
    digests: dict[str, dict[str, str]]

    @property
    def bytes(self) -> int:
        return sum(len(content) for _name, content in self.contents)


def choose(*, at: datetime) -> Clone | None:
    """The small set that was used least lately, the newest of equals; None where there is none
    that can be read now and is as recorded."""
    candidates = (
        BackupSet.objects.restorable()
        .filter(size_bytes__gt=1, size_bytes__lte=LARGEST_BYTES, file_count__lte=MOST_FILES)
        .annotate(used_at=Max("proofs__at"))
        .order_by(F("used_at").asc(nulls_first=True), "-verified_at", "-id")
        .select_related("policy")
        .defer("log")[:TRIED]
    )
    for one in candidates:
        copies = one.copies.filter(state=CopyState.VERIFIED.value).select_related("location__site")
        for copy in copies:
            if may_be_read(copy.location, at=at) and (clone := _fetched(one, copy)) is not None:
                return clone
    return None


def _fetched(backup_set: BackupSet, copy: BackupCopy) -> Clone | None:
    """None when the place is away or the bytes are not as recorded: no ground for a proof."""
    files = list(backup_set.files.exclude(blake3="").order_by("path")[: MOST_FILES + 1])
    if not files:
        return None
    try:
        source = open_copy(copy)
        try:
            read = [(one, _bytes(source, copy, one)) for one in files]
        finally:
            source.close()
    except (SourceError, ReadFailed, NotAFile, OSError):
        return None
    if any(blake3(content).hexdigest() != one.blake3 for one, content in read):
        return None
    # Names of their own: those of a backup may be hostile, and lie in folders.
    contents = [(f"file-{n:03d}", content) for n, (_one, content) in enumerate(read)]
    digests = {
        name: {"blake3": one.blake3, **({"sha256": one.sha256} if one.sha256 else {})}
        for (name, _content), (one, _same) in zip(contents, read, strict=True)
    }
    if len(contents) == 1:
        half = contents[0][1][: max(1, len(contents[0][1]) // 2)]
        contents.append(("half", half))
        digests["half"] = {"blake3": blake3(half).hexdigest(), "sha256": _sha256(half)}
    return Clone(backup_set, contents, digests)


def _bytes(source: Source, copy: BackupCopy, one: ManifestFile) -> bytes:
    opened = source.opened(joined(folder_of(source, copy.path), one.path))
    try:
        return b"".join(_blocks(opened, one.size_bytes or 0))
    finally:
        opened.close()


def _blocks(opened: Opened, size: int) -> Iterator[bytes]:
    view, done = memoryview(bytearray(BLOCK)), 0
    while done <= size and (count := opened.read_into(view, done)):
        done += count
        yield bytes(view[:count])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
