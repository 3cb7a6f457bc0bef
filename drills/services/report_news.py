"""Who hears of an after-action report: those who approve it, and its author."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from drills.followup_sources import drill_subject
from drills.models import AfterActionReport, Drill, DrillEntry
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of

Told = dict[Recipient, tuple[str, ...]]


def tell_submitted(drill: Drill, *, entry: DrillEntry, by: User, at: datetime) -> None:
    told: Told = dict.fromkeys(holders_of("continuity_manager"), ("approver",))
    _tell("submitted", drill, told, str(entry.seq), by=by, at=at)


def tell_returned(
    drill: Drill, report: AfterActionReport, *, entry: DrillEntry, by: User, at: datetime
) -> None:
    _tell("returned", drill, writers(report), str(entry.seq), by=by, at=at, reason=entry.text)


def tell_approved(
    drill: Drill, report: AfterActionReport, *, entry: DrillEntry, by: User, at: datetime
) -> None:
    _tell("approved", drill, writers(report), str(entry.seq), by=by, at=at)


def tell_due(
    drill: Drill, report: AfterActionReport, told: Told, mark: str, *, at: datetime
) -> int:
    """`mark`: "3", "5" or "10" working days after the end."""
    kind = "approval_due" if report.state == "submitted" else "due"
    day = report.approval_due_on if mark == "10" or kind == "approval_due" else report.draft_due_on
    due = {"day": day.isoformat()} if day is not None else ""
    return _tell(kind, drill, told, mark, by=None, at=at, due=due)


def writers(report: AfterActionReport) -> Told:
    told: Told = {}
    for one, role in ((report.author, "author"), (report.submitted_by, "submitter")):
        who = recipient_of(one)
        if who is not None and who.key not in {known.key for known in told}:
            told[who] = (role,)
    return told


def about(drill: Drill) -> Subject:
    """The drill, but not as an exercise: its report is no part of the play, and those who approve
    it need not have taken part."""
    return replace(drill_subject(drill), exercise=None, drill="")


def _tell(
    kind: str,
    drill: Drill,
    told: Told,
    mark: str,
    *,
    by: User | None,
    at: datetime,
    **params: Any,
) -> int:
    message = Message(
        kind=f"drill_report.{kind}",
        recipients=told,
        subject=about(drill),
        params={
            "number": drill.code, "title": drill.title, "by": str(by) if by is not None else "",
            **params,
        },
        mark=mark,
        url=reverse("drills:report", args=[drill.code]),
    )  # fmt: skip
    return notify(message, at=at, but=by)
