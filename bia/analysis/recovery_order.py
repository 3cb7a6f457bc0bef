"""The recovery order of the stored register: everything is down, so many teams restore it.

Rules: docs/method.md §18. Kept as long as the register stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from bia.analysis.loss_curves import curves
from bia.analysis.sight import Sight
from bia.analysis.single_points import required_in
from bia.analysis.stored import Stored
from bia.domain.graph.improvement import Improved, Prefer, improve
from bia.domain.graph.lower_bound import lower_bound
from bia.domain.graph.recovery import Priority, Recovery, Task, verdict
from bia.domain.reasons import Reason
from bia.reasons import explain
from lib.language import told

KEPT = 16


@dataclass(frozen=True)
class Planned:
    """The plain list schedule, the best order found, and what no order can beat."""

    of: Stored
    teams: int | None
    decision_s: int
    priority: Priority
    improved: Improved
    bound_s: int

    @cached_property
    def required(self) -> dict[str, int | None]:
        return required_in(self.of)

    def verdict(self, process: str, back_s: int | None) -> str:
        mtd_s = self.of.named[process].mtd_s
        return verdict(
            back_s, self.required[process], mtd_s, unknown=self.of.analysis.nodes[process].unknown
        )

    def lateness_s(self, process: str, back_s: int | None) -> int | None:
        """Later than required; negative: earlier; None without an objective or an end."""
        required_s = self.required[process]
        return None if required_s is None or back_s is None else back_s - required_s

    @cached_property
    def _suppliers(self) -> dict[str, list[str]]:
        """Of each node, those it must wait for before its restore starts."""
        found: dict[str, list[str]] = {}
        for edge in self.of.register.graph.edges:
            if edge.strength == "hard" and not edge.place and edge.mode == "serial":
                found.setdefault(edge.dependent, []).append(edge.needs)
        return found

    def because(self, task: Task, plan: Recovery, sight: Sight) -> str:
        """Why it starts then in `plan` and why it is its turn, with names `sight` may read."""
        sentences = [self._ready(task, plan, sight), self._turn(task, sight)]
        if task.start_s > task.ready_s:
            waited = task.start_s - task.ready_s
            sentences.append(
                Reason.of("recovery.start.waited", waited_s=waited, start_s=task.start_s)
            )
        return told(explain(one) for one in sentences)

    def _ready(self, task: Task, plan: Recovery, sight: Sight) -> Reason:
        needs = self._suppliers.get(task.node, ())
        last = [key for key in needs if plan.up_s[key] == task.ready_s]
        if task.ready_s == 0:
            return Reason.of("recovery.ready.at_once")
        if last:
            supplier = sight.name(min(last))
            return Reason.of("recovery.ready.supplier", ready_s=task.ready_s, supplier=supplier)
        return Reason.of("recovery.ready.decided", ready_s=task.ready_s)

    def _turn(self, task: Task, sight: Sight) -> Reason:
        node = self.of.analysis.nodes[task.node]
        if self.priority == "code":
            return Reason.of("recovery.turn.code")
        if node.required_s is None:
            return Reason.of("recovery.turn.last")
        if node.required_by is None:
            return Reason.of("recovery.turn.own", required_s=node.required_s)
        dependent = sight.name(node.required_by)
        if node.required_s < 0:
            over_s = -node.required_s
            return Reason.of("recovery.turn.no_time_left", dependent=dependent, over_s=over_s)
        return Reason.of("recovery.turn.required", dependent=dependent, required_s=node.required_s)


def planned(
    of: Stored,
    *,
    teams: int | None,
    decision_s: int = 0,
    priority: Priority = "latest_finish",
    prefer: Prefer = "end",
) -> Planned:
    """DomainError at `teams`. At most two queries, and none when asked before."""
    known: dict[Any, Planned] = of.kept.setdefault("recovery", {})
    wanted = (teams, decision_s, priority, prefer)
    if wanted not in known:
        made = _plan(of, teams, decision_s, priority, prefer)
        while len(known) >= KEPT:
            known.pop(next(iter(known)), None)
        known[wanted] = made
    return known[wanted]


def _plan(
    of: Stored, teams: int | None, decision_s: int, priority: Priority, prefer: Prefer
) -> Planned:
    graph, required = of.register.graph, required_in(of)
    money = curves(of.register.at)

    def loss(process: str, down_s: int) -> Decimal:
        curve = money.get(process)
        return Decimal(0) if curve is None else curve.loss(down_s)

    critical = {key for key, one in of.named.items() if one.critical or one.life_safety}
    improved = improve(
        graph,
        required,
        teams=teams,
        decision_s=decision_s,
        priority=priority,
        critical=critical,
        loss=loss,
        prefer=prefer,
    )
    bound_s = lower_bound(graph, teams=teams, decision_s=decision_s)
    return Planned(of, teams, decision_s, priority, improved, bound_s)
