"""Corrective actions that come out of an incident's review."""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction

from followup.models import CorrectiveAction
from followup.registry import subject_kinds
from followup.services.actions import create_action
from followup.services.verb import Call
from incidents.models import Impact, Incident, Review
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked
from plans.models import Backfill


@transaction.atomic
def create_review_action(
    incident: Incident,
    *,
    fields: dict[str, Any],
    backfill: Backfill | None = None,
    **call: Unpack[Call],
) -> CorrectiveAction:
    """A draft with `fields` of an action, its source this incident (or one of its backfills).

    Finding, root cause and subject come from the review where `fields` leave them out. Raises
    PermissionDenied (both the review's right and "action.change" are needed), Refused.
    """
    row = locked(incident)
    require_right(row, call["by"], "review")
    when = claimed(call)
    ref = row.number if backfill is None else f"{row.number}:{backfill.code}"
    values = suggested_fields(row) | {name: one for name, one in fields.items() if one is not None}
    action = create_action(
        **values, source="incident", source_ref=ref, by=call["by"], at=when.at,
        recorded_at=when.recorded_at, via=call.get("via", "ui"),
    )  # fmt: skip
    incident.refresh_from_db()
    return action


def suggested_fields(incident: Incident) -> dict[str, Any]:
    """What the review knows of it already; the form is filled with the same."""
    review = Review.objects.filter(incident=incident).first()
    kind, code = subject_of(incident)
    symptom = review.symptom.strip() if review else ""
    return {
        "finding": symptom or incident.summary.strip() or incident.title,
        "root_cause": review.root_cause if review else "",
        "subject_kind": kind,
        "subject_code": code,
    }


def subject_of(incident: Incident) -> tuple[str, str]:
    """What failed: the first system, else the first process; recurrences are found by it."""
    kinds = subject_kinds()
    system = incident.failed_systems.select_related("system").order_by("pk").first()
    if system is not None and "system" in kinds:
        return "system", system.system.code
    impact = Impact.objects.filter(incident=incident).select_related("process").first()
    if impact is not None and "process" in kinds:
        return "process", impact.process.code
    return ("incident", incident.number) if "incident" in kinds else ("", "")
