"""One step of an activation: lock its row, look, change, and write down what happened.

Everybody who does something at the same time waits at the activation's row (CON-1): the second
one finds what the first has done, and a command that is met already changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followup.models import TimelineSource
from followup.services import verb
from followup.services.timeline import append
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused
from plans.models import ActivationEvent, ActivationState, PlanActivation, TaskRun


def locked(activation: PlanActivation) -> PlanActivation:
    """The row as it is now, held until the transaction ends."""
    rows = PlanActivation.objects.select_for_update(of=("self",)).select_related(
        "plan__owner__user", "plan__deputy__user", "commander__user", "plan_version"
    )
    return rows.get(pk=activation.pk)


def claimed(call: Call, *, not_before: datetime | None = None) -> Claimed:
    """When it happened. Raises Refused for the future, and before `not_before`."""
    words = _("This lies before the plan was activated.")
    return verb.claimed(call, not_before=not_before, words=words, code="before_activation")


def require_active(activation: PlanActivation) -> None:
    if activation.state != ActivationState.ACTIVE:
        words = _("This activation is over: %(state)s.") % {"state": activation.get_state_display()}
        raise GuardsUnmet.one("not_active", words, "state")


def task_of(activation: PlanActivation, number: int) -> TaskRun:
    """Raises Refused: there is no task of this number."""
    try:
        rows = activation.tasks.select_related("role", "backup_role", "assignee__user")
        return rows.get(number=number)
    except TaskRun.DoesNotExist:
        words = _("There is no task %(number)s here.") % {"number": number}
        raise Refused("no_such_task", words, "number") from None


def write(
    activation: PlanActivation,
    type: str,
    *,
    when: Claimed,
    call: Call,
    payload: dict[str, Any] | None = None,
    text: str = "",
) -> ActivationEvent:
    """The next entry of the timeline; the caller holds the activation's row."""
    return append(
        ActivationEvent,
        activation=activation,
        type=type,
        at=when.at,
        recorded_at=when.recorded_at,
        by=call["by"],
        source=call.get("via", TimelineSource.UI.value),
        text=text.strip(),
        payload=(payload or {}) | when.notes,
    )


def save_task(task: TaskRun, **values: Any) -> None:
    """Write `values`, one version further."""
    for name, value in values.items():
        setattr(task, name, value)
    task.version += 1
    task.save(update_fields=[*values, "version", "updated_at"])


def save_activation(activation: PlanActivation, **values: Any) -> None:
    for name, value in values.items():
        setattr(activation, name, value)
    activation.version += 1
    activation.save(update_fields=[*values, "version", "updated_at"])


def move_tasks(activation: PlanActivation, numbers: list[int], **values: Any) -> None:
    """The same for several tasks, in one statement."""
    if numbers:
        values |= {"version": F("version") + 1, "updated_at": timezone.now()}
        activation.tasks.filter(number__in=numbers).update(**values)
