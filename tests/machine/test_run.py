"""`make run` on this machine, for real: it answers, and Ctrl-C leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import ROOT, environment, free_port, running_under, status, until

STARTS_WITHIN_S = 180


class Running:
    """`make run` without the part that installs, in a session of its own like a terminal's.

    It is started as a script starts a job in its background, where Ctrl-C is ignored at first.
    """

    def __init__(self, var: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.output = var.parent / f"output-{port}"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.launch.serve"],
                cwd=ROOT,
                env=environment(var, PORT=str(port), SAMPLE="none"),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_ignore_ctrl_c,
            )

    def says(self, text: str) -> bool:
        return until(lambda: text in self.output.read_text(), STARTS_WITHIN_S)

    def interrupt(self) -> int:
        """Ctrl-C: the signal goes to the whole group in front. Returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(180)


def _ignore_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def running(var: Path, port: int) -> Iterator[Running]:
    product = Running(var, port)
    try:
        yield product
    finally:
        if product.process.poll() is None:
            product.process.terminate()
            product.process.wait(60)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_platform_gets_ready_and_ctrl_c_leaves_nothing(var: Path) -> None:
    port = free_port()
    with running(var, port) as product:
        assert product.says(f"Open http://localhost:{port}/"), product.output.read_text()
        assert status(f"{product.url}/healthz") == 200
        assert until(lambda: status(f"{product.url}/readyz") == 200, 240)
        assert product.interrupt() == 130
    assert running_under(var.parent) == []


def test_ctrl_c_while_it_prepares_leaves_nothing(var: Path) -> None:
    with running(var, free_port()) as product:
        assert product.says("Tables")
        assert product.interrupt() == 130
    assert running_under(var.parent) == []
    assert "Traceback" not in product.output.read_text()


@pytest.mark.slow
def test_termination_leaves_nothing(var: Path) -> None:
    with running(var, free_port()) as product:
        assert product.says("Tables")
        product.process.terminate()
        assert product.process.wait(60) == 143
    assert running_under(var.parent) == []


def test_port_in_use_is_said_before_anything_starts(var: Path) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = subprocess.run(
            ["make", "--no-print-directory", "run", f"PYTHON={sys.executable}"],
            cwd=ROOT,
            env=environment(var, PORT=str(port)),
            capture_output=True,
            text=True,
        )
    assert result.stderr.splitlines()[0].startswith(f"Port {port} is in use: ")
    assert (result.returncode, var.exists()) == (2, False)


def test_database_out_of_reach_gets_one_line(var: Path) -> None:
    nowhere = f"postgresql://bcm@127.0.0.1:{free_port()}/bcm"
    result = subprocess.run(
        [sys.executable, "-m", "tools.launch.serve"],
        cwd=ROOT,
        env=environment(var, DATABASE_URL=nowhere, PORT=str(free_port())),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("The database bcm cannot be reached: ")
    assert running_under(var.parent) == []
