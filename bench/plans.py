"""Pages over 10,000 plans, and a plan of 500 tasks."""

from __future__ import annotations

import statistics
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Person, User
from bench import generate
from bench.measure import Result, clocked, page, signed_in
from bench.poster import poster_page
from bia.models import Process, System
from plans.feasible import feasibility_of
from plans.models import Plan, PlanTask, PlanVersion, ResponseRole, RoleHolder, Section, TaskNeed
from plans.services import activations

PLANS = 10_000
TASKS = 500
DIGEST = "0" * 64


def plan_pages() -> list[Result]:
    """What is read of plans; rows do not go through services."""
    user = generate.start()
    generate.processes(1_000)
    generate.systems(100)
    many_plans(user, PLANS)
    large = large_plan(user)
    generate.analyse()
    client = signed_in(user)
    one, version = f"/plans/{large.plan.code}/", f"/plans/{large.plan.code}/versions/1.0/"
    run = carried_out(large, user)
    return [
        page("List of 50 of 10,000 plans", client, "/plans/", 150, 20),
        page("The same, in force, searched, page 21", client, _found(), 150, 20),
        page("A plan of 500 tasks", client, one, 200, 15),
        page("Its timing", client, f"{version}timing/", 400, 25),
        page("Its tasks for one role", client, f"{version}tasks/?role=role-1", 200, 20),
        page("Its tasks as a draft", client, f"{one}versions/2.0/content/tasks/", 200, 10),
        page("The same plan carried out, 60 tasks done", client, run, 300, 15),
        page("Its part asked for every five seconds", client, f"{run}live/", 300, 15),
        feasible(large),
        page("Two versions of 500 tasks compared", client, f"{one}differences/", 1000, 25),
        page("Reviews of 10,000 plans", client, "/plans/reviews/", 150, 15),
        poster_page(user, list(PlanVersion.objects.effective()[:100]), timezone.now()),
    ]


def carried_out(version: PlanVersion, user: User) -> str:
    """The address of an activation half an hour old; the first 60 tasks are done."""
    began = timezone.now() - timedelta(minutes=30)
    when: dict[str, Any] = {"by": user, "at": began, "recorded_at": began}
    activation = activations.activate(version.plan, reason="bench", **when)
    for number in range(1, 61):
        activations.complete_task(activation, number, **when)
    return str(activation.get_absolute_url())


def feasible(version: PlanVersion) -> Result:
    """From the rows to the verdict, as a change of a plan or its approval asks for it."""
    at = timezone.now()
    took = [clocked(lambda: feasibility_of(version, at)) for _ in range(11)]
    return Result("Feasibility of 500 tasks", statistics.median(took[2:]) * 1000, 100, "ms")


def _found() -> str:
    return "/plans/?status=effective&search=plan+1&ordering=-review&offset=1000"


def many_plans(user: User, count: int) -> None:
    """Each in force, covering one process; every tenth is overdue."""
    people = list(Person.objects.order_by("pk")[:100])
    processes = list(Process.objects.order_by("pk"))
    now = timezone.now()
    plans = Plan.objects.bulk_create(
        [
            Plan(
                code=f"plan-{n}", kind="workaround", name_en=f"Plan {n}", name_zh=f"预案{n}",
                owner=people[n % len(people)],
                review_due=now.date() + timedelta(days=-1 if n % 10 == 0 else n % 365),
            )
            for n in range(count)
        ],
        batch_size=2_000,
    )  # fmt: skip
    link = Plan.processes.through
    link._base_manager.bulk_create(
        [link(plan=one, process=processes[n % len(processes)]) for n, one in enumerate(plans)],
        batch_size=2_000,
    )
    PlanVersion.objects.bulk_create(
        [
            PlanVersion(
                plan=one, major=1, author=user, status="effective", sha256=DIGEST,
                approved_at=now, effective_at=now, published_by=user,
            )
            for one in plans
        ],
        batch_size=2_000,
    )  # fmt: skip


def large_plan(user: User) -> PlanVersion:
    """500 tasks in ten chains over ten roles with two holders each; its successor is a draft."""
    roles = []
    people = list(Person.objects.order_by("pk")[:20])
    for n in range(10):
        role = ResponseRole.objects.create(
            code=f"role-{n}", name_en=f"Role {n}", name_zh=f"角色{n}"
        )
        for place in range(2):
            RoleHolder.objects.create(role=role, person=people[n * 2 + place], position=place)
        roles.append(role)
    plan = Plan.objects.create(
        code="large", kind="drp", name_en="Large", name_zh="大预案", owner=people[0]
    )
    plan.processes.set(Process.objects.order_by("pk")[:5])
    plan.systems.set(System.objects.order_by("pk")[:5])
    first = PlanVersion.objects.create(plan=plan, major=1, author=user)
    _fill(first, roles, "")
    now = timezone.now()
    PlanVersion.objects.filter(pk=first.pk).update(
        status="effective", sha256=DIGEST, approved_at=now, effective_at=now
    )
    second = PlanVersion.objects.create(plan=plan, major=2, author=user, based_on=first)
    _fill(second, roles, " at once")
    first.refresh_from_db()
    return first


def _fill(version: PlanVersion, roles: list[ResponseRole], more: str) -> None:
    """`more` stands in every tenth task: what a successor changed."""
    systems = list(System.objects.order_by("pk")[:20])
    Section.objects.bulk_create(
        Section(
            plan_version=version, position=n, title_en=f"Chapter {n}", title_zh=f"第{n}章",
            body_en="A paragraph of **words**.\n\n- one\n- two\n\n" * 10,
            body_zh="一段**文字**。\n\n- 一\n- 二\n\n" * 10,
        )
        for n in range(1, 21)
    )  # fmt: skip
    tasks = PlanTask.objects.bulk_create(
        PlanTask(
            plan_version=version, number=n, position=n, title_en=f"Step {n}", title_zh=f"步骤{n}",
            instructions_en=f"Open the console and switch node {n}{more if n % 10 == 0 else ''}.",
            instructions_zh=f"打开控制台，切换节点{n}。",
            verification_en="The light is green.", verification_zh="指示灯为绿色。",
            role=roles[n % 10], backup_role=roles[(n + 1) % 10], duration_s=300,
            phase="recover", system=systems[n % 20],
        )
        for n in range(1, TASKS + 1)
    )  # fmt: skip
    TaskNeed.objects.bulk_create(
        TaskNeed(task=task, needs=before) for before, task in zip(tasks, tasks[10:], strict=False)
    )


PLAN_PARTS = {"plans": plan_pages}
