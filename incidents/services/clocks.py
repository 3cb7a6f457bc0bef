"""The clocks of an incident and of its impacts: K1–K6, K8, K9, K12, K13 (docs/method.md §38).

Called by the verbs, inside their transaction and while they hold the incident's row: the ticker
takes the rows in the same order (`incidents.followup_sources.hold`). `at` is when the deed counts,
as claimed; a clock that is met late by its entry only is not late (E34).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from followup.models import Clock
from followup.services.clocks import Start, cancel_clock, meet_clock, start_together
from incidents.models import EscalationStep, Impact, Incident, IncidentRole, RoleAssignment
from incidents.services.step import keep
from plans.models import IncidentGrade

INCIDENT, IMPACT = "incident", "impact"
NOTIFY, ASSESS, DECISION = "notify", "assess", "decision_response"
REPORT, VERIFY, REVIEW = "situation_report", "verify_recovery", "incident_review"
ETR, COMMAND = "etr_passed", "in_command"
RTO, MTD = "impact_rto", "impact_mtd"
OF_INCIDENT = (NOTIFY, ASSESS, DECISION, REPORT, VERIFY, REVIEW, ETR, COMMAND)
OF_IMPACT = (RTO, MTD)
# They end with the service's return; the review goes on.
OF_RESPONSE = (NOTIFY, ASSESS, DECISION, REPORT, VERIFY, ETR, COMMAND)
# Grades in which somebody must be seen to command (K13).
MAJOR = ("I", "II")


def grade_code(incident: Incident) -> str:
    grade: IncidentGrade | None = incident.effective_grade
    return grade.code if grade is not None else ""


def start_at_declaration(
    incident: Incident, *, at: datetime, by: User | None = None, impacts: Sequence[Impact] = ()
) -> None:
    """K1 and K2, from the declaration, with K5 and K6 of the impacts it opened."""
    asked = [_asked(incident, kind, incident.declared_at) for kind in (NOTIFY, ASSESS)]
    asked += [one for impact in impacts for one in _of_impact(impact)]
    start_together(asked, at=at, by=by)


def start_at_grading(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """A grade is confirmed: K2 is met, K3 and K4 start. Every clock goes on at the new grade."""
    _meet(incident, ASSESS, at=at, by=by)
    follow_grade(incident)
    asked = _decision(incident, at)
    if incident.report_interval_s is not None:
        asked.append(_asked(incident, REPORT, at, first_report_due(incident, at)))
    start_together(asked, at=at, by=by)
    _answered_already(incident, at=at, by=by)
    follow_command(incident, at=at, by=by)


def restart_decision(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """K3 from the moment the grade took effect; one of another grade is superseded (E10).

    The same grade in effect since the same moment changes nothing. A level that answered already,
    even while the grade was but suggested, is not asked again: its clock is met as it starts.
    """
    start_together(_decision(incident, at), at=at, by=by)
    _answered_already(incident, at=at, by=by)


def _decision(incident: Incident, at: datetime) -> list[Start]:
    grade = incident.effective_grade
    if grade is None or incident.level_acknowledged_at is not None:
        return []
    anchor = incident.grade_effective_at or at
    return [_asked(incident, DECISION, anchor, anchor + timedelta(seconds=grade.response_s))]


def _answered_already(incident: Incident, *, at: datetime, by: User | None) -> None:
    grade = incident.effective_grade
    if grade is None or incident.level_acknowledged_at is not None:
        return
    answered = incident.escalation.filter(
        role=grade.decision_role_id, state=EscalationStep.State.ACKNOWLEDGED
    )
    if answered.exists():
        anchor = incident.grade_effective_at or at
        incident.level_acknowledged_at = anchor
        keep(incident, "level_acknowledged_at")
        meet_decision(incident, at=anchor, by=by)


def meet_decision(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    return _meet(incident, DECISION, at=at, by=by)


def meet_notify(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    return _meet(incident, NOTIFY, at=at, by=by)


def follow_grade(incident: Incident) -> None:
    """Clocks that run take the new grade for their repeats; what was told stays told."""
    live = Clock.objects.live()
    live.filter(subject_kind=INCIDENT, subject_code=incident.number).exclude(kind=DECISION).update(
        grade=grade_code(incident)
    )
    live.filter(subject_kind=IMPACT, subject_code__startswith=f"{incident.number}:").update(
        grade=grade_code(incident)
    )


def first_report_due(incident: Incident, graded_at: datetime) -> datetime:
    """After the interval, or the smallest RTO of the open impacts if that is shorter (C4)."""
    limits = [incident.report_interval_s or 0]
    rtos = incident.impacts.open().filter(rto_s__gt=0).values_list("rto_s", flat=True)
    return graded_at + timedelta(seconds=min([*limits, *rtos]))


def start_report(
    incident: Incident,
    *,
    due: datetime,
    at: datetime,
    anchor: datetime | None = None,
    by: User | None = None,
) -> None:
    """K4 until `due`; counted from `anchor` (the last report, or the grading), else from `at`."""
    _start(incident, REPORT, anchor or at, due=due, at=at, by=by)


def meet_report(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    return _meet(incident, REPORT, at=at, by=by)


def stop_report(
    incident: Incident, *, at: datetime, by: User | None = None, reason: str = ""
) -> Clock | None:
    """No reports are expected any more."""
    return _cancel(incident, REPORT, at=at, by=by, reason=reason)


def start_verification(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """K8 from the restoration."""
    _start(incident, VERIFY, incident.restored_at or at, at=at, by=by)


def meet_verification(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    return _meet(incident, VERIFY, at=at, by=by)


def stop_verification(
    incident: Incident, *, at: datetime, by: User | None = None, reason: str = ""
) -> Clock | None:
    """The verification failed: the service is not back, nothing is left to verify."""
    return _cancel(incident, VERIFY, at=at, by=by, reason=reason)


def start_review(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """K9 from the verification; the clocks of the response end with it."""
    _meet(incident, VERIFY, at=at, by=by)
    for kind in OF_RESPONSE:
        _cancel(incident, kind, at=at, by=by, reason="verified")
    _start(incident, REVIEW, incident.verified_at or at, at=at, by=by)


def start_etr(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """K12 until the expected recovery; without one, or once restored, it stops."""
    due = incident.expected_recovery_at
    if due is None or incident.restored_at is not None:
        _cancel(incident, ETR, at=at, by=by)
    else:
        _start(incident, ETR, at, due=max(due, at), at=at, by=by)


def stop_etr(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    """Restored: what was expected has come, late or in time."""
    return _meet(incident, ETR, at=at, by=by)


def start_command(
    incident: Incident,
    *,
    at: datetime,
    by: User | None = None,
    due: datetime | None = None,
) -> None:
    """K13 from `at`, the commander's last deed (or `due` at once, when nobody commands)."""
    _start(incident, COMMAND, at, due=due, at=at, by=by)


def meet_command(incident: Incident, *, at: datetime, by: User | None = None) -> Clock | None:
    """The commander is there."""
    return _meet(incident, COMMAND, at=at, by=by)


def stop_command(
    incident: Incident, *, at: datetime, by: User | None = None, reason: str = ""
) -> Clock | None:
    return _cancel(incident, COMMAND, at=at, by=by, reason=reason)


def follow_command(incident: Incident, *, at: datetime, by: User | None = None) -> None:
    """K13 runs in grades I and II while somebody commands, and stands in the others (§38.6)."""
    held = RoleAssignment.objects.held().filter(incident=incident, role=IncidentRole.COMMANDER)
    if not held.exists():
        return
    if grade_code(incident) not in MAJOR:
        stop_command(incident, at=at, by=by, reason="minor_grade")
    elif not _live(INCIDENT, incident.number, COMMAND):
        start_command(incident, at=at, by=by)


def is_running(impact: Impact, kind: str) -> bool:
    return _live(IMPACT, impact.code, kind)


def start_impact(
    impact: Impact, *, at: datetime, by: User | None = None, kinds: tuple[str, ...] = OF_IMPACT
) -> None:
    """K5 and K6 from the impact's beginning, as the BIA's snapshot says; none where it is silent.

    Run on through workarounds below the minimum capacity; resumed ones run from the first start.
    """
    for kind, limit_s in ((RTO, impact.rto_s), (MTD, impact.mtd_s)):
        if limit_s is None and kind in kinds:
            _cancel_impact(impact, kind, at=at, by=by, reason="no_limit")
    asked = [one for one in _of_impact(impact) if one.kind in kinds]
    start_together(asked, at=at, by=by)


def start_new_impacts(impacts: Sequence[Impact], *, at: datetime, by: User | None = None) -> None:
    """As `start_impact`, for rows that have had no clock yet."""
    start_together([one for impact in impacts for one in _of_impact(impact)], at=at, by=by)


def _of_impact(impact: Impact) -> list[Start]:
    return [
        Start(
            kind=kind,
            subject_kind=IMPACT,
            subject_code=impact.code,
            title=f"{impact.process.name}",
            anchor_at=impact.start_at,
            due_at=impact.start_at + timedelta(seconds=limit_s),
            zone=impact.incident.timezone,
            grade=grade_code(impact.incident),
            exercise=impact.incident.is_drill,
        )
        for kind, limit_s in ((RTO, impact.rto_s), (MTD, impact.mtd_s))
        if limit_s is not None
    ]


def stop_impact(
    impact: Impact, *, at: datetime, by: User | None = None, kinds: tuple[str, ...] = OF_IMPACT
) -> None:
    """The impact has ended, or a workaround carries the minimum capacity (MBCO)."""
    for kind in kinds:
        meet_clock(kind=kind, subject_kind=IMPACT, subject_code=impact.code, at=at, by=by)


def drop_impact(impact: Impact, *, at: datetime, by: User | None = None, reason: str = "") -> None:
    """The process was not affected after all: nothing was ever due."""
    for kind in OF_IMPACT:
        _cancel_impact(impact, kind, at=at, by=by, reason=reason or "not_affected")


def cancel_all(
    incident: Incident, *, at: datetime, by: User | None = None, reason: str = ""
) -> None:
    """Stood down, merged, closed: nothing of it is due any more."""
    for kind in OF_INCIDENT:
        _cancel(incident, kind, at=at, by=by, reason=reason)
    for impact in incident.impacts.all():
        drop_impact(impact, at=at, by=by, reason=reason)


def _start(
    incident: Incident,
    kind: str,
    anchor: datetime,
    *,
    at: datetime,
    due: datetime | None = None,
    by: User | None = None,
) -> None:
    start_together([_asked(incident, kind, anchor, due)], at=at, by=by)


def _asked(incident: Incident, kind: str, anchor: datetime, due: datetime | None = None) -> Start:
    return Start(
        kind=kind,
        subject_kind=INCIDENT,
        subject_code=incident.number,
        title=title_of(incident),
        anchor_at=anchor,
        due_at=due,
        zone=incident.timezone,
        grade=grade_code(incident),
        exercise=incident.is_drill,
    )


def title_of(incident: Incident) -> str:
    """What messages call it: of a restricted one only the number leaves the house."""
    return incident.number if incident.confidentiality == "restricted" else incident.title


def _meet(incident: Incident, kind: str, *, at: datetime, by: User | None) -> Clock | None:
    return meet_clock(kind=kind, subject_kind=INCIDENT, subject_code=incident.number, at=at, by=by)


def _cancel(
    incident: Incident, kind: str, *, at: datetime, by: User | None, reason: str = ""
) -> Clock | None:
    return cancel_clock(
        kind=kind, subject_kind=INCIDENT, subject_code=incident.number, at=at, by=by, reason=reason
    )


def _cancel_impact(
    impact: Impact, kind: str, *, at: datetime, by: User | None, reason: str
) -> None:
    cancel_clock(
        kind=kind, subject_kind=IMPACT, subject_code=impact.code, at=at, by=by, reason=reason
    )


def _live(subject_kind: str, code: str, kind: str) -> bool:
    rows = Clock.objects.live().filter(subject_kind=subject_kind, subject_code=code, kind=kind)
    return rows.exists()
