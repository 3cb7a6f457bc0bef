"""Backups out of SQL: every system with a weekly full and a daily increment, in two copies.

A template row is multiplied: columns that are not named are those of the template.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone

from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    LocationState,
    PolicyLocation,
    PolicyState,
    Verification,
    VerificationCheck,
)
from bia.models import System

DAY_S = 86_400


def backups(sets: int) -> None:
    """Spread over all systems; the newest two of each policy have a verification with checks."""
    systems = System.objects.count()
    policies = 2 * systems
    each = sets // policies
    places = _locations()
    with connection.cursor() as cursor:
        # History of generated rows is nobody's; triggers would take minutes.
        cursor.execute("SET session_replication_role = replica")
        try:
            _policies(places)
            _sets(each)
            _copies()
            _verifications()
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def _locations() -> list[BackupLocation]:
    made = []
    for code, medium, offsite in (("disk", "disk", False), ("cloud", "cloud", True)):
        url = f"s3://{code}/backups"
        made.append(
            BackupLocation.objects.create(
                code=code, name=code.title(), url=url, medium=medium, offsite=offsite,
                immutable=offsite,
            )
        )  # fmt: skip
        LocationState.objects.create(location=made[-1], reachable=True, seen_at=timezone.now())
    return made


def _policies(places: list[BackupLocation]) -> None:
    first = System.objects.order_by("pk").first()
    assert first is not None
    common = {"system": first, "data_class": "Database", "rpo_s": DAY_S, "verify_every_s": 2592000}
    full = BackupPolicy.objects.create(
        code="template-full", method="full", schedule="FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0",
        restore_test_every_s=2678400, **common,
    )  # fmt: skip
    daily = BackupPolicy.objects.create(
        code="template-daily", method="incremental", schedule="FREQ=DAILY;BYHOUR=2;BYMINUTE=0",
        **common,
    )  # fmt: skip
    for template, word in ((full, "full"), (daily, "daily")):
        _multiply(
            template,
            "bia_system s",
            code=f"s.code || '-{word}'",
            system_id="s.id",
            ping_uuid="gen_random_uuid()",
        )
        template.delete()
    state = PolicyState.objects.create(policy=BackupPolicy.objects.earliest("pk"), rhythm="on_time")
    _multiply(state, "backups_backuppolicy p WHERE p.id <> t.policy_id", policy_id="p.id")
    for place in places:
        row = PolicyLocation.objects.create(
            policy=BackupPolicy.objects.earliest("pk"), location=place
        )
        _multiply(row, "backups_backuppolicy p WHERE p.id <> t.policy_id", policy_id="p.id")


def _sets(each: int) -> None:
    """One in 50 failed, one in 50 is in quarantine; the others can be restored."""
    template = BackupSet.objects.create(
        code="template", policy=BackupPolicy.objects.earliest("pk"), kind="full", state="verified",
        restorable=True, obstacle="", size_bytes=4_000_000, file_count=3, rounds=1,
    )  # fmt: skip
    bad = "(p.id + n) %% 50"
    point = "now() - n * CASE p.method WHEN 'full' THEN interval '7 d' ELSE interval '1 d' END"
    _multiply(
        template,
        f"backups_backuppolicy p, generate_series(0, {each - 1}) n",
        code="'SET-' || p.id || '-' || n",
        policy_id="p.id",
        kind="p.method",
        state=f"CASE {bad} WHEN 1 THEN 'failed' ELSE 'verified' END",
        restorable=f"{bad} NOT IN (1, 2)",
        obstacle=f"CASE {bad} WHEN 1 THEN 'failed' WHEN 2 THEN 'quarantine' ELSE '' END",
        quarantined_at=f"CASE {bad} WHEN 2 THEN now() END",
        started_at=point,
        finished_at=f"{point} + interval '10 min'",
        restore_point_at=point,
        arrived_at=f"{point} + interval '11 min'",
        verified_at=f"CASE {bad} WHEN 1 THEN NULL ELSE {point} + interval '1 hour' END",
        oldest_read_at=f"{point} + interval '1 hour'",
        due_at=point,
    )
    template.delete()


def _copies() -> None:
    template = BackupCopy.objects.create(
        backup_set=BackupSet.objects.earliest("pk"),
        location=BackupLocation.objects.earliest("pk"), path="p",
        arrived_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    _multiply(
        template,
        "backups_backupset s, backups_backuplocation l",
        backup_set_id="s.id",
        location_id="l.id",
        path="'copies/' || s.id",
        state="s.state",
        arrived_at="s.arrived_at",
        verified_at="s.verified_at",
        oldest_read_at="s.oldest_read_at",
    )
    template.delete()


def _verifications() -> None:
    newest = BackupSet.objects.earliest("pk")
    run = Verification.objects.create(
        code="template", backup_set=newest, reason="arrival", state="finished", outcome="pass",
        started_at=timezone.now(), finished_at=timezone.now(),
    )  # fmt: skip
    _multiply(
        run,
        "backups_backupset s WHERE s.restore_point_at > now() - interval '2 d'",
        code="'VER-' || s.id",
        backup_set_id="s.id",
        outcome="CASE s.state WHEN 'failed' THEN 'fail' ELSE 'pass' END",
    )
    names = "unnest(ARRAY['checksum', 'completeness', 'chain', 'size', 'freshness', 'log']) c"
    check = VerificationCheck.objects.create(
        verification=run, name="checksum", outcome="pass", reason="ok", at=timezone.now()
    )
    _multiply(
        check,
        f"backups_verification v, {names} WHERE v.id <> t.verification_id",
        verification_id="v.id",
        name="c",
        outcome="v.outcome",
    )
    VerificationCheck.objects.filter(verification=run).delete()
    run.delete()


def _multiply(template: models.Model, rows: str, **columns: str) -> None:
    """As many copies of the row `template` (t) as `rows` has, with these columns instead."""
    table = template._meta.db_table
    names = [
        str(field.column)
        for field in template._meta.concrete_fields
        if not (field.primary_key and field.column == "id")
    ]
    values: dict[str, str] = {name: columns.get(name, f't."{name}"') for name in names}
    key = template._meta.pk.column
    where = " AND" if " WHERE " in rows else " WHERE"
    quoted = ", ".join(f'"{name}"' for name in names)
    _sql(
        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values.values())}"
        f' FROM {table} t, {rows}{where} t."{key}" = %s',
        template.pk,
    )


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
