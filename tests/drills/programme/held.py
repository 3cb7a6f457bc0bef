"""Policies, drills that were held, restore tests: rows as the programme finds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from bia.models import Process, System
from drills.models import (
    Drill,
    DrillFinding,
    DrillPolicy,
    DrillSlot,
    Inject,
    Objective,
    Script,
)
from drills.services.policies import create_policy
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: str, time: str = "10:00") -> datetime:
    """ "2026-03-02" as an instant in Shanghai."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def manager() -> User:
    return somebody("mia", "continuity_manager")


def somebody(name: str, role: str) -> User:
    """The one of the cast, or a new login."""
    return User.objects.filter(username=name).first() or factories.user(name, role)


def policy(code: str = "TT", *, on: str = "2026-01-05", **fields: Any) -> DrillPolicy:
    """A tabletop a quarter since January 2026, entered on day `on`; its slots stand."""
    values: dict[str, Any] = {
        "name_en": code,
        "name_zh": code,
        "type": "tabletop",
        "period": "quarter",
        "starts_on": date(2026, 1, 1),
    }
    return create_policy(code=code, by=manager(), at=at(on), **(values | fields))


def drill(
    day: str,
    *,
    type: str = "tabletop",
    status: str = "debrief",
    time: str = "10:00",
    processes: Sequence[Process] = (),
    systems: Sequence[System] = (),
    injects: Sequence[str] = (),
    findings: int = 0,
    **fields: Any,
) -> Drill:
    """One that began on `day` and lasted two hours; `injects` are their states at its end."""
    began = at(day, time)
    number = Drill.objects.count() + 1
    row = Drill.objects.create(
        code=f"DRL-T-{number:04d}",
        type=type,
        status=status,
        planned_start=began,
        planned_end=began + timedelta(hours=2),
        started_at=began,
        ended_at=began + timedelta(hours=2),
        timezone="Asia/Shanghai",
        created_by=manager(),
        **({"title": f"Drill {number}"} | fields),
    )
    row.processes.set(processes)
    row.systems.set(systems)
    if injects:
        script = Script.objects.create(drill=row)
        Objective.objects.create(script=script, key="O1")
        for position, state in enumerate(injects, start=1):
            _inject(script, position, state)
    for one in range(findings):
        DrillFinding.objects.create(
            drill=row, key=f"F{one + 1}", text="…", no_action_reason="Known"
        )
    return row


def _inject(script: Script, position: int, state: str) -> None:
    """ "never" is one cancelled because its condition never held."""
    condition = {"all": [{"expectation": "1.1", "is": "met"}]} if state == "never" else {}
    Inject.objects.create(
        script=script,
        key=str(position),
        position=position,
        status="cancelled" if state == "never" else state,
        condition=condition,
        skip_reason="Late" if state == "skipped" else "",
        delivered_at=at("2026-01-01") if state == "delivered" else None,
    )


def states(policy: DrillPolicy) -> list[tuple[str, str]]:
    """(first day, state) of its slots, in order."""
    rows = DrillSlot.objects.filter(policy=policy).order_by("period_start", "number", "pk")
    return [(f"{one.period_start}", one.state) for one in rows]
