"""Where the nodes of a directed graph stand in columns, with few crossings (Sugiyama's way).

Pure and deterministic: columns by longest path, long edges bent through points of their own,
order by barycentre, heights by the mean of the neighbours. Cycles are opened first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12
THIN = 0.45
"""How much of a node's height an edge that passes by takes."""

Edge = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """`places`: node → (column, height from 0); `routes`: edge → the points it runs through,
    both ends included. Heights count in nodes; `columns` and `height` are the whole extent."""

    places: Mapping[str, tuple[int, float]]
    routes: Mapping[Edge, tuple[tuple[float, float], ...]]
    columns: int
    height: float


def layered(
    nodes: Sequence[str], edges: Sequence[Edge], first: Collection[str] | None = None
) -> Layout:
    """Edges run from left to right but for those that close a cycle; unknown ends are left out.

    `first`: what stays in the first column when nothing leads to it (None: all such nodes); the
    others move to the right, next to where they lead.
    """
    known = dict.fromkeys(nodes)
    straight = [one for one in dict.fromkeys(edges) if one[0] in known and one[1] in known]
    straight = [one for one in straight if one[0] != one[1]]
    closing = _closing(known, straight)
    forward = [(b, a) if (a, b) in closing else (a, b) for a, b in straight]
    column = _columns(known, forward)
    if first is not None:
        _pull(column, forward, first)
    chains = {one: _chain(*turned, column) for one, turned in zip(straight, forward, strict=True)}
    layers = _ordered(known, column, list(chains.values()))
    heights = _heights(layers, list(chains.values()))
    lowest = min(heights.values(), default=0.0)
    heights = {name: at - lowest for name, at in heights.items()}
    columns = {name: at for at, layer in enumerate(layers) for name in layer}
    routes = {}
    for one, chain in chains.items():
        points = tuple((float(columns[name]), heights[name]) for name in chain)
        routes[one] = points[::-1] if one in closing else points
    return Layout(
        {name: (column[name], heights[name]) for name in known}, routes,
        len(layers), max(heights.values(), default=0.0),
    )  # fmt: skip


def _closing(nodes: Mapping[str, None], edges: Sequence[Edge]) -> set[Edge]:
    """Edges that lead back to a node still being walked from; no recursion."""
    after: dict[str, list[str]] = {name: [] for name in nodes}
    for a, b in edges:
        after[a].append(b)
    state = dict.fromkeys(nodes, 0)
    found: set[Edge] = set()
    for root in nodes:
        if state[root]:
            continue
        state[root] = 1
        walk = [(root, iter(after[root]))]
        while walk:
            name, rest = walk[-1]
            below = next(rest, None)
            if below is None:
                state[name] = 2
                walk.pop()
            elif state[below] == 1:
                found.add((name, below))
            elif state[below] == 0:
                state[below] = 1
                walk.append((below, iter(after[below])))
    return found


def _columns(nodes: Mapping[str, None], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way that leads to each node."""
    after: dict[str, list[str]] = {name: [] for name in nodes}
    waits = dict.fromkeys(nodes, 0)
    for a, b in edges:
        after[a].append(b)
        waits[b] += 1
    column = dict.fromkeys(nodes, 0)
    ready = [name for name in nodes if not waits[name]]
    for name in ready:
        for below in after[name]:
            column[below] = max(column[below], column[name] + 1)
            waits[below] -= 1
            if not waits[below]:
                ready.append(below)
    return column


def _pull(column: dict[str, int], edges: Sequence[Edge], first: Collection[str]) -> None:
    """Move what nothing leads to next to the nearest of what it leads to."""
    led_to = {b for _a, b in edges}
    nearest: dict[str, int] = {}
    for a, b in edges:
        nearest[a] = min(nearest.get(a, column[b]), column[b])
    for name in nearest.keys() - led_to - set(first):
        column[name] = nearest[name] - 1


def _chain(a: str, b: str, column: Mapping[str, int]) -> list[str]:
    """The edge's ends with a point of its own in every column between."""
    between = [f"\0{a}\0{b}\0{at}" for at in range(column[a] + 1, column[b])]
    return [a, *between, b]


def _ordered(
    nodes: Mapping[str, None], column: Mapping[str, int], chains: Sequence[Sequence[str]]
) -> list[list[str]]:
    """Each column from top to bottom: the best of some sweeps there and back."""
    layers: list[list[str]] = [[] for _at in range(max(column.values(), default=-1) + 1)]
    for name in nodes:
        layers[column[name]].append(name)
    for chain in chains:
        for step, name in enumerate(chain[1:-1], start=1):
            layers[column[chain[0]] + step].append(name)
    left, right = _neighbours(chains)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, right)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for at in range(1, len(layers)) if forth else range(len(layers) - 2, -1, -1):
            beside = layers[at - 1] if forth else layers[at + 1]
            place = {name: spot for spot, name in enumerate(beside)}
            _by_mean(layers[at], left if forth else right, place)
        count = _crossings(layers, right)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    return best


def _neighbours(
    chains: Sequence[Sequence[str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for chain in chains:
        for a, b in pairwise(chain):
            right.setdefault(a, []).append(b)
            left.setdefault(b, []).append(a)
    return left, right


def _by_mean(
    layer: list[str], beside: Mapping[str, Sequence[str]], place: Mapping[str, int]
) -> None:
    """Sort by the mean place of the neighbours; who has none keeps its place."""
    means = {}
    for at, name in enumerate(layer):
        spots = [place[one] for one in beside.get(name, ())]
        means[name] = sum(spots) / len(spots) if spots else float(at)
    layer.sort(key=lambda name: means[name])


def _crossings(layers: Sequence[Sequence[str]], right: Mapping[str, Sequence[str]]) -> int:
    """How many pairs of edges cross, counted with a tree of sums (n log n)."""
    total = 0
    for a, b in pairwise(layers):
        place = {name: spot for spot, name in enumerate(b)}
        ends = [spot for name in a for spot in sorted(place[one] for one in right.get(name, ()))]
        tree = [0] * (len(b) + 1)
        for seen, end in enumerate(ends):
            at, before = end + 1, 0
            while at:
                before += tree[at]
                at &= at - 1
            total += seen - before
            at = end + 1
            while at <= len(b):
                tree[at] += 1
                at += at & -at
    return total


def _heights(layers: Sequence[Sequence[str]], chains: Sequence[Sequence[str]]) -> dict[str, float]:
    """Straight edges where they can be: each column moves towards its neighbours, in order."""
    left, right = _neighbours(chains)
    heights: dict[str, float] = {}
    for layer in layers:
        offsets = _offsets(layer)
        middle = (offsets[-1] if offsets else 0.0) / 2
        heights |= {name: off - middle for name, off in zip(layer, offsets, strict=True)}
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for layer in layers if forth else reversed(layers):
            wishes = []
            for name in layer:
                beside = [*left.get(name, ()), *right.get(name, ())]
                wishes.append(
                    sum(heights[one] for one in beside) / len(beside) if beside else heights[name]
                )
            heights |= dict(zip(layer, _spread(wishes, _offsets(layer)), strict=True))
    return heights


def _offsets(layer: Sequence[str]) -> list[float]:
    """The least height of each, counted from the first of its column."""
    found: list[float] = []
    at = 0.0
    for before, name in zip(["", *layer], layer, strict=False):
        if found:
            at += (_size(before) + _size(name)) / 2
        found.append(at)
    return found


def _size(name: str) -> float:
    return THIN if name.startswith("\0") else 1.0


def _spread(wishes: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """The heights nearest to the wishes (least squares) that keep order and distance."""
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean = (mean * count + before * many) / (count + many)
            count += many
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _one in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]
