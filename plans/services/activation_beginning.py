"""Activating a plan: its effective version is frozen into tasks that are carried out."""

from __future__ import annotations

from collections import defaultdict
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.services.numbers import next_number
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused
from plans.domain.task_states import OPEN, PENDING, settled
from plans.models import (
    ActivationEvent,
    ActivationState,
    Plan,
    PlanActivation,
    PlanTask,
    PlanVersion,
    TaskNeed,
    TaskRun,
    VersionStatus,
)
from plans.services.activation_clocks import start_for
from plans.services.activation_news import tell_activated
from plans.services.activation_rights import may_activate
from plans.services.activation_step import claimed, write
from plans.services.versions import lock_plan

COPIED = (
    "number", "position", "title_en", "title_zh", "instructions_en", "instructions_zh",
    "verification_en", "verification_zh", "rollback_en", "rollback_zh", "role_id",
    "backup_role_id", "phase", "duration_s", "limit_s", "completes", "counts_in_time",
    "evidence_required",
)  # fmt: skip
LONGEST_KEY = 200


def effective_version(plan: Plan) -> PlanVersion | None:
    return plan.versions.filter(status=VersionStatus.EFFECTIVE).first()


def running_of(plan: Plan) -> QuerySet[PlanActivation]:
    """Activations of the plan that are not over, exercises left out."""
    return plan.activations.filter(state=ActivationState.ACTIVE, exercise=False)


@transaction.atomic
def activate(
    plan: Plan,
    *,
    reason: str,
    commander: Person | None = None,
    subject_kind: str = "",
    subject_code: str = "",
    exercise: bool = False,
    separately: bool = False,
    key: str = "",
    **call: Unpack[Call],
) -> PlanActivation:
    """Carry out the plan as it is in force.

    `subject_*` is the event it belongs to; the same plan is activated once for one event, a
    second call answers the first. Without an event a plan that runs already is refused unless
    `separately`. `key` is the caller's own (an idempotency key): the same one answers the same
    activation. A review that is overdue blocks nothing (PLN-5).
    """
    if not may_activate(call["by"], plan):
        raise PermissionDenied("plan.activate")
    return _begin(
        plan,
        reason=reason,
        commander=commander,
        subject_kind=subject_kind,
        subject_code=subject_code,
        exercise=exercise,
        separately=separately,
        key=key,
        **call,
    )


@transaction.atomic
def activate_for_event(
    plan: Plan,
    *,
    reason: str,
    subject_kind: str,
    subject_code: str,
    commander: Person | None = None,
    exercise: bool = False,
    **call: Unpack[Call],
) -> PlanActivation:
    """As `activate`, where the right follows from the event: its own verb has asked who may.

    Whoever acts must see the plan all the same. Not for an edge, which has no event to ask.
    """
    if not subject_kind or not subject_code:
        raise ValueError("an event vouches for this: name it")
    if not Plan.objects.visible_to(call["by"]).filter(pk=plan.pk).exists():
        raise PermissionDenied("plan.view")
    return _begin(
        plan,
        reason=reason,
        commander=commander,
        subject_kind=subject_kind,
        subject_code=subject_code,
        exercise=exercise,
        **call,
    )


def _begin(
    plan: Plan,
    *,
    reason: str,
    commander: Person | None,
    subject_kind: str,
    subject_code: str,
    exercise: bool,
    separately: bool = False,
    key: str = "",
    **call: Unpack[Call],
) -> PlanActivation:
    by = call["by"]
    if not reason.strip():
        raise Refused("required", _("Say why the plan is activated."), "reason")
    if commander is not None and not commander.is_active:
        raise Refused("inactive", _("This person is not active."), "commander")
    row = lock_plan(plan)
    known = _known(row, key, subject_kind, subject_code, exercise)
    if known is not None:
        return known
    version = effective_version(row)
    if version is None:
        words = _("No version of this plan is in force: there is nothing to carry out.")
        raise GuardsUnmet.one("nothing_effective", words)
    running = running_of(row).first()
    if running is not None and not (exercise or separately or subject_code):
        words = _("%(activation)s of this plan is being carried out already.")
        raise GuardsUnmet.one("already_active", words % {"activation": running.code}, "separately")
    when = claimed(call)
    activation = PlanActivation.objects.create(
        code=next_number("PA", at=when.recorded_at),
        plan=row,
        plan_version=version,
        subject_kind=subject_kind,
        subject_code=subject_code,
        exercise=exercise,
        reason=reason.strip(),
        commander=commander,
        activated_at=when.at,
        recorded_at=when.recorded_at,
        activated_by=by,
    )
    _freeze(activation, version, when)
    payload = {"plan_version": version.number, "sha256": version.sha256, "exercise": exercise}
    if key:
        payload["key"] = key[:LONGEST_KEY]
    write(activation, "activated", when=when, call=call, text=reason, payload=payload)
    tasks = activation.tasks.select_related("assignee").filter(limit_s__isnull=False)
    start_for(activation, tasks, at=when.recorded_at, by=by)
    tell_activated(activation, by=by, at=when.recorded_at)
    return activation


def _known(
    plan: Plan, key: str, subject_kind: str, subject_code: str, exercise: bool
) -> PlanActivation | None:
    """Asked for twice: by the same key, or for the same event."""
    if key:
        events = ActivationEvent.objects.filter(
            activation__plan=plan, type="activated", payload__key=key[:LONGEST_KEY]
        )
        event = events.select_related("activation").first()
        if event is not None:
            return event.activation
    if not subject_code:
        return None
    rows = plan.activations.filter(
        state=ActivationState.ACTIVE,
        subject_kind=subject_kind,
        subject_code=subject_code,
        exercise=exercise,
    )
    return rows.first()


def _freeze(activation: PlanActivation, version: PlanVersion, when: Claimed) -> None:
    """Copies of the tasks; what needs nothing can begin at once (four queries)."""
    needs: dict[int, list[int]] = defaultdict(list)
    rows = TaskNeed.objects.filter(task__plan_version=version).order_by("needs__number")
    for task, number in rows.values_list("task_id", "needs__number"):
        needs[task].append(number)
    tasks = list(PlanTask.objects.filter(plan_version=version))
    by_number = {one.number: needs[one.pk] for one in tasks}
    opened = settled(dict.fromkeys(by_number, PENDING), by_number)
    TaskRun.objects.bulk_create(
        [
            TaskRun(
                activation=activation,
                origin=one,
                needs=needs[one.pk],
                state=opened.get(one.number, PENDING),
                opened_at=when.at if opened.get(one.number) == OPEN else None,
                **{name: getattr(one, name) for name in COPIED},
            )
            for one in tasks
        ],
        batch_size=500,
    )
