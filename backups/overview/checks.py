"""The checks of the newest verification of a policy's newest sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

RANK = {"fail": 0, "overdue": 1, "not_run": 2, "warn": 3, "pass": 4}
NEWEST = 3


@dataclass(frozen=True)
class LastChecks:
    """`failed` names the checks that did; `counts` outcome → how many."""

    code: str
    outcome: str
    finished_at: datetime
    set_code: str
    failed: tuple[str, ...]
    passed: int
    all: int

    def badness(self) -> tuple[int, float]:
        return RANK.get(self.outcome, 5), -self.finished_at.timestamp()


def last_checks(policies: Sequence[int]) -> dict[int, LastChecks]:
    """Policy → its newest finished run among its three newest sets (one query)."""
    if not policies:
        return {}
    statement = """
        SELECT asked.id, run.code, run.outcome, run.finished_at, run.set_code,
            coalesce(told.failed, '{}'), coalesce(told.passed, 0), coalesce(told.every, 0)
        FROM unnest(%s::bigint[]) AS asked(id)
        CROSS JOIN LATERAL (
            SELECT v.id, v.code, v.outcome, v.finished_at, newest.code AS set_code
            FROM (
                SELECT one.id, one.code FROM backups_backupset one
                WHERE one.policy_id = asked.id AND one.restore_point_at IS NOT NULL
                ORDER BY one.restore_point_at DESC LIMIT %s) newest
            JOIN backups_verification v ON v.backup_set_id = newest.id
            WHERE v.state = 'finished' ORDER BY v.id DESC LIMIT 1) run
        LEFT JOIN LATERAL (
            SELECT array_agg(DISTINCT c.name) FILTER (WHERE c.outcome = 'fail') AS failed,
                count(*) FILTER (WHERE c.outcome IN ('pass', 'warn')) AS passed,
                count(*) FILTER (WHERE c.reason <> 'not_asked') AS every
            FROM backups_verificationcheck c WHERE c.verification_id = run.id) told ON true
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(policies), NEWEST])
        return {
            row[0]: LastChecks(row[1], row[2], row[3], row[4], tuple(row[5]), row[6], row[7])
            for row in cursor.fetchall()
        }
