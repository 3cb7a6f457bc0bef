"""Events of this app, many at a time; what `data` holds is registered in `backups/published.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone, translation

from accounts.models import Organisation
from bia.services.publishing import anybody_listens
from followup.services.webhooks import Happening, publish_many

# Set ids → their JSON as the API answers it, by id.
Shapes = Callable[[Sequence[int]], dict[int, dict[str, Any]]]

_of_sets: list[Shapes] = []


def register_sets(shapes: Shapes) -> None:
    """Called once, from `AppConfig.ready`: serializers stand above services."""
    _of_sets[:] = [shapes]


def publish_sets(type: str, set_ids: Sequence[int], *, at: datetime, **more: Any) -> None:
    """One event a set, in the caller's transaction; `more` stands beside the set's fields.

    Nothing is computed while no endpoint is active.
    """
    if not set_ids or not anybody_listens():
        return
    with translation.override(Organisation.current().language), timezone.override(UTC):
        shapes = _of_sets[0](set_ids)
    publish_many(
        Happening(type, "backupset", shapes[pk]["code"], shapes[pk] | more, at)
        for pk in set_ids
        if pk in shapes
    )
