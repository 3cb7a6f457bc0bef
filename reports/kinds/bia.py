"""The BIA report: what is approved, process by process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from bia.models import Assessment
from lib.pdf.part import Part
from reports import bia_pdf
from reports.bia_xlsx import workbook
from reports.content.selection import Selection, plan_of, select
from reports.kinds.kind import Kind
from reports.models import Report


class BiaKind(Kind):
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

    def draw_ahead(self, subject: Selection, done: int) -> int:
        step = max(bia_pdf.CURVES_AT_ONCE // bia_pdf.PROCESSES_A_PART, 1)
        first, last = (at * bia_pdf.PROCESSES_A_PART for at in (done, done + step))
        bia_pdf.draw_curves(subject.assessments[first:last])
        return done + step

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Selection,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        return bia_pdf.write(out, report, subject, parts, part_count, pulse=pulse)

    def workbook(self, report: Report, subject: Selection) -> bytes:
        return workbook(report, subject)
