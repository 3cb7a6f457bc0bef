"""How often an address or a secret is used on pages without a login, counted per minute."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache

log = logging.getLogger(__name__)
WINDOW_S = 60


def too_many(what: str, whose: str, most: int, *, count: bool = True) -> bool:
    """Whether `whose` calls of `what` are more than `most` in this minute, this one included.

    `count` False only looks. Without the cache nobody is held back.
    """
    key = f"calls:{what}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"
    try:
        if not count:
            return int(cache.get(key) or 0) >= most
        return _counted(key) > most
    except Exception:
        log.debug("calls are not counted: the cache does not answer")
        return False


def _counted(key: str) -> int:
    """One question of the cache, but for the first of a minute."""
    try:
        return int(cache.incr(key))
    except ValueError:
        cache.add(key, 0, timeout=WINDOW_S)
        return int(cache.incr(key))
