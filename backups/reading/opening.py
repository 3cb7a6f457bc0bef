"""From a location's URL to its source, if the administrator allows that place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from backups.reading.local import open_local
from backups.reading.source import Source, SourceError


def open_source(
    url: str, credentials: Mapping[str, str], *, roots: Sequence[Path], hosts: Sequence[str]
) -> Source:
    """`roots`: folders backups may lie in; `hosts`: what may be reached, as in `lib.outbound`.

    - `file:///mnt/nas/backups` or the path alone; `?mounted=yes`: must be a mount point.

    Raises SourceError; its text never holds a credential.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if url.startswith("/"):
        return open_local(url, [str(root) for root in roots])
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise SourceError("not_allowed", "a file URL names no other machine")
        mounted = options.get("mounted") == "yes"
        return open_local(unquote(parts.path), [str(root) for root in roots], mounted=mounted)
    raise SourceError("unknown_scheme", parts.scheme or url.partition(":")[0])
