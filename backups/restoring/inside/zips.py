"""zip: entries judged before they are opened, bytes counted as they come."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from pathlib import Path

from backups.restoring.inside import files
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.meter import Meter
from backups.restoring.inside.safe_tree import SafeTree, parts_of
from backups.restoring.inside.unpacking import CHUNK

LOCAL_HEADER = 30
ENCRYPTED_FLAG = 0x1


def run(job: Job, sources: list[Path]) -> None:
    tree = SafeTree(job.target)
    job.phase("restore")
    size = 0
    for number, source in enumerate(sources):
        tree.begin_archive(replacing=number > 0)
        try:
            with zipfile.ZipFile(source) as archive:
                size += _extract(job, archive, tree)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Failed("archive_damaged", error=str(error)[:300]) from error
        except NotImplementedError as error:
            raise Failed("unsupported_format", not_run=True, error=str(error)[:300]) from error
    job.restored(objects=files.count(job.target), size=size)
    files.check(job)


def _extract(job: Job, archive: zipfile.ZipFile, tree: SafeTree) -> int:
    entries = archive.infolist()
    if len(entries) > job.limits.files:
        raise Failed("too_many_files", limit=job.limits.files)
    refuse_overlaps(entries, archive.start_dir)
    consumed = 0
    meter = Meter(job.limits, lambda: consumed)
    for entry in entries:
        parts = parts_of(entry.orig_filename)
        meter.begin_entry()
        consumed += entry.compress_size + LOCAL_HEADER
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise Failed("encrypted", not_run=True)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if entry.is_dir():
            tree.folder(parts)
        elif kind in (0, stat.S_IFREG):
            _write(archive, entry, tree.new_file(parts), meter)
        elif kind == stat.S_IFLNK:
            if not job.links:
                raise Failed("archive_link", name=entry.filename[:200])
            if entry.file_size > 4096:
                raise Failed("archive_link_escapes", name=entry.filename[:200])
            tree.symbolic_link(parts, os.fsdecode(archive.read(entry)))
        else:
            raise Failed("archive_special_file", name=entry.filename[:200])
    return meter.bytes


def refuse_overlaps(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Entries that share their bytes are a bomb (this Python's zipfile does not look)."""
    following = end
    for entry in sorted(entries, key=lambda each: each.header_offset, reverse=True):
        if entry.header_offset + LOCAL_HEADER + entry.compress_size > following:
            raise Failed("archive_overlapping_entries", name=entry.filename[:200])
        following = entry.header_offset


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, out: int, meter: Meter) -> None:
    try:
        with archive.open(entry) as content:
            while data := content.read(CHUNK):
                meter.produced(len(data))
                view = memoryview(data)
                while view:
                    view = view[os.write(out, view) :]
    finally:
        os.close(out)
