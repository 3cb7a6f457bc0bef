"""Which sets could be restored: their own state and that of everything they build on.

One function for whoever changed a set, a copy or a quarantine; a constant number of statements
for any number of sets and any length of chains.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

# `affected` are the sets with all that build on them; `links` walks from each of them towards its
# full. UNION (not ALL) ends a circle. The words are those of backups/domain/chain.py, which a test
# compares with this statement.
_SETTLE = """
WITH RECURSIVE affected AS (
    SELECT id FROM backups_backupset WHERE id = ANY(%(ids)s)
  UNION
    SELECT b.id FROM backups_backupset b JOIN affected a ON b.parent_id = a.id
), links AS (
    SELECT a.id AS set_id, a.id AS link_id, 0 AS depth FROM affected a
  UNION
    SELECT l.set_id, b.parent_id, l.depth + 1
    FROM links l JOIN backups_backupset b ON b.id = l.link_id
    WHERE b.parent_id IS NOT NULL AND l.depth < 10000
), judged AS (
    SELECT l.set_id, l.depth, b.kind, b.parent_id,
        CASE WHEN b.quarantined_at IS NOT NULL THEN 'quarantine'
             WHEN b.state = 'verified' THEN ''
             WHEN b.state IN ('expected', 'registered', 'verifying') THEN 'unverified'
             ELSE b.state END AS obstacle
    FROM links l JOIN backups_backupset b ON b.id = l.link_id
), nearest AS (
    SELECT DISTINCT ON (set_id) set_id, depth, obstacle
    FROM judged WHERE obstacle <> '' ORDER BY set_id, depth
), roots AS (
    SELECT DISTINCT ON (set_id) set_id, kind FROM judged ORDER BY set_id, depth DESC
), result AS (
    SELECT a.id, CASE
        WHEN n.depth = 0 THEN n.obstacle
        WHEN n.depth > 0 THEN 'parent_' || n.obstacle
        WHEN r.kind NOT IN ('full', 'realtime') THEN 'no_parent'
        ELSE '' END AS obstacle
    FROM affected a LEFT JOIN nearest n ON n.set_id = a.id JOIN roots r ON r.set_id = a.id
)
UPDATE backups_backupset b SET obstacle = r.obstacle, restorable = (r.obstacle = ''),
    updated_at = %(at)s
FROM result r
WHERE b.id = r.id AND (b.obstacle <> r.obstacle OR b.restorable <> (r.obstacle = ''))
RETURNING b.id
"""


@transaction.atomic
def settle(set_ids: Collection[int], *, at: datetime) -> list[int]:
    """Recomputes `restorable` and `obstacle` of the sets and of all that build on them.

    Returns the ids of the sets that changed. Call in the transaction that changed their state.
    """
    if not set_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"ids": list(set_ids), "at": at})
        return sorted(row[0] for row in cursor.fetchall())
