"""The dashboard of an organisation that has everything, and much of it.

10,000 processes on 1,000 systems with 20,000 sets of backups, 10,000 actions, 1,000 plans, 500
drills with a slot a half-year for each process of the strictest tier, 10,000 incidents that are
over and five open ones with their clocks, 300 tasks of a programme, 400 reviews, three months of
health.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Person, RoleGrant, User
from bench import generate, generate_backups, generate_followup
from bench.drill_programme import many_drills
from bench.incidents import going_on, over
from bench.measure import Result, clocked, page, signed_in
from bench.plans import many_plans
from bia.analysis.stored import forget
from bia.models import Process, Tier
from drills.models import DrillPolicy
from drills.services.policies import create_policy
from drills.services.programme import keep
from governance.models import (
    Framework,
    HealthSnapshot,
    Programme,
    ProgrammeTask,
    Requirement,
    Risk,
    Standing,
)
from plans.services.catalogue_loading import load_plan_catalogue

QUERIES = 20
TARGET_MS = 300
PARTS = ("bia", "plans", "gaps", "drills", "backups", "actions", "training")


def dashboard() -> list[Result]:
    user = _organisation()
    owner = generate.owner(departments=10)
    Person.objects.filter(pk=Person.objects.order_by("pk")[20].pk).update(user=owner)
    whole = f"{Process.objects.count():,} processes"
    client = signed_in(user)
    results = [
        page(f"Dashboard of {whole} as a continuity manager", client, "/", TARGET_MS, QUERIES),
        page("… as an owner of 10 departments", signed_in(owner), "/", TARGET_MS, QUERIES),
    ]
    for role in ("it_operations", "auditor"):
        viewer = User.objects.create_user(role, f"{role}@example.com", None, language="zh-hans")
        RoleGrant.objects.create(user=viewer, role=role)
        name = f"… as {role.replace('_', ' ')}, in Chinese"
        results.append(page(name, signed_in(viewer), "/", TARGET_MS, QUERIES))
    forget()
    cold = clocked(lambda: client.get("/"))
    results.append(Result("… once after a change of the register", cold * 1000, None, "ms"))
    return results


def _organisation() -> User:
    user, now = generate.start(), timezone.now()
    load_plan_catalogue(at=now)
    generate.processes(10_000)
    generate.systems(1_000)
    generate.dependencies()
    generate.measurements(3_000)
    generate_backups.backups(20_000)
    generate_followup.actions(10_000, user)
    generate_followup.messages(1_000, user, unread=50)
    boss = Person.objects.order_by("pk")[0]
    Person.objects.filter(pk=boss.pk).update(user=user)
    user = User.objects.get(pk=user.pk)
    many_plans(user, 1_000)
    over(10_000, user)
    going_on(5, user)
    many_drills(user, now.year)
    _programme_of_drills(user)
    keep(now)
    _governance(user)
    generate.analyse()
    return user


def _programme_of_drills(user: User) -> None:
    now = timezone.now()
    DrillPolicy.objects.update(starts_on=date(now.year, 1, 1))
    create_policy(
        code="EACH", name_en="Each process", name_zh="各流程", type="tabletop",
        period="half_year", scope="tier", tiers=list(Tier.objects.order_by("order")[:1]),
        starts_on=date(now.year, 1, 1), by=user, at=now,
    )  # fmt: skip


def _governance(user: User) -> None:
    """A third of all days has passed, so a third of all that is due is late."""
    now, today = timezone.now(), timezone.localdate()
    people = list(Person.objects.order_by("pk")[:100])

    def due(n: int) -> date:
        return today + timedelta(days=n % 90 - 30)

    plan = Programme.objects.create(code="PRG", title="Programme", start_on=today)
    ProgrammeTask.objects.bulk_create(
        ProgrammeTask(
            code=f"PRG.{n}", programme=plan, name_en=f"Task {n}", name_zh=f"任务{n}",
            starts_on=due(n), due_on=due(n), owner=people[n % 100],
        )
        for n in range(300)
    )  # fmt: skip
    standard = Framework.objects.create(
        code="bench", kind="clauses", name_en="Standard", name_zh="标准"
    )
    clauses = Requirement.objects.bulk_create(
        Requirement(framework=standard, number=f"{n}", name_en=f"Clause {n}", name_zh=f"条款{n}")
        for n in range(200)
    )
    Standing.objects.bulk_create(
        Standing(requirement=one, owner=people[n % 100], next_review=due(n))
        for n, one in enumerate(clauses)
    )
    Risk.objects.bulk_create(
        Risk(
            code=f"RSK-{n}", title=f"Risk {n}", threat="cyber", likelihood=3, impact=3,
            owner=people[n % 100], next_review=due(n),
        )
        for n in range(200)
    )  # fmt: skip
    parts = [{"key": key, "weight": 10, "value": 70 + n} for n, key in enumerate(PARTS)]
    HealthSnapshot.objects.bulk_create(
        HealthSnapshot(
            day=today - timedelta(days=n), at=now, value=Decimal(75), band="amber",
            indicators=parts,
        )
        for n in range(95)
    )  # fmt: skip


DASHBOARD_PARTS = {"dashboard": dashboard}
