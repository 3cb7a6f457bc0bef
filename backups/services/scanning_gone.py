"""Copies that a scan did not see: gone, or back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from backups.domain.units import Gathered
from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    CopyState,
    SetState,
)
from backups.reading import Source
from backups.services import publishing
from backups.services.expiry import past_retention
from backups.services.restorability import settle

if TYPE_CHECKING:
    from backups.services.scanning import Figures

# Path → (copy, set, state).
Copies = Mapping[str, tuple[int, int, str]]
GONE = (CopyState.MISSING.value, CopyState.EXPIRED.value)


def mark_gone(
    location: BackupLocation,
    source: Source,
    found: Gathered,
    copies: Copies,
    figures: Figures,
    *,
    at: datetime,
) -> None:
    """What the walk did not see is asked for once more by its path before it counts as gone."""
    seen, gone, back = [], [], []
    for path, (copy, set_id, state) in copies.items():
        if state == CopyState.EXPIRED.value:
            continue
        if path in found.present or _is_there(source, path, found):
            seen.append(copy)
            if state == CopyState.MISSING.value:
                back.append((copy, set_id))
        elif state not in GONE and not _hidden(path, found):
            gone.append((copy, set_id))
    BackupCopy.objects.filter(pk__in=seen).update(seen_at=at)
    with transaction.atomic():
        _write_back(back, at)
        figures.back = len(back)
        _write_gone(gone, figures, at)


def _is_there(source: Source, path: str, found: Gathered) -> bool:
    """Folders without files, and copies outside of the folders that were walked."""
    return source.stat(path) is not None or source.is_folder(path)


def _hidden(path: str, found: Gathered) -> bool:
    """In a folder that could not be listed: nothing is known of it."""
    return any(path == one or path.startswith(f"{one}/") or not one for one in found.unreadable)


def _write_back(back: list[tuple[int, int]], at: datetime) -> None:
    BackupCopy.objects.filter(pk__in=[copy for copy, _set in back]).update(
        state=CopyState.REGISTERED.value
    )
    sets = [set_id for _copy, set_id in back]
    rows = BackupSet.objects.filter(pk__in=sets)
    rows.filter(state=SetState.MISSING).update(state=SetState.REGISTERED.value)
    rows.update(verify_due_at=at)
    settle(sets, at=at)


def _write_gone(gone: list[tuple[int, int]], figures: Figures, at: datetime) -> None:
    """A copy whose time is over was deleted as it should be; else it is missing, and so is a set
    of which no copy is left."""
    if not gone:
        return
    sets = {set_id for _copy, set_id in gone}
    over = _past_retention(sets, at)
    expired = [copy for copy, set_id in gone if set_id in over]
    missing = [copy for copy, set_id in gone if set_id not in over]
    BackupCopy.objects.filter(pk__in=expired).update(state=CopyState.EXPIRED.value)
    BackupCopy.objects.filter(pk__in=missing).update(state=CopyState.MISSING.value)
    figures.expired, figures.missing = len(expired), len(missing)
    left = set(
        BackupCopy.objects.filter(backup_set__in=sets)
        .exclude(state__in=GONE)
        .values_list("backup_set_id", flat=True)
    )
    bare = sets - left
    ended, lost = sorted(bare & over), sorted(bare - over)
    for ids, state in ((ended, SetState.EXPIRED), (lost, SetState.MISSING)):
        rows = BackupSet.objects.select_for_update().filter(pk__in=ids)
        rows.update(state=state.value, verify_due_at=None, updated_at=at)
    # Of those with copies left the cheaper question is due: is the rest still whole?
    BackupSet.objects.filter(pk__in=sets & left).update(verify_due_at=at)
    settle(sorted(sets), at=at)
    publishing.publish_sets("backup_set.expired", ended, at=at)
    publishing.publish_sets("backup_set.missing", lost, at=at)


def _past_retention(sets: set[int], at: datetime) -> set[int]:
    found: set[int] = set()
    for policy in BackupPolicy.objects.filter(retention_s__isnull=False, sets__in=sets).distinct():
        rows = past_retention(policy, at).filter(pk__in=sets)
        found |= set(rows.values_list("pk", flat=True))
    return found
