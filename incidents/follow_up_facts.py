"""What an incident left behind as plain JSON: plans, backfills, actions, other incidents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from followup.models import CorrectiveAction
from incidents.fact_values import Json, iso, names, seconds
from incidents.models import Incident
from plans.models import ActivationState, Backfill, PlanActivation, TaskRun


def activations_of(incident: Incident) -> Any:
    """The plans carried out in the incident; those begun by mistake are none."""
    rows = PlanActivation.objects.filter(subject_kind="incident", subject_code=incident.number)
    return rows.exclude(state=ActivationState.CANCELLED)


def plan_facts(incident: Incident) -> list[Json]:
    rows = list(
        activations_of(incident).select_related("plan", "plan_version").order_by("activated_at")
    )
    tasks: dict[int, list[TaskRun]] = {}
    for task in TaskRun.objects.filter(activation__in=rows).order_by("number"):
        tasks.setdefault(task.activation_id, []).append(task)
    verdicts = {
        one.activation_id: one for one in incident.plan_verdicts.select_related("change_request")
    }
    return [_plan(one, tasks.get(one.pk, []), verdicts.get(one.pk)) for one in rows]


def _plan(one: PlanActivation, tasks: Sequence[TaskRun], verdict: Any) -> Json:
    return {
        "code": one.code,
        "plan": one.plan.code,
        **names(one.plan),
        "version": one.plan_version.number,
        "state": one.state,
        "activated_at": iso(one.activated_at),
        "restored_at": iso(one.restored_at),
        "ended_at": iso(one.ended_at),
        "outcome": one.outcome,
        "tasks": len(tasks),
        "tasks_done": sum(task.state in ("done", "skipped") for task in tasks),
        "tasks_failed": sum(task.state == "failed" for task in tasks),
        "tasks_late": sum(_is_late(one, task) for task in tasks),
        "rating": verdict.rating if verdict else one.rating,
        "change_needed": verdict.change_needed if verdict else None,
        "why": verdict.why if verdict else "",
        "change_requested": bool(verdict and verdict.change_request_id),
    }


def _is_late(one: PlanActivation, task: TaskRun) -> bool:
    if task.limit_s is None or task.ended_at is None or task.state != "done":
        return False
    return seconds(one.activated_at, task.ended_at) > task.limit_s


def backfill_facts(incident: Incident) -> list[Json]:
    rows = Backfill.objects.filter(activation__in=activations_of(incident))
    return [
        {
            "code": one.code,
            "form": names(one.form),
            "store": names(one.store),
            "state": one.state,
            "due_at": iso(one.due_at),
            "reconciled_at": iso(one.reconciled_at),
            "totals": one.totals,
        }
        for one in rows.select_related("form", "store").order_by("code")
    ]


def actions_from(incident: Incident) -> Any:
    """Corrective actions of the incident: of itself ("INC-…") and of a part ("INC-…:BF-…")."""
    return CorrectiveAction.objects.filter(source="incident").filter(
        Q(source_ref=incident.number) | Q(source_ref__startswith=f"{incident.number}:")
    )


def action_facts(incident: Incident) -> list[Json]:
    rows = actions_from(incident).select_related("owner", "verifier", "cause").order_by("code")
    return [
        {
            "code": one.code,
            "title": one.title,
            "source_ref": one.source_ref,
            "kind": one.kind,
            "priority": one.priority,
            "state": one.state,
            "owner": one.owner.name if one.owner else None,
            "due_on": one.due_on.isoformat() if one.due_on else None,
            "done_at": iso(one.done_at),
            "verified_at": iso(one.verified_at),
        }
        for one in rows
    ]


def link_facts(incident: Incident) -> Json:
    """Numbers of the incidents beside this one (four queries)."""

    def numbers(rows: Any) -> list[str]:
        return list(rows.order_by("number").values_list("number", flat=True))

    return {
        "parent": incident.parent.number if incident.parent else None,
        "recurrence_of": incident.recurrence_of.number if incident.recurrence_of else None,
        "merged_into": incident.merged_into.number if incident.merged_into else None,
        "children": numbers(incident.children.all()),
        "merged_from": numbers(incident.merged_from.all()),
        "recurrences": numbers(incident.recurrences.all()),
        "related": numbers(incident.related.all()),
    }
