"""Parallel schedule generation over a prepared graph. Rules: docs/method.md §18.2.

At each moment the free teams take, of the tasks that can start, those of the smallest rank. A
team that has been free longest comes first, then the smallest number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from bia.domain.graph.restoration import MIXED, PARALLEL, SERIAL, Restoration

DONE, RELEASED = 0, 1


@dataclass(slots=True)
class Run:
    """What happened, by position; None: never. `finish_s` of a node: its own work is done."""

    ready_s: dict[int, int] = field(default_factory=dict)
    start_s: dict[int, int] = field(default_factory=dict)
    team: dict[int, int] = field(default_factory=dict)
    finish_s: dict[int, int] = field(default_factory=dict)
    up_s: list[int | None] = field(default_factory=list)


def run(prepared: Restoration, rank: Sequence[float], teams: int | None) -> Run:
    """Schedule every task; `rank` by position of the node, smaller first; `teams` None: no end."""
    clockwork = _Clockwork(prepared, rank, teams)
    clockwork.play()
    return clockwork.seen


class _Clockwork:
    """Moments in order; all that happens at one moment happens before teams are given out."""

    def __init__(self, prepared: Restoration, rank: Sequence[float], teams: int | None) -> None:
        self.of = prepared
        self.rank = rank
        self.unlimited = teams is None
        self.free: list[tuple[int, int]] = [(0, number + 1) for number in range(teams or 0)]
        self.teams = teams or 0
        self.count = [one.count for one in prepared.needed]
        self.gates = [[0] * len(prepared.parts.members), [0] * len(prepared.parts.members)]
        for one in prepared.needed:
            if one.gate != MIXED:
                self.gates[one.gate][one.unit] += 1
        self.outstanding = [len(members) for members in prepared.parts.members]
        self.queue: dict[int, list[int]] = {}
        self.moments: list[tuple[int, int, int]] = []
        self.ready: list[tuple[float, int]] = []
        self.seen = Run(up_s=[None] * len(prepared.parts.members))

    def play(self) -> None:
        waits_for_nothing = [unit for unit, shut in enumerate(self.gates[SERIAL]) if shut == 0]
        for unit in waits_for_nothing:
            self._settle(self._begin(unit, 0), 0)
        self._give_out(0)
        moments = self.moments
        while moments:
            now = moments[0][0]
            while moments and moments[0][0] == now:
                _at, kind, node = heappop(moments)
                if kind == RELEASED:
                    self._await_team(node, now)
                    continue
                if node in self.seen.team:
                    heappush(self.free, (now, self.seen.team[node]))
                self._settle(self._finished(node, now), now)
            self._give_out(now)

    def _begin(self, unit: int, now: int) -> list[int]:
        """Start the members; the unit itself, if that brings it up at once."""
        members = self.of.parts.members[unit]
        if unit in self.of.parts.deadlocked:
            # Each waits for another: somebody restores them one after the other.
            members = sorted(members, key=lambda node: (self.rank[node], node), reverse=True)
            self.queue[unit] = members
            return self._next(unit, now)
        for node in members:
            self._enter(node, now)
        return self._whole(unit)

    def _next(self, unit: int, now: int) -> list[int]:
        """Start those of a deadlocked circle in turn until one takes time."""
        waiting = self.queue[unit]
        while waiting and self._enter(waiting.pop(), now):
            pass
        return self._whole(unit)

    def _whole(self, unit: int) -> list[int]:
        return [unit] if self.outstanding[unit] == 0 == self.gates[PARALLEL][unit] else []

    def _enter(self, node: int, now: int) -> bool:
        """True if the node's own work is done at once."""
        of = self.of
        if node in of.held_s:
            held_s = of.held_s[node]
            if held_s is None:
                return False
            at_s = max(now, held_s)
        elif of.is_task[node]:
            if of.earliest_s[node] > now:
                heappush(self.moments, (of.earliest_s[node], RELEASED, node))
            else:
                self._await_team(node, now)
            return False
        else:
            at_s = max(now, of.earliest_s[node]) + of.own_s[node]
        if at_s > now:
            heappush(self.moments, (at_s, DONE, node))
            return False
        self._own_work_done(node, now)
        return True

    def _await_team(self, node: int, now: int) -> None:
        self.seen.ready_s[node] = now
        heappush(self.ready, (self.rank[node], node))

    def _own_work_done(self, node: int, now: int) -> None:
        self.seen.finish_s[node] = now
        self.outstanding[self.of.parts.of[node]] -= 1

    def _finished(self, node: int, now: int) -> list[int]:
        unit = self.of.parts.of[node]
        self._own_work_done(node, now)
        return self._next(unit, now) if unit in self.queue else self._whole(unit)

    def _settle(self, fresh: list[int], now: int) -> None:
        """Units that are up open the gates of others, which may come up at the same moment."""
        of = self.of
        while fresh:
            unit = fresh.pop()
            if self.seen.up_s[unit] is not None:
                continue
            self.seen.up_s[unit] = now
            for at in of.feeds[unit]:
                self.count[at] -= 1
                if self.count[at] == 0:
                    one = of.needed[at]
                    self.gates[one.gate][one.unit] -= 1
                    if self.gates[one.gate][one.unit] == 0:
                        fresh += self._opened(one.gate, one.unit, now)

    def _opened(self, gate: int, unit: int, now: int) -> list[int]:
        return self._begin(unit, now) if gate == SERIAL else self._whole(unit)

    def _give_out(self, now: int) -> None:
        while self.ready and (self.free or self.unlimited):
            if not self.free:
                self.teams += 1
                heappush(self.free, (now, self.teams))
            _rank, node = heappop(self.ready)
            _since, number = heappop(self.free)
            self.seen.start_s[node] = now
            self.seen.team[node] = number
            heappush(self.moments, (now + self.of.own_s[node], DONE, node))
