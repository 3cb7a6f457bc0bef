"""SQLite files: copied, checked by SQLite itself, asked the policy's questions."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backups.restoring import Assertion
from tests.backups.restoring.conftest import Restore

ROWS = Assertion("rows", "at_least", 500, sql="SELECT count(*) FROM t")


@pytest.fixture
def database(sources: Path) -> Path:
    path = sources / "app.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT, body TEXT);"
        "CREATE TABLE child (t INTEGER REFERENCES t);"
        "CREATE INDEX t_at ON t (at);"
    )
    connection.executemany(
        "INSERT INTO t (at, body) VALUES (?, ?)",
        [(f"2026-03-01 {n // 60 % 24:02}:{n % 60:02}:00", "x" * 200) for n in range(600)],
    )
    connection.commit()
    connection.close()
    return path


def test_a_whole_file_passes(database: Path, restored: Restore) -> None:
    result = restored(database, assertions=(ROWS,), gap_query="SELECT max(at) FROM t")

    assert (result.outcome, result.format, result.objects) == ("pass", "sqlite", 2)
    assert result.data_stands_at == datetime(2026, 3, 1, 9, 59, tzinfo=UTC)
    checks = {check.name: check.outcome for check in result.checks}
    assert checks == {"integrity_check": "pass", "foreign_key_check": "pass", "rows": "pass"}


def test_a_damaged_page_is_found(database: Path, restored: Restore) -> None:
    data = bytearray(database.read_bytes())
    data[4096 * 5 : 4096 * 5 + 64] = bytes(64)
    database.write_bytes(bytes(data))

    result = restored(database, assertions=(ROWS,))

    assert result.outcome == "fail"
    assert result.reason in ("damaged", "database_damaged")


def test_orphans_are_found(database: Path, restored: Restore) -> None:
    connection = sqlite3.connect(database)
    connection.execute("INSERT INTO child VALUES (99999)")
    connection.commit()
    connection.close()

    assert restored(database, assertions=(ROWS,)).reason == "orphans"


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH DATABASE '{folder}/other.db' AS other",
        "DELETE FROM t",
        "SELECT load_extension('evil')",
        "SELECT writefile('{folder}/canary', 'dead')",
    ],
)
def test_a_question_reads_this_file_and_nothing_else(
    query: str, database: Path, tmp_path: Path, canary: Path, restored: Restore
) -> None:
    claim = Assertion("sly", "exists", sql=query.format(folder=tmp_path))

    result = restored(database, assertions=(claim,))

    assert (result.outcome, result.reason) == ("fail", "query_failed")
