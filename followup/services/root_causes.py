"""The catalogue of root causes: the shipped rows, and edits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup.models import RootCause
from lib.errors import GuardsUnmet
from lib.versioning import change, create
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent.parent / "catalog" / "root_causes.yaml"
PERMISSION = "catalogue.change"


@transaction.atomic
def load_root_causes(*, at: datetime, by: User | None = None, reset: bool = False) -> int:
    """Add what is missing; `reset` writes the file's words over every row it names.

    Answers how many rows were written.
    """
    known = {one.code: one for one in RootCause.objects.all()}
    written = 0
    for row in read_yaml(FILE):
        words = {"name_en": row["name"]["en"], "name_zh": row["name"]["zh"]}
        if row["code"] not in known:
            create(RootCause, code=row["code"], **words)
            written += 1
        elif reset and change(known[row["code"]], read_version=None, **words):
            written += 1
    return written


@transaction.atomic
def create_root_cause(*, by: User, at: datetime, **fields: Any) -> RootCause:
    require(by, PERMISSION)
    return create(RootCause, **fields)


@transaction.atomic
def change_root_cause(
    cause: RootCause, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Raises PermissionDenied, StaleVersion, Refused at the field."""
    require(by, PERMISSION)
    return change(cause, read_version=read_version, **fields)


@transaction.atomic
def delete_root_cause(cause: RootCause, *, by: User, at: datetime) -> None:
    """Only one that no action names; others are switched off. Raises GuardsUnmet."""
    require(by, PERMISSION)
    try:
        cause.delete()
    except ProtectedError as error:
        words = _("Actions name this cause; switch it off instead.")
        raise GuardsUnmet.one("in_use", words) from error
