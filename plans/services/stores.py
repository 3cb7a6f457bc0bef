"""Verbs on shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from bia.services import register
from plans.models import Store

PERMISSION = "paper_form.change"
USED_IN = ("backfills", "sheets", "printings")


def create_store(*, by: User, at: datetime, **fields: Any) -> Store:
    """Raises Refused, PermissionDenied."""
    return register.add(Store, permission=PERMISSION, by=by, fields=fields)


def change_store(
    store: Store, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Raises Refused, StaleVersion, PermissionDenied."""
    return register.edit(
        store, permission=PERMISSION, by=by, read_version=read_version, fields=fields
    )


def delete_store(store: Store, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet while sheets or batches name it."""
    register.remove(store, permission=PERMISSION, by=by, used_in=USED_IN)
