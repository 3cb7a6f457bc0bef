"""The compose file and the Dockerfile, as far as they can be judged without an engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SECRETS = {"SECRET_KEY", "AUDIT_SIGNING_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
OURS = {"migrate", "web", "worker", "sender", "ticker", "verifier", "beat"}


def test_compose_file_obeys_the_schema_of_its_standard() -> None:
    check = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema"]
    result = subprocess.run(
        [*check, "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.stdout == "ok -- validation done\n"


def test_production_has_all_its_parts() -> None:
    assert set(SERVICES) == {"postgres", "redis", *OURS}


def test_every_secret_must_be_given() -> None:
    asked = re.findall(r"\$\{(\w+)([^}]*)\}", COMPOSE_TEXT)
    required = {name for name, rest in asked if rest.startswith(":?")}
    with_default = {name for name, rest in asked if not rest.startswith(":?")}
    assert (required, with_default & SECRETS) == ({*SECRETS, "ALLOWED_HOSTS"}, set())


def test_optional_settings_hold_no_secret_by_default() -> None:
    defaults = dict(
        re.findall(r"\$\{(\w*(?:TOKEN|SECRET|PASSWORD|KEY)\w*):-([^}]*)\}", COMPOSE_TEXT)
    )
    assert set(defaults.values()) == {""}


def test_every_setting_asked_for_is_in_the_example() -> None:
    asked = {name for name, _ in re.findall(r"\$\{(\w+)([^}]*)\}", COMPOSE_TEXT)}
    offered = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked - offered == {"BCM_VERSION"}


def test_example_gives_no_secret_away() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = {line.split("=")[0] for line in lines if re.match(r"\w+=.+", line)}
    assert given & SECRETS == set()


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_wait_for_what_they_need(name: str) -> None:
    waits = {k: v["condition"] for k, v in SERVICES[name]["depends_on"].items()}
    expected = (
        {"postgres": "service_healthy", "redis": "service_healthy"}
        if name == "migrate"
        else {"migrate": "service_completed_successfully"}
    )
    assert waits == expected


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_may_change_nothing_on_their_disk(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_backups_are_seen_by_the_verifier_only_and_not_written() -> None:
    volumes = {name: SERVICES[name].get("volumes") for name in OURS}
    assert {name: found for name, found in volumes.items() if found} == {
        "verifier": ["${BACKUP_FOLDER:-backups}:/backups:ro", "scratch:/scratch"]
    }


def test_only_the_web_is_reached_from_outside_and_only_by_this_machine() -> None:
    assert {
        name: service.get("ports") for name, service in SERVICES.items() if "ports" in service
    } == {"web": ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]}


def test_one_beat_only() -> None:
    beats = [name for name, service in SERVICES.items() if "beat" in service.get("command", [])]
    assert (beats, SERVICES["beat"].get("deploy")) == (["beat"], None)


def test_image_ends_as_a_user_that_is_not_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001"]


def test_image_holds_production_packages_only() -> None:
    assert re.findall(r"-r (\S+)", DOCKERFILE) == ["requirements.txt"]


def test_image_brings_the_libraries_that_the_launcher_asks_for() -> None:
    from tools.launch import system_packages

    wanted = {name for need in system_packages.for_running() for name in need.debian}
    last_stage = DOCKERFILE.split("\nFROM ")[-1]
    assert {name for name in wanted if name not in last_stage} == set()


def test_image_gets_nothing_private() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", ".env.*", "var"} - set(ignored) == set()
