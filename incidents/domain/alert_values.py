"""Values of a payload nobody vouches for: what stands at a path, clean texts, times that can be."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

DEEPEST = 12
# Alertmanager writes year 1 where it knows no time; a claimed instant reaches ten years back.
OLDEST = timedelta(days=3650)


def at_path(value: Any, path: str) -> Any:
    """What stands at "$.alerts.0.labels.alertname"; None where the path leads nowhere.

    Keys may hold dots themselves: the longest that fits is taken.
    """
    parts = [part for part in path.removeprefix("$").split(".") if part][:DEEPEST]
    return _walk(value, parts)


def _walk(value: Any, parts: Sequence[str]) -> Any:
    if not parts:
        return value
    if isinstance(value, list):
        first = parts[0]
        place = int(first) if first.isascii() and first.isdigit() and len(first) < 7 else -1
        return _walk(value[place], parts[1:]) if 0 <= place < len(value) else None
    if isinstance(value, dict):
        for length in range(len(parts), 0, -1):
            key = ".".join(parts[:length])
            if key in value:
                return _walk(value[key], parts[length:])
    return None


def text(value: str, most: int) -> str:
    """Without control characters no database or page keeps, at most `most` characters."""
    kept = (
        one for one in value
        if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Cf")
    )  # fmt: skip
    clean = "".join(kept).strip()
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def line(value: str, most: int) -> str:
    return text(" ".join(text(value, most * 4).split()), most)


def believable(value: Any, now: datetime) -> datetime | None:
    """An instant with an offset, or seconds since 1970; None for what cannot be. What lies in
    the future is now."""
    found: datetime | None = None
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip()[:64])
        elif isinstance(value, int | float) and not isinstance(value, bool):
            # Milliseconds are told from seconds by their size.
            found = datetime.fromtimestamp(value / 1000 if value > 10**11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or found.tzinfo is None or found.year < 1970:
        return None
    if found < now - OLDEST:
        return None
    return min(found.astimezone(UTC), now)
