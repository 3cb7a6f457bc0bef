"""The report “Backup verification evidence”: a document, or a signed bundle of records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from backups.services.evidence import close_bundle, draft_bundle
from reports.backups.document import evidence_document, frame, title
from reports.backups.period import scope_of
from reports.document.blocks import Document
from reports.kinds.document_kind import DocumentKind
from reports.models import Report, ReportFormat


class BackupsKind(DocumentKind):
    def title(self) -> str:
        return title()

    def document(self, report: Report) -> Document:
        if report.format == ReportFormat.ZIP:
            return frame(report)
        return evidence_document(report)

    def archive(
        self, out: BinaryIO, report: Report, subject: Document, pulse: Callable[[], None]
    ) -> Callable[[datetime], Any]:
        """The records stand as the history has them at the report's moment, never as of later."""
        who = report.requested_by
        draft = draft_bundle(out, scope_of(report), by=who, at=report.created_at, pulse=pulse)
        return lambda at: close_bundle(draft, report=report.code, by=who, at=at)
