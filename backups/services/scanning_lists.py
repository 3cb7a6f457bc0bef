"""Manifests and logs that lie beside the backups a scan has found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from backups.domain.manifests import BadLine, Kind, parse
from backups.domain.units import Unit
from backups.models import BackupSet, ManifestFile
from backups.reading import NotAFile, ReadFailed, Source
from backups.services.arriving import LONGEST_LOG, ArrivingFile, manifest_line
from lib.bulk import insert_rows

if TYPE_CHECKING:
    from backups.services.scanning import Figures

PIECE = 1024 * 1024
MOST_BAD = 50
# What is computed anyway costs nothing to check; else the one that proves most.
BEST = ("sha256", "blake3", "sha512", "sha1", "md5")


class Lists:
    """Manifests and logs beside files, each list read once a scan."""

    def __init__(self, source: Source, figures: Figures) -> None:
        self.source, self.figures = source, figures

    def of_files(self, units: list[Unit]) -> dict[str, ArrivingFile]:
        """Path of a unit → the line its manifest has for it."""
        wanted: dict[tuple[str, str], dict[str, Unit]] = defaultdict(dict)
        for unit in units:
            best = best_of(unit.lists)
            if best is not None:
                kind, path = best
                wanted[(path, kind.algorithm)][unit.name] = unit
        found: dict[str, ArrivingFile] = {}
        for (path, algorithm), by_name in wanted.items():
            for line in parse(pieces_of(self.source, path), algorithm):
                if isinstance(line, BadLine):
                    _bad(self.figures, path, line)
                    continue
                unit_of = by_name.get(line.path)
                if unit_of is None and not line.path and len(by_name) == 1:
                    [unit_of] = by_name.values()
                if unit_of is not None and unit_of.path not in found:
                    found[unit_of.path] = ArrivingFile(
                        unit_of.name,
                        unit_of.bytes,
                        declared_by=line.algorithm,
                        declared=line.digest,
                    )
        return found

    def log(self, path: str) -> str:
        read, size = [], 0
        for piece in pieces_of(self.source, path):
            read.append(piece)
            size += len(piece)
            if size > 4 * LONGEST_LOG:
                break
        return b"".join(read).decode(errors="replace")


def keep_manifest(row: BackupSet, source: Source, best: tuple[Kind, str], figures: Figures) -> None:
    """Line by line into the table: a list of a million files takes no memory."""
    kind, path = best
    waiting: list[dict[str, Any]] = []
    for line in parse(pieces_of(source, path), kind.algorithm):
        if isinstance(line, BadLine):
            _bad(figures, path, line)
        elif line.path:
            file = ArrivingFile(line.path, declared_by=line.algorithm, declared=line.digest)
            waiting.append(manifest_line(row.pk, file))
        if len(waiting) == 20_000:
            insert_rows(ManifestFile, waiting, ignore_conflicts=True)
            waiting = []
    insert_rows(ManifestFile, waiting, ignore_conflicts=True)
    count = ManifestFile.objects.filter(backup_set=row).count()
    BackupSet.objects.filter(pk=row.pk).update(has_manifest=count > 0, file_count=count or None)


def pieces_of(source: Source, path: str) -> Iterator[bytes]:
    """The bytes of a small file beside backups; none where it cannot be read."""
    try:
        opened = source.opened(path)
    except (OSError, NotAFile, ReadFailed):
        return
    try:
        buffer, offset = bytearray(PIECE), 0
        while count := opened.read_into(memoryview(buffer), offset):
            yield bytes(buffer[:count])
            offset += count
    except (OSError, ReadFailed):
        return
    finally:
        opened.close()


def best_of(lists: Iterable[tuple[Kind, str]]) -> tuple[Kind, str] | None:
    known = [one for one in lists if one[0].algorithm in BEST]
    return min(known, key=lambda one: (BEST.index(one[0].algorithm), one[1]), default=None)


def _bad(figures: Figures, path: str, line: BadLine) -> None:
    if len(figures.bad_lines) < MOST_BAD:
        figures.bad_lines.append({"path": path, "line": line.number, "code": line.code})
