"""What a person holds of the corrective actions, and who takes over when they leave (E31)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.handover import Holder, Holding
from accounts.models import Person, User
from followup.models import CorrectiveAction
from followup.services.action_step import lock
from followup.services.action_time import HELD, hand_to, heirs_of, succeed


class ActionHandover:
    def describe(self, holder: Holder) -> list[Holding]:
        if holder.person is None:
            return []
        return [
            _holding(one, _("Owner of the corrective action"))
            for one in _held(holder).filter(owner=holder.person)
        ] + [
            _holding(one, _("Verifier of the corrective action"))
            for one in _held(holder).filter(verifier=holder.person)
        ]

    @transaction.atomic
    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        """To the successor; where that would make the verifier judge their own work, to the next
        in line (manager, deputy, continuity manager)."""
        person, heir = holder.person, successor.person
        if person is None or heir is None:
            return
        line = [heir, *(one for one in heirs_of(person) if one.pk != heir.pk)]
        for action in _held(holder):
            lock(action, None)
            for role, other in (("owner", "verifier"), ("verifier", "owner")):
                if getattr(action, f"{role}_id") == person.pk:
                    taken = getattr(action, f"{other}_id")
                    next_one = next((one for one in line if one.pk != taken), None)
                    hand_to(action, role, next_one, by=by, at=at)

    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        succeed(person, by=by, at=at)


def _held(holder: Holder) -> Any:
    mine = Q(owner=holder.person) | Q(verifier=holder.person)
    return CorrectiveAction.objects.filter(mine, state__in=HELD).order_by("pk")


def _holding(one: CorrectiveAction, kind: Any) -> Holding:
    return Holding(kind, one.code, one.title, one.get_absolute_url())
