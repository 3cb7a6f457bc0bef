"""What people are told of an incident: through the outbox, in the verb's transaction (NTF).

One message a person, with every reason they get it. Real incidents are urgent and wait for no
quiet hours, except the all-clear of grade IV; drills wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from followup.services.people import holders_of, recipient_of
from incidents.followup_sources import incident_subject
from incidents.models import EscalationStep, GradeProposal, Incident, RoleAssignment
from incidents.services import quiet_start
from incidents.services.addressing import (
    Told,
    about,
    add,
    add_roles,
    everybody_told,
    subject_of,
    tell,
    without_ladder,
)
from incidents.services.holders import duty_recipients, recipient
from plans.models import IncidentGrade

MAJOR = ("I", "II")


def tell_declared(
    incident: Incident, *, at: datetime, by: User | None = None, recorded_at: datetime | None = None
) -> int:
    """Duty, owners of affected processes, and the command for I and II (RESP §4.5).

    Whoever the ladder told at this moment is left out. What is past already (an outage found
    late, E1) is told in this one message; its clocks do not tell it again. Call it last, after
    the impacts were opened, the clocks started and the ladder begun.
    """
    now = recorded_at or at
    past = quiet_start.fire_what_is_past(incident, now=now)
    subject = subject_of(incident)
    wanted: Told = {}
    add_roles(wanted, subject, ["duty", "process_owner"])
    if subject.grade in MAJOR:
        add_roles(wanted, subject, ["leads_of_response", "decision_level", "bcm_managers"])
    if past.breached:
        add_roles(wanted, subject, ["bcm_managers"])
    if past.mtd:
        add_roles(wanted, subject, ["executives"])
    without_ladder(wanted, incident, now)
    params = about(incident) | {"past": past.words, "by": str(by) if by else ""}
    return tell("incident.declared", incident, wanted, subject=subject, at=now, but=by, **params)


def tell_ladder(incident: Incident, rows: Sequence[EscalationStep], *, at: datetime) -> int:
    """The people of the rungs that are due, each once; the message asks to be acknowledged."""
    subject = subject_of(incident)
    wanted: Told = {}
    top = max(rows, key=lambda one: (one.loop, one.level, one.part))
    for row in rows:
        if row.person is None:
            for who in duty_recipients():
                add(wanted, who, "duty")
        else:
            add(wanted, recipient(row.person), _role_of(row))
    past = quiet_start.words_of(incident, now=at)
    return tell(
        "incident.escalation",
        incident,
        wanted,
        subject=subject,
        at=at,
        but=None,
        generation=top.generation,
        mark=f"{top.loop}.{top.level}.{top.part}",
        asks=True,
        level=top.level,
        generation_of_ladder=top.generation,
        past=past,
        **about(incident),
    )


def _role_of(row: EscalationStep) -> str:
    return {0: "duty", 1: "leads", 2: "decision_level"}.get(row.level, "level_above")


def tell_regraded(
    incident: Incident,
    *,
    before: IncidentGrade | None,
    after: IncidentGrade,
    reason: str = "",
    at: datetime,
    by: User | None = None,
) -> int:
    """Everybody who was told anything of it hears once that the grade is another one (INC-3).

    Whom the new ladder has told just now knows the grade from that message.
    """
    worse = before is None or after.severity < before.severity
    kind = "incident.escalated" if worse else "incident.lowered"
    told = everybody_told(incident)
    without_ladder(told, incident, at)
    subject = subject_of(incident)
    if not worse and before is not None:
        # The old level is told that it need not decide any more.
        add_roles(told, subject, ["decision_level"])
    return tell(
        kind,
        incident,
        told,
        subject=subject,
        at=at,
        but=by,
        generation=int((incident.ladder or {}).get("generation", 1)),
        mark=f"{before.code if before else ''}>{after.code}:{at.isoformat()}",
        before=before.code if before else "–",
        after=after.code,
        reason=reason,
        **about(incident),
    )


def tell_all_clear(
    incident: Incident, *, why: str, at: datetime, by: User | None = None, reason: str = ""
) -> int:
    """`why` is "restored", "closed", "cancelled" or "merged": to everyone who got any message.

    Of grade IV it waits for the morning. Restored a second time, after a verification that failed,
    is news again.
    """
    subject = incident_subject(incident)
    held = subject.grade == "IV" or incident.is_drill
    return tell(
        f"incident.all_clear.{why}",
        incident,
        everybody_told(incident),
        subject=subject,
        at=at,
        but=by,
        generation=incident.reopened_count + 1,
        mark=str(incident.seq) if why == "restored" else "",
        held=held,
        reason=reason,
        **about(incident),
    )


def tell_lower_proposed(
    incident: Incident, proposal: GradeProposal, *, by: User, at: datetime
) -> int:
    """The decision level of the grade in effect decides, and its deputies."""
    grade = incident.effective_grade
    return _ask(
        "incident.lower_proposed",
        incident,
        ("decision_level", "deputies"),
        mark=str(proposal.pk),
        by=by,
        at=at,
        before=grade.code if grade is not None else "–",
        after=proposal.grade.code,
        reason=proposal.reason,
    )


def tell_lower_answered(
    incident: Incident, proposal: GradeProposal | None, *, by: User, at: datetime
) -> int:
    """Refused or withdrawn: who proposed it hears why."""
    if proposal is None:
        return 0
    who = recipient_of(proposal.proposed_by)
    wanted: Told = {who: ("commander",)} if who is not None else {}
    params = about(incident) | {"by": str(by), "reason": proposal.comment}
    mark = str(proposal.pk)
    return tell("incident.lower_answered", incident, wanted, at=at, but=by, mark=mark, **params)


def tell_verification_failed(
    incident: Incident, *, by: User, at: datetime, reason: str = ""
) -> int:
    """Everybody who heard that it works again hears that it does not."""
    return _everybody("incident.verification_failed", incident, by=by, at=at, reason=reason)


def tell_reopened(incident: Incident, *, by: User, at: datetime, reason: str = "") -> int:
    return _everybody("incident.reopened", incident, by=by, at=at, reason=reason)


def tell_cancellation_asked(incident: Incident, *, by: User, at: datetime, reason: str = "") -> int:
    """A second person confirms: the commander, the decision level, the continuity managers."""
    last = incident.timeline.filter(type="cancel_requested").order_by("-seq").first()
    return _ask(
        "incident.cancellation_asked",
        incident,
        ("commander", "decision_level", "bcm_managers"),
        mark=str(incident.seq),
        by=by,
        at=at,
        reason=reason or (last.text if last is not None else ""),
    )


def _ask(
    kind: str,
    incident: Incident,
    roles: Sequence[str],
    *,
    mark: str,
    by: User,
    at: datetime,
    **params: Any,
) -> int:
    subject = incident_subject(incident)
    wanted: Told = {}
    add_roles(wanted, subject, roles)
    params = about(incident) | {"by": str(by)} | params
    return tell(kind, incident, wanted, subject=subject, at=at, but=by, mark=mark, **params)


def _everybody(kind: str, incident: Incident, *, by: User, at: datetime, reason: str) -> int:
    if not reason:
        last = incident.timeline.exclude(text="").order_by("-seq").first()
        reason = last.text if last is not None and last.at <= at else ""
    params = about(incident) | {"reason": reason}
    mark = str(incident.seq)
    return tell(kind, incident, everybody_told(incident), at=at, but=by, mark=mark, **params)


def tell_handed_over(
    incident: Incident, given: RoleAssignment, *, note: str, by: User, at: datetime
) -> int:
    return tell(
        "incident.handed_over",
        incident,
        {recipient(given.person): ("commander",)},
        subject=incident_subject(incident),
        at=at,
        but=by,
        mark=str(given.pk),
        asks=True,
        note=note,
        **(about(incident) | {"by": str(by)}),
    )


def tell_broken_glass(incident: Incident, given: RoleAssignment, *, by: User, at: datetime) -> int:
    """Announced to everybody who was told, the decision level and the continuity managers."""
    subject = incident_subject(incident)
    wanted = everybody_told(incident)
    add_roles(wanted, subject, ["decision_level", "bcm_managers"])
    return tell(
        "incident.broken_glass",
        incident,
        wanted,
        subject=subject,
        at=at,
        but=by,
        mark=str(given.pk),
        **(about(incident) | {"by": given.person.name}),
    )


def tell_unreachable(
    incident: Incident, *, levels: Sequence[int], generation: int, at: datetime
) -> int:
    """Two rounds of the ladder, and nobody of these levels answered."""
    wanted: Told = {}
    for role in ("administrator", "continuity_manager"):
        for who in holders_of(role):
            add(wanted, who, "administrators" if role == "administrator" else "bcm_managers")
    return tell(
        "incident.unreachable",
        incident,
        wanted,
        subject=incident_subject(incident),
        at=at,
        but=None,
        generation=generation,
        levels=", ".join(f"L{level}" for level in levels),
        **about(incident),
    )
