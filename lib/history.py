"""Row history: every tracked table has an append-only event table beside it.

`as_of` answers "what did this table look like then" for every tracked model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pghistory
from django.db import models


def tracked(
    exclude: Sequence[str] = (),
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: record insert, update and delete, except the `exclude`d columns.

    Personal columns are excluded, so that erasing a person needs no rewrite of history.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        append_only=True,
        meta={"indexes": [models.Index(fields=["pgh_obj_id", "-pgh_id"])]},
    )


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The event model of a tracked model."""
    for tracked_model in pghistory.models.Event.__subclasses__():
        if getattr(tracked_model, "pgh_tracked_model", None) is model:
            return tracked_model
    raise LookupError(f"{model.__name__} is not tracked")


def as_of(model: type[models.Model], at: datetime) -> models.QuerySet[Any]:
    """The rows of `model` as they stood at `at` (aware): one event row per live object.

    Fields carry their names of the model; `pgh_obj_id` is the object's id.
    """
    events = event_model(model)
    latest = (
        events.objects.filter(pgh_created_at__lte=at)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
        .values("pgh_id")
    )
    return events.objects.filter(pgh_id__in=latest).exclude(pgh_label="delete")
