"""Critical paths: what each process waits for, step by step; and circles of needs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bia.gaps.rows import GapRow
from reports.document.blocks import Block, Chapter, Column, Heading, Items, Words, note, table
from reports.gaps.gap_table import at_least, duration
from reports.gaps.view import View


def path_chapter(view: View) -> Chapter | None:
    """None when no process waits for anything."""
    rows = [row for row in view.processes if len(view.of.analysis.critical_path(row.key, 2)) > 1]
    circles = _circles(view)
    if not rows and not circles:
        return None
    blocks: list[Block] = []
    if rows:
        blocks += [
            Words(_("The chain that decides when a process is back. Only what is on it makes "
"the process faster; everything else has time to spare."), "lead"),
            _printed(view, rows),
            _steps(view, rows),
        ]  # fmt: skip
    if circles:
        blocks += [Heading(_("Circles of needs"), "circles"), Items(circles)]
    return Chapter("paths", _("Critical paths"), blocks)


def _printed(view: View, rows: list[GapRow]) -> Block:
    columns = [
        Column(_("Process"), width=34), Column(_("Required"), "signed"),
        Column(_("In service after"), "figure"), Column(_("Slack"), "signed"),
        Column(_("State"), "status"), note(_("Path")),
    ]  # fmt: skip
    return table(
        columns,
        [
            [row.subject.name, row.result.required_s, at_least(row, row.resumes_s),
             None if row.unknown else row.slack_s, row.status,
             path_words(view, row.key)]
            for row in rows
        ],
    )  # fmt: skip


def path_words(view: View, key: str) -> str:
    """“Network 15 min → Database 45 min → Road rescue 55 min”: when each link is back."""
    of = view.of.analysis
    return " → ".join(
        f"{view.sight.name(one)} {duration(of.back_s(one))}" for one in of.critical_path(key)
    )


def _steps(view: View, rows: list[GapRow]) -> Block:
    columns = [
        Column(_("Process"), width=30), Column(_("Step"), "whole", 8), Column(_("Node"), width=30),
        Column(_("Own duration"), "duration"), Column(_("Back after"), "duration"),
        Column(_("Required"), "signed"), Column(_("Slack"), "signed"),
    ]  # fmt: skip
    lines: list[list[Any]] = []
    for row in rows:
        for number, key in enumerate(view.of.analysis.critical_path(row.key), start=1):
            result, seen = view.result(key), view.sight.sees(key)
            lines.append(
                [
                    row.subject.name, number, view.sight.name(key),
                    result.own_s if seen else None, view.of.analysis.back_s(key),
                    result.required_s if seen else None, result.slack_s if seen else None,
                ]
            )  # fmt: skip
    return table(columns, lines, sheet=_("Critical paths"), printed=False)


def _circles(view: View) -> list[str]:
    found = []
    for cycle in view.of.analysis.cycles:
        if not any(key in view.scope for key in cycle.members):
            continue
        names = " ⇄ ".join(view.sight.names(cycle.members))
        words = _("%(names)s: they are restored together.")
        if cycle.deadlock:
            words = _(
                "%(names)s: a deadlock. Each is to be restored after the other, so none can "
                "start first."
            )
        found.append(words % {"names": names})
    return found
