"""In which order limited teams restore what failed, and when everything is up again.

Rules: docs/method.md §18. Teams restore systems; suppliers and places come back by themselves,
a process resumes by its own people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bia.domain.errors import refuse
from bia.domain.graph.model import Graph
from bia.domain.graph.restoration import Restoration, prepare
from bia.domain.graph.resumption import Resumption
from bia.domain.graph.schedule import Run, run

Priority = Literal["latest_finish", "code"]
PRIORITIES: tuple[Priority, ...] = ("latest_finish", "code")
MOST_TEAMS = 10_000


@dataclass(frozen=True, slots=True)
class Task:
    """One restore by one team; seconds since the disruption.

    `ready_s`: when it could have started, had a team been free.
    """

    node: str
    team: int
    start_s: int
    finish_s: int
    ready_s: int = 0


@dataclass(frozen=True, slots=True)
class Recovery:
    """`up_s`: when each node is up, None never; `resumes_s`: each process, workarounds counted.

    `tasks` in order of start, then team; `makespan_s`: when the last task is done, 0 without.
    """

    tasks: tuple[Task, ...]
    up_s: dict[str, int | None]
    resumes_s: dict[str, int | None]
    makespan_s: int


def recover(
    graph: Graph,
    required: Mapping[str, int | None],
    *,
    teams: int | None,
    decision_s: int = 0,
    priority: Priority = "latest_finish",
    failed: Collection[str] | None = None,
    held: Mapping[str, int | None] | None = None,
    order: Sequence[str] | None = None,
) -> Recovery:
    """The list schedule: earliest possible start first, then the tightest requirement.

    `required`: latest finish per key (may be negative; None last, then by key); `teams` None: as
    many as are wanted, which gives the forward pass. `failed` None: every node with a duration.
    `held`: nodes that come back at a fixed moment whoever works, None: nobody knows when. `order`
    overrides the priority for the keys it names. DomainError at `teams` (1 … 10,000).
    """
    check_teams(teams)
    prepared = prepare(graph, decision_s=decision_s, failed=failed, held=held)
    rank = ranks(prepared, required, priority, order or ())
    return recovery_of(prepared, run(prepared, rank, teams), required)


Verdict = Literal["no_target", "mtd_breach", "rto_miss", "untested", "met"]


def verdict(
    back_s: int | None, required_s: int | None, mtd_s: int | None, *, unknown: bool = False
) -> Verdict:
    """What a time in a schedule means: past the MTD, later than required, or in time.

    `unknown`: it is a lower bound, so it may break a promise but never proves one.
    """
    if required_s is None and mtd_s is None:
        return "no_target"
    if mtd_s is not None and (back_s is None or back_s > mtd_s):
        return "mtd_breach"
    if required_s is not None and (back_s is None or back_s > required_s):
        return "rto_miss"
    return "untested" if unknown else "met"


def check_teams(teams: int | None) -> None:
    if teams is not None and not 1 <= teams <= MOST_TEAMS:
        raise refuse("teams", "teams_out_of_range", most=MOST_TEAMS)


def ranks(
    prepared: Restoration,
    required: Mapping[str, int | None],
    priority: Priority,
    order: Sequence[str] = (),
) -> list[int]:
    """Place of each node in the list, by position; smaller is taken first."""
    nodes = prepared.layout.nodes
    place = {key: at for at, key in enumerate(order)}

    def wish(at: int) -> tuple[int, bool, int, str]:
        key = nodes[at].key
        latest_s = required.get(key) if priority == "latest_finish" else None
        return (place.get(key, len(place)), latest_s is None, latest_s or 0, key)

    rank = [0] * len(nodes)
    for number, at in enumerate(sorted(range(len(nodes)), key=wish)):
        rank[at] = number
    return rank


def recovery_of(prepared: Restoration, seen: Run, required: Mapping[str, int | None]) -> Recovery:
    """The answer in keys."""
    nodes = prepared.layout.nodes
    tasks = [
        Task(
            nodes[at].key, seen.team[at], start_s, start_s + prepared.own_s[at], seen.ready_s[at]
        )
        for at, start_s in seen.start_s.items()
    ]  # fmt: skip
    return Recovery(
        tasks=tuple(sorted(tasks, key=lambda task: (task.start_s, task.team))),
        up_s={node.key: seen.up_s[prepared.parts.of[at]] for at, node in enumerate(nodes)},
        resumes_s={
            nodes[at].key: at_s for at, at_s in Resumption(prepared, required).times(seen).items()
        },
        makespan_s=max((task.finish_s for task in tasks), default=0),
    )
