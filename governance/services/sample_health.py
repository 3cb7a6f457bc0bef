"""Programme health of the sample company on the day it is loaded; earlier days are not invented."""

from __future__ import annotations

from datetime import datetime

from governance.services.health import take_snapshot


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    take_snapshot(at=at)
