"""One platform for all walks, running as `make run` runs it: starting it takes a minute's work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.browser.walks.people import Platform
from tests.mail_server import mail_server
from tests.processes import ROOT, environment, free_port, running_under, status, until


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Web server, workers, beat, PostgreSQL, Valkey and the sample company; nothing pretended.

    Its mail goes to a server on loopback. Walks share it: each does its own errands. After the
    last, Ctrl-C has to end it and leave nothing.
    """
    folder = tmp_path_factory.mktemp("walks")
    output, port = folder / "output", free_port()
    address = f"http://127.0.0.1:{port}"
    with mail_server() as mail, output.open("w") as log:
        post = {"EMAIL_URL": f"smtp://{mail.host}:{mail.port}", "BCM_URL": address}
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.launch.serve"],
            cwd=ROOT,
            env=environment(folder / "var", PORT=str(port), SAMPLE="en", **post),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            ready = until(lambda: status(f"{address}/readyz") == 200, 600)
            assert ready, output.read_text()[-4000:]
            assert f"Open http://localhost:{port}/" in output.read_text()
            yield Platform(address, folder / "var", mail)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            ended = process.wait(180)
        assert ended == 130
        assert running_under(folder) == []
