"""What the graph hands down besides times: limits on lost data, and who stands behind a node.

Data: the smallest RPO of everything that uses a node's data, through applications and data
sets; nothing is subtracted (docs/method.md §24.3). Behind a node stands every process that
cannot do without it, over hard needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bia.analysis.register import Named, RegisterGraph, Stated

HOLDS_DATA = ("application", "data_set")


@dataclass(frozen=True, slots=True)
class RpoNeed:
    """At most `rpo_s` of data may be lost, because `by` (a key) says so."""

    rpo_s: int
    by: str


def inherited_rpo(register: RegisterGraph) -> dict[str, RpoNeed]:
    """The strictest RPO that reaches each node, its own included; missing where none does.

    Who works on with a workaround that is large enough (capacity ≥ MBCO) and there in time (by
    the RTO) keeps records of their own meanwhile, and passes no RPO on along that need. Strictest
    first and each node once, so cycles end by themselves.
    """
    below: dict[str, list[str]] = defaultdict(list)
    named = register.named
    for edge in register.stated:
        if edge.strength == "optional" or is_bridged(edge, named[edge.dependent]):
            continue
        if named[edge.needs].kind in HOLDS_DATA:
            below[edge.dependent].append(edge.needs)
    stated = [(one.rpo_s, key) for key, one in named.items() if one.rpo_s is not None]
    found: dict[str, RpoNeed] = {}
    for rpo_s, by in sorted(stated):
        waiting = [by]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = RpoNeed(rpo_s, by)
                waiting += below[key]
    return found


def is_bridged(edge: Stated, dependent: Named) -> bool:
    """A workaround large enough and there in time keeps records of its own."""
    activation_s, capacity = edge.workaround_activation_s, edge.workaround_capacity
    if activation_s is None or capacity is None or capacity < dependent.mbco:
        return False
    return dependent.rto_s is None or activation_s <= dependent.rto_s


@dataclass(frozen=True, slots=True)
class Behind:
    """How many critical processes cannot do without a node, and what an hour costs them all."""

    critical: int
    loss_per_hour: Decimal


NOBODY = Behind(0, Decimal(0))


def who_stands_behind(
    register: RegisterGraph, order: Sequence[str], loss_per_hour: Mapping[str, Decimal]
) -> dict[str, Behind]:
    """For every node; `order` has suppliers first, members of a cycle beside each other.

    Sets of processes are bits of an integer; a process stands behind itself.
    """
    bit = {
        key: place
        for place, key in enumerate(
            key
            for key, one in register.named.items()
            if one.table == "process" and (one.critical or key in loss_per_hour)
        )
    }
    above: dict[str, list[str]] = defaultdict(list)
    for edge in register.graph.edges:
        if edge.strength == "hard" and not edge.place:
            above[edge.needs].append(edge.dependent)
    sets = _spread({key: 1 << place for key, place in bit.items()}, above, order)
    weigh = _Weigh(register, list(bit), loss_per_hour)
    return {key: weigh(bits) for key, bits in sets.items() if bits}


def _spread(
    own: Mapping[str, int], above: Mapping[str, Iterable[str]], order: Sequence[str]
) -> dict[str, int]:
    """Each node's bits and those of all above it; once more for as long as cycles add some."""
    sets = dict.fromkeys(order, 0) | dict(own)
    dependents_first = list(reversed(order))
    changed = True
    while changed:
        changed = False
        for key in dependents_first:
            bits = sets[key]
            for dependent in above.get(key, ()):
                bits |= sets[dependent]
            if bits != sets[key]:
                sets[key] = bits
                changed = True
    return sets


class _Weigh:
    """Sums over a set of processes, once per different set."""

    def __init__(
        self, register: RegisterGraph, keys: list[str], loss_per_hour: Mapping[str, Decimal]
    ):
        self.losses = [loss_per_hour.get(key, Decimal(0)) for key in keys]
        self.critical = sum(
            1 << place for place, key in enumerate(keys) if register.named[key].critical
        )
        self.lossy = sum(1 << place for place, loss in enumerate(self.losses) if loss)
        self.known: dict[int, Decimal] = {0: Decimal(0)}

    def __call__(self, bits: int) -> Behind:
        critical = (bits & self.critical).bit_count()
        return Behind(critical, self._loss(bits & self.lossy))

    def _loss(self, bits: int) -> Decimal:
        if bits not in self.known:
            places = (at for at, digit in enumerate(reversed(f"{bits:b}")) if digit == "1")
            self.known[bits] = sum((self.losses[at] for at in places), Decimal(0))
        return self.known[bits]
