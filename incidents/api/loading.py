"""Incidents with everything their JSON shows, in a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from followup.models import Clock
from incidents.models import (
    GradeProposal,
    Impact,
    Incident,
    IncidentRole,
    IncidentSystem,
    RoleAssignment,
)


def incidents_for_api(rows: Any) -> Any:
    """With systems and impacts (the suggestion names them), the commander as `commanding`, a
    lower grade that waits as `waiting_proposals`, when a report is due as `report_due_at`."""
    commanding = RoleAssignment.objects.held().filter(role=IncidentRole.COMMANDER)
    waiting = GradeProposal.objects.filter(state=GradeProposal.State.WAITING)
    due = Clock.objects.live().filter(
        subject_kind="incident", subject_code=OuterRef("number"), kind="situation_report"
    )
    rows = rows.annotate(report_due_at=Subquery(due.order_by("due_at").values("due_at")[:1]))
    return rows.select_related(
        *("grade", "provisional_grade", "original_grade", "worst_grade", "declared_by"),
        *("merged_into", "parent", "recurrence_of"),
    ).prefetch_related(
        Prefetch("failed_systems", IncidentSystem.objects.select_related("system")),
        Prefetch("assignments", commanding.select_related("person"), to_attr="commanding"),
        Prefetch(
            "proposals",
            waiting.select_related("grade", "proposed_by"),
            to_attr="waiting_proposals",
        ),
        Prefetch("impacts", Impact.objects.select_related("process")),
        Prefetch("related", Incident.objects.only("number", "confidentiality")),
    )
