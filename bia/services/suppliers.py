"""Verbs on suppliers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from bia.models import Supplier
from bia.services.register import add, edit, remove

PERMISSION = "infrastructure.change"
USED_IN = ("systems", "needed_by")


def create_supplier(*, by: User, at: datetime, **fields: Any) -> Supplier:
    return add(Supplier, permission=PERMISSION, by=by, fields=fields)


def change_supplier(
    supplier: Supplier, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    return edit(supplier, permission=PERMISSION, by=by, read_version=read_version, fields=fields)


def delete_supplier(supplier: Supplier, *, by: User, at: datetime) -> None:
    remove(supplier, permission=PERMISSION, by=by, used_in=USED_IN)
