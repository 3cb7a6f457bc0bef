"""The newest sets of each policy, and how old the oldest reading that a restore relies on is.

One query for any number of policies and sets: each policy is looked up in three indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

# The newest restorable set is looked for only where the newest of all is none.
STATEMENT = """
    SELECT asked.id, known.restorable, known.id, known.code, known.restore_point_at, known.state,
        known.obstacle, good.id, good.code, good.restore_point_at, good.state, oldest.read_at
    FROM unnest(%(policies)s::bigint[]) AS asked(id)
    LEFT JOIN LATERAL (
        SELECT one.id, one.code, one.restore_point_at, one.state, one.obstacle, one.restorable
        FROM backups_backupset one
        WHERE one.policy_id = asked.id AND one.restore_point_at <= %(at)s
            AND one.state <> 'expected'
        ORDER BY one.restore_point_at DESC LIMIT 1) known ON true
    LEFT JOIN LATERAL (
        SELECT one.id, one.code, one.restore_point_at, one.state
        FROM backups_backupset one
        WHERE NOT known.restorable AND one.policy_id = asked.id
            AND one.restore_point_at <= %(at)s AND one.restorable
        ORDER BY one.restore_point_at DESC LIMIT 1) good ON true
    LEFT JOIN LATERAL (
        SELECT one.oldest_read_at AS read_at FROM backups_backupset one
        WHERE one.policy_id = asked.id AND one.restorable AND one.oldest_read_at IS NOT NULL
        ORDER BY one.oldest_read_at LIMIT 1) oldest ON true
    WHERE known.id IS NOT NULL OR oldest.read_at IS NOT NULL
"""


class SetRow(NamedTuple):
    """The newest set of a policy, restorable or at all."""

    id: int
    code: str
    policy_id: int
    restore_point_at: datetime
    state: str = ""
    obstacle: str = ""


class NewestSets(NamedTuple):
    """Of one policy: `known` is the newest of all, `oldest_read_at` the oldest reading of any
    set that can be restored (None: never read)."""

    restorable: SetRow | None
    known: SetRow | None
    oldest_read_at: datetime | None


NOTHING = NewestSets(None, None, None)


def newest_sets(policies: Sequence[int], at: datetime) -> dict[int, NewestSets]:
    """Policy id → its newest sets up to `at`; missing without any."""
    if not policies:
        return {}
    found: dict[int, NewestSets] = {}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"policies": list(policies), "at": at})
        for policy, whole, *columns, read_at in cursor.fetchall():
            pk, code, stands_at, state, obstacle, *other = columns
            known = None if pk is None else SetRow(pk, code, policy, stands_at, state, obstacle)
            good = known if whole else _restorable(policy, *other)
            found[policy] = NewestSets(good, known, read_at)
    return found


def _restorable(
    policy: int, pk: int | None, code: str, stands_at: datetime, state: str
) -> SetRow | None:
    return None if pk is None else SetRow(pk, code, policy, stands_at, state)
