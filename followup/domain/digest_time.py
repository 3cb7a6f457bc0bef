"""When the morning's digest may leave (NTF-10): pure, on the reader's own clock."""

from __future__ import annotations

from datetime import datetime, time

# A digest that was missed in the morning is still of use during the day, not in the evening.
LATEST = time(18, 0)


def is_due(local: datetime, digest_at: time) -> bool:
    """May the digest of `local`'s day leave now? `local` is the instant on the reader's clock.

    From `digest_at` until 18:00; set to 18:00 or later, until midnight. On the night the clocks
    go forward an hour that does not exist counts as reached when the next one strikes.
    """
    latest = LATEST if digest_at < LATEST else time.max
    return digest_at <= local.time() < latest
