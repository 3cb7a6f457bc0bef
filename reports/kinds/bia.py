"""The BIA report: what is approved, process by process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from bia.models import Assessment
from lib.pdf.attachment import Attachment
from lib.pdf.part import Part
from reports import bia_pdf
from reports.bia_xlsx import workbook
from reports.content.frozen_json import frozen_content
from reports.content.selection import Selection, plan_of, select
from reports.filters.known import CRITICAL, DEPARTMENT, DRAFTS, PROCESSES, TIER
from reports.kinds.archiving import data_files, kept_with
from reports.kinds.kind import Group, Kind
from reports.models import Report
from reports.scope import analysis_scope


class BiaKind(Kind):
    group = Group.ANALYSIS
    purpose = _("What an outage costs each process, and how fast it must be back: as approved.")
    readers = _("Process owners, management, auditors")
    filters = (DEPARTMENT, TIER, CRITICAL, PROCESSES, DRAFTS)

    def title(self) -> str:
        return bia_pdf.title()

    def read(self, report: Report, plan: Any) -> Selection:
        return select(report, plan)

    def plan_of(self, subject: Selection) -> Any:
        return plan_of(subject)

    def day_of(self, subject: Selection) -> date:
        return subject.today

    def pieces(self, subject: Selection) -> Sequence[list[Assessment]]:
        return bia_pdf.chunks(subject.assessments)

    def part(self, subject: Selection, piece: Any, number: int) -> Part:
        return bia_pdf.process_part(subject, piece, number)

    def at_once(self) -> int:
        return max(bia_pdf.CURVES_AT_ONCE // bia_pdf.PROCESSES_A_PART, 1)

    def draw(self, subject: Selection, pieces: Sequence[list[Assessment]]) -> None:
        bia_pdf.draw_curves([one for piece in pieces for one in piece])

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Selection,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        kept = kept_with(self, report, subject)
        return bia_pdf.write(out, report, subject, parts, part_count, pulse, attachments=kept)

    def attachments(self, report: Report, subject: Selection) -> Sequence[Attachment]:
        return data_files(self, report, subject, frozen_content(subject))

    def workbook(self, report: Report, subject: Selection) -> bytes:
        return workbook(report, subject)

    def scope(self, filters: dict[str, Any]) -> str:
        return analysis_scope(filters)
