"""What came of a drill as facts: attendance, measured times, observations, hot wash, findings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drills.models import (
    Drill,
    DrillEntry,
    HotWashTicket,
    Observation,
    Participant,
    ParticipantRole,
)
from drills.services.hot_wash import notes_of
from incidents.fact_values import iso, money, names, who

Json = dict[str, Any]
# What the chronology of a report leaves out: drafts, and what stands in chapters of its own.
NOT_TOLD = (
    *("changed", "participant_added", "participant_changed", "participant_removed", "answered"),
    *("criterion_rated", "finding_added", "finding_changed", "finding_removed", "report_changed"),
    *("findings_drafted", "expectation_judged", "inject_due", "time_entered", "time_reviewed"),
    *("figures_entered", "records_counted", "result_unsettled", "attendance"),
)
MOST = 1000


def attendance_facts(drill: Drill) -> Json:
    """`on_time`: within the limit for key people; None where nobody wrote when they came."""
    limit = None
    if drill.started_at is not None:
        limit = drill.started_at + timedelta(seconds=drill.present_within_s)
    parts = Participant.objects.filter(drill=drill).for_list()
    people = [
        {
            "name": one.person.name,
            "department": names(one.person.department) if one.person.department else None,
            "role": one.role,
            "response_role": one.response_role,
            "key_person": one.key_person,
            "answer": one.answer,
            "present_from": iso(one.present_from),
            "present_to": iso(one.present_to),
            "on_time": None
            if limit is None or one.present_from is None
            else one.present_from <= limit,
        }
        for one in parts.order_by("role", "person__name", "pk")
    ]
    came = [one for one in people if one["present_from"] is not None]
    return {
        "people": people,
        "invited": len(people),
        "present": len(came),
        "within_s": drill.present_within_s,
        "locked_at": iso(drill.attendance_locked_at),
    }


def measured_facts(drill: Drill) -> list[Json]:
    rows = drill.measured.select_related("process", "system", "measurement").order_by("pk")
    return [
        {
            "subject_kind": "process" if one.process_id else "system",
            "subject": (one.process or one.system).code,  # type: ignore[union-attr]
            **names(one.process or one.system),
            "core": bool(one.process and one.process.critical),
            "kind": one.kind,
            "value_s": one.value_s,
            "pauses_s": one.pauses_s,
            "target_s": one.target_s,
            "mtd_s": one.mtd_s,
            "met": None
            if one.value_s is None or one.target_s is None
            else one.value_s <= one.target_s,
            "automatic": one.automatic,
            "accepted": one.accepted,
            "note": one.note,
            "measurement": one.measurement.code if one.measurement else "",
        }
        for one in rows
    ]


def observation_facts(drill: Drill) -> list[Json]:
    rows = Observation.objects.filter(drill=drill).select_related("by", "criterion", "expectation")
    return [
        {
            "kind": one.kind,
            "at": iso(one.at),
            "text": one.text,
            "by": who(one.by),
            "criterion": one.criterion.key if one.criterion else "",
            "expectation": one.expectation.key if one.expectation else "",
        }
        for one in rows.order_by("at", "pk")
    ]


def hot_wash_facts(drill: Drill) -> Json:
    """Anonymous answers have no name; `asked` are the people, each once."""
    parts = Participant.objects.filter(drill=drill)
    return {
        "until": iso(drill.hot_wash_until),
        "asked": parts.values("person").distinct().count(),
        "answered": HotWashTicket.objects.filter(drill=drill).count(),
        "notes": [
            {
                "name": one.person.name if one.person else "",
                "went_well": one.went_well,
                "went_badly": one.went_badly,
                "change_first": one.change_first,
            }
            for one in notes_of(drill)
        ],
    }


def finding_facts(drill: Drill) -> list[Json]:
    rows = drill.findings.select_related(
        "criterion", "action__owner", "plan", "change_request__plan"
    )
    found = []
    for one in rows.order_by("pk"):
        action, request = one.action, one.change_request
        found.append(
            {
                "key": one.key,
                "kind": one.kind,
                "text": one.text,
                "root_cause": one.root_cause,
                "criterion": one.criterion.key if one.criterion else "",
                "avoided_loss": money(one.avoided_loss),
                "action": None
                if action is None
                else {
                    "code": action.code,
                    "title": action.title,
                    "state": action.state,
                    "priority": action.priority,
                    "owner": action.owner.name if action.owner else "",
                    "due_on": action.due_on.isoformat() if action.due_on else None,
                },
                "plan": one.plan.code if one.plan else "",
                "request": request.state if request is not None else "",
                "no_action_reason": one.no_action_reason,
            }
        )
    return found


def self_evaluated(drill: Drill) -> bool:
    """No evaluator but those who played."""
    parts = list(drill.participants.values_list("person_id", "role"))
    players = {pk for pk, role in parts if role == ParticipantRole.PLAYER}
    evaluators = {pk for pk, role in parts if role == ParticipantRole.EVALUATOR}
    if drill.lead_evaluator_id is not None:
        evaluators.add(drill.lead_evaluator_id)
    return not evaluators - players


def chronology_facts(drill: Drill) -> Json:
    """What happened in the drill's own timeline, with the last digest of its chain."""
    rows = DrillEntry.objects.filter(drill=drill).exclude(type__in=NOT_TOLD)
    told = list(rows.select_related("actor").order_by("seq"))
    return {
        "entries": [
            {
                "seq": one.seq,
                "type": one.type,
                "at": iso(one.at),
                "late_s": int(one.payload.get("late_s", 0)),
                "actor": who(one.actor),
                "text": one.text,
                "payload": one.payload,
            }
            for one in told[:MOST]
        ],
        "left_out": max(0, len(told) - MOST),
        "count": drill.seq,
        "last_digest": drill.last_digest,
    }
