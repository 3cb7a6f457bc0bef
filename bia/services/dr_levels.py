"""Editing the catalogues of recovery levels, and choosing the one in use (docs/method.md §20).

Every edit numbers the catalogues anew, like those of the other ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import DrCatalogue, DrLevel
from bia.services.catalogue import lock_catalogue, record_version
from lib.errors import Refused
from lib.versioning import change, create, problems_of

PERMISSION = "catalogue.change"


def change_dr_catalogue(
    catalogue: DrCatalogue,
    *,
    by: User,
    at: datetime,
    read_version: int | None,
    levels: Sequence[Mapping[str, Any]] | None = None,
    in_use: bool | None = None,
    reason: str = "",
    **fields: Any,
) -> DrCatalogue:
    """Change names and edition; `levels` are all levels it shall have, each with its `level`.

    `in_use` True puts it in use and the other one out; levels of systems then mean this one.
    Raises Refused at the field, StaleVersion, PermissionDenied.
    """
    require(by, PERMISSION)
    with transaction.atomic():
        lock_catalogue()
        changed = bool(change(catalogue, read_version=read_version, **fields))
        if levels is not None:
            changed = _write_levels(catalogue, levels, touched=changed) or changed
        if in_use is not None and in_use != catalogue.in_use:
            _use(catalogue, in_use)
        record_version(by=by, at=at, reason=reason)
    return catalogue


def change_dr_level(
    catalogue: DrCatalogue,
    level: int,
    *,
    by: User,
    at: datetime,
    read_version: int | None,
    **fields: Any,
) -> DrCatalogue:
    """Change one level; the catalogue's version guards it. Raises as `change_dr_catalogue`."""
    rows = [_values(one) for one in catalogue.levels.all()]
    wanted = [row | fields if row["level"] == level else row for row in rows]
    return change_dr_catalogue(catalogue, levels=wanted, read_version=read_version, by=by, at=at)


def _use(catalogue: DrCatalogue, in_use: bool) -> None:
    if not in_use:
        message = _("One catalogue is always in use. Put another one in use instead.")
        raise Refused("one_in_use", message, "in_use")
    for other in DrCatalogue.objects.filter(in_use=True).exclude(pk=catalogue.pk):
        change(other, read_version=None, in_use=False)
    change(catalogue, read_version=None, in_use=True)


def _write_levels(
    catalogue: DrCatalogue, wanted: Sequence[Mapping[str, Any]], *, touched: bool
) -> bool:
    """Make the levels be `wanted`; True when any row differs. The catalogue counts the edit."""
    if not wanted:
        raise Refused("empty", _("A catalogue has at least one level."), "levels")
    numbers = [row["level"] for row in wanted]
    if len(set(numbers)) != len(numbers):
        raise Refused("duplicate", _("Each level stands once."), "levels")
    known = {one.level: one for one in catalogue.levels.all()}
    written = [_write(catalogue, known.pop(row["level"], None), row) for row in wanted]
    for gone in known.values():
        gone.delete()
    different = any(written) or bool(known)
    _check_order(catalogue)
    if different and not touched:
        catalogue.version += 1
        catalogue.save(update_fields=["version", "updated_at"])
    return different


def _write(catalogue: DrCatalogue, row: DrLevel | None, values: Mapping[str, Any]) -> bool:
    if row is None:
        create(DrLevel, catalogue=catalogue, **values)
        return True
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        try:
            row.full_clean()
        except Exception as error:
            raise Refused.many(problems_of(error)) from error  # type: ignore[arg-type]
        row.save()
    return bool(different)


def _check_order(catalogue: DrCatalogue) -> None:
    """A higher level never promises less; what would "the lowest that can do it" mean else?"""
    rows = list(DrLevel.objects.filter(catalogue=catalogue).order_by("level"))
    for lower, higher in pairwise(rows):
        for name in ("best_rto_s", "best_rpo_s"):
            if getattr(higher, name) > getattr(lower, name):
                message = _("Level %(higher)s must not promise less than level %(lower)s.")
                numbers = {"higher": higher.level, "lower": lower.level}
                raise Refused("not_descending", message % numbers, name)


def _values(row: DrLevel) -> dict[str, Any]:
    kept = ("id", "catalogue")
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in kept
    }
