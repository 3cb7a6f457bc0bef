"""The report “Gap and dependency analysis”: frozen as a document when its building begins."""

from __future__ import annotations

from reports.document.blocks import Document
from reports.gaps.document import gap_document, title
from reports.kinds.document_kind import DocumentKind
from reports.models import Report


class GapsKind(DocumentKind):
    def title(self) -> str:
        return title()

    def document(self, report: Report) -> Document:
        return gap_document(report)
