"""Which sets could be restored: their own state and that of everything they build on.

One function for whoever changed a set, a copy or a quarantine; a constant number of statements
for any number of sets and any length of chains.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

# `affected` are the sets with all that build on them, `nodes` those with all they build on; `told`
# goes from each full downwards, so the work is linear in the sets. What is in a circle is never
# reached and has no parent. The words are those of backups/domain/chain.py; a test compares both.
# Who settles waits for who is settling: a set and the one it builds on, judged at the same moment,
# would each be told by what the other one was before. The statement behind the lock sees what was
# committed while it waited.
_SETTLE = """
SELECT pg_advisory_xact_lock(hashtext('backups.restorability'));
WITH RECURSIVE affected AS (
    SELECT id FROM backups_backupset WHERE id = ANY(%(ids)s)
  UNION
    SELECT b.id FROM backups_backupset b JOIN affected a ON b.parent_id = a.id
), above AS (
    SELECT id, parent_id FROM backups_backupset WHERE id = ANY(%(ids)s)
  UNION
    SELECT b.id, b.parent_id FROM backups_backupset b JOIN above a ON b.id = a.parent_id
), nodes AS (
    SELECT b.id, b.parent_id, b.kind,
        CASE WHEN b.quarantined_at IS NOT NULL THEN 'quarantine'
             WHEN b.state = 'verified' THEN ''
             WHEN b.state IN ('expected', 'registered', 'verifying') THEN 'unverified'
             ELSE b.state END AS own
    FROM backups_backupset b
    WHERE b.id IN (SELECT id FROM affected UNION SELECT id FROM above)
), told AS (
    SELECT id, CASE WHEN own <> '' THEN own
                    WHEN kind NOT IN ('full', 'realtime') THEN 'no_parent'
                    ELSE '' END::text AS obstacle
    FROM nodes WHERE parent_id IS NULL
  UNION ALL
    SELECT n.id, CASE WHEN n.own <> '' THEN n.own
                      WHEN t.obstacle = '' OR t.obstacle = 'no_parent'
                        OR t.obstacle LIKE 'parent\\_%%' THEN t.obstacle
                      ELSE 'parent_' || t.obstacle END
    FROM nodes n JOIN told t ON n.parent_id = t.id
), result AS (
    SELECT n.id, coalesce(t.obstacle, nullif(n.own, ''), 'no_parent') AS obstacle
    FROM nodes n JOIN affected USING (id) LEFT JOIN told t USING (id)
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
