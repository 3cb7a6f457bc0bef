"""Which durations are missing behind a time that is only a lower bound (docs/method.md §16.3)."""

from __future__ import annotations

from bia.domain.graph.analysis import GraphAnalysis
from bia.domain.graph.layout import UNKNOWN

MOST = 3
"""Of them that are named; the graph may be 100,000 wide and a sentence may not."""
_LOOKED_AT = 500


def unstated(analysis: GraphAnalysis, key: str, most: int = MOST) -> tuple[str, ...]:
    """Keys of what states no duration and `key` rests on, itself too, the nearest first.

    At most `most`, and only as far as a sentence needs: the search ends after some hundred nodes.
    """
    layout, parts = analysis.passes.layout, analysis.passes.parts
    if not analysis.nodes[key].unknown:
        return ()
    waiting = [analysis.graph.index[key]]
    known = set(waiting)
    found: list[str] = []
    for node in waiting:
        if layout.flags[node] & UNKNOWN:
            found.append(layout.nodes[node].key)
        if len(found) == most or len(known) > _LOOKED_AT:
            break
        for edge in layout.out[node]:
            supplier = layout.needs[edge]
            if supplier in known or not _unsure(analysis, edge, parts.of[supplier]):
                continue
            known.add(supplier)
            waiting.append(supplier)
    return tuple(found)


def _unsure(analysis: GraphAnalysis, edge: int, part: int) -> bool:
    """The time of the supplier is a lower bound, and no endless workaround stands in for it."""
    passes = analysis.passes
    technical = passes.finishes.technical
    if not technical.flags[part] & UNKNOWN:
        return False
    bridge = passes.layout.workarounds.get(edge)
    if bridge is None or edge not in passes.finishes.bridged:
        return True
    return bridge.endurance_s is not None or technical.at[part] < bridge.activation_s
