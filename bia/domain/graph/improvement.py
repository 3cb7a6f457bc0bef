"""A better order than the list's, found by a seeded search. Rules: docs/method.md §18.4.

What comes first decides: MTD breaches of critical processes, all MTD breaches, the worst
lateness against an RTO; among orders equal in that the end or the loss, as preferred, then the
other, and last how long all processes wait together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bia.domain.graph.model import Graph
from bia.domain.graph.recovery import Priority, Recovery, check_teams, ranks, recovery_of
from bia.domain.graph.restoration import Restoration, prepare
from bia.domain.graph.resumption import Resumption
from bia.domain.graph.schedule import Run, run

SEED = 20_988
"""Any number will do; the same one gives everybody the same order."""
MOST_TRIES, STEPS = 2_000, 1_000_000
"""As many tries as these steps (tasks and edges looked at) allow, so that a page can wait."""

LossOf = Callable[[str, int], Decimal]
"""(key of a process, seconds it is down) → money lost."""


Prefer = Literal["end", "loss"]
PREFERENCES: tuple[Prefer, ...] = ("end", "loss")


@dataclass(frozen=True, slots=True)
class Objective:
    """Of one schedule; smaller is better. Times in seconds; nothing late is 0.

    `waiting_s`: the downtimes of all processes together.
    """

    critical_breaches: int
    breaches: int
    lateness_s: int
    loss: Decimal
    makespan_s: int
    waiting_s: int

    def rank(self, prefer: Prefer) -> tuple[int | Decimal, ...]:
        """Compared from left to right; due dates lead (§18.4)."""
        both = (self.makespan_s, self.loss) if prefer == "end" else (self.loss, self.makespan_s)
        return (self.critical_breaches, self.breaches, self.lateness_s, *both, self.waiting_s)


@dataclass(frozen=True, slots=True)
class Improved:
    """The plain list schedule and the best one found; `tries` orders were looked at."""

    plain: Recovery
    plain_objective: Objective
    best: Recovery
    objective: Objective
    tries: int
    prefer: Prefer = "end"

    @property
    def is_better(self) -> bool:
        return self.objective.rank(self.prefer) < self.plain_objective.rank(self.prefer)


def improve(
    graph: Graph,
    required: Mapping[str, int | None],
    *,
    teams: int | None,
    decision_s: int = 0,
    priority: Priority = "latest_finish",
    failed: Collection[str] | None = None,
    held: Mapping[str, int | None] | None = None,
    critical: Collection[str] = (),
    loss: LossOf | None = None,
    prefer: Prefer = "end",
    seed: int = SEED,
    tries: int | None = None,
) -> Improved:
    """Random keys, changed a few at a time and kept when no worse; never worse than the list.

    Arguments as `recover`; `critical`: keys of processes whose MTD breach weighs most; `tries`
    None: as many as the size allows; `prefer`: what decides when due dates do not. Ends early at
    what no number of teams could better. DomainError at `teams`.
    """
    check_teams(teams)
    prepared = prepare(graph, decision_s=decision_s, failed=failed, held=held)
    judge = _Judge(prepared, required, critical, loss)
    rank = ranks(prepared, required, priority)
    plain = run(prepared, rank, teams)
    first = judge.objective(plain)
    ideal = judge.objective(run(prepared, rank, None))
    allowed = tries_for(prepared) if tries is None else tries
    best, objective, done = plain, first, 0
    if objective != ideal and teams is not None:
        best, objective, done = _search(
            prepared, judge, rank, teams, (plain, first), ideal, prefer, allowed,
            random.Random(seed),  # noqa: S311
        )  # fmt: skip
    return Improved(
        plain=recovery_of(prepared, plain, required),
        plain_objective=first,
        best=recovery_of(prepared, best, required),
        objective=objective,
        tries=done,
        prefer=prefer,
    )


def tries_for(prepared: Restoration) -> int:
    """Fewer for larger graphs: the work of all tries together stays about the same."""
    layout = prepared.layout
    return min(MOST_TRIES, STEPS // max(1, len(layout.nodes) + len(layout.needs)))


def _search(
    prepared: Restoration,
    judge: _Judge,
    rank: list[int],
    teams: int,
    start: tuple[Run, Objective],
    ideal: Objective,
    prefer: Prefer,
    tries: int,
    chance: random.Random,
) -> tuple[Run, Objective, int]:
    """The best run, its objective and how many were tried; equal ones are walked through."""
    best, reached = start
    keys: list[float] = [float(place) for place in rank]
    tasks, most = prepared.tasks, float(len(rank))
    for number in range(1, tries + 1):
        changed = chance.sample(tasks, min(len(tasks), chance.choice((1, 1, 2, 3))))
        before = [keys[task] for task in changed]
        for task in changed:
            keys[task] = chance.uniform(0, most)
        seen = run(prepared, keys, teams)
        objective = judge.objective(seen)
        if objective.rank(prefer) <= reached.rank(prefer):
            best, reached = seen, objective
            if reached == ideal:
                return best, reached, number
        else:
            for task, key in zip(changed, before, strict=True):
                keys[task] = key
    return best, reached, tries


class _Judge:
    """Processes are judged by when they serve again; without any, each node by when it is up."""

    def __init__(
        self,
        prepared: Restoration,
        required: Mapping[str, int | None],
        critical: Collection[str],
        loss: LossOf | None,
    ) -> None:
        self.of = prepared
        self.resumption = Resumption(prepared, required)
        nodes = prepared.layout.nodes
        judged = prepared.processes or range(len(nodes))
        self.judged = [
            (at, nodes[at].rto_s, nodes[at].mtd_s, nodes[at].key in critical)
            for at in judged
            if nodes[at].rto_s is not None or nodes[at].mtd_s is not None
        ]
        self.loss = loss
        self.known_loss: dict[tuple[int, int], Decimal] = {}

    def objective(self, seen: Run) -> Objective:
        resumes_s = self.resumption.times(seen)
        breaches = critical_breaches = lateness_s = 0
        for at, rto_s, mtd_s, is_critical in self.judged:
            back_s = self._back(at, seen, resumes_s)
            if mtd_s is not None and (back_s is None or back_s > mtd_s):
                breaches += 1
                critical_breaches += is_critical
            if rto_s is not None and back_s is not None:
                lateness_s = max(lateness_s, back_s - rto_s)
        makespan_s = max((at_s + self.of.own_s[at] for at, at_s in seen.start_s.items()), default=0)
        return Objective(
            critical_breaches=critical_breaches,
            breaches=breaches,
            lateness_s=lateness_s,
            loss=self._loss(resumes_s),
            makespan_s=makespan_s,
            waiting_s=sum(back_s or 0 for back_s in resumes_s.values()),
        )

    def _back(self, at: int, seen: Run, resumes_s: Mapping[int, int | None]) -> int | None:
        return resumes_s[at] if at in resumes_s else seen.up_s[self.of.parts.of[at]]

    def _loss(self, resumes_s: Mapping[int, int | None]) -> Decimal:
        """What never comes back loses the same in every order."""
        total = Decimal(0)
        if self.loss is None:
            return total
        for at, back_s in resumes_s.items():
            if not back_s:
                continue
            found = self.known_loss.get((at, back_s))
            if found is None:
                found = self.loss(self.of.layout.nodes[at].key, back_s)
                self.known_loss[at, back_s] = found
            total += found
        return total
