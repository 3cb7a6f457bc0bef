"""What tasks wait for, and which plans they stand for; never in a circle (PLN-8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection
from django.utils.translation import gettext_lazy as _

from lib.errors import Problem, Refused
from plans.domain.cycles import DEEPEST, cycle_from, deepest_through, find_cycle
from plans.models import Plan, PlanTask, PlanVersion, TaskNeed, VersionStatus
from plans.models.plan import OPEN

ARROW = " → "
_ONE_AT_A_TIME = 0x504C4E38  # two drafts could close a circle of plans from both ends


def needs_of(plan_version: PlanVersion) -> dict[int, set[int]]:
    """Numbers of the tasks each task waits for; every task of the version is a key."""
    found: dict[int, set[int]] = {
        number: set() for number in plan_version.tasks.values_list("number", flat=True)
    }
    rows = TaskNeed.objects.filter(task__plan_version=plan_version)
    for number, needed in rows.values_list("task__number", "needs__number"):
        found[number].add(needed)
    return found


def write_needs(task: PlanTask, numbers: Collection[int]) -> bool:
    """Make `task` wait for exactly these; the version is locked. Answers whether it changed.

    Raises Refused at `needs` for a number that is not there and for a circle, which is named.
    """
    tasks = {one.number: one for one in PlanTask.objects.filter(plan_version=task.plan_version_id)}
    wanted = set(numbers)
    unknown = sorted(wanted - set(tasks))
    if unknown:
        words = _("There is no task %(number)s.") % {"number": unknown[0]}
        raise Refused("unknown_task", words, "needs")
    graph = needs_of(task.plan_version)
    if graph[task.number] == wanted:
        return False
    refuse_cycle(graph | {task.number: wanted}, task.number)
    kept = {tasks[number].pk for number in wanted}
    task.need_rows.exclude(needs__in=kept).delete()
    there = set(task.need_rows.values_list("needs_id", flat=True))
    TaskNeed.objects.bulk_create([TaskNeed(task=task, needs_id=pk) for pk in sorted(kept - there)])
    return True


def refuse_cycle(graph: Mapping[int, Collection[int]], start: int) -> None:
    cycle = cycle_from(graph, start)
    if cycle:
        raise Refused("cycle", _cycle_words(ARROW.join(map(str, cycle))), "needs")


def cycle_problem(plan_version: PlanVersion) -> Problem | None:
    """The guard of a submission: rows written by SQL may hold what services refuse."""
    cycle = find_cycle(needs_of(plan_version))
    if cycle is None:
        return None
    return Problem("cycle", _cycle_words(ARROW.join(map(str, cycle))), "needs")


def check_sub_plan(plan: Plan, sub_plan: Plan | None) -> None:
    """Raises Refused at `sub_plan`: circles are named, and so is a chain that is too deep."""
    if sub_plan is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    uses: dict[str, set[str]] = {}
    rows = PlanTask.objects.filter(
        sub_plan__isnull=False,
        plan_version__status__in=[*OPEN, VersionStatus.EFFECTIVE],
    )
    for user, used in rows.values_list("plan_version__plan__code", "sub_plan__code").distinct():
        uses.setdefault(user, set()).add(used)
    uses.setdefault(plan.code, set()).add(sub_plan.code)
    cycle = cycle_from(uses, plan.code)
    if cycle:
        raise Refused("cycle", _cycle_words(ARROW.join(cycle)), "sub_plan")
    chain = deepest_through(uses, plan.code, sub_plan.code)
    if len(chain) - 1 > DEEPEST:
        words = _("Plans lie more than %(most)s deep: %(chain)s.") % {
            "most": DEEPEST,
            "chain": ARROW.join(chain),
        }
        raise Refused("too_deep", words, "sub_plan")


def _cycle_words(way: str) -> str:
    return str(_("These wait for each other in a circle: %(way)s.") % {"way": way})
