"""A SQLite file: copied, opened read-only, checked by SQLite, asked the policy's questions."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from backups.restoring.inside import files
from backups.restoring.inside.job import Failed, Job

SHOWN = 5


def run(job: Job, sources: list[Path]) -> None:
    job.version("sqlite", sqlite3.sqlite_version)
    job.phase("restore")
    job.target.mkdir(mode=0o700)
    copy = job.target / "database.sqlite"
    shutil.copyfile(sources[0], copy)
    connection = _opened(copy)
    try:
        tables = _tables(connection)
        job.restored(objects=tables, size=copy.stat().st_size)
        job.phase("check")
        _integrity(job, connection)
        _assertions(job, connection)
        _stands_at(job, connection)
    except sqlite3.DatabaseError as error:
        raise Failed("database_damaged", error=str(error)[:300]) from error
    finally:
        connection.close()


def _opened(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    connection.set_authorizer(_read_only)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _read_only(action: int, first: str | None, *_: object) -> int:
    """No other file may be attached; SQLite loads no extension unless it is told to."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _tables(connection: sqlite3.Connection) -> int:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    try:
        return int(connection.execute(query).fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise Failed("database_damaged", error=str(error)[:300]) from error


def _integrity(job: Job, connection: sqlite3.Connection) -> None:
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    whole = found == ["ok"]
    job.check("integrity_check", "pass" if whole else "fail",
              "whole" if whole else "damaged", found=found[:SHOWN])  # fmt: skip
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    job.check("foreign_key_check", "fail" if orphans else "pass",
              "orphans" if orphans else "whole", found=[list(row) for row in orphans])  # fmt: skip


def _assertions(job: Job, connection: sqlite3.Connection) -> None:
    for assertion in job.assertions:
        if not assertion.sql:
            job.check(assertion.name, "not_run", "needs_files", assertion=True)
            continue
        try:
            row = connection.execute(assertion.sql).fetchone()
        except (sqlite3.Error, sqlite3.Warning) as error:
            job.check(
                assertion.name, "fail", "query_failed", assertion=True, error=str(error)[:300]
            )
            continue
        files.compare(job, assertion, row[0] if row else None)


def _stands_at(job: Job, connection: sqlite3.Connection) -> None:
    if not job.gap_query:
        return
    job.phase("measure")
    try:
        row = connection.execute(job.gap_query).fetchone()
    except (sqlite3.Error, sqlite3.Warning) as error:
        job.check("gap_query", "fail", "query_failed", error=str(error)[:300])
        return
    if row is None or row[0] is None:
        job.check("gap_query", "fail", "no_instant")
    else:
        job.stands_at(str(row[0]))
