"""SQL that tries what it should not: refused by the server, the wall behind it untouched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backups.restoring import Assertion
from tests.backups.restoring.conftest import SMALL, Restore
from tests.backups.restoring.dumps import address

# Each notes its name in `broke_out` if it works.
ATTEMPTS = {
    "control": "SELECT 1",  # so that the test would see one that works
    "program": "COPY notes TO PROGRAM 'touch {canary}.x'",
    "file out": "COPY notes TO '{canary}'",
    "file in": "COPY notes FROM '/etc/passwd'",
    "read": "SELECT pg_read_file('/etc/passwd')",
    "list": "SELECT pg_ls_dir('/')",
    "large object": "SELECT lo_export(lo_from_bytea(0, 'x'), '{canary}')",
    "file_fdw": "CREATE EXTENSION file_fdw",
    "dblink": "CREATE EXTENSION dblink",
    "untrusted language": "CREATE EXTENSION plpython3u",
    "C function": "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
    "become": "SET ROLE postgres",
    "superuser": "ALTER ROLE restorer SUPERUSER",
    "role": "CREATE ROLE other SUPERUSER",
    "setting": "ALTER SYSTEM SET archive_command = 'touch {canary}.x'",
    "preload": "SET session_preload_libraries = 'evil'",
    "event trigger": "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION note()",
    "subscription": "CREATE SUBSCRIPTION s CONNECTION 'host={socket}' PUBLICATION p",
    "tablespace": "CREATE TABLESPACE t LOCATION '{folder}'",
    "database": "CREATE DATABASE other",
    "catalogue": "UPDATE pg_authid SET rolsuper = true",
    "kill": "SELECT pg_reload_conf()",
}


def hostile_sql(canary: Path) -> str:
    blocks = []
    for name, attempt in ATTEMPTS.items():
        text = attempt.format(canary=canary, folder=canary.parent, socket=address()["host"])
        blocks.append(
            "DO $do$ BEGIN EXECUTE $try$" + text + "$try$; INSERT INTO broke_out VALUES ($n$"
            + name + "$n$); EXCEPTION WHEN OTHERS THEN NULL; END $do$;\n"
        )  # fmt: skip
    return "".join(
        [
            "CREATE TABLE broke_out (name text);\nCREATE TABLE notes (line text);\n",
            "CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n",
            *blocks,
        ]
    )


def test_nothing_a_dump_tries_works(canary: Path, sources: Path, restored: Restore) -> None:
    dump = sources / "hostile.sql"
    dump.write_text(hostile_sql(canary))
    names = "SELECT coalesce(string_agg(name, ', '), 'nothing') FROM broke_out"

    result = restored(dump, assertions=(Assertion("worked", "equals", "control", sql=names),))

    assert [check.params.get("found") for check in result.checks if check.assertion] == ["control"]
    assert result.outcome == "pass"


@pytest.mark.parametrize(
    "line",
    [
        "\\! touch {canary}.x",
        pytest.param("\\connect postgres postgres", marks=pytest.mark.slow),
        pytest.param("\\copy notes to program 'touch {canary}.x'", marks=pytest.mark.slow),
        pytest.param("\\o | touch {canary}.x", marks=pytest.mark.slow),
        pytest.param("\\unrestrict guessed\n\\! touch {canary}.x", marks=pytest.mark.slow),
    ],
)
def test_a_command_of_psql_ends_the_restore(
    line: str, canary: Path, sources: Path, restored: Restore
) -> None:
    dump = sources / "hostile.sql"
    dump.write_text("CREATE TABLE notes (a int);\n" + line.format(canary=canary) + "\n")

    result = restored(dump, assertions=(Assertion("a", "exists", sql="SELECT 1"),))

    assert (result.outcome, result.reason) == ("fail", "restore_refused")


@pytest.mark.slow
def test_a_check_that_never_ends_is_ended(canary: Path, sources: Path, restored: Restore) -> None:
    dump = sources / "hostile.sql"
    dump.write_text(
        "CREATE FUNCTION wait() RETURNS boolean LANGUAGE sql AS 'SELECT pg_sleep(600) IS NULL';\n"
        "CREATE TABLE t (a int CHECK (wait()));\nINSERT INTO t VALUES (1);\n"
    )
    result = restored(dump, limits=replace(SMALL, seconds=3))

    assert (result.outcome, result.reason) == ("fail", "timeout")
