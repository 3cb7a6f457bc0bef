"""The ZIP as it is written: every file with its digest, nothing held in memory.

Names are ASCII in small letters where they come from the data, so that every system can unpack
them; entries carry a fixed date, so equal contents give equal bytes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

STAMP = (2000, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "txt": "text/plain",
    "html": "text/html",
    "py": "text/x-python",
    "pem": "application/x-pem-file",
    "sha256": "text/plain",
}
# Already compressed inside.
STORED = ("pdf", "xlsx", "zip")


@dataclass(frozen=True)
class File:
    """One line of the manifest. `what` in the pack's language; `source`: where it was read."""

    path: str
    sha256: str
    size: int
    what: str
    source: str = ""
    rows: int | None = None

    @property
    def media_type(self) -> str:
        return TYPES.get(self.path.rsplit(".", 1)[-1], "application/octet-stream")


@dataclass
class Archive:
    out: BinaryIO
    folder: str
    pulse: Callable[[], None] = lambda: None
    files: list[File] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, path: str, content: bytes, what: str, *, source: str = "") -> File:
        with self.opened(path, what, source=source) as write:
            write(content)
        return self.files[-1]

    def add_file(self, path: str, stream: BinaryIO, what: str, *, source: str = "") -> File:
        """The stream from its beginning, piece by piece."""
        stream.seek(0)
        with self.opened(path, what, source=source) as write:
            shutil.copyfileobj(stream, _Writer(write))
        return self.files[-1]

    @contextmanager
    def opened(
        self, path: str, what: str, *, source: str = "", rows: list[int] | None = None
    ) -> Iterator[Callable[[bytes], None]]:
        """Write a file bit by bit; `rows[0]` is read when it is closed."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(self._entry(path), "w", force_zip64=True) as out:

            def write(content: bytes) -> None:
                nonlocal size
                digest.update(content)
                size += len(content)
                out.write(content)

            yield write
        count = rows[0] if rows is not None else None
        self.files.append(File(path, digest.hexdigest(), size, what, source, count))

    def close(self) -> None:
        self.zip.close()

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self.folder}/{path}", STAMP)
        ending = path.rsplit(".", 1)[-1]
        entry.compress_type = zipfile.ZIP_STORED if ending in STORED else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry


class _Writer:
    def __init__(self, write: Callable[[bytes], None]):
        self.write = write


def safe(name: str) -> str:
    """A name every system can keep: "INC-2026-0001", never "con" or "a/b"."""
    cleaned = UNSAFE.sub("-", name).strip(".-")[:80] or "x"
    return f"_{cleaned}" if RESERVED.match(cleaned) else cleaned
