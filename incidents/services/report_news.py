"""Who hears of reports, messages that wait and of incidents that became one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from followup.services.outbox import Message, notify
from incidents.models import CommsMessage, Incident, IncidentRole, SituationReport
from incidents.services.people_told import (
    COMMAND,
    Told,
    decision_level,
    holders,
    participants,
    subject_of,
    united,
)


def tell_report(incident: Incident, report: SituationReport, *, at: datetime) -> None:
    """The command and the followers read it in the app; what must be decided goes out at once."""
    readers = holders([incident], IncidentRole.values)
    asked: Told = {}
    if report.needs:
        level = holders([incident], [IncidentRole.COMMANDER.value])
        asked = united(level, decision_level(incident))
    params = {
        "number": report.number,
        "by": str(report.by),
        "text": report.happened or report.done or report.next_steps or report.needs,
        "needs": report.needs,
    }
    kind = "incident_report.no_change" if report.no_change else "incident_report.submitted"
    told = {who: roles for who, roles in readers.items() if who.key not in {x.key for x in asked}}
    _tell(incident, kind, told, params, mark=str(report.number), at=at, but=report.by,
          only_in_app=True)  # fmt: skip
    _tell(incident, "incident_report.needs_decision", asked, params, mark=str(report.number),
          at=at, but=report.by, urgent=True)  # fmt: skip


def tell_waiting(incident: Incident, message: CommsMessage, *, by: User, at: datetime) -> None:
    """Who may approve it: the communications lead, and the commander."""
    told = holders([incident], [IncidentRole.COMMS_LEAD.value, IncidentRole.COMMANDER.value])
    params = {"number": message.number, "audience": message.audience, "by": str(by)}
    mark = f"{message.number}.{message.version}"
    _tell(incident, "incident_message.waiting", told, params, mark=mark, at=at, but=by, urgent=True)


def tell_refused(incident: Incident, message: CommsMessage, *, by: User, at: datetime) -> None:
    from followup.services.people import recipient_of

    author = recipient_of(message.drafted_by)
    told: Told = {author: ("author",)} if author is not None else {}
    params = {"number": message.number, "reason": message.comment, "by": str(by)}
    mark = f"{message.number}.{message.version}"
    _tell(incident, "incident_message.refused", told, params, mark=mark, at=at, but=by)


def tell_merged(
    target: Incident, sources: Sequence[Incident], *, by: User, at: datetime, mark: str
) -> None:
    """Once to everybody with a part in any of them."""
    told = participants([target, *sources])
    params = {"sources": ", ".join(one.number for one in sources), "by": str(by)}
    _tell(target, "incident.merged", told, params, mark=mark, at=at, but=by, urgent=True)


def tell_unmerged(target: Incident, source: Incident, *, by: User, at: datetime, mark: str) -> None:
    told = participants([target, source])
    params = {"target": target.number, "by": str(by)}
    _tell(source, "incident.unmerged", told, params, mark=mark, at=at, but=by, urgent=True)


def tell_attached(
    parent: Incident, children: Sequence[Incident], *, by: User, at: datetime, mark: str
) -> None:
    """One message for however many children (E47)."""
    told = holders([parent, *children], COMMAND)
    numbers = [one.number for one in children]
    shown = ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")
    params = {"count": len(numbers), "children": shown, "by": str(by)}
    _tell(parent, "incident.attached", told, params, mark=mark, at=at, but=by)


def _tell(
    incident: Incident,
    kind: str,
    told: Told,
    params: dict[str, Any],
    *,
    mark: str,
    at: datetime,
    but: User,
    urgent: bool = False,
    only_in_app: bool = False,
) -> None:
    if not told:
        return
    message = Message(
        kind=kind,
        recipients=told,
        subject=subject_of(incident),
        params=params,
        mark=mark,
        urgent=urgent and not incident.is_drill,
        held_in_quiet_hours=not urgent,
        only_in_app=only_in_app,
    )
    notify(message, at=at, but=but)
