"""What is read at once: without cover and contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.utils.translation import get_language

from lib.pdf.joining import join
from lib.pdf.part import Part
from reports.chapters.page_numbers import page_numbers
from reports.document.blocks import Document
from reports.kinds.archiving import kept_with
from reports.kinds.document_kind import DocumentKind
from reports.models import Report


class ShortKind(DocumentKind):
    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Document,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        pulse()
        total = sum(one.page_count for one in parts())
        return join(
            out, parts(), stamps=page_numbers(total), title=subject.title,
            language=get_language() or "en", made_at=report.created_at,
            attachments=kept_with(self, report, subject),
        )  # fmt: skip
