"""Backups that a scan has found: new sets, or further copies of known ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count

from backups.domain.manifests import BadLine, Kind, parse
from backups.domain.units import Gathered, Unit
from backups.models import (
    Arrival,
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    ManifestFile,
    SetState,
)
from backups.reading import NotAFile, ReadFailed, Source
from backups.services.arriving import (
    LONGEST_LOG,
    Arriving,
    ArrivingCopy,
    ArrivingFile,
    arrive,
    manifest_line,
)
from lib.bulk import insert_rows

if TYPE_CHECKING:
    from backups.services.scanning import Figures

# A backup whose newest byte is younger may still be written.
QUIET_S = 30
BATCH = 2_000
PIECE = 1024 * 1024
MOST_BAD = 50
# What is computed anyway costs nothing to check; else the one that proves most.
BEST = ("sha256", "blake3", "sha512", "sha1", "md5")


def register_units(
    location: BackupLocation, source: Source, found: Gathered, figures: Figures, *, at: datetime
) -> None:
    """Everything of `found.units`, in the order of their restore points, so that chains close."""
    quiet = []
    for unit in found.units.values():
        age_s = at.timestamp() - unit.newest_ns / 10**9
        if 0 <= age_s < QUIET_S:
            figures.growing += 1
        elif unit.files:
            quiet.append(unit)
    policies = BackupPolicy.objects.select_related("system").in_bulk(
        {unit.rule.key for unit in quiet}
    )
    homes = _Homes(policies)
    fresh: list[Unit] = []
    further: list[tuple[int, Unit]] = []
    for unit in sorted(quiet, key=_when):
        if homes.promised(unit):
            continue
        home = homes.of(unit)
        if home is None:
            fresh.append(unit)
        else:
            further.append((home, unit))
    listed = _Lists(source, figures)
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        _register(location, batch, policies, listed, source, figures, at=at)
    _add_copies(location, further, figures, at=at)


@transaction.atomic
def _register(
    location: BackupLocation,
    units: list[Unit],
    policies: dict[int, BackupPolicy],
    listed: _Lists,
    source: Source,
    figures: Figures,
    *,
    at: datetime,
) -> None:
    digests = listed.of_files([unit for unit in units if not unit.is_folder])
    arrivals = []
    for unit in units:
        policy = policies[unit.rule.key]
        line = digests.get(unit.path)
        has_list = line is not None or bool(_best(unit.lists) if unit.is_folder else None)
        arrivals.append(
            Arriving(
                policy,
                arrived_by=(Arrival.MANIFEST if has_list else Arrival.SCAN).value,
                kind=unit.named.kind or policy.method,
                restore_point_at=unit.named.instant(policy.timezone),
                copies=[ArrivingCopy(location, unit.path)],
                files=[line] if line is not None else None,
                size_bytes=unit.bytes,
                file_count=unit.files,
                log=listed.log(unit.log) if unit.log else None,
                facts={"found": unit.path},
            )
        )
    rows = arrive(arrivals, by=None, at=at)
    figures.sets_new += len(rows)
    for row, unit in zip(rows, units, strict=True):
        best = _best(unit.lists) if unit.is_folder else None
        if best is not None:
            _manifest_of_folder(row, source, best, figures)


def _manifest_of_folder(
    row: BackupSet, source: Source, best: tuple[Kind, str], figures: Figures
) -> None:
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


def _add_copies(
    location: BackupLocation, further: list[tuple[int, Unit]], figures: Figures, *, at: datetime
) -> None:
    for start in range(0, len(further), BATCH):
        part = further[start : start + BATCH]
        with transaction.atomic():
            BackupCopy.objects.bulk_create(
                BackupCopy(
                    backup_set_id=set_id,
                    location=location,
                    path=unit.path,
                    arrived_at=at,
                    seen_at=at,
                )
                for set_id, unit in part
            )
            sets = BackupSet.objects.filter(pk__in=[set_id for set_id, _unit in part])
            sets.update(verify_due_at=at)
            sets.filter(state=SetState.MISSING).update(state=SetState.REGISTERED.value)
        figures.copies_new += len(part)


def _when(unit: Unit) -> tuple[date, time, str]:
    return unit.named.date or date.max, unit.named.time or time.min, unit.path


class _Homes:
    """Which set a unit is a copy of: by its name elsewhere, or by the instant it stands for."""

    def __init__(self, policies: dict[int, BackupPolicy]) -> None:
        self.policies = policies
        self.by_name: dict[tuple[int, str], int] = {}
        self.taken: set[tuple[int, str]] = set()
        copies = BackupCopy.objects.filter(backup_set__policy__in=policies)
        for set_id, path, policy in copies.values_list(
            "backup_set_id", "path", "backup_set__policy_id"
        ):
            self.by_name[(policy, path.rpartition("/")[2])] = set_id
        self.without: dict[tuple[int, str, Any], list[int]] = defaultdict(list)
        bare = (
            BackupSet.objects.filter(policy__in=policies, arrived_at__isnull=False)
            .exclude(restore_point_at=None)
            .exclude(state=SetState.EXPIRED.value)
            .annotate(places=Count("copies"))
            .filter(places=0)
        )
        for row in bare.only("policy_id", "kind", "restore_point_at"):
            assert row.restore_point_at is not None
            for key in self._keys(row.policy_id, row.kind, row.restore_point_at):
                self.without[key].append(row.pk)

    def promised(self, unit: Unit) -> bool:
        """This scan makes a set of that name already; the next one finds this copy of it."""
        return (unit.rule.key, unit.name) in self.taken

    def of(self, unit: Unit) -> int | None:
        """The set's id, None for a new one, whose name is then promised."""
        name = (unit.rule.key, unit.name)
        if name in self.by_name:
            return self.by_name[name]
        policy = self.policies[unit.rule.key]
        point = unit.named.instant(policy.timezone)
        kind = unit.named.kind or policy.method
        if point is not None:
            keys = self._keys(policy.pk, kind, point)
            for key in keys if unit.named.time is not None else keys[1:]:
                waiting = self.without.get(key, [])
                if len(waiting) == 1:
                    return waiting.pop()
        self.taken.add(name)
        return None

    def _keys(self, policy: int, kind: str, point: datetime) -> list[tuple[int, str, Any]]:
        """To the minute, and to the day on the policy's own clock."""
        local = point.astimezone(ZoneInfo(self.policies[policy].timezone))
        return [
            (policy, kind, local.strftime("%Y-%m-%dT%H:%M")),
            (policy, kind, local.date().isoformat()),
        ]


class _Lists:
    """Manifests and logs beside files, each list read once a scan."""

    def __init__(self, source: Source, figures: Figures) -> None:
        self.source, self.figures = source, figures

    def of_files(self, units: list[Unit]) -> dict[str, ArrivingFile]:
        """Path of a unit → the line its manifest has for it."""
        wanted: dict[tuple[str, str], dict[str, Unit]] = defaultdict(dict)
        for unit in units:
            best = _best(unit.lists)
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


def _best(lists: Iterable[tuple[Kind, str]]) -> tuple[Kind, str] | None:
    known = [one for one in lists if one[0].algorithm in BEST]
    return min(known, key=lambda one: (BEST.index(one[0].algorithm), one[1]), default=None)


def _bad(figures: Figures, path: str, line: BadLine) -> None:
    if len(figures.bad_lines) < MOST_BAD:
        figures.bad_lines.append({"path": path, "line": line.number, "code": line.code})
