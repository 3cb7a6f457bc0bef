"""Taking an incident back: a false alarm (RESP §4.1, E46)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.domain.states import is_met
from incidents.models import ContactState, Incident, IncidentEntry, Origin, Status
from incidents.services import clocks
from incidents.services.escalation import stop_ladder
from incidents.services.guards import has_right, is_fresh, require_met
from incidents.services.plans import stand_down_plans
from incidents.services.rights import MAJOR, require_right
from incidents.services.roles import release_all
from incidents.services.step import claimed, locked, save, written
from incidents.services.telling import tell_all_clear, tell_cancellation_asked
from lib.claimed_time import Claimed
from lib.errors import Refused
from lib.versioning import change

ASKED, KEPT = "cancel_requested", "cancel_refused"
CALLING = (ContactState.TO_CALL.value, ContactState.TRIED.value, ContactState.EXHAUSTED.value)


@transaction.atomic
def cancel(incident: Incident, *, reason: str = "", **call: Unpack[Call]) -> Incident:
    """A false alarm. Grades I and II wait for a second person: the first call asks, one by
    somebody else completes it. Within two minutes of the declaration one is enough, and who
    declared it may do it (E46). It counts as "mobilised in vain".

    Raises Refused at "reason": the first one says why; the second agrees.
    """
    row = locked(incident)
    by = call["by"]
    now = call.get("recorded_at") or call["at"]
    if not has_right(row, "cancel", by=by, at=now):
        raise PermissionDenied("incident.cancel")
    if is_met("cancel", row.status):
        return row
    require_met(row, "cancel", at=call["at"])
    asked = waiting_cancellation(row)
    if not reason.strip() and (asked is None or asked.actor_id == by.pk):
        raise Refused("required", _("Say why it was a false alarm."), "reason")
    when = claimed(call, not_before=row.occurred_at)
    if needs_second(row, when) and asked is None:
        written(row, ASKED, when=when, call=call, text=reason)
        tell_cancellation_asked(row, reason=reason.strip(), by=by, at=when.recorded_at)
        return row
    if needs_second(row, when) and asked is not None and asked.actor_id == by.pk:
        return row
    return _cancel(row, reason, asked, when, call)


@transaction.atomic
def keep_going(incident: Incident, *, reason: str, **call: Unpack[Call]) -> Incident:
    """No false alarm: the request of the first one falls. Raises Refused at "reason"."""
    row = locked(incident)
    require_right(row, call["by"], "cancel")
    if waiting_cancellation(row) is None:
        return row
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    written(row, KEPT, when=claimed(call), call=call, text=reason)
    return row


def needs_second(row: Incident, when: Claimed) -> bool:
    grade = row.effective_grade
    is_major = grade is not None and grade.code in MAJOR
    return is_major and not is_fresh(row, when.recorded_at)


def waiting_cancellation(incident: Incident) -> IncidentEntry | None:
    """The request that waits for a second person."""
    if incident.status not in (Status.REPORTED, Status.ASSESSING, Status.RESPONDING):
        return None
    entries = IncidentEntry.objects.filter(incident=incident, type__in=[ASKED, KEPT, "reopened"])
    last = entries.select_related("actor").order_by("-seq").first()
    return last if last is not None and last.type == ASKED else None


def _cancel(
    row: Incident, reason: str, asked: IncidentEntry | None, when: Claimed, call: Call
) -> Incident:
    by = call["by"]
    save(row, status=Status.CANCELLED.value, cancelled_at=when.at)
    mobilised = when.at - row.declared_at
    payload: dict[str, Any] = {"mobilised_s": max(0, int(mobilised.total_seconds()))}
    if asked is not None and asked.actor is not None:
        payload |= {"asked_by": asked.actor.username}
    text = reason.strip() or (asked.text if asked is not None else "")
    written(row, "cancelled", when=when, call=call, text=text, payload=payload)
    clocks.cancel_all(row, at=when.at, by=by, reason="cancelled")
    _end_impacts(row, when.at)
    stand_down_plans(row, reason=text, when=when, call=call)
    stop_ladder(row, at=when.recorded_at, reason="cancelled")
    release_all(row, at=when.at)
    row.contacts.filter(state__in=CALLING).update(state=ContactState.STOOD_DOWN)
    tell_all_clear(row, why="cancelled", reason=text, at=when.recorded_at, by=by)
    publish_row("incident.cancelled", row, at=when.recorded_at)
    return row


def _end_impacts(row: Incident, at: datetime) -> None:
    """Nothing runs on in a false alarm; no statistic reads its impacts (`counted`)."""
    for one in row.impacts.open():
        change(one, read_version=None, end_at=max(at, one.start_at))


@transaction.atomic
def cancel_untouched(incident: Incident, *, reason: str, **call: Unpack[Call]) -> Incident:
    """What monitoring declared and says is over, while nobody has taken it in hand: the sender
    takes it back, whatever its grade. Anything else is left as it is."""
    row = locked(incident)
    mine = row.origin == Origin.MONITORING and row.declared_by_id == call["by"].pk
    if not mine or row.status != Status.REPORTED:
        return row
    require_met(row, "cancel", at=call["at"])
    return _cancel(row, reason, None, claimed(call, not_before=row.occurred_at), call)
