"""restic and borg: the real programs, their repositories read-only."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backups.restoring import Assertion
from tests.backups.restoring.conftest import Restore

CONTENT = b"orders of today\n" * 5000
CLAIM = Assertion("digest", "sha256", hashlib.sha256(CONTENT).hexdigest(), path="data/orders.csv")
SECRET = {"RESTIC_PASSWORD": "swordfish", "BORG_PASSPHRASE": "swordfish"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "data"
    folder.mkdir()
    (folder / "orders.csv").write_bytes(CONTENT)
    return folder


def _run(*argv: object, cwd: Path, **more: str) -> None:
    subprocess.run(
        list(map(str, argv)), cwd=cwd, env=os.environ | SECRET | more, check=True,
        capture_output=True,
    )  # fmt: skip


def _readable(repository: Path) -> Path:
    for folder, _, names in os.walk(repository):
        os.chmod(folder, 0o755)
        for name in names:
            os.chmod(os.path.join(folder, name), 0o644)
    return repository


@pytest.fixture(scope="module")
def made_by_restic(data: Path) -> Path:
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    place, repository = data.parent, data.parent / "restic"
    _run("restic", "-r", repository, "--no-cache", "init", cwd=place)
    _run("restic", "-r", repository, "--no-cache", "backup", "data", cwd=place)
    return _readable(repository)


@pytest.fixture(scope="module")
def made_by_borg(data: Path) -> Path:
    if shutil.which("borg") is None:
        pytest.skip("borg is not installed")
    place, repository, base = data.parent, data.parent / "borg", str(data.parent / "base")
    _run("borg", "init", "-e", "repokey", repository, cwd=place, BORG_BASE_DIR=base)
    _run("borg", "create", f"{repository}::today", "data", cwd=place, BORG_BASE_DIR=base)
    return _readable(repository)


@pytest.fixture
def restic(made_by_restic: Path, sources: Path) -> Path:
    return Path(shutil.copytree(made_by_restic, sources / "restic"))


@pytest.fixture
def borg(made_by_borg: Path, sources: Path) -> Path:
    return Path(shutil.copytree(made_by_borg, sources / "borg"))


def test_restic_is_restored_and_its_snapshot_dated(restic: Path, restored: Restore) -> None:
    # restic keeps the path as it was given: relative here.
    result = restored(restic, secrets=SECRET, assertions=(CLAIM,))

    assert (result.outcome, result.format, result.objects) == ("pass", "restic", 1)
    assert result.data_stands_at is not None
    assert abs(datetime.now(UTC) - result.data_stands_at) < timedelta(minutes=2)
    assert result.tool_versions["restic"].startswith("restic")


def test_the_secret_of_a_repository_is_needed(restic: Path, restored: Restore) -> None:
    assert restored(restic).reason == "secret_missing"
    wrong = restored(restic, secrets={"RESTIC_PASSWORD": "wrong"})
    assert (wrong.outcome, wrong.reason) == ("not_run", "wrong_secret")


@pytest.mark.slow
def test_a_rotten_pack_is_found(restic: Path, restored: Restore) -> None:
    pack = max((restic / "data").rglob("*"), key=lambda file: file.stat().st_size * file.is_file())
    body = bytearray(pack.read_bytes())
    body[100] ^= 1
    pack.write_bytes(bytes(body))

    result = restored(restic, secrets=SECRET, assertions=(CLAIM,))

    assert result.outcome == "fail"


@pytest.mark.slow
def test_borg_is_restored_without_writing_to_it(borg: Path, restored: Restore) -> None:
    before = _state(borg)

    result = restored(borg, secrets=SECRET, assertions=(CLAIM,))

    assert (result.outcome, result.format, result.objects) == ("pass", "borg", 1)
    assert _state(borg) == before


@pytest.mark.slow
def test_a_rotten_segment_is_found(borg: Path, restored: Restore) -> None:
    segment = max((borg / "data").rglob("*"), key=lambda file: file.stat().st_size * file.is_file())
    body = bytearray(segment.read_bytes())
    body[len(body) // 2] ^= 1
    segment.write_bytes(bytes(body))

    assert restored(borg, secrets=SECRET, assertions=(CLAIM,)).outcome == "fail"


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in folder.rglob("*")}
