"""Tables as they stood at an instant, under their own names: what reads now, reads then.

Inside of `tables_as_of` every query of this connection, raw SQL included, finds the rows of the
past, because PostgreSQL looks into the schema of temporary tables first. So one function computes
a figure for today's page and for the report as of last year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, models, transaction

from lib.history import event_model, object_column


@contextmanager
def tables_as_of(
    tracked: Sequence[type[models.Model]],
    unknown: Sequence[type[models.Model]],
    at: datetime,
) -> Iterator[None]:
    """`tracked` models read as at `at` (aware), `unknown` ones, which have no history, as empty.

    Columns that history leaves out are null, or empty where they are text. For reading only:
    whatever is written inside of it is rolled back.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            for model in tracked:
                cursor.execute(_filled(model), [at])
            for model in unknown:
                cursor.execute(_empty(model))
            for model in tracked:
                for column in _looked_up(model):
                    cursor.execute(f"CREATE INDEX ON {_temporary(model)} ({_quoted(column)})")
                cursor.execute(f"ANALYZE {_temporary(model)}")
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _filled(model: type[models.Model]) -> str:
    events = event_model(model)
    known = {str(field.column) for field in events._meta.concrete_fields}
    one = _quoted(object_column(events))
    columns = ", ".join(_column(field, known, one) for field in model._meta.concrete_fields)
    table = _quoted(events._meta.db_table)
    return (
        f"CREATE TEMPORARY TABLE {_quoted(model._meta.db_table)} ON COMMIT DROP AS "  # noqa: S608 - names from models
        f"SELECT {columns} FROM (SELECT DISTINCT ON ({one}) * FROM {table} "
        f"WHERE pgh_created_at <= %s ORDER BY {one}, pgh_id DESC) event "
        "WHERE pgh_label <> 'delete'"
    )


def _column(field: models.Field[object, object], known: set[str], one: str) -> str:
    name = _quoted(str(field.column))
    if field.primary_key:
        return f"{one} AS {name}"
    if str(field.column) in known:
        return name
    text = isinstance(field, (models.CharField, models.TextField)) and not field.null
    empty = "''" if text else "NULL"
    return f"{empty}::{field.db_type(connection)} AS {name}"


def _empty(model: type[models.Model]) -> str:
    table = _quoted(model._meta.db_table)
    return f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS SELECT * FROM {table} LIMIT 0"  # noqa: S608


def _looked_up(model: type[models.Model]) -> list[str]:
    """The key and what others point to."""
    return [
        str(field.column)
        for field in model._meta.concrete_fields
        if field.primary_key or isinstance(field, models.ForeignKey)
    ]


def _temporary(model: type[models.Model]) -> str:
    return f"pg_temp.{_quoted(model._meta.db_table)}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
