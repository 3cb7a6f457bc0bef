"""Which files may hang on an entry of the log (E43): known by their bytes, never by their name."""

from __future__ import annotations

import io
import zipfile

MOST_BYTES = 20 * 2**20
MOST_PARTS = 5000

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OFFICE = {
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_HEIC = (b"heic", b"heix", b"mif1", b"heim", b"hevc")
# What a browser might run when it guesses: no plain text begins like this.
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<iframe", "<?php")


def type_of(content: bytes) -> str | None:
    """The content type of a file that may be kept; None for everything else.

    Pictures (PNG, JPEG, GIF, WebP, HEIC), PDF, Office files without macros, plain text.
    """
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    return "text/plain" if _is_text(content) else None


def safe_name(name: str) -> str:
    """The last part of a path, printable, at most 150 characters, its ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?')
    shown = shown.strip(" .") or "file"
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[:139]}.{ending}"
    return shown[:150]


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(names) > MOST_PARTS or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".ole")) for name in names):
        return None
    for folder, kind in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return kind
    return None


def _is_text(content: bytes) -> bool:
    if not content or b"\0" in content:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text[:20_000]):
            return False
        head = text[:2000].lstrip().lower()
        return not any(mark in head for mark in _MARKUP)
    return False
