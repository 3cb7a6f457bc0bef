"""The chain behind a time, as keys and as one line of arithmetic.

"Road rescue 15 min − Dispatch 10 min − Database 30 min = −25 min": what is required of the
network, and why. The line is figures and names only, so it reads in every language; a process
the reader may not see is "another process".
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.analysis.sight import Sight
from bia.domain.graph.analysis import GraphAnalysis
from lib.durations import format_duration

MOST = 12
"""Links of a chain that are shown; a longer one loses its middle."""


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


def required_words(analysis: GraphAnalysis, sight: Sight, key: str) -> str:
    """What is required of `key` and where it comes from; "" where nothing is."""
    limit = analysis.nodes[key].required_s
    if limit is None:
        return ""
    chain = required_chain(analysis, key, MOST)
    before = _limit(analysis, chain[0])
    parts = [f"{_start(analysis, sight, chain, required=True)} {duration(before)}"]
    for above, below in pairwise(chain):
        after = _limit(analysis, below)
        if after > before:
            parts.append(_("→ bridged until %(until)s") % {"until": duration(after)})
        elif after < before:
            parts.append(f"− {sight.name(above)} {duration(before - after)}")
        before = after
    return parts[0] if len(parts) == 1 else f"{' '.join(parts)} = {duration(limit)}"


def held_words(analysis: GraphAnalysis, sight: Sight, key: str) -> str:
    """When `key` is back and what it waits for, first supplier first."""
    chain = held_chain(analysis, key, MOST)
    before = at_s(analysis, chain[0])
    parts = [f"{_start(analysis, sight, chain, required=False)} {duration(before)}"]
    for one in chain[1:]:
        after = at_s(analysis, one)
        if after > before:
            parts.append(f"+ {sight.name(one)} {duration(after - before)}")
        elif after < before:
            parts.append(_("→ a workaround from %(at)s") % {"at": duration(after)})
        before = after
    return parts[0] if len(parts) == 1 else f"{' '.join(parts)} = {duration(before)}"


def _limit(analysis: GraphAnalysis, key: str) -> int:
    """Of a node in a chain, where every link has one."""
    found = analysis.nodes[key].required_s
    assert found is not None
    return found


def _start(analysis: GraphAnalysis, sight: Sight, chain: Iterable[str], *, required: bool) -> str:
    """The name the line begins with, "…" before it when the chain goes on there."""
    first = next(iter(chain))
    one = analysis.nodes[first]
    cut = one.required_by if required else one.held_by
    return f"… {sight.name(first)}" if cut is not None else sight.name(first)


def duration(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en").replace("-", "−")
