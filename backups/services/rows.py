"""What the verbs on records of this app share: codes of their own, permission, version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection, models, transaction

from accounts.access import require
from accounts.models import User
from bia.services.register import RESERVED, reserved_code
from lib.versioning import change, create

Row = TypeVar("Row", bound=models.Model)

# Words of the addresses beside a row's own.
TAKEN = RESERVED | {"files", "scan", "evidence", "calendar"}


def next_ids(model: type[models.Model], count: int = 1) -> list[int]:
    """Numbers of rows to come: codes are made of them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def code_of(prefix: str, number: int) -> str:
    return f"{prefix}-{number:06d}"


def next_codes(model: type[models.Model], prefix: str, count: int) -> list[str]:
    """ "SET-000123", …: taken from the table's sequence, so that workers who hold locks of their
    own never wait for each other's numbers. A number that was rolled back leaves a hole."""
    return [code_of(prefix, number) for number in next_ids(model, count)]


def add(
    model: type[Row],
    *,
    permission: str,
    prefix: str,
    by: User | None,
    fields: Mapping[str, Any],
) -> Row:
    """A new row; without a code it gets one of its number. Raises Refused, PermissionDenied."""
    if by is not None:
        require(by, permission, model(**fields))
    values = dict(fields)
    if values.get("code") in TAKEN:
        raise reserved_code()
    if not values.get("code"):
        [values["id"]] = next_ids(model)
        values["code"] = code_of(prefix, values["id"])
    with transaction.atomic():
        return create(model, **values)


def edit(
    row: Any, *, permission: str, by: User, read_version: int | None, fields: Mapping[str, Any]
) -> list[str]:
    """The names that really changed. Raises StaleVersion, Refused, PermissionDenied."""
    require(by, permission, row)
    if fields.get("code", row.code) in TAKEN and fields.get("code") != row.code:
        raise reserved_code()
    with transaction.atomic():
        return change(row, read_version=read_version, **fields)
