"""Files that lie beside a backup to describe it, and are no part of what is restored."""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"(?:SHA(?:1|224|256|384|512)SUMS?|MD5SUMS?|B3SUMS?|BLAKE3SUMS?"
    r"|(?:tag)?manifest-[a-z0-9]+\.txt|bagit\.txt|bag-info\.txt"
    r"|.+\.(?:sha1|sha224|sha256|sha384|sha512|md5|b3|blake3))"
    r"(?:\.(?:asc|sig|txt))?",
    re.IGNORECASE,
)


def is_beside(path: str) -> bool:
    """A manifest in the top folder of a copy, by its name."""
    return "/" not in path and _NAMES.fullmatch(path) is not None
