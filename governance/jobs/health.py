"""The day's snapshot of the programme's health, from half past midnight on."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from governance.services.health import take_snapshot

FROM = time(0, 30)


def run(*, at: datetime) -> int:
    """One a day of the organisation's zone; a day nobody looked at is not invented later."""
    if at.astimezone(ZoneInfo(Organisation.current().timezone)).time() < FROM:
        return 0
    return int(take_snapshot(at=at) is not None)
