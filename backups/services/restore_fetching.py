"""Whence the sets of a chain are fetched for a restore test."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from backups.domain.restore_choice import CopyCandidate, in_order
from backups.models import BackupCopy, BackupSet, CopyState, ManifestFile
from backups.reading import SourceError
from backups.reading.budget import Budget
from backups.restoring.fetching import Fetched, NotFetched, fetch
from backups.services.copies import may_be_read, note_problem, open_location
from followup.services.secrets import SecretLost, unseal

CHAIN_AT_MOST = 1000


class OutsideHours(Exception):
    """All places of a set are paused or outside their hours."""


def chain_of(backup_set: BackupSet) -> list[BackupSet]:
    """The set and all it builds on, oldest first."""
    chain = [backup_set]
    while (parent := chain[0].parent) is not None and len(chain) < CHAIN_AT_MOST:
        chain.insert(0, parent)
    return chain


def fetch_set(
    backup_set: BackupSet,
    target: Path,
    *,
    preferred: int | None,
    anytime: bool,
    at: datetime,
    stop: Callable[[], bool],
) -> tuple[Fetched, BackupCopy]:
    """The set's bytes and the copy they are of; the next one where a place does not answer.

    A copy that is damaged or gone is the set's fault: no other copy is tried instead, unless it
    was never verified. Raises NotFetched, SourceError of the last place, OutsideHours.
    """
    copies = _copies(backup_set, preferred)
    if not copies:
        raise NotFetched("missing", set=backup_set.code)
    readable = [copy for copy in copies if anytime or may_be_read(copy.location, at=at)]
    if not readable:
        raise OutsideHours
    digests = _digests(backup_set)
    problem: Exception = NotFetched("missing", set=backup_set.code)
    for number, copy in enumerate(readable):
        try:
            place = target.with_name(f"{target.name}-{number}")
            return _from(copy, place, digests, stop), copy
        except SourceError as error:
            note_problem(copy.location_id, error.code, at=at)
            problem = error
        except NotFetched as error:
            if error.code in ("stopped", "scratch_full", "differs"):
                raise
            problem = error
    raise problem


def credentials_of(copy: BackupCopy) -> dict[str, str]:
    """Of the location it lies at; {} where they can no longer be read."""
    try:
        held: dict[str, str] = json.loads(unseal(copy.location.credentials) or "{}")
    except SecretLost:
        return {}
    return held


def _from(
    copy: BackupCopy, target: Path, digests: dict[str, dict[str, str]], stop: Callable[[], bool]
) -> Fetched:
    source = open_location(copy.location)
    try:
        budget = Budget(copy.location.read_bytes_per_s)
        return fetch(source, copy.path, target, digests=digests, budget=budget, stop=stop)
    finally:
        source.close()


def _copies(backup_set: BackupSet, preferred: int | None) -> list[BackupCopy]:
    rows = {copy.pk: copy for copy in backup_set.copies.select_related("location__site")}
    places: dict[int, int] = dict(backup_set.policy.places.values_list("location_id", "order"))
    ordered = in_order(
        CopyCandidate(
            id=copy.pk,
            verified=copy.state == CopyState.VERIFIED.value,
            missing=copy.state in (CopyState.MISSING.value, CopyState.EXPIRED.value),
            offline=copy.location.offline,
            offsite=copy.location.offsite,
            order=places.get(copy.location_id, len(places)),
        )
        for copy in rows.values()
    )
    ids = [one.id for one in ordered]
    if preferred in rows:
        ids = [preferred, *(one for one in ids if one != preferred)]
    return [rows[one] for one in ids if one is not None]


def _digests(backup_set: BackupSet) -> dict[str, dict[str, str]]:
    """By path within the set: what the manifest and the first reading say."""
    found: dict[str, dict[str, str]] = {}
    rows: Any = ManifestFile.objects.filter(backup_set=backup_set).values_list(
        "path", "declared_by", "declared", "sha256", "blake3"
    )
    for path, declared_by, declared, sha256, blake3 in rows.iterator(chunk_size=5000):
        known = {"sha256": sha256, "blake3": blake3}
        if declared_by and declared:
            known.setdefault(declared_by, declared)
            known[declared_by] = known[declared_by] or declared
        found[path] = {name: value.lower() for name, value in known.items() if value}
    return found
