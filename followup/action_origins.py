"""Where corrective actions come from: apps to the right learn of those written down for a row of
theirs. Registered in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from followup.models import CorrectiveAction
from lib.claimed_time import Claimed

# (action, when, via), in the transaction that writes it down.
Written = Callable[[CorrectiveAction, Claimed, str], None]
# (source_ref, by): called before anything is locked, so that rows are locked in one order
# everywhere; None where it is nobody's.
Origin = Callable[[str, User], Written | None]

_origins: dict[str, Origin] = {}


def register_origin(source: str, origin: Origin) -> None:
    _origins[source] = origin


def when_written(source: str, source_ref: str, by: User) -> Written | None:
    origin = _origins.get(source)
    return origin(source_ref, by) if origin is not None and source_ref else None
