"""What somebody holds of incidents; whoever goes blocks none of them (E45)."""

from __future__ import annotations

from datetime import datetime

from accounts import handover
from accounts.handover import Holder, Holding
from accounts.models import Person, User
from incidents.models import OPEN, RoleAssignment
from incidents.services.roles import released_by_leaving


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    handover.register("incidents", IncidentHandover())


class IncidentHandover:
    """Roles in open incidents end at once: a role in a running response is taken by whoever is
    there, never inherited. So nothing is held that a successor would have to take."""

    def describe(self, holder: Holder) -> list[Holding]:
        return []

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is not None:
            released_by_leaving(holder.person, by=by, at=at)

    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        released_by_leaving(person, by=by, at=at)

    def login_closed(self, user: User, *, by: User, at: datetime) -> None:
        person = Person.objects.filter(user=user).first()
        if person is not None:
            released_by_leaving(person, by=by, at=at)


def held_by(person: Person) -> int:
    return RoleAssignment.objects.held().filter(person=person, incident__status__in=OPEN).count()
