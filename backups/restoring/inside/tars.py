"""tar, plain or compressed: our own walk over the members, drained to the end of the stream."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import Any

from backups.restoring.inside import files
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.meter import Counted, Meter
from backups.restoring.inside.safe_tree import SafeTree, parts_of
from backups.restoring.inside.unpacking import CHUNK, read_chunk, reader


def holds_tar(job: Job, source: Path, compression: str) -> bool:
    """Is a tar under this compression? A damaged beginning answers no."""
    from backups.restoring.inside.detection import HEAD, recognised

    with source.open("rb") as raw:
        stream = reader(Counted(raw), compression, job.limits.memory_bytes)
        try:
            head = read_chunk(stream, HEAD)
            return bool(head) and recognised(source, head) == "tar"
        except Failed:
            return False


def run(job: Job, sources: list[Path]) -> None:
    tree = SafeTree(job.target)
    job.phase("restore")
    size = 0
    for number, source in enumerate(sources):
        tree.begin_archive(replacing=number > 0)
        size += _extract(job, source, tree).bytes
    job.restored(objects=files.count(job.target), size=size)
    files.check(job)


def _extract(job: Job, source: Path, tree: SafeTree) -> Meter:
    from backups.restoring.inside.detection import COMPRESSED, head_of

    head = head_of(source)
    compression = next((c for magic, c in COMPRESSED.items() if head.startswith(magic)), "")
    with source.open("rb") as raw:
        counted = Counted(raw)
        stream = Checked(reader(counted, compression, job.limits.memory_bytes))
        meter = Meter(job.limits, lambda: counted.taken)
        try:
            # A stream is only read from, which is less than the stubs ask of a file.
            with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:  # type: ignore[call-overload]
                for member in archive:
                    _member(job, archive, member, tree, meter)
                    archive.members = []  # or it remembers every one of a million
        except tarfile.TarError as error:
            raise Failed("archive_damaged", error=str(error)[:300]) from error
        stream.refuse_unless_ended_at(archive.offset)
        return meter


class Checked:
    """What tarfile reads from; it raises our own errors and knows where the last data stood."""

    def __init__(self, stream: Any):
        self._stream = stream
        self._total = self._data_end = 0

    def read(self, size: int = -1) -> bytes:
        data = read_chunk(self._stream, size)
        kept = data if data[-1:] != b"\0" else data.rstrip(b"\0")
        if kept:
            self._data_end = self._total + len(kept)
        self._total += len(data)
        return data

    def refuse_unless_ended_at(self, offset: int) -> None:
        """Drain to the end, which checks the compressor's CRC.

        tarfile ends quietly at a header it cannot read and where the file is cut off; a whole
        archive has a block of zeros there, and nothing but zeros behind it.
        """
        while self.read(CHUNK):
            pass
        if self._data_end > offset:
            raise Failed("archive_damaged", error="a header in the middle cannot be read")
        if self._total < offset + 512:
            raise Failed("archive_truncated")


def _member(
    job: Job, archive: tarfile.TarFile, member: tarfile.TarInfo, tree: SafeTree, meter: Meter
) -> None:
    parts = parts_of(member.name)
    meter.begin_entry()
    if member.isdir():
        tree.folder(parts)
    elif member.isreg():
        _write(archive, member, tree, parts, meter)
    elif member.issym() or member.islnk():
        if not job.links:
            raise Failed("archive_link", name=member.name[:200])
        if member.issym():
            tree.symbolic_link(parts, member.linkname)
        else:
            tree.hard_link(parts, parts_of(member.linkname))
    else:
        raise Failed("archive_special_file", name=member.name[:200])


def _write(
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    tree: SafeTree,
    parts: tuple[str, ...],
    meter: Meter,
) -> None:
    content = archive.extractfile(member)
    if content is None:
        raise Failed("archive_damaged", error=member.name[:200])
    written = 0
    out = tree.new_file(parts)
    try:
        while data := content.read(CHUNK):
            meter.produced(len(data))
            view = memoryview(data)
            while view:
                view = view[os.write(out, view) :]
            written += len(data)
    finally:
        os.close(out)
    if written != member.size:
        raise Failed("archive_truncated", name=member.name[:200])
