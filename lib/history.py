"""Row history: every tracked table has an append-only event table beside it.

`as_of` answers "what did this table look like then" for every tracked model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.db import models

Decorator = Callable[[type[models.Model]], type[models.Model]]

# TRUNCATE fires no row trigger. Only a test database, which is emptied between tests
# (tests/conftest.py), and the emptying of the sample (docs/adr/0007) say `bcm.truncate = allowed`.
NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="""
        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN
            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    """,
)


def append_only(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: rows are never changed, removed or truncated, SQL included."""
    protect = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
    registered: type[models.Model] = pgtrigger.register(protect, NO_TRUNCATE)(model)
    return registered


def tracked(
    exclude: Sequence[str] = (),
) -> Decorator:
    """Class decorator: record insert, update and delete, except the `exclude`d columns.

    Personal columns are excluded, so that erasing a person needs no rewrite of history.
    """
    track: Decorator = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        append_only=True,
        meta={
            "triggers": [NO_TRUNCATE],
            "indexes": [
                models.Index(fields=["pgh_obj_id", "-pgh_id"]),
                # The audit page reads newest first, the seal reads one stretch of time.
                models.Index(fields=["pgh_created_at", "pgh_id"]),
            ],
        },
    )
    return track


def tracked_link() -> Decorator:
    """As `tracked`, for a proxy of the table between two sides of a ManyToManyField."""
    track: Decorator = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        append_only=True,
        meta={
            "triggers": [NO_TRUNCATE],
            "indexes": [
                models.Index(fields=["id", "-pgh_id"]),
                models.Index(fields=["pgh_created_at", "pgh_id"]),
            ],
        },
    )
    return track


def event_models() -> list[type[models.Model]]:
    """Every event table's model, in the order of the app line."""
    return list(pghistory.models.Event.__subclasses__())


def object_column(events: type[models.Model]) -> str:
    """The event's column that holds the id of the row it speaks of."""
    names = {field.attname for field in events._meta.concrete_fields}
    return "pgh_obj_id" if "pgh_obj_id" in names else "id"


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The event model of a tracked model."""
    for events in event_models():
        if getattr(events, "pgh_tracked_model", None) is model:
            return events
    raise LookupError(f"{model.__name__} is not tracked")


def as_of(model: type[models.Model], at: datetime) -> models.QuerySet[Any]:
    """The rows of `model` as they stood at `at` (aware): one event row per live object.

    Fields carry their names of the model; `pgh_obj_id` is the object's id (`id` for the proxy
    of a ManyToManyField's table).
    """
    events = event_model(model)
    one = object_column(events)
    latest = (
        events._default_manager.filter(pgh_created_at__lte=at)
        .order_by(one, "-pgh_id")
        .distinct(one)
        .values("pgh_id")
    )
    return events._default_manager.filter(pgh_id__in=latest).exclude(pgh_label="delete")
