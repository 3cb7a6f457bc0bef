"""Organisations out of SQL: large ones in seconds, the same ones every time.

Rows do not go through services, so nothing here may be taken for how the product writes.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, RoleGrant, User
from bia.models import Assessment, AssessmentStatus, ImpactCategory, TimeBand
from bia.services.assessment_basis import cells_of, context_of, recompute
from bia.services.assessment_content import take_snapshot
from bia.services.sample_emptying import recreate

SEED = 0.42


def start(departments: int = 50, people: int | None = None) -> User:
    """An empty database with the catalogues, departments, people and one manager.

    `people`: ten to a department unless told.
    """
    with transaction.atomic():
        recreate(timezone.now())
    manager = User.objects.create_user("bench", "bench@example.com", None, language="en")
    manager.timezone = "Asia/Shanghai"
    manager.save()
    RoleGrant.objects.create(user=manager, role="continuity_manager")
    RoleGrant.objects.create(user=manager, role="incident_commander")
    _sql("SELECT setseed(%s)", SEED)
    _sql(
        """
        INSERT INTO accounts_department (code, version, created_at, updated_at, name, parent_id)
        SELECT 'd-' || n, 1, now(), now(), 'Department ' || n, NULL
        FROM generate_series(1, %s) n
        """,
        departments,
    )
    _sql(
        """
        INSERT INTO accounts_person (code, version, created_at, updated_at, name, email, phones,
            title, qualification, department_id, is_active)
        SELECT 'p-' || n, 1, now(), now(), 'Person ' || n, 'p' || n || '@example.com', '[]', '',
            '', (SELECT min(id) FROM accounts_department) + n %% %s, true
        FROM generate_series(1, %s) n
        """,
        departments,
        departments * 10 if people is None else people,
    )
    return manager


def owner(departments: int) -> User:
    """A process owner whose grants reach the first departments only."""
    one = User.objects.create_user("owner", "owner@example.com", None, language="en")
    for department in Department.objects.order_by("pk")[:departments]:
        RoleGrant.objects.create(user=one, role="process_owner", department=department)
    return one


def processes(count: int) -> None:
    """Processes in all tiers; three in ten are critical, one in twenty has no targets."""
    _sql(
        """
        INSERT INTO bia_process (code, version, created_at, updated_at, name, description,
            department_id, owner_id, critical, life_safety, regulated, daily_volume,
            peak_periods, mbco_percent, wrt_s, wrt_blocking, review_due, mtd_derived_s,
            rto_derived_s, mtd_s, rto_s, rpo_s, tier_id)
        SELECT 'proc-' || lpad(n::text, 5, '0'), 1, now(), now(),
            (ARRAY['Order', 'Repair', 'Rescue', 'Payment', 'Stock'])[1 + n %% 5] || ' ' || n, '',
            (SELECT min(id) FROM accounts_department)
                + n %% (SELECT count(*) FROM accounts_department),
            (SELECT min(id) FROM accounts_person) + n %% (SELECT count(*) FROM accounts_person),
            n %% 10 < 3, n %% 100 = 0, false,
            CASE WHEN n %% 7 = 0 THEN NULL ELSE (random() * 10000)::int END, '', 100, NULL, false,
            current_date + (n %% 400 - 20), NULL, NULL,
            CASE WHEN n %% 20 = 0 THEN NULL ELSE rto * 4 END,
            CASE WHEN n %% 20 = 0 THEN NULL ELSE rto END,
            CASE WHEN n %% 20 = 0 THEN NULL ELSE 3600 END,
            CASE WHEN n %% 20 = 0 THEN NULL ELSE (SELECT min(id) FROM bia_tier) + n %% 4 END
        FROM (SELECT n, (ARRAY[900, 7200, 14400, 86400])[1 + n %% 4] AS rto
              FROM generate_series(1, %s) n) one
        """,
        count,
    )


def systems(count: int, sites: int = 20, suppliers: int = 30) -> None:
    for table, total, more in (
        ("bia_site", sites, ("kind, region, timezone, notes", "'production', '', '', ''")),
        ("bia_supplier", suppliers, ("contact, notes", "'', ''")),
    ):
        _sql(
            f"""
            INSERT INTO {table} (code, version, created_at, updated_at, name, {more[0]})
            SELECT '{table[4:]}-' || n, 1, now(), now(), '{table[4:]} ' || n, {more[1]}
            FROM generate_series(1, %s) n
            """,
            total,
        )
    _sql(
        """
        INSERT INTO bia_system (code, version, created_at, updated_at, name, kind, importance,
            description, site_id, supplier_id, restore_s, rto_s, rpo_s, dr_level)
        SELECT 'sys-' || lpad(n::text, 5, '0'), 1, now(), now(), 'System ' || n,
            (ARRAY['application', 'application', 'infrastructure', 'data_set'])[1 + n %% 4],
            (ARRAY['core', 'important', 'general'])[1 + n %% 3], '',
            (SELECT min(id) FROM bia_site) + n %% %s,
            CASE WHEN n %% 5 = 0 THEN (SELECT min(id) FROM bia_supplier) + n %% %s END,
            600 + n %% 50 * 60, 7200, 3600, 1 + n %% 6
        FROM generate_series(1, %s) n
        """,
        sites,
        suppliers,
        count,
    )


def dependencies(per_process: int = 2, per_system: int = 2) -> None:
    """Every process needs systems, every system needs systems before it (no cycles)."""
    _sql(
        """
        INSERT INTO bia_dependency (code, version, created_at, updated_at, dependent_process_id,
            needs_system_id, mode, strength, "group", notes)
        SELECT 'pe-' || p.id || '-' || k, 1, now(), now(), p.id,
            (SELECT min(id) FROM bia_system)
                + (p.id * 7 + k * 13) %% (SELECT count(*) FROM bia_system),
            'serial', CASE WHEN k = 1 THEN 'hard' ELSE 'degrading' END, '', ''
        FROM bia_process p, generate_series(1, %s) k
        ON CONFLICT DO NOTHING
        """,
        per_process,
    )
    _sql(
        """
        INSERT INTO bia_dependency (code, version, created_at, updated_at, dependent_system_id,
            needs_system_id, mode, strength, "group", notes)
        SELECT 'se-' || s.id || '-' || k, 1, now(), now(), s.id,
            first.id + (s.id - first.id) * k / (k + 3), 'serial', 'hard', '', ''
        FROM bia_system s, generate_series(1, %s) k, (SELECT min(id) AS id FROM bia_system) first
        WHERE s.id > first.id
        ON CONFLICT DO NOTHING
        """,
        per_system,
    )


def measurements(limit: int) -> None:
    _sql(
        """
        INSERT INTO bia_measurement (code, process_id, kind, value_s, target_s, source, at,
            confidence, note, created_at)
        SELECT 'M-' || p.id, p.id, 'rto', 300 + p.id %% 50 * 300, p.rto_s, 'Drill',
            now() - interval '40 days', 'measured', '', now()
        FROM bia_process p ORDER BY p.id LIMIT %s
        """,
        limit,
    )


def assessments(author: User, categories: int = 5, bands: int = 5, *, derive: bool = True) -> None:
    """A draft with a full grid for every process; derived values are computed for real.

    Without `derive` they are the process's own: ten thousand take seconds, not minutes.
    """
    _sql(
        """
        INSERT INTO bia_assessment (code, version, created_at, updated_at, process_id, number,
            status, author_id, return_reason, policy, threshold, because, mtd_s, rto_s, rpo_s,
            wrt_blocking, mbco_percent, rationale, answers)
        SELECT p.code || '-v1', 1, now(), now(), p.id, 1, 'draft', %s, '', 'last_tolerable', 3,
            '{}', p.mtd_s, p.rto_s, p.rpo_s, false, 100, 'Because.', '{}'
        FROM bia_process p
        """,
        author.pk,
    )
    used = list(
        ImpactCategory.objects.filter(active=True)[:categories].values_list("id", flat=True)
    )
    times = list(TimeBand.objects.filter(active=True)[:bands].values_list("at_s", flat=True))
    _sql(
        """
        INSERT INTO bia_impactrating (assessment_id, category_id, at_s, score, amount, text)
        SELECT a.id, c, t, least(4, 1 + place * (1 + a.id %% 3) / 3),
            CASE WHEN c = %s THEN 10000 * place * (1 + a.id %% 9) END, 'Words of cell'
        FROM bia_assessment a, unnest(%s::bigint[]) c,
            unnest(%s::bigint[]) WITH ORDINALITY b(t, place)
        """,
        used[0],
        used,
        times,
    )
    drafts = Assessment.objects.select_related("process", "tier")
    for one in drafts.prefetch_related("ratings__category") if derive else ():
        context = context_of(one.process)
        recompute(one, cells_of(one.ratings.all()), context)
        one.save()


def approve_all(author: User, approver: User) -> None:
    """Every draft becomes approved, with the snapshot an approval takes."""
    now = timezone.now()
    rows = Assessment.objects.select_related(
        "process", "process__department", "process__owner", "tier"
    )
    for one in rows:
        one.status = AssessmentStatus.APPROVED
        one.submitted_by, one.submitted_at = author, now
        one.approved_by, one.approved_at = approver, now
        one.save()
        take_snapshot(one, context_of(one.process).catalogue, at=now)


def analyse() -> None:
    """What autovacuum would have done by the time people come to work."""
    _sql("ANALYZE")


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
