"""Looking through a location: new backups are registered, what is gone is missing.

One lease a location. Nothing is ever said to be gone while the place, or the folder it lay in,
could not be read. Files are not read here but for manifests and logs beside backups.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from backups.domain.units import Gathered, Rule, gather, in_order
from backups.domain.verdicts import Seen
from backups.models import BackupCopy, BackupLocation, CopyState, LocationState, PolicyLocation
from backups.reading import Source, SourceError
from backups.services.copies import may_be_read, note_problem, note_reached, open_location
from backups.services.locations import note_space
from backups.services.scanning_gone import mark_gone
from backups.services.scanning_new import register_units

log = logging.getLogger("bcm.backups")

LONGEST = 480.0  # seconds of walking; a task ends after fifteen minutes
RENEW_EVERY = 10_000
SOON = timedelta(seconds=90)
AFTER_A_FAULT = timedelta(seconds=15)
CLAIM_LOCK = 7_240_021  # any number that no other advisory lock uses
GONE = (CopyState.MISSING.value, CopyState.EXPIRED.value)


@dataclass
class Figures:
    """What a scan found; kept in `LocationState.scan_figures` as it stands here."""

    files: int = 0
    bytes: int = 0
    units: int = 0
    sets_new: int = 0
    copies_new: int = 0
    growing: int = 0
    missing: int = 0
    expired: int = 0
    back: int = 0
    unknown: int = 0
    unknown_names: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    bad_lines: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    complete: bool = True
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return self.__dict__ | {"seconds": round(self.seconds, 3)}


class TooLong(Exception):
    """The walk took longer than a task may; what was found counts, nothing is said to be gone."""


def scan_due(*, at: datetime, most: int = 4) -> list[str]:
    """Scan what is due and may be read now; the codes of the locations scanned."""
    done: list[str] = []
    while len(done) < most:
        location = claim(at=at)
        if location is None:
            break
        scan(location, at=at)
        done.append(location.code)
    return done


@transaction.atomic
def claim(*, at: datetime, only: BackupLocation | None = None) -> BackupLocation | None:
    """Lease the one that is due longest, or `only`, due or not. None: nothing to do.

    Of locations that hold copies of the same backups one is scanned at a time: two that find a
    new backup at the same moment would each make a set of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
    busy = LocationState.objects.filter(scan_leased_until__gte=at).values("location")
    beside = PolicyLocation.objects.filter(
        policy__active=True, policy__places__location__in=busy
    ).values("location")
    free = Q(scan_leased_until__isnull=True) | Q(scan_leased_until__lt=at)
    rows = LocationState.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ~Q(location__in=beside), free, location__production=False
    )
    if only is not None:
        rows = rows.filter(location=only)
    else:
        rows = rows.filter(scan_due_at__lte=at, location__paused=False)
    for state in rows.select_related("location__site").order_by("scan_due_at")[:50]:
        if only is None and not may_be_read(state.location, at=at):
            continue
        state.scan_leased_until = at + timedelta(seconds=settings.BACKUP_LEASE_S)
        state.save(update_fields=["scan_leased_until"])
        return state.location
    return None


def scan(
    location: BackupLocation, *, at: datetime, clock: Callable[[], datetime] = timezone.now
) -> Figures:
    """A location that was claimed. Never raises for what the place is like: that is a figure.

    What else goes wrong (the database chose this one of two that waited for each other) is raised,
    and the location comes again soon.
    """
    began, figures = time.monotonic(), Figures()
    try:
        source = open_location(location)
        try:
            _scan(location, source, figures, at=at, clock=clock)
        finally:
            source.close()
        note_reached(location.pk, at=at)
    except SourceError as error:
        figures.problem, figures.complete = error.code, False
        note_problem(location.pk, error.code, at=at)
    except Exception:
        LocationState.objects.filter(location=location).update(
            scan_leased_until=None, scan_due_at=at + AFTER_A_FAULT
        )
        raise
    figures.seconds = time.monotonic() - began
    again = None
    if location.scan_every_s is not None:
        again = at + timedelta(seconds=location.scan_every_s)
        again = min(again, at + SOON) if figures.growing else again
    LocationState.objects.filter(location=location).update(
        scan_leased_until=None,
        scanned_at=at,
        scan_due_at=again,
        scan_figures=figures.as_json(),
    )
    return figures


def _scan(
    location: BackupLocation,
    source: Source,
    figures: Figures,
    *,
    at: datetime,
    clock: Callable[[], datetime],
) -> None:
    source.check()
    rules = rules_of(location)
    copies = {
        path: (pk, set_id, state)
        for pk, set_id, path, state in BackupCopy.objects.filter(location=location).values_list(
            "id", "backup_set_id", "path", "state"
        )
    }
    found = Gathered()
    tops = _tops(rules)
    try:
        found = gather(_entries(location, source, tops, clock), rules, copies)
    except TooLong:
        figures.complete = False
    _count(figures, found)
    live = [path for path, (_pk, _set, state) in copies.items() if state not in GONE]
    if not found.files and len(live) > 1 and "" in tops:
        # An unplugged disk leaves its empty folder: that is no loss of everything.
        raise SourceError("location_empty", "the place is empty")
    register_units(location, source, found, figures, at=at)
    if figures.complete:
        source.check()
        mark_gone(location, source, found, copies, figures, at=at)
    space = source.free_space()
    if space is not None:
        LocationState.objects.get_or_create(location=location)
        note_space(location, space, at=at)


def rules_of(location: BackupLocation) -> list[Rule]:
    """What active policies say of names here."""
    places = PolicyLocation.objects.filter(location=location, policy__active=True)
    return in_order(
        Rule(
            one.policy_id,
            one.folder,
            one.policy.naming_pattern,
            one.policy.method,
            one.policy.data_class,
            one.policy.code,
        )
        for one in places.select_related("policy")
    )


def _tops(rules: list[Rule]) -> list[str]:
    """The folders to walk, none within another; nothing but "" where one is the whole place."""
    folders = sorted({rule.folder for rule in rules})
    if "" in folders:
        return [""]
    return [one for one in folders if not any(one.startswith(f"{other}/") for other in folders)]


def _entries(
    location: BackupLocation,
    source: Source,
    tops: list[str],
    clock: Callable[[], datetime],
) -> Iterator[Seen]:
    """Of all tops, with paths from the location's root; renews the lease on the way."""
    began, count = time.monotonic(), 0
    for top in tops:
        for one in source.walk(top):
            count += 1
            if count % RENEW_EVERY == 0:
                if time.monotonic() - began > LONGEST:
                    raise TooLong
                until = clock() + timedelta(seconds=settings.BACKUP_LEASE_S)
                LocationState.objects.filter(location=location).update(scan_leased_until=until)
            yield one._replace(path=f"{top}/{one.path}") if top else one


def _count(figures: Figures, found: Gathered) -> None:
    figures.files, figures.bytes = found.files, found.bytes
    figures.units = len(found.units) + len(found.present)
    figures.unknown, figures.unknown_names = found.unknown, found.unknown_names
    figures.unreadable = found.unreadable[:50]
