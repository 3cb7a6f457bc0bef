"""The world's people and its first incident at each stage: made once, brought back as rows.

Taking an incident from its declaration to its end takes the verbs half a second, and most tests
begin at one of the same few stages. What the verbs wrote is kept, and written again as it was
wherever a test that has changed nothing yet asks for the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import get_language

from accounts.models import Organisation
from incidents.models import Incident, IncidentSettings
from incidents.services.step import locked
from tests.bia.sample_kept import NOT_OURS, may_bring_back

Tables = dict[str, bytes]
Row = TypeVar("Row")

# Logging in changes nothing an incident depends on.
HARMLESS = ("session", "token", 'UPDATE "accounts_user" SET "last_login"')
WRITES = ("INSERT", "UPDATE", "DELETE")

_people: Tables | None = None
_stages: dict[tuple[Any, ...], tuple[Any, Tables]] = {}
_is_untouched = False


def bring_people(make: Callable[[], Any]) -> None:
    """What `make` makes, from the rows of the first time. Inside a transaction."""
    global _people
    if not may_bring_back():
        make()
    elif _people is None:
        make()
        Organisation.current()
        IncidentSettings.current()
        _people = _rows()
    else:
        _write(dict.fromkeys(_rows(), b"") | _people)


@contextmanager
def untouched() -> Iterator[None]:
    """Around a test that begins with the people alone."""
    global _is_untouched
    _is_untouched = _people is not None
    with connection.execute_wrapper(_watch):
        yield
    _is_untouched = False


def stage(make: Callable[..., Row]) -> Callable[..., Row]:
    """`make` as it is, but for a first incident (or drill) without further wishes than its grade
    (or type)."""

    @wraps(make)
    def made(*args: Any, **wishes: Any) -> Row:
        global _is_untouched
        if wishes or not _is_untouched:
            return make(*args, **wishes)
        key = (make.__name__, args, get_language())
        if key not in _stages:
            before = _rows()
            row = make(*args)
            after = _rows()
            changed = {name for name in after if before.get(name) != after[name]}
            _stages[key] = row, {name: after[name] for name in changed}
            return row
        known, tables = _stages[key]
        _write(tables)
        _is_untouched = False
        return _again(known)

    return made


def _again(known: Any) -> Any:
    if isinstance(known, Incident):
        return locked(Incident(pk=known.pk))
    return type(known).objects.for_list().get(pk=known.pk)


def _watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    global _is_untouched
    if _is_untouched and str(sql).lstrip().startswith(WRITES):
        _is_untouched = any(one in str(sql)[:80] for one in HARMLESS)
    return execute(sql, params, many, context)


def _rows() -> Tables:
    """As COPY writes them; empty tables are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_asking())
        found = {}
        for (name,) in cursor.fetchall():
            content = io.BytesIO()
            cursor.copy_expert(f'COPY "{name}" TO STDOUT', content)
            found[name] = content.getvalue()
        return found


def _write(tables: Tables) -> None:
    """These tables hold these rows and no others."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(";".join(f'DELETE FROM "{name}"' for name in tables))
        for name, content in tables.items():
            if content:
                cursor.copy_expert(f'COPY "{name}" FROM STDIN', io.BytesIO(content))
        cursor.execute("SET LOCAL session_replication_role = origin")


@cache
def _asking() -> str:
    """The tables that have rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> ALL (%s) ORDER BY 1",
            [list(NOT_OURS)],
        )
        names = [name for (name,) in cursor.fetchall()]
    return " UNION ALL ".join(f"(SELECT '{n}' WHERE EXISTS (SELECT FROM \"{n}\"))" for n in names)
