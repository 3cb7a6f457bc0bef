"""Single points, pairs and the recovery order: the pure engine on growing graphs.

Over a stored register they are timed in bench/analysis.py.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from bench.measure import Result, clocked, peak_mb
from bia.domain.graph.analysis import analyse
from bia.domain.graph.failure_pairs import failure_pairs
from bia.domain.graph.improvement import improve
from bia.domain.graph.model import Graph, GraphEdge, GraphNode
from bia.domain.graph.recovery import recover
from bia.domain.graph.single_points import single_points

SIZES = (250, 500, 1_000, 2_000)
LONG = (1_000, 10_000, 50_000)
MOST_IN_CIRCLES = 1_000
TEAMS = 20
RUNS = 3


def recovery_parts() -> list[Result]:
    return [*_points(), *_orders(), *_lists()]


def _points() -> Iterator[Result]:
    """Target: 1,000 nodes and 3,000 edges with groups, pairs included, within 2 s."""
    for size in SIZES:
        for circles in (False, True) if size <= MOST_IN_CIRCLES else (False,):
            graph = made(size, circles=circles)

            def answer(graph: Graph = graph) -> object:
                return failure_pairs(single_points(graph))

            took = statistics.median(clocked(answer) for _ in range(RUNS))
            kind = ", edges in circles" if circles else ""
            name = f"Single points and pairs: {size:,} nodes, {size * 3:,} edges{kind}"
            yield Result(name, took * 1000, 2_000 if size == 1_000 else None, "ms")
    yield Result("… most memory so far", peak_mb(), None, "MB")


def _orders() -> Iterator[Result]:
    """List and search; the search has as many tries as the size allows."""
    for size in SIZES:
        graph = made(size)
        required = {key: one.required_s for key, one in analyse(graph).nodes.items()}

        def answer(graph: Graph = graph, required: dict[str, int | None] = required) -> object:
            return improve(graph, required, teams=TEAMS)

        took = statistics.median(clocked(answer) for _ in range(RUNS))
        name = f"Recovery order, improved: {size:,} nodes"
        yield Result(name, took * 1000, 2_000 if size == 1_000 else None, "ms")
    yield Result("… most memory so far", peak_mb(), None, "MB")


def _lists() -> Iterator[Result]:
    for size in LONG:
        graph = made(size)
        required = {key: one.required_s for key, one in analyse(graph).nodes.items()}

        def answer(graph: Graph = graph, required: dict[str, int | None] = required) -> object:
            return recover(graph, required, teams=TEAMS)

        took = statistics.median(clocked(answer) for _ in range(RUNS))
        yield Result(f"Recovery order, plain list: {size:,} nodes", took * 1000, None, "ms")
    yield Result("… most memory so far", peak_mb(), None, "MB")


def made(size: int, *, circles: bool = False) -> Graph:
    """One process in ten nodes; three needs a node, half of them alternatives. Without circles
    a node needs later ones only.
    """
    chance = random.Random(size)
    processes = size // 10
    nodes = [
        GraphNode(
            f"process:{at}",
            "process",
            rto_s=3600 * chance.randint(1, 200),
            mtd_s=3600 * chance.randint(100, 300),
        )
        if at < processes
        else GraphNode(f"system:{at}", "system", restore_s=chance.randint(60, 7200))
        for at in range(size)
    ]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < size * 3:
        one = chance.randrange(size - 1)
        first = processes if circles else max(one + 1, processes)
        other = chance.randrange(first, size)
        if one != other:
            pairs.add((one, other))
    edges = [
        GraphEdge(nodes[one].key, nodes[other].key, group=chance.choice(("", "", "g", "h")))
        for one, other in sorted(pairs)
    ]
    return Graph(tuple(nodes), tuple(edges), {node.key: at for at, node in enumerate(nodes)})
