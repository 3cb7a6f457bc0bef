"""Production guesses nothing: what is missing stops every program with one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NEEDED = {"SECRET_KEY": "s", "AUDIT_SIGNING_KEY": "a", "ALLOWED_HOSTS": "bcm.example.org"}
PROGRAMS = {
    "manage.py": [sys.executable, "manage.py", "check"],
    "web": [str(BIN / "gunicorn"), "bcm.wsgi", "--bind", "127.0.0.1:0"],
    "worker": [str(BIN / "celery"), "-A", "bcm", "worker"],
    "beat": [str(BIN / "celery"), "-A", "bcm", "beat"],
}


def start(program: str, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in NEEDED}
    return subprocess.run(
        PROGRAMS[program],
        cwd=ROOT,
        env={**inherited, "BCM_PRODUCTION": "1", "BCM_NO_SERVERS": "1", **given},
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.mark.parametrize("name", NEEDED)
def test_missing_setting_gets_one_line(name: str) -> None:
    result = start("manage.py", {k: v for k, v in NEEDED.items() if k != name})
    (line,) = result.stderr.splitlines()
    assert (result.returncode, line.startswith(f"{name} is not set: ")) == (1, True)


@pytest.mark.parametrize("program", ["web", "worker", "beat"])
def test_every_program_ends_with_the_line(program: str) -> None:
    result = start(program, {})
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("SECRET_KEY is not set: ")
    assert "Traceback" not in result.stderr


def test_number_that_is_none_gets_one_line() -> None:
    result = start("manage.py", {**NEEDED, "HSTS_SECONDS": "a year"})
    assert result.stderr == "HSTS_SECONDS='a year' is not a whole number\n"


@pytest.mark.slow
def test_complete_settings_pass() -> None:
    assert start("manage.py", NEEDED).returncode == 0
