"""Inspection lists: what a round looks at, and how often somebody goes (S2-006)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup.services.numbers import next_number
from governance.models import Inspection, InspectionList, InspectionPoint, InspectionState
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create, problems_of

PERMISSION = "inspection.change"
SERIES = "ISL"
EVIDENCE = ("", "backups")
POINT_FIELDS = ("name_en", "name_zh", "text_en", "text_zh", "system", "unit", "evidence")
MOST_POINTS = 60
Point = Mapping[str, Any]


@transaction.atomic
def create_list(
    *, by: User, at: datetime, points: Sequence[Point] = (), **fields: Any
) -> InspectionList:
    """Raises PermissionDenied, Refused (of a point at "points.0.name_en")."""
    require(by, PERMISSION)
    _both(fields)
    _check(fields)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(InspectionList, **fields)
    _set_points(row, points)
    return row


@transaction.atomic
def change_list(
    inspection_list: InspectionList, *, read_version: int | None, by: User, at: datetime,
    points: Sequence[Point] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """`points` given, they are all there are: one with `id` is changed, a new one added, one left
    out goes — or, where a round has looked at it, is refused.

    Raises PermissionDenied, StaleVersion, Refused, GuardsUnmet.
    """
    require(by, PERMISSION)
    row = InspectionList.objects.select_for_update(of=("self",)).get(pk=inspection_list.pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    _check(fields)
    changed = write(inspection_list, read_version=None, **fields)
    if points is not None and _set_points(inspection_list, points):
        changed.append("points")
        if changed == ["points"]:
            inspection_list.version += 1
            inspection_list.save(update_fields=["version", "updated_at"])
    return changed


@transaction.atomic
def delete_list(inspection_list: InspectionList, *, by: User, at: datetime) -> None:
    """Only one nobody has gone round with; else it is taken out of use."""
    require(by, PERMISSION)
    if Inspection.objects.filter(list=inspection_list).exists():
        words = _("Rounds were done with it: take it out of use instead.")
        raise GuardsUnmet.one("used", words)
    inspection_list.delete()


def _both(fields: dict[str, Any]) -> None:
    """Named in one language it is called so in both."""
    en, zh = fields.get("name_en", "").strip(), fields.get("name_zh", "").strip()
    fields |= {"name_en": en or zh, "name_zh": zh or en}


def _check(fields: Mapping[str, Any]) -> None:
    every = fields.get("every_days")
    if every is not None and not 1 <= every <= 366:
        raise Refused("out_of_range", _("From 1 to 366 days."), "every_days")


def _set_points(row: InspectionList, points: Sequence[Point]) -> bool:
    """Answers whether anything differs now."""
    if len(points) > MOST_POINTS:
        most = _("At most %(count)s points.") % {"count": MOST_POINTS}
        raise Refused("too_many", most, "points")
    known = {one.pk: one for one in row.points.all()}
    changed = False
    kept: set[int] = set()
    sent = {given["id"] for given in points if given.get("id")}
    for order, given in enumerate(points):
        values = {name: given[name] for name in POINT_FIELDS if name in given}
        if "name_en" in values or "name_zh" in values:
            _both(values)
        point = known.get(given.get("id") or 0)
        if not given.get("id"):
            point = _same(known, values, kept | sent)
        if given.get("id") and point is None:
            raise Refused("not_found", _("There is no such point."), f"points.{order}.id")
        point = point or InspectionPoint(list=row)
        new = point.pk is None
        values["order"] = order
        differing = [name for name, value in values.items() if getattr(point, name) != value]
        for name in differing:
            setattr(point, name, values[name])
        if point.evidence not in EVIDENCE:
            raise Refused("invalid_choice", _("There is no such proposal."),
                          f"points.{order}.evidence")  # fmt: skip
        if new or differing:
            _save(point, order)
            changed = True
        kept.add(point.pk)
    gone = [one for pk, one in known.items() if pk not in kept]
    for point in gone:
        # What a round still going on has not answered yet goes with the point.
        open_rounds = Inspection.objects.filter(list=row, state=InspectionState.OPEN)
        for one in open_rounds:
            one.results.filter(point=point, outcome="").delete()
        try:
            with transaction.atomic():
                point.delete()
        except ProtectedError:
            words = _("A round has looked at “%(point)s”: it stays on the list.")
            raise Refused("used", words % {"point": point.name}, "points") from None
    return changed or bool(gone)


def _same(
    known: Mapping[int, InspectionPoint], values: Mapping[str, Any], taken: set[int]
) -> InspectionPoint | None:
    """The point of the same names that nobody else of the list is."""
    names = (values.get("name_en"), values.get("name_zh"))
    rows = (one for pk, one in known.items() if pk not in taken)
    return next((one for one in rows if (one.name_en, one.name_zh) == names), None)


def _save(point: InspectionPoint, order: int) -> None:
    from django.core.exceptions import ValidationError

    try:
        point.full_clean()
    except ValidationError as error:
        problems = problems_of(error)
        raise Refused.many(
            [type(one)(one.code, one.message, f"points.{order}.{one.field}") for one in problems]
        ) from error
    point.save()
