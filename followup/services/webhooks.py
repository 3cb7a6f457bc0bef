"""Telling other systems: events are written with what they tell of, and delivered afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from followup.models import WebhookEvent


def publish(
    *, type: str, subject_kind: str, subject_code: str, data: dict[str, Any], at: datetime
) -> WebhookEvent | None:
    """Write the event and one waiting delivery per active endpoint that wants it.

    `type` is "<noun>.<what happened>": "assessment.approved". `data` is JSON as the API gives
    the noun. Call inside the transaction of the change. None when nobody listens.
    """
    raise NotImplementedError
