"""What happened in an incident, as plain JSON: for its review and its reports.

Instants are ISO strings in UTC, durations whole seconds, money decimal strings. A constant number
of queries, whatever the length of the incident. Words of people stay as they were written; names
of the register come in both languages; words of the platform are codes (`incidents.fact_words`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q

from followup.models import Clock
from incidents.fact_timeline import timeline_facts
from incidents.fact_values import Json, iso, money, names, seconds, who
from incidents.follow_up_facts import action_facts, backfill_facts, link_facts, plan_facts
from incidents.models import CheckRun, Contact, Impact, Incident
from incidents.services.loss import loss_of
from incidents.services.metrics import gap_s

INSTANTS = (
    "occurred_at", "detected_at", "declared_at", "acknowledged_at", "assessed_at",
    "grade_effective_at", "level_acknowledged_at", "workaround_at", "restored_at", "verified_at",
    "review_submitted_at", "closed_at", "cancelled_at", "expected_recovery_at",
)  # fmt: skip
# Name → from, to (INC-12).
SPANS: Mapping[str, tuple[str, str]] = {
    "detect_s": ("occurred_at", "detected_at"),
    "acknowledge_s": ("declared_at", "acknowledged_at"),
    "assess_s": ("declared_at", "assessed_at"),
    "decide_s": ("grade_effective_at", "level_acknowledged_at"),
    "workaround_s": ("occurred_at", "workaround_at"),
    "restore_s": ("occurred_at", "restored_at"),
    "verify_s": ("restored_at", "verified_at"),
}


def facts_of(incident: Incident, at: datetime) -> Json:
    """Everything, as it stands at `at`."""
    impacts = list(
        Impact.objects.filter(incident=incident)
        .select_related("process", "system")
        .order_by("start_at", "pk")
    )
    return {
        "at": iso(at),
        **head_facts(incident, at),
        "systems": system_facts(incident),
        "impacts": [impact_facts(one, at) for one in impacts],
        "loss": loss_facts(incident, at, impacts),
        "clocks": clock_facts(incident, impacts),
        "steps": step_facts(incident),
        "grades": grade_facts(incident),
        "reports": report_facts(incident),
        "decisions": decision_facts(incident),
        "messages": message_facts(incident),
        "people": people_facts(incident),
        "contacts": contact_facts(incident),
        "plans": plan_facts(incident),
        "backfills": backfill_facts(incident),
        "actions": action_facts(incident),
        "links": link_facts(incident),
        "timeline": timeline_facts(incident),
    }


def head_facts(incident: Incident, at: datetime) -> Json:
    return {
        "number": incident.number,
        "title": incident.title,
        "summary": incident.summary,
        "mode": incident.mode,
        "drill_code": incident.drill_code,
        "status": incident.status,
        "category": incident.category,
        "change_ref": incident.change_ref,
        "planned_maintenance": incident.planned_maintenance,
        "timezone": incident.timezone,
        "confidentiality": incident.confidentiality,
        "regions": list(incident.regions),
        "grade": grade_code(incident),
        "grade_confirmed": incident.grade_id is not None,
        "original_grade": incident.original_grade.code if incident.original_grade else None,
        "worst_grade": incident.worst_grade.code if incident.worst_grade else None,
        "suggested_grade": incident.suggestion.get("grade"),
        "occurred_precision": incident.occurred_precision,
        "declared_by": str(incident.declared_by),
        "times": {name: iso(getattr(incident, name)) for name in INSTANTS},
        "elapsed_s": incident.elapsed_s(at),
        "spans": {name: span_s(incident, *ends) for name, ends in SPANS.items()},
        "report_interval_s": incident.report_interval_s,
        "traffic_percent": incident.traffic_percent,
        "reopened_count": incident.reopened_count,
    }


def span_s(incident: Incident, first: str, last: str) -> int | None:
    """Seconds between two instants of the incident; None while one of them is not known."""
    begun, ended = getattr(incident, first), getattr(incident, last)
    return None if begun is None or ended is None else seconds(begun, ended)


def system_facts(incident: Incident) -> list[Json]:
    rows = incident.failed_systems.select_related("system").order_by("pk")
    return [{"code": one.system.code, **names(one.system), "extent": one.extent} for one in rows]


def impact_facts(one: Impact, at: datetime) -> Json:
    """What was lost of a process. Targets are met, missed (False) or not known yet (None)."""
    down = one.down_s(at)
    ended = one.end_at is not None
    gap = gap_s(one)
    return {
        "id": one.pk,
        "process": one.process.code,
        **names(one.process),
        "system": one.system.code if one.system else None,
        "regions": list(one.regions),
        "ended_regions": dict(one.ended_regions),
        "kind": one.kind,
        "confirmed": one.confirmed,
        "life_safety": one.life_safety,
        "degradation": money(one.degradation_percent),
        "workaround": money(one.workaround_percent),
        "workaround_started_at": iso(one.workaround_started_at),
        "start_at": iso(one.start_at),
        "end_at": iso(one.end_at),
        "down_s": down,
        "level": one.level,
        "bia_version": one.bia_version,
        "rto_s": one.rto_s,
        "mtd_s": one.mtd_s,
        "rpo_s": one.rpo_s,
        "rto_left_s": None if one.rto_s is None or ended else one.rto_s - down,
        "mtd_left_s": None if one.mtd_s is None or ended else one.mtd_s - down,
        "achieved_rto_s": one.achieved_rto_s if one.achieved_rto_s is not None
        else (down if ended else None),
        "achieved_rpo_s": gap,
        "rto_met": met(down, one.rto_s, ended),
        "mtd_met": met(down, one.mtd_s, ended),
        "rpo_met": None if gap is None or one.rpo_s is None else gap <= one.rpo_s,
        "last_good_data_at": iso(one.last_good_data_at),
        "no_data_lost": one.no_data_lost,
        "data_loss_note": one.data_loss_note,
        "estimated_loss": money(one.estimated_loss),
        "actual_loss": money(one.actual_loss),
        "actual_loss_unknown": one.actual_loss_unknown,
        "currency": one.currency,
        "complaints": one.complaints,
        "again_of": one.again_of_id,
    }  # fmt: skip


def met(down_s: int, target_s: int | None, ended: bool) -> bool | None:
    """Missed as soon as it is passed; met only once the impact has ended."""
    if target_s is None:
        return None
    if down_s > target_s:
        return False
    return True if ended else None


def loss_facts(incident: Incident, at: datetime, impacts: Sequence[Impact]) -> Json:
    """The estimate; `unknown` are the processes of whose losses nothing is known."""
    loss = loss_of(incident, at, impacts)
    return {
        "total": money(loss.total),
        "next_30_min": money(loss.next_30_min),
        "currency": loss.currency,
        "unknown": [one.name for one in loss.unknown],
        "shared_with": list(loss.shared_with),
        "beyond_horizon": loss.beyond_horizon,
        "by_impact": {str(one.impact.pk): money(one.amount) for one in loss.per_impact},
    }


def clock_facts(incident: Incident, impacts: Sequence[Impact]) -> list[Json]:
    """Every clock of the incident and its impacts: limit, actual, late (one query)."""
    codes = {f"{incident.number}:{one.pk}": one for one in impacts}
    rows = Clock.objects.filter(
        Q(subject_kind="incident", subject_code=incident.number)
        | Q(subject_kind="impact", subject_code__in=codes)
    ).order_by("anchor_at", "kind", "generation", "pk")
    return [
        {
            "kind": one.kind,
            "generation": one.generation,
            "process": codes[one.subject_code].process.code if one.subject_code in codes else None,
            "grade": one.grade,
            "anchor_at": iso(one.anchor_at),
            "due_at": iso(one.due_at),
            "limit_s": seconds(one.anchor_at, one.first_due_at),
            "state": one.state,
            "met_at": iso(one.met_at),
            "actual_s": None if one.met_at is None else max(0, seconds(one.anchor_at, one.met_at)),
            "late_s": max(0, seconds(one.due_at, one.met_at)) if one.met_at is not None else None,
            "breached": one.breached_at is not None,
        }
        for one in rows
    ]


def step_facts(incident: Incident) -> list[Json]:
    rows = incident.steps.prefetch_related("checks").order_by("number", "attempt")
    return [
        {
            "number": one.number,
            "attempt": one.attempt,
            "key": one.key,
            "title_en": one.title_en,
            "title_zh": one.title_zh,
            "limit_s": one.limit_s,
            "state": one.state,
            "anchor_at": iso(one.anchor_at),
            "due_at": iso(one.due_at),
            "done_at": iso(one.done_at),
            "late_s": one.late_s if one.done_at is not None else None,
            "boxes": [_box(box) for box in one.checks.all()],
        }
        for one in rows
    ]


def _box(one: CheckRun) -> Json:
    return {
        "text_en": one.text_en,
        "text_zh": one.text_zh,
        "required": one.required,
        "state": one.state,
        "reason": one.reason,
        "at": iso(one.at),
    }


def grade_facts(incident: Incident) -> list[Json]:
    rows = incident.grade_changes.select_related("before", "after", "by", "agreed_by")
    return [
        {
            "at": iso(one.at),
            "kind": one.kind,
            "before": one.before.code if one.before else None,
            "after": one.after.code,
            "suggested": one.suggested,
            "reason": one.reason,
            "by": who(one.by),
            "agreed_by": who(one.agreed_by),
        }
        for one in rows.order_by("at", "pk")
    ]


def report_facts(incident: Incident) -> list[Json]:
    rows = incident.reports.select_related("by").order_by("number")
    return [
        {
            "number": one.number,
            "due_at": iso(one.due_at),
            "submitted_at": iso(one.submitted_at),
            "late_s": one.late_s if one.due_at is not None else None,
            "by": who(one.by),
            "no_change": one.no_change,
            "happened": one.happened,
            "done": one.done,
            "next_steps": one.next_steps,
            "needs": one.needs,
            "affected": one.affected,
        }
        for one in rows
    ]


def decision_facts(incident: Incident) -> list[Json]:
    rows = incident.decisions.select_related("by", "level").order_by("at", "pk")
    return [
        {
            "at": iso(one.at),
            "question": one.question,
            "options": list(one.options),
            "choice": one.choice,
            "rationale": one.rationale,
            "by": who(one.by),
            **({"level": names(one.level)} if one.level else {"level": None}),
        }
        for one in rows
    ]


def message_facts(incident: Incident) -> list[Json]:
    rows = incident.messages.order_by("number")
    return [
        {
            "number": one.number,
            "audience": one.audience,
            "subject_en": one.subject_en,
            "subject_zh": one.subject_zh,
            "state": one.state,
            "sent_at": iso(one.sent_at),
        }
        for one in rows
    ]


def people_facts(incident: Incident) -> list[Json]:
    rows = incident.assignments.select_related("person").order_by("assumed_at", "pk")
    return [
        {
            "role": one.role,
            "person": one.person.name,
            "assumed_at": iso(one.assumed_at),
            "released_at": iso(one.released_at),
            "handover_note": one.handover_note,
            "break_glass": one.break_glass,
        }
        for one in rows
    ]


def contact_facts(incident: Incident) -> list[Json]:
    rows = Contact.objects.filter(incident=incident).select_related("person", "role")
    counted = rows.annotate(tries=Count("attempts")).order_by("position", "pk")
    return [
        {
            "number": one.number,
            "person": one.person.name,
            **({"role": names(one.role)} if one.role else {"role": None}),
            "required": one.required,
            "state": one.state,
            "reached_at": iso(one.reached_at),
            "tries": one.tries,
        }
        for one in counted
    ]


def grade_code(incident: Incident) -> str | None:
    grade = incident.effective_grade
    return grade.code if grade is not None else None
