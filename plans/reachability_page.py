"""Everybody plans in force rely on, with the state of their numbers, the worst first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Person, User
from plans.contact_plans import Named, contact_ids, plans_naming
from plans.contact_state import ContactState, states_of
from plans.domain.reachability import LEVELS
from plans.models import Plan, ReachabilityCheck, RoleHolder
from plans.services.reachability import is_here


@dataclass(frozen=True)
class Contact:
    """`hidden` counts restricted plans the viewer may not see."""

    person: Person
    state: ContactState
    plans: tuple[Named, ...]
    hidden: int
    roles: tuple[RoleHolder, ...]
    waiting: ReachabilityCheck | None

    @property
    def is_here(self) -> bool:
        return is_here(self.person)


def contacts_of(viewer: User, at: datetime, *, level: str = "") -> list[Contact]:
    """Of this level, or all; a constant number of questions."""
    states = states_of(contact_ids(), at)
    wanted = {pk for pk, state in states.items() if not level or state.level == level}
    found = contacts_about(wanted, viewer, states)
    return sorted(
        found, key=lambda one: (-LEVELS.index(one.state.level), one.person.name, one.person.code)
    )


def contacts_about(
    ids: Collection[int], viewer: User, states: dict[int, ContactState]
) -> list[Contact]:
    people = Person.objects.select_related("user").in_bulk(ids)
    named = plans_naming(ids)
    plans = {one.version.plan_id for rows in named.values() for one in rows}
    visible = set(Plan.objects.visible_to(viewer).filter(pk__in=plans).values_list("pk", flat=True))
    holders: dict[int, list[RoleHolder]] = {}
    rows = RoleHolder.objects.filter(person__in=ids).select_related("role")
    for one in rows.order_by("role__position", "role__code"):
        holders.setdefault(one.person_id, []).append(one)
    waiting = {
        one.person_id: one for one in ReachabilityCheck.objects.waiting().filter(person__in=ids)
    }
    found = []
    for pk, person in people.items():
        mine = named.get(pk, [])
        seen = tuple(one for one in mine if one.version.plan_id in visible)
        found.append(
            Contact(
                person=person,
                state=states[pk],
                plans=seen,
                hidden=len(mine) - len(seen),
                roles=tuple(holders.get(pk, ())),
                waiting=waiting.get(pk),
            )
        )
    return found
