"""Ages as people read them: two units are enough. Rounded up, never to look younger."""

from __future__ import annotations

STEPS = ((14 * 86_400, 86_400), (2 * 86_400, 3_600), (2 * 3_600, 60))


def coarse(age_s: int | None) -> int | None:
    """Whole days from two weeks on, hours from two days on, minutes from two hours on."""
    if age_s is None:
        return None
    for least, step in STEPS:
        if age_s >= least:
            return -(-age_s // step) * step
    return age_s
