"""The end of a pack: README, index, manifest, sums, and the signature over the sums."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from backups.services.signing import current_key, fingerprint, sign
from reports.evidence import words
from reports.evidence.archive import Archive
from reports.evidence.pack import Pack

FORMAT = "bcm-evidence-pack/1"
SCRIPT = Path(__file__).with_name("verify_pack.py")
# SubjectPublicKeyInfo of an Ed25519 key begins like this (RFC 8410).
DER = bytes.fromhex("302a300506032b6570032100")


def close(archive: Archive, pack: Pack, *, at: datetime) -> None:
    public = current_key(at=at).public
    inside = list(archive.files)
    archive.add("index.html", words.index(pack, inside, public).encode(), _("Contents, to click"))
    readme = words.readme(pack, inside, public).encode()
    archive.add(words.readme_name(), readme, _("What is inside and how to check it"))
    archive.add("verify_pack.py", SCRIPT.read_bytes(), _("Checks digests, snapshots and chains"))
    archive.add("public_key.pem", pem(public), _("The key SHA256SUMS is signed with (Ed25519)"))
    archive.add("manifest.json", _manifest(archive, pack, public, at), words.manifest_words())
    sums = "".join(
        f"{one.sha256}  {one.path}\n" for one in sorted(archive.files, key=lambda one: one.path)
    ).encode()
    archive.add("SHA256SUMS", sums, "")
    archive.add("SHA256SUMS.sig", bytes.fromhex(sign(sums, at=at).signature), "")
    archive.close()


def pem(public: str) -> bytes:
    text = base64.b64encode(DER + bytes.fromhex(public)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()


def _manifest(archive: Archive, pack: Pack, public: str, at: datetime) -> bytes:
    report = pack.report
    content: dict[str, Any] = {
        "format": FORMAT,
        "organisation": pack.organisation.name,
        "sample": bool(pack.organisation.sample),
        "as_of": pack.at.isoformat(),
        "since": pack.since.isoformat(),
        "made_at": at.isoformat(),
        "made_by": str(pack.reader),
        "report": report.code,
        "language": report.language,
        "filters": report.filters,
        "public_key": public,
        "key_fingerprint": fingerprint(public),
        "counts": {
            one.path.removeprefix("data/").removesuffix(".jsonl"): one.rows
            for one in archive.files
            if one.rows is not None and one.path.endswith(".jsonl") and "data/" in one.path
        },
        "files": [
            {
                "path": one.path, "sha256": one.sha256, "bytes": one.size,
                "media_type": one.media_type, "what": one.what, "as_of": pack.at.isoformat(),
                "source": one.source or None, "rows": one.rows,
            }
            for one in sorted(archive.files, key=lambda one: one.path)
        ],
    }  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
