"""Editing the catalogues: one row, the processes it moves, and the new version, in one step.

A preview is the edit itself, rolled back: what it shows is what applying would do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.domain.catalogue import Difference, differences
from bia.models import (
    Assessment,
    CatalogueVersion,
    ImpactAnchor,
    ImpactCategory,
    ImpactLevel,
    ImpactRating,
    LadderStep,
    Process,
    Tier,
    TimeBand,
)
from bia.services.catalogue import current_catalogue, lock_catalogue, record_version
from bia.services.catalogue_moves import Move, moves_between
from bia.services.tiering import place
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change, create, problems_of

PERMISSION = "catalogue.change"

# Name of the table → its model and the column people name a row by.
TABLES: dict[str, tuple[type[models.Model], str]] = {
    "tiers": (Tier, "code"),
    "categories": (ImpactCategory, "code"),
    "levels": (ImpactLevel, "score"),
    "bands": (TimeBand, "at_s"),
    "ladder": (LadderStep, "at_s"),
}

Anchors = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Edit:
    """What is to happen to one row: `row` None creates, `delete` removes, else changes.

    `read_version` is the row's version, or the catalogue's number for rows without their own.
    `anchors` (categories only) maps scores to the words in English and Chinese.
    """

    table: str
    row: Any = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    anchors: Anchors | None = None
    delete: bool = False
    read_version: int | None = None


@dataclass(frozen=True)
class Preview:
    differences: list[Difference]
    moves: list[Move]


class _RolledBack(Exception):
    pass


def preview_edit(edit: Edit, *, by: User, at: datetime) -> Preview:
    """What the edit would change and whom it would move. Raises what `apply_edit` raises."""
    before = current_catalogue()
    found: Preview | None = None
    try:
        with transaction.atomic():
            version = _write(edit, by=by, at=at, reason="")
            after = current_catalogue(fresh=True)
            changed = differences(before.everything(), version.content)
            found = Preview(changed, moves_between(before, after))
            raise _RolledBack
    except _RolledBack:
        pass
    assert found is not None
    return found


def apply_edit(edit: Edit, *, by: User, at: datetime, reason: str = "") -> CatalogueVersion:
    """Write the row, number the catalogue, put every process in its tier.

    Raises Refused at the field, StaleVersion, GuardsUnmet when a row in use would go.
    """
    with transaction.atomic():
        version = _write(edit, by=by, at=at, reason=reason)
        place(Process.objects.order_by("pk"), current_catalogue(fresh=True))
    return version


def find_row(table: str, key: str | int) -> Any:
    """The row people name by `key`. Raises the model's DoesNotExist."""
    model, column = TABLES[table]
    return model._default_manager.get(**{column: key})


def _write(edit: Edit, *, by: User, at: datetime, reason: str) -> CatalogueVersion:
    require(by, PERMISSION)
    lock_catalogue()
    if edit.delete:
        _delete(edit)
    elif edit.row is None:
        _create(edit)
    else:
        _change(edit)
    _check_whole(edit.table)
    return record_version(by=by, at=at, reason=reason)


def _create(edit: Edit) -> None:
    model, _column = TABLES[edit.table]
    fields = dict(edit.fields)
    if model is Tier:
        fields["order"] = (Tier.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    row = create(model, **fields)
    _write_anchors(row, edit.anchors)


def _change(edit: Edit) -> None:
    row, fields = edit.row, dict(edit.fields)
    key = TABLES[edit.table][1]
    if key in fields and fields[key] != getattr(row, key) and _uses(row):
        message = _("Assessments use this value. Take it out of use and add another one.")
        raise Refused("in_use", message, key)
    if hasattr(row, "version"):
        changed = change(row, read_version=edit.read_version, **fields)
        if _write_anchors(row, edit.anchors) and not changed:
            row.version += 1
            row.save(update_fields=["version", "updated_at"])
        return
    _check_number(edit, row)
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except Exception as error:
        raise Refused.many(problems_of(error)) from error  # type: ignore[arg-type]
    row.save()


def _delete(edit: Edit) -> None:
    row = edit.row
    problems = _uses(row)
    if problems:
        raise GuardsUnmet(problems)
    if hasattr(row, "version"):
        change(row, read_version=edit.read_version)
    else:
        _check_number(edit, row)
    row.delete()


def _check_number(edit: Edit, row: Any) -> None:
    """Rows without a version are guarded by the catalogue's number."""
    number = current_catalogue().version
    if edit.read_version is not None and edit.read_version != number:
        raise StaleVersion(type(row)._default_manager.get(pk=row.pk), edit.read_version)


def _uses(row: Any) -> list[Problem]:
    """Why the row cannot go: what was rated or placed by it."""
    if isinstance(row, Tier):
        counts = [
            (row.processes.count(), _("%(count)s processes stand in this tier.")),
            (Assessment.objects.filter(tier=row).count(), _("%(count)s assessments name it.")),
        ]
    else:
        rated = _("%(count)s ratings use it.")
        counts = [(_ratings(row).count(), rated)]
    return [Problem("in_use", words % {"count": count}) for count, words in counts if count]


def _ratings(row: Any) -> models.QuerySet[ImpactRating]:
    if isinstance(row, ImpactCategory):
        return ImpactRating.objects.filter(category=row)
    if isinstance(row, ImpactLevel):
        return ImpactRating.objects.filter(score=row.score)
    if isinstance(row, TimeBand):
        return ImpactRating.objects.filter(at_s=row.at_s)
    return ImpactRating.objects.none()


def _write_anchors(category: Any, anchors: Anchors | None) -> bool:
    """Fill the words of each level; True when any differ."""
    if not anchors or not isinstance(category, ImpactCategory):
        return False
    levels = {level.score: level for level in ImpactLevel.objects.all()}
    known = {anchor.level_id: anchor for anchor in category.anchors.all()}
    written = False
    for score, (english, chinese) in anchors.items():
        level = levels[score]
        anchor = known.get(level.pk) or ImpactAnchor(category=category, level=level)
        if (anchor.text_en, anchor.text_zh) != (english, chinese):
            anchor.text_en, anchor.text_zh = english, chinese
            anchor.save()
            written = True
    return written


def _check_whole(table: str) -> None:
    """What must hold between the rows of one table."""
    if table == "tiers":
        _check_tiers()
    if table == "levels":
        amounts = [
            level.amount_from
            for level in ImpactLevel.objects.all()
            if level.amount_from is not None
        ]
        if any(after <= before for before, after in pairwise(amounts)):
            message = _("Amounts must grow with the score.")
            raise Refused("not_ascending", message, "amount_from")


def _check_tiers() -> None:
    """One tier per limit, one floor; the order follows from the limits."""
    tiers = list(Tier.objects.all())
    active = [tier for tier in tiers if tier.active]
    limits = [tier.max_rto_s for tier in active]
    if len(set(limits)) != len(limits):
        raise Refused("duplicate", _("Another tier has the same longest RTO."), "max_rto_s")
    if sum(tier.regulatory_floor for tier in active) > 1:
        message = _("Another tier is the floor already.")
        raise Refused("duplicate", message, "regulatory_floor")
    wanted = sorted(
        tiers, key=lambda tier: (tier.max_rto_s is None, tier.max_rto_s or 0, tier.code)
    )
    if [tier.order for tier in wanted] != list(range(1, len(wanted) + 1)):
        highest = max(tier.order for tier in tiers)
        for base in (highest, 0):  # twice, because an order is unique at every moment
            for place_, tier in enumerate(wanted, start=1):
                Tier.objects.filter(pk=tier.pk).update(order=base + place_)
