"""What cannot be a graph is refused at its place. Rules: docs/method.md §16.1."""

from __future__ import annotations

from bia.domain.errors import check_seconds, check_share, refuse
from bia.domain.graph.model import Edges, Graph, GraphEdge, GraphNode, Nodes


def graph_of(nodes: Nodes, edges: Edges) -> Graph:
    """The graph of what a caller sends, checked.

    Raises DomainError at `nodes.3.key`, `edges.0.needs` …: a key that stands twice or that no
    node has, a thing that needs itself, a pair stated twice, negative times, a workaround that
    ends before it starts, a group without name, of contradicting sizes, or that needs more
    members than it has.
    """
    index: dict[str, int] = {}
    for at, node in enumerate(nodes):
        if node.key in index:
            raise refuse(f"nodes.{at}.key", "duplicate_key", key=node.key)
        index[node.key] = at
        _check_node(node, f"nodes.{at}")
    pairs: set[tuple[str, str, bool]] = set()
    for at, edge in enumerate(edges):
        _check_ends(edge, index, f"edges.{at}")
        pair = (edge.dependent, edge.needs, edge.place)
        if pair in pairs:
            raise refuse(f"edges.{at}.needs", "duplicate_edge", key=edge.needs)
        pairs.add(pair)
        _check_workaround(edge, f"edges.{at}.workaround")
    _check_groups(edges)
    return Graph(tuple(nodes), tuple(edges), index)


def graph_as_stored(nodes: Nodes, edges: Edges) -> Graph:
    """The graph of rows whose services and constraints refuse the rest.

    While a register is being filled in a group may still need more members than it has: it
    then needs all it has.
    """
    return Graph(tuple(nodes), tuple(edges), {node.key: at for at, node in enumerate(nodes)})


def _check_node(node: GraphNode, field: str) -> None:
    check_seconds(node.restore_s, f"{field}.restore_s")
    check_seconds(node.rto_s, f"{field}.rto_s")
    check_seconds(node.mtd_s, f"{field}.mtd_s")
    check_seconds(node.measured_s, f"{field}.measured_s")
    check_share(node.mbco, f"{field}.mbco")


def _check_ends(edge: GraphEdge, index: dict[str, int], field: str) -> None:
    if edge.dependent not in index:
        raise refuse(f"{field}.dependent", "unknown_key", key=edge.dependent)
    if edge.needs not in index:
        raise refuse(f"{field}.needs", "unknown_key", key=edge.needs)
    if edge.dependent == edge.needs:
        raise refuse(f"{field}.needs", "self_edge", key=edge.needs)


def _check_workaround(edge: GraphEdge, field: str) -> None:
    bridge = edge.workaround
    if bridge is None:
        return
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
