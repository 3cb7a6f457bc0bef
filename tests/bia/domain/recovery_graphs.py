"""Graphs for the tests of recovery order and single points."""

from decimal import Decimal

from hypothesis import strategies as st

from bia.domain.graph.checks import graph_of
from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround

MINUTE = 60
RESTORED = {
    "network": 15, "database": 30, "iam": 15, "callcenter": 10, "dispatch": 10, "csm": 30,
    "workorder": 30, "inventory": 60, "finance": 60, "crm": 60, "bi": 240,
}  # fmt: skip
PROMISED = {
    "road-rescue": (15, 60, "dispatch"), "booking": (120, 240, "csm"),
    "reception": (120, 240, "csm"), "repair": (240, 480, "workorder"),
    "parts": (240, 480, "inventory"), "settlement": (720, 1440, "finance"),
    "follow-up": (1440, 4320, "crm"), "analytics": (1440, 4320, "bi"),
}  # fmt: skip


def after_sales() -> Graph:
    """The sample company as filled in, rescue without workaround (AT-105, AT-109)."""
    nodes = [
        GraphNode(f"system:{code}", "system", restore_s=minutes * MINUTE)
        for code, minutes in RESTORED.items()
    ]
    edges = [
        GraphEdge(f"system:{code}", f"system:{needs}")
        for code in ("dispatch", "csm", "workorder", "inventory", "finance", "crm")
        for needs in ("database", "iam")
    ]
    edges += [
        GraphEdge("system:bi", "system:database"),
        GraphEdge("system:database", "system:network"),
        GraphEdge("system:iam", "system:network"),
        GraphEdge("process:booking", "system:callcenter"),
        GraphEdge("process:follow-up", "system:callcenter"),
        GraphEdge(
            "process:repair",
            "system:inventory",
            workaround=GraphWorkaround(10 * MINUTE, 240 * MINUTE, Decimal(1)),
        ),
    ]
    for code, (rto, mtd, system) in PROMISED.items():
        nodes.append(
            GraphNode(f"process:{code}", "process", rto_s=rto * MINUTE, mtd_s=mtd * MINUTE)
        )
        edges.append(GraphEdge(f"process:{code}", f"system:{system}"))
    return graph_of(nodes, edges)


@st.composite
def graphs(draw: st.DrawFn, most: int = 7, *, any_circle: bool = False) -> Graph:
    """Small graphs with circles, alternatives in both modes, workarounds, places and weak edges.

    Processes depend on what comes after them, so that no circle holds a process, unless
    `any_circle`.
    """
    count = draw(st.integers(2, most))
    processes = draw(st.integers(1, count - 1))
    nodes = [
        GraphNode(
            key=f"n{at}",
            kind="process" if at < processes else draw(st.sampled_from(("system", "supplier"))),
            restore_s=draw(st.none() | st.integers(0, 20)),
            rto_s=draw(st.none() | st.integers(0, 60)),
            automatic=draw(st.booleans()),
        )
        for at in range(count)
    ]
    pairs = [
        (one, other)
        for one in range(count)
        for other in range(count)
        if one != other
        and (other > one or one >= processes)
        and (other >= processes or one < other)
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * count))
    edges = [draw(edges_between(*pair)) for pair in chosen]
    return graph_of(nodes, _sized(edges, draw))


@st.composite
def edges_between(draw: st.DrawFn, one: int, other: int) -> GraphEdge:
    workaround = draw(
        st.none()
        | st.builds(
            GraphWorkaround,
            activation_s=st.integers(0, 20),
            endurance_s=st.none() | st.integers(20, 60),
            capacity=st.sampled_from((None, Decimal("0.5"), Decimal(1))),
        )
    )
    return GraphEdge(
        f"n{one}",
        f"n{other}",
        mode=draw(st.sampled_from(("serial", "parallel"))),
        strength=draw(st.sampled_from(("hard", "hard", "hard", "degrading"))),
        workaround=workaround,
        group=draw(st.sampled_from(("", "", "g", "h"))),
        place=draw(st.sampled_from((False, False, False, True))),
    )


def _sized(edges: list[GraphEdge], draw: st.DrawFn) -> list[GraphEdge]:
    """Every group needs one to all of its members."""
    names = sorted({(edge.dependent, edge.group) for edge in edges if edge.group})
    size = {
        name: draw(st.integers(1, sum((e.dependent, e.group) == name for e in edges)))
        for name in names
    }
    return [
        GraphEdge(
            e.dependent, e.needs, e.mode, e.strength, e.workaround, e.group,
            size.get((e.dependent, e.group)), e.place,
        )
        for e in edges
    ]  # fmt: skip
