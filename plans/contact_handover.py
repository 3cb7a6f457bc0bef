"""What somebody who leaves means for calling (E31): they stay visible, red, until replaced.

Nobody is taken out of a role or tree by a closed login: a place that empties itself is a place
nobody calls. The successor is put right behind, so that somebody answers at once.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.handover import Holder, Holding
from accounts.models import Person, User
from plans.models import RoleHolder
from plans.services.reachability_look import tell_plans_of
from plans.services.roles import put_behind


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    handover.register("plans.contacts", ContactHandover())


class ContactHandover:
    """Response roles; the trees of versions in force are frozen and get a change request."""

    def describe(self, holder: Holder) -> list[Holding]:
        if holder.person is None:
            return []
        rows = RoleHolder.objects.filter(person=holder.person).select_related("role")
        return [
            Holding(_("Response role"), one.role.code, one.role.name, one.role.get_absolute_url())
            for one in rows.order_by("role__position", "role__code")
        ]

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is None:
            return
        if successor.person is not None:
            rows = RoleHolder.objects.filter(person=holder.person).select_related("role")
            for one in rows:
                put_behind(one.role, holder.person, successor.person)
        tell_plans_of(holder.person, by=by, at=at)

    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        tell_plans_of(person, by=by, at=at)
