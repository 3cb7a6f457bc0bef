"""Somebody goes: who leads their drills and plays their part (E31, E45)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person, User
from drills.domain.states import AFTER, BEFORE, OVER, READY
from drills.models import Drill, Participant, ParticipantRole
from drills.services.preparing import back_to_preparing
from drills.services.step import locked, save, written
from followup.services.verb import Call
from lib.claimed_time import Claimed

LEADS = {
    "lead_controller": ParticipantRole.CONTROLLER.value,
    "lead_evaluator": ParticipantRole.EVALUATOR.value,
}


def leading(person: Person, lead: str) -> list[Drill]:
    """Drills not over yet; `lead`: one of LEADS."""
    rows = Drill.objects.filter(**{lead: person}).exclude(status__in=OVER)
    return list(rows.order_by("code"))


def playing(person: Person) -> list[Participant]:
    """Parts in drills that have not begun."""
    rows = Participant.objects.filter(person=person, drill__status__in=BEFORE)
    return list(rows.select_related("drill", "person").order_by("drill__code", "pk"))


def pass_lead(person: Person, heir: Person | None, *, by: User, at: datetime) -> None:
    """Every drill `person` leads is led by `heir`, who becomes one of its participants. Without
    one the place is empty, and a drill that was ready is so no more."""
    for lead, role in LEADS.items():
        for one in leading(person, lead):
            row, when, call = locked(one), Claimed(at, at), Call(by=by, at=at)
            save(row, **{lead: heir})
            if heir is not None and row.status not in AFTER:
                Participant.objects.get_or_create(
                    drill=row, person=heir, role=role,
                    defaults={"present_from": at if row.is_live else None},
                )  # fmt: skip
            written(
                row, "changed", when=when, call=call, text=_gone(person, heir),
                payload={"fields": [lead]},
            )  # fmt: skip
            if heir is None and row.status == READY:
                back_to_preparing(row, when=when, call=call, text=_gone(person, heir))


def succeed(person: Person, heir: Person | None, *, by: User, at: datetime) -> None:
    """Parts in drills that have not begun pass to `heir`, who is asked anew; without one they go,
    and a drill that was ready is looked at again. What was done in others stays."""
    for part in playing(person):
        row, when, call = locked(part.drill), Claimed(at, at), Call(by=by, at=at)
        payload = {"person": person.code, "name": person.name, "role": part.role}
        known = row.participants.filter(person=heir, role=part.role).exists()
        if heir is not None and not known:
            Participant.objects.create(
                drill=row, person=heir, role=part.role, response_role=part.response_role,
                key_person=part.key_person,
            )  # fmt: skip
        part.delete()
        text = _gone(person, heir)
        written(row, "participant_removed", when=when, call=call, payload=payload, text=text)
        if row.status == READY:
            back_to_preparing(row, when=when, call=call, text=text)


def _gone(person: Person, heir: Person | None) -> str:
    if heir is None:
        return _("%(name)s has left; somebody else must be named.") % {"name": person.name}
    return _("%(heir)s stands in for %(name)s.") % {"heir": heir.name, "name": person.name}
