"""Response roles, and who holds them in which order; the first is called first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.services.register import remove, reserved_code
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create
from plans.models import ResponseRole, RoleHolder

PERMISSION = "response_role.change"
# As codes they would hide the role's page.
RESERVED = frozenset({"new", "grades"})
USED_IN = ("grades", "call_nodes", "card_contacts", "tasks", "backup_tasks")
MOST_HOLDERS = 30


@transaction.atomic
def create_role(
    *, by: User, at: datetime, holders: Sequence[Person] = (), **fields: Any
) -> ResponseRole:
    """`holders` in calling order. Raises PermissionDenied, Refused at the field."""
    require(by, PERMISSION)
    if fields.get("code") in RESERVED:
        raise reserved_code()
    role = create(ResponseRole, **fields)
    _write(role, list(holders))
    return role


@transaction.atomic
def change_role(
    role: ResponseRole,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    holders: Sequence[Person] | None = None,
    **fields: Any,
) -> list[str]:
    """`holders` None leaves them. Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION, role)
    if fields.get("code") in RESERVED:
        raise reserved_code()
    changed = change(role, read_version=read_version, **fields)
    if holders is not None and _write(role, list(holders)):
        if not changed:
            _count(role)
        changed.append("holders")
    return changed


def delete_role(role: ResponseRole, *, by: User, at: datetime) -> None:
    """Only one that nothing names; others are switched off. Raises GuardsUnmet."""
    require(by, PERMISSION, role)
    remove(role, permission=PERMISSION, by=by, used_in=USED_IN)


@transaction.atomic
def add_holder(
    role: ResponseRole, person: Person, *, by: User, at: datetime, after: Person | None = None
) -> None:
    """At the end of the order, or right behind `after`."""
    require(by, PERMISSION, role)
    people = _locked(role)
    if person in people:
        raise Refused("twice", _("This person holds the role already."), "person")
    place = people.index(after) + 1 if after in people else len(people)
    people.insert(place, person)
    _write(role, people)
    _count(role)


@transaction.atomic
def remove_holder(role: ResponseRole, person: Person, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet when a colleague was faster."""
    require(by, PERMISSION, role)
    people = _locked(role)
    if person not in people:
        raise GuardsUnmet.one("not_a_holder", _("This person does not hold the role any more."))
    people.remove(person)
    _write(role, people)
    _count(role)


@transaction.atomic
def move_holder(role: ResponseRole, person: Person, *, up: bool, by: User, at: datetime) -> bool:
    """One place earlier or later in the order; False at its end."""
    require(by, PERMISSION, role)
    people = _locked(role)
    if person not in people:
        raise GuardsUnmet.one("not_a_holder", _("This person does not hold the role any more."))
    here = people.index(person)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(people):
        return False
    people[here], people[there] = people[there], people[here]
    _write(role, people)
    _count(role)
    return True


@transaction.atomic
def put_behind(role: ResponseRole, person: Person, successor: Person) -> None:
    """`successor` is called right after `person`, who left; part of a handover, no edit of the
    catalogue, so the permission is that of whoever closes the login."""
    people = _locked(role)
    if successor in people or person not in people:
        return
    people.insert(people.index(person) + 1, successor)
    _write(role, people)
    _count(role)


def _locked(role: ResponseRole) -> list[Person]:
    """The role's row locked; its holders as they are now."""
    ResponseRole.objects.select_for_update().get(pk=role.pk)
    rows = RoleHolder.objects.filter(role=role).select_related("person").order_by("position", "id")
    return [one.person for one in rows]


def _write(role: ResponseRole, people: list[Person]) -> bool:
    """Positions 1…n in the given order; whether anything moved. The role's row is locked."""
    if len({one.pk for one in people}) < len(people):
        raise Refused("twice", _("A person stands twice among the holders."), "holders")
    if len(people) > MOST_HOLDERS:
        words = _("At most %(most)s people hold a role.") % {"most": MOST_HOLDERS}
        raise Refused("too_many", words, "holders")
    rows = {one.person_id: one for one in RoleHolder.objects.filter(role=role)}
    gone = next((one for one in people if one.pk not in rows and not one.is_active), None)
    if gone is not None:
        words = _("%(name)s is no longer active.") % {"name": gone}
        raise Refused("not_active", words, "holders")
    moved = False
    for person_id in rows.keys() - {one.pk for one in people}:
        rows[person_id].delete()
        moved = True
    for position, person in enumerate(people, start=1):
        row = rows.get(person.pk)
        if row is None:
            create(RoleHolder, role=role, person=person, position=position)
            moved = True
        elif row.position != position:
            row.position = position
            row.save(update_fields=["position"])
            moved = True
    return moved


def _count(role: ResponseRole) -> None:
    """Holders are part of the role: who read it before reads an old one."""
    role.refresh_from_db(fields=["version"])
    role.version += 1
    role.save(update_fields=["version", "updated_at"])
