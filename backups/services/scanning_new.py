"""Backups that a scan has found: new sets, or further copies of known ones."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction

from backups.domain.units import Gathered, Unit
from backups.models import (
    Arrival,
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    SetState,
)
from backups.reading import Source
from backups.services.arriving import Arriving, ArrivingCopy, arrive
from backups.services.scanning_homes import Homes
from backups.services.scanning_lists import Lists, best_of, keep_manifest

if TYPE_CHECKING:
    from backups.services.scanning import Figures

# A backup whose newest byte is younger may still be written.
QUIET_S = 30
BATCH = 2_000


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
    homes = Homes(policies)
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
    listed = Lists(source, figures)
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        _register(location, batch, policies, listed, source, figures, at=at)
    _add_copies(location, further, figures, at=at)


@transaction.atomic
def _register(
    location: BackupLocation,
    units: list[Unit],
    policies: dict[int, BackupPolicy],
    listed: Lists,
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
        has_list = line is not None or (unit.is_folder and best_of(unit.lists) is not None)
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
        best = best_of(unit.lists) if unit.is_folder else None
        if best is not None:
            keep_manifest(row, source, best, figures)


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
