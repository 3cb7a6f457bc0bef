"""Verbs on storage locations. Credentials come in, are sealed, and never leave again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from backups.domain.addresses import BadAddress, check
from backups.domain.windows import BadWindow, check_windows
from backups.models import BackupLocation, LocationReading, LocationState
from backups.reading import SourceError
from backups.services.copies import note_problem, note_reached, open_location
from backups.services.rows import add, edit
from bia.services.register import remove
from followup.services import secrets
from lib.errors import Problem, Refused

PERMISSION = "backup_location.change"
USED_IN = ("places", "copies")

ADDRESS_WORDS = {
    "address_invalid": _("This is no complete address."),
    "address_scheme": _("Locations are file://, s3:// or sftp:// addresses, not “%(about)s”."),
    "address_secret": _("An address holds no password; give it with the credentials."),
    "address_not_absolute": _("Give the whole path, from the root of the file system."),
    "address_outside": _("The folder is not below one the administrator allows: %(about)s."),
    "address_host": _("The administrator has not allowed this host: %(about)s."),
}
PROBLEM_WORDS = {
    "location_unreachable": _("The place cannot be reached."),
    "not_mounted": _("Nothing is mounted there."),
    "not_allowed": _("The administrator has not allowed this place."),
    "bad_credentials": _("The place refuses these credentials."),
    "unknown_scheme": _("Nobody knows how to open such an address."),
    "timeout": _("The place did not answer in time."),
    "location_empty": _("The place is empty although backups should lie there."),
}
MOST_CREDENTIALS, LONGEST_CREDENTIAL = 20, 20_000
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


@dataclass(frozen=True)
class Trial:
    """What trying a location out has shown; `problem` is "" when it could be opened."""

    reachable: bool
    problem: str = ""
    message: Any = ""
    free_bytes: int | None = None
    total_bytes: int | None = None


@transaction.atomic
def create_location(
    *, by: User, at: datetime, credentials: Mapping[str, str] | None = None, **fields: Any
) -> BackupLocation:
    """Raises Refused at the field: an address nobody allowed, impossible hours, odd credentials."""
    require(by, PERMISSION)
    held = _checked_credentials(credentials)
    _check(fields, held)
    fields["credentials"] = secrets.seal(json.dumps(held)) if held else ""
    row = add(BackupLocation, permission=PERMISSION, prefix="L", by=by, fields=fields)
    due = at if row.scan_every_s is not None else None
    LocationState.objects.create(location=row, scan_due_at=due)
    return row


@transaction.atomic
def change_location(
    location: BackupLocation,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    credentials: Mapping[str, str] | None = None,
    **fields: Any,
) -> list[str]:
    """`credentials` None keeps those that are stored, {} forgets them; all or none are replaced.

    Stored credentials never follow to another address: a new one asks for them again.
    Raises Refused, StaleVersion.
    """
    require(by, PERMISSION, location)
    held = _checked_credentials(credentials)
    moved = fields.get("url", location.url) != location.url
    if credentials is None and moved and location.credentials:
        words = _("Another address: give the credentials again.")
        raise Refused("credentials_needed", words, "credentials")
    _check({"url": location.url} | fields, held or _stored(location))
    if credentials is not None:
        fields["credentials"] = secrets.seal(json.dumps(held)) if held else ""
    changed = edit(location, permission=PERMISSION, by=by, read_version=read_version, fields=fields)
    if {"url", "credentials", "scan_every_s", "paused"} & set(changed):
        due = at if location.scan_every_s is not None else None
        LocationState.objects.update_or_create(location=location, defaults={"scan_due_at": due})
    return changed


def delete_location(location: BackupLocation, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet while a policy or a copy names it."""
    remove(location, permission=PERMISSION, by=by, used_in=USED_IN)


def ask_for_scan(location: BackupLocation, *, by: User, at: datetime) -> None:
    """The next look at what lies there is now."""
    require(by, "backup.verify", location)
    LocationState.objects.update_or_create(location=location, defaults={"scan_due_at": at})


def try_location(location: BackupLocation, *, by: User, at: datetime) -> Trial:
    """Open the place and read its free space; what was found is kept in its state."""
    require(by, PERMISSION, location)
    try:
        source = open_location(location)
        try:
            source.check()
            space = source.free_space()
        finally:
            source.close()
    except SourceError as error:
        note_problem(location.pk, error.code, at=at)
        return Trial(False, error.code, problem_words(error.code))
    LocationState.objects.get_or_create(location=location)
    note_reached(location.pk, at=at)
    if space is None:
        return Trial(True)
    note_space(location, space, at=at)
    return Trial(True, free_bytes=space[0], total_bytes=space[1])


def credentials_of(location: BackupLocation) -> dict[str, str]:
    """For those who open the place; never for answers, pages or logs. Raises SecretLost."""
    held: dict[str, str] = json.loads(secrets.unseal(location.credentials) or "{}")
    return held


def problem_words(code: str) -> Any:
    return PROBLEM_WORDS.get(code, PROBLEM_WORDS["location_unreachable"])


def note_space(location: BackupLocation, space: tuple[int, int], *, at: datetime) -> None:
    """Free and total bytes, for the state and the trend."""
    free, total = min(space), space[1]
    LocationReading.objects.get_or_create(
        location=location, at=at, defaults={"free_bytes": free, "total_bytes": total}
    )
    LocationState.objects.filter(location=location).update(
        free_bytes=free, total_bytes=total, space_at=at
    )


def _stored(location: BackupLocation) -> dict[str, str]:
    try:
        return credentials_of(location)
    except secrets.SecretLost:
        return {}


def _check(fields: dict[str, Any], credentials: Mapping[str, str]) -> None:
    problems = []
    if "url" in fields:
        fields["url"] = str(fields["url"]).strip()
        try:
            check(
                fields["url"],
                credentials,
                roots=settings.BACKUP_ROOTS,
                hosts=settings.BACKUP_HOSTS,
            )
        except BadAddress as error:
            words: Any = ADDRESS_WORDS[error.code] % {"about": error.about}
            problems.append(Problem(error.code, words, "url"))
    if "windows" in fields:
        try:
            check_windows(fields["windows"])
        except BadWindow:
            words = _("Give hours as days 1 to 7 and times from 00:00 to 23:59.")
            problems.append(Problem("invalid", words, "windows"))
    if problems:
        raise Refused.many(problems)


def _checked_credentials(given: Mapping[str, str] | None) -> dict[str, str]:
    if given is None:
        return {}
    wrong = not isinstance(given, Mapping) or len(given) > MOST_CREDENTIALS
    if wrong or not all(_is_credential(name, value) for name, value in given.items()):
        words = _("Credentials are names with texts, such as key and secret.")
        raise Refused("invalid", words, "credentials")
    return dict(given)


def _is_credential(name: Any, value: Any) -> bool:
    if not isinstance(name, str) or not _NAME.match(name) or not isinstance(value, str):
        return False
    return len(value) <= LONGEST_CREDENTIAL and "\0" not in value
