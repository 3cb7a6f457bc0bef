"""Dumps made for real: a small database on the test server, and the server's own pg_dump."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg2
from django.db import connection

from tests.backups.restoring.conftest import postgres_bin

TABLES = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, at timestamptz);
INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 50) n;
INSERT INTO orders SELECT n, 1 + n % 50, timestamptz '2026-03-01 11:00Z' - n * interval '1 min'
  FROM generate_series(0, 2000) n;
CREATE INDEX ON orders (at);
CREATE FUNCTION newest() RETURNS timestamptz LANGUAGE sql AS $f$
  -- ALTER TABLE orders OWNER TO nobody;
  SELECT max(at) FROM orders
$f$;
"""
# What only a superuser may make, or what reaches out of the database.
REACHING_OUT = """
CREATE EXTENSION file_fdw;
CREATE EXTENSION hstore;
CREATE SERVER outside FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE passwd (line text) SERVER outside OPTIONS (filename '/etc/passwd');
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION watched();
"""


@contextmanager
def database(*statements: str) -> Iterator[str]:
    """The name of a database on the test server that is gone afterwards."""
    name = f"test_dump_{token_hex(4)}"
    _execute("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        for text in statements:
            _execute(name, text)
        yield name
    finally:
        _execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")


def dumped(name: str, target: Path, *options: str) -> Path:
    environment = os.environ | {f"PG{name.upper()}": value for name, value in address().items()}
    subprocess.run(
        [postgres_bin() / "pg_dump", "--no-sync", f"--file={target}", *options, name],
        check=True, env=environment, capture_output=True,
    )  # fmt: skip
    return target


def address() -> dict[str, str]:
    """Of the test server, in libpq's words."""
    known = connection.get_connection_params()
    return {
        name: str(known[name]) for name in ("host", "port", "user", "password") if known.get(name)
    }


def _execute(name: str, statements: str) -> None:
    to = psycopg2.connect(**address(), dbname=name)
    to.autocommit = True
    try:
        to.cursor().execute(statements)
    finally:
        to.close()
