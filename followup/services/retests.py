"""Results that prove corrective actions: what the apps to the right offer."""

from __future__ import annotations

from datetime import datetime

from followup.models import Retest


def offer_measurement(
    *,
    subject_kind: str,
    subject_code: str,
    measure: str,
    value_s: int,
    target_s: int | None,
    confidence: str,
    source: str,
    at: datetime,
    recorded_at: datetime,
) -> list[Retest]:
    """Bind a recorded measurement to every action whose criterion it answers.

    An action asks for it when its criterion names this subject and measure and it is done (or
    still worked on: kept as a result, but only one after `done_at` closes it). The limit is the
    action's own, else `target_s`. Each source counts once per action.
    """
    raise NotImplementedError
