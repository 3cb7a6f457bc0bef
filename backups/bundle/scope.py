"""Which backups a report or bundle speaks of, and how they stood at its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F

from backups.models import BackupPolicy
from bia.models import System
from lib.history import as_of

CHUNK = 2_000


@dataclass(frozen=True)
class Scope:
    """Runs, checks, tests and changes between `since` (excluded) and `until`; sets, copies,
    policies and places as they stood at `until`. `systems`: codes, () for all of them.

    Rows come from the history, so that asking again gives the same answer; `live` takes the
    tables as they are, which is quicker and the same when `until` is now.
    """

    since: datetime
    until: datetime
    systems: tuple[str, ...] = ()
    live: bool = False

    def then(self, model: type[models.Model]) -> models.QuerySet[Any]:
        """The rows of a tracked model at `until`; `row_id` is the object's id in either case."""
        if self.live:
            return model._default_manager.annotate(row_id=F("pk"))
        return as_of(model, self.until).annotate(row_id=F("pgh_obj_id"))

    @cached_property
    def system_ids(self) -> list[int] | None:
        """None: no limit."""
        if not self.systems:
            return None
        return list(System.objects.filter(code__in=self.systems).values_list("pk", flat=True))

    @cached_property
    def policy_ids(self) -> list[int] | None:
        """The policies of the systems asked for; None: no limit."""
        if self.system_ids is None:
            return None
        rows = self.then(BackupPolicy).filter(system_id__in=self.system_ids)
        return list(rows.values_list("row_id", flat=True))

    def of_policies(self, rows: models.QuerySet[Any], path: str) -> models.QuerySet[Any]:
        """Rows whose policy, found along `path`, is one of the systems asked for."""
        if self.policy_ids is None:
            return rows
        return rows.filter(**{f"{path}__in": self.policy_ids})

    def within(self, rows: models.QuerySet[Any], field: str) -> models.QuerySet[Any]:
        return rows.filter(**{f"{field}__gt": self.since, f"{field}__lte": self.until})


def streamed(rows: models.QuerySet[Any], *fields: str, **named: str) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries through a cursor of the server: memory stays the same.

    `named` gives a field another name in the record.
    """
    shown = {**{name: name for name in fields}, **named}
    for values in rows.values_list(*shown.values()).iterator(chunk_size=CHUNK):
        yield dict(zip(shown, values, strict=True))
