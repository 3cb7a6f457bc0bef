"""Opening the place a copy lies at, and what the workers learn of that place."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Value, When

from accounts.models import Organisation
from backups.domain import windows
from backups.models import BackupCopy, BackupLocation, LocationState
from backups.reading import Source, SourceError, open_source
from followup.services.secrets import SecretLost, unseal


def open_location(location: BackupLocation) -> Source:
    """Raises SourceError; the administrator's limits are asked at every use."""
    try:
        credentials: dict[str, str] = json.loads(unseal(location.credentials) or "{}")
    except SecretLost:
        raise SourceError(
            "bad_credentials", "the stored credentials can no longer be read"
        ) from None
    return open_source(
        location.url, credentials, roots=settings.BACKUP_ROOTS, hosts=settings.BACKUP_HOSTS
    )


def open_copy(copy: BackupCopy) -> Source:
    """The place it lies at, as `open_location`."""
    return open_location(copy.location)


def check_not_empty(copy: BackupCopy, source: Source) -> None:
    """SourceError for an empty root that should hold several copies: that is a place that is not
    there (an unplugged disk leaves its empty folder), never a loss of everything."""
    if next(iter(source.walk("")), None) is None:
        live = BackupCopy.objects.filter(location_id=copy.location_id)
        if live.exclude(state__in=["expired", "missing"]).count() > 1:
            raise SourceError("location_empty", "the place is empty")


def note_reached(location_id: int, *, at: datetime) -> None:
    LocationState.objects.filter(location_id=location_id).update(
        reachable=True, problem="", problem_since=None, seen_at=at
    )


def note_problem(location_id: int, code: str, *, at: datetime) -> None:
    """The instant it began stays while it lasts."""
    since: Any = Case(When(problem_since__isnull=False, then=F("problem_since")), default=Value(at))
    changed = LocationState.objects.filter(location_id=location_id).update(
        reachable=False, problem=code, problem_since=since
    )
    if not changed:
        LocationState.objects.get_or_create(
            location_id=location_id,
            defaults={"reachable": False, "problem": code, "problem_since": at},
        )


def zone_of(location: BackupLocation) -> str:
    """The zone its hours of reading are meant in: its site's, else the organisation's."""
    site = location.site
    return (site.timezone if site is not None else "") or Organisation.current().timezone


def may_be_read(location: BackupLocation, *, at: datetime) -> bool:
    """Neither paused nor outside its hours."""
    if location.paused:
        return False
    return windows.is_open(location.windows, zone_of(location), at)
