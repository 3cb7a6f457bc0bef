"""Outages the tests of the what-if ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bia.domain.graph.model import Graph, GraphNode, GraphWorkaround
from bia.domain.outage.what_if import Answer, Question, what_if
from tests.bia.domain.aftersales_graph import (
    aftersales,
    curves,
    edge,
    graph,
    required,
)

HOUR = 3_600
AT_112 = {
    15: "50500.00", 30: "104333.33", 55: "194055.56", 60: "207555.56", 75: "248055.56",
    105: "299055.56", 120: "312055.56", 240: "338305.56", 355: "340222.22",
}  # fmt: skip


def ask(one: Graph, *failed: str, **more: Any) -> Answer:
    lost = more.pop("curves", {})
    need = more.pop("required", {})
    return what_if(one, Question(frozenset(failed), **more), curves=lost, required=need)


def resumed(answer: Answer) -> dict[str, int | None]:
    return {key: one.resumes_s for key, one in answer.outages.items()}


def site_loss(**more: Any) -> Answer:
    return ask(aftersales(), "site:a", curves=curves(), required=required(), **more)


def small(
    *edges: Any, restore_s: int | None = HOUR, rto_s: int | None = None, mtd_s: int | None = None,
    mbco: str = "1", **systems: int | None,
) -> Graph:  # fmt: skip
    """A process p over systems; `s` unless others are named."""
    nodes = [GraphNode("p", "process", None, rto_s, mtd_s, Decimal(mbco))]
    named = systems or {"s": restore_s}
    nodes += [GraphNode(key, "application", own) for key, own in named.items()]
    return graph(nodes, list(edges) or [edge("p", "s")])


def bridge(activation_s: int, endurance_s: int | None, capacity: str | None = "1") -> Any:
    share = None if capacity is None else Decimal(capacity)
    return {"workaround": GraphWorkaround(activation_s, endurance_s, share)}
