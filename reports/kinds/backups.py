"""The report “Backup verification evidence”: a document, or a signed bundle of records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backups.services.evidence import close_bundle, draft_bundle
from reports.backups.document import evidence_document, frame, title
from reports.backups.period import scope_of
from reports.document.blocks import Document
from reports.filters.known import SINCE, SYSTEMS
from reports.kinds.document_kind import DocumentKind
from reports.kinds.kind import Group
from reports.models import Report, ReportFormat


class BackupsKind(DocumentKind):
    group = Group.BACKUPS
    purpose = _("Which backups were made, verified and restored in a period, with the proofs.")
    readers = _("IT operations, auditors")
    permission = "backup.view"
    formats = (ReportFormat.PDF, ReportFormat.XLSX, ReportFormat.ZIP)
    filters = (SYSTEMS, SINCE)
    sight = ("register.view", "backup.view")

    def scope(self, filters: dict[str, Any]) -> str:
        codes = filters.get("systems", [])
        every = gettext("all systems with a backup policy")
        words = gettext("%(n)s named systems") % {"n": len(codes)} if codes else every
        since = filters.get("since")
        return words + (f" · {SINCE.words(since)}" if since else "")

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
