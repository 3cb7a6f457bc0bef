"""The BIA report as a spreadsheet: real numbers, durations and dates, in either language."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from bia.models import AssessmentStatus
from reports.chapters.frame import title
from reports.chapters.front import snapshots_digest
from reports.chapters.summary import gap_words
from reports.content.frozen import sheets_of
from reports.content.selection import Selection
from reports.content.sheet import Sheet
from reports.content.summary import Summary, summarise
from reports.models import Report
from reports.sheets.cells import Column, cell, text_cell, write_table

READ_AT_ONCE = 50


def workbook(report: Report, selection: Selection) -> bytes:
    book = Workbook(write_only=True)
    book.properties.title = title()
    book.properties.creator = selection.organisation.name
    summary = summarise(selection)
    _summary(book.create_sheet(_("Summary")), report, selection, summary)
    for name, columns, rows in (
        (_("Processes"), _process_columns(selection), _processes(selection, summary)),
        (_("Impact ratings"), _rating_columns(selection), _ratings(selection)),
        (_("Dependencies"), _need_columns(), _needs(selection)),
        (_("Approvals"), _approval_columns(), _approvals(selection)),
    ):
        write_table(book.create_sheet(name), columns, rows, selection.zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(sheet: Any, report: Report, selection: Selection, summary: Summary) -> None:
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 70
    figures = summary.figures
    digest = snapshots_digest(selection)[0]
    rows: list[tuple[str, Any, str]] = [
        (_("Organisation"), selection.organisation.name, "text"),
        (_("As of"), selection.at, "instant"),
        (_("Time zone of all dates"), selection.organisation.timezone, "text"),
        (_("Currency"), selection.organisation.currency, "text"),
        (_("Processes"), figures.processes, "whole"),
        (_("Critical processes"), figures.critical, "whole"),
        (_("Transactions a day"), figures.volume, "whole"),
        (_("Critical transactions a day"), figures.critical_volume, "whole"),
        (_("Critical share of the volume"), figures.critical_share, "percent"),
        (_("Processes without a volume"), figures.without_volume, "whole"),
        (_("Approved assessments"), summary.approved, "whole"),
        (_("Drafts in this report"), len(selection.drafts), "whole"),
        (_("Overdue reviews"), len(summary.overdue), "whole"),
        (_("Targets missed when measured"), summary.count("rto_miss", "mtd_breach"), "whole"),
        (_("Targets never proven"), summary.count("untested"), "whole"),
        (_("Digest of the snapshots (SHA-256)"), digest, "text"),
        (_("Report"), report.code, "text"),
    ]
    if selection.organisation.sample:
        rows.insert(1, (_("Sample data"), _("This organisation is made up."), "text"))
    head = text_cell(sheet, title())
    head.font = Font(bold=True, color="14385C", size=14)
    sheet.append([head])
    for label, value, kind in rows:
        shown = cell(sheet, value, kind, selection.zone)
        if shown is not None and kind == "percent":
            shown.number_format = "0.0000%"
        sheet.append([text_cell(sheet, label), shown])


def _each(selection: Selection) -> Iterator[tuple[Any, Sheet]]:
    """The register's row with the sheet of each assessment, few contents in memory at once."""
    listed = selection.assessments
    for at in range(0, len(listed), READ_AT_ONCE):
        some = listed[at : at + READ_AT_ONCE]
        for assessment, sheet in zip(some, sheets_of(some), strict=True):
            yield selection.rows[assessment.process_id], sheet


def _state(sheet: Sheet) -> str:
    label = str(AssessmentStatus(sheet.status).label)
    return _("Draft – not approved") if sheet.draft else label


def _process_columns(selection: Selection) -> list[Column]:
    return [
        Column(_("Code"), width=22), Column(_("Process"), width=30), Column(_("State"), width=18),
        Column(_("Department"), width=22), Column(_("Owner"), width=18),
        Column(_("Critical"), "yes_no", 10), Column(_("Life safety"), "yes_no", 10),
        Column(_("Transactions a day"), "whole", 14), Column(_("Tier"), width=16),
        Column(_("MTD derived"), "duration", 13), Column(_("MTD proposed"), "duration", 13),
        Column(_("MTD decided"), "duration", 13), Column(_("RTO proposed"), "duration", 13),
        Column(_("RTO decided"), "duration", 13), Column(_("RPO proposed"), "duration", 13),
        Column(_("RPO decided"), "duration", 13), Column("WRT", "duration", 11),
        Column(_("WRT blocks"), "yes_no", 10), Column(_("MBCO, share"), "percent", 11),
        Column(_("Margin"), "percent", 10), Column(_("Margin at least"), "percent", 12),
        Column(_("Measured recovery"), "duration", 13), Column(_("Gap state"), width=16),
        Column(_("Measurement"), "long", 50),
        Column(_("Review due"), "day", 12), Column(_("MTD because"), "long", 50),
        Column(_("Rationale"), "long", 50),
    ]  # fmt: skip


def _processes(selection: Selection, summary: Summary) -> Iterable[list[Any]]:
    lines = {line.code: line for line in summary.gaps}
    words = gap_words()
    for row, sheet in _each(selection):
        mtd, rto, rpo = sheet.objectives
        line = lines[row.code]
        gap, proof = line.gap, "\n".join(line.provenance) or None
        yield [
            sheet.code, sheet.name, _state(sheet), sheet.department, sheet.owner, sheet.critical,
            sheet.life_safety, sheet.daily_volume, sheet.tier, mtd.derived_s, mtd.proposed_s,
            mtd.decided_s, rto.proposed_s, rto.decided_s, rpo.proposed_s, rpo.decided_s,
            sheet.wrt_s, sheet.wrt_blocking, sheet.mbco_percent / 100, sheet.margin,
            sheet.min_margin, gap.tested_s, words[gap.status], proof, row.review_due,
            mtd.because, sheet.rationale,
        ]  # fmt: skip
    nothing = [None] * 12
    for row in selection.without_approval:
        if any(draft.process_id == _id(row) for draft in selection.drafts.values()):
            continue
        department = selection.departments.get(row.department_id)
        line = lines[row.code]
        gap, proof = line.gap, "\n".join(line.provenance) or None
        yield [
            row.code, row.name, _("No approved assessment"),
            department.name if department else None, None, row.critical, row.life_safety,
            row.daily_volume, None, *nothing, gap.tested_s, words[gap.status], proof,
            row.review_due, None, None,
        ]  # fmt: skip


def _id(row: Any) -> int:
    return row.pgh_obj_id if hasattr(row, "pgh_obj_id") else row.pk  # type: ignore[no-any-return]


def _rating_columns(selection: Selection) -> list[Column]:
    amount = _("Amount (%(currency)s)") % {"currency": selection.organisation.currency}
    return [
        Column(_("Code"), width=22), Column(_("Process"), width=30), Column(_("State"), width=18),
        Column(_("Category"), width=20), Column(_("After"), "duration", 12),
        Column(_("Score"), "score", 8), Column(_("Level"), width=16), Column(amount, "money", 18),
        Column(_("Intolerable"), "yes_no", 11), Column(_("Words"), "long", 50),
    ]  # fmt: skip


def _ratings(selection: Selection) -> Iterable[list[Any]]:
    for _register_row, sheet in _each(selection):
        for line in sheet.grid:
            for one in line.cells:
                if one.rated:
                    yield [
                        sheet.code, sheet.name, _state(sheet), line.category, one.at_s, one.score,
                        one.level, one.amount, one.intolerable, one.text,
                    ]  # fmt: skip


def _need_columns() -> list[Column]:
    return [
        Column(_("Code"), width=22), Column(_("Process"), width=30), Column(_("State"), width=18),
        Column(_("Needs"), width=26), Column(_("Name"), width=30), Column(_("Kind"), width=14),
        Column(pgettext("dependency", "Restored"), width=30), Column(_("Strength"), width=14),
        Column(_("Workaround active after"), "duration", 16),
        Column(_("Workaround lasts until"), "duration", 16),
        Column(_("Workaround capacity"), "percent", 14), Column(_("Group"), width=14),
        Column(_("Needed of the group"), "whole", 12),
    ]  # fmt: skip


def _needs(selection: Selection) -> Iterable[list[Any]]:
    for _register_row, sheet in _each(selection):
        for need in sheet.needs:
            yield [
                sheet.code, sheet.name, _state(sheet), need.key, need.name, need.kind, need.mode,
                need.strength, need.workaround_activation_s, need.workaround_endurance_s,
                need.workaround_capacity, need.group, need.group_needs,
            ]  # fmt: skip


def _approval_columns() -> list[Column]:
    return [
        Column(_("Code"), width=22), Column(_("Process"), width=30),
        Column(_("Assessment"), width=24), Column(_("Version"), "whole", 10),
        Column(_("State"), width=18), Column(_("Written by"), width=20),
        Column(_("Submitted"), "instant", 18), Column(_("Approved by"), width=20),
        Column(_("Approved"), "instant", 18), Column(_("Snapshot, SHA-256"), width=68),
        Column(_("Catalogue version"), "whole", 11),
    ]  # fmt: skip


def _approvals(selection: Selection) -> Iterable[list[Any]]:
    for _register_row, sheet in _each(selection):
        yield [
            sheet.code, sheet.name, sheet.assessment, sheet.number, _state(sheet), sheet.author,
            sheet.submitted_at, sheet.approved_by, sheet.approved_at, sheet.digest,
            sheet.catalogue,
        ]  # fmt: skip
