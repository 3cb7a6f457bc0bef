"""The pure graph engine: growth from 10,000 nodes up, time per node, memory. No database."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from bench.measure import Result, clocked, peak_mb
from bia.domain.graph.analysis import analyse
from bia.domain.graph.checks import graph_of
from bia.domain.graph.model import GraphEdge, GraphNode, GraphWorkaround

SIZES = (10_000, 20_000, 50_000, 100_000)
ROUNDS = 5
EDGES = 3
"""Per node."""
NEAR = 2_000
"""A node needs others at most so far behind it in the list."""
WORKAROUND = GraphWorkaround(300, 14_400, Decimal(1))


def engine() -> list[Result]:
    """Smallest first, so that the peak of memory is each size's."""
    results = list(_growth())
    nodes, edges = _chain(SIZES[-1])
    took = clocked(lambda: analyse(graph_of(nodes, edges)))
    return [*results, Result(f"A chain {SIZES[-1]:,} deep, checked and analysed", took, 3, "s")]


def _growth() -> Iterator[Result]:
    first = 0.0
    for size in SIZES:
        nodes, edges = made(size)
        checked = clocked(lambda nodes=nodes, edges=edges: graph_of(nodes, edges))  # type: ignore[misc]
        graph = graph_of(nodes, edges)
        took = statistics.median(clocked(lambda graph=graph: analyse(graph)) for _ in range(ROUNDS))  # type: ignore[misc]
        first = first or took / size
        name = f"Engine: {size:,} nodes, {len(edges):,} edges"
        yield Result(name, took, 2 if size == SIZES[-1] else None, "s")
        yield Result("… time per node against the smallest", took / size / first, 2, "×")
        yield Result("… to check the graph first", checked, None, "s")
        yield Result("… most memory so far, graph included", peak_mb(), None, "MB")


def made(size: int) -> tuple[list[GraphNode], list[GraphEdge]]:
    """One process in ten, circles, groups, workarounds; the same graph every time."""
    rnd = random.Random(size)
    nodes = [_node(number, rnd) for number in range(size)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < EDGES * size:
        above = rnd.randrange(size - 1)
        below = rnd.randrange(above + 1, min(size, above + NEAR))
        pairs.add((below, above) if rnd.random() < 0.0002 else (above, below))
    grouped = {number for number in range(size) if rnd.random() < 0.03}
    edges = [
        GraphEdge(
            f"k{above}",
            f"k{below}",
            "serial" if rnd.random() < 0.7 else "parallel",
            workaround=WORKAROUND if above % 10 == 0 and rnd.random() < 0.2 else None,
            group="g" if above in grouped else "",
        )
        for above, below in sorted(pairs)
    ]
    return nodes, edges


def _node(number: int, rnd: random.Random) -> GraphNode:
    if number % 10 == 0:
        rto_s = rnd.randrange(900, 86_400)
        return GraphNode(f"k{number}", "process", rto_s=rto_s, mtd_s=2 * rto_s)
    if number % 10 == 9:
        return GraphNode(f"k{number}", "site")
    return GraphNode(f"k{number}", "application", rnd.randrange(60, 14_400))


def _chain(depth: int) -> tuple[list[GraphNode], list[GraphEdge]]:
    nodes = [_node(10 * number + bool(number), random.Random(number)) for number in range(depth)]
    return nodes, [GraphEdge(above.key, below.key) for above, below in pairwise(nodes)]
