"""Who stands behind a role: managers, continuity managers, administrators."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Department, Person, User
from followup.registry import Recipient
from lib.asked_once import once


def recipient_of(one: Person | User | None) -> Recipient | None:
    """A person (with their login) or a login (with its person); None for nobody active."""
    if isinstance(one, Person):
        return Recipient(person=one, user=one.user) if one.is_active else None
    if isinstance(one, User):
        if not one.is_active or one.is_service:
            return None
        rows = Person.objects.filter(user=one)
        person = once(("person of", one.pk), rows.select_related("user").first)
        return Recipient(person=person, user=one)
    return None


def holders_of(role: str) -> tuple[Recipient, ...]:
    """Every active human with the role, e.g. "continuity_manager" (one query)."""
    return once(("holders of", role), lambda: _holders_of(role))


def _holders_of(role: str) -> tuple[Recipient, ...]:
    users = (
        User.objects.filter(grants__role=role, is_active=True, is_service=False)
        .select_related("person")
        .distinct()
        .order_by("pk")
    )
    return tuple(Recipient(person=getattr(user, "person", None), user=user) for user in users)


def managers_of(people: Iterable[Person]) -> dict[int, Person]:
    """Person id → their manager: the head of their department or, above a head, of the next one.

    Two queries, whatever the number of people. Who has no manager is left out.
    """
    above = {
        department.pk: department
        for department in Department.objects.select_related("head", "head__user")
    }
    found = {}
    for person in people:
        department = above.get(person.department_id) if person.department_id else None
        seen = set()
        while department is not None and department.pk not in seen:
            seen.add(department.pk)
            head = department.head
            if head is not None and head.is_active and head.pk != person.pk:
                found[person.pk] = head
                break
            department = above.get(department.parent_id) if department.parent_id else None
    return found


def manager_of(person: Person) -> Person | None:
    return managers_of([person]).get(person.pk)
