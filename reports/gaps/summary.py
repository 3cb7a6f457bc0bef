"""The summary: how many promises hold, and what hurts most, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bia.gaps.order import HURTS
from bia.gaps.rows import GapRow
from reports.document.blocks import Block, Chapter, Column, Heading, Tile, Tiles, Words, note, table
from reports.gaps.gap_table import at_least, heading
from reports.gaps.view import View

WORST = 8


def summary_chapter(view: View) -> Chapter:
    rows = view.processes
    blocks: list[Block] = []
    if not rows:
        blocks.append(Words(_("No process matches this report's date and filters."), "mark"))
    blocks += [Tiles(_tiles(view)), *_worst(view), *_counts(view)]
    return Chapter("summary", _("Summary"), blocks)


def _count(rows: list[GapRow], *states: str) -> int:
    return sum(1 for row in rows if row.status in states)


def _tiles(view: View) -> list[Tile]:
    rows = view.processes
    breached, missed = _count(rows, "mtd_breach"), _count(rows, "rto_miss", "infeasible")
    unproven, silent = _count(rows, "untested"), _count(rows, "no_target")
    infeasible = [row for row in view.rows if row.status == "infeasible"]
    differing = [row for row in view.rows if row.naive_differs]
    return [
        Tile(_("Processes"), len(rows), note=_("%(n)s critical") % {
            "n": sum(1 for row in rows if row.critical)}),
        Tile(_("MTD would be breached"), breached, bad=bool(breached)),
        Tile(_("RTO would be missed"), missed, bad=bool(missed)),
        Tile(_("Met and proven"), _count(rows, "met")),
        Tile(_("Not proven"), unproven, bad=bool(unproven)),
        Tile(_("Without a target"), silent, bad=bool(silent)),
        Tile(_("Cannot be met by design"), len(infeasible), bad=bool(infeasible),
             note=_("processes, systems and suppliers")),
        Tile(_("The naive rule is wrong"), len(differing), bad=bool(differing),
             note=_("other verdict than the graph")),
    ]  # fmt: skip


def _worst(view: View) -> list[Block]:
    rows = [row for row in view.rows if row.broken][:WORST]
    title = Heading(_("What hurts most"))
    if not rows:
        return [title, Words(_("No broken promise is known."))]
    columns = [
        Column(_("Name"), width=36), Column(_("State"), "status", 18),
        Column(_("Required"), "signed", 14), Column(_("Back after"), "figure", 14),
        Column(_("Gap"), "figure", 14), Column(_("Critical processes behind it"), "whole", 18),
        note(_("Why")),
    ]  # fmt: skip
    lines = [
        [row.subject.name, row.status, row.result.required_s, at_least(row, row.told_s),
         at_least(row, row.told_gap_s), view.of.behind_of(row.key).critical, row.because]
        for row in rows
    ]  # fmt: skip
    return [title, table(columns, lines)]


def _counts(view: View) -> list[Block]:
    columns = [Column(_("State"), "status", 24)]
    kinds = [kind for kind in ("process", "system", "other")
             if any(row.kind == kind for row in view.rows)]  # fmt: skip
    columns += [Column(heading(kind), "whole") for kind in kinds]
    lines = []
    for status in HURTS:
        counts = [_count([r for r in view.rows if r.kind == kind], status) for kind in kinds]
        if any(counts):
            lines.append([status, *counts])
    if not lines:
        return []
    return [Heading(_("By state")), table(columns, lines, sheet=_("By state"))]
