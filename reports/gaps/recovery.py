"""The order of recovery with limited teams: the plain one, and the best that was found."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bia.analysis.recovery_order import Planned, planned
from bia.domain.graph.improvement import SEED, Improved, Objective
from bia.domain.graph.recovery import Recovery, recover
from lib.chart_gantt import Bar, gantt
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Picture,
    Words,
    table,
)
from reports.gaps.gap_table import at_least, duration
from reports.gaps.view import View
from reports.gaps.words import left_out

TEAMS = 2
PRINTED_TASKS = 150
MOST_BARS = 40


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
        "improved order was found by a search with the seed %(seed)s in %(tries)s tries: first "
        "fewer breaches of critical processes, then less lateness, then an earlier end, then less "
        "loss. No order can end before %(bound)s; without a limit of teams it takes %(free)s."
    )
    words = lead % {
        "teams": TEAMS, "seed": SEED, "tries": found.tries, "bound": duration(plan.bound_s),
        "free": duration(free.makespan_s),
    }  # fmt: skip
    blocks: list[Block] = [Words(words, "lead"), _compared(view, found)]
    orders = [(_("The plain order"), "order-plain", found.plain)]
    if found.is_better:
        orders.append((_("The improved order"), "order-improved", found.best))
    for title, anchor, one in orders:
        blocks += [Heading(title, anchor), _picture(view, plan, one, title)]
    blocks += [Heading(_("What is restored when"), "order"), *_tasks(view, found)]
    return Chapter("recovery", _("Order of recovery"), [*blocks, *_processes(view, plan)])


def _picture(view: View, plan: Planned, order: Recovery, title: str) -> Picture:
    """The first restores of the order, as far as the report speaks of them."""
    bars = [
        Bar(view.sight.name(task.node), task.team, task.start_s, task.finish_s,
            plan.required[task.node])
        for task in order.tasks
        if task.node in view.scope
    ]  # fmt: skip
    labels = {
        "time": _("Time since the disruption"), "team": _("Team"), "start": _("Start"),
        "finish": _("Finish"), "required": _("Required by"), "bound": _("no order ends earlier"),
    }  # fmt: skip
    words = _(
        "%(title)s: %(n)s restores by %(teams)s teams, all done after %(end)s; the "
        "table below says the same in figures."
    )
    spec = gantt(bars, words=labels, duration=duration, bound_s=plan.bound_s, most=MOST_BARS)
    said = {"title": title, "n": len(bars), "teams": TEAMS, "end": duration(order.makespan_s)}
    return Picture(spec, words % said)


def _processes(view: View, plan: Planned) -> list[Block]:
    """When each process is in service in either order."""
    found = plan.improved
    columns = [
        Column(_("Process"), width=30), Column(_("Required"), "signed"),
        Column(_("Plain order"), "figure"), Column(_("State"), "status"),
        Column(_("Improved order"), "figure"), Column(_("State"), "status"),
    ]  # fmt: skip
    lines = []
    for row in view.processes:
        line: list[object] = [row.subject.name, row.result.required_s]
        for order in (found.plain, found.best):
            back_s = order.resumes_s.get(row.key)
            words = _("nobody knows") if back_s is None else at_least(row, back_s)
            line += [words, plan.verdict(row.key, back_s)]
        lines.append(line)
    return [
        Heading(_("When processes are in service"), "order-processes"),
        table(columns, lines, sheet=_("Processes by order")),
    ]


def _compared(view: View, found: Improved) -> Block:
    columns = [
        Column(_("Order"), width=24), Column(_("MTD breaches, critical"), "whole"),
        Column(_("MTD breaches"), "whole"), Column(_("Worst lateness"), "duration"),
        Column(_("Loss (%(currency)s)") % {"currency": view.organisation.currency}, "money", 18),
        Column(_("Everything back after"), "duration"),
    ]  # fmt: skip

    def line(title: str, one: Objective) -> list[object]:
        return [title, one.critical_breaches, one.breaches, one.lateness_s,
                one.loss if view.everything else None, one.makespan_s]  # fmt: skip

    lines = [line(_("Plain"), found.plain_objective)]
    if found.is_better:
        lines.append(line(_("Improved"), found.objective))
    return table(columns, lines, sheet=_("Orders compared"))


def _tasks(view: View, found: Improved) -> list[Block]:
    plain = {task.node: task for task in found.plain.tasks}
    columns = [
        Column(_("Restore"), width=34), Column(_("Team"), "whole", 10),
        Column(_("Start"), "duration"), Column(_("Finish"), "duration"),
        Column(_("Required"), "signed"), Column(_("Start, plain order"), "duration", 18),
        Column(_("Finish, plain order"), "duration", 18),
    ]  # fmt: skip
    lines = [
        [view.sight.name(task.node), task.team, task.start_s, task.finish_s,
         view.result(task.node).required_s, plain[task.node].start_s, plain[task.node].finish_s]
        for task in found.best.tasks
        if task.node in view.scope
    ]  # fmt: skip
    return [
        table(columns, lines[:PRINTED_TASKS]),
        *left_out(lines, PRINTED_TASKS),
        table(columns, lines, sheet=_("Order of recovery"), printed=False),
    ]
