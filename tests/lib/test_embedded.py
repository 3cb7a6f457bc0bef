"""Embedded servers: shared by all who ask, gone with the last, one line when they cannot run."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lib import embedded
from lib.embedded.places import SOCKET_PATH_LIMIT, Var
from tests.processes import ROOT, environment, running_under

ASK = "from lib import embedded; print(embedded.database_url(), embedded.redis_url(), flush=True);"
QUERY = (
    "import psycopg2, redis;"
    "c = psycopg2.connect(embedded.database_url()).cursor(); c.execute('select 40 + 2');"
    "print(c.fetchone()[0], redis.from_url(embedded.redis_url()).ping());"
)


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    assert running_under(tmp_path) == [], "a test left servers running"


def ask(var: Path, code: str = ASK, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(var, **more),
        capture_output=True,
        text=True,
    )


@contextmanager
def user_of_servers(var: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has asked for both addresses and lives until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", ASK + "input()"],
        cwd=ROOT,
        env=environment(var),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.addresses = process.stdout.readline().split()  # type: ignore[attr-defined]
    yield process
    process.stdin.close()
    process.wait()
    process.stdout.close()


def test_both_servers_answer(var: Path) -> None:
    assert ask(var, ASK + QUERY).stdout.splitlines()[1] == "42 True"


def test_second_process_finds_the_servers_of_the_first(var: Path) -> None:
    with user_of_servers(var) as first, user_of_servers(var) as second:
        assert second.addresses == first.addresses  # type: ignore[attr-defined]


@pytest.mark.slow
def test_servers_stay_while_anyone_uses_them(var: Path) -> None:
    with user_of_servers(var) as first:
        ask(var)
        addresses = first.addresses  # type: ignore[attr-defined]
        assert ask(var, ASK + QUERY).stdout.split() == [*addresses, "42", "True"]


@pytest.mark.slow
def test_servers_go_with_a_process_that_was_killed(var: Path) -> None:
    with user_of_servers(var) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert running_under(var) == []


def test_servers_go_though_a_folder_above_was_closed(var: Path) -> None:
    with user_of_servers(var):
        var.parent.chmod(0o700)  # as root, the server runs as another user
    assert running_under(var) == []


@pytest.mark.slow
def test_release_waits_until_both_have_stopped(var: Path) -> None:
    signs = ("postgres/postmaster.pid", "run/valkey.json")
    look = f"import os; print([os.path.exists('{var}/' + sign) for sign in {signs}])"
    result = ask(var, ASK + look + "; embedded.release();" + look)
    assert result.stdout.splitlines()[1:] == ["[True, True]", "[False, False]"]


@pytest.mark.slow
def test_data_survive_the_stop(var: Path) -> None:
    write = "import redis; redis.from_url(embedded.redis_url()).set('kept', 'yes')"
    read = "import redis; print(redis.from_url(embedded.redis_url()).get('kept'))"
    ask(var, ASK + write)
    assert running_under(var) == []
    assert ask(var, ASK + read).stdout.splitlines()[1] == "b'yes'"


@pytest.mark.slow
def test_folder_left_by_a_killed_initdb_is_cleared_away(var: Path) -> None:
    begun = var / "postgres.begun-abc"
    begun.mkdir(parents=True)
    (begun / "PG_VERSION").write_text("18")
    (var / "postgres").mkdir()
    assert ask(var).returncode == 0
    assert not begun.exists()


@pytest.mark.slow
def test_incomplete_data_folder_gets_one_line(var: Path) -> None:
    ask(var)
    assert running_under(var) == []
    (var / "postgres" / "global" / "pg_control").unlink()
    assert one_line(ask(var)) == (
        f"{var}/postgres is no complete database (global/pg_control missing): put it back from a "
        "backup, or move it away to start with an empty one."
    )


@pytest.mark.slow
def test_data_folder_of_another_version_gets_one_line(var: Path) -> None:
    ask(var)
    assert running_under(var) == []
    (var / "postgres" / "PG_VERSION").write_text("15\n")
    assert one_line(ask(var)).startswith(f"{var}/postgres was made by PostgreSQL 15 and this is 18")


def test_broken_queue_file_gets_one_line(var: Path) -> None:
    (var / "valkey").mkdir(parents=True)
    (var / "valkey" / "dump.rdb").write_text("this is no dump")
    assert one_line(ask(var)).startswith("Valkey did not start: ")


def test_var_that_is_a_file_gets_one_line(var: Path) -> None:
    var.write_text("")
    expected = f"Cannot write to {var} (File exists): name another folder in BCM_VAR."
    assert one_line(ask(var)) == expected


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.slow
def test_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert ask(deep, ASK + QUERY).stdout.splitlines()[1] == "42 True"
    assert running_under(deep) == []


def test_socket_folder_is_the_data_folder_where_it_fits() -> None:
    fits = Var(Path("/" + "v" * (SOCKET_PATH_LIMIT - len("/" + "/postgres" + "/.s.PGSQL.5432"))))
    assert fits.socket_folder() == fits.postgres


def test_given_addresses_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere")
    assert (embedded.database_url(), embedded.redis_url()) == (
        "postgresql://somewhere/else",
        "redis://somewhere",
    )


def test_command_that_reads_files_only_starts_nothing(var: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "version"], cwd=ROOT, env=environment(var), check=True
    )
    assert (ended.returncode, var.exists()) == (0, False)
