"""The order in which a call tree is called, on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def called_in_order(
    nodes: Sequence[tuple[int, int | None]],
) -> list[tuple[int, int | None, str, int]]:
    """(id, parent) in the order of their positions → (id, parent, "2.1", depth from 0).

    Who is called first calls their own people before the next one is called: the printed list
    reads from top to bottom. What hangs on an unknown parent, or on a circle, stands at the top.
    """
    known = {node for node, _parent in nodes}
    children: dict[int | None, list[int]] = {}
    for node, parent in nodes:
        children.setdefault(parent if parent in known else None, []).append(node)
    parents = dict(nodes)
    found: list[tuple[int, int | None, str, int]] = []
    seen: set[int] = set()

    def visit(node: int, number: str, depth: int) -> None:
        if node in seen:
            return
        seen.add(node)
        found.append((node, parents[node], number, depth))
        for at, child in enumerate(children.get(node, []), start=1):
            visit(child, f"{number}.{at}", depth + 1)

    roots = children.get(None, [])
    for at, node in enumerate(roots, start=1):
        visit(node, str(at), 0)
    for node, _parent in nodes:
        visit(node, str(len([one for one in found if one[3] == 0]) + 1), 0)
    return found


def circle_through(parents: Mapping[int, int | None], node: int, parent: int | None) -> bool:
    """Would hanging `node` on `parent` close a circle?"""
    seen: set[int] = set()
    while parent is not None and parent not in seen:
        if parent == node:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def depth_of(parents: Mapping[int, int | None], node: int) -> int:
    """1 for who is called by whoever starts the tree."""
    depth, at = 1, parents.get(node)
    while at is not None and depth <= len(parents):
        depth, at = depth + 1, parents.get(at)
    return depth
