"""The worked graph D (docs/method.md §19.6) with the loss of each process, as plain values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround
from bia.domain.losses.curve import LossCurve, curve_of_points, curve_of_rates
from bia.domain.losses.loss import LossPoint, RateSegment

MINUTE = 60
RESTORE = {
    "network": 15, "database": 30, "iam": 15, "callcenter": 10, "dispatch": 10, "csm": 30,
    "workorder": 30, "inventory": 60, "finance": 60, "crm": 60, "bi": 240,
}  # fmt: skip
RTO_MTD = {
    "rescue": (15, 60), "booking": (120, 240), "reception": (120, 240), "repair": (240, 480),
    "parts": (240, 480), "settlement": (720, 1440), "followup": (1440, 4320),
    "analytics": (1440, 4320),
}  # fmt: skip
LATEST = {
    "network": -25, "database": 5, "iam": 5, "dispatch": 15, "csm": 120, "callcenter": 120,
    "workorder": 240, "inventory": 240, "finance": 720, "crm": 1440, "bi": 1440,
}  # fmt: skip
HOURLY = {
    "booking": 20_000, "reception": 40_000, "repair": 40_000, "parts": 30_000,
    "settlement": 30_000, "followup": 1_000, "analytics": 1_000,
}  # fmt: skip
RUNS_ON = (
    ("rescue", "dispatch"), ("booking", "csm"), ("booking", "callcenter"), ("reception", "csm"),
    ("repair", "workorder"), ("parts", "inventory"), ("settlement", "finance"),
    ("followup", "crm"), ("followup", "callcenter"), ("analytics", "bi"),
)  # fmt: skip
BRIDGE = GraphWorkaround(10 * MINUTE, 240 * MINUTE, Decimal(1))


def aftersales() -> Graph:
    nodes = [GraphNode("site:a", "site")]
    nodes += [GraphNode(f"system:{k}", "application", v * MINUTE) for k, v in RESTORE.items()]
    nodes += [
        GraphNode(f"process:{k}", "process", None, rto * MINUTE, mtd * MINUTE)
        for k, (rto, mtd) in RTO_MTD.items()
    ]
    edges = [
        edge(f"system:{one}", f"system:{base}")
        for one in ("dispatch", "csm", "workorder", "inventory", "finance", "crm")
        for base in ("database", "iam")
    ]
    edges += [
        edge("system:bi", "system:database"),
        edge("system:database", "system:network"),
        edge("system:iam", "system:network"),
        edge("process:repair", "system:inventory", workaround=BRIDGE),
    ]
    edges += [edge(f"process:{one}", f"system:{other}") for one, other in RUNS_ON]
    edges += [edge(f"system:{one}", "site:a", mode="parallel", place=True) for one in RESTORE]
    return graph(nodes, edges)


def required() -> dict[str, int | None]:
    latest: dict[str, int | None] = {f"system:{k}": v * MINUTE for k, v in LATEST.items()}
    return latest | {f"process:{k}": rto * MINUTE for k, (rto, _mtd) in RTO_MTD.items()}


def curves() -> dict[str, LossCurve]:
    """Rescue on the amounts of its assessment, the others at a rate an hour."""
    points = [(900, 10_000), (3_600, 50_000), (14_400, 300_000), (86_400, 2_000_000)]
    found = {f"process:{k}": flat(v) for k, v in HOURLY.items()}
    found["process:rescue"] = curve_of_points([LossPoint(a, Decimal(b)) for a, b in points])
    return found


def flat(rate: int, **more: Any) -> LossCurve:
    return curve_of_rates([RateSegment(None, Decimal(rate))], **more)


def edge(dependent: str, needs: str, **more: Any) -> GraphEdge:
    return GraphEdge(dependent, needs, **more)


def graph(nodes: list[GraphNode], edges: list[GraphEdge]) -> Graph:
    return Graph(tuple(nodes), tuple(edges), {node.key: at for at, node in enumerate(nodes)})
