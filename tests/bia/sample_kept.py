"""All rows of a database, kept in a file of this run and brought back as they were."""

from __future__ import annotations

import io
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

# Django fills these itself; nothing of ours refers to them.
NOT_OURS = ("auth_permission", "django_content_type", "django_migrations")

folder: Path | None = None  # set by tests/conftest.py: the workers of one run share it


@dataclass(frozen=True)
class Rows:
    tables: dict[str, bytes]
    """As COPY writes them; empty tables are left out."""
    sequences: dict[str, int]


def file_of(name: str) -> Path:
    assert folder is not None
    return folder / name


def write(file: Path, rows: Rows) -> None:
    begun = file.with_suffix(f".{os.getpid()}")
    begun.write_bytes(pickle.dumps(rows))
    begun.replace(file)


def read(file: Path) -> Rows:
    rows: Rows = pickle.loads(file.read_bytes())
    return rows


def may_bring_back() -> bool:
    """Only a superuser may write history and leave out triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return bool(cursor.fetchone()[0])


def rows() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would fail: let it fail here
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        tables = {}
        for table in _tables():
            content = io.BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', content)
            if content.tell():
                tables[table] = content.getvalue()
        return Rows(tables, _sequences())


def bring_back(kept: Rows) -> None:
    """The database holds these rows and no others. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(";".join(f'DELETE FROM "{table}"' for table in _tables()))
        for table, content in kept.tables.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(content))
        cursor.execute("SET LOCAL session_replication_role = origin")
        # Never back: rows that a rollback brings back may have had higher numbers.
        now = _sequences()
        for name, last in kept.sequences.items():
            if last > now.get(name, 0):
                cursor.execute("SELECT setval(%s::regclass, %s)", [f'public."{name}"', last])


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> ALL (%s) ORDER BY 1",
            [list(NOT_OURS)],
        )
        return [name for (name,) in cursor.fetchall()]


def _sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        return dict(cursor.fetchall())
