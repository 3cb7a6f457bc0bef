"""Plans in an incident: which ones fit, and carrying one out for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.models import TimelineSource
from followup.services.verb import Call
from incidents.domain.plan_matching import Fact, Group, Situation, matching
from incidents.models import IN_RESPONSE, Incident, IncidentRole, RoleAssignment
from incidents.plan_proposal import Proposal
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.claimed_time import Claimed
from lib.errors import Refused
from plans.models import ActivationCriterion, Plan, PlanActivation, VersionStatus
from plans.services.activations import Call as PlanCall
from plans.services.activations import activate_for_event, stand_down_for_event

SUBJECT = "incident"


def activations_of(incident: Incident) -> QuerySet[PlanActivation]:
    """Plans carried out for it, those that came with merged incidents too; the oldest first."""
    rows = PlanActivation.objects.filter(subject_kind=SUBJECT, subject_code=incident.number)
    return rows.select_related("plan", "plan_version", "commander").order_by("activated_at", "id")


def proposals(
    incident: Incident,
    at: datetime,
    *,
    situation: Situation | None = None,
    running: Iterable[PlanActivation] | None = None,
) -> list[Proposal]:
    """Plans in force whose criteria hold, those that hold for certain first (three queries, two
    of them for what the caller does not know already: the situation, and what is carried out).

    The criteria of a group hold together, any group is enough. "Somebody decides" never fits by
    itself. Where no recovery is promised a criterion of downtime may hold: it is said so.
    """
    facts_now = situation if situation is not None else situation_of(incident, at)
    groups: dict[int, dict[int, list[Fact]]] = {}
    versions = {}
    rows = ActivationCriterion.objects.filter(
        plan_version__status=VersionStatus.EFFECTIVE
    ).select_related(
        "plan_version__plan__owner", "grade", "system", "process"
    )  # fmt: skip
    for one in rows.order_by("plan_version", "group", "position", "id"):
        versions[one.plan_version_id] = one.plan_version
        groups.setdefault(one.plan_version_id, {}).setdefault(one.group, []).append(_fact(one))
    known = activations_of(incident) if running is None else running
    carried_out = {one.plan_id: one for one in known}
    found = []
    for pk, by_group in groups.items():
        answers = [matching(Group(tuple(facts)), facts_now) for facts in by_group.values()]
        held = [one for one in answers if one.holds]
        if held:
            version = versions[pk]
            found.append(
                Proposal(
                    plan=version.plan,
                    version=version,
                    certain=any(one.certain for one in held),
                    reasons=tuple(dict.fromkeys(fact for one in held for fact in one.facts)),
                    activation=carried_out.get(version.plan_id),
                )
            )
    return sorted(found, key=lambda one: (not one.certain, -len(one.reasons), one.plan.code))


def situation_of(
    incident: Incident,
    at: datetime,
    *,
    systems: Iterable[int] | None = None,
    processes: Iterable[int] | None = None,
) -> Situation:
    """`systems` that failed and `processes` that are down, where the caller knows them already."""
    grade = incident.effective_grade
    expected = incident.expected_recovery_at
    promised = None
    if expected is not None:
        promised = int((expected - incident.occurred_at).total_seconds())
    if systems is None:
        systems = incident.failed_systems.values_list("system_id", flat=True)
    if processes is None:
        open_impacts = incident.impacts.filter(end_at__isnull=True)
        processes = open_impacts.values_list("process_id", flat=True)
    return Situation(
        severity=grade.severity if grade else None,
        systems=frozenset(systems),
        processes=frozenset(processes),
        elapsed_s=incident.elapsed_s(at),
        expected_s=promised,
    )


@transaction.atomic
def activate_plan(
    incident: Incident,
    plan: Plan,
    *,
    reason: str = "",
    commander: Person | None = None,
    **call: Unpack[Call],
) -> PlanActivation:
    """Carry `plan` out for this incident; being carried out for it already: that one back."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    running = activations_of(row).filter(plan=plan, state="active").first()
    if running is not None:
        return running
    require_status(row, *IN_RESPONSE)
    if not Plan.objects.visible_to(call["by"]).filter(pk=plan.pk).exists():
        raise Refused("no_such_plan", _("There is no such plan."), "plan")
    when = claimed(call, not_before=row.occurred_at)
    activation = activate_for_event(
        plan,
        reason=reason.strip() or f"{row.number} {row.title}",
        commander=commander or _commander(row),
        subject_kind=SUBJECT,
        subject_code=row.number,
        exercise=row.is_drill,
        **call,
    )
    payload = _told(activation) | {"plan_version": activation.plan_version.number}
    written(row, "plan_activated", when=when, call=call, text=reason, payload=payload)
    incident.__dict__.update(row.__dict__)
    return activation


def stand_down_plans(row: Incident, *, reason: str, when: Claimed, call: Call) -> None:
    """A false alarm: whatever is being carried out for it is called off, each with an entry.

    The caller holds the incident.
    """
    stopped = stand_down_for_event(SUBJECT, row.number, reason=reason, **for_plans(call, when))
    for one in stopped:
        written(row, "plan_stood_down", when=when, call=call, payload=_told(one))


def for_plans(call: Call, when: Claimed) -> PlanCall:
    """The same call for the plans that are carried out for the incident."""
    via = call.get("via", TimelineSource.UI.value)
    return {"by": call["by"], "at": when.at, "recorded_at": when.recorded_at, "via": via}


def _told(activation: PlanActivation) -> dict[str, Any]:
    plan = activation.plan
    name = {"en": plan.name_en or plan.name_zh, "zh": plan.name_zh or plan.name_en}
    return {"plan": plan.code, "name": name, "activation": activation.code}


def _commander(incident: Incident) -> Person | None:
    held = RoleAssignment.objects.held().filter(incident=incident, role=IncidentRole.COMMANDER)
    row = held.select_related("person").first()
    return row.person if row is not None and row.person.is_active else None


def _fact(one: ActivationCriterion) -> Fact:
    return Fact(
        kind=one.kind,
        severity=one.grade.severity if one.grade else None,
        system=one.system_id,
        process=one.process_id,
        downtime_s=one.downtime_s,
        words=one,
    )
