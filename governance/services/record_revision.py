"""Revisions: the next edition is written beside the one in force, which stands until then.

The draft is a record of its own, "REC-2026-0001-E2"; approved, it passes into the record it
revises and is gone. Readings of the edition before stay readings of that edition.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from governance.models import APPROVED_KINDS, BcmsRecord, RecordState
from lib.errors import GuardsUnmet
from lib.versioning import change as write
from lib.versioning import create

TAKEN = (
    "title", "text", "measure", "target", "due_on", "climate", "must_be_read", "owner_id",
    "next_review", "submitted_by_id", "submitted_at", "approved_by_id", "approved_at",
)  # fmt: skip
_REVISION = re.compile(r"(?P<base>.+)-E(?P<edition>\d{1,4})")


def base_code(code: str) -> str:
    """Of "REC-2026-0001-E2": "REC-2026-0001"; "" of anything else."""
    found = _REVISION.fullmatch(code)
    return found["base"] if found else ""


def revised_by(record: BcmsRecord) -> BcmsRecord | None:
    """What it revises, in force."""
    base = base_code(record.code)
    rows = BcmsRecord.objects.filter(code=base, kind=record.kind, state=RecordState.IN_FORCE)
    return rows.first() if base else None


def revision_of(record: BcmsRecord) -> BcmsRecord | None:
    """The next edition in work."""
    rows = BcmsRecord.objects.filter(code=_code(record), kind=record.kind)
    return rows.exclude(state=RecordState.RETIRED).first()


@transaction.atomic
def revise_record(record: BcmsRecord, *, by: User, at: datetime) -> BcmsRecord:
    """Begin the next edition, or answer the one in work. Raises PermissionDenied, GuardsUnmet."""
    require(by, "governance.change")
    row = BcmsRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if row.state != RecordState.IN_FORCE or row.kind not in APPROVED_KINDS:
        raise GuardsUnmet.one("state", _("Only what is in force by approval is revised."))
    if (found := revision_of(row)) is not None:
        return found
    # A revision given up leaves its code.
    BcmsRecord.objects.filter(code=_code(row), state=RecordState.RETIRED).delete()
    return create(
        BcmsRecord, code=_code(row), kind=row.kind, state=RecordState.DRAFT.value,
        edition=row.edition + 1, title=row.title, text=row.text, measure=row.measure,
        target=row.target, due_on=row.due_on, climate=row.climate, owner=row.owner,
        must_be_read=row.must_be_read,
    )  # fmt: skip


def take_over(revision: BcmsRecord) -> BcmsRecord | None:
    """An approved revision passes into its record; None for what is no revision."""
    base = revised_by(revision)
    if base is None:
        return None
    values = {name: getattr(revision, name) for name in TAKEN}
    if values["next_review"] is None:
        values.pop("next_review")
    write(base, read_version=None, edition=base.edition + 1, **values)
    revision.delete()
    return base


def _code(record: BcmsRecord) -> str:
    return f"{record.code}-E{record.edition + 1}"
