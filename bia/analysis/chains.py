"""The chains behind a time as keys; in words: `bia.domain.graph.because`."""

from __future__ import annotations

from bia.domain.graph.analysis import GraphAnalysis

MOST = 12
"""Links of a chain that a page shows."""


def required_chain(analysis: GraphAnalysis, key: str, most: int | None = None) -> tuple[str, ...]:
    """From the node whose objective it is down to `key`; the nearest `most` links only."""
    chain = [key]
    while (above := analysis.nodes[chain[-1]].required_by) is not None:
        chain.append(above)
        if len(chain) == most:
            break
    return tuple(reversed(chain))


def held_chain(analysis: GraphAnalysis, key: str, most: int | None = None) -> tuple[str, ...]:
    """The critical path, first supplier first, `key` last; the nearest `most` links only."""
    chain = [key]
    while (below := analysis.nodes[chain[-1]].held_by) is not None:
        chain.append(below)
        if len(chain) == most:
            break
    return tuple(reversed(chain))


def at_s(analysis: GraphAnalysis, key: str) -> int:
    """When it is back: a process in service, everything else restored."""
    result = analysis.nodes[key]
    return result.resumes_s if key.startswith("process:") else result.finish_s
