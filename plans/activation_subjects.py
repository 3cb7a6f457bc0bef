"""Activations and their tasks as `followup` asks about them: who is told, who may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.followup_sources import login_of
from followup import registry
from followup.registry import Recipient, Subject
from followup.services.people import recipient_of
from plans.domain.task_states import ENDED
from plans.followup_sources import OF_PLAN, plan_roles
from plans.models import ActivationState, Plan, PlanActivation, RoleHolder, TaskRun

_TEXT: Any = CharField()
OF_ACTIVATION = (*OF_PLAN, "commander__user", "activated_by")
Roles = dict[str, tuple[Recipient, ...]]


class Activations:
    """Open until it is ended or cancelled."""

    label = _("Activation of a plan")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = PlanActivation.objects.filter(code__in=codes).select_related(*OF_ACTIVATION)
        found = list(rows)
        drills = drill_codes({one.code for one in found if one.exercise})
        return {one.code: activation_subject(one, drills.get(one.code, "")) for one in found}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = PlanActivation.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return PlanActivation.objects.visible_to(user).values("code")

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        return drill_codes(codes)

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = PlanActivation.objects.visible_to(user).select_related("plan")
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(plan__name_en__icontains=word)
                | Q(plan__name_zh__icontains=word)
            )
        return [(one.code, f"{one.code} {one.plan}") for one in rows[:most]]


class TaskRuns:
    """Open while its activation runs and it is not done or skipped; a failed one is open still."""

    label = _("Task being carried out")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = _runs(codes).select_related(
            "activation", *(f"activation__{name}" for name in OF_ACTIVATION), "role",
            "backup_role", "assignee__user",
        )  # fmt: skip
        found = list(rows)
        holders = role_holders(
            pk for one in found for pk in (one.role_id, one.backup_role_id) if pk
        )
        drills = drill_codes({one.activation.code for one in found if one.activation.exercise})
        return {
            f"{one.activation.code}:{one.number}": task_subject(
                one.activation, one, holders, drills.get(one.activation.code, "")
            )
            for one in found
        }

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = _runs(codes).filter(activation__plan__in=Plan.objects.visible_to(user))
        return {
            f"{code}:{number}" for code, number in rows.values_list("activation__code", "number")
        }

    def visible_codes(self, user: User) -> QuerySet[Any]:
        rows = TaskRun.objects.filter(activation__plan__in=Plan.objects.visible_to(user))
        key = Concat(F("activation__code"), Value(":"), Cast("number", _TEXT), output_field=_TEXT)
        return rows.annotate(key=key).values("key")

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        drills = drill_codes({code.rpartition(":")[0] for code in codes})
        return {code: drills.get(code.rpartition(":")[0], "") for code in codes}


def drill_codes(activations: Collection[str]) -> dict[str, str]:
    """Code of an activation → the drill its event belongs to, of those that belong to one."""
    if not activations:
        return {}
    rows = PlanActivation.objects.filter(code__in=activations, exercise=True)
    events = {
        code: (kind, subject)
        for code, kind, subject in rows.values_list("code", "subject_kind", "subject_code")
    }
    drills = registry.drills_of(set(events.values()))
    return {code: drills[key] for code, key in events.items() if key in drills}


def drill_of(activation: PlanActivation) -> str:
    """Of a real one, or an exercise that stands alone: ""."""
    if not activation.exercise:
        return ""
    key = (activation.subject_kind, activation.subject_code)
    return registry.drills_of([key]).get(key, "")


def _runs(codes: Collection[str]) -> QuerySet[TaskRun]:
    asked = Q(pk__in=[])
    for key in codes:
        code, _colon, number = key.rpartition(":")
        if code and number.isdecimal() and len(number) < 10:
            asked |= Q(activation__code=code, number=int(number))
    return TaskRun.objects.filter(asked)


def activation_subject(one: PlanActivation, drill: str | None = None) -> Subject:
    """`one` with its plan's people and its commander loaded; `drill` None: it is asked for."""
    return Subject(
        kind="plan_activation",
        code=one.code,
        title=str(one.plan),
        url=reverse("plans:activation_detail", args=[one.code]),
        is_open=one.state == ActivationState.ACTIVE,
        exercise=one.exercise,
        drill=drill_of(one) if drill is None else drill,
        roles=_people(one),
    )


def task_subject(
    activation: PlanActivation,
    task: TaskRun,
    holders: Mapping[int, tuple[Recipient, ...]] | None = None,
    drill: str | None = None,
) -> Subject:
    """The role's holders (or who took it), those of the role that stands in, owner, commander."""
    if holders is None:
        holders = role_holders(pk for pk in (task.role_id, task.backup_role_id) if pk)
    taken = recipient_of(task.assignee)
    mine = holders.get(task.role_id or 0, ())
    return Subject(
        kind="task_run",
        code=f"{activation.code}:{task.number}",
        title=f"{activation.plan}: {task.number} {task.title}",
        url=reverse("plans:activation_detail", args=[activation.code]) + f"#task-{task.number}",
        is_open=activation.state == ActivationState.ACTIVE
        and (task.state not in ENDED or task.state == "failed"),
        exercise=activation.exercise,
        drill=drill_of(activation) if drill is None else drill,
        roles=_people(activation)
        | {
            "role_holder": (taken,) if taken is not None else mine,
            "backup": holders.get(task.backup_role_id or 0, ()),
        },
    )


def _people(activation: PlanActivation) -> Roles:
    """The one in command is who was named, else who began it."""
    plan = plan_roles(activation.plan)
    commander = recipient_of(activation.commander) or recipient_of(activation.activated_by)
    return plan | ({"commander": (commander,)} if commander is not None else {})


def role_holders(roles: Iterable[int]) -> dict[int, tuple[Recipient, ...]]:
    """Role id → its active holders in their order (one query)."""
    found: dict[int, list[Recipient]] = {}
    rows = RoleHolder.objects.filter(role__in=set(roles), person__is_active=True)
    for one in rows.select_related("person__user").order_by("role", "position", "id"):
        who = Recipient(person=one.person, user=login_of(one.person))
        found.setdefault(one.role_id, []).append(who)
    return {role: tuple(people) for role, people in found.items()}
