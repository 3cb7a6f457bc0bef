"""What the compose file starts, started here without containers, with production settings."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.processes import ROOT, environment, free_port, running_under, status, until

pytestmark = pytest.mark.slow

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
HOLD_SERVERS = (
    "import sys; from lib import embedded;"
    "print(embedded.database_url(), embedded.redis_url(), flush=True); sys.stdin.read()"
)


@pytest.fixture
def production(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of the containers; PostgreSQL and Valkey run as long as the test."""
    inherited = environment(tmp_path / "var")
    servers = subprocess.Popen(
        [sys.executable, "-c", HOLD_SERVERS],
        cwd=ROOT,
        env=inherited,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert servers.stdout is not None
    database, redis = servers.stdout.readline().split()
    yield {
        **inherited,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "BCM_PRODUCTION": "1",
        "SECRET_KEY": "a secret of this test",
        "AUDIT_SIGNING_KEY": "another secret of this test",
        "ALLOWED_HOSTS": "bcm.example.org",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "STATIC_ROOT": str(tmp_path / "static-root"),
        "TMPDIR": str(tmp_path),
        "PORT": str(free_port()),
    }
    servers.communicate()
    assert running_under(tmp_path) == []


def run(service: str, env: dict[str, str], what: str = "command") -> None:
    subprocess.run(command(service, what), cwd=ROOT, env=env, check=True)


def command(service: str, what: str = "command") -> list[str]:
    words = SERVICES[service][what]
    if what == "healthcheck":
        words = words["test"][1:]
    return [str(word).replace("/tmp/beat", f"/tmp/beat-{os.getpid()}") for word in words]


def is_healthy(service: str, env: dict[str, str]) -> bool:
    check = subprocess.run(command(service, "healthcheck"), cwd=ROOT, env=env, capture_output=True)
    return check.returncode == 0


def test_every_service_starts_gets_healthy_and_ends(production: dict[str, str]) -> None:
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=production, check=True)
    run("migrate", production)
    names = ("web", "worker", "sender", "ticker", "verifier", "beat")
    started = {n: subprocess.Popen(command(n), cwd=ROOT, env=production) for n in names}
    try:
        url = f"http://127.0.0.1:{production['PORT']}"
        assert until(lambda: status(f"{url}/readyz") == 200, 240)
        assert [name for name in names if not is_healthy(name, production)] == []
        assert login_page_status(url) == 200
    finally:
        for process in started.values():
            process.terminate()
    assert {name: process.wait(60) for name, process in started.items()} == dict.fromkeys(names, 0)


def login_page_status(url: str) -> int:
    """As the proxy in front would ask: with the public name, for a request that came by TLS."""
    headers = {"Host": "bcm.example.org", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"{url}/accounts/login/", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return int(answer.status)
