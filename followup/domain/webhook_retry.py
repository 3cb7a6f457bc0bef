"""When a delivery that failed is tried again (Standard Webhooks, "Operational considerations")."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Seconds after the 1st, 2nd … failed attempt: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h.
WAITS_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
ATTEMPTS = len(WAITS_S) + 1
JITTER = 0.2  # up to this share longer, so that many do not come back at once
LONGEST_ASKED_S = 86_400

# An endpoint that gave nothing but failures for this long is switched off.
GIVE_UP_AFTER_S = 5 * 86_400


def wait_s(attempts: int, *, jitter: float, asked_s: int | None = None) -> int | None:
    """Seconds from the failure of attempt number `attempts` to the next; None: no more.

    `jitter` is drawn from 0…1. `asked_s` is the receiver's Retry-After: it may put the next
    attempt off, at most a day, and never brings it forward.
    """
    if attempts >= ATTEMPTS:
        return None
    own = round(WAITS_S[max(attempts, 1) - 1] * (1 + JITTER * jitter))
    return max(own, min(asked_s or 0, LONGEST_ASKED_S))


def asked_wait_s(header: str, now: datetime) -> int | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3), None when it says nothing usable."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_ASKED_S)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0, int((until - now).total_seconds()))


def is_hopeless(failing_since: datetime | None, now: datetime) -> bool:
    """Nothing but failures for days: switch the endpoint off."""
    return failing_since is not None and (now - failing_since).total_seconds() >= GIVE_UP_AFTER_S
