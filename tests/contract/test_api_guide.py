"""docs/api.md, run as it stands: its commands in a shell, its answers compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from lib import embedded
from reports.tasks import sweep

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/api.md").read_text()


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))


@pytest.mark.django_db(transaction=True)
def test_the_guide_runs_as_it_stands(live_server: Any, tmp_path: Path) -> None:
    call_command("load_sample", "aftersales", verbosity=0)
    commands = (
        blocks("sh")
        .replace("http://localhost:8000", live_server.url)
        .replace(".venv/bin/python manage.py", f"{sys.executable} {ROOT}/manage.py")
    )
    database = urlsplit(embedded.database_url())._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    shell = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": database.geturl()},
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
