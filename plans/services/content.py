"""Verbs on the parts of a draft: sections, tasks, criteria, resources, messages, card, tree.

Every verb locks the version first, so that two people editing one draft wait for each other;
what both changed of one part is told by the part's own `version`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib import versioning
from lib.errors import GuardsUnmet, Refused, StaleVersion
from plans.domain.task_order import ordered
from plans.models import PlanTask, PlanVersion, Section, SectionSource, TaskNeed
from plans.models.content import Part
from plans.services.content_needs import check_sub_plan, cycle_problem, needs_of, write_needs
from plans.services.content_rights import lock_draft
from plans.services.content_rules import CONTACTS, MOST_PARTS, WITHIN, checked

Kind = TypeVar("Kind", bound=Part)


@transaction.atomic
def add_part(
    plan_version: PlanVersion, model: type[Kind], *, by: User, at: datetime, **fields: Any
) -> Kind:
    """A new part at the end, or at `position`; a task takes the next number unless it is given
    one, and `needs` (numbers). Raises Refused, GuardsUnmet."""
    current = lock_draft(plan_version, by=by, contacts=model in CONTACTS)
    needs, position = fields.pop("needs", None), fields.pop("position", None)
    if model._default_manager.filter(plan_version=current).count() >= MOST_PARTS:
        raise Refused(
            "too_many", _("A version holds at most %(most)s of them.") % {"most": MOST_PARTS}
        )
    fields["plan_version"] = current
    if model is PlanTask:
        fields.setdefault("number", _next_number(current))
        check_sub_plan(current.plan, fields.get("sub_plan"))
    fields |= checked(current, model, model(**fields))
    siblings = _siblings(model(**fields))
    last: int = siblings.aggregate(last=Max("position"))["last"] or 0
    row = versioning.create(model, **fields, position=last + 1)
    if position is not None:
        _place(row, position)
    if isinstance(row, PlanTask) and needs is not None:
        write_needs(row, needs)
    return row


@transaction.atomic
def change_part(
    part: Part, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. A generated section that a person changes is written from
    now on. Raises Refused, GuardsUnmet, StaleVersion."""
    model: Any = part.__class__
    current = lock_draft(_version(part), by=by, contacts=model in CONTACTS)
    needs, position = fields.pop("needs", None), fields.pop("position", None)
    row = _fresh(part)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    for name, value in fields.items():
        setattr(row, name, value)
    fields |= checked(current, model, row)
    if isinstance(part, PlanTask) and "sub_plan" in fields:
        check_sub_plan(current.plan, fields["sub_plan"])
    if isinstance(part, Section) and fields.keys() & {"body_en", "body_zh"}:
        fields.setdefault("source", _source(part, fields))
    changed = versioning.change(part, read_version=read_version, **fields)
    if isinstance(part, PlanTask) and needs is not None and write_needs(part, needs):
        if not changed:
            part.version += 1
            part.save(update_fields=["version", "updated_at"])
        changed.append("needs")
    if position is not None and _place(part, position):
        changed.append("position")
    return changed


@transaction.atomic
def remove_part(part: Part, *, by: User, at: datetime, read_version: int | None = None) -> None:
    """What waited for a removed task waits for what that one waited for.

    Raises GuardsUnmet, StaleVersion.
    """
    lock_draft(_version(part), by=by, contacts=part.__class__ in CONTACTS)
    row = _fresh(part)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if isinstance(row, PlanTask):
        _inherit_needs(row)
    siblings = _siblings(row)
    row.delete()
    _number(list(siblings.order_by("position", "pk")))


@transaction.atomic
def move_part(part: Part, to_position: int, *, by: User, at: datetime) -> bool:
    """To this place among its own (1 is the first). The part's `version` stays: moving does not
    get in the way of somebody who writes. Answers whether it moved."""
    lock_draft(_version(part), by=by, contacts=part.__class__ in CONTACTS)
    return _place(_fresh(part), to_position)


@transaction.atomic
def set_needs(task: PlanTask, numbers: list[int], *, by: User, at: datetime) -> bool:
    """Make a task wait for exactly these. Raises Refused("cycle", "1 → 3 → 2 → 1") at needs."""
    return bool(change_part(task, read_version=None, by=by, at=at, needs=numbers))


@transaction.atomic
def put_tasks_in_order(
    plan_version: PlanVersion, *, by: User, at: datetime, renumber: bool = False
) -> bool:
    """Every task after what it needs, otherwise as it stands; `renumber` calls them 1, 2, 3 …

    Raises GuardsUnmet for a circle.
    """
    current = lock_draft(plan_version, by=by)
    problem = cycle_problem(current)
    if problem:
        raise GuardsUnmet([problem])
    rows = list(current.tasks.order_by("position", "pk"))
    place = {one.number: at for at, one in enumerate(rows)}
    needs = {place[one]: [place[need] for need in all_] for one, all_ in needs_of(current).items()}
    order = [rows[at] for at in ordered(needs)]
    moved = _number(order)
    if renumber and [one.number for one in order] != list(range(1, len(order) + 1)):
        _renumber(order)
        return True
    return moved


def _version(part: Any) -> PlanVersion:
    found: PlanVersion = part.plan_version
    return found


def _fresh(part: Any) -> Any:
    found = part.__class__._base_manager.filter(pk=part.pk).first()
    if found is None:
        raise GuardsUnmet.one("gone", _("Somebody removed it meanwhile."))
    return found


def _source(section: Section, fields: dict[str, Any]) -> str:
    texts = ("body_en", "body_zh")
    if any(fields.get(name, getattr(section, name)) != getattr(section, name) for name in texts):
        return SectionSource.WRITTEN.value
    return section.source


def _next_number(plan_version: PlanVersion) -> int:
    last: int | None = plan_version.tasks.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _siblings(row: Any) -> Any:
    found = row.__class__._base_manager.filter(plan_version_id=row.plan_version_id)
    within = WITHIN.get(row.__class__)
    return found.filter(**{f"{within}_id": getattr(row, f"{within}_id")}) if within else found


def _place(row: Any, to_position: int) -> bool:
    order = [one for one in _siblings(row).order_by("position", "pk") if one.pk != row.pk]
    order.insert(max(0, min(to_position - 1, len(order))), row)
    moved = _number(order)
    row.position = order.index(row) + 1
    return moved


def _number(order: list[Any]) -> bool:
    """Positions 1, 2, 3 … in this order; only what differs is written."""
    wrong = []
    for position, row in enumerate(order, start=1):
        if row.position != position:
            row.position = position
            wrong.append(row)
    if wrong:
        wrong[0].__class__._base_manager.bulk_update(wrong, ["position"])
    return bool(wrong)


def _renumber(order: list[PlanTask]) -> None:
    """In two steps, since a number stands once."""
    above = max(one.number for one in order)
    for shift in (above, 0):
        for number, row in enumerate(order, start=1):
            row.number = number + shift
        PlanTask.objects.bulk_update(order, ["number"])


def _inherit_needs(task: PlanTask) -> None:
    needs = list(task.need_rows.values_list("needs_id", flat=True))
    followers = list(task.needed_rows.values_list("task_id", flat=True))
    TaskNeed.objects.bulk_create(
        [TaskNeed(task_id=one, needs_id=need) for one in followers for need in needs],
        ignore_conflicts=True,
    )
