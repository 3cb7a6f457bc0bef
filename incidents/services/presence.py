"""Who is still there: K13 follows the commander's deeds, and who cannot be reached shows red."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from followup.models import Clock, ClockState, ContactPoint
from followup.services.ticker import database_now
from incidents.models import (
    IN_RESPONSE,
    Contact,
    ContactState,
    Incident,
    IncidentEntry,
    IncidentRole,
    RoleAssignment,
)
from incidents.services import clocks
from incidents.services.step import write
from lib.claimed_time import claim

# A clock that is moved at every click would fill its table: five minutes are near enough, unless
# the deadline is near.
EVERY = timedelta(minutes=5)
NEAR = timedelta(minutes=2)
WAITING = (ContactState.TO_CALL.value, ContactState.TRIED.value)


def follow_commanders(at: datetime | None = None) -> int:
    """K13 counts from the commander's last deed: moved at most every five minutes, at once when
    it is breached or about to be. How many moved."""
    live = Clock.objects.live().filter(kind=clocks.COMMAND, subject_kind=clocks.INCIDENT)
    rows = {one.subject_code: one for one in live}
    if not rows:
        return 0
    now = at or database_now()
    found = Incident.objects.in_response().filter(number__in=rows, commander_seen_at__isnull=False)
    late = [one.pk for one in found if _is_behind(one, rows[one.number], now)]
    return sum(_move(pk, now) for pk in late)


def _is_behind(incident: Incident, clock: Clock, now: datetime) -> bool:
    seen = incident.commander_seen_at
    if seen is None or seen <= clock.anchor_at:
        return False
    breached = clock.state == ClockState.BREACHED_RUNNING
    return breached or seen - clock.anchor_at >= EVERY or clock.due_at - now <= NEAR


@transaction.atomic
def _move(pk: int, now: datetime) -> int:
    rows = Incident.objects.select_for_update(skip_locked=True, of=("self",))
    incident = rows.select_related("grade", "provisional_grade").filter(pk=pk).first()
    if incident is None or incident.commander_seen_at is None:
        return 0
    commander = RoleAssignment.objects.held().filter(
        incident=incident, role=IncidentRole.COMMANDER, confirmed_at__isnull=False
    )
    clock = (
        Clock.objects.live()
        .filter(kind=clocks.COMMAND, subject_kind=clocks.INCIDENT, subject_code=incident.number)
        .first()
    )
    if clock is None or not commander.exists() or not _is_behind(incident, clock, now):
        return 0
    seen = incident.commander_seen_at
    if clock.state == ClockState.BREACHED_RUNNING:
        clocks.meet_command(incident, at=seen)
    clocks.start_command(incident, at=seen)
    return 1


def note_unreachable(at: datetime | None = None) -> int:
    """People of a call list whom no channel reaches any more (NTF-9): an entry each, once, and
    their row shows red. How many entries were written."""
    lost = ContactPoint.objects.unreachable().filter(person__isnull=False)
    people = set(lost.values_list("person", flat=True))
    if not people:
        return 0
    waiting = Contact.objects.filter(person__in=people, state__in=WAITING)
    incidents = Incident.objects.in_response().filter(pk__in=waiting.values("incident"))
    now = at or database_now()
    return sum(_note(one.pk, people, now) for one in incidents)


@transaction.atomic
def _note(pk: int, people: set[int], now: datetime) -> int:
    rows = Incident.objects.select_for_update(skip_locked=True, of=("self",))
    incident = rows.filter(pk=pk, status__in=IN_RESPONSE).first()
    if incident is None:
        return 0
    said = set(
        IncidentEntry.objects.filter(incident=incident, type="unreachable").values_list(
            "payload__person", flat=True
        )
    )
    contacts = incident.contacts.filter(person__in=people, state__in=WAITING)
    count = 0
    for one in contacts.select_related("person").order_by("position", "id"):
        if one.person.code not in said:
            said.add(one.person.code)
            payload = {"person": one.person.code, "name": one.person.name, "place": one.place}
            write(incident, "unreachable", when=claim(now, now), by=None, payload=payload)
            count += 1
    return count
