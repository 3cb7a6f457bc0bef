"""What goes after its time: calls, readings of space, file lists of what is long gone.

Sets, verifications, checks, problems and restore tests stay: they are the evidence. Deleted in
batches, so that no statement holds the tables for long.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

KEPT = timedelta(days=400)
BATCH = 10_000

# Name → statement; %(since)s is when what is older goes, %(batch)s how many rows at a time.
STATEMENTS = {
    # The newest call that ended a run stays, however old: it says how the policy stands.
    "heartbeats": """
        DELETE FROM backups_heartbeat WHERE id IN (
            SELECT old.id FROM backups_heartbeat old WHERE old.at < %(since)s AND EXISTS (
                SELECT 1 FROM backups_heartbeat newer WHERE newer.policy_id = old.policy_id
                AND newer.kind <> 'start' AND (newer.at, newer.id) > (old.at, old.id))
            LIMIT %(batch)s)""",
    "readings": """
        DELETE FROM backups_locationreading WHERE id IN (
            SELECT id FROM backups_locationreading WHERE at < %(since)s LIMIT %(batch)s)""",
    # What a copy last looked like is of no use once the copy is gone on purpose.
    "seen_files": """
        DELETE FROM backups_copyfile WHERE id IN (
            SELECT file.id FROM backups_copyfile file
            JOIN backups_backupcopy copy ON copy.id = file.copy_id
            WHERE copy.state = 'expired' LIMIT %(batch)s)""",
    "pieces": """
        DELETE FROM backups_filepieces WHERE file_id IN (
            SELECT pieces.file_id FROM backups_filepieces pieces
            JOIN backups_manifestfile file ON file.id = pieces.file_id
            JOIN backups_backupset one ON one.id = file.backup_set_id
            WHERE one.state = 'expired' AND one.updated_at < %(since)s LIMIT %(batch)s)""",
    "manifests": """
        DELETE FROM backups_manifestfile WHERE id IN (
            SELECT file.id FROM backups_manifestfile file
            JOIN backups_backupset one ON one.id = file.backup_set_id
            WHERE one.state = 'expired' AND one.updated_at < %(since)s
            AND NOT EXISTS (SELECT 1 FROM backups_filepieces p WHERE p.file_id = file.id)
            LIMIT %(batch)s)""",
}


def tidy(*, at: datetime, stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """How many rows of each went; `stop` ends it between two batches."""
    found = dict.fromkeys(STATEMENTS, 0)
    for name, statement in STATEMENTS.items():
        while not stop():
            with connection.cursor() as cursor:
                cursor.execute(statement, {"since": at - KEPT, "batch": BATCH})
                gone = cursor.rowcount
            found[name] += gone
            if gone < BATCH:
                break
    return found
