"""The ZIP of a pack: files are added, kept between two workers, and sealed with their digests."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Collection
from datetime import datetime
from typing import IO, Any

SUMS = "SHA256SUMS"
MISSING = ".missing.txt"


class Archive:
    """`so_far` is what an earlier worker kept (b"" for a new one); what cannot be read as an
    archive any more is begun anew."""

    def __init__(self, so_far: bytes, *, at: datetime):
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._at = at
        if so_far and zipfile.is_zipfile(io.BytesIO(so_far)):
            self.file.write(so_far)
            self._zip = zipfile.ZipFile(self.file, "a")
        else:
            self._zip = zipfile.ZipFile(self.file, "w")

    def names(self) -> set[str]:
        return set(self._zip.namelist())

    def has(self, path: str) -> bool:
        """The file, or the note that it could not be made."""
        return bool({path, path + MISSING} & self.names())

    def missing(self) -> list[str]:
        return sorted(one for one in self.names() if one.endswith(MISSING))

    def add_missing(self, path: str, why: str) -> None:
        self.add(path + MISSING, f"{path} could not be made / 未能生成: {why}\n".encode())

    def add(self, path: str, content: bytes) -> None:
        info = zipfile.ZipInfo(path, date_time=self._at.timetuple()[:6])
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_STORED if path.endswith(".pdf") else zipfile.ZIP_DEFLATED
        self._zip.writestr(info, content)

    def kept(self) -> IO[bytes]:
        """What is there, as a whole archive that can be stored; more can be added after it."""
        self._zip.close()
        self._zip = zipfile.ZipFile(self.file, "a")
        self.file.seek(0)
        return self.file

    def only(self, wanted: Collection[str]) -> None:
        """Leave out what is no longer wanted: a plan got a new version between two slices."""
        kept = {*wanted, *(one + MISSING for one in wanted)}
        if self.names() <= kept:
            return
        old, self.file = self._zip, tempfile.TemporaryFile()  # noqa: SIM115
        self._zip = zipfile.ZipFile(self.file, "w")
        for info in old.infolist():
            if info.filename in kept:
                self._zip.writestr(info, old.read(info.filename))
        old.close()

    def seal(self) -> list[dict[str, Any]]:
        """Adds SHA256SUMS (for `sha256sum -c`); answers path, size and digest of each file."""
        contents = []
        for info in sorted(self._zip.infolist(), key=lambda one: one.filename):
            content = self._zip.read(info.filename)
            digest = hashlib.sha256(content).hexdigest()
            contents.append({"path": info.filename, "size_bytes": len(content), "sha256": digest})
        lines = "".join(f"{one['sha256']}  {one['path']}\n" for one in contents)
        self.add(SUMS, lines.encode())
        self._zip.close()
        return contents

    def close(self) -> None:
        self._zip.close()
        self.file.close()
