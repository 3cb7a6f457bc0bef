"""What came back into the database: counted, its indexes looked at, the policy's claims asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backups.restoring.inside import files
from backups.restoring.inside.cluster import Cluster
from backups.restoring.inside.job import Job

OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'restore_checks')"
# Put together from constants of this module; nothing of the backup is in them.
TABLES = f"""
    SELECT count(*), coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND {OURS}"""  # noqa: S608
INDEXES = f"""
    SELECT c.oid FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_am a ON a.oid = c.relam
    JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
    WHERE a.amname = 'btree' AND i.indisready AND i.indisvalid AND c.relkind = 'i' AND {OURS}"""  # noqa: S608
QUESTION_TAKES_AT_MOST = "15min"


def measure(job: Job, cluster: Cluster) -> None:
    """Everything as the role that owns the data; a question cannot change it."""
    connection = cluster.connected()
    try:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables, size = cursor.fetchone()
        job.restored(objects=int(tables), size=int(size))
        job.phase("check")
        _indexes(job, connection)
        for assertion in job.assertions:
            if not assertion.sql:
                job.check(assertion.name, "not_run", "needs_files", assertion=True)
                continue
            value, error = asked(connection, assertion.sql)
            if error:
                job.check(assertion.name, "fail", "query_failed", assertion=True, error=error)
            else:
                files.compare(job, assertion, value)
        if job.gap_query:
            job.phase("measure")
            _stands_at(job, connection)
    finally:
        connection.close()


def asked(connection: Any, query: str) -> tuple[Any, str]:
    """(the first value, "") or (None, why not)."""
    import psycopg2

    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{QUESTION_TAKES_AT_MOST}'")
            cursor.execute("SET LOCAL TimeZone = 'UTC'")
            cursor.execute(query)
            row = cursor.fetchone() if cursor.description else None
            return (row[0] if row else None), ""
    except psycopg2.Error as error:
        return None, str(error).strip()[:300]
    finally:
        if not connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _indexes(job: Job, connection: Any) -> None:
    """amcheck: is every B-tree in order? Damage that a dump's rows do not show."""
    import psycopg2

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regprocedure('restore_checks.bt_index_check(regclass)') IS NOT NULL"
        )
        if not cursor.fetchone()[0]:
            job.check("amcheck", "not_run", "amcheck_missing")
            return
        cursor.execute(INDEXES)
        indexes = [row[0] for row in cursor.fetchall()]
        for index in indexes:
            try:
                cursor.execute("SELECT restore_checks.bt_index_check(%s::regclass)", [index])
            except psycopg2.Error as error:
                job.check("amcheck", "fail", "index_damaged", error=str(error).strip()[:300])
                return
    job.check("amcheck", "pass", "whole", indexes=len(indexes))


def _stands_at(job: Job, connection: Any) -> None:
    value, error = asked(connection, job.gap_query)
    if error:
        job.check("gap_query", "fail", "query_failed", error=error)
    elif value is None:
        job.check("gap_query", "fail", "no_instant")
    elif isinstance(value, datetime):
        job.stands_at((value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat())
    else:
        job.stands_at(str(value))
