"""Single points of failure: what alone stops a process, where it adds up, and which pairs do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bia.analysis.single_points import found_in, pairs_in
from bia.domain.graph.failure_pairs import Pairs
from bia.domain.graph.single_points import SinglePoints
from lib.language import listed
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table
from reports.gaps.gap_table import kind_words
from reports.gaps.view import View
from reports.gaps.words import left_out

MOST_NAMES = 12
MOST_PAIRS = 30
PRINTED_PAIRS = 200
PRINTED_POINTS = 150


@dataclass(frozen=True)
class Point:
    """A node with the processes of the report it stops alone; `bridged` of them for a time."""

    key: str
    processes: tuple[str, ...]
    critical: int
    bridged: tuple[str, ...]
    loss_per_hour: Decimal | None


def points_chapter(view: View) -> Chapter | None:
    """None when nothing stops anything."""
    found = found_in(view.of).points
    points = _points(view, found)
    pairs = _pairs(view)
    if not points and not pairs:
        return None
    blocks: list[Block] = [
        Words(
            _(
                "What stops at least one process alone, whatever else works: the costliest "
                "first. A workaround does not make it go away; it is told beside it. Losses "
                "are those an hour costs at the RTO of each process."
            ),
            "lead",
        ),
        _ranking(view, points[:PRINTED_POINTS]),
        *left_out(points, PRINTED_POINTS),
        _sheet(view, points),
    ]
    if pairs:
        blocks += _pair_blocks(view, pairs)
    return Chapter("points", _("Single points of failure"), blocks)


def _points(view: View, found: SinglePoints) -> list[Point]:
    """As `bia.domain.graph.single_points.concentrations`, of what the report speaks of only."""
    behind: dict[str, list[str]] = {}
    for process in sorted(view.chosen):
        for node in found.of.get(process, ()):
            if node in view.scope:
                behind.setdefault(node, []).append(process)
    made = []
    for node, processes in behind.items():
        rates = [view.of.loss_per_hour[one] for one in processes if one in view.of.loss_per_hour]
        made.append(
            Point(
                node, tuple(processes), sum(view.of.named[one].critical for one in processes),
                tuple(one for one in processes if node in found.bridged[one]),
                sum(rates, Decimal(0)) if rates else None,
            )
        )  # fmt: skip
    return sorted(
        made,
        key=lambda one: (-(one.loss_per_hour or 0), -one.critical, -len(one.processes), one.key),
    )


def _names(view: View, keys: Sequence[str]) -> str:
    shown = [view.sight.name(key) for key in keys[:MOST_NAMES]]
    if len(keys) > MOST_NAMES:
        shown.append(_("%(n)s more") % {"n": len(keys) - MOST_NAMES})
    return listed(shown)


def _ranking(view: View, points: Sequence[Point]) -> Block:
    money = _("Loss an hour (%(currency)s)") % {"currency": view.organisation.currency}
    columns = [
        Column(_("Name"), width=34), Column(_("Kind"), width=18),
        Column(_("Critical processes"), "whole"), Column(_("Processes"), "whole"),
        Column(_("Carried by a workaround"), "whole", 18), Column(money, "money", 20),
        note(_("Stops"), bare=False), note(_("A workaround carries"), bare=False),
    ]  # fmt: skip
    lines = [
        [view.sight.name(one.key), kind_words(view.of.named[one.key].kind), one.critical,
         len(one.processes), len(one.bridged), one.loss_per_hour,
         _names(view, one.processes), _names(view, one.bridged)]
        for one in points
    ]  # fmt: skip
    return table(columns, lines, empty=_("Nothing stops a process alone."))


def _sheet(view: View, points: Sequence[Point]) -> Block:
    columns = [
        Column(_("Code"), width=22), Column(_("Name"), width=30), Column(_("Kind"), width=16),
        Column(_("Stops"), width=30), Column(_("Critical"), "yes_no", 10),
        Column(_("Carried by a workaround"), "yes_no", 14),
        Column(_("Loss an hour (%(currency)s)") % {"currency": view.organisation.currency},
               "money", 18),
    ]  # fmt: skip
    lines = [
        [view.of.named[one.key].code, view.sight.name(one.key),
         kind_words(view.of.named[one.key].kind), view.sight.name(process),
         view.of.named[process].critical, process in one.bridged,
         view.of.loss_per_hour.get(process)]
        for one in points
        for process in one.processes
    ]  # fmt: skip
    return table(columns, lines, sheet=_("Single points"), printed=False)


def _pairs(view: View) -> dict[str, Pairs]:
    """Of the critical processes in the report; of all when none of them is critical."""
    critical = {key for key in view.chosen if view.of.named[key].critical}
    asked = critical or view.chosen
    return {
        key: one for key, one in sorted(pairs_in(view.of).items()) if key in asked and one.total
    }


def _pair_blocks(view: View, pairs: dict[str, Pairs]) -> list[Block]:
    columns = [
        Column(_("Process"), width=30), Column(_("First"), width=30), Column(_("Second"), width=30)
    ]  # fmt: skip
    lines = [
        [view.sight.name(process), view.sight.name(a), view.sight.name(b)]
        for process, one in pairs.items()
        for a, b in one.shown[:MOST_PAIRS]
        if a in view.scope and b in view.scope
    ]
    words = _(
        "Neither stops the process alone, both together do. Of each critical process at most "
        "%(n)s pairs are listed."
    )
    return [
        Heading(_("Pairs that stop a process together"), "pairs"),
        Words(words % {"n": MOST_PAIRS}),
        table(columns, lines[:PRINTED_PAIRS]),
        *left_out(lines, PRINTED_PAIRS),
        table(columns, lines, sheet=_("Pairs"), printed=False),
    ]
