"""Evidence bundles for tests: made by the service, taken apart, damaged and put together again."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import User
from backups.bundle.scope import Scope
from backups.models import EvidenceBundle
from backups.services.evidence import SCRIPT, close_bundle, draft_bundle

Files = dict[str, bytes]


def bundle(path: Path, *, by: User, at: datetime, systems: tuple[str, ...] = ()) -> EvidenceBundle:
    """A bundle over the last 400 days, written to `path`."""
    scope = Scope(at - timedelta(days=400), at, systems)
    with path.open("wb") as out:
        return close_bundle(draft_bundle(out, scope, by=by, at=at), by=by, at=at)


def verify(*paths: Path, key: str = "") -> tuple[int, list[dict[str, Any]]]:
    """What the script says, run by itself: no packages, no environment, nothing of ours."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), "--json", *map(str, paths)]
    done = subprocess.run(
        command + (["--key", key] if key else []), capture_output=True, text=True, check=False,
        env={},
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def verdict(path: Path, key: str = "") -> str:
    return str(verify(path, key=key)[1][0]["verdict"])


def opened(path: Path) -> tuple[str, Files]:
    """The top folder and the files below it."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        top = names[0].split("/", 1)[0]
        return top, {name.split("/", 1)[1]: archive.read(name) for name in names}


def packed(path: Path, top: str, files: Mapping[str, bytes]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{top}/{name}", content)
    path.write_bytes(out.getvalue())
    return path


def changed(path: Path, into: Path, change: Callable[[Files], None]) -> Path:
    """The bundle with `change` done to its files."""
    top, files = opened(path)
    change(files)
    return packed(into, top, files)


def manifests_made_new(files: Files) -> None:
    """What somebody without the key can do: make all digests fit again."""
    for name, inside in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        files[name] = "".join(
            f"{hashlib.sha256(files[one]).hexdigest()}  {one}\n"
            for one in sorted(files)
            if one.startswith("data/") == inside
            and one not in ("tagmanifest-sha256.txt", "signature.json")
        ).encode()


def lines(files: Files, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[f"data/records/{kind}.jsonl"].splitlines()]
