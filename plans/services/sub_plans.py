"""How long plans take that are carried out as one task of another (PLN-8: at most five deep)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from plans.domain.feasibility import Task, feasibility
from plans.domain.task_order import CycleFound
from plans.models import PlanTask, TaskNeed, VersionStatus

DEEPEST = 5


@dataclass
class _Node:
    """The effective version of a plan: its tasks, with the plans behind them by number."""

    tasks: list[Task] = field(default_factory=list)
    below: dict[int, str] = field(default_factory=dict)


def paths_of(codes: Collection[str]) -> Mapping[str, int | None]:
    """Plan code → seconds of the critical path of its effective version.

    None: it has none, or it stands too deep or in a circle. Two queries a level.
    """
    known = _read(codes)
    found: dict[str, int | None] = {}
    for code in codes:
        _path(code, known, found, ())
    return {code: found.get(code) for code in codes}


def _read(codes: Collection[str]) -> dict[str, _Node]:
    known: dict[str, _Node] = {}
    wanted = set(codes)
    for _level in range(DEEPEST):
        if not wanted:
            break
        rows = PlanTask.objects.filter(
            plan_version__status=VersionStatus.EFFECTIVE.value,
            plan_version__plan__code__in=wanted,
        )
        needs: dict[int, list[int]] = defaultdict(list)
        for task, number in TaskNeed.objects.filter(task__in=rows.order_by()).values_list(
            "task_id", "needs__number"
        ):
            needs[task].append(number)
        below: set[str] = set()
        for pk, plan, number, duration_s, counts, sub_plan in rows.values_list(
            "id", "plan_version__plan__code", "number", "duration_s", "counts_in_time",
            "sub_plan__code",
        ):  # fmt: skip
            node = known.setdefault(plan, _Node())
            node.tasks.append(Task(number, duration_s, tuple(needs[pk]), counts=counts))
            if sub_plan:
                node.below[number] = sub_plan
                below.add(sub_plan)
        wanted = below - set(known)
    return known


def _path(
    code: str, known: Mapping[str, _Node], found: dict[str, int | None], above: tuple[str, ...]
) -> int | None:
    if code in found:
        return found[code]
    node = known.get(code)
    if node is None or code in above or len(above) >= DEEPEST:
        return None
    tasks = []
    for task in node.tasks:
        duration_s = task.duration_s
        if task.number in node.below:
            path_s = _path(node.below[task.number], known, found, (*above, code))
            duration_s = duration_s if path_s is None else path_s
        tasks.append(Task(task.number, duration_s, task.needs, counts=task.counts))
    try:
        result = feasibility(
            tasks, notify_s=0, assess_s=0, pre_authorised=True, targets=(), capacities={}
        )
    except CycleFound:
        return None
    found[code] = result.path_s
    return result.path_s
