"""A version with something of everything, for the pages that show it."""

from __future__ import annotations

from accounts.models import User
from plans.models import (
    ActivationCriterion,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    PlanResource,
    PlanTask,
    PlanVersion,
    Section,
    TaskNeed,
)
from tests.factories import process, system
from tests.plans.plan_world import draft, role


def rich(by: User, code: str = "rescue") -> PlanVersion:
    """A draft that covers a process with RTO 900 s, with every kind of content."""
    rescue = process("road-rescue", owner=by, rto_s=900, mtd_s=3600)
    dispatch = system("dispatch")
    version = draft(code, by=by, processes=[rescue], systems=[dispatch])
    lead = role("it-lead")
    Section.objects.create(
        plan_version=version, position=2, depth=2, title_zh="范围", body_zh="**全部**"
    )
    ActivationCriterion.objects.create(plan_version=version, kind="system", system=dispatch)
    second = PlanTask.objects.create(
        plan_version=version, number=2, position=2, title_en="Fill in paper forms", role=lead,
        duration_s=600, limit_s=600, phase="recover", completes="partly", system=dispatch,
    )  # fmt: skip
    TaskNeed.objects.create(task=second, needs=version.tasks.get(number=1))
    PlanResource.objects.create(plan_version=version, kind="supplies", name_en="Paper forms")
    CommsTemplate.objects.create(
        plan_version=version, audience="customers", title_en="Delay", body_en="We call you back."
    )
    step = CardStep.objects.create(plan_version=version, key="notify", title_en="Tell", limit_s=300)
    CardItem.objects.create(plan_version=version, step=step, text_en="Call the lead")
    CardContact.objects.create(plan_version=version, role=lead)
    CallNode.objects.create(plan_version=version, role=lead)
    return version


def many_tasks(version: PlanVersion, count: int) -> None:
    """`count` tasks in a chain beside those that are there; each ten with a system of its own."""
    lead, other = role("it-lead"), role("business-lead")
    dispatch = system("paper-office")
    rows = PlanTask.objects.bulk_create(
        PlanTask(
            plan_version=version, number=n, position=n, title_en=f"Step {n}", title_zh=f"步骤{n}",
            instructions_en="Look at the list and call everybody on it.\nThen write it down.",
            verification_en="Somebody else checks the list.", role=lead if n % 2 else other,
            backup_role=other if n % 2 else lead, duration_s=60, system=dispatch,
        )
        for n in range(100, 100 + count)
    )  # fmt: skip
    TaskNeed.objects.bulk_create(
        TaskNeed(task=after, needs=before) for before, after in zip(rows, rows[1:], strict=False)
    )
