"""What every verb of a life cycle takes, and when it happened.

A verb is called with `**call: Unpack[Call]`. Each app's step module adds what is its own: which
row is locked, what its timeline looks like, what lies before its beginning.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, Required, TypedDict

from accounts.models import User
from followup.models import TimelineSource
from lib.claimed_time import Claimed, claim
from lib.errors import Refused, StaleVersion


class Call(TypedDict, total=False):
    """Who; when as claimed; when by the server (None: as claimed).

    `via` is where it came from (TimelineSource): "ui", "api", "import", "system".
    """

    by: Required[User]
    at: Required[datetime]
    recorded_at: datetime | None
    via: str


class Origin(TypedDict):
    by: User
    via: str


class Versioned(Protocol):
    version: int


def claimed(
    call: Call,
    *,
    not_before: datetime | None = None,
    words: Any = "",
    code: str = "before_beginning",
    field: str = "at",
) -> Claimed:
    """When it happened (TIM-3). Raises Refused for a future beyond the skew of clocks; and, with
    `code` and `words` at `field`, for what lies before `not_before`."""
    when = claim(call["at"], call.get("recorded_at") or call["at"])
    if not_before is not None and when.at < not_before:
        raise Refused(code, words, field)
    return when


def origin(call: Call) -> Origin:
    """Who did it and where it came from, as entries of a timeline are written with."""
    return {"by": call["by"], "via": call.get("via", TimelineSource.UI.value)}


def require_version(row: Versioned, read_version: int | None) -> None:
    """Raises StaleVersion (409) when somebody changed it since it was read."""
    if read_version is not None and read_version != row.version:
        raise StaleVersion(row, read_version)
