"""Tables as they stood at an instant, under their own names: what reads now, reads then.

Inside of `tables_as_of` every query of this connection, raw SQL included, finds the rows of the
past, because PostgreSQL looks into the schema of temporary tables first. So one function computes
a figure for today's page and for the report as of last year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True)
class World:
    """What a whole database needs to be read as of an instant.

    `tracked`: models whose rows come from their history; columns it leaves out (names of people)
    are those of today. `written`: models without history whose rows are written once, with the
    column that says when (`"recorded_at"`), or a condition in SQL (`"event_id IN (…)"`).
    `kept`: tracked models that stay as they are today, but for rows removed since, which are
    there again. `after`: SQL carried out at the end, for what follows from other rows, by the
    tables it changes. `follows`: whose rows those conditions and statements look at; where
    nothing was written there since, they change nothing and are left out.
    """

    tracked: Sequence[type[models.Model]]
    written: Mapping[type[models.Model], str]
    kept: Sequence[type[models.Model]] = ()
    after: Mapping[type[models.Model], Sequence[str]] = field(default_factory=dict)
    follows: Mapping[type[models.Model], type[models.Model]] = field(default_factory=dict)


@contextmanager
def world_as_of(
    world: World, at: datetime, hidden: Mapping[type[models.Model], Sequence[int]]
) -> Iterator[None]:
    """Every query of this connection reads as of `at` (aware), until it closes.

    Only tables that were written to since are read anew, so an instant that has just passed
    costs next to nothing. `hidden` rows are not there. For reading only, as `tables_as_of`.
    """
    shadowed: set[type[models.Model]] = set()
    with transaction.atomic():
        with connection.cursor() as cursor:
            changed = _changed_since(cursor, world, at)
            for model in (*world.tracked, *world.kept):
                if model in changed:
                    cursor.execute(_then(model, removed_only=model in world.kept), {"at": at})
                    shadowed.add(model)
            for model, when in world.written.items():
                if world.follows.get(model, model) in changed or model in changed:
                    cursor.execute(_written(model, when), {"at": at})
                    shadowed.add(model)
            for model, keys in hidden.items():
                if keys:
                    _hide(cursor, model, keys, copied=model in shadowed)
                    shadowed.add(model)
            for model in shadowed:
                for column in _looked_up(model):
                    cursor.execute(f"CREATE INDEX ON {_temporary(model)} ({_quoted(column)})")
            for model, statements in world.after.items():
                if world.follows.get(model) not in changed:
                    continue
                if model not in shadowed:
                    cursor.execute(_copy(model))
                    shadowed.add(model)
                for statement in statements:
                    cursor.execute(statement, {"at": at})
            for model in shadowed:
                cursor.execute(f"ANALYZE {_temporary(model)}")
        try:
            yield
        finally:
            transaction.set_rollback(True)


def existed(model: type[models.Model], key: int, at: datetime) -> bool:
    """Was there a row with this id at `at`? A row older than the history was."""
    events = event_model(model)._default_manager.filter(**{object_column(event_model(model)): key})
    last = events.filter(pgh_created_at__lte=at).order_by("-pgh_id").values("pgh_label").first()
    if last is None:
        return not events.filter(pgh_label="insert").exists()
    return bool(last["pgh_label"] != "delete")


def _changed_since(cursor: Any, world: World, at: datetime) -> set[type[models.Model]]:
    """Tracked models with events after `at`; of the kept ones, those that lost a row; of those
    written once, the ones with rows after it."""
    by_column = [model for model, when in world.written.items() if when.isidentifier()]
    every = (*world.tracked, *world.kept, *by_column)
    asked = []
    for number, model in enumerate(every):
        log, column, gone = model, world.written.get(model, ""), ""
        if not column.isidentifier():
            log, column = event_model(model), "pgh_created_at"
            gone = " AND pgh_label = 'delete'" if model in world.kept else ""
        asked.append(
            f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {_quoted(log._meta.db_table)} "  # noqa: S608
            f"WHERE {_quoted(column)} > %(at)s{gone})"
        )
    cursor.execute(" UNION ALL ".join(asked), {"at": at})
    return {every[number] for (number,) in cursor.fetchall()}


def _then(model: type[models.Model], *, removed_only: bool) -> str:
    """Rows nobody touched since stand as they are; the others come from their last event."""
    events = event_model(model)
    known = {str(one.column) for one in events._meta.concrete_fields}
    one, table = _quoted(object_column(events)), _quoted(model._meta.db_table)
    log, key = _quoted(events._meta.db_table), _quoted(str(model._meta.pk.column))
    columns = list(model._meta.concrete_fields)
    today = ", ".join(f"live.{_quoted(str(column.column))}" for column in columns)
    then = ", ".join(_past_column(column, known, one) for column in columns)
    gone = " AND pgh_label = 'delete'" if removed_only else ""
    return (
        f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS "  # noqa: S608 - names from models
        f"WITH touched AS MATERIALIZED (SELECT DISTINCT {one} AS id FROM {log} "
        f"WHERE pgh_created_at > %(at)s{gone}) "
        f"SELECT {today} FROM {table} live WHERE live.{key} NOT IN (SELECT id FROM touched) "
        f"UNION ALL SELECT {then} FROM (SELECT DISTINCT ON ({one}) * FROM {log} "
        f"WHERE {one} IN (SELECT id FROM touched) AND pgh_created_at <= %(at)s "
        f"ORDER BY {one}, pgh_id DESC) event "
        f"LEFT JOIN {table} live ON live.{key} = event.{one} "
        "WHERE event.pgh_label <> 'delete'"
    )


def _past_column(column: models.Field[object, object], known: set[str], one: str) -> str:
    name = _quoted(str(column.column))
    if column.primary_key:
        return f"event.{one}"
    if str(column.column) in known:
        return f"event.{name}"
    kind = column.db_type(connection)
    if column.null:
        return f"live.{name}::{kind}"
    blank = {"jsonb": "'{}'", "boolean": "false", "bytea": "''"}.get(str(kind))
    if isinstance(column, (models.CharField, models.TextField)):
        blank = "''"
    return f"live.{name}::{kind}" if blank is None else f"COALESCE(live.{name}, {blank}::{kind})"


def _written(model: type[models.Model], when: str) -> str:
    condition = f"{_quoted(when)} <= %(at)s" if when.isidentifier() else when
    return f"{_copy(model)} WHERE {condition}"


def _copy(model: type[models.Model]) -> str:
    table = _quoted(model._meta.db_table)
    return f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS SELECT * FROM {table}"  # noqa: S608


def _hide(cursor: Any, model: type[models.Model], keys: Sequence[int], *, copied: bool) -> None:
    if not copied:
        cursor.execute(_copy(model))
    key = _quoted(str(model._meta.pk.column))
    cursor.execute(f"DELETE FROM {_temporary(model)} WHERE {key} = ANY(%s)", [list(keys)])  # noqa: S608
