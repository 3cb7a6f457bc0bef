"""The ledger of ages summed up per system, now or at a moment of the past (docs/method.md §30).

Now the parts of the copies say when each was last read. For the past the finished slices do: the
newest one of a part that had ended by then. Parts that were cut anew since have lost their
slices' place; their copies then count by what the history of the copy says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from django.db import connection

from backups.bundle.scope import Scope
from backups.domain.ledger import Coverage
from backups.domain.verdicts import PASSING, WARNING, Verdict

# Neither a set that is not there nor one that is gone can be covered; chapters name them.
GONE = ("expected", "missing", "expired")
# Verdicts whose count in a slice says that something was wrong with the bytes.
VERDICTS = sorted(set(get_args(Verdict)) - PASSING - WARNING)

# One row a stretch: system, copy, objects, size, read_at, result, limit_s, since.
_NOW = """
    SELECT policy.system_id, copy.id AS copy_id,
        COALESCE(part.files, one.file_count, 0) AS objects,
        COALESCE(part.bytes, one.size_bytes, 0) AS size,
        part.read_at, COALESCE(part.result, '') AS result, copy.arrived_at AS since,
        CASE WHEN part.read_at IS NULL THEN policy.verify_within_s
             ELSE policy.verify_every_s END AS limit_s
    FROM backups_backupcopy copy
    JOIN backups_backupset one ON one.id = copy.backup_set_id
    JOIN backups_backuppolicy policy ON policy.id = one.policy_id
    LEFT JOIN backups_copypart part ON part.copy_id = copy.id
    WHERE copy.state <> ALL(%(gone)s) AND one.state <> ALL(%(gone)s)
"""
_THEN = """
    SELECT policy.system_id, copy.pgh_obj_id AS copy_id,
        COALESCE(part.files, one.file_count, 0) AS objects,
        COALESCE(part.bytes, one.size_bytes, 0) AS size,
        COALESCE(read.started_at, read.finished_at,
                 CASE WHEN part.id IS NULL THEN copy.oldest_read_at END) AS read_at,
        CASE WHEN read.id IS NOT NULL THEN
            CASE WHEN read.bad THEN 'fail' ELSE 'pass' END
             WHEN part.id IS NULL AND copy.verified_at IS NOT NULL THEN 'pass'
             ELSE '' END AS result,
        copy.arrived_at AS since,
        CASE WHEN read.id IS NULL AND (part.id IS NOT NULL OR copy.oldest_read_at IS NULL)
             THEN policy.verify_within_s ELSE policy.verify_every_s END AS limit_s
    FROM copies copy
    JOIN sets one ON one.pgh_obj_id = copy.backup_set_id
    JOIN policies policy ON policy.pgh_obj_id = one.policy_id
    LEFT JOIN backups_copypart part ON part.copy_id = copy.pgh_obj_id
    LEFT JOIN LATERAL (
        SELECT slice.id, slice.started_at, slice.finished_at, EXISTS (
            SELECT 1 FROM jsonb_each_text(slice.figures -> 'verdicts') figure
            WHERE figure.key = ANY(%(verdicts)s) AND figure.value ~ '^[1-9]') AS bad
        FROM backups_verificationslice slice
        WHERE slice.copy_id = part.copy_id AND slice.state = 'done' AND (
                slice.part_id = part.id AND slice.kind = 'read'
                OR slice.kind = 'whole' AND slice.part_id IN (
                    SELECT id FROM backups_copypart other
                    WHERE other.copy_id = part.copy_id AND other.first_path = part.first_path))
            AND slice.finished_at <= %(until)s
        ORDER BY slice.finished_at DESC LIMIT 1) read ON true
    WHERE copy.state <> ALL(%(gone)s) AND one.state <> ALL(%(gone)s)
"""
_SUMS = """
    SELECT {group}, count(*), sum(objects)::bigint, sum(size)::bigint,
        COALESCE(sum(objects) FILTER (WHERE good), 0)::bigint,
        COALESCE(sum(size) FILTER (WHERE good), 0)::bigint,
        COALESCE(sum(objects) FILTER (WHERE bad), 0)::bigint,
        COALESCE(sum(size) FILTER (WHERE bad), 0)::bigint,
        COALESCE(sum(objects) FILTER (WHERE unread), 0)::bigint,
        COALESCE(sum(size) FILTER (WHERE unread), 0)::bigint,
        COALESCE(sum(objects) FILTER (WHERE overdue), 0)::bigint,
        COALESCE(sum(size) FILTER (WHERE overdue), 0)::bigint,
        min(read_at), min(since) FILTER (WHERE unread)
    FROM (
        SELECT *, NOT unread AND result IN ('pass', 'warn') AS good,
            NOT unread AND result = 'fail' AS bad,
            limit_s IS NOT NULL AND extract(epoch FROM %(until)s::timestamptz -
                CASE WHEN unread THEN since ELSE read_at END) > limit_s AS overdue
        FROM (
            SELECT *, read_at IS NULL OR result NOT IN ('pass', 'warn', 'fail') AS unread
            FROM stretch
        ) told
    ) judged
    GROUP BY {group}
"""


def coverage_by_system(scope: Scope) -> Mapping[int, Coverage]:
    """System id → what was read of its copies when. One statement for any number of sets."""
    return {key: coverage for (key,), coverage in _covered(scope, "system_id")}


def _covered(scope: Scope, group: str) -> Iterator[tuple[tuple[int, ...], Coverage]]:
    values: dict[str, Any] = {
        "until": scope.until, "gone": list(GONE), "verdicts": VERDICTS,
        "systems": scope.system_ids,
    }  # fmt: skip
    source = _NOW if scope.live else _THEN
    parts = [] if scope.live else [_events(name) for name in ("copy", "set", "policy")]
    if scope.system_ids is not None:
        source += " AND policy.system_id = ANY(%(systems)s)"
    statement = f"WITH {', '.join([*parts, f'stretch AS ({source})'])} {_SUMS.format(group=group)}"
    width = group.count(",") + 1
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor.fetchall():
            yield tuple(row[:width]), _coverage(row[width:])


def _events(name: str) -> str:
    """The rows of a tracked table as they stood then, as in `lib.history.as_of`."""
    table = {"copy": "copies", "set": "sets", "policy": "policies"}[name]
    return f"""{table} AS (
        SELECT * FROM (
            SELECT DISTINCT ON (pgh_obj_id) * FROM backups_backup{name}event
            WHERE pgh_created_at <= %(until)s ORDER BY pgh_obj_id, pgh_id DESC) newest
        WHERE pgh_label <> 'delete')"""  # noqa: S608 - one of three names of our own


def _coverage(row: Any) -> Coverage:
    count, objects, size, *kinds, oldest, since = row
    good, bad, unread, overdue = (kinds[at : at + 2] for at in range(0, 8, 2))
    return Coverage(
        objects=objects, size=size, good_objects=good[0], good_size=good[1], bad_objects=bad[0],
        bad_size=bad[1], unread_objects=unread[0], unread_size=unread[1],
        overdue_objects=overdue[0], overdue_size=overdue[1], oldest_read_at=oldest,
        unread_since=since, stretches=count,
    )  # fmt: skip
