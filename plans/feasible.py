"""Whether a version can be carried out in time: its rows, the arithmetic, and what to show.

Guards, page, API and PDF read this (docs/method.md §32). Nothing is stored: the answer follows
from the version's content and from objectives, card and roles as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bia.analysis.stored import stored
from bia.models import Process
from lib.language import in_language
from plans.domain.feasibility import Feasibility, Light, Reason, Target, Task, feasibility
from plans.domain.task_order import CycleFound
from plans.models import PlanVersion
from plans.services.content_document import document_of
from plans.services.response_limits import Limits, Role, response_limits, roles_by_code
from plans.services.sub_plans import paths_of

Names = Mapping[str, str]


@dataclass(frozen=True)
class FeasibilityView:
    """`result` is None when the tasks wait for each other in a circle.

    `notes` warn without deciding: people, sub-plans, circles. `titles` are those of the tasks in
    both languages, by number; `processes` are names by code.
    """

    status: Light
    result: Feasibility | None
    limits: Limits
    notes: tuple[Reason, ...] = ()
    titles: Mapping[int, Names] = field(default_factory=dict)
    roles: Mapping[int, str] = field(default_factory=dict)
    role_names: Mapping[str, Names] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_red(self) -> bool:
        return self.status is Light.RED

    @property
    def is_amber(self) -> bool:
        return self.status is Light.AMBER

    @property
    def reasons(self) -> list[Reason]:
        """Why it has this colour (each once), then what is to be known besides."""
        found: list[Reason] = []
        for verdict in self.result.verdicts if self.result else ():
            found += [one for one in verdict.because if one not in found]
        return [*found, *(one for one in self.notes if one not in found)]

    def title(self, number: int) -> str:
        pair = self.titles.get(number, {})
        return in_language(pair.get("en", ""), pair.get("zh", ""))

    def role_name(self, number: int) -> str:
        pair = self.role_names.get(self.roles.get(number, ""), {})
        return in_language(pair.get("en", ""), pair.get("zh", ""))

    def process_name(self, code: str) -> str:
        return self.processes.get(code, code)


def feasibility_of(
    version: PlanVersion, at: datetime, document: Mapping[str, Any] | None = None
) -> FeasibilityView:
    """`document` is that of `services.content_document`, where the caller has it.

    Six queries with a document at most, two more a level of sub-plans.
    """
    document = document or document_of(version)
    limits = response_limits(version)
    roles = roles_by_code()
    tasks, notes = _tasks(document["tasks"])
    named = _covered(document["plan"], at)
    view: dict[str, Any] = {
        "limits": limits,
        "titles": {one["number"]: one["title"] for one in document["tasks"]},
        "roles": {one["number"]: one["role"] or "" for one in document["tasks"]},
        "role_names": {one.code: _pair(one) for one in roles.values()},
        "processes": {code: name for code, name, *_times in named},
    }
    try:
        result = feasibility(
            tasks,
            notify_s=limits.notify_s,
            assess_s=limits.assess_s,
            pre_authorised=document["pre_authorised"],
            targets=[Target(code, rto_s, mtd_s) for code, _name, rto_s, mtd_s in named],
            capacities={code: role.capacity for code, role in roles.items()},
        )
    except CycleFound as found:
        return FeasibilityView(Light.RED, None, notes=(_cycle(found),), **view)
    return FeasibilityView(
        result.status, result, notes=(*notes, *_people(result, tasks, roles)), **view
    )


def _tasks(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Task], list[Reason]]:
    """A task that another plan carries out takes that plan's critical path."""
    codes = {one["sub_plan"] for one in rows if one["sub_plan"]}
    paths = paths_of(codes) if codes else {}
    tasks, notes = [], []
    for one in rows:
        duration_s = one["duration_s"]
        if one["sub_plan"]:
            path_s = paths[one["sub_plan"]]
            if path_s is None:
                params = {"task": one["number"], "plan": one["sub_plan"]}
                notes.append(Reason("sub_plan_unknown", params))
            else:
                duration_s = path_s
        tasks.append(
            Task(
                number=one["number"],
                duration_s=duration_s,
                needs=tuple(one["needs"]),
                role=one["role"] or "",
                counts=one["counts_in_time"],
            )
        )
    return tasks, notes


Covered = tuple[str, str, int | None, int | None]


def _covered(plan: Mapping[str, Any], at: datetime) -> list[Covered]:
    """Code, name, RTO and MTD of the processes named; of those that need its systems if none is."""
    codes = list(plan["processes"])
    if not codes and plan["systems"]:
        codes = _needing(plan["systems"], at)
    if not codes:
        return []
    rows = Process.objects.filter(code__in=codes).order_by("rto_s", "code")
    return list(rows.values_list("code", "name", "rto_s", "mtd_s"))


def _needing(systems: Iterable[str], at: datetime) -> list[str]:
    """Codes of the processes that cannot do without one of `systems` (hard needs, any depth)."""
    register = stored(at).register
    above: dict[str, list[str]] = {}
    for edge in register.graph.edges:
        if edge.strength == "hard" and not edge.place:
            above.setdefault(edge.needs, []).append(edge.dependent)
    waiting = [f"{prefix}:{code}" for code in systems for prefix in ("system", "team")]
    seen: set[str] = set(waiting)
    while waiting:
        for key in above.get(waiting.pop(), ()):
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    named = register.named
    return [named[key].code for key in seen if key in named and named[key].table == "process"]


def _people(
    result: Feasibility, tasks: Sequence[Task], roles: Mapping[str, Role]
) -> Iterable[Reason]:
    used = {task.role for task in tasks if task.role}
    for code in sorted(used):
        if code in roles and roles[code].capacity == 0:
            yield Reason("role_unheld", {"role": _pair(roles[code])})
    for one in result.bottlenecks:
        if one.capacity:
            yield Reason(
                "bottleneck",
                {
                    "role": _pair(roles[one.role]),
                    "capacity": one.capacity,
                    "most": one.most,
                    "tasks": list(one.numbers),
                },
            )
    if result.staffed_s > result.total_s:
        params = {"staffed_s": result.staffed_s, "total_s": result.total_s}
        yield Reason("one_after_another", params)


def _cycle(found: CycleFound) -> Reason:
    return Reason("cycle", {"path": str(found)})


def _pair(role: Role) -> dict[str, str]:
    return {"en": role.name_en, "zh": role.name_zh}
