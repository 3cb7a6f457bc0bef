"""Plans in the war room: what fits, what is being carried out and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from incidents.once import new_key
from incidents.room import Room
from incidents.services.plans import activations_of, proposals, situation_of
from plans.backfill_progress import Whole, progress_of, whole
from plans.domain.task_states import SATISFIED
from plans.models import Backfill, PlanActivation


@dataclass(frozen=True)
class Running:
    """`backfill` is None while nothing was written on paper."""

    activation: PlanActivation
    tasks: int
    ended: int
    backfill: Whole | None

    @property
    def status(self) -> str:
        return f"activation_{self.activation.state}"


def plans_part(room: Room) -> dict[str, Any]:
    rows = list(
        activations_of(room.incident).annotate(
            tasks_all=Count("tasks"), tasks_ended=Count("tasks", filter=Q(
                tasks__state__in=SATISFIED)),
        )
    )  # fmt: skip
    open_now = room.incident.is_in_response
    fitting = []
    if open_now:
        running = {one.plan_id for one in rows}
        situation = situation_of(
            room.incident,
            room.at,
            systems=[one.system_id for one in room.systems],
            processes=[one.process_id for one in room.open_impacts],
        )
        offered = proposals(room.incident, room.at, situation=situation, running=rows)
        fitting = [one for one in offered if one.plan.pk not in running]
    writes = open_now and room.may("respond")
    if not rows and not fitting and not writes:
        return {}
    return {
        "running": _running(rows, room),
        "fitting": fitting,
        "writes": writes,
        "key": new_key(),
    }


def _running(rows: list[Any], room: Room) -> list[Running]:
    batches = Backfill.objects.for_list().filter(activation__in=rows) if rows else []
    by_activation: dict[int, list[Backfill]] = {}
    for one in batches:
        by_activation.setdefault(one.activation_id, []).append(one)
    found = []
    for row in rows:
        mine = by_activation.get(row.pk)
        backfill = whole(progress_of(mine, at=room.at)) if mine else None
        found.append(Running(row, row.tasks_all, row.tasks_ended, backfill))
    return found
