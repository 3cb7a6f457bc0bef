"""What-if: the failure of everything, on stored registers of growing size, and the pure engine."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterator
from decimal import Decimal

from django.test import Client

from bench import generate_graph
from bench.measure import RUNS, Result, clocked, page, peak_mb, signed_in
from bia.domain.graph.analysis import analyse
from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround
from bia.domain.losses.curve import LossCurve, curve_of_points
from bia.domain.losses.loss import LossPoint
from bia.domain.outage.what_if import Question, what_if

NODES = 10_000
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
STORED = (1_000, 10_000)
API = "/api/v1/analysis/what-if/"
ALL = [f"importance:{one}" for one in ("core", "important", "general")]
TEAMS = 20
POINTS = [(900, 10_000), (3_600, 50_000), (14_400, 300_000), (86_400, 2_000_000)]


def what_if_parts() -> list[Result]:
    """Nothing of an answer is kept; the register behind it is, as long as it does not change."""
    return [*engine(), *(one for size in STORED for one in _stored(size))]


def engine() -> Iterator[Result]:
    """A site with all systems of a made graph burns; 20 teams restore them."""
    for size in SIZES:
        graph, curves = made(size)
        required = {key: one.required_s for key, one in analyse(graph).nodes.items()}
        question = Question(frozenset({"site:a"}), teams=TEAMS)

        def answer(graph=graph, curves=curves, required=required, question=question) -> object:
            return what_if(graph, question, curves=curves, required=required)

        took = statistics.median(clocked(answer) for _ in range(RUNS))
        target = 1_000 if size == NODES else None
        name = f"What-if engine: {size:,} nodes, {len(graph.edges):,} edges"
        yield Result(name, took * 1000, target, "ms")
        yield Result("… most memory so far", peak_mb(), None, "MB")


def _stored(size: int) -> Iterator[Result]:
    client = signed_in(generate_graph.register(size))
    body = json.dumps({"failed": ALL, "teams": TEAMS})
    _ask(client, body)
    took = statistics.median(clocked(lambda: _ask(client, body)) for _ in range(RUNS))
    target = 1_000 if size == NODES else None
    yield Result(f"What-if API: every system of {size:,} nodes fails", took * 1000, target, "ms")
    query = "&".join(f"failed={one}" for one in ALL)
    address = f"/what-if/new/?{query}&teams={TEAMS}&at=3600"
    yield page(f"What-if page: the same of {size:,} nodes", client, address, target, 20)


def _ask(client: Client, body: str) -> None:
    answer = client.post(API, body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def made(size: int) -> tuple[Graph, dict[str, LossCurve]]:
    """One process in five nodes, each thing needs about three others, all at one site."""
    dice = random.Random(42)
    systems = [f"system:{n}" for n in range(size - size // 5 - 1)]
    nodes = [GraphNode("site:a", "site")]
    edges = []
    for n, key in enumerate(systems):
        nodes.append(GraphNode(key, "application", dice.randrange(300, 7_200)))
        edges.append(GraphEdge(key, "site:a", "parallel", place=True))
        for other in {dice.randrange(max(0, n - 200), n) for _ in range(3)} if n else ():
            edges.append(GraphEdge(key, systems[other], dice.choice(("serial", "parallel"))))
    curve = curve_of_points([LossPoint(at_s, Decimal(amount)) for at_s, amount in POINTS])
    curves = {}
    for n in range(size // 5):
        key = f"process:{n}"
        rto_s = dice.randrange(3_600, 86_400)
        nodes.append(GraphNode(key, "process", None, rto_s, 2 * rto_s, Decimal("0.5")))
        for other in {dice.randrange(len(systems)) for _ in range(3)}:
            bridge = GraphWorkaround(600, 14_400, Decimal("0.6")) if dice.random() < 0.3 else None
            edges.append(GraphEdge(key, systems[other], workaround=bridge))
        curves[key] = curve
    index = {node.key: at for at, node in enumerate(nodes)}
    return Graph(tuple(nodes), tuple(edges), index), curves
