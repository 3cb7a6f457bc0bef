"""Many rows in one statement: for writes where Django's cost per value would be the most of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model


def insert_rows(
    model: type[Model], rows: Iterable[dict[str, Any]], *, ignore_conflicts: bool = False
) -> None:
    """Insert rows given as column → plain JSON value (instants as ISO text), all of the same keys.

    As `bulk_create`, but about ten times as fast: PostgreSQL reads one JSON text as the table's
    own row type. Nothing is filled in but the id, so every other column must be there; no
    signals, no ids in return. With `ignore_conflicts` what is there already is left as it is.
    """
    values = list(rows)
    if not values:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(name) for name in values[0])
    rest = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 - names of our own
            f" FROM json_populate_recordset(NULL::{table}, %s::json){rest}",
            [json.dumps(values)],
        )
