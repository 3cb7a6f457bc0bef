"""Plans in force made row by row, and steps of their activations, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from plans.models import (
    Plan,
    PlanActivation,
    PlanTask,
    PlanVersion,
    ResponseRole,
    RoleHolder,
    TaskNeed,
    TaskRun,
)
from tests import factories
from tests.factories import NOON


def minute(number: float) -> datetime:
    """`number` minutes after noon."""
    return NOON + timedelta(minutes=number)


def role(code: str, *people: Person, **fields: Any) -> ResponseRole:
    row, _new = ResponseRole.objects.get_or_create(
        code=code, defaults={"name_en": code.capitalize(), "name_zh": code} | fields
    )
    for position, person in enumerate(people, start=1):
        RoleHolder.objects.create(role=row, person=person, position=position)
    return row


def draft(code: str = "rescue", *, author: User | None = None, **fields: Any) -> PlanVersion:
    """A plan with an empty draft 1.0; fields of the version or (what it lacks) of the plan."""
    columns = {column.name for column in PlanVersion._meta.concrete_fields}
    own = {name: value for name, value in fields.items() if name in columns}
    rest = {name: value for name, value in fields.items() if name not in columns}
    processes, systems = rest.pop("processes", ()), rest.pop("systems", ())
    plan = Plan.objects.create(
        code=code,
        **{"kind": "workaround", "name_en": code.capitalize(), "name_zh": code}
        | {"owner": rest.pop("owner", None) or factories.person(f"{code}-owner")}
        | rest,
    )
    plan.processes.set(processes)
    plan.systems.set(systems)
    author = author or factories.user(f"{code}-author", "continuity_manager")
    return PlanVersion.objects.create(plan=plan, major=1, author=author, **own)


def task(
    version: PlanVersion, number: int, *, needs: Iterable[int] = (), **fields: Any
) -> PlanTask:
    values = {"title_en": f"Step {number}", "title_zh": f"步骤{number}", "duration_s": 300} | fields
    row = PlanTask.objects.create(plan_version=version, number=number, position=number, **values)
    for one in PlanTask.objects.filter(plan_version=version, number__in=list(needs)):
        TaskNeed.objects.create(task=row, needs=one)
    return row


def in_force(version: PlanVersion, at: datetime = NOON) -> PlanVersion:
    """As approved and published; its content is frozen from here on."""
    version.status = "effective"
    version.approved_at = version.effective_at = at
    version.sha256 = "0" * 64
    version.save()
    return version


def three_steps(code: str = "rescue", **fields: Any) -> PlanVersion:
    """In force: 1, then 2 and 3 side by side."""
    version = draft(code, **fields)
    task(version, 1)
    task(version, 2, needs=[1], limit_s=600)
    task(version, 3, needs=[1], evidence_required=True, completes="fully")
    return in_force(version)


def states(activation: PlanActivation) -> dict[int, str]:
    return dict(activation.tasks.order_by("number").values_list("number", "state"))


def run(activation: PlanActivation, number: int) -> TaskRun:
    return activation.tasks.get(number=number)
