"""Corrective actions and messages out of SQL, for an organisation `generate.start` made."""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.models import User


def actions(count: int, author: User) -> None:
    """About 1,000 processes, in all states, nine in ten in force; all fall due in this month."""
    _sql(
        """
        INSERT INTO followup_correctiveaction (code, version, created_at, updated_at,
            subject_kind, subject_code, title, source, source_ref, finding, root_cause, kind,
            priority, is_core, state, owner_id, verifier_id, due_on, original_due_on, verify_by,
            criterion, criterion_subject_kind, criterion_subject_code, criterion_measure,
            plan_change, created_by_id, opened_at, done_at, verified_at, closed_at,
            risk_expires_on)
        SELECT 'ACT-2026-' || lpad(n::text, 5, '0'), 1, now(), now() - n %% 60 * interval '1 day',
            'process', 'proc-' || lpad((1 + n %% 1000)::text, 5, '0'),
            (ARRAY['Repair', 'Replace', 'Document', 'Train', 'Move'])[1 + n %% 5] || ' ' || n,
            (ARRAY['gap', 'drill', 'incident', 'audit'])[1 + n %% 4], '', 'Found in ' || n, '',
            'correct', (ARRAY['P1', 'P2', 'P2', 'P3'])[1 + n %% 4], n %% 10 < 3, state,
            person.first + n %% 500, person.first + (n + 1) %% 500, due, due - n %% 3 * 7,
            'retest', '', '', '', '', '', %s,
            CASE WHEN state <> 'draft' THEN now() - n %% 90 * interval '1 day' END,
            CASE WHEN state IN ('done', 'verified') THEN now() - n %% 40 * interval '1 day' END,
            CASE WHEN state = 'verified' THEN now() - n %% 40 * interval '1 day' END,
            CASE WHEN state IN ('verified', 'cancelled')
                THEN now() - n %% 40 * interval '1 day' END,
            CASE WHEN state = 'accepted_risk' THEN due END
        FROM (
            SELECT n, date_trunc('month', current_date)::date + n %% 28 AS due,
                CASE n %% 20 WHEN 0 THEN 'draft' WHEN 10 THEN 'cancelled' ELSE
                (ARRAY['', 'open', 'open', 'open', 'open', 'in_progress', 'in_progress', 'done',
                    'verified', 'accepted_risk'])[1 + n %% 10] END AS state
            FROM generate_series(1, %s) n
        ) one, (SELECT min(id) AS first FROM accounts_person) person
        """,
        author.pk,
        count,
    )


def messages(count: int, reader: User, *, unread: int) -> None:
    """Told in the app: `count` to `reader`, the last `unread` of them unread, ten times as many
    to others; and as many that were not sent, among as many that were."""
    for user, many in ((reader.pk, count), (None, count * 10)):
        _told("in_app", "sent", user, many, unread if user else 0)
    _told("email", "sent", None, count * 9, 0)
    _told("email", "suppressed", None, count, 0)


def _told(channel: str, state: str, user: int | None, count: int, unread: int) -> None:
    """`user` None: everybody else in turn (people without a login)."""
    _sql(
        """
        INSERT INTO followup_notification (dedup_key, kind, subject_kind, subject_code, title, url,
            person_id, user_id, roles, channel, params, grade, exercise, urgent,
            held_in_quiet_hours, asks_acknowledgement, mark, state, reason, not_before,
            created_at, sent_at, read_at, delivery_id)
        SELECT concat_ws(':', %(channel)s, %(state)s, %(user)s, n), 'action.assigned',
            'process', 'proc-' || n %% 1000, 'Process ' || n, '/processes/',
            CASE WHEN %(user)s::bigint IS NULL
                THEN (SELECT min(id) FROM accounts_person) + n %% 500 END,
            %(user)s, '{owner}', %(channel)s,
            '{"action": "ACT-2026-0001", "title": "Repair", "due": {"on": "2026-12-01"}}', '',
            NULL, false, true, false, '', %(state)s,
            CASE WHEN %(state)s = 'suppressed' THEN 'clock_stopped' ELSE '' END, now(), now(),
            CASE WHEN %(state)s = 'sent' THEN now() END,
            CASE WHEN n <= %(count)s - %(unread)s THEN now() END,
            NULL
        FROM generate_series(1, %(count)s) n
        """,
        {"channel": channel, "state": state, "user": user, "count": count, "unread": unread},
    )


def _sql(statement: str, *values: Any) -> None:
    """Values by place, or one dict of them by name."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values[0] if isinstance(values[0], dict) else values)
