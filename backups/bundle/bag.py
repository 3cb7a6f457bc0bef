"""A BagIt bag (RFC 8493) written straight into a zip: records go in line by line.

Memory stays the same for any number of lines. The tag files of a bundle come last, when the
payload is there: `seal` writes manifests, chain and signature.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from backups.domain.merkle import MerkleTree

# Zip has no zone and begins in 1980; the instants that count stand inside.
STAMP = (2000, 1, 1, 0, 0, 0)
PULSE_EVERY = 5_000


@dataclass(frozen=True)
class Written:
    lines: int
    merkle_root: str


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, instants in ISO 8601."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


class Bag:
    """Open, write records and files, seal, close."""

    def __init__(self, out: BinaryIO, name: str, pulse: Callable[[], None] = lambda: None):
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.name = name
        self.pulse = pulse
        self.payload: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.octets = 0
        self.records: dict[str, Written] = {}

    def write_records(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> Written:
        """data/records/KIND.jsonl: one object a line, numbered from 1 in "n"."""
        path, tree, digest = f"data/records/{kind}.jsonl", MerkleTree(), hashlib.sha256()
        count = 0
        with self.zip.open(self._entry(path), "w") as out:
            for count, row in enumerate(rows, start=1):
                line = canonical({"n": count, **row}).encode()
                tree.add(line)
                digest.update(line + b"\n")
                self.octets += out.write(line + b"\n")
                if count % PULSE_EVERY == 0:
                    self.pulse()
        self.payload[path] = digest.hexdigest()
        self.records[kind] = Written(count, tree.root())
        self.pulse()
        return self.records[kind]

    def write_payload(self, path: str, content: bytes) -> None:
        self.payload[path] = self._write(path, content)
        self.octets += len(content)

    def write_tag(self, path: str, content: bytes) -> None:
        self.tags[path] = self._write(path, content)

    def write_trailer(self, facts: Mapping[str, Any]) -> None:
        """data/trailer.json: how many lines of each kind there are, and their Merkle roots."""
        counts = {
            kind: {"lines": one.lines, "merkle_root": one.merkle_root}
            for kind, one in self.records.items()
        }
        text = canonical({**facts, "records": counts}) + "\n"
        self.write_payload("data/trailer.json", text.encode())

    def tag_manifest(self, info: Mapping[str, str]) -> bytes:
        """Write the declaration, bag-info and the payload manifest; answer the tag manifest,
        written too: what is to be signed."""
        self.write_tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        oxum = {"Payload-Oxum": f"{self.octets}.{len(self.payload)}"}
        lines = [f"{label}: {value}\n" for label, value in (oxum | dict(info)).items()]
        self.write_tag("bag-info.txt", "".join(lines).encode())
        self.write_tag("manifest-sha256.txt", _manifest(self.payload))
        content = _manifest(self.tags)
        self._write("tagmanifest-sha256.txt", content)
        return content

    def close(self, signature: Mapping[str, Any]) -> None:
        self._write("signature.json", (canonical(signature) + "\n").encode())
        self.zip.close()

    def _write(self, path: str, content: bytes) -> str:
        with self.zip.open(self._entry(path), "w") as out:
            out.write(content)
        return hashlib.sha256(content).hexdigest()

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self.name}/{path}", STAMP)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry


def _manifest(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
