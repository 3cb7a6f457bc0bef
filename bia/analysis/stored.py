"""The analysis of the stored register: read, computed and kept while nothing changes.

`stored(at)` is kept in the process under the fingerprint of what it was computed from, so any
writer, raw SQL included, ends it; nothing else has to be told. Rules: docs/method.md §24.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any

from bia.analysis.fingerprint import fingerprint
from bia.analysis.inherited import (
    NOBODY,
    Behind,
    RpoNeed,
    inherited_rpo,
    who_stands_behind,
)
from bia.analysis.loss_curves import curves
from bia.analysis.register import Named, RegisterGraph, read_register
from bia.domain.graph.analysis import GraphAnalysis, analyse
from bia.domain.graph.single_points import SinglePoints, single_points


@dataclass(frozen=True)
class Stored:
    """One state of the register and what follows from it. Equal `fingerprint`: equal contents."""

    register: RegisterGraph
    analysis: GraphAnalysis
    loss_per_hour: Mapping[str, Decimal]
    """Of a process ("process:…") at its RTO, in the organisation's currency."""
    fingerprint: str = ""
    kept: dict[str, Any] = field(default_factory=dict, compare=False)
    """What others compute from this state and want to keep as long (by a name of their own)."""

    @property
    def named(self) -> Mapping[str, Named]:
        return self.register.named

    @cached_property
    def rpo(self) -> Mapping[str, RpoNeed]:
        return inherited_rpo(self.register)

    @cached_property
    def behind(self) -> Mapping[str, Behind]:
        return who_stands_behind(self.register, self.analysis.order, self.loss_per_hour)

    def behind_of(self, key: str) -> Behind:
        return self.behind.get(key, NOBODY)

    @cached_property
    def single_points(self) -> SinglePoints:
        required = {key: one.required_s for key, one in self.analysis.nodes.items()}
        return single_points(self.register.graph, required)

    @cached_property
    def stops(self) -> Mapping[str, tuple[str, ...]]:
        """Node → the processes that its failure alone stops."""
        found: dict[str, list[str]] = {}
        for process, nodes in self.single_points.of.items():
            for node in nodes:
                found.setdefault(node, []).append(process)
        return {node: tuple(processes) for node, processes in found.items()}

    @cached_property
    def cyclic(self) -> frozenset[str]:
        """Keys of the nodes that need each other in a circle."""
        return frozenset(key for cycle in self.analysis.cycles for key in cycle.members)


KEPT = 2
_lock = Lock()
_known: dict[str, Stored] = {}


def stored(at: datetime) -> Stored:
    """The analysis of the register as it stands, with the measurements valid at `at` (aware).

    One query when nothing changed since the last time in this process, else a dozen.
    """
    name = fingerprint(at)
    with _lock:
        found = _known.get(name)
    if found is None:
        found = analysed(read_register(at), at, name)
        with _lock:
            while len(_known) >= KEPT:
                del _known[next(iter(_known))]
            _known[name] = found
    return found


def stored_then(at: datetime) -> Stored:
    """The analysis of the register as it stood at `at`; never kept."""
    return analysed(read_register(at, past=True), at, "")


def analysed(register: RegisterGraph, at: datetime, name: str) -> Stored:
    rates = {
        key: curve.rate_per_hour(register.named[key].rto_s or 0)
        for key, curve in curves(at).items()
        if key in register.named
    }
    return Stored(register, analyse(register.graph), rates, name)


def forget() -> None:
    """Drop what is kept (tests)."""
    with _lock:
        _known.clear()
