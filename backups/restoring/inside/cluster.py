"""A PostgreSQL cluster for one restore: made in the scratch folder, gone with it.

It listens on an abstract Unix socket of the child's own network namespace: nobody else reaches
it, and from inside nobody reaches another server. The restored data belongs to a role that may
do nothing to the machine; the superuser has a password that only this process knows.
"""

from __future__ import annotations

import secrets
import time
from contextlib import closing
from typing import Any

from backups.restoring.inside.job import Failed, Job, tail

ROLE = "restorer"
DATABASE = "restored"
SOCKET = "@restore"
STARTS_WITHIN_S = 60
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": SOCKET,
    "dynamic_shared_memory_type": "mmap",
    "shared_buffers": "128MB",
    "max_connections": "20",
    "superuser_reserved_connections": "5",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    "jit": "off",
    "maintenance_work_mem": "128MB",
    "logging_collector": "off",
    "max_parallel_workers": "2",
}
# pg_hba.conf: the role into its own database, the superuser with its password, nobody else.
ACCESS = f"local {DATABASE} {ROLE} trust\nlocal all postgres scram-sha-256\n"


class Cluster:
    """`superuser` before the dump is read, `ROLE` for everything after."""

    def __init__(self, job: Job):
        self._job = job
        self._data = job.work / "pg"
        self._password = secrets.token_urlsafe(24)
        self.bin = job.postgres_bin

    def start(self) -> None:
        job = self._job
        if not (self.bin / "initdb").exists():
            raise Failed("no_postgres", not_run=True)
        _, version = job.run([self.bin / "postgres", "--version"])
        job.version("postgres", version.strip())
        self._make()
        log = job.work / "server.log"
        self._server = job.start([self.bin / "postgres", "-D", self._data], log)
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            if self._server.poll() is not None or time.monotonic() > deadline:
                job.output(tail(log))
                raise Failed("no_postgres", not_run=True, error=tail(log, 300))
            try:
                self._prepare()
                return
            except _driver().OperationalError:
                time.sleep(0.05)

    def connected(self, *, superuser: bool = False, database: str = DATABASE) -> Any:
        """A connection that commits each statement."""
        connection = _driver().connect(
            host=SOCKET,
            dbname=database,
            user="postgres" if superuser else ROLE,
            password=self._password if superuser else None,
            connect_timeout=10,
        )
        connection.autocommit = True
        return connection

    def environment(self) -> dict[str, str]:
        """For pg_restore and psql: as the role, and nothing of another server."""
        return self._job.environment(
            PGHOST=SOCKET, PGDATABASE=DATABASE, PGUSER=ROLE, PGAPPNAME="restore",
            PGPASSFILE="/dev/null", PGSERVICEFILE="/dev/null", PGCONNECT_TIMEOUT="10",
            PSQL_HISTORY="/dev/null",
        )  # fmt: skip

    def log(self) -> str:
        return tail(self._job.work / "server.log", 2000)

    def _make(self) -> None:
        secret = self._job.work / "superuser"
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        code, text = self._job.run(
            [
                self.bin / "initdb",
                "--pgdata",
                self._data,
                "--username=postgres",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-sync",
                "--locale=C",
                "--no-instructions",
            ]
        )
        secret.unlink()
        if code != 0:
            raise Failed("no_postgres", not_run=True, error=text[-300:])
        settings = {**SETTINGS, "temp_file_limit": f"{self._job.limits.output_bytes // 1024}kB"}
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (self._data / "postgresql.auto.conf").open("a") as conf:
            conf.write(lines)
        (self._data / "pg_hba.conf").write_text(ACCESS)

    def _prepare(self) -> None:
        """Before anything of the backup is in it: the role, its database, what checks indexes."""
        with closing(self.connected(superuser=True, database="postgres")) as connection:
            cursor = connection.cursor()
            cursor.execute(
                f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
                " NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 8"
            )
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0")
        with closing(self.connected(superuser=True)) as connection:
            self._offer_amcheck(connection.cursor())

    def _offer_amcheck(self, cursor: Any) -> None:
        """The role may then look at its own indexes; nothing runs as the superuser later."""
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
        if cursor.fetchone() is None:
            return
        cursor.execute("CREATE SCHEMA restore_checks")
        cursor.execute("CREATE EXTENSION amcheck SCHEMA restore_checks")
        cursor.execute(f"GRANT USAGE ON SCHEMA restore_checks TO {ROLE}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA restore_checks TO {ROLE}")


def trusted_extensions(cluster: Cluster) -> set[str]:
    """What a role without rights may add to its own database, as this server says."""
    connection = cluster.connected()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT name FROM pg_available_extension_versions"
                " WHERE trusted OR NOT superuser"
            )
            return {row[0] for row in cursor.fetchall()} | {"plpgsql"}
    finally:
        connection.close()


def _driver() -> Any:
    import psycopg2

    return psycopg2
