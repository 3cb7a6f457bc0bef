"""What cannot be a graph is refused at its place. Rules: docs/method.md §16.1."""

from __future__ import annotations

from array import array

from bia.domain.errors import check_seconds, check_share, refuse
from bia.domain.graph.layout import ends_of
from bia.domain.graph.model import Edges, Ends, Graph, GraphNode, GraphWorkaround, Nodes


def graph_of(nodes: Nodes, edges: Edges) -> Graph:
    """The graph of what a caller sends, checked.

    Raises DomainError at `nodes.3.key`, `edges.0.needs` …: a key that stands twice or that no
    node has, a thing that needs itself, a pair stated twice, negative times, a workaround that
    ends before it starts, a group without name, of contradicting sizes, or that needs more
    members than it has.
    """
    for at, node in enumerate(nodes):
        _check_node(node, f"nodes.{at}")
    graph = graph_as_stored(nodes, edges)
    if len(graph.index) < len(nodes):
        seen: set[str] = set()
        for at, node in enumerate(nodes):
            if node.key in seen:
                raise refuse(f"nodes.{at}.key", "duplicate_key", key=node.key)
            seen.add(node.key)
    pairs: set[tuple[int, int, bool]] = set()
    for at, (edge, above, below) in enumerate(zip(edges, *ends_of(graph), strict=True)):
        if above < 0:
            raise refuse(f"edges.{at}.dependent", "unknown_key", key=edge.dependent)
        if below < 0:
            raise refuse(f"edges.{at}.needs", "unknown_key", key=edge.needs)
        if above == below:
            raise refuse(f"edges.{at}.needs", "self_edge", key=edge.needs)
        if (above, below, edge.place) in pairs:
            raise refuse(f"edges.{at}.needs", "duplicate_edge", key=edge.needs)
        pairs.add((above, below, edge.place))
        if edge.workaround is not None:
            _check_workaround(edge.workaround, f"edges.{at}.workaround")
    _check_groups(edges)
    return graph


def graph_as_stored(nodes: Nodes, edges: Edges) -> Graph:
    """The graph of rows whose services and constraints refuse the rest.

    While a register is being filled in a group may still need more members than it has: it
    then needs all it has.
    """
    index = {node.key: at for at, node in enumerate(nodes)}
    above = array("q", [index.get(edge.dependent, -1) for edge in edges])
    below = array("q", [index.get(edge.needs, -1) for edge in edges])
    ends = Ends(tuple(nodes), tuple(edges), above, below)
    return Graph(ends.nodes, ends.edges, index, ends)


def _check_node(node: GraphNode, field: str) -> None:
    check_seconds(node.restore_s, f"{field}.restore_s")
    check_seconds(node.rto_s, f"{field}.rto_s")
    check_seconds(node.mtd_s, f"{field}.mtd_s")
    check_seconds(node.measured_s, f"{field}.measured_s")
    check_share(node.mbco, f"{field}.mbco")


def _check_workaround(bridge: GraphWorkaround, field: str) -> None:
    check_seconds(bridge.activation_s, f"{field}.activation_s")
    check_seconds(bridge.endurance_s, f"{field}.endurance_s")
    check_share(bridge.capacity, f"{field}.capacity")
    if bridge.endurance_s is not None and bridge.endurance_s < bridge.activation_s:
        raise refuse(f"{field}.endurance_s", "ends_before_start")


def _check_groups(edges: Edges) -> None:
    """All edges of a group state the same number (none stated: 1), and it has so many."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, edge in enumerate(edges):
        if edge.group:
            groups.setdefault((edge.dependent, edge.group), []).append(at)
        elif edge.group_needs is not None:
            raise refuse(f"edges.{at}.group_needs", "no_group")
    for (_dependent, name), members in groups.items():
        first = edges[members[0]].group_needs
        needed = 1 if first is None else first
        if needed < 1:
            raise refuse(f"edges.{members[0]}.group_needs", "empty_group", group=name)
        for at in members:
            stated = edges[at].group_needs
            if (1 if stated is None else stated) != needed:
                raise refuse(f"edges.{at}.group_needs", "contradictory_group", group=name)
        if needed > len(members):
            field = f"edges.{members[0]}.group_needs"
            raise refuse(field, "group_too_small", group=name, count=len(members))
