"""The year of 500 drills, the coverage matrix of 200 processes, and the hourly look at both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from bench import generate
from bench.measure import Result, clocked, page, signed_in
from bia.models import Process, Tier
from drills.models import Drill, DrillPolicy, DrillScenario
from drills.services.policies import create_policy
from drills.services.programme import keep

DRILLS = 500
PROCESSES = 200
TYPES = ("tabletop", "functional", "functional", "full")


def programme_pages() -> list[Result]:
    user = generate.start()
    generate.processes(PROCESSES)
    now = timezone.now()
    year = now.year
    many_drills(user, year)
    programme(user, now)
    keep(now)
    client = signed_in(user)
    return [
        page("Year of 500 drills", client, f"/drills/calendar/?year={year}", 200, 15),
        page("Coverage of 200 processes", client, "/drills/coverage/", 200, 15),
        page("The same, functional", client, "/drills/coverage/?type=functional", 200, 15),
        page("List of 50 of 500 drills", client, "/drills/", 150, 15),
        page("Drill policies with their rates", client, "/drills/policies/", 200, 15),
        page("List of 50 of all slots", client, "/drills/slots/", 150, 15),
        Result("The look at the programme", clocked(look) * 1000, 1000, "ms"),
    ]


def look() -> None:
    keep(timezone.now())


def many_drills(user: User, year: int) -> None:
    """Spread over the year, those before today carried through and scored; rows alone."""
    now = timezone.now()
    scenarios = list(DrillScenario.objects.order_by("code"))
    first = datetime(year, 1, 1, 6, tzinfo=UTC)
    rows = []
    for number in range(DRILLS):
        began = first + timedelta(hours=number * 8760 // DRILLS)
        past = began < now
        values: dict[str, Any] = {
            "code": f"DRL-B-{number:04d}",
            "title": f"Drill {number} of the bench",
            "type": TYPES[number % 4],
            "status": "closed" if past else "planned",
            "planned_start": began,
            "planned_end": began + timedelta(hours=2),
            "started_at": began if past else None,
            "ended_at": began + timedelta(hours=2) if past else None,
            "score": Decimal(60 + number % 40) if past else None,
            "scenario": scenarios[number % len(scenarios)] if scenarios else None,
            "timezone": "Asia/Shanghai",
            "created_by": user,
        }
        rows.append(Drill(**values))
    Drill.objects.bulk_create(rows)
    keys = list(Process.objects.order_by("pk").values_list("pk", flat=True))
    link = Drill.processes.through
    link._base_manager.bulk_create(
        link(drill=one, process_id=keys[(number * 7 + step) % len(keys)])
        for number, one in enumerate(rows)
        for step in range(2)
    )


def programme(user: User, now: datetime) -> None:
    """The shipped policies since January, and one that asks for every process of a tier."""
    DrillPolicy.objects.update(starts_on=date(now.year, 1, 1))
    tiers = list(Tier.objects.order_by("order")[:1])
    Process.objects.update(tier=tiers[0])
    create_policy(
        code="EACH", name_en="Each process", name_zh="各流程", type="tabletop",
        period="half_year", scope="tier", tiers=tiers, starts_on=date(now.year, 1, 1),
        by=user, at=now,
    )  # fmt: skip


DRILL_PROGRAMME_PARTS = {"drill_programme": programme_pages}
