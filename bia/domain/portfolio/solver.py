"""One level per system by mixed-integer programming (HiGHS). Rules: docs/method.md §22.2.

Stage by stage: the first aim is minimised, then held while the next one is. The solver works in
floats; what it answers is judged again in exact fractions, so a budget is never passed by a cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from bia.domain.portfolio.linear_rows import Row, Vector, bounded, matrix_of, scaled
from bia.domain.portfolio.model import Candidate, LevelOption, Portfolio, Violation, order_of

SECONDS = 10.0
"""A stage that takes longer answers with the best found so far, marked as not proven."""

HELD = 1e-7
_FORBIDDEN = 20
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Solved:
    """The option chosen for each system, in the order of the systems."""

    options: tuple[LevelOption, ...]
    proven: bool


class Program:
    """The binaries x (one per option), the finishes f and the misses z of serial chains."""

    def __init__(self, asked: Portfolio, *, hard: bool) -> None:
        self.asked = asked
        self.hard = hard
        self.columns = [(s, o) for s in asked.systems for o in s.options]
        self.place = {system.key: n for n, system in enumerate(asked.systems)}
        self.columns_of: dict[str, list[tuple[int, LevelOption]]] = {}
        for n, (system, option) in enumerate(self.columns):
            self.columns_of.setdefault(system.key, []).append((n, option))
        self.chained = order_of(asked.serial)
        self.x = len(self.columns)
        self.width = self.x + 2 * len(self.chained)
        self.costs = [Fraction(o.cost) for _, o in self.columns]
        self.losses = [s.loss_of(o) * Fraction(asked.incidents_per_year) for s, o in self.columns]
        self.misses = [Fraction(s.weight * len(self._alone(s, o))) for s, o in self.columns]
        self.rows: list[Row] = []
        self._one_each()
        self._shared()
        self._serial()

    def solve(self, aims: Sequence[list[Fraction]], budget: Fraction | None) -> Solved | None:
        """Minimise the aims one after the other; None when nothing is feasible."""
        held: list[tuple[list[Fraction], Fraction]] = []
        found: Solved | None = None
        for aim in aims:
            better = self._within_budget(aim, held, budget)
            if better is None:
                return found
            found = Solved(better.options, better.proven and (found is None or found.proven))
            held.append((aim, self._value(aim, better.options)))
        return found

    def violations(self, options: Sequence[LevelOption]) -> tuple[Violation, ...]:
        """The objectives a choice misses, chains added up exactly."""
        finish = self._finish(options)
        found: list[Violation] = []
        for system, option in zip(self.asked.systems, options, strict=True):
            late = system.rto_s is not None and finish[system.key] > system.rto_s
            found += [Violation(system.key, "rto")] if late else []
            lost = system.rpo_s is not None and option.rpo_s > system.rpo_s
            found += [Violation(system.key, "rpo")] if lost else []
        return tuple(found)

    def total(self, amounts: Sequence[Fraction], options: Sequence[LevelOption]) -> Fraction:
        """What a choice adds up to."""
        level = {s.key: o.level for s, o in zip(self.asked.systems, options, strict=True)}
        pairs = zip(self.columns, amounts, strict=True)
        return sum((a for (s, o), a in pairs if level[s.key] == o.level), Fraction(0))

    def tie_breaker(self) -> list[Fraction]:
        """Low levels first, those of later systems before those of earlier ones."""
        count = len(self.asked.systems)
        return [
            Fraction(o.level) * (1 + Fraction(self.place[s.key], 10 * count))
            for s, o in self.columns
        ]

    def chain_aim(self, aim: list[Fraction]) -> list[Fraction]:
        """An aim over the options, and 1 × weight for every chain that is late."""
        weights = [Fraction(self._system(key).weight) for key in self.chained]
        return [*aim, *[Fraction(0)] * len(self.chained), *weights]

    def _alone(self, system: Candidate, option: LevelOption) -> tuple[str, ...]:
        """Misses of one option; an RTO within a chain is judged by its finish instead."""
        missed = system.misses(option)
        return tuple(m for m in missed if m != "rto" or system.key not in self.chained)

    def _system(self, key: str) -> Candidate:
        return self.asked.systems[self.place[key]]

    def _one_each(self) -> None:
        for system in self.asked.systems:
            self.rows.append(({n: 1.0 for n, _ in self.columns_of[system.key]}, 1.0, 1.0))

    def _shared(self) -> None:
        """level(platform) − level(user) ≥ 0."""
        for platform, user in self.asked.shared:
            row = {n: float(o.level) for n, o in self.columns_of[platform]}
            row |= {n: -float(o.level) for n, o in self.columns_of[user]}
            self.rows.append((row, 0.0, np.inf))

    def _serial(self) -> None:
        """finish = own time after the supplier's finish, in hours; z lets an RTO be missed."""
        f = {key: self.x + n for n, key in enumerate(self.chained)}
        z = {key: self.x + len(self.chained) + n for n, key in enumerate(self.chained)}
        longest = sum(max(o.rto_s for o in self._system(key).options) for key in self.chained)
        for key in self.chained:
            own = {n: -o.rto_s / 3600 for n, o in self.columns_of[key]}
            self.rows.append(({f[key]: 1.0} | own, 0.0, np.inf))
            for dependent, supplier in self.asked.serial:
                if dependent == key:
                    row = {f[key]: 1.0, f[supplier]: -1.0} | own
                    self.rows.append((row, 0.0, np.inf))
            rto_s = self._system(key).rto_s
            if rto_s is not None:
                late = {f[key]: 1.0, z[key]: -longest / 3600}
                self.rows.append((late, -np.inf, rto_s / 3600))

    def _within_budget(
        self,
        aim: list[Fraction],
        held: Sequence[tuple[list[Fraction], Fraction]],
        budget: Fraction | None,
    ) -> Solved | None:
        """What the solver's tolerance lets pass is forbidden, choice by choice, then narrowed."""
        forbidden: list[Row] = []
        allowed = budget
        for attempt in range(_TRIES):
            found = self._run(aim, held, allowed, forbidden)
            if found is None or budget is None or allowed is None:
                return found
            if self.total(self.costs, found.options) <= budget:
                return found if attempt < _FORBIDDEN else Solved(found.options, False)
            forbidden.append(self._all_but(found.options))
            if attempt >= _FORBIDDEN:
                allowed -= max(self._more()) / 10**6
        return None

    def _least(self) -> Fraction:
        """No choice costs less; hard objectives and shared platforms may make it dearer."""
        return sum((self._cheapest(key) for key in self.columns_of), Fraction(0))

    def _cheapest(self, key: str) -> Fraction:
        return min(self.costs[n] for n, _ in self.columns_of[key])

    def _more(self) -> list[Fraction]:
        """What each option costs more than the cheapest of its system: small numbers, so that
        the solver's tolerance is small against a budget that is nearly spent."""
        least = {key: self._cheapest(key) for key in self.columns_of}
        return [cost - least[s.key] for (s, _), cost in zip(self.columns, self.costs, strict=True)]

    def _all_but(self, options: Sequence[LevelOption]) -> Row:
        """A row that this one choice breaks."""
        chosen = zip(self.asked.systems, options, strict=True)
        picked = {n: 1.0 for s, o in chosen for n, own in self.columns_of[s.key] if own is o}
        return picked, -np.inf, len(options) - 1.0

    def _run(
        self,
        aim: list[Fraction],
        held: Sequence[tuple[list[Fraction], Fraction]],
        budget: Fraction | None,
        forbidden: Sequence[Row],
    ) -> Solved | None:
        rows = [*self.rows, *forbidden]
        more, bounds = self._more(), self._bounds()
        if budget is not None:
            spare = budget - self._least()
            if spare < 0:
                return None
            payable = [one if one <= spare else Fraction(0) for one in more]
            bounds.ub[: self.x][[one > spare for one in more]] = 0.0
            rows.append(bounded(payable, spare, 0.0))
        rows += [bounded(one, value, HELD) for one, value in held]
        matrix, low, high = matrix_of(rows, self.width)
        result = milp(
            scaled(aim, self.width),
            constraints=LinearConstraint(matrix, low, high),
            bounds=bounds,
            integrality=self._integrality(),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if result.x is None:
            return None
        return Solved(self._read(result.x), result.status == 0)

    def _bounds(self) -> Bounds:
        upper = np.ones(self.width)
        chained = len(self.chained)
        upper[self.x : self.x + chained] = np.inf
        if self.hard:
            for n, (system, option) in enumerate(self.columns):
                upper[n] = 0.0 if system.misses(option) else 1.0
            upper[self.x + chained :] = 0.0
        return Bounds(np.zeros(self.width), upper)

    def _integrality(self) -> NDArray[np.int64]:
        whole = np.ones(self.width, dtype=np.int64)
        whole[self.x : self.x + len(self.chained)] = 0
        return whole

    def _read(self, values: Vector) -> tuple[LevelOption, ...]:
        return tuple(
            max(self.columns_of[s.key], key=lambda pair: values[pair[0]])[1]
            for s in self.asked.systems
        )

    def _value(self, aim: list[Fraction], options: Sequence[LevelOption]) -> Fraction:
        value = self.total(aim[: self.x], options)
        late = {v.key for v in self.violations(options) if v.objective == "rto"}
        weights = aim[self.x + len(self.chained) :]
        return value + sum(
            (w for key, w in zip(self.chained, weights, strict=False) if key in late), Fraction(0)
        )

    def _finish(self, options: Sequence[LevelOption]) -> dict[str, int]:
        own = {s.key: o.rto_s for s, o in zip(self.asked.systems, options, strict=True)}
        finish = dict(own)
        for key in self.chained:
            waits = [finish[sup] for dep, sup in self.asked.serial if dep == key]
            finish[key] = own[key] + max(waits, default=0)
        return finish
