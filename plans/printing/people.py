"""Names and numbers for paper, from codes: three questions however many there are.

A version names people and roles by code; who holds a role and which numbers they have is read
when it is printed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Person
from plans.domain.phones import Phone, judge_phones
from plans.models import PlanSettings, ResponseRole, RoleHolder
from plans.printing.tongue import Both


@dataclass(frozen=True)
class Contact:
    """`numbers` as they are printed: in full, or masked for a wall."""

    code: str
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class RoleWords:
    code: str
    name: Both
    holders: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Directory:
    roles: dict[str, RoleWords]
    people: dict[str, Contact]

    def role(self, code: str) -> RoleWords:
        return self.roles.get(code) or RoleWords(code, Both(code, code))

    def person(self, code: str) -> Contact:
        return self.people.get(code) or Contact(code, code, ())


def directory(
    *, roles: Collection[str] = (), people: Collection[str] = (), masked: bool
) -> Directory:
    """Who left is not printed: their number reaches nobody."""
    region = PlanSettings.current().phone_region

    def contact(person: Person) -> Contact:
        numbers = judge_phones(person.phones, region)
        return Contact(person.code, person.name, tuple(_printed(one, masked) for one in numbers))

    wanted = ResponseRole.objects.filter(code__in=set(roles))
    named = {row.code: Both(row.name_en, row.name_zh) for row in wanted}
    holders: dict[str, list[Contact]] = {}
    rows = RoleHolder.objects.filter(role__code__in=named, person__is_active=True)
    for row in rows.select_related("role", "person").order_by("role", "position", "id"):
        holders.setdefault(row.role.code, []).append(contact(row.person))
    found = Person.objects.filter(code__in=set(people), is_active=True) if people else []
    return Directory(
        {code: RoleWords(code, name, tuple(holders.get(code, ()))) for code, name in named.items()},
        {person.code: contact(person) for person in found},
    )


def _printed(phone: Phone, masked: bool) -> str:
    return phone.masked if masked else phone.shown
