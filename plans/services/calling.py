"""Verbs on the call tree of a draft: who is called by whom, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from lib.errors import Refused
from lib.versioning import create
from plans.domain.call_order import circle_through, depth_of
from plans.models import CallAlternate, CallNode, PlanVersion
from plans.services import content
from plans.services.content_rights import lock_draft

DEEPEST = 6
MOST_ALTERNATES = 10


@transaction.atomic
def add_node(
    plan_version: PlanVersion,
    *,
    by: User,
    at: datetime,
    alternates: Sequence[Person] = (),
    **fields: Any,
) -> CallNode:
    """A person or a role, called by `parent` (None: by whoever starts the tree), last of its
    siblings. Raises PermissionDenied, GuardsUnmet when it is no draft, Refused at the field."""
    parent = fields.get("parent")
    lock_draft(plan_version, by=by, contacts=True)
    _check_depth(plan_version, parent)
    _check_active(fields.get("person"), alternates)
    node = content.add_part(plan_version, CallNode, by=by, at=at, **fields)
    _write_alternates(node, list(alternates))
    return node


@transaction.atomic
def change_node(
    node: CallNode,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    alternates: Sequence[Person] | None = None,
    **fields: Any,
) -> list[str]:
    """`alternates` None leaves them; another `parent` takes the node's own people along.

    Raises as `add_node`, and Refused("circle"), StaleVersion.
    """
    lock_draft(node.plan_version, by=by, contacts=True)
    if "parent" in fields:
        _check_circle(node, fields["parent"])
    person = fields.get("person")
    _check_active(person if person != node.person else None, ())
    changed = content.change_part(node, read_version=read_version, by=by, at=at, **fields)
    if alternates is not None:
        known = {one.person_id for one in node.alternates.all()}
        _check_active(None, [one for one in alternates if one.pk not in known])
        if _write_alternates(node, list(alternates)):
            if not changed:
                node.version += 1
                node.save(update_fields=["version", "updated_at"])
            changed.append("alternates")
    return changed


@transaction.atomic
def remove_node(node: CallNode, *, by: User, at: datetime, read_version: int | None = None) -> None:
    """Whom it would have called is called by its own caller: nobody drops out of the tree."""
    lock_draft(node.plan_version, by=by, contacts=True)
    siblings = CallNode.objects.filter(plan_version=node.plan_version, parent=node.parent)
    last = max((one.position for one in siblings), default=0)
    for place, child in enumerate(node.children.order_by("position", "id"), start=1):
        content.change_part(child, read_version=None, by=by, at=at, parent=node.parent)
        CallNode.objects.filter(pk=child.pk).update(position=last + place)
    content.remove_part(node, by=by, at=at, read_version=read_version)


def move_node(node: CallNode, to_position: int, *, by: User, at: datetime) -> bool:
    """Among those the same one calls; 1 is called first."""
    return content.move_part(node, to_position, by=by, at=at)


def _check_depth(plan_version: PlanVersion, parent: CallNode | None, below: int = 0) -> None:
    if parent is None:
        return
    parents = _parents(plan_version)
    if depth_of(parents, parent.pk) + 1 + below > DEEPEST:
        words = _("A call tree is at most %(most)s levels deep.") % {"most": DEEPEST}
        raise Refused("too_deep", words, "parent")


def _check_circle(node: CallNode, parent: CallNode | None) -> None:
    parents = _parents(node.plan_version)
    if parent is not None and circle_through(parents, node.pk, parent.pk):
        words = _("Somebody further down the tree cannot call its beginning.")
        raise Refused("circle", words, "parent")
    below = max(
        (depth_of(parents, one) for one in parents if circle_through(parents, node.pk, one)),
        default=0,
    )
    _check_depth(node.plan_version, parent, max(0, below - depth_of(parents, node.pk)))


def _check_active(person: Person | None, others: Sequence[Person]) -> None:
    """Who left is not newly named; who stands there already is shown red instead (E31)."""
    if person is not None and not person.is_active:
        words = _("%(name)s is no longer active.") % {"name": person}
        raise Refused("not_active", words, "person")
    gone = next((one for one in others if not one.is_active), None)
    if gone is not None:
        words = _("%(name)s is no longer active.") % {"name": gone}
        raise Refused("not_active", words, "alternates")


def _parents(plan_version: PlanVersion) -> dict[int, int | None]:
    rows = CallNode.objects.filter(plan_version=plan_version)
    return dict(rows.values_list("pk", "parent_id"))


def _write_alternates(node: CallNode, people: list[Person]) -> bool:
    """Positions 1…n in this order; whether anything changed. The version is locked."""
    if len({one.pk for one in people}) < len(people) or any(
        one.pk == node.person_id for one in people
    ):
        raise Refused("twice", _("A person stands twice at this place."), "alternates")
    if len(people) > MOST_ALTERNATES:
        words = _("At most %(most)s alternates.") % {"most": MOST_ALTERNATES}
        raise Refused("too_many", words, "alternates")
    rows = {one.person_id: one for one in node.alternates.all()}
    before = [one.person_id for one in sorted(rows.values(), key=lambda one: one.position)]
    if before == [one.pk for one in people]:
        return False
    for person_id in rows.keys() - {one.pk for one in people}:
        rows[person_id].delete()
    for position, person in enumerate(people, start=1):
        row = rows.get(person.pk)
        if row is None:
            create(
                CallAlternate,
                plan_version=node.plan_version,
                node=node,
                person=person,
                position=position,
            )
        elif row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return True
