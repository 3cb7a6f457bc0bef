"""What somebody holds of drills, and how it passes on (E31, E45)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.handover import Holder, Holding
from accounts.models import Person, User
from drills.models import DrillPolicy
from drills.services.succession import leading, pass_lead, playing, succeed
from lib.versioning import change


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    handover.register("drills", DrillHandover())


class DrillHandover:
    """Drills led and evaluated that are not over, parts in drills to come, drill policies owned.

    Whoever leaves without a successor blocks no drill: their deputy leads it, and where there is
    none a drill that was ready is in preparation again.
    """

    def describe(self, holder: Holder) -> list[Holding]:
        if holder.person is None:
            return []
        who = holder.person
        return [
            *(_drill(_("Controls the drill"), one) for one in leading(who, "lead_controller")),
            *(_drill(_("Evaluates the drill"), one) for one in leading(who, "lead_evaluator")),
            *(_drill(_("Takes part in the drill"), one.drill) for one in playing(who)),
            *(
                Holding(_("Owner of the drill policy"), one.code, one.name, _page(one))
                for one in _policies(who)
            ),
        ]

    @transaction.atomic
    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is None or successor.person is None:
            return
        pass_lead(holder.person, successor.person, by=by, at=at)
        succeed(holder.person, successor.person, by=by, at=at)
        for policy in _policies(holder.person):
            change(policy, read_version=None, owner=successor.person)

    @transaction.atomic
    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        deputy = person.deputy if person.deputy is not None and person.deputy.is_active else None
        pass_lead(person, deputy, by=by, at=at)
        succeed(person, deputy, by=by, at=at)
        for policy in _policies(person):
            change(policy, read_version=None, owner=deputy)


def _policies(person: Person) -> list[DrillPolicy]:
    return list(DrillPolicy.objects.filter(owner=person))


def _drill(kind: Any, one: Any) -> Holding:
    return Holding(kind, one.code, one.title, one.get_absolute_url())


def _page(policy: DrillPolicy) -> str:
    return policy.get_absolute_url()
