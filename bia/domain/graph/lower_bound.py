"""How soon at best everything can be restored, whatever the order. Rules: docs/method.md §18.5."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bia.domain.graph.model import Graph
from bia.domain.graph.restoration import Restoration, prepare
from bia.domain.graph.schedule import run


def lower_bound(
    graph: Graph,
    *,
    teams: int | None,
    decision_s: int = 0,
    failed: Collection[str] | None = None,
    held: Mapping[str, int | None] | None = None,
) -> int:
    """Seconds: no makespan can be shorter. The longer of the longest chain of restores, which
    teams without number need too, and all work shared out evenly after the earliest start.
    """
    return bound_of(prepare(graph, decision_s=decision_s, failed=failed, held=held), teams)


def bound_of(prepared: Restoration, teams: int | None) -> int:
    free = run(prepared, [0] * len(prepared.own_s), None)
    started = free.start_s
    if not started:
        return 0
    chain_s = max(start_s + prepared.own_s[task] for task, start_s in started.items())
    if teams is None:
        return chain_s
    work_s = sum(prepared.own_s[task] for task in started)
    shared_s = -(-work_s // teams) + min(started.values())
    return max(chain_s, shared_s)
