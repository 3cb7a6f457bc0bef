"""PostgreSQL dumps into a cluster of their own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backups.restoring import Assertion, isolation
from tests.backups.restoring.conftest import Restore
from tests.backups.restoring.dumps import REACHING_OUT, TABLES, database, dumped

ORDERS = Assertion("orders", "equals", 2001, sql="SELECT count(*) FROM orders")
CONTENT = Assertion(
    "content", "equals", 1225, sql="SELECT sum(c.id) - 50 FROM customers c WHERE c.id <= 50"
)
NEWEST = "SELECT newest()"
STANDS_AT = datetime(2026, 3, 1, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dumps")


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[str]:
    with database(TABLES) as name:
        yield name


def test_a_custom_dump_is_restored_measured_and_its_indexes_checked(
    plain: str, folder: Path, restored: Restore
) -> None:
    dump = dumped(plain, folder / "custom.dump", "-Fc")

    result = restored(dump, assertions=(ORDERS, CONTENT), gap_query=NEWEST)

    assert (result.outcome, result.format, result.objects) == ("pass", "pg_dump", 2)
    assert result.data_stands_at == STANDS_AT
    found = {check.name: check.outcome for check in result.checks}
    assert found == {"amcheck": "pass", "orders": "pass", "content": "pass"}
    names = [phase.name for phase in result.phases]
    assert names == ["prepare", "restore", "check", "measure", "clean"]
    assert result.tool_versions["pg_restore"].startswith("pg_restore (PostgreSQL)")


@pytest.mark.slow
def test_a_folder_dump_is_restored(plain: str, folder: Path, restored: Restore) -> None:
    dump = dumped(plain, folder / "folder.dump", "-Fd")
    for file in dump.iterdir():
        file.chmod(0o644)
    dump.chmod(0o755)

    assert restored(dump, assertions=(ORDERS,)).outcome == "pass"


def test_plain_sql_with_owners_is_restored_compressed_or_not(
    plain: str, folder: Path, restored: Restore
) -> None:
    dump = dumped(plain, folder / "plain.sql")
    packed = folder / "plain.sql.gz"
    packed.write_bytes(gzip.compress(dump.read_bytes()))

    result = restored(packed, assertions=(ORDERS,), gap_query=NEWEST)

    assert (result.outcome, result.format, result.data_stands_at) == ("pass", "sql", STANDS_AT)


def test_what_reaches_out_is_left_out_and_told(folder: Path, restored: Restore) -> None:
    with database(TABLES, REACHING_OUT) as name:
        dump = dumped(name, folder / "reaching.dump", "-Fc")

    result = restored(dump, assertions=(ORDERS,))

    assert (result.outcome, result.reason) == ("warn", "entries_left_out")
    [left_out] = [check for check in result.checks if check.name == "left_out"]
    kinds = sorted({entry.split(":")[0] for entry in left_out.params["entries"]})
    assert kinds == ["EVENT TRIGGER", "EXTENSION", "FOREIGN TABLE", "SERVER"]


@pytest.mark.parametrize("keep", [pytest.param(0.3, marks=pytest.mark.slow), 0.97])
def test_a_cut_dump_fails(keep: float, plain: str, folder: Path, restored: Restore) -> None:
    dump = dumped(plain, folder / f"cut-{keep}.dump", "-Fc")
    data = dump.read_bytes()
    dump.write_bytes(data[: int(len(data) * keep)])

    result = restored(dump, assertions=(ORDERS,))

    assert (result.outcome, result.objects) == ("fail", 0)
    assert result.reason in ("archive_damaged", "restore_refused")


@pytest.mark.slow
def test_rows_that_are_missing_are_found(folder: Path, restored: Restore) -> None:
    with database(TABLES, "DELETE FROM orders WHERE id % 10 = 0") as name:
        dump = dumped(name, folder / "fewer.dump", "-Fc")

    result = restored(dump, assertions=(ORDERS,))

    assert (result.outcome, result.reason) == ("fail", "differs")
    assert result.params["found"] == "1800"


@pytest.mark.slow
def test_a_question_cannot_change_the_data(plain: str, folder: Path, restored: Restore) -> None:
    dump = dumped(plain, folder / "question.dump", "-Fc")
    claim = Assertion("sly", "exists", sql="DELETE FROM orders RETURNING 1")

    result = restored(dump, assertions=(claim,))

    assert (result.outcome, result.reason) == ("fail", "query_failed")


@pytest.mark.slow
def test_name_spaces_alone_will_do(plain: str, folder: Path, restored: Restore) -> None:
    dump = dumped(plain, folder / "unshare.dump", "-Fc")
    wall = isolation(("unshare",))
    if wall.kind == "none":
        pytest.skip(wall.reason)

    result = restored(dump, assertions=(ORDERS,), isolation=wall)

    assert (result.outcome, result.isolation) == ("pass", "unshare")
