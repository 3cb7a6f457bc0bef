"""When situation reports are due (K4); the clock itself is in `incidents.services.clocks`."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from followup.services.clocks import live_clock
from incidents.models import Incident, Status
from incidents.services import clocks

# K4 goes on until the recovery is verified.
REPORTED_ON = (Status.RESPONDING.value, Status.VERIFYING.value)


def due_of(incident: Incident) -> datetime | None:
    """When the next report is due; None: none is expected now."""
    clock = live_clock(clocks.REPORT, clocks.INCIDENT, incident.number)
    return None if clock is None else clock.due_at


def report_given(incident: Incident, *, at: datetime, by: User) -> None:
    """The running one is met; the next is due an interval after the submission, not after the
    old slot: a late report brings no second one at once (INC-5)."""
    running = clocks.meet_report(incident, at=at, by=by) is not None
    due = next_due(incident, at) if running or incident.assessed_at else None
    if due is not None:
        clocks.start_report(incident, due=due, anchor=at, at=at, by=by)


def next_due(incident: Incident, submitted_at: datetime) -> datetime | None:
    if incident.report_interval_s is None or incident.status not in REPORTED_ON:
        return None
    return submitted_at + timedelta(seconds=incident.report_interval_s)
