"""The gap table: asked for, promised, possible, proven, node by node, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.gaps.rows import GapRow
from bia.models import SystemKind
from lib.durations import format_duration
from reports.content.words import beside_words, evidence_words, semicolon
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table
from reports.document.cells import status_words
from reports.gaps.view import View

KINDS = ("process", "system", "other")


def gap_chapter(view: View) -> Chapter:
    blocks: list[Block] = [
        Words(
            _(
                "Required is what the objectives above leave for a node once everything "
                "between has been restored. Capability is what the node itself takes by "
                "design. Back after is the time that is judged: with everything it waits "
                "for. The gap is the one minus the other."
            ),
            "lead",
        )
    ]
    for kind in KINDS:
        rows = [row for row in view.rows if row.kind == kind]
        if rows or kind == "process":
            blocks += [Heading(heading(kind), f"gaps-{kind}"), _printed(view, rows)]
    blocks.append(_sheet(view))
    return Chapter("gaps", _("Promise, possibility and proof"), blocks)


def heading(kind: str) -> str:
    return {
        "process": _("Processes"), "system": _("Systems and data"),
        "other": _("Teams, sites, suppliers and people"),
    }[kind]  # fmt: skip


def kind_words(row_kind: str) -> str:
    """What a node is, in one word."""
    words: dict[str, str] = {
        "process": _("Process"), "site": _("Site"), "supplier": _("Supplier"),
        "person": _("Person"),
    }  # fmt: skip
    if row_kind in words:
        return words[row_kind]
    return str(dict(SystemKind.choices).get(row_kind, row_kind))


def _printed(view: View, rows: Iterable[GapRow]) -> Block:
    columns = [
        Column(_("Name"), width=31), Column(_("Required"), "signed", 17),
        Column(_("Own target"), "duration", 17), Column(_("Capability"), "duration", 18),
        Column(_("Measured"), "duration", 17), Column(_("Back after"), "figure", 19),
        Column(_("Gap"), "figure", 20), Column(_("MTD margin"), "percent", 15),
        Column(_("State"), "status", 22), note(_("Why")), note(_("Required because")),
        note(_("Back because")), note(_("Measured"), bare=False),
        note(_("Data loss"), bare=False), note(_("Naive rule"), bare=False),
    ]  # fmt: skip
    return table(
        columns,
        [
            [
                row.subject.name, row.result.required_s, row.subject.rto_s, row.subject.design_s,
                row.subject.measured_s, at_least(row, row.told_s), at_least(row, row.told_gap_s),
                None if row.bound else row.mtd_margin, row.status,
                row.because,
                row.required_because if row.result.required_by is not None else "",
                row.finish_because if row.result.held_by is not None else "",
                _proof(row),
                _data(row), row.naive_words,
            ]
            for row in rows
        ],
        empty=_("No process matches the filters of this report."),
    )  # fmt: skip


def _proof(row: GapRow) -> str:
    found = [] if row.proof is None else [evidence_words(row.proof)]
    return semicolon().join([*found, *(beside_words(one) for one in row.beside)])


def _data(row: GapRow) -> str:
    """What may be lost and what was lost; "" where nobody asks."""
    if row.rpo_target_s is None:
        return ""
    asked = _("at most %(time)s") % {"time": duration(row.rpo_target_s)}
    if row.rpo.tested_s is None:
        return f"{asked} · {status_words(row.rpo_status)}"
    measured = _("measured %(time)s") % {"time": duration(row.rpo.tested_s)}
    return f"{asked} · {measured} · {status_words(row.rpo_status)}"


def duration(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")


def known(row: GapRow, seconds: int | None) -> int | None:
    """A lower bound of 0 says nothing."""
    return None if row.unknown and not seconds else seconds


def at_least(row: GapRow, seconds: int | None) -> str:
    """A time of the row in words, marked where it is only a lower bound; "" for none."""
    if seconds is None:
        return ""
    if row.unknown and not seconds:
        return _("nothing known")
    return f"≥\u00a0{duration(seconds)}" if row.unknown else duration(seconds)


def _sheet(view: View) -> Block:
    currency = view.organisation.currency
    columns = [
        Column(_("Code"), width=22), Column(_("Name"), width=30), Column(_("Kind"), width=16),
        Column(_("Critical"), "yes_no", 10), Column(_("Tier"), width=16),
        Column(_("State"), "status", 16), Column(_("Required"), "signed", 13),
        Column(_("Own target"), "duration", 13), Column(_("Target gap"), "signed", 13),
        Column(_("Capability"), "duration", 13), Column(_("Measured"), "duration", 13),
        Column(_("Measured on"), "day", 12), Column(_("Source"), width=24),
        Column(_("Age in days"), "whole", 10), Column(_("Restored after"), "duration", 13),
        Column(_("In service after"), "duration", 13), Column(_("Back after"), "duration", 13),
        Column(_("Lower bound only"), "yes_no", 10), Column(_("Gap"), "signed", 13),
        Column(_("Slack"), "signed", 13), Column("MTD", "duration", 13),
        Column(_("MTD margin"), "percent", 10), Column(_("RPO required"), "duration", 13),
        Column(_("Data loss measured"), "duration", 13), Column(_("RPO state"), "status", 16),
        Column(_("Naive rule: required"), "duration", 13),
        Column(_("Naive rule: back after"), "duration", 13),
        Column(_("Naive rule: state"), "status", 16),
        Column(_("Critical processes behind it"), "whole", 12),
        Column(_("Loss an hour (%(currency)s)") % {"currency": currency}, "money", 18),
        Column(_("Why"), "long", 50), Column(_("Required because"), "long", 50),
        Column(_("Back because"), "long", 50),
    ]  # fmt: skip
    return table(columns, [_line(view, row) for row in view.rows], sheet=_("Gaps"), printed=False)


def _line(view: View, row: GapRow) -> list[Any]:
    named, result, proof = row.subject, row.result, row.proof
    behind = view.of.behind_of(row.key)
    measured = None if proof is None else proof.measured
    return [
        named.code, named.name, kind_words(named.kind), named.critical,
        row.tier.name if row.tier else None, row.status, result.required_s, named.rto_s,
        result.target_gap_s, named.design_s, named.measured_s,
        None if measured is None else measured.at.astimezone(view.zone).date(),
        None if measured is None else measured.source,
        None if proof is None else proof.age_days,
        known(row, row.finish_s), known(row, row.resumes_s), row.told_s, row.unknown,
        row.told_gap_s, None if row.unknown else row.slack_s,
        named.mtd_s, None if row.bound else row.mtd_margin,
        row.rpo_target_s, row.rpo.tested_s, row.rpo_status,
        result.naive_required_s, result.naive_finish_s, result.naive_status,
        behind.critical, behind.loss_per_hour if view.everything else None,
        row.because, row.required_because, row.finish_because,
    ]  # fmt: skip
