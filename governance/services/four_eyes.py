"""Who wrote a row, out of its history: whoever changed a word of it is no second pair of eyes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from lib.history import event_model


def wrote(row: models.Model, by: User, *, since: datetime | None = None) -> bool:
    """Whether the history has `by` making the row or changing it within a state.

    A step from one state to the next is none: who returned a draft may approve it later. What is
    written without a request (a task, the command line) names nobody. One query.
    """
    events: Any = event_model(type(row))._default_manager.filter(pgh_obj_id=row.pk)
    state: str | None = None
    for one in events.select_related("pgh_context").order_by("pgh_id"):
        edited, state = one.pgh_label == "insert" or one.state == state, one.state
        who = one.pgh_context.metadata.get("user") if one.pgh_context_id else None
        if edited and who == by.pk and (since is None or one.pgh_created_at > since):
            return True
    return False
