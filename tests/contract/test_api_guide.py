"""docs/api.md, run as it stands: its commands in a shell, its answers compared."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from reports.tasks import sweep
from tests.bia.sample_loaded import sample_of_today

GUIDE = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text()
MANAGE = re.compile(r"\.venv/bin/python manage\.py ([^)]+)\)")


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))


def printed_by(command: re.Match[str]) -> str:
    """What a manage.py command prints, run here: a process for each takes seconds."""
    out = io.StringIO()
    call_command(*command[1].split(), stdout=out)
    return f"echo {out.getvalue().strip()})"


@pytest.mark.django_db(transaction=True)
def test_the_guide_runs_as_it_stands(live_server: Any, tmp_path: Path) -> None:
    sample_of_today("aftersales")
    commands = blocks("sh").replace("http://localhost:8000", live_server.url)
    shell = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", MANAGE.sub(printed_by, commands)],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 120
    while shell.poll() is None and time.monotonic() < deadline:
        sweep()  # what the worker does every few seconds
        time.sleep(0.2)
    shell.kill()
    printed, complaints = shell.communicate()
    assert (shell.returncode, complaints, printed) == (0, "", blocks("text"))
