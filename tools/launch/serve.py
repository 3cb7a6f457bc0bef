"""`python -m tools.launch.serve`: database, data, then web, worker and beat until Ctrl-C.

Runs in the virtual environment, once everything is installed.
"""

import os
import signal
import subprocess
import sys

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message, Printer

from lib import embedded
from tools.launch import address
from tools.launch.say import ROOT, Stop, step


def main() -> int:
    """Exit code: 130 after Ctrl-C, 143 after SIGTERM, else that of the service that ended first."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)  # the terminal was closed
    # A job in the background of a script inherits that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        at = address.from_environment(os.environ)
        _name_servers_to_children(at)
        welcome = _prepare_data(at)
        address.ensure_free(at)  # installing may have taken minutes
        return _serve(welcome)
    except KeyboardInterrupt:
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave them running
        embedded.release()


def _name_servers_to_children(at: address.Address) -> None:
    step("Database and queue …")
    os.environ["DATABASE_URL"] = embedded.database_url()
    os.environ["REDIS_URL"] = embedded.redis_url()
    os.environ["BCM_VAR"] = str(embedded.var_folder())
    os.environ["HOST"], os.environ["PORT"] = at.host, str(at.port)
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"


def _prepare_data(at: address.Address) -> str:
    """Migrations, catalogues, sample; returns the text that welcomes the reader."""
    # A process of its own, so that its memory is free again while the services run.
    result = subprocess.run(
        [sys.executable, "-m", "tools.launch.prepare_data"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    if result.returncode != 0:
        raise Stop(result.returncode)
    return f"\n  Open {at.url}\n{result.stdout}  Ctrl-C ends everything.\n"


def _serve(welcome: str) -> int:
    services = _Services(printer=_WelcomingPrinter(sys.stdout, welcome=welcome))
    procfile = parse_procfile((ROOT / "Procfile").read_text())
    for name, command in procfile.processes.items():
        services.add_process(name, f"exec {command}", cwd=str(ROOT))
    services.loop()
    return int(services.returncode or 0)


class _Services(Manager):
    """Honcho's manager, which fails if it is ended before all its processes have begun."""

    _end_asked = False

    def terminate(self) -> None:
        self._end_asked = True
        self._all_started()

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if started and self._end_asked:
            super().terminate()
        return started


class _WelcomingPrinter(Printer):
    """Says where to go as soon as the web server answers, below its own chatter."""

    def __init__(self, *arguments: object, welcome: str) -> None:
        super().__init__(*arguments)
        self._welcome = welcome

    def write(self, message: Message) -> None:
        super().write(message)
        if self._welcome and message.name == "web" and b"Ready to answer" in _bytes(message.data):
            print(self._welcome, flush=True)
            self._welcome = ""


def _bytes(line: bytes | str) -> bytes:
    return line.encode() if isinstance(line, str) else line


def _end(signal_number: int, _: object) -> None:
    raise SystemExit(128 + signal_number)


if __name__ == "__main__":
    sys.exit(main())
