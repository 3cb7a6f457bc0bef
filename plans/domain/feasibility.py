"""Whether a plan can be carried out in time (PLN-9, docs/method.md §32). Seconds throughout.

Time until the plan works = limit to notify + limit to assess (0 where the switch-over is
authorised beforehand) + the critical path over the tasks that count. A task that does not count
passes its order on and takes no time. Plain values in and out: reasons are codes with params,
their words stand in `plans.feasibility_words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plans.domain.staffing import Bottleneck, Work, bottlenecks, staffed_s
from plans.domain.task_order import Needs, followers_of, ordered

# Less room than this share of the RTO is amber.
THIN = 10


class Light(StrEnum):
    """`NONE`: nothing to compare."""

    NONE = "none"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


SEVERITY = (Light.NONE, Light.GREEN, Light.AMBER, Light.RED)


@dataclass(frozen=True)
class Reason:
    """Why: a code of `plans.feasibility_words` with its params (plain JSON values)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """`duration_s` None: nobody said (counted as 0, and told). `role` is a code or ""."""

    number: int
    duration_s: int | None
    needs: tuple[int, ...] = ()
    role: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Target:
    """A process the plan covers, with its objectives in force (None: not set)."""

    process: str
    rto_s: int | None = None
    mtd_s: int | None = None


@dataclass(frozen=True)
class TaskTime:
    """From the activation: the earliest and the latest that keeps the end. `slack_s` ≥ 0."""

    number: int
    duration_s: int
    start_s: int
    end_s: int
    latest_start_s: int
    latest_end_s: int
    slack_s: int
    counts: bool
    on_critical_path: bool


@dataclass(frozen=True)
class Verdict:
    """`slack_s` is what is left until the RTO, below 0 when it is missed; None without RTO."""

    process: str
    rto_s: int | None
    mtd_s: int | None
    status: Light
    because: tuple[Reason, ...]
    slack_s: int | None


@dataclass(frozen=True)
class Feasibility:
    """`status` is the worst of the verdicts. `critical` is one longest chain of counted tasks.

    `assess_s` is 0 where it is authorised beforehand; `staffed_s` is `total_s` if roles do no
    more at once than they can.
    """

    notify_s: int
    assess_s: int
    pre_authorised: bool
    path_s: int
    total_s: int
    staffed_s: int
    status: Light
    critical: tuple[int, ...]
    tasks: tuple[TaskTime, ...]
    verdicts: tuple[Verdict, ...]
    bottlenecks: tuple[Bottleneck, ...]
    without_duration: tuple[int, ...]

    @property
    def lead_s(self) -> int:
        """Until the first task begins."""
        return self.notify_s + self.assess_s

    @property
    def is_red(self) -> bool:
        return self.status is Light.RED


def feasibility(
    tasks: Sequence[Task],
    *,
    notify_s: int,
    assess_s: int,
    pre_authorised: bool,
    targets: Sequence[Target],
    capacities: Mapping[str, int],
) -> Feasibility:
    """Compare what the plan takes with what each process allows.

    `capacities`: role → how many of its tasks go side by side; a role that is missing is not
    limited. Raises CycleFound.
    """
    by_number = {task.number: task for task in tasks}
    needs = {one.number: [need for need in one.needs if need in by_number] for one in tasks}
    weights = {one.number: (one.duration_s or 0) if one.counts else 0 for one in tasks}
    order = ordered(needs)
    starts = _earliest(order, needs, weights)
    path_s = max((starts[number] + weights[number] for number in order), default=0)
    latest = _latest(order, followers_of(needs), weights, path_s)
    times = {one: _time(by_number[one], weights[one], starts[one], latest[one]) for one in order}
    works = [
        Work(one, by_number[one].role, starts[one], weights[one], (latest[one], place))
        for place, one in enumerate(order)
    ]
    counted_assess_s = 0 if pre_authorised else assess_s
    lead_s = notify_s + counted_assess_s
    missing = tuple(one.number for one in tasks if one.counts and one.duration_s is None)
    timed = any(one.counts for one in tasks)
    verdicts = tuple(_verdict(one, lead_s + path_s, missing, timed) for one in targets)
    return Feasibility(
        notify_s=notify_s,
        assess_s=counted_assess_s,
        pre_authorised=pre_authorised,
        path_s=path_s,
        total_s=lead_s + path_s,
        staffed_s=lead_s + staffed_s(works, needs, capacities),
        status=max((one.status for one in verdicts), key=SEVERITY.index, default=Light.NONE),
        critical=_chain(order, needs, weights, starts, path_s, by_number),
        tasks=tuple(times[one.number] for one in tasks),
        verdicts=verdicts,
        bottlenecks=bottlenecks(works, capacities),
        without_duration=missing,
    )


def _earliest(order: Sequence[int], needs: Needs, weights: Mapping[int, int]) -> dict[int, int]:
    starts: dict[int, int] = {}
    for number in order:
        starts[number] = max((starts[one] + weights[one] for one in needs[number]), default=0)
    return starts


def _latest(
    order: Sequence[int],
    followers: Mapping[int, Sequence[int]],
    weights: Mapping[int, int],
    end: int,
) -> dict[int, int]:
    """Latest starts that keep the end."""
    latest: dict[int, int] = {}
    for number in reversed(order):
        until = min((latest[one] for one in followers[number]), default=end)
        latest[number] = until - weights[number]
    return latest


def _time(task: Task, weight: int, start_s: int, latest_s: int) -> TaskTime:
    slack_s = latest_s - start_s
    return TaskTime(
        number=task.number,
        duration_s=weight if task.counts else (task.duration_s or 0),
        start_s=start_s,
        end_s=start_s + weight,
        latest_start_s=latest_s,
        latest_end_s=latest_s + weight,
        slack_s=slack_s,
        counts=task.counts,
        on_critical_path=task.counts and slack_s == 0,
    )


def _chain(
    order: Sequence[int],
    needs: Needs,
    weights: Mapping[int, int],
    starts: Mapping[int, int],
    path_s: int,
    by_number: Mapping[int, Task],
) -> tuple[int, ...]:
    """One longest chain, its counted tasks in order; the smallest numbers where several are."""
    ends = [one for one in order if starts[one] + weights[one] == path_s]
    if not ends or path_s == 0:
        return ()
    at: int | None = min(ends)
    found: list[int] = []
    while at is not None:
        if by_number[at].counts and weights[at]:
            found.append(at)
        before = [one for one in needs[at] if starts[one] + weights[one] == starts[at]]
        at = min(before) if before and starts[at] > 0 else None
    return tuple(reversed(found))


def _verdict(target: Target, total_s: int, missing: tuple[int, ...], timed: bool) -> Verdict:
    status, because = _judge(target, total_s, missing, timed)
    slack_s = None if target.rto_s is None else target.rto_s - total_s
    return Verdict(target.process, target.rto_s, target.mtd_s, status, because, slack_s)


def _judge(
    target: Target, total_s: int, missing: tuple[int, ...], timed: bool
) -> tuple[Light, tuple[Reason, ...]]:
    if not timed:
        return Light.NONE, (Reason("nothing_timed"),)
    rto_s, mtd_s = target.rto_s, target.mtd_s
    red = []
    if rto_s is not None and total_s > rto_s:
        red.append(_over("over_rto", total_s, rto_s))
    if mtd_s is not None and total_s > mtd_s:
        red.append(_over("over_mtd", total_s, mtd_s))
    if red:
        return Light.RED, tuple(red)
    amber = []
    if rto_s is None:
        amber.append(Reason("no_rto", {"total_s": total_s}))
    elif (rto_s - total_s) * THIN < rto_s:
        params = {"total_s": total_s, "limit_s": rto_s, "slack_s": rto_s - total_s}
        amber.append(Reason("thin", params))
    if missing:
        amber.append(Reason("without_duration", {"tasks": list(missing)}))
    if amber:
        return Light.AMBER, tuple(amber)
    assert rto_s is not None
    return Light.GREEN, (
        Reason("in_time", {"total_s": total_s, "limit_s": rto_s, "slack_s": rto_s - total_s}),
    )


def _over(code: str, total_s: int, limit_s: int) -> Reason:
    return Reason(code, {"total_s": total_s, "limit_s": limit_s, "over_s": total_s - limit_s})
