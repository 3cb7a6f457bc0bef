"""The steps of an incident from the first hand on it to the last: acknowledged, restored, verified,
closed. Grades are `grading`, taking back is `cancelling`, coming back is `reopening`.

Each verb locks the incident, asks rights and guards (`guards`), changes, and writes down. A verb
whose work is done already changes nothing and answers the incident as it is (CON-1, E13).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.domain.states import is_met
from incidents.models import CheckRun, Impact, Incident, Status
from incidents.services import card, clocks
from incidents.services.escalation import stop_ladder
from incidents.services.escalation_answers import answer_for
from incidents.services.guards import recovery_confirmed, require_met, verification_of
from incidents.services.holders import person_of
from incidents.services.impact_intervals import end_impact, resume_impacts
from incidents.services.measuring import draft_measurements, write_measurements
from incidents.services.plans import for_plans
from incidents.services.review import draft_review
from incidents.services.rights import require_right
from incidents.services.roles import command_if_nobody_does, release_all
from incidents.services.step import claimed, gathering, locked, save, written
from incidents.services.telling import tell_all_clear, tell_verification_failed
from lib.asked_once import asking_once
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused
from plans.services.activations import down_again_for_event, restore_for_event


@transaction.atomic
def acknowledge(incident: Incident, **call: Unpack[Call]) -> Incident:
    """Somebody has it in hand; who says so first commands until somebody else does."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    if is_met("acknowledge", row.status):
        return row
    require_met(row, "acknowledge", at=call["at"])
    when = claimed(call, not_before=row.occurred_at)
    return take_in_hand(row, when, call)


def take_in_hand(row: Incident, when: Claimed, call: Call) -> Incident:
    """What an acknowledgement does; the caller holds the row and may go on with it."""
    with asking_once(), gathering(row):
        save(row, status=Status.ASSESSING.value, acknowledged_at=when.at)
        written(row, "acknowledged", when=when, call=call)
        command_if_nobody_does(row, when, call)
        person = person_of(call["by"])
        if person is not None:
            answer_for(row, person, when, by=call["by"], via=call.get("via"))
    publish_row("incident.acknowledged", row, at=when.recorded_at)
    return row


@transaction.atomic
def restore(
    incident: Incident,
    *,
    remaining: Sequence[Impact] = (),
    ends_impacts: bool = True,
    **call: Unpack[Call],
) -> Incident:
    """The service is back. Open impacts end with it, but for those in `remaining`.

    With `ends_impacts` False nothing ends by itself: an open impact that is not named as
    remaining is then a guard (409 at "impacts").
    """
    row = locked(incident)
    by = call["by"]
    require_right(row, by, "restore")
    if is_met("restore", row.status):
        return row
    require_met(row, "restore", at=call["at"])
    when = claimed(call, not_before=row.occurred_at, words=_("It was not down then."))
    left = {one.pk for one in remaining}
    ending = [one for one in row.impacts.open().select_related("process") if one.pk not in left]
    if ending and not ends_impacts:
        text = _("%(process)s: say whether it works again or remains affected.")
        problems = [
            Problem("impact_open", text % {"process": one.process}, "impacts") for one in ending
        ]
        raise GuardsUnmet(problems)
    for impact in ending:
        end_impact(row, impact, **call)
    row = locked(row)
    save(row, status=Status.VERIFYING.value, restored_at=when.at)
    payload = {"remaining": sorted(f"{row.number}:{pk}" for pk in left)}
    written(row, "restored", when=when, call=call, payload=payload)
    card.finish_step(row, "handle", at=when.at, recorded_at=when.recorded_at)
    card.open_steps(row, "restored_at", at=when.at)
    restore_for_event("incident", row.number, **for_plans(call, when))
    clocks.stop_etr(row, at=when.at, by=by)
    clocks.start_verification(row, at=when.at, by=by)
    stop_ladder(row, at=when.recorded_at, reason="restored")
    tell_all_clear(row, why="restored", at=when.recorded_at, by=by)
    publish_row("incident.restored", row, at=when.recorded_at)
    return row


@transaction.atomic
def fail_verification(
    incident: Incident,
    *,
    check: CheckRun | None,
    impacts: Sequence[Impact],
    reason: str,
    **call: Unpack[Call],
) -> Incident:
    """It does not work after all: the named impacts go on from their first start (E15).

    Raises Refused at "check", "impacts" or "reason": which check failed, what is down again, why.
    """
    row = locked(incident)
    by = call["by"]
    require_right(row, by, "restore")
    require_met(row, "fail_verification", at=call["at"])
    when = claimed(call, not_before=row.restored_at, words=_("This lies before the restoration."))
    _check_failure(row, check, impacts, reason)
    if check is not None:
        CheckRun.objects.filter(pk=check.pk).update(
            state=CheckRun.State.FAILED, reason=reason.strip()[:300], at=when.at, by=by
        )
    attempt = step.attempt if (step := verification_of(row)) is not None else 1
    restored_at = row.restored_at
    save(row, status=Status.RESPONDING.value, restored_at=None)
    payload = {
        "check": str(check) if check is not None else "",
        "impacts": [one.code for one in impacts],
        "attempt": attempt,
        "restored_at": restored_at.isoformat() if restored_at else None,
    }
    written(row, "verify_failed", when=when, call=call, text=reason, payload=payload)
    down_again_for_event("incident", row.number, reason=reason, **for_plans(call, when))
    resume_impacts(row, impacts, at=when.at, by=by, recorded_at=when.recorded_at)
    card.new_attempt(row, "verify", at=when.at)
    clocks.stop_verification(row, at=when.at, by=by, reason="verification_failed")
    tell_verification_failed(row, reason=reason.strip(), by=by, at=when.recorded_at)
    publish_row("incident.verification_failed", row, at=when.recorded_at)
    return locked(row)


def _check_failure(
    row: Incident, check: CheckRun | None, impacts: Sequence[Impact], reason: str
) -> None:
    problems = []
    if not reason.strip():
        problems.append(Problem("required", _("Say what does not work."), "reason"))
    if check is not None and check.step.incident_id != row.pk:
        problems.append(Problem("other_incident", _("This belongs to another incident."), "check"))
    if check is None and verification_of(row) is not None:
        problems.append(Problem("required", _("Say which check failed."), "check"))
    if any(one.incident_id != row.pk for one in impacts):
        problems.append(
            Problem("other_incident", _("This belongs to another incident."), "impacts")
        )
    if not impacts and row.impacts.exists():
        problems.append(Problem("required", _("Say what is down again."), "impacts"))
    if problems:
        raise Refused.many(problems)


@transaction.atomic
def confirm_recovery(incident: Incident, *, note: str = "", **call: Unpack[Call]) -> Incident:
    """A process owner says that the business works again; grades I and II wait for it."""
    row = locked(incident)
    require_right(row, call["by"], "confirm_recovery")
    if recovery_confirmed(row) is not None:
        return row
    if row.status != Status.VERIFYING:
        words = _("Say first when it was restored.")
        raise GuardsUnmet.one("not_restored", words, "restored_at")
    when = claimed(call, not_before=row.restored_at, words=_("This lies before the restoration."))
    written(row, "recovery_confirmed", when=when, call=call, text=note)
    return row


@transaction.atomic
def verify(incident: Incident, *, traffic_percent: int = 100, **call: Unpack[Call]) -> Incident:
    """Proven to work: the response is over, the review begins.

    `traffic_percent` is how much of the traffic was let back. Raises Refused at it.
    """
    row = locked(incident)
    by = call["by"]
    require_right(row, by, "verify")
    if is_met("verify", row.status):
        return row
    require_met(row, "verify", at=call["at"])
    if not 1 <= traffic_percent <= 100:
        raise Refused("out_of_range", _("From 1 to 100 percent."), "traffic_percent")
    when = claimed(call, not_before=row.restored_at, words=_("This lies before the restoration."))
    save(row, status=Status.REVIEWING.value, verified_at=when.at, traffic_percent=traffic_percent)
    written(row, "verified", when=when, call=call, payload={"traffic_percent": traffic_percent})
    card.finish_step(row, "verify", at=when.at, recorded_at=when.recorded_at)
    card.open_steps(row, "verified_at", at=when.at)
    clocks.start_review(row, at=when.at, by=by)
    draft_measurements(row, when.recorded_at)
    draft_review(row, when.recorded_at)
    publish_row("incident.verified", row, at=when.recorded_at)
    return row


@transaction.atomic
def close(incident: Incident, **call: Unpack[Call]) -> Incident:
    """Nothing is left to do: measurements are written, everybody who was told hears of the end."""
    row = locked(incident)
    by = call["by"]
    require_right(row, by, "close")
    if is_met("close", row.status):
        return row
    require_met(row, "close", at=call["at"])
    when = claimed(call, not_before=row.verified_at, words=_("This lies before the verification."))
    save(row, status=Status.CLOSED.value, closed_at=when.at)
    written(row, "closed", when=when, call=call)
    write_measurements(row, when.recorded_at, by)
    clocks.cancel_all(row, at=when.at, by=by, reason="closed")
    release_all(row, at=when.at)
    tell_all_clear(row, why="closed", at=when.recorded_at, by=by)
    publish_row("incident.closed", row, at=when.recorded_at)
    return row
