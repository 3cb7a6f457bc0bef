"""Importing a file into the register: upload, preview, and all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import ImportUpload
from bia.services.import_plan import Plan
from bia.services.import_rows import CHANGED, NEW, WRONG, PlannedRow, Summary
from bia.services.import_rules import rules_for
from lib.errors import GuardsUnmet, Refused
from lib.tables import MOST_BYTES

KEPT = timedelta(days=1)  # an upload that was never applied


@dataclass(frozen=True)
class Target:
    """What a file is read for: names as `bia.nouns` states them."""

    noun: str
    model: type[models.Model]
    columns: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    permission: str = "register.import"
    fixed: tuple[tuple[str, Any], ...] = ()


class WrongRows(Refused):
    """Some rows are wrong; `summary` holds them."""

    def __init__(self, summary: Summary):
        self.summary = summary
        problems = [wrong.problem for row in summary.rows[WRONG] for wrong in row.wrong]
        super(Refused, self).__init__(problems)


def keep_upload(
    *, target: Target, content: bytes, filename: str, by: User, at: datetime
) -> tuple[ImportUpload, Summary]:
    """Keep a file and preview it. Raises Refused at `file` for what cannot be read at all."""
    require(by, target.permission)
    if len(content) > MOST_BYTES:
        raise Refused("too_large", _("The file is larger than 20 MB. Split it."), "file")
    ImportUpload.objects.filter(created_by=by, created_at__lt=at - KEPT).delete()
    summary = _plan(target, content, filename).run()
    upload = ImportUpload.objects.create(
        noun=target.noun,
        filename=filename[:255],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        fingerprint=summary.fingerprint,
        created_by=by,
        created_at=at,
    )
    return upload, summary


def preview_upload(upload: ImportUpload, *, target: Target, by: User, at: datetime) -> Summary:
    """What the kept file would do now; that is what applying then must do."""
    require(by, target.permission)
    summary = _plan(target, bytes(upload.content), upload.filename).run()
    if summary.fingerprint != upload.fingerprint:
        upload.fingerprint = summary.fingerprint
        upload.save(update_fields=["fingerprint"])
    return summary


def apply_upload(
    upload: ImportUpload, *, target: Target, fingerprint: str, by: User, at: datetime
) -> Summary:
    """Write what the preview with this `fingerprint` showed, all of it or nothing.

    Raises GuardsUnmet when it was applied already or the register changed since the preview,
    WrongRows when rows are wrong.
    """
    require(by, target.permission)
    with transaction.atomic():
        upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
        if upload.applied_at is not None:
            raise GuardsUnmet.one("applied", _("This file has been applied already."))
        summary = apply_content(
            target=target,
            content=bytes(upload.content),
            filename=upload.filename,
            by=by,
            at=at,
            fingerprint=fingerprint,
        )
        upload.applied_at = at
        upload.save(update_fields=["applied_at"])
    return summary


def apply_content(
    *,
    target: Target,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
    fingerprint: str | None = None,
) -> Summary:
    """Write a file at once, all or nothing (the API's way)."""
    require(by, target.permission)
    with transaction.atomic():
        plan = _plan(target, content, filename)
        try:
            with transaction.atomic():
                summary = plan.run(_write)
        except IntegrityError as error:
            message = _("Some rows contradict what others wrote meanwhile; try again.")
            raise GuardsUnmet.one("changed_meanwhile", message) from error
        if summary.counts[WRONG]:
            raise WrongRows(summary)
        if fingerprint is not None and summary.fingerprint != fingerprint:
            message = _("The register changed since the preview; look at the new one.")
            raise GuardsUnmet.one("changed_meanwhile", message)
        _write_later(plan)
    return summary


def preview_content(*, target: Target, content: bytes, filename: str, by: User) -> Summary:
    """What a file would do, nothing kept (the API's dry run)."""
    require(by, target.permission)
    return _plan(target, content, filename).run()


def _plan(target: Target, content: bytes, filename: str) -> Plan:
    return Plan(
        model=target.model,
        names=target.columns,
        ignored=target.ignored,
        content=content,
        filename=filename,
        rules=rules_for(target.model),
        fixed=dict(target.fixed),
    )


def _write(batch: Sequence[PlannedRow], plan: Plan) -> None:
    """One statement for the new rows of a batch, one for the changed ones; triggers write the
    history of both."""
    manager: Any = plan.model._default_manager
    new = [one for one in batch if one.kind == NEW]
    manager.bulk_create([one.row for one in new])
    changed = [one for one in batch if one.kind == CHANGED]
    for one in changed:
        one.row.version += 1
    written = {name for one in changed for name in one.before if name not in one.links}
    if "tier" in {field.name for field in plan.model._meta.concrete_fields}:
        written.add("tier")
    if changed:
        manager.bulk_create(
            [one.row for one in changed],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[*sorted(written), "version", "updated_at"],
        )
    for one in batch:
        for name, rows in one.links.items():
            getattr(one.row, name).set(rows)


def _write_later(plan: Plan) -> None:
    """References to rows that came further down in the file."""
    manager: Any = plan.model._default_manager
    for start in range(0, len(plan.later), 500):
        part = plan.later[start : start + 500]
        codes = {code for row, _name, target in part for code in (row, target)}
        rows = {row.code: row for row in manager.filter(code__in=codes)}
        for name in {name for _row, name, _target in part}:
            moved = []
            for code, column, target in part:
                if column == name and code in rows:
                    setattr(rows[code], name, rows[target])
                    moved.append(rows[code])
            manager.bulk_update(moved, [name])
