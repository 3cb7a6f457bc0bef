"""Verbs on backup sets: registered, completed, copied, expired, put into quarantine, released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from backups.models import BackupCopy, BackupSet, CopyState, SetState
from backups.services import publishing
from backups.services.arriving import (
    Arriving,
    ArrivingCopy,
    ArrivingFile,
    arrive,
    cut_log,
    manifest_line,
    write_lines,
)
from backups.services.arriving_known import known_set
from backups.services.arriving_problems import problems_of
from backups.services.restorability import settle
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change

PERMISSION = "backup.register"
LONGEST_REASON = 2000
# What a set says of itself; where its copies lie and how they are is not changed by hand.
CHANGEABLE = {
    *("kind", "started_at", "finished_at", "restore_point_at", "parent", "size_bytes"),
    *("file_count", "tool", "facts"),
}


@transaction.atomic
def create_set(*, by: User, at: datetime, **fields: Any) -> BackupSet:
    """`fields` as of `Arriving`. Where a scan was faster than the tool that made the backup, what
    it found is completed instead of a second set.

    Raises Refused at the fields.
    """
    require(by, PERMISSION)
    return register_set(Arriving(**fields), by=by, at=at)


@transaction.atomic
def register_set(one: Arriving, *, by: User | None, at: datetime) -> BackupSet:
    """As `create_set`; `by` None is the machine's administrator at a command line."""
    problems = problems_of(one, at=at)
    if problems:
        raise Refused.many(problems)
    found = known_set(one)
    if found is not None:
        return _complete(found, one, by=by, at=at)
    [row] = arrive([one], by=by, at=at)
    return row


@transaction.atomic
def change_set(
    row: BackupSet,
    *,
    read_version: int | None,
    by: User | None,
    at: datetime,
    copies: Sequence[ArrivingCopy] = (),
    files: Sequence[ArrivingFile] | None = None,
    log: str | None = None,
    **fields: Any,
) -> list[str]:
    """Correct what was told of a set, add `copies`, give it the manifest or log it came without.

    Copies that are there already are left alone. Raises Refused, StaleVersion, GuardsUnmet.
    """
    if by is not None:
        require(by, PERMISSION, row)
    if fields.keys() - CHANGEABLE:
        raise Refused("read_only", _("This cannot be changed."), min(fields.keys() - CHANGEABLE))
    if row.state in (SetState.EXPECTED, SetState.EXPIRED):
        raise GuardsUnmet.one("nothing_there", _("There is no backup to change."))
    told = {name: getattr(row, name) for name in CHANGEABLE - {"parent", "facts"}} | fields
    parent, facts = told.pop("parent", None), told.pop("facts", {})
    one = Arriving(row.policy, **told, parent=parent, facts=facts, copies=copies, files=files)
    problems = problems_of(one, at=at)
    if problems:
        raise Refused.many(problems)
    if files is not None and row.has_manifest:
        raise GuardsUnmet.one("has_manifest", _("The manifest of a set is never replaced."))
    if log is not None:
        fields["log"], fields["log_cut"] = cut_log(log)
        fields["log_given"] = True
    if parent is not None:
        fields["facts"] = row.facts | fields.get("facts", {}) | {"parent_given": True}
    if files is not None:
        fields |= {"has_manifest": True, "file_count": len(files)}
        write_lines(manifest_line(row.pk, file) for file in files)
    changed = change(row, read_version=read_version, **fields)
    added = _add_copies(row, copies, at=at)
    if changed or added:
        _look_again(row, at=at)
    return changed + (["copies"] if added else [])


@transaction.atomic
def expire_set(row: BackupSet, *, reason: str, by: User, at: datetime) -> BackupSet:
    """Its time is over, its copies are gone on purpose. Raises GuardsUnmet when it was before."""
    require(by, PERMISSION, row)
    current = BackupSet.objects.select_for_update().get(pk=row.pk)
    if current.state in (SetState.EXPIRED, SetState.EXPECTED):
        raise GuardsUnmet.one("nothing_there", _("There is no backup whose time could end."))
    current.copies.update(state=CopyState.EXPIRED.value)
    facts = (
        current.facts | {"expired_because": reason[:LONGEST_REASON]} if reason else current.facts
    )
    change(current, read_version=None, state=SetState.EXPIRED.value, facts=facts)
    settle([row.pk], at=at)
    publishing.publish_sets("backup_set.expired", [row.pk], at=at)
    return current


@transaction.atomic
def quarantine_set(row: BackupSet, *, reason: str, by: User | None, at: datetime) -> BackupSet:
    """Nothing is restored from it, nor from what builds on it, until a person releases it."""
    if by is not None:
        require(by, "backup.verify", row)
    current = BackupSet.objects.select_for_update().get(pk=row.pk)
    if current.quarantined_at is not None:
        raise GuardsUnmet.one("in_quarantine", _("It is in quarantine already."))
    if current.state == SetState.EXPECTED:
        raise GuardsUnmet.one("nothing_there", _("There is no backup yet."))
    change(
        current,
        read_version=None,
        quarantined_at=at,
        quarantine_reason=_reason(reason),
        released_at=None,
        released_by=None,
        release_reason="",
        restorable=False,
        obstacle="quarantine",
    )
    settle([row.pk], at=at)
    publishing.publish_sets("backup_set.quarantined", [row.pk], at=at)
    return current


@transaction.atomic
def release_set(row: BackupSet, *, reason: str, by: User, at: datetime) -> BackupSet:
    """Lift the quarantine, and say why. Raises GuardsUnmet when there is none."""
    require(by, "backup.release", row)
    current = BackupSet.objects.select_for_update().get(pk=row.pk)
    if current.quarantined_at is None:
        raise GuardsUnmet.one("not_in_quarantine", _("It is not in quarantine."))
    change(
        current,
        read_version=None,
        quarantined_at=None,
        released_at=at,
        released_by=by,
        release_reason=_reason(reason),
        obstacle="unverified",
    )
    settle([row.pk], at=at)
    publishing.publish_sets("backup_set.released", [row.pk], at=at)
    return current


def _reason(text: str) -> str:
    clean = text.strip()
    if not clean or len(clean) > LONGEST_REASON:
        raise Refused("required", _("Say why, in at most 2,000 characters."), "reason")
    return clean


def _complete(row: BackupSet, one: Arriving, *, by: User | None, at: datetime) -> BackupSet:
    """What the tool tells of a set that a scan has found; the tool knows better."""
    told: Mapping[str, Any] = {
        "kind": one.kind,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
        "restore_point_at": one.stands_at,
        "size_bytes": one.size_bytes,
        "tool": one.tool,
        "parent": one.parent,
        "facts": (row.facts | dict(one.facts)) if one.facts else None,
    }
    fields = {name: value for name, value in told.items() if value not in (None, "")}
    files = None if row.has_manifest else one.files
    change_set(
        row,
        read_version=None,
        by=by,
        at=at,
        copies=one.copies,
        files=files,
        log=one.log,
        **fields,
    )
    return row


def _add_copies(row: BackupSet, copies: Sequence[ArrivingCopy], *, at: datetime) -> bool:
    known = set(row.copies.values_list("location_id", "path"))
    fresh = [one for one in copies if (one.location.pk, one.path) not in known]
    BackupCopy.objects.bulk_create(
        BackupCopy(
            backup_set=row,
            location=one.location,
            path=one.path,
            arrived_at=at,
            immutable_until=one.immutable_until,
        )
        for one in fresh
    )
    return bool(fresh)


def _look_again(row: BackupSet, *, at: datetime) -> None:
    """What changed is verified anew."""
    state = SetState.REGISTERED.value if row.state == SetState.MISSING else row.state
    BackupSet.objects.filter(pk=row.pk).update(verify_due_at=at, state=state)
    row.verify_due_at, row.state = at, state
    settle([row.pk], at=at)
