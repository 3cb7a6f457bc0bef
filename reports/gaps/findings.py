"""Findings: what contradicts itself, open ones first, and what people have decided about them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bia.findings.telling import Telling
from bia.models import Finding, Process
from bia.models.finding import FindingSeverity, FindingState
from lib.history import as_of
from reports.document.blocks import Block, Chapter, Column, Heading, Tile, Tiles, Words, note, table
from reports.gaps.view import View

WORST = {"high": 0, "medium": 1, "low": 2}
SHOWN = (FindingState.OPEN.value, FindingState.DISMISSED.value)


def finding_chapter(view: View) -> Chapter | None:
    """None when nothing was found."""
    rows = _rows(view)
    if not rows:
        return None
    telling = Telling(view.report.requested_by, view.at)
    still = [row for row in rows if row.state == FindingState.OPEN]
    settled = [row for row in rows if row.state == FindingState.DISMISSED]
    blocks: list[Block] = [
        Words(_("What rules found to contradict itself in the register, the assessments and "
"the recovery levels. Each explains itself and goes when its cause goes."), "lead"),
        Tiles(
            [
                Tile(str(label), count, bad=bool(count) and severity == FindingSeverity.HIGH)
                for severity, label in FindingSeverity.choices
                if (count := sum(row.severity == severity for row in still)) is not None
            ]
        ),
        _table(view, telling, still),
    ]  # fmt: skip
    if settled:
        blocks += [Heading(_("Dismissed"), "dismissed"), _table(view, telling, settled)]
    blocks.append(_sheet(view, telling, rows))
    return Chapter("findings", _("Findings"), blocks)


def _rows(view: View) -> list[Any]:
    """What the requester may see and the report speaks of, the worst first."""
    if view.past:
        visible = Process.objects.visible_to(view.report.requested_by).values("id")
        mine = Q(process__isnull=True) | Q(process__in=visible)
        rows = as_of(Finding, view.at).filter(mine).select_related("process", "system")
    else:
        rows = Finding.objects.visible_to(view.report.requested_by).for_list()
    found = [row for row in rows.filter(state__in=SHOWN) if _inside(view, row)]
    return sorted(found, key=lambda row: (WORST.get(row.severity, 9), row.rule, row.subject))


def _inside(view: View, row: Any) -> bool:
    if not view.report.filters:
        return True
    for table_name, pk in (("process", row.process_id), ("system", row.system_id)):
        if pk is not None:
            return view.of.register.keys.get((table_name, pk)) in view.scope
    return False


def _table(view: View, telling: Telling, rows: list[Any]) -> Block:
    columns = [
        Column(_("Finding"), width=44), Column(_("Severity"), width=14),
        Column(_("Concerns"), width=30), Column(_("Raised"), "day", 18),
        note(_("Because")), note(_("What mends it"), bare=False),
        note(_("Dismissed"), bare=False),
    ]  # fmt: skip
    return table(
        columns,
        [
            [telling.title(row), _severity(row), telling.subject(row).name,
             row.raised_at.astimezone(view.zone).date(), telling.text(row),
             _advice(telling, row), _dismissal(row)]
            for row in rows
        ],
        empty=_("None is open."),
    )  # fmt: skip


def _sheet(view: View, telling: Telling, rows: list[Any]) -> Block:
    columns = [
        Column(_("Code"), width=22), Column(_("Rule"), width=24), Column(_("Finding"), width=36),
        Column(_("Severity"), width=12), Column(_("State"), width=14),
        Column(_("Concerns"), width=28), Column(_("Because"), "long", 60),
        Column(_("What mends it"), "long", 50), Column(_("Raised"), "instant", 18),
        Column(_("Counts again from"), "day", 12), Column(_("Reason"), "long", 40),
    ]  # fmt: skip
    states = dict(FindingState.choices)
    lines = []
    for row in rows:
        settled = row.state == FindingState.DISMISSED
        lines.append(
            [row.code, row.rule, telling.title(row), _severity(row), states[row.state],
             telling.subject(row).name, telling.text(row), _advice(telling, row), row.raised_at,
             row.dismissed_until if settled else None,
             row.dismissal_reason if settled else None]
        )  # fmt: skip
    return table(columns, lines, sheet=_("Findings"), printed=False)


def _severity(row: Any) -> str:
    return str(dict(FindingSeverity.choices)[row.severity])


def _advice(telling: Telling, row: Any) -> str:
    rule = telling.rule(row)
    return str(rule.advice) if rule else ""


def _dismissal(row: Any) -> str:
    if row.state != FindingState.DISMISSED:
        return ""
    return _("counts again from %(day)s: %(reason)s") % {
        "day": row.dismissed_until.isoformat(), "reason": row.dismissal_reason,
    }  # fmt: skip
