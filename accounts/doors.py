"""What else lets a login in, and closes with it: secret addresses of other apps.

`accounts` may not ask the apps to its right; each registers its door in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from accounts.models import User

Close = Callable[[User, datetime], None]

_doors: dict[str, Close] = {}


def register(name: str, close: Close) -> None:
    _doors[name] = close


def close_doors(user: User, at: datetime) -> None:
    """Called in the transaction that deactivates `user`: a later return opens none of them."""
    for close in _doors.values():
        close(user, at)
