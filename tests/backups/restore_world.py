"""A place with real bytes, and rows about them, for tests of restore tests."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from blake3 import blake3

from backups.models import BackupLocation, BackupPolicy, BackupSet, ManifestFile
from tests.backups import made
from tests.factories import NOON

A_TXT = [{"name": "a", "path": "a.txt", "op": "exists"}]


class World:
    """Two places of one policy; a set is a tar at both."""

    def __init__(self, folder: Path, **fields: Any):
        self.folder = folder
        self.near = self._place("near", folder, offsite=False)
        self.far = self._place("far", folder, offsite=True)
        defaults: dict[str, Any] = {"assertions": A_TXT, "restore_test_every_s": 31 * 86_400}
        self.policy = made.policy(
            "orders-full", locations=(self.near, self.far), **(defaults | fields)
        )
        self.incremental = made.policy(
            "orders-inc", system=self.policy.system, method="incremental", assertions=A_TXT
        )

    def _place(self, code: str, folder: Path, *, offsite: bool) -> BackupLocation:
        (folder / code).mkdir(parents=True)
        return made.location(code, url=f"file://{folder / code}", offsite=offsite)

    def backup(
        self,
        files: dict[str, bytes],
        *,
        at: datetime = NOON - timedelta(hours=10),
        of: BackupPolicy | None = None,
        parent: BackupSet | None = None,
        **fields: Any,
    ) -> BackupSet:
        """A verified set whose restore point is `at`."""
        row = made.backup_set(of or self.policy, at=at, parent=parent, **fields)
        name = f"{row.code}.tar"
        for place in ("near", "far"):
            with tarfile.open(self.folder / place / name, "w") as archive:
                for path, content in files.items():
                    info = tarfile.TarInfo(path)
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
        content = (self.folder / "near" / name).read_bytes()
        ManifestFile.objects.create(
            backup_set=row, path=name, size_bytes=len(content), blake3=blake3(content).hexdigest()
        )
        made.copy(row, self.near, path=name)
        made.copy(row, self.far, path=name)
        return row

    def spoil(self, row: BackupSet, place: str = "near") -> None:
        """One bit of the copy turns."""
        path = self.folder / place / f"{row.code}.tar"
        content = bytearray(path.read_bytes())
        content[520] ^= 1
        path.write_bytes(bytes(content))


@contextmanager
def places(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where locations may lie and where restores work, for one test."""
    settings.BACKUP_ROOTS = [tmp_path / "places"]
    settings.BACKUP_SCRATCH = tmp_path / "scratch"
    yield tmp_path / "places"
    left = sorted(one.name for one in (tmp_path / "scratch").glob("*"))
    assert left == []
