"""Empties the database after a test that commits, as Django's `flush` does, in a tenth of the time.

TRUNCATE gives every table and index a new file, also where nothing was written: a second for ours.
Here the same tables are locked (so that nobody is still writing), and only those with rows are
emptied. Content types and permissions are no test's and stay, so nothing has to write them anew.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

from tests.bia.sample_kept import NOT_OURS, may_bring_back

LARGE = 1_000_000  # bytes; rows that are only deleted are still read over until a vacuum


def use_for_tests_that_commit() -> None:
    """Where the tests' account may leave out triggers; else Django's way stays."""
    if may_bring_back():
        TransactionTestCase._fixture_teardown = _teardown


def _teardown(test: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(_asking())
        found = [name for (name,) in cursor.fetchall()]
        if not found:
            return
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in found:
            cursor.execute("SELECT pg_table_size(%s::regclass)", [table])
            large = cursor.fetchone()[0] > LARGE
            cursor.execute(f"TRUNCATE {table} CASCADE" if large else f"DELETE FROM {table}")


@cache
def _tables() -> tuple[str, ...]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(f'"{name}"' for name in sorted(set(names) - set(NOT_OURS)))


@cache
def _asking() -> str:
    """The tables that have rows."""
    return " UNION ALL ".join(
        f"(SELECT '{name}' WHERE EXISTS (SELECT FROM {name}))" for name in _tables()
    )
