"""How long tasks really took, offered as their planned duration (PLN-10): median of the last 3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from plans.models import ActivationState, PlanVersion, TaskRun, TaskState

LAST = 3


@dataclass(frozen=True)
class Offered:
    """`duration_s` of the last `runs` (one to three), the newest ended at `last_at`."""

    duration_s: int
    runs: int
    last_at: datetime


def offered(version: PlanVersion) -> Mapping[int, Offered]:
    """Number of a task of `version` → what its plan's activations measured (two queries).

    A task is the same one in another version when number and a title are the same. Exercises
    count; what was cancelled, failed or skipped does not. Between two of the same rank the
    shorter one is taken.
    """
    wanted = {
        (number, title): number
        for number, *titles in version.tasks.values_list("number", "title_en", "title_zh")
        for title in titles
        if title
    }
    measured: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = TaskRun.objects.filter(
        activation__plan=version.plan_id, state=TaskState.DONE, origin__isnull=False
    ).exclude(activation__state=ActivationState.CANCELLED)
    for number, english, chinese, opened, started, ended in rows.order_by("-ended_at").values_list(
        "number", "origin__title_en", "origin__title_zh", "opened_at", "started_at", "ended_at"
    ):
        mine = wanted.get((number, english)) or wanted.get((number, chinese))
        seconds = actual_s(opened, started, ended)
        if mine is None or ended is None or seconds is None or len(measured[mine]) >= LAST:
            continue
        measured[mine].append((ended, seconds))
    return {
        number: Offered(median_low([seconds for _at, seconds in found]), len(found), max(found)[0])
        for number, found in measured.items()
        if found
    }


def actual_s(
    opened_at: datetime | None, started_at: datetime | None, ended_at: datetime | None
) -> int | None:
    """From the start, or from when it could begin if nobody said that it was started."""
    began = started_at or opened_at
    if began is None or ended_at is None:
        return None
    return max(0, int((ended_at - began).total_seconds()))
