"""Events of this app for other systems, with the noun's JSON as the API gives it.

Serializers stand above services, so the app registers how a noun is written (`bia/apps.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils import timezone, translation

from accounts.models import Organisation
from followup.models import WebhookEndpoint
from followup.services.webhooks import publish

Shape = Callable[[Any], dict[str, Any]]

_shapes: dict[str, Shape] = {}


def register_shape(noun: str, shape: Shape) -> None:
    """`shape(row)` is the row as plain JSON; words come in the active language."""
    _shapes[noun] = shape


def anybody_listens() -> bool:
    """Ask once before publishing many rows."""
    return WebhookEndpoint.objects.filter(is_active=True).exists()


def publish_row(type: str, row: models.Model, *, at: datetime, **more: Any) -> None:
    """Write the event in the caller's transaction; `more` stands beside the noun's fields.

    Nothing is computed while no endpoint is active. Words are in the organisation's language,
    instants in UTC.
    """
    if not anybody_listens():
        return
    noun = row._meta.model_name or ""
    with translation.override(Organisation.current().language), timezone.override(UTC):
        data = _shapes[noun](row) | more
    code = str(getattr(row, "code", ""))
    publish(type=type, subject_kind=noun, subject_code=code, data=data, at=at)
