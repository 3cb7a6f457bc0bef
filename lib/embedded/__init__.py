"""Database and queue of a machine that was given none: embedded PostgreSQL and Valkey.

Settings ask two questions, `database_url()` and `redis_url()`. Where DATABASE_URL or
REDIS_URL is set, that is the answer. Otherwise the server under `var/` (BCM_VAR) answers:
found if it runs, started if not, and stopped when the last process that asked has ended,
however it ended (see `sharing`). Commands that need no server set BCM_NO_SERVERS=1 and get
addresses at which nobody listens.

Whatever stops a server from starting raises `ServerUnavailable`, whose text is one line.
"""

import os
import sys
from pathlib import Path

from lib.embedded import postgres, sharing, valkey
from lib.embedded.places import ServerUnavailable, Var

__all__ = [
    "ServerUnavailable",
    "database_url",
    "ensure_database",
    "redis_url",
    "release",
    "var_folder",
]

NOBODY_LISTENS_DATABASE = "postgresql://nobody@127.0.0.1:1/none"
NOBODY_LISTENS_REDIS = "redis://127.0.0.1:1/0"

# manage.py commands that read files only; a server started for them would be wasted seconds.
SERVERLESS_COMMANDS = frozenset(
    {"help", "--help", "version", "--version", "messages", "collectstatic", "startapp"}
)


def var_folder() -> Path:
    """The folder of everything that is not source: BCM_VAR, or `var/` beside manage.py."""
    beside_manage_py = Path(__file__).resolve().parents[2] / "var"
    return Path(os.environ.get("BCM_VAR") or beside_manage_py).expanduser().resolve()


def database_url() -> str:
    """Address of the database (postgresql://…), which exists when this returns.

    Raises ServerUnavailable (one line) when the embedded server cannot run.
    """
    if url := os.environ.get("DATABASE_URL"):
        return url
    if _serverless():
        return NOBODY_LISTENS_DATABASE
    name = os.environ.get("BCM_DB_NAME") or "bcm"
    var = Var(var_folder())
    with sharing.starting(var):
        socket_folder = postgres.ensure_running(var)
        postgres.ensure_database(socket_folder, name)
    return postgres.url(socket_folder, name)


def redis_url() -> str:
    """Address of queue and cache (redis://…). Raises ServerUnavailable as above."""
    if url := os.environ.get("REDIS_URL"):
        return url
    if _serverless():
        return NOBODY_LISTENS_REDIS
    var = Var(var_folder())
    with sharing.starting(var):
        return valkey.ensure_running(var)


def ensure_database(name: str) -> None:
    """Create the database `name` on the embedded server unless it is there."""
    var = Var(var_folder())
    with sharing.starting(var):
        postgres.ensure_database(postgres.ensure_running(var), name)


def release() -> None:
    """Stop the servers now, and wait for it, unless another process still uses them.

    Without this call the guardian stops them a moment after the last process has ended.
    """
    sharing.release(Var(var_folder()))


def _serverless() -> bool:
    if os.environ.get("BCM_NO_SERVERS") == "1":
        return True
    is_manage_py = Path(sys.argv[0]).name == "manage.py"
    return is_manage_py and (len(sys.argv) == 1 or sys.argv[1] in SERVERLESS_COMMANDS)
