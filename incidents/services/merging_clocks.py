"""Clocks when incidents become one: a source's are superseded, those of moved impacts go on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from followup.models import Clock, ClockState
from followup.services.clock_rows import record, rest
from followup.services.clocks import start_clock
from incidents.models import Impact, Incident
from incidents.services import clocks

Saved = list[dict[str, Any]]


def supersede(incident: Incident, impacts: Collection[Impact], *, at: datetime, by: User) -> Saved:
    """Every live clock of the incident and of `impacts`; answers what an unmerge starts again."""
    codes = [one.code for one in impacts]
    live = Clock.objects.live().select_for_update(of=("self",))
    rows = [
        *live.filter(subject_kind=clocks.INCIDENT, subject_code=incident.number).order_by("id"),
        *live.filter(subject_kind=clocks.IMPACT, subject_code__in=codes).order_by("id"),
    ]
    saved = []
    for row in rows:
        rest(row, ClockState.SUPERSEDED)
        record(row, "superseded", at=at, by=by, reason="merged")
        saved.append(
            {
                "kind": row.kind,
                "subject_kind": row.subject_kind,
                "subject_code": row.subject_code,
                "anchor_at": row.anchor_at.isoformat(),
                "due_at": row.due_at.isoformat(),
            }
        )
    return saved


def follow_impact(impact: Impact, old_code: str, saved: Saved, *, at: datetime, by: User) -> None:
    """The impact moved to another incident: its clocks run on under its new name."""
    for row in saved:
        if row["subject_kind"] == clocks.IMPACT and row["subject_code"] == old_code:
            _start(
                row, clocks.IMPACT, impact.code, str(impact.process), impact.incident, at=at, by=by
            )


def kinds_running(impact: Impact) -> tuple[str, ...]:
    live = Clock.objects.live().filter(subject_kind=clocks.IMPACT, subject_code=impact.code)
    return tuple(live.values_list("kind", flat=True))


def restart_impact(impact: Impact, kinds: Collection[str], *, at: datetime, by: User) -> None:
    """From its start as it is now, those of `kinds` for which the BIA has a limit."""
    for kind, limit_s in ((clocks.RTO, impact.rto_s), (clocks.MTD, impact.mtd_s)):
        if kind in kinds and limit_s is not None:
            due = impact.start_at + timedelta(seconds=limit_s)
            row = {"kind": kind, "anchor_at": impact.start_at.isoformat(),
                   "due_at": due.isoformat()}  # fmt: skip
            title = str(impact.process)
            _start(row, clocks.IMPACT, impact.code, title, impact.incident, at=at, by=by)


def restart(incident: Incident, saved: Saved, *, at: datetime, by: User) -> None:
    """After an unmerge. Reports are due an interval from now: nobody waited for them meanwhile."""
    for row in saved:
        if row["subject_kind"] != clocks.INCIDENT:
            continue
        if row["kind"] == clocks.REPORT:
            if incident.report_interval_s is not None:
                due = at + timedelta(seconds=incident.report_interval_s)
                clocks.start_report(incident, due=due, at=at, by=by)
        elif row["kind"] == clocks.COMMAND:
            clocks.follow_command(incident, at=at, by=by)
        elif row["kind"] == clocks.ETR:
            clocks.start_etr(incident, at=at, by=by)
        else:
            title = clocks.title_of(incident)
            _start(row, clocks.INCIDENT, incident.number, title, incident, at=at, by=by)


def _start(
    row: dict[str, Any],
    subject_kind: str,
    subject_code: str,
    title: str,
    incident: Incident,
    *,
    at: datetime,
    by: User,
) -> None:
    start_clock(
        kind=row["kind"],
        subject_kind=subject_kind,
        subject_code=subject_code,
        title=title,
        anchor_at=datetime.fromisoformat(row["anchor_at"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        at=at,
        zone=incident.timezone,
        grade=clocks.grade_code(incident),
        exercise=incident.is_drill,
        by=by,
    )
