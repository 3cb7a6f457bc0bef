"""What `followup` learns of activations: subjects, words of messages, events as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bia.published import plain
from bia.services.publishing import register_shape
from followup import registry
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from plans.activation_subjects import Activations, TaskRuns
from plans.models import ActivationState, PlanActivation, TaskRun


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("plan_activation", Activations())
    registry.register_subject("task_run", TaskRuns())
    register_kinds(*KINDS)
    register_reasons(activation_over=_("The plan is not being carried out any more."))
    register_reasons(task_begun=_("The task was begun or ended meanwhile."))
    register_shape("planactivation", activation_json)
    register_shape("taskrun", task_json)


def activation_json(row: PlanActivation) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from plans.api.activations import activations_for_api
    from plans.serializers.activation import ActivationSerializer

    fresh = activations_for_api(PlanActivation.objects.all()).get(pk=row.pk)
    return plain(ActivationSerializer(fresh).data, "plan-activation-detail", fresh.code)


def task_json(row: TaskRun) -> dict[str, Any]:
    from plans.serializers.activation import TaskRunSerializer

    fresh = TaskRun.objects.select_related(
        "activation", "role", "backup_role", "assignee", "ended_by"
    ).get(pk=row.pk)
    data = dict(TaskRunSerializer(fresh).data) | {"activation": fresh.activation.code}
    return plain(data, "plan-activation-detail", fresh.activation.code)


def no_longer_active(rows: Sequence[Notification]) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    active = set(
        PlanActivation.objects.filter(code__in=codes, state=ActivationState.ACTIVE).values_list(
            "code", flat=True
        )
    )
    return {one.pk: "activation_over" for one in rows if one.subject_code not in active}


def no_longer_open(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Begun, ended or waiting again before the message left."""
    return _not_in(rows, "open", "task_begun")


def no_longer_failed(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _not_in(rows, "failed", "task_begun")


def _not_in(rows: Sequence[Notification], state: str, why: str) -> Mapping[int, str]:
    asked = Q(pk__in=[])
    for one in rows:
        code, _colon, number = one.subject_code.rpartition(":")
        if number.isdecimal():
            asked |= Q(activation__code=code, number=int(number))
    found = TaskRun.objects.filter(
        asked, state=state, activation__state=ActivationState.ACTIVE
    ).values_list("activation__code", "number")
    wanted = {f"{code}:{number}" for code, number in found}
    return {one.pk: why for one in rows if one.subject_code not in wanted}


KINDS = (
    MessageKind(
        "plan_activation.started",
        label=_("A plan is carried out"),
        title=_("Activated: %(plan)s, %(activation)s"),
        text=_("Your tasks: %(tasks)s; to begin now: %(now)s. %(by)s activated it: %(reason)s"),
        asks=_("Open it and begin with your tasks."),
        stop=no_longer_active,
    ),
    MessageKind(
        "plan_activation.ended",
        label=_("A plan that was carried out has ended"),
        title=_("All-clear: %(plan)s, %(activation)s"),
        text=_("%(by)s ended it: %(outcome)s"),
    ),
    MessageKind(
        "plan_activation.cancelled",
        label=_("The activation of a plan was cancelled"),
        title=_("Cancelled: %(plan)s, %(activation)s"),
        text=_("Nothing more is asked of you. %(by)s cancelled it: %(outcome)s"),
    ),
    MessageKind(
        "plan_task.open",
        label=_("A task of a plan can begin"),
        title=_("To begin now: %(number)s %(task)s"),
        text=_("%(plan)s, %(activation)s: what it waited for is done."),
        asks=_("Begin the task, and say when it is done."),
        stop=no_longer_open,
    ),
    MessageKind(
        "plan_task.failed",
        label=_("A task of a plan failed"),
        title=_("Failed: %(number)s %(task)s"),
        text=_("%(plan)s, %(activation)s: %(by)s could not do it: %(reason)s"),
        asks=_("Take it over, or decide to go on without it."),
        stop=no_longer_failed,
    ),
)
