"""What the trail knows of each event table: its type, its columns, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.history import event_models, object_column

# Columns that tell nothing to a reader.
SILENT = {"id", "version", "created_at", "updated_at", "is_sample", "date_joined"}


# The name `type` means something else inside Kind.
Model = type[models.Model]


@dataclass(frozen=True)
class Kind:
    """One tracked model; `number` orders the tables within the same instant."""

    number: int
    model: Model
    type: str
    table: str
    object_column: str
    columns: frozenset[str]
    has_code: bool

    @property
    def label(self) -> str:
        meta = self.model._meta
        words = LABELS.get(self.type, meta.verbose_name)
        return str(capfirst(words))

    def field(self, column: str) -> models.Field[Any, Any] | None:
        return next((one for one in self.model._meta.concrete_fields if one.column == column), None)


# Models nobody gave a name to, because no form shows them alone.
LABELS: dict[str, Any] = {
    "accounts.rolegrant": _("role of a user"),
    "bia.productprocess": _("process of a product"),
    "bia.obligationprocess": _("process of an obligation"),
    "bia.obligationproduct": _("product of an obligation"),
    "bia.impactrating": _("impact rating"),
    "bia.impactanchor": _("meaning of an impact level"),
    "bia.teammember": _("team member"),
    "bia.campaignitem": _("process of a campaign"),
}


@cache
def kinds() -> dict[str, Kind]:
    """By type ("bia.process"), in the order of the app line."""
    found = {}
    for number, events in enumerate(event_models()):
        tracked = events.pgh_tracked_model  # type: ignore[attr-defined]
        columns = frozenset(str(field.column) for field in events._meta.concrete_fields)
        kind = Kind(
            number=number,
            model=tracked,
            type=tracked._meta.label_lower,
            table=events._meta.db_table,
            object_column=object_column(events),
            columns=columns,
            has_code="code" in columns,
        )
        found[kind.type] = kind
    return found
