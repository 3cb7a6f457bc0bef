"""Cycles among tasks and among plans, named so that a person finds the fault (PLN-8)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from plans.domain.task_order import cycle_in

DEEPEST = 5  # sub-plans below sub-plans

Node = TypeVar("Node", bound=Hashable)
Graph = Mapping[Node, Collection[Node]]


def cycle_from(needs: Graph[Node], start: Node) -> list[Node] | None:
    """The shortest way from `start` back to itself: [1, 3, 2, 1]. None when there is none."""
    came_from: dict[Node, Node] = {}
    front: list[Node] = [start]
    while front:
        following: list[Node] = []
        for node in front:
            for target in _sorted(needs.get(node, ())):
                if target == start:
                    return [*_way(came_from, start, node), start]
                if target not in came_from:
                    came_from[target] = node
                    following.append(target)
        front = following
    return None


def find_cycle(needs: Mapping[int, Collection[int]]) -> list[int] | None:
    """Any circle, written from its smallest number; None when the order is possible."""
    return cycle_in(needs)


def deepest_through(uses: Graph[Node], plan: Node, sub_plan: Node) -> list[Node]:
    """The longest chain that goes from `plan` to `sub_plan`, both ends included. The graph has
    no cycle; how many sub-plans lie below each other is its length less one."""
    used_by: dict[Node, list[Node]] = {}
    for node, targets in uses.items():
        for target in targets:
            used_by.setdefault(target, []).append(node)
    above = _longest(used_by, plan, {})
    return [*reversed(above), *_longest(uses, sub_plan, {})]


def _longest(graph: Graph[Node], start: Node, known: dict[Node, list[Node]]) -> list[Node]:
    if start not in known:
        best: list[Node] = []
        for target in _sorted(graph.get(start, ())):
            way = _longest(graph, target, known)
            if len(way) > len(best):
                best = way
        known[start] = [start, *best]
    return known[start]


def _way(came_from: Mapping[Node, Node], start: Node, end: Node) -> list[Node]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _sorted(nodes: Collection[Node]) -> list[Node]:
    return sorted(nodes)  # type: ignore[type-var]
