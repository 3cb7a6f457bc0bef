"""What a backup looks like, from the beginnings of a few of its files and all their names.

Read once for each set, at its first look; kept in its `facts` as "sample" for the checks of
encryption and of suspicion (docs/method.md §27.6).
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg2.extras import Json

from backups.domain.suspicion import is_plain, is_random
from backups.models import BackupCopy, BackupSet
from backups.reading import Source
from backups.reading.source import NotAFile, ReadFailed, SourceError

FILES = 32
BEGINNING = 65_536
ENDINGS = 50


def note_sample(copy: BackupCopy, source: Source) -> dict[str, Any]:
    """Sample the copy unless its set was sampled before; what is kept, {} for nothing readable."""
    facts: dict[str, Any] = BackupSet.objects.values_list("facts", flat=True).get(
        pk=copy.backup_set_id
    )
    if "sample" in facts:
        return dict(facts["sample"])
    found = _read(copy, source, _paths(copy.backup_set_id))
    if not found["sampled"]:
        return {}
    found["endings"] = _endings(copy.backup_set_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE backups_backupset SET facts = facts || jsonb_build_object('sample', %s::jsonb)"
            " WHERE id = %s",
            [Json(found), copy.backup_set_id],
        )
    return found


def _read(copy: BackupCopy, source: Source, paths: list[str]) -> dict[str, Any]:
    """Counts of what was sampled; whatever cannot be read is left to the reading of all bytes."""
    found: dict[str, Any] = {"sampled": 0, "random": 0, "plain": 0, "plain_path": ""}
    buffer = memoryview(bytearray(BEGINNING))
    single = not source.is_folder(copy.path)
    for path in paths:
        try:
            opened = source.opened(copy.path if single else f"{copy.path}/{path}".lstrip("/"))
        except (OSError, NotAFile, ReadFailed, SourceError):
            continue
        try:
            data = bytes(buffer[: opened.read_into(buffer, 0)])
        except (OSError, ReadFailed, SourceError):
            continue
        finally:
            opened.close()
        if not data:
            continue
        found["sampled"] += 1
        found["random"] += is_random(data)
        if is_plain(data):
            found["plain"] += 1
            found["plain_path"] = found["plain_path"] or path
    return found


def _paths(set_id: int) -> list[str]:
    """Files of some size, spread evenly over the names."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT path FROM (
                SELECT path, row_number() OVER (ORDER BY path) - 1 AS place, count(*) OVER () AS n
                FROM backups_manifestfile WHERE backup_set_id = %s
            ) files WHERE place %% greatest(1, n / %s) = 0 ORDER BY path LIMIT %s
            """,
            [set_id, FILES, FILES],
        )
        return [row[0] for row in cursor.fetchall()]


def _endings(set_id: int) -> dict[str, int]:
    """Endings of all names with their numbers, the most frequent (`domain.suspicion.ending`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            SELECT '.' || lower(name[1]), count(*) FROM (
                SELECT regexp_match(path, '[^/.][^/]*\.([^./]{1,15})$') AS name
                FROM backups_manifestfile WHERE backup_set_id = %s
            ) named WHERE name IS NOT NULL AND name[1] !~ '^\d+$'
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
            """,
            [set_id, ENDINGS],
        )
        return dict(cursor.fetchall())
