"""Which failed node costs most: the loss of all processes that hang on it. §19.5."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from heapq import nsmallest

import numpy as np

from bia.domain.graph.model import GraphEdge
from bia.domain.outage.needs import Needs
from bia.domain.outage.states import Segments

SHOWN = 10
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Expensive:
    """The loss of the `processes` (keys) that are down or bridged because of `node`."""

    node: str
    loss: Decimal
    processes: tuple[str, ...]


def most_expensive(
    needs: Needs,
    segments: Mapping[str, Segments],
    failed: Collection[str],
    loss: Mapping[str, Decimal],
) -> tuple[Expensive, ...]:
    """The failed nodes by what hangs on them, at most ten; of equals what others need first.

    A member of a group counts only where too few alternatives are left. The same loss counts
    for every node behind it, so these figures do not add up.
    """
    costly = [key for key, amount in loss.items() if amount]
    if not costly:
        return ()
    bit = {key: 1 << at for at, key in enumerate(costly)}
    order = needs.suppliers_first(segments.keys())
    behind: dict[str, int] = {}
    for members in reversed(order):
        mine = 0
        for key in members:
            mine |= behind.get(key, 0) | bit.get(key, 0)
        for key in members:
            behind[key] = mine
            for edge in _hurting(needs.of.get(key, ()), segments):
                behind[edge.needs] = behind.get(edge.needs, 0) | mine
    candidates = [key for members in order for key in members if key in failed and behind.get(key)]
    weights = np.array([float(loss[key]) for key in costly])
    ranked = _ranked(candidates, behind, weights)
    return tuple(
        Expensive(key, sum((loss[one] for one in those), Decimal(0)), those)
        for key in ranked
        for those in [tuple(one for one in costly if behind[key] & bit[one])]
    )


def _hurting(edges: Collection[GraphEdge], segments: Mapping[str, Segments]) -> list[GraphEdge]:
    """Edges to what is down, but for groups that have alternatives enough."""
    standing: dict[str, int] = {}
    for edge in edges:
        if edge.group and edge.needs not in segments:
            standing[edge.group] = standing.get(edge.group, 0) + 1
    return [
        edge
        for edge in edges
        if edge.needs in segments
        and (not edge.group or standing.get(edge.group, 0) < (edge.group_needs or 1))
    ]


def _ranked(candidates: list[str], behind: Mapping[str, int], weights: np.ndarray) -> list[str]:
    sets = dict.fromkeys({behind[key] for key in candidates}, 0.0)
    size = (len(weights) + 7) // 8
    unlike = list(sets)
    for at in range(0, len(unlike), _AT_ONCE):
        part = unlike[at : at + _AT_ONCE]
        raw = b"".join(one.to_bytes(size, "little") for one in part)
        rows = np.frombuffer(raw, np.uint8).reshape(len(part), size)
        bits = np.unpackbits(rows, axis=1, bitorder="little", count=len(weights))
        sums = np.round(bits.astype(np.float64) @ weights, 6)
        sets.update(zip(part, sums.tolist(), strict=True))
    wanted = ((-sets[behind[key]], place) for place, key in enumerate(candidates))
    return [candidates[place] for _loss, place in nsmallest(SHOWN, wanted)]
