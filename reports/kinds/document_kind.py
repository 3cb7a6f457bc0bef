"""What all reports made of a `reports.document` share: it is frozen when its building begins.

A kind of this sort has `title`, `document` and the attributes of `Kind`; PDF, spreadsheet, parts
and the data for the archive follow from the document.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lib.pdf.attachment import Attachment
from lib.pdf.part import Part
from reports.content.words import instant_words
from reports.document import pdf, xlsx
from reports.document.blocks import Chapter, Document, from_json, to_json
from reports.kinds.archiving import data_files, kept_with
from reports.kinds.kind import Kind
from reports.models import Report

PARTS_AT_ONCE = 4


class DocumentKind(Kind):
    @abstractmethod
    def document(self, report: Report) -> Document:
        """Read, computed and put into words."""

    def read(self, report: Report, plan: Any) -> Document:
        return self.document(report) if plan is None else from_json(plan)

    def plan_of(self, subject: Document) -> Any:
        return to_json(subject)

    def day_of(self, subject: Document) -> date:
        return datetime.fromisoformat(subject.at).astimezone(ZoneInfo(subject.zone)).date()

    def pieces(self, subject: Document) -> Sequence[Chapter]:
        return pdf.pieces(subject)

    def part(self, subject: Document, piece: Any, number: int) -> Part:
        return pdf.part(subject, piece, number)

    def at_once(self) -> int:
        return PARTS_AT_ONCE

    def draw(self, subject: Document, pieces: Sequence[Chapter]) -> None:
        pdf.draw(pieces)

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Document,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        kept = kept_with(self, report, subject)
        return pdf.write(out, report, subject, parts, part_count, pulse, attachments=kept)

    def attachments(self, report: Report, subject: Document) -> Sequence[Attachment]:
        return data_files(self, report, subject, to_json(subject))

    def workbook(self, report: Report, subject: Document) -> bytes:
        zone = ZoneInfo(subject.zone)
        return xlsx.workbook(
            subject,
            [
                (_("Report"), report.code),
                (_("Asked for by"), str(report.requested_by)),
                (_("Prepared"), instant_words(report.created_at, zone)),
            ],
        )
