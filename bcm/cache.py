"""The cache in Redis; a Redis that is gone counts as an empty one."""

from __future__ import annotations

from typing import Any

from django_redis.cache import RedisCache


class ForgivingRedisCache(RedisCache):
    """With IGNORE_EXCEPTIONS a lost connection is a miss, and `add` must not look like a loss.

    allauth takes a lock by `add` before it counts sign-ins and refuses without it. When the
    data centre burns people must still get in, so the throttle counts nothing meanwhile.
    """

    def add(self, *args: Any, **options: Any) -> bool:
        added = super().add(*args, **options)  # None: nobody answered
        return True if added is None else bool(added)
