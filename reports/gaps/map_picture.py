"""The dependency map: one picture, or one for each critical process of a large register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bia.analysis.register import Stated
from bia.gaps.order import BROKEN
from bia.gaps.rows import GapRow
from lib.chart_map import LOOKS, MOST_NODES, MapEdge, MapNode, dependency_map
from lib.language import listed
from reports.content.words import chinese
from reports.document.blocks import Block, Chapter, Heading, Picture, Words
from reports.document.cells import status_words
from reports.gaps.gap_table import at_least, duration
from reports.gaps.view import View

WIDTH = 960
MOST_MAPS = 24


def map_chapter(view: View) -> Chapter | None:
    """None when nothing needs anything."""
    drawn = _connected(view, view.scope)
    if not drawn:
        return None
    blocks: list[Block] = [Words(_legend(view, drawn), "lead")]
    if len(drawn) <= MOST_NODES:
        blocks.append(_picture(view, drawn, _("Dependency map of the whole register")))
    else:
        blocks += _neighbourhoods(view)
    return Chapter("map", _("Dependency map"), blocks)


def _connected(view: View, keys: Iterable[str]) -> list[str]:
    """What has an edge, in the order of the register; the rest would be a heap of boxes."""
    ends = {end for edges in view.needs.values() for edge in edges
            for end in (edge.dependent, edge.needs)}  # fmt: skip
    inside = set(keys) & ends
    return [key for key in view.of.named if key in inside]


def _neighbourhoods(view: View) -> list[Block]:
    """Each critical process with what it rests on, the worst first; else any that is broken."""
    wanted = [row for row in view.processes if row.critical] or view.processes
    wanted = [row for row in wanted if view.needs.get(row.key)]
    blocks: list[Block] = []
    if len(wanted) > MOST_MAPS:
        words = ngettext(
            "The map is too large for one picture. Here is the neighbourhood of the "
            "process that hurts most.",
            "The map is too large for one picture. Here are the neighbourhoods of the "
            "%(n)s processes that hurt most.",
            MOST_MAPS,
        )
        blocks.append(Words(words % {"n": MOST_MAPS}, "quiet"))
    for row in wanted[:MOST_MAPS]:
        near = view.below([row.key], MOST_NODES)
        blocks += [
            Heading(row.subject.name, f"map-{row.subject.pk}"),
            _picture(view, near, _("What %(name)s rests on") % {"name": row.subject.name}),
        ]
        if len(near) == MOST_NODES:
            blocks.append(
                Words(_("Only the nearest %(n)s are drawn.") % {"n": MOST_NODES}, "quiet")
            )
    return blocks


def _picture(view: View, keys: Sequence[str], title: str) -> Picture:
    inside = set(keys)
    nodes = [_node(view, key) for key in keys]
    edges = [
        MapEdge(edge.dependent, edge.needs, edge.strength == "hard" and not _place(edge))
        for key in keys
        for edge in view.needs.get(key, ())
        if edge.needs in inside
    ]
    lit = [pair for row in _lit(view, inside) for pair in _pairs(view, row.key)]
    broken = [row.subject.name for row in view.processes if row.key in inside and row.broken]
    words = title + ("：" if chinese() else ": ")
    words += _("%(nodes)s nodes, %(edges)s needs.") % {"nodes": len(nodes), "edges": len(edges)}
    if broken:
        words += " " + _("Broken promises: %(names)s.") % {"names": listed(broken[:12])}
    spec = dependency_map(nodes, edges, lit=lit, words=status_labels(), most_width=WIDTH)
    return Picture(spec, words, WIDTH)


def _place(edge: Stated) -> bool:
    return edge.implicit and edge.needs.startswith("site:")


def _node(view: View, key: str) -> MapNode:
    named, row, result = view.of.named[key], view.row_of.get(key), view.result(key)
    status = "" if row is None else row.status
    note = ""
    if row is not None and row.told_s is not None and result.required_s is not None:
        note = f"{at_least(row, row.told_s)} / {duration(result.required_s)}"
    return MapNode(key, named.name, status, note, named.table == "process")


def _lit(view: View, inside: set[str]) -> list[GapRow]:
    """Whose critical path is shown: broken processes; when there is none, the critical ones."""
    rows = [row for row in view.processes if row.key in inside]
    return [row for row in rows if row.status in BROKEN] or [row for row in rows if row.critical]


def _pairs(view: View, key: str) -> list[tuple[str, str]]:
    chain = view.of.analysis.critical_path(key)
    return [(above, below) for below, above in pairwise(chain)]


def status_labels() -> dict[str, str]:
    return {code: status_words(code) for code in LOOKS}


def _legend(view: View, drawn: Sequence[str]) -> str:
    used = {row.status for key in drawn if (row := view.row_of.get(key)) is not None}
    signs = [
        f"{look.sign}\u00a0{status_words(code)}" for code, look in LOOKS.items() if code in used
    ]
    words = _(
        "From left to right: who needs what. Below each name stands when it is back "
        "and when it is required. The thick red lines are the critical paths; "
        "dotted lines are places, and needs that only degrade."
    )
    return f"{words} {' · '.join(signs)}"
