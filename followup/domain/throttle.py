"""How often one address may be written to (NTF-5): at most so many in each sliding window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE_S, QUARTER_S, HOUR_S = 60, 900, 3600


@dataclass(frozen=True)
class Limit:
    """At most `count` messages in any `window_s` seconds."""

    count: int
    window_s: int


# Figures GoAlert runs with (engine/message/ratelimit.go): what a new channel starts with.
CHAT: tuple[Limit, ...] = (Limit(1, MINUTE_S),)
SMS: tuple[Limit, ...] = (Limit(1, MINUTE_S), Limit(5, QUARTER_S), Limit(11, HOUR_S))
VOICE: tuple[Limit, ...] = (Limit(1, MINUTE_S), Limit(3, QUARTER_S), Limit(7, HOUR_S))


def free_at(at: datetime, sent: Iterable[datetime], limits: Sequence[Limit]) -> datetime | None:
    """When the next message may leave; None when it may now.

    `sent` are the instants of earlier messages in any order. A limit of 0 messages or of no time
    does not count.
    """
    earlier = sorted(sent)
    waits = []
    for limit in limits:
        if limit.count < 1 or limit.window_s < 1:
            continue
        # The count-th last one has to leave the window before another may enter it.
        if len(earlier) >= limit.count:
            waits.append(earlier[-limit.count] + timedelta(seconds=limit.window_s))
    latest = max(waits, default=at)
    return latest if latest > at else None
