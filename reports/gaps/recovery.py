"""The order of recovery with limited teams: the plain one, and the best that was found."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bia.analysis.recovery_order import planned
from bia.domain.graph.improvement import SEED, Improved, Objective
from bia.domain.graph.recovery import Recovery, recover
from reports.document.blocks import Block, Chapter, Column, Heading, Words, table
from reports.gaps.gap_table import duration
from reports.gaps.view import View

TEAMS = 2
PRINTED_TASKS = 150


def recovery_chapter(view: View) -> Chapter | None:
    """Everything has failed at once; None when nothing has a duration."""
    plan = planned(view.of, teams=TEAMS)
    found = plan.improved
    if not found.plain.tasks:
        return None
    free = recover(view.of.register.graph, plan.required, teams=None)
    lead = _(
        "Everything has failed at once and %(teams)s teams restore, each one thing at a time. The "
        "plain order takes what can start earliest and among that what is needed first. The "
        "improved order was found by a search with the seed %(seed)s in %(tries)s tries: fewer "
        "breaches of critical processes first, then less lateness, less loss, an earlier end. No "
        "order can end before %(bound)s; without a limit of teams it takes %(free)s."
    )
    words = lead % {
        "teams": TEAMS, "seed": SEED, "tries": found.tries, "bound": duration(plan.bound_s),
        "free": duration(free.makespan_s),
    }  # fmt: skip
    blocks: list[Block] = [Words(words, "lead"), _compared(view, found)]
    best = found.best if found.is_better else found.plain
    blocks += [Heading(_("The order"), "order"), *_tasks(view, best, found)]
    return Chapter("recovery", _("Order of recovery"), blocks)


def _compared(view: View, found: Improved) -> Block:
    columns = [
        Column(_("Order"), width=24), Column(_("MTD breaches, critical"), "whole"),
        Column(_("MTD breaches"), "whole"), Column(_("Worst lateness"), "duration"),
        Column(_("Loss (%(currency)s)") % {"currency": view.organisation.currency}, "money", 18),
        Column(_("Everything back after"), "duration"),
    ]  # fmt: skip

    def line(title: str, one: Objective) -> list[object]:
        return [title, one.critical_breaches, one.breaches, one.lateness_s, one.loss,
                one.makespan_s]  # fmt: skip

    lines = [line(_("Plain"), found.plain_objective)]
    if found.is_better:
        lines.append(line(_("Improved"), found.objective))
    return table(columns, lines, sheet=_("Orders compared"))


def _tasks(view: View, best: Recovery, found: Improved) -> list[Block]:
    plain = {task.node: task for task in found.plain.tasks}
    columns = [
        Column(_("Restore"), width=34), Column(_("Team"), "whole", 10),
        Column(_("Start"), "duration"), Column(_("Done"), "duration"),
        Column(_("Required"), "duration"), Column(_("Start, plain order"), "duration", 18),
        Column(_("Done, plain order"), "duration", 18),
    ]  # fmt: skip
    lines = [
        [view.sight.name(task.node), task.team, task.start_s, task.finish_s,
         view.result(task.node).required_s, plain[task.node].start_s, plain[task.node].finish_s]
        for task in best.tasks
        if task.node in view.scope
    ]  # fmt: skip
    return [
        table(columns, lines[:PRINTED_TASKS]),
        table(columns, lines, sheet=_("Order of recovery"), printed=False),
    ]
