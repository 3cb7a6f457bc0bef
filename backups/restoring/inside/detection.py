"""What a file is, by its first bytes; its name decides nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

from backups.restoring.inside.job import Failed

HEAD = 4096
COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
FORMATS = {
    b"PGDMP": "pg_dump",
    b"SQLite format 3\x00": "sqlite",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
ENCRYPTED = (b"Salted__", b"age-encryption.org/", b"-----BEGIN PGP MESSAGE", b"-----BEGIN AGE")
SQL_STARTS = (b"--", b"/*", b"set ", b"create ", b"begin", b"insert ", b"drop ", b"\\restrict")
OTHER_DUMPS = {
    b"-- MySQL dump": "mysql",
    b"-- MariaDB dump": "mysql",
    b"-- PostgreSQL database cluster dump": "pg_dumpall",
}
# What tells of the backup and is none itself: manifests, digests, signatures, logs.
SIDE_CAR = re.compile(
    r"^((sha1|sha256|sha512|md5|b3|blake3)sums?(\.txt)?|(tag)?manifest[^/]*\.(txt|json)"
    r"|bag(it|-info)\.txt|.*\.(sha1|sha256|sha512|md5|b3|log|asc|sig))$",
    re.IGNORECASE,
)
FILES_OF_A_SET = 1000


def recognised(source: Path, head: bytes) -> str:
    """The format of a source, or `unpack:<compression>`; raises Failed where there is none."""
    if source.is_dir() and (found := _folder(source)):
        return found
    if not head:
        raise Failed("empty_source")
    for magic, name in COMPRESSED.items():
        if head.startswith(magic):
            return f"unpack:{name}"
    for magic, name in FORMATS.items():
        if head.startswith(magic):
            return name
    if head.startswith(ENCRYPTED) or _is_pgp(head):
        raise Failed("encrypted", not_run=True)
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    for start, name in OTHER_DUMPS.items():
        if start in head[:512]:
            raise Failed("unsupported_format", not_run=True, format=name)
    text = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if text.startswith(SQL_STARTS) and b"\0" not in head:
        return "sql"
    raise Failed("unknown_format", format=_guess(head))


def head_of(source: Path) -> bytes:
    if source.is_dir():
        return b""
    with source.open("rb") as found:
        return found.read(HEAD)


def payload_of(source: Path) -> list[Path]:
    """A folder that is itself a backup stays; of any other one the files that are no side-car."""
    if not source.is_dir() or _folder(source):
        return [source]
    files = sorted(
        Path(folder, name)
        for folder, _, names in os.walk(source)
        for name in names
        if not SIDE_CAR.match(name)
    )
    if not files:
        raise Failed("empty_source")
    if len(files) > FILES_OF_A_SET:
        raise Failed("too_many_sources", not_run=True, limit=FILES_OF_A_SET)
    return files


def _folder(source: Path) -> str:
    if (source / "toc.dat").is_file():
        return "pg_dump"
    if (source / "config").is_file() and (source / "snapshots").is_dir():
        return "restic"
    if (source / "config").is_file() and (source / "data").is_dir():
        return "borg"
    return ""


def _is_pgp(head: bytes) -> bool:
    """The old and new packet headers of public-key and symmetric session keys."""
    return head[0] in (0x84, 0x85, 0x86, 0x8C, 0xC1, 0xC3) and head[1:2] != b""


def _is_old_tar(head: bytes) -> bool:
    """A v7 header has no magic; its checksum has to be right."""
    if len(head) < 512 or not head[148:156].strip(b" \0"):
        return False
    try:
        stated = int(head[148:156].strip(b" \0"), 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _guess(head: bytes) -> str:
    """A second opinion for the person who reads the reason."""
    try:
        import puremagic

        return str(puremagic.from_string(head, mime=True))[:100]
    except Exception:
        return "unknown"
