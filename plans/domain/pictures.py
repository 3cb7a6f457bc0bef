"""What kind of picture some bytes are, by the bytes: a name or a browser's word proves nothing."""

from __future__ import annotations


def picture_type(content: bytes) -> str:
    """image/png, image/jpeg, image/webp, or "" for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""
